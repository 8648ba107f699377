"""The picture of a map: two links, and a file that is drawn when one of them is followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from components.page.downloads import file_download
from data.installed.catalogue import load_catalogue
from data.painting.paint import Entry, Paint
from data.painting.palette import Palette
from data.pictures.map import Told, map_picture, source_line

LABEL = "Picture"
MIME = {"png": "image/png", "svg": "image/svg+xml"}


def picture_links(
    paint: Paint,
    key: Callable[[], Sequence[Entry]],
    line: str,
    sentence: str,
    sources: Sequence[str],
    colours: Palette,
) -> Callable[[], None]:
    """Return what offers a map as PNG and as SVG; ``sources`` are ids of the catalogue."""

    def draw() -> None:
        catalogue = load_catalogue()
        names = list(dict.fromkeys(catalogue.source(one).short for one in sources if one))
        told = Told(line, sentence, source_line(names, catalogue.force.attribution))
        with st.container(horizontal=True):
            for kind, mime in MIME.items():
                made = partial(map_picture, paint, key(), told, colours, kind)
                file_download(f"Map as {kind.upper()}", f"{line}.{kind}", mime, made, f"map-{kind}")

    return draw
