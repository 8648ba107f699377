"""Districts among those of England and Wales: values worked out by hand from the same files."""

from __future__ import annotations

import pandas as pd
import pytest

from data.building.country import KINDS
from data.figures.area_figures import area_figures
from data.figures.country import among_districts, compared_months, complete_districts
from data.tables.country import load_district_counts, load_districts, load_similar_areas
from geo.change import rate_ratio

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
