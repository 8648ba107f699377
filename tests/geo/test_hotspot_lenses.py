from __future__ import annotations

import pandas as pd
import pytest

from geo.hotspot_lenses import lens_frame

COLUMNS = [
    *("rate", "lower", "upper", "band", "funnel", "funnel_by_chance", "p_high", "lenses"),
    *("rank", "ratio_to_set"),
]


@pytest.fixture
def wards() -> pd.DataFrame:
    """Six wards: one town centre, one with few residents, one without a count."""
    return pd.DataFrame(
        {
            "numerator": pd.array([900, 260, 200, 210, 5, None], dtype="Int64"),
            "denominator": pd.array([5000, 5000, 5000, 5000, 100, 5000], dtype="Int64"),
        },
        index=["centre", "north", "east", "west", "tiny", "gap"],
    )


def test_the_second_lens_shows_what_the_first_hides():
    # Expected 142.5 each (funnel to 167); unweighted mean 28.5, SD 37.5 per 1,000: band from 66.
    skewed = pd.DataFrame(
        {"numerator": [600, 180, 60, 60, 60, 60, 60, 60], "denominator": 5000},
        index=["centre", "hidden", *"abcdef"],
    )
    got = lens_frame(skewed)
    assert list(got.columns) == COLUMNS
    assert got.loc["centre", "lenses"] == "both"
    assert got.loc["hidden", "band"] == "not highlighted"
    assert got.loc["hidden", "lenses"] == "funnel only"
    assert set(got.loc[list("abcdef"), "lenses"]) == {"neither"}


def test_a_tiny_ward_stands_out_by_the_band_only():
    tiny = pd.DataFrame(
        {"numerator": [2, 50, 52, 48, 51], "denominator": [40, 5000, 5000, 5000, 5000]},
        index=["tiny", *"abcd"],
    )
    assert lens_frame(tiny).loc["tiny", ["band", "lenses"]].tolist() == ["above average", "SD only"]


def test_columns_by_hand(wards):
    got = lens_frame(wards)
    assert got.loc["centre", "rate"] == 180
    assert got.loc["tiny", "rate"] == 50
    # Pooled: 1,575 over 20,100.
    assert got.loc["centre", "ratio_to_set"] == pytest.approx(180 / (1575 / 20.1))
    assert got.loc["tiny", "lower"] == pytest.approx(16.23, abs=0.01)
    assert got.loc["tiny", "upper"] == pytest.approx(116.68, abs=0.01)
    assert got.loc["tiny", "funnel"] == "within limits"
    assert got["rank"].tolist()[:5] == [1, 2, 5, 4, 3]


def test_a_gap_has_no_entry_in_any_column(wards):
    got = lens_frame(wards)
    assert got.loc["gap"].isna().all()
    assert got.drop("gap").notna().all(axis=None)
    without = lens_frame(wards.drop("gap"))
    pd.testing.assert_frame_equal(got.drop("gap"), without)


def test_published_rates_have_a_band_and_a_rank_only():
    published = pd.DataFrame(
        {"numerator": pd.NA, "denominator": 5000, "rate": [10.0, 11.0, 12.0, 60.0, None]},
        index=list("abcde"),
    )
    got = lens_frame(published)
    assert got.loc["d", "band"] == "above average"
    assert got.loc["d", "rank"] == 1
    assert got.loc["d", "rate"] == 60
    assert got[["lower", "upper", "funnel", "lenses", "ratio_to_set"]].isna().all(axis=None)
    assert got.loc["e"].isna().all()


def test_counts_win_over_a_rate_that_disagrees(wards):
    got = lens_frame(wards.assign(rate=[1.0, 1, 1, 1, 1, None]))
    assert got.loc["centre", "rate"] == 180


def test_counted_and_published_are_not_mixed(wards):
    with pytest.raises(ValueError, match="mixed in one ward set; only published: gap"):
        lens_frame(wards.assign(rate=[1.0, 1, 1, 1, 1, 59.8]))


def test_errors(wards):
    with pytest.raises(ValueError, match="no column denominator"):
        lens_frame(wards[["numerator"]])
    with pytest.raises(ValueError, match="come twice in this ward set: tiny"):
        lens_frame(pd.concat([wards, wards.loc[["tiny"]]]))


def test_multiplier_and_ddof_reach_the_result(wards):
    per_thousand, per_ten_thousand = lens_frame(wards), lens_frame(wards, multiplier=10_000)
    assert per_ten_thousand.loc["centre", "upper"] == pytest.approx(
        10 * per_thousand.loc["centre", "upper"]
    )
    pd.testing.assert_series_equal(per_ten_thousand["ratio_to_set"], per_thousand["ratio_to_set"])
    edge = pd.DataFrame({"numerator": pd.NA, "denominator": pd.NA, "rate": [0.0, 1.0, 2.0]})
    # Mean 1: 2 is on the threshold with the sample SD (1), above it with the population SD (0.82).
    assert lens_frame(edge, ddof=1)["band"].tolist()[2] == "not highlighted"
    assert lens_frame(edge, ddof=0)["band"].tolist()[2] == "above average"


def test_no_crime_anywhere_has_no_ratio():
    quiet = pd.DataFrame({"numerator": [0, 0, 0], "denominator": [100, 100, 100]})
    got = lens_frame(quiet)
    assert set(got["funnel"]) == {"within limits"}
    assert got["ratio_to_set"].isna().all()
