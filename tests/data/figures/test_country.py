"""Districts among those of England and Wales: values worked out by hand from the same files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.building.country import KINDS
from data.figures.area_figures import area_figures
from data.figures.country import (
    COMPARATORS,
    among_districts,
    change_among,
    compared_months,
    complete_districts,
)
from data.figures.headlines import headline
from data.tables.country import load_district_counts, load_districts, load_similar_areas
from geo.change import DIRECTIONS, rate_ratio

YEAR = tuple(f"2025-{month:02d}" for month in range(1, 13))
EAST_STAFFORDSHIRE, LICHFIELD, STOKE = "E07000193", "E07000194", "E06000021"


@pytest.mark.parametrize(
    ("csp", "rate"),
    [
        (STOKE, 108.8),
        ("E07000192", 71.4),
        ("E07000199", 71.2),
        ("E07000195", 70.0),
        (EAST_STAFFORDSHIRE, 65.2),
        ("E07000197", 62.1),
        ("E07000198", 56.3),
        (LICHFIELD, 55.3),
        ("E07000196", 51.4),
    ],
)
def test_the_rates_of_2025(csp, rate):
    told = among_districts("all-crime", "2025", csp)
    assert told.rate == pytest.approx(rate, abs=0.05)
    assert told.of == 224
    assert told.spread["median"] == pytest.approx(67.2, abs=0.05)
    whole = told.frame["count"].sum() / told.frame["residents"].sum() * 1_000
    assert whole == pytest.approx(73.9, abs=0.05)
    assert told.rank == int((told.frame["rate"] > told.rate).sum()) + 1


def test_a_ratio_is_to_the_others_together():
    told = among_districts("burglary", "2025", LICHFIELD)
    others = told.frame.drop(LICHFIELD)
    own = told.frame.loc[[LICHFIELD]]
    expected = rate_ratio(
        own["count"],
        own["residents"],
        pd.Series({LICHFIELD: others["count"].sum()}),
        pd.Series({LICHFIELD: others["residents"].sum()}),
    ).T[LICHFIELD]
    assert (told.ratio, told.lower, told.upper) == pytest.approx(tuple(expected))
    assert told.comparison == "similar" and told.lower < 1 < told.upper


def test_both_sides_are_of_every_force_s_files():
    counts = load_district_counts()
    own = counts[(counts["area_code"] == EAST_STAFFORDSHIRE) & counts["month"].isin(YEAR)]
    assert own["count"].sum() == 9_709
    crimes = among_districts("all-crime", "2025", EAST_STAFFORDSHIRE).frame
    here = area_figures("all-crime", "2025", "district").loc[EAST_STAFFORDSHIRE, "numerator"]
    assert crimes.loc[EAST_STAFFORDSHIRE, "count"] > here


def test_who_is_complete():
    assert len([one for one in complete_districts(("Burglary",), YEAR) if one[0] == "E"]) == 224
    # Hampshire's anti-social behaviour of August 2025 is short.
    asb = set(complete_districts(("Anti-social behaviour",), YEAR))
    short = set(complete_districts(("Burglary",), YEAR)) - asb
    assert set(load_districts().loc[sorted(short), "force"]) == {"hampshire"}
    assert among_districts("asb", "2025", LICHFIELD).of == 224 - len(short)
    absent = {"metropolitan", "greater-manchester", "west-midlands", "west-yorkshire"}
    force = load_districts()["force"]
    there = set(complete_districts(("Burglary",), YEAR))
    assert not there & set(force.index[force.isin(absent)])


def test_those_most_like_it_are_ons_s_less_those_without_data():
    near = load_similar_areas()
    for kind in KINDS:
        told = among_districts("all-crime", "2025", STOKE, kind)
        wanted = near.loc[(near["area_code"] == STOKE) & (near["kind"] == kind), "similar_code"]
        assert len(told.frame) - 1 + len(told.missing) == len(wanted) == 20
        assert set(told.frame.index) - {STOKE} <= set(wanted)
        assert told.reason
    assert "Bradford" in among_districts("all-crime", "2025", STOKE, "global").missing


def test_months_that_are_not_counted_elsewhere_are_not_compared():
    assert compared_months("2018-10_2019-02") == ()
    assert among_districts("all-crime", "2018-10_2019-02", LICHFIELD) is None
    assert among_districts("all-crime", "2018-19", LICHFIELD) is None
    assert among_districts("domestic-abuse", "2025", LICHFIELD) is None
    assert among_districts("all-crime", "2025", "E07009999") is None
    spring = among_districts("all-crime", "2024-01_2024-04", LICHFIELD)
    assert spring.frame["person_years"][LICHFIELD] == pytest.approx(
        spring.frame["residents"][LICHFIELD] * 121 / 365
    )


@pytest.mark.parametrize("comparator", COMPARATORS[1:])
@pytest.mark.parametrize("csp", [STOKE, EAST_STAFFORDSHIRE, LICHFIELD])
def test_a_headline_against_others_has_both_sides_from_every_force_s_files(csp, comparator):
    told = headline("all-crime", "2025", csp, comparator)
    among = among_districts("all-crime", "2025", csp, comparator)
    counted = load_district_counts()
    own = counted[(counted["area_code"] == csp) & counted["month"].isin(YEAR)]
    asb = own["crime_type"] == "Anti-social behaviour"
    assert told.numerator == own.loc[~asb, "count"].sum()
    assert told.lower < told.rate < told.upper
    others = among.others
    pooled = others["count"].sum() / others["person_years"].sum() * 1_000
    assert told.against_rate == pytest.approx(pooled)
    assert told.times_against == pytest.approx(told.rate / pooled)
    assert (told.rank, told.of) == (among.rank, len(others) + 1)
    assert str(len(others)) in told.against


def test_east_staffordshire_s_own_file_lacks_what_neighbours_record():
    own = headline("all-crime", "2025", EAST_STAFFORDSHIRE)
    every = headline("all-crime", "2025", EAST_STAFFORDSHIRE, "all")
    assert own.numerator < every.numerator
    assert own.comparator == "force" and every.comparator == "all"


@pytest.mark.parametrize(
    ("indicator", "period"), [("all-crime", "2018-10_2019-02"), ("all-crime", "2018-19")]
)
def test_where_others_are_not_counted_the_force_is_what_is_compared_with(indicator, period):
    assert headline(indicator, period, LICHFIELD, "global") == headline(
        indicator, period, LICHFIELD
    )


def test_a_change_beside_others_is_of_the_same_months_on_both_sides():
    told = change_among("burglary", "2025", LICHFIELD, "all")
    counts = load_district_counts()
    counts = counts[counts["crime_type"] == "Burglary"]
    sums = {
        year: counts[counts["month"].isin([f"{year}-0{month}" for month in range(1, 5)])]
        .groupby("area_code")["count"]
        .sum()
        for year in (2024, 2025)
    }
    now, before = sums[2025][LICHFIELD], sums[2024][LICHFIELD]
    assert (told.now, told.before) == (now, before)
    # January to April has 121 days in 2024 and 120 in 2025; residents are those of one mid-year.
    assert told.percent == pytest.approx((now / 120 / (before / 121) - 1) * 100)
    spread = 1.959964 * (1 / now + 1 / before) ** 0.5
    assert told.lower == pytest.approx(
        (np.exp(np.log(now / before * 121 / 120) - spread) - 1) * 100
    )
    assert told.others > 200
    assert headline("burglary", "2025", LICHFIELD, "all").change.percent == told.percent


def test_a_change_that_the_own_force_calls_real_is_not_called_so_over_an_interval_with_none():
    for csp in (STOKE, EAST_STAFFORDSHIRE, LICHFIELD):
        for indicator in ("burglary", "asb", "drug-offences", "other-crime", "bicycle-theft"):
            change = headline(indicator, "2025", csp, "global").change
            if change.direction in DIRECTIONS[:2]:
                assert not change.lower <= 0 <= change.upper


@pytest.mark.parametrize(
    ("csp", "kind", "named"),
    [
        ("E06000050", "all", "English"),
        ("W06000015", "all", "Welsh"),
        ("E06000050", "global", "simi"),
    ],
)
def test_a_district_of_another_force_stands_among_the_same_districts(csp, kind, named):
    told = among_districts("all-crime", "2025", csp, kind)
    assert named in told.others_named
    assert told.of == len(told.frame) and csp in told.frame.index
    assert headline_free_of_this_force(told)


def headline_free_of_this_force(told):
    """The rate is of the district's own records, wherever the app is installed."""
    counts = load_district_counts()
    own = counts[(counts["area_code"] == told.csp) & counts["month"].isin(YEAR)]
    crimes = own[own["crime_type"] != "Anti-social behaviour"]["count"].sum()
    return told.frame.loc[told.csp, "count"] == crimes


def test_a_district_whose_force_publishes_nothing_is_in_no_comparison():
    assert among_districts("all-crime", "2025", "E08000025") is None
    assert change_among("all-crime", "2025", "E08000025") is None
