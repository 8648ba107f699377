"""Which wards a page draws and how they are counted: the strip's words, and its details."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components.downloads import csv_download
from components.selection import Selection, district_name, vintage
from components.wording import lower_first
from data.boundary.legal_comparison import counted_how, difference_sentences, legal_against_best_fit
from data.boundary.legal_wards import legal_districts
from data.catalogue import load_catalogue
from data.catalogue_records import LEGAL, Indicator
from data.risk import total_indicator

# The rows that show at once; the rest scroll.
_ROWS = 12


def wards_name(selection: Selection, counted: bool = True) -> str:
    """Name the wards that a page shows: best fit or legal, and how legal ones are counted.

    Parameters
    ----------
    selection : Selection
    counted : bool
        Whether the figures are counted from records; others are shown as a document prints them,
        or as a partner supplied them.

    >>> wards_name(Selection("", "", None, "2025"))
    'best-fit wards of 2024/25'
    """
    catalogue = load_catalogue()
    drawn = vintage(selection.period)
    of = catalogue.vintage_name(drawn)
    if not selection.is_legal:
        return f"best-fit wards of {of}"
    whole = legal_districts(drawn)
    districts = catalogue.force.districts
    if selection.wards == "district" and selection.csp not in whole:
        return f"best-fit wards of {of} (not all legal wards of {district_name(selection.csp)})"
    named = f"legal wards of {of}"
    if selection.wards == "force" and len(whole) < len(districts):
        named += f" in {len(whole)} of {len(districts)} districts"
    period = catalogue.period(f"{selection.period}{LEGAL}")
    if not counted or period.kind != "recorded":
        return f"{named} drawn, figures as supplied"
    how = counted_how(period)
    return f"{named}, {how}" if how.endswith("polygon") else f"{named} drawn, {how}"


def boundary_details(selection: Selection, counted: bool) -> None:
    """Tell what the wards are, how they are counted, and which districts stay on best fit."""
    if not selection.is_legal:
        st.markdown(
            "**Boundaries.** A best-fit ward is the union of the census areas (LSOAs) that the "
            "Office for National Statistics assigns to it. It is not the legal boundary, but "
            "numerator, denominator and drawn area agree. Locations are snapped to anonymous "
            "points, which can move a record over a ward border."
        )
        return
    whole = legal_districts(vintage(selection.period))
    st.markdown(f"**Boundaries.** {_legal_words(selection, counted)}")
    missing = [one.name for one in load_catalogue().force.districts if one.code not in whole]
    if missing:
        st.markdown(f"**On best fit, for want of all their legal wards:** {', '.join(missing)}.")


def _legal_words(selection: Selection, counted: bool) -> str:
    period = load_catalogue().period(f"{selection.period}{LEGAL}")
    told = "Maps draw the legal wards that were loaded here."
    if not counted or period.kind != "recorded":
        return f"{told} The figures are those that were printed or supplied for the wards."
    if not counted_how(period).endswith("polygon"):
        return (
            f"{told} They are {counted_how(period)}: figures are of census areas (LSOAs), and "
            "differ from what lies in the outline. Import the months with their points to count "
            "by the outline."
        )
    return (
        f"{told} A record is counted in the ward that its point lies in; points are anonymous "
        "places near by, which can move a record over a border. Residents of a census area that "
        "a border cuts are shared out by where its points lie, which is an estimate. Districts "
        "and the force are counted by census areas as before."
    )


def legal_difference(
    selection: Selection, indicator: Indicator | None, counted: bool
) -> dict[str, Callable[[], None]]:
    """Return what the strip offers beside its details: both countings, where they are to be had.

    Without an indicator the total is compared.
    """
    told = indicator or total_indicator()
    csp = selection.csp if selection.wards == "district" else None
    whole = legal_districts(vintage(selection.period)) if selection.is_legal else ()
    if not (counted and told.is_counted and whole) or (csp and csp not in whole):
        return {}
    return {"Against best fit": lambda: _difference(selection.period, told, csp)}


def _difference(period: str, indicator: Indicator, csp: str | None) -> None:
    table = legal_against_best_fit(indicator.id, period, csp)
    subject = lower_first(indicator.name)
    place = district_name(csp) if csp else "the districts with legal wards"
    st.markdown(f"**Legal wards against best fit: {subject}**")
    st.markdown(" ".join(difference_sentences(table, place, subject)))
    rows = difference_rows(table, whole_force=csp is None)
    st.dataframe(rows, hide_index=True, height=36 * min(len(rows) + 1, _ROWS))
    st.caption(
        f"Records, and the rate {indicator.unit}. Ground differing: the share of both outlines' "
        "ground that is in one of them only."
    )
    csv_download(rows, f"legal-against-best-fit-{indicator.id}-{csp or 'force'}-{period}")


def difference_rows(table: pd.DataFrame, whole_force: bool) -> pd.DataFrame:
    """Return the table of both countings as it is shown and downloaded."""
    shown = pd.DataFrame({"Ward": table["area_name"]})
    if whole_force:
        shown["District"] = table["district_code"].map(district_name)
    shown["Best fit"] = table["count_best_fit"]
    shown["Legal"] = table["count_legal"]
    shown["Difference"] = table["difference"]
    shown["Ground differing %"] = (table["differing"] * 100).round(0)
    shown["Rate, best fit"] = table["rate_best_fit"].astype("Float64").round(1)
    shown["Rate, legal"] = table["rate_legal"].astype("Float64").round(1)
    shown["Residents, best fit"] = table["residents_best_fit"]
    shown["Residents, legal (estimate)"] = table["residents_legal"]
    shown["Band, best fit"] = table["band_best_fit"].astype(object).fillna("–")
    shown["Band, legal"] = table["band_legal"].astype(object).fillna("–")
    shown["Code"] = table.index
    return shown.reset_index(drop=True)
