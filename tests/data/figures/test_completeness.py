"""What became of every record of a period."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import data.figures.completeness
from data.figures.completeness import completeness, months_table
from data.figures.incomplete import incomplete_among, incomplete_months, incomplete_sentence
from data.tables.police import FATES

MONTHS = pd.read_parquet(
    Path(data.figures.completeness.__file__).parents[1] / "packaged/police_months.parquet"
)


@pytest.mark.parametrize(
    ("period", "first", "last", "months"),
    [("2025", "2025-01", "2025-12", 12), ("2018-10_2019-02", "2018-10", "2019-02", 5)],
)
def test_every_record_read_has_one_fate(period, first, last, months):
    held = MONTHS[MONTHS["month"].between(first, last)]
    told = completeness(period)
    assert (told.first, told.last, told.loaded, told.expected) == (first, last, months, months)
    assert told.absent == ()
    fates = [getattr(told, one) for one in FATES]
    assert told.rows_read == held["rows_read"].sum() == sum(one or 0 for one in fates)
    # Tables that were built before this was looked for do not tell it, which is not none.
    known = int(held["recurring"].sum()) if "recurring" in held else None
    assert told.recurring == known
    assert told.in_force == told.counted + told.no_location
    assert told.mapped == told.counted / told.in_force < 1


def test_the_months_table_adds_up_to_the_period():
    table, told = months_table("2025"), completeness("2025")
    assert table["Month"].tolist() == [f"2025-{month:02}" for month in range(1, 13)]
    assert table["Counted"].sum() == told.counted
    assert table["No location"].sum() == told.no_location
    worst = table["% no location"].max()
    assert worst == pytest.approx(
        (table["No location"] / (table["No location"] + table["Counted"]) * 100).max(), abs=0.05
    )


def test_months_that_are_incomplete_are_told_of_the_period_and_in_a_sentence():
    assert completeness("2018-10_2019-02").incomplete == ("2018-12",)
    assert completeness("2025").incomplete == () and incomplete_among(["2030-01"]) == ()
    assert incomplete_sentence(["2018-12"]).startswith("Incomplete: December 2018 has 81% of the ")
    # The months that the app may come with; those of the force's own files that are low.
    assert set(incomplete_months()) <= {"2018-12", "2022-01", "2022-02", "2022-03", "2022-10"}


def test_published_figures_have_no_months():
    with pytest.raises(ValueError, match="'2018-19' is not a period of recorded months"):
        completeness("2018-19")
