"""The places-at-greatest-risk panel: wards by the number of indicators they stand out on."""

from __future__ import annotations

import pandas as pd

from components.map.ward_list import Row, WardList
from data.figures.risk import RiskView
from data.words.risk import reasons

MOST_ROWS = 7
MOST_REASONS = 3


def risk_panel(view: RiskView, ward: str | None) -> WardList:
    """Return the wards with a flag, most flags first, and the chosen ward with or without one."""
    wards = view.own
    high = wards[wards["flags"].fillna(0) > 0]
    shown = high.head(MOST_ROWS)
    if ward is not None and ward not in shown.index and ward in view.wards.index:
        shown = pd.concat([shown.head(MOST_ROWS - 1), view.wards.loc[[ward]]])
    known = int(wards["flags"].notna().sum())
    caption = f"Places at greatest risk: {len(high)} of {known} wards stand out"
    if known == 0:
        caption = "No ward figures"
    return WardList(
        caption=caption,
        heads=["Indicators", "Stands out on (times the district's rate)"],
        rows=[_row(str(code), row, view, code == ward) for code, row in shown.iterrows()],
        note=_note(view, known, len(high.index.difference(shown.index))),
    )


def _row(code: str, row: pd.Series, view: RiskView, chosen: bool) -> Row:
    flags = 0 if pd.isna(row["flags"]) else int(row["flags"])
    return Row(
        code=code,
        name=str(row["area_name"]),
        chosen=chosen,
        cells=[
            {"kind": "number", "text": f"{flags} of {int(row['judged'])}"},
            {"kind": "words", "text": reasons(view, code, MOST_REASONS) or "none"},
        ],
    )


def _note(view: RiskView, known: int, more: int) -> str:
    if known == 0:
        return (
            "No complete ward table is published for the wards compared here, so none can stand "
            "out. Choose a period of recorded months, or compare this district's wards only."
        )
    lens = " and higher than wards ordinarily differ" if view.both_lenses else ""
    said = f"A ward stands out when it is over the mean by 1 SD{lens}."
    if not view.both_lenses:
        said += " The documents print rates only, so there is no funnel."
    return said + (f" {more} more on the map." if more > 0 else "")
