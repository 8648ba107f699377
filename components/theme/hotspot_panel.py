"""The hotspot panel: the wards over a lens, worst first; choosing a row chooses the ward."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.map.ward_list import Cell, Row, WardList
from data.figures.changes import span_of_year_before
from data.figures.ward_view import WardView, due_months
from data.phrases.plain import (
    NO_LEGAL_RESIDENTS,
    change_span,
    count,
    is_missing,
    percent_change,
    percent_interval,
    rate,
    times,
)
from data.store.remembered import remembered
from data.words.absence import absent_wards, is_partners, short_reason
from data.words.figures import counts_only, flagged, without_rates
from geo.change import CANNOT_TELL, DIRECTIONS

MOST_ROWS = 9
BAND_CHIPS = {
    "significantly above average": (2, "2 SD"),
    "above average": (1, "1 SD"),
    "not highlighted": (0, "no"),
}
FUNNEL_CHIPS = {
    "high 99.8%": (2, "99.8%"),
    "high 95%": (1, "95%"),
    "within limits": (0, "no"),
    "low 95%": (0, "under"),
    "low 99.8%": (0, "under"),
}


# The same for every reader of the district who chose no ward, or the same one.
@remembered(maxsize=128)
def hotspot_panel(view: WardView, ward: str | None) -> WardList:
    """Return the flagged wards, worst first, then the next highest, with the chosen ward."""
    high = flagged(view)
    # After the flagged the next highest: a reader asks for them too, and there is room.
    others = view.own[view.own["rate"].notna() | counts_only(view)].drop(high.index)
    shown = pd.concat([high, others]).head(MOST_ROWS)
    if ward is not None and ward not in shown.index and ward in view.wards.index:
        shown = pd.concat([shown.head(MOST_ROWS - 1), view.wards.loc[[ward]]])
    counted = view.period.kind == "recorded" and view.indicator.is_counted
    months = due_months(view) if counted else None
    changes = "change_percent" in view.wards
    benchmark = "× force" if view.whole_force else "× district"
    heads = ["Recorded"] if counts_only(view) else ["Rate", benchmark]
    if view.rule is not None:
        heads += ["Over band", "Over funnel"]
    elif _has_funnel(view):
        heads.append("Over funnel")
    if changes:
        heads.append(change_span(span_of_year_before(view.period.id, "ward")))
    if months is not None:
        heads.append("Months")
    known = int(view.own["rate"].notna().sum())
    caption = f"Hotspot wards: {len(high)} of {known} high by one lens or both"
    if view.rule is None:
        said = "Wards shown" if is_partners(view.indicator) else "Wards with a published figure"
        caption = said if known else "No ward figures"
    if counts_only(view):
        caption = "Wards by what is recorded; no rates"
    return WardList(
        caption=caption,
        heads=heads,
        rows=[_row(str(code), row, view, months, code == ward) for code, row in shown.iterrows()],
        note=_note(view, len(high.index.difference(shown.index))),
    )


def _has_funnel(view: WardView) -> bool:
    return bool(view.wards["funnel"].notna().any())


def _row(
    code: str, row: pd.Series, view: WardView, months: pd.DataFrame | None, chosen: bool
) -> Row:
    ratio = times(row["times_force" if view.whole_force else "times_district"])
    told = [_rate_or_why(row, view), ratio]
    if counts_only(view):
        told = [count(row["numerator"])]
    cells: list[Cell] = [{"kind": "number", "text": one} for one in told]
    if view.rule is not None:
        cells += [_chip(row["band"], BAND_CHIPS), _chip(row["funnel"], FUNNEL_CHIPS)]
    elif _has_funnel(view):
        cells.append(_chip(row["funnel"], FUNNEL_CHIPS))
    if "change_percent" in row:
        cells.append(_change(row))
    if months is not None:
        values = [None if is_missing(value) else int(value) for value in months.loc[code]]
        cells.append({"kind": "months", "values": values})
    return Row(code=code, name=str(row["area_name"]), chosen=chosen, cells=cells)


def _rate_or_why(row: pd.Series, view: WardView) -> str:
    if is_missing(row["rate"]) and row["status"] in ("suppressed", "restricted"):
        return short_reason(row["status"])
    return rate(row["rate"], view.indicator.unit)


def _chip(value: Any, chips: dict[str, tuple[int, str]]) -> Cell:
    level, text = chips.get("" if is_missing(value) else str(value), (0, "–"))
    return {"kind": "chip", "level": level, "text": text}


def _change(row: pd.Series) -> Cell:
    if is_missing(row["change_direction"]):
        return {"kind": "number", "text": "–", "small": ""}
    if row["change_direction"] == "too few to say":
        counts = f"{count(row['change_before'])} then {count(row['change_now'])}"
        return {"kind": "number", "text": "too few", "small": counts}
    if row["change_direction"] == CANNOT_TELL:
        return {"kind": "number", "text": CANNOT_TELL, "small": ""}
    return {
        "kind": "number",
        "text": percent_change(row["change_percent"]),
        "small": percent_interval(row["change_percent_lower"], row["change_percent_upper"]),
        "strong": row["change_direction"] in DIRECTIONS[:2],
    }


def _partners_note(view: WardView) -> str:
    """Say what a partner's table leaves out, and which lens is left."""
    absent = absent_wards(view.own, view.indicator)
    if not view.own["rate"].notna().any():
        return f"{absent} Nothing is shaded and nothing is guessed."
    said = f"{absent} With wards left out there is no average to judge by, and no band."
    if _has_funnel(view):
        said += " Funnel: higher than the wards shown ordinarily differ."
    return said


def _note(view: WardView, more: int) -> str:
    if view.rule is None and is_partners(view.indicator):
        return _partners_note(view)
    if view.rule is None:
        if without_rates(view):
            return f"No bands: {NO_LEGAL_RESIDENTS}. Choose best fit for rates and lenses."
        if view.own["rate"].notna().any():
            return (
                "The documents print these wards only, the ones they single out, so there is no "
                "average to judge them by. The rest are hatched: not published."
            )
        return "Nothing is published for these wards, so nothing is shaded and nothing is guessed."
    unit = view.indicator.unit
    said = (
        f"Band: over {rate(view.rule.above, unit)} (1 SD above the mean of {view.rule.wards} "
        f"wards) or {rate(view.rule.significantly_above, unit)} (2 SD). "
    )
    if view.wards["funnel"].notna().any():
        said += "Funnel: higher than wards ordinarily differ."
    elif is_partners(view.indicator):
        said += "No funnel: it needs counts of people or events over residents."
    else:
        said += "Funnel: needs counts; the document prints rates only."
    if "change_percent" in view.wards:
        said += " Changes in bold are more than chance."
    return said + (f" {more} more in the table below." if more > 0 else "")
