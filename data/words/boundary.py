"""Which wards a page draws and how they are counted, in words and as a table."""

from __future__ import annotations

import pandas as pd

from data.catalogue.records import LEGAL
from data.figures.legal_comparison import counted_how
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import legal_districts
from data.selection.selection import Selection, district_name, vintage


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


def legal_words(selection: Selection, counted: bool) -> str:
    """Say what legal wards are, and how they are counted."""
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
        "places near by, which can move a record over a border. Counts are shown and no rates, "
        "bands or lenses: there is no official estimate of residents on legal wards. Choose best "
        "fit for rates. Districts and the force are counted by census areas as before."
    )


def difference_rows(table: pd.DataFrame, whole_force: bool) -> pd.DataFrame:
    """Return the table of both countings as it is shown and downloaded."""
    shown = pd.DataFrame({"Ward": table["area_name"]})
    if whole_force:
        shown["District"] = table["district_code"].map(district_name)
    shown["Best fit"] = table["count_best_fit"]
    shown["Legal"] = table["count_legal"]
    shown["Difference"] = table["difference"]
    shown["Ground differing %"] = (table["differing"] * 100).round(0)
    shown["Code"] = table.index
    return shown.reset_index(drop=True)
