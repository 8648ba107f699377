"""Bringing a postcode directory, so that Find leads from a postcode to its census area."""

from __future__ import annotations

import streamlit as st

from components.page.form import ask_files, done, forget_told, laid_down, signed, tell_done
from components.page.telling import say, tell_error
from data.outlines.boundaries import load_boundaries
from data.phrases.plain import count
from data.postcodes.reading import PostcodeError, read_postcodes
from data.postcodes.store import kept_postcodes, postcode_vintage, save_postcodes
from data.store import StoreError

PLACE = "postcodes"


def postcodes_section() -> None:
    """Draw the way from a postcode directory into the store."""
    st.markdown("## Postcodes, for Find")
    tell_done(PLACE)
    say("ONS's Postcode Directory (ONSPD) or Code-Point Open: only the force's are kept.")
    if held := kept_postcodes():
        say(f"{count(held)} postcodes. The history can take them out again.", bold="Kept:")
    given = ask_files(PLACE, "Directory: .zip or .csv", ["zip", "csv"], several=False)
    if not given:
        return
    forget_told(PLACE)
    who, note = signed(PLACE)
    if not st.button("Keep the force's postcodes", type="primary"):
        return
    try:
        with laid_down(given) as (path, *_):
            table = read_postcodes(path, load_boundaries(postcode_vintage()))
            change = save_postcodes(table, path, who=who, note=note)
    except (PostcodeError, StoreError) as error:
        tell_error(f"{error} Nothing was kept.")
        return
    done(PLACE, f"{change.what}.")
