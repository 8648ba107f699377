"""What is said of an official table of the whole force area."""

from __future__ import annotations

import pandas as pd

from data.figures.force_figures import ForceFigures
from data.phrases.plain import MISSING, count, is_missing

_QUARTERS = 4
NEWEST = 8


def force_message(told: ForceFigures, force: str) -> str:
    """Say the newest total; of quarters the sum of the last four too, where all are held."""
    totals = _totals(told.counts)
    period = str(totals.index[-1])
    said = f"{force}, {period}: {_count(totals.iloc[-1])} {told.what}"
    last = totals.iloc[-_QUARTERS:]
    if "Q" in period and _in_a_row(list(last.index)) and not last.isna().any():
        said += f"; {count(last.sum())} in the four quarters to then"
    return said


def _count(value: object) -> str:
    return "no figure of" if is_missing(value) else count(value)


def _totals(counts: pd.DataFrame) -> pd.Series:
    """The publisher's own total of each period; missing where the file has none."""
    own = counts[counts.index == ("", "")]
    if len(own):
        return own.iloc[0]
    return pd.Series(pd.NA, index=counts.columns, dtype="Int64")


def _in_a_row(quarters: list[str]) -> bool:
    numbers = [int(one[:4]) * _QUARTERS + int(one[-1]) for one in quarters]
    return numbers == list(range(numbers[0], numbers[0] + _QUARTERS))


def force_note(told: ForceFigures) -> str:
    """Say whose the table is, and that no district has a figure of its own in it."""
    return (
        f"{told.title}, {told.publisher}. Of the whole force area: no district has a figure of its "
        f"own, and none can be worked out. {MISSING}: the file has no number, which is not 0."
    )


def force_table(told: ForceFigures, newest: int = NEWEST) -> pd.DataFrame:
    """Return the counts as a table in words, a row a group, newest period first."""
    shown = told.counts.iloc[:, ::-1].iloc[:, :newest]
    shown = shown[shown.notna().any(axis=1)]
    names = [_named(str(group), str(part)) for group, part in shown.index]
    cells = shown.map(lambda value: MISSING if is_missing(value) else count(value))
    cells.insert(0, "Of these", names)
    return cells.reset_index(drop=True)


def force_download(told: ForceFigures) -> pd.DataFrame:
    """Return every figure for a file, a row a group and period."""
    flat = told.counts.reset_index()
    long = flat.melt(["group", "subgroup"], var_name="Period", value_name="Count")
    long = long.rename(columns={"group": "Group", "subgroup": "Part"}).dropna(subset=["Count"])
    return long.assign(Group=long["Group"].replace("", "All"))


def _named(group: str, part: str) -> str:
    return f"{group or 'All'}: {part}" if part else group or "All"
