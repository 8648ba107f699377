"""A map as a picture: every word and colour of the screen's, whole for every shade and theme."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import DARK, LIGHT
from data.painting.wards import paint_wards, theme_key
from data.pictures.map import DOTS, SIZE, Told, map_picture, source_line
from data.selection.selection import read

LICHFIELD, STOKE = "E07000194", "E06000021"
TOLD = Told("Burglary · a place & its <wards>", "One stands out.", source_line(["x"], ["© y"]))


def drawn(csp, shade="rate", kind="svg", colours=LIGHT, theme="asb"):
    selection = read({"theme": theme, "csp": csp, "shade": shade}, "theme").selection
    view = ward_view(selection.indicator, selection.basis, csp)
    key = theme_key(view, selection, colours, load_catalogue().theme(theme))
    paint = paint_wards(view, selection, colours)
    return view, key, map_picture(paint, key, TOLD, colours, kind)


@pytest.mark.parametrize("shade", ["rate", "lenses"])
def test_the_svg_has_title_sentence_key_scale_source_and_names_as_text(shade):
    _, key, content = drawn(LICHFIELD, shade)
    words = [
        "".join(one.itertext()).strip()
        for one in ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert {TOLD.title, TOLD.sentence} <= set(words)
    assert {text for _, _, text in key} <= set(words)
    assert any(re.fullmatch(r"\d+ km", one) for one in words)
    assert TOLD.source in words
    assert {"Chasetown", "Stowe"} <= set(words)  # the hotspots are named first
    assert "Date" not in content.decode() and "created" not in content.decode()


def test_the_wards_have_the_colours_of_the_screen():
    view, _, content = drawn(LICHFIELD)
    fills = set(re.findall(r"fill: (#[0-9a-f]{6})", content.decode()))
    assert set(LIGHT.ramp("", len(view.breaks))) <= fills


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_png_is_a_slide_in_the_page_s_colours(colours):
    _, _, content = drawn(STOKE, "rate", "png", colours)
    picture = Image.open(BytesIO(content)).convert("RGB")
    assert picture.size == (round(SIZE[0] * DOTS), round(SIZE[1] * DOTS))
    ground = tuple(int(colours.ground[at : at + 2], 16) for at in (1, 3, 5))
    assert picture.getpixel((3, 3)) == ground
    darkest = tuple(int(colours.worse[-1][at : at + 2], 16) for at in (1, 3, 5))
    assert darkest in {colour for _, colour in picture.getcolors(1 << 24)}


def test_wards_without_a_figure_are_hatched():
    _, key, content = drawn(LICHFIELD, theme="domestic-abuse")
    assert any(kind == "hatch" for kind, _, _ in key)
    assert b"<pattern" in content
