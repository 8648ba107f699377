"""Paints: classes in the key, textures that grey keeps apart, months in fixed classes."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from data.figures.ward_view import ward_view
from data.painting.months import paint_months
from data.painting.paint import NO_DATA
from data.painting.palette import DARK, LIGHT
from data.painting.textures import CLUSTERS, COLD_HOT, LENSES, textured
from data.painting.wards import MOST_LINES, paint_wards, ward_key
from data.selection.selection import read

STOKE, LICHFIELD = "E06000021", "E07000194"
# Shares of white by which two greys are told apart on a projector.
APART = 0.12


def grey(fill: str) -> float:
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("name", "textures"), [("lenses", LENSES), ("cold_hot", COLD_HOT), ("clusters", CLUSTERS)]
)
def test_in_grey_two_classes_differ_by_lightness_or_by_texture(colours, name, textures):
    fills = textured(getattr(colours, name), textures)
    for one, other in itertools.combinations(fills, 2):
        same = one.split(" ")[1:2] == other.split(" ")[1:2]
        neighbours = abs(fills.index(one) - fills.index(other)) == 1 and name == "cold_hot"
        assert not same or neighbours or abs(grey(one) - grey(other)) > APART, (one, other)


def test_the_classes_of_a_district_part_wards_that_the_force_s_put_together():
    view = ward_view("asb", "2025", STOKE)
    whole = read({"csp": STOKE, "theme": "asb"}, "theme").selection
    own = read({"csp": STOKE, "theme": "asb", "classes": "district"}, "theme").selection
    darkest = [
        sum(kind == len(paint.ramp) - 1 for kind, _, _ in paint.areas.values())
        for paint in (paint_wards(view, one, LIGHT) for one in (whole, own))
    ]
    assert darkest == [20, 7]
    assert ward_key(view, own, LIGHT)[0][2] == "Classes of Stoke-on-Trent's wards:"
    counted = sum(
        int(number)
        for kind, _, text in ward_key(view, own, LIGHT)
        if kind == "fill"
        for number in re.findall(r"\((\d+)\)$", text)
    )
    assert counted == len(view.own) == 34


def test_a_ward_is_told_in_four_lines_at_most():
    for theme in ("asb", "burglary", "vehicle-crime"):
        selection = read({"csp": LICHFIELD, "theme": theme}, "theme").selection
        view = ward_view(selection.indicator, selection.basis, LICHFIELD)
        for _, _, words in paint_wards(view, selection, LIGHT).areas.values():
            assert 1 <= words.count("<br>") <= MOST_LINES, words


def test_months_are_in_the_classes_of_their_key_and_absent_ones_in_none():
    told = paint_months(ward_view("asb", "2025", LICHFIELD), LIGHT)
    assert len(told.names) == len(told.states) == 24
    assert len(told.key) == len(told.ramp) == 5
    for code, classes in told.classes.items():
        for place, kind in enumerate(classes):
            absent = told.states[place] == "absent"
            assert (kind == NO_DATA) == absent == (told.counts[code][place] is None)
            if not absent:
                low, high = ([0.0, *map(float, re.findall(r"[\d.]+", told.key[kind][1]))])[-2:]
                assert low - 0.06 <= float(told.rates[code][place]) <= high + 0.06


def test_a_paint_says_its_months_to_the_browser():
    view = ward_view("asb", "2025", LICHFIELD)
    selection = read({"theme": "asb"}, "theme").selection
    paint = replace(paint_wards(view, selection, LIGHT), months=paint_months(view, LIGHT))
    assert '"names":["January 2024"' in paint.script(LIGHT, "x")


def test_a_line_of_an_area_has_the_loaded_months_and_no_others():
    months = paint_months(ward_view("asb", "2025", LICHFIELD), LIGHT)
    code = next(iter(months.counts))
    told = months.told()["lines"][code].split("|")
    assert len(told) == len(months.names) - months.states.count("absent") == 16
    at = months.names.index("December 2025")
    said = (months.classes[code][at], months.counts[code][at], months.rates[code][at])
    assert told[-1] == "/".join(map(str, said))


def test_a_month_without_a_count_in_one_area_says_nothing_there():
    months = paint_months(ward_view("asb", "2025", LICHFIELD), LIGHT)
    code = next(iter(months.counts))
    counts = {**months.counts, code: (None, *months.counts[code][1:])}
    assert replace(months, counts=counts).told()["lines"][code].split("|")[0] == ""
