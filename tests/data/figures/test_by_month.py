"""Wards by month: the records of the month, residents by its days, absent months missing."""

from __future__ import annotations

import pandas as pd
import pytest

from data.figures import by_month as by_month_module
from data.figures.area_figures import monthly_counts
from data.figures.by_month import by_month
from data.figures.ward_view import monthly_rates, ward_view

LICHFIELD, CHASETOWN = "E07000194", "E05010658"


def test_a_ward_s_months_are_its_records_and_the_rates_of_its_chart():
    view = ward_view("asb", "2025", LICHFIELD)
    held = by_month(view)
    counts = monthly_counts("asb", "2025", "ward").loc[CHASETOWN]
    assert held.counts.loc[CHASETOWN, counts.index].tolist() == counts.tolist()
    chart = monthly_rates(view, LICHFIELD, CHASETOWN)["Chasetown"]
    assert held.rates.loc[CHASETOWN, chart.index].tolist() == pytest.approx(chart.tolist())


def test_a_rate_is_records_over_residents_by_the_days_of_the_month():
    view = ward_view("asb", "2025", LICHFIELD)
    held = by_month(view)
    records, residents = (
        int(held.counts.loc[CHASETOWN, "2025-02"]),
        view.own["residents"][CHASETOWN],
    )
    by_hand = records / (float(residents) * 28 / 365) * 1000
    assert float(held.rates.loc[CHASETOWN, "2025-02"]) == pytest.approx(by_hand)


def test_absent_months_are_missing_and_never_zero():
    held = by_month(ward_view("asb", "2025", LICHFIELD))
    assert held.absent == tuple(f"2024-{month:02}" for month in range(5, 13))
    assert held.counts[list(held.absent)].isna().all(axis=None)
    assert held.rates[list(held.absent)].isna().all(axis=None)
    assert held.counts.drop(columns=list(held.absent)).notna().all(axis=None)


def test_classes_are_of_every_ward_of_the_force_in_every_month():
    held = [by_month(ward_view("asb", "2025", csp)) for csp in (LICHFIELD, "E06000021")]
    assert held[0].breaks == held[1].breaks
    assert max(float(one.rates.max(axis=None)) for one in held) <= held[0].breaks[-1]


def test_earlier_boundaries_are_months_of_their_own_and_incomplete_ones_are_named():
    held = by_month(ward_view("asb", "2018-10_2019-02", LICHFIELD))
    assert list(held.counts.columns) == ["2018-10", "2018-11", "2018-12", "2019-01", "2019-02"]
    assert held.incomplete == ("2018-12",)


def test_nothing_is_stepped_where_nothing_is_counted_by_month():
    assert by_month(ward_view("all-crime", "2018-19", LICHFIELD)) is None


def test_a_month_that_two_periods_hold_is_told_once_and_by_the_one_looked_at():
    earlier = pd.DataFrame({"2025-01": [1], "2025-02": [9]}, index=["a"])
    own = pd.DataFrame({"2025-02": [2], "2025-03": [3]}, index=["a"])
    told = by_month_module._in_order([earlier, own])
    assert told.loc["a"].to_dict() == {"2025-01": 1, "2025-02": 2, "2025-03": 3}
