"""Months that are loaded become periods: years, and the twelve months to the latest."""

from __future__ import annotations

import pandas as pd
import pytest

from data.catalogue.base import base_catalogue
from data.catalogue.records import Period
from data.installed.periods import imported_periods
from data.tables.police import load_months
from data.tables.population import load_population_bases

PACKAGED = load_months()[["month", "area_type"]].astype(str)


def periods(*spans: tuple[str, str, str], without: tuple[str, ...] = ()) -> dict[str, Period]:
    """The periods of the packaged months and some runs of imported ones."""
    runs = [
        pd.DataFrame(
            {
                "month": pd.period_range(first, last, freq="M").astype(str),
                "area_type": vintage,
            }
        )
        for first, last, vintage in spans
    ]
    months = pd.concat([PACKAGED, *runs]).drop_duplicates("month")
    months = months[~months["month"].isin(without)]
    return imported_periods(base_catalogue(), months, load_population_bases())


def test_the_packaged_months_alone_add_nothing() -> None:
    # But for all months of a vintage together, which no picker offers.
    added = set(periods()) - set(base_catalogue().periods)
    assert added == {"loaded-lsoa11", "loaded-lsoa21"}
    assert not any(periods()[one].app for one in added)
    assert periods()["2025"].default


def test_a_full_year_is_a_period_with_the_wards_and_residents_of_its_vintage() -> None:
    made = periods(("2024-01", "2024-12", "lsoa21"))["2024"]
    assert (made.label, made.start, made.end, made.months) == (
        "2024 (12 months)",
        "2024-01",
        "2024-12",
        12,
    )
    assert (made.ward_vintage, made.lsoa_vintage) == ("ward24", "lsoa21")
    assert made.population_base == "mid-2024"
    assert made.app
    assert not made.default


def test_a_year_of_the_older_lsoas_takes_the_nearest_estimate() -> None:
    made = periods(("2017-01", "2017-12", "lsoa11"))["2017"]
    assert (made.ward_vintage, made.population_base) == ("ward19", "mid-2017")


def test_newer_months_make_the_latest_twelve_the_default() -> None:
    told = periods(("2026-01", "2026-03", "lsoa21"))
    newest = told["recorded-12m-to-2026-03"]
    assert (newest.label, newest.start) == ("12 months to March 2026", "2025-04")
    assert newest.default
    assert not told["2025"].default
    assert told["2026"].label == "January to March 2026 (3 months, annualised)"
    assert [one.id for one in told.values()][:3] == ["recorded-12m-to-2026-03", "2026", "2025"]


def test_an_absent_month_is_told_and_makes_no_default() -> None:
    told = periods(("2026-01", "2026-12", "lsoa21"), without=("2026-05",))
    assert told["2026"].label == "2026 (11 of 12 months, annualised)"
    assert "no zero" in told["2026"].note
    assert told["2025"].default


def test_a_year_with_both_vintages_makes_two_periods() -> None:
    told = periods(("2021-01", "2021-06", "lsoa11"), ("2021-07", "2021-12", "lsoa21"))
    recorded = [one for one in told.values() if one.kind == "recorded" and one.app]
    both = [one for one in recorded if str(one.start).startswith("2021")]
    assert {(one.start, one.lsoa_vintage) for one in both} == {
        ("2021-01", "lsoa11"),
        ("2021-07", "lsoa21"),
    }
    assert len({one.id for one in both}) == 2


def test_months_within_a_period_of_the_files_are_not_offered_twice() -> None:
    assert "2018" not in periods()
    assert "2019" not in periods()
    assert periods(("2019-03", "2019-03", "lsoa11"))["2019"].start == "2019-01"


def test_months_of_an_unknown_vintage_make_no_period() -> None:
    assert set(periods(("2030-01", "2030-12", "lsoa31"))) == set(periods())


@pytest.mark.parametrize("period", periods(("2026-01", "2026-02", "lsoa21")).values())
def test_ids_are_those_the_periods_carry(period: Period) -> None:
    assert periods(("2026-01", "2026-02", "lsoa21"))[period.id] == period
