"""Whether a month looks like those around it, on numbers worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.month_likeness import COMPLETE, MonthShape, nearest, oddness, share_of_expected
from geo.series import months_from

AREAS = {"north": 500, "south": 500}
TYPES = {"Burglary": 400, "Drugs": 600}


def shape(month: str, records: int, by_area: dict | None = None, by_type: dict | None = None):
    return MonthShape(month, records, by_area or AREAS, by_type or TYPES)


AROUND = [shape(one, 1000) for one in ("2025-09", "2025-10", "2025-11")]


def test_the_nearest_months_within_a_year_are_gone_by() -> None:
    held = months_from("2025-01", "2025-12")
    assert nearest("2025-12", held) == ["2025-11", "2025-10", "2025-09", "2025-08"]
    assert nearest("2025-06", held) == ["2025-05", "2025-07", "2025-04", "2025-08"]
    assert nearest("2026-11", held) == ["2025-12", "2025-11"]
    # One month tells nothing, and those over a year away are of another level.
    assert nearest("2026-12", held) == [] and nearest("2024-12", ["2024-12"]) == []


def test_a_month_is_set_against_the_median_by_day() -> None:
    # By day 10, 10, 10, 8 and 10: April's four neighbours have 10 each, so it has 8 of 10.
    records = pd.Series(
        {"2025-01": 310, "2025-02": 280, "2025-03": 310, "2025-04": 240, "2025-05": 310}
    )
    told = share_of_expected(records)
    assert told.to_dict() == pytest.approx(
        {"2025-01": 1, "2025-02": 1, "2025-03": 1, "2025-04": 0.8, "2025-05": 1}
    )
    assert told[told < COMPLETE].index.tolist() == ["2025-04"]


def test_two_low_months_of_four_do_not_hide_a_third() -> None:
    # By day 6, 6, 6, 10, 10, 10: March is set against 6, 10, 6 and 10, whose median is 8.
    records = pd.Series(
        dict(zip(months_from("2025-01", "2025-06"), [186, 168, 186, 300, 310, 300], strict=True))
    )
    assert share_of_expected(records)["2025-03"] == pytest.approx(6 / 8)


def test_where_nothing_leads_to_expect_anything_it_is_missing() -> None:
    assert share_of_expected(pd.Series({"2018-10": 5, "2025-01": 5})).isna().all()
    assert share_of_expected(pd.Series({"2025-01": 0, "2025-02": 5, "2025-03": 0})).isna().iloc[1]


def test_a_revision_may_lose_little_and_gain_what_fits() -> None:
    held = shape("2025-12", 1000)
    assert oddness(shape("2025-12", 900), AROUND, held) is None
    told = oddness(shape("2025-12", 899), AROUND, held)
    assert told is not None and (told.why, told.expected, told.areas) == ("fewer", 1000, 2)
    # A whole month takes the place of a part of one.
    assert oddness(shape("2025-12", 1000), AROUND, shape("2025-12", 250)) is None


@pytest.mark.parametrize(
    ("records", "odd"), [(600, False), (599, True), (1500, False), (1501, True)]
)
def test_a_new_month_has_about_as_many_as_those_around_it(records: int, odd: bool) -> None:
    # All three months have 31 days, so 1,000 are expected.
    around = [MonthShape("2025-10", 1000), MonthShape("2025-08", 1000)]
    told = oddness(MonthShape("2025-12", records), around, None)
    assert (told is not None) is odd
    if told:
        assert (told.why, told.expected, told.areas) == ("size", 1000, 0)


def test_records_in_other_areas_or_of_other_types_are_odd() -> None:
    # 64% against 50% in the north is 14 points, which is not over 15; 66% is.
    assert oddness(shape("2025-12", 1000, {"north": 640, "south": 360}), AROUND, None) is None
    told = oddness(shape("2025-12", 1000, {"north": 660, "south": 340}), AROUND, None)
    assert told is not None and (told.why, told.name) == ("areas", "north")
    assert (told.share, told.usual) == pytest.approx((0.66, 0.5))
    told = oddness(shape("2025-12", 1000, by_type={"Burglary": 750, "Drugs": 250}), AROUND, None)
    assert told is not None and (told.why, told.share, told.usual) == ("types", 0.75, 0.4)


def test_without_enough_to_go_by_nothing_is_said() -> None:
    assert oddness(shape("2025-12", 5), [], None) is None
    assert oddness(shape("2025-12", 5), AROUND[:1], None) is None
    assert oddness(shape("2025-12", 5), [], shape("2025-12", 199)) is None
    few = [MonthShape(one.month, 150) for one in AROUND]
    assert oddness(shape("2025-12", 5), few, None) is None
    # Where no month lies around it, the one that it replaces says how records are spread.
    told = oddness(shape("2025-12", 1000, {"south": 1000}), [], shape("2025-12", 1000))
    assert told is not None and told.why == "areas"


# Crimes without anti-social behaviour in the files of Staffordshire Police, wherever they lie.
REAL = {
    "2018-10": [7778, 7282, 5967, 7279, 6298],
    "2022-01": [4743, 5178, 5975, 8933, 8201, 8727, 9055, 8026, 8342, 7219, 8197],
    "2024-01": [7595, 6685, 6859, 7971],
    "2025-01": [6676, 5995, 7179, 7562, 7186, 7825, 7921, 7258, 7571, 7439, 6826, 7624],
}


def test_of_the_real_months_those_known_to_be_low_are_incomplete_and_none_since_2024() -> None:
    records = pd.Series(
        {
            month: number
            for first, numbers in REAL.items()
            for month, number in zip(
                pd.period_range(first, periods=len(numbers), freq="M").astype(str),
                numbers,
                strict=True,
            )
        }
    )
    told = share_of_expected(records)
    low = told[told < COMPLETE]
    assert low.round(2).to_dict() == {
        "2018-12": 0.81,
        "2022-01": 0.67,
        "2022-02": 0.81,
        "2022-03": 0.86,
        "2022-10": 0.84,
    }
    assert told[told.index >= "2024"].min() == pytest.approx(0.913, abs=0.001)
