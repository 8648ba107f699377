"""Bringing a background of the maps: a file, what is drawn of it, and a button that removes it."""

from __future__ import annotations

import streamlit as st

from components.page.form import WHO, ask_files, done, forget_told, laid_down, signed, tell_done
from components.page.telling import say, tell_error
from data.background.reading import ENDINGS, Background, BackgroundError, read_background
from data.background.store import kept_background, remove_background, save_background
from data.outlines.boundaries import load_boundaries
from data.store import StoreError

PLACE = "background"


def background_section() -> None:
    """Draw the way from a file to roads, rails and water behind every map."""
    st.markdown("## A background for the maps")
    tell_done(PLACE)
    say(
        "Main roads, rail, water, built-up areas and green, drawn in grey: from OS Open Zoomstack "
        "(GeoPackage, PMTiles) or an OpenStreetMap extract (.osm.pbf, PMTiles)."
    )
    given = ask_files(
        PLACE,
        "Background file: .gpkg, .pmtiles or .osm.pbf",
        [one.removeprefix(".") for one in ENDINGS],
        several=False,
        any_kind=True,
    )
    if not given:
        _kept()
        return
    forget_told(PLACE)
    who, note = signed(PLACE)
    if not st.button("Put it behind the maps", type="primary"):
        return
    try:
        with laid_down(given) as (path, *_):
            background = read_background(path, load_boundaries("district"))
            change = save_background(background, path, who=who, note=note)
    except (BackgroundError, StoreError) as error:
        tell_error(f"{error} Nothing was kept.")
        return
    done(PLACE, f"{change.what}. {_simplified(background)}")


def _simplified(background: Background) -> str:
    return f"Simplified by {background.tolerance:g} m."


def _kept() -> None:
    held = kept_background()
    if held is None:
        return
    say(f"{held['holds']} ({held['credit']}).", bold=f"Kept, from {held['file']}:")
    if st.button("Remove the background", type="tertiary"):
        try:
            remove_background(who=st.session_state.get(WHO, ""))
        except StoreError as error:
            tell_error(str(error))
            return
        done(PLACE, "Removed the map background. The history brings it back.")
