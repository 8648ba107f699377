"""Change between spans: what may be compared, the figures, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.rates import confint_poisson_2indep

import data.trend.trends
from data.figures.changes import change_since, change_within
from data.installed.catalogue import load_catalogue
from data.trend.comparisons import (
    change_by_area,
    change_by_type,
    change_sentence,
    compare_spans,
    offered_comparisons,
)
from data.trend.months import area_months, unchanged
from geo.series import months_from

PACKAGED = Path(data.trend.trends.__file__).parents[1] / "packaged"
LICHFIELD = "E07000194"
HALVES = (tuple(months_from("2025-07", "2025-12")), tuple(months_from("2025-01", "2025-06")))
WINTERS = (
    ("2025-01", "2025-02", "2025-10", "2025-11", "2025-12"),
    tuple(months_from("2018-10", "2019-02")),
)


def test_what_can_be_compared():
    assert compare_spans(*WINTERS).same_months
    assert not compare_spans(*HALVES).same_months
    with pytest.raises(ValueError, match="6 months cannot be compared with 5"):
        compare_spans(HALVES[0], WINTERS[1])
    with pytest.raises(ValueError, match="2025-06 is in both spans"):
        compare_spans(("2025-06", "2025-07"), ("2025-05", "2025-06"))
    with pytest.raises(ValueError, match="no loaded months to compare"):
        compare_spans(("2025-01",), ("2023-01",))


def test_an_absent_month_takes_its_counterpart_with_it():
    told = compare_spans(
        tuple(months_from("2025-01", "2025-03")), tuple(months_from("2019-01", "2019-03"))
    )
    assert told.now == ("2025-01", "2025-02")
    assert told.before == ("2019-01", "2019-02")
    assert told.same_months
    assert "Mar 2019 is not loaded; 2 months are compared with 2." in told.statements


def test_a_later_month_that_is_absent_takes_the_earlier_one_with_it():
    told = compare_spans(("2025-12", "2026-01"), ("2018-12", "2019-01"))
    assert (told.now, told.before) == (("2025-12",), ("2018-12",))
    assert told.same_months
    assert told.asked_before == ("2018-12", "2019-01")


def test_an_absent_month_of_other_months_is_left_out_of_one_side_only():
    told = compare_spans(("2025-01", "2025-02", "2025-03"), ("2018-12", "2019-02", "2019-04"))
    assert (len(told.now), len(told.before)) == (3, 2)
    frame = change_by_area(("burglary",), "district", told)
    assert frame["difference"].isna().all()
    counts, residents = area_months(("burglary",), "district")
    now = counts.loc[LICHFIELD, list(told.now)].sum() / residents.loc[LICHFIELD, "2025-01"] / 90
    then = counts.loc[LICHFIELD, list(told.before)].sum() / residents.loc[LICHFIELD, "2018-12"] / 59
    assert frame.T[LICHFIELD]["ratio"] == pytest.approx(now / then)
    assert frame.T[LICHFIELD]["rate_now"] == pytest.approx(now * 365 * 1000)


def test_what_differs_is_said():
    said = " ".join(compare_spans(*WINTERS).statements)
    assert "wards of 2019 and wards of 2024/25" in said
    assert "mid 2024 for the later months, of mid 2019 before" in said
    assert "location" not in said  # differs by type: said beside the type
    assert "season" not in said
    only = compare_spans(*HALVES).statements
    assert only == ("The two sides are other months of the year, so the season is in the change.",)


def test_the_figures_are_those_of_the_other_screens():
    within = change_within("asb", "2025", "ward")
    ours = change_by_area(("asb",), "ward", compare_spans(*HALVES)).loc[within.index]
    since = change_since("asb", "2018-10_2019-02", "2025", "district")
    winters = change_by_area(("asb",), "district", compare_spans(*WINTERS)).loc[since.index]
    for theirs, frame in ((within, ours), (since, winters)):
        for column in ("now", "before", "ratio", "lower", "upper", "percent", "percent_lower"):
            np.testing.assert_allclose(
                frame[column].astype("float64"), theirs[column].astype("float64"), rtol=1e-9
            )
        assert frame["direction"].astype(str).tolist() == theirs["direction"].astype(str).tolist()


def test_intervals_meet_statsmodels():
    frame = change_by_area(("burglary",), "ward", compare_spans(*HALVES))
    _, residents = area_months(("burglary",), "ward")
    held = frame[frame["ratio"].notna()]
    assert len(held) > 100
    for code, row in held.iterrows():
        people = float(residents.loc[code, "2025-01"])
        low, high = confint_poisson_2indep(
            row["now"],
            people * 184,
            row["before"],
            people * 181,
            method="wald-log",
            compare="ratio",
        )
        assert (row["lower"], row["upper"]) == pytest.approx((low, high))


def test_where_the_interval_holds_one_it_is_no_real_change():
    frame = change_by_area(("all-crime",), "ward", compare_spans(*HALVES))
    judged = frame[frame["percent"].notna() & frame["lower"].notna()]
    holds = (judged["lower"] <= 1) & (judged["upper"] >= 1)
    assert ((judged["direction"] == "no real change") == holds).all()
    assert holds.any()
    assert (~holds).any()


def test_no_percentage_on_a_base_under_twenty():
    frame = change_by_area(("robbery",), "ward", compare_spans(*HALVES))
    small = frame["before"] < 20
    assert small.any()
    assert frame.loc[small, ["percent", "percent_lower", "percent_upper"]].isna().all(axis=None)
    assert (frame.loc[small, "direction"] == "too few to say").all()
    assert frame.loc[small, "rank"].isna().all()


def test_the_largest_rise_is_first():
    frame = change_by_area(("all-crime",), "ward", compare_spans(*HALVES), (LICHFIELD,))
    assert set(frame["district_code"]) == {LICHFIELD}
    known = frame["percent"].dropna()
    assert known.tolist() == sorted(known, reverse=True)
    assert frame["rank"].dropna().tolist()[0] == 1
    assert frame["percent"].isna().tolist() == sorted(frame["percent"].isna())


def test_wards_of_other_ground_have_no_change_across_boundaries():
    frame = change_by_area(("all-crime",), "ward", compare_spans(*WINTERS))
    same = unchanged("ward", "lsoa11", "lsoa21")
    assert set(frame.index[frame["before"].notna()]) == same
    gone = frame.loc[~frame.index.isin(same)]
    assert gone[["ratio", "percent", "difference"]].isna().all(axis=None)
    assert gone["direction"].isna().all()
    assert gone["area_name"].notna().all()


def test_types_add_up_to_all_crime_and_no_type_comes_twice():
    told = compare_spans(*HALVES)
    table = change_by_type("district", LICHFIELD, told)
    crimes = [one for one in table.index if one != "asb"]
    whole = change_by_area(("all-crime",), "district", told).T[LICHFIELD]
    for column in ("now", "before", "difference"):
        assert table.loc[crimes, column].sum() == whole[column]
    counted = [one.counts for one in load_catalogue().counted_indicators if one.id in table.index]
    labels = [label for group in counted for label in group]
    assert len(labels) == len(set(labels)) == 14
    with pytest.raises(KeyError, match="There is no ward 'E05999999'"):
        change_by_type("ward", "E05999999", told)


def test_offered_comparisons_have_every_month():
    offered = offered_comparisons()
    assert [one.label for one in offered] == [
        "Jan–Apr 2025 against Jan–Apr 2024",
        "Jul–Dec 2025 against Jan–Jun 2025",
        "Oct–Dec 2025 against Jul–Sep 2025",
    ]
    for one in offered:
        assert one.now == one.asked_now
        assert one.before == one.asked_before
    assert offered[0].same_months


def test_the_sentence_counts_what_the_frame_shows():
    told = compare_spans(*HALVES)
    frame = change_by_area(("all-crime",), "ward", told)
    said = change_sentence(frame, told, "All crime", "wards")
    rose = int((frame["direction"] == "increase").sum())
    fell = int((frame["direction"] == "decrease").sum())
    judged = int(frame["direction"].isin(["increase", "decrease", "no real change"]).sum())
    assert f"of {judged} wards" in said
    assert f"more recorded than chance explains in {rose}" in said
    assert f"fewer in {fell}" in said
    assert f"; at 95%, chance alone would mark about {round(judged / 20)} of {judged}." in said
    few = change_sentence(frame[frame["direction"] == "increase"].head(9), told, "All crime", "x")
    assert few.endswith("; at 95%, chance alone would mark fewer than 1 of 9.")
    one = change_sentence(frame[frame["direction"] == "increase"].head(1), told, "All crime", "x")
    assert "chance alone" not in one
    level = frame.assign(direction=pd.Categorical(["no real change"] * len(frame)))
    assert "no real change in any of" in change_sentence(level, told, "All crime", "wards")
    none = frame.assign(direction=pd.Categorical(["too few to say"] * len(frame)))
    assert "it cannot be told of any of" in change_sentence(none, told, "All crime", "wards")
