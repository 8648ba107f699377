from __future__ import annotations

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import stats

from geo.contiguity import queen_neighbours
from geo.emerging import (
    CATEGORIES,
    categories,
    category_of,
    funnel_windows,
    gi_windows,
    windows_of,
)

# Every pattern of four windows, oldest first, put in its category by hand.
BY_HAND = {
    "0000": "never",
    "0001": "new",
    "0010": "fading",
    "0011": "recent",
    "0100": "past",
    "0101": "sporadic",
    "0110": "fading",
    "0111": "recent",
    "1000": "past",
    "1001": "sporadic",
    "1010": "fading",
    "1011": "sporadic",
    "1100": "past",
    "1101": "sporadic",
    "1110": "fading",
    "1111": "persistent",
}


def flags(pattern: str) -> list[bool]:
    return [one == "1" for one in pattern]


def brute_force(pattern: str) -> list[str]:
    """Every category whose rule, as it is written, the pattern fulfils."""
    earlier, before, latest = pattern[:-2], pattern[-2], pattern[-1]
    rules = {
        "new": pattern == "0" * (len(pattern) - 1) + "1",
        "recent": latest == "1" and before == "1" and "0" in pattern and "10" not in pattern,
        "persistent": "0" not in pattern,
        "sporadic": latest == "1" and "10" in pattern,
        "fading": latest == "0" and before == "1",
        "past": latest == "0" and before == "0" and "1" in earlier,
        "never": "1" not in pattern,
    }
    return [name for name, is_so in rules.items() if is_so]


def test_all_patterns_of_four_by_hand():
    assert len(BY_HAND) == 16
    assert {pattern: category_of(flags(pattern)) for pattern in BY_HAND} == BY_HAND


@pytest.mark.parametrize("length", [2, 3, 4, 5, 6, 7])
def test_every_pattern_is_in_exactly_one_category(length):
    for pattern in map("".join, product("01", repeat=length)):
        assert brute_force(pattern) == [category_of(flags(pattern))], pattern


def test_the_rules_name_every_category():
    assert {one.id for one in CATEGORIES} == set(BY_HAND.values())
    assert all(one.rule and one.name for one in CATEGORIES)


def test_an_area_without_every_window_has_no_category():
    frame = pd.DataFrame(
        {1: [True, None, False], 2: [True, True, False], 3: [None, True, True]},
        index=["a", "b", "c"],
        dtype="boolean",
    )
    got = categories(frame)
    assert got.isna().tolist() == [True, True, False]
    assert got["c"] == "new"


def test_one_window_is_no_pattern():
    with pytest.raises(ValueError, match="One window is no pattern"):
        category_of([True])
    with pytest.raises(ValueError, match="One window is no pattern"):
        categories(pd.DataFrame({1: [True]}))


YEAR = [f"2025-{month:02}" for month in range(1, 13)]


def test_windows_count_back_from_the_last_month():
    got = windows_of(["2024-12", *YEAR])
    assert [one[0] for one in got] == ["2025-01", "2025-04", "2025-07", "2025-10"]
    assert sum(got, ()) == tuple(YEAR)


def test_windows_never_reach_over_a_gap():
    with pytest.raises(ValueError, match=r"10 lead to the latest loaded month\. Load 2 more"):
        windows_of(["2024-12", "2025-01", *YEAR[2:]])
    with pytest.raises(ValueError, match="no pattern"):
        windows_of(YEAR, number=1)


def test_the_funnel_flags_what_an_exact_test_does():
    rng = np.random.default_rng(5)
    people = pd.Series(rng.integers(800, 9000, 60), index=[f"a{n}" for n in range(60)])
    counts = pd.DataFrame(
        rng.poisson(np.outer(people / 400, np.ones(12))), index=people.index, columns=YEAR
    )
    counts.loc["a7", YEAR[9:]] += 60
    windows = windows_of(YEAR)
    got = funnel_windows(counts, people, windows)
    for months in windows:
        count = counts[list(months)].sum(axis=1)
        expected = people * count.sum() / people.sum()
        tail = stats.poisson.sf(count - 1, expected)
        assert got[months[-1]].tolist() == (tail < 0.001).tolist()
    assert categories(got)["a7"] == "new"


def test_a_season_that_all_areas_share_flags_nobody():
    people = pd.Series(1000, index=list("abcdef"))
    counts = pd.DataFrame({month: [20] * 6 for month in YEAR}, index=people.index)
    counts[YEAR[6:9]] = 200
    assert not funnel_windows(counts, people, windows_of(YEAR)).any(axis=None)


def test_missing_counts_and_nobody_living_there_are_missing():
    people = pd.Series([1000, 1000, 1000, 0, 1000], index=list("abcde"))
    counts = pd.DataFrame(
        {month: [5, 5, 60, 0, None] for month in YEAR}, index=people.index, dtype="Int64"
    )
    got = funnel_windows(counts, people, windows_of(YEAR))
    assert got.loc["c"].all()
    assert got.loc[["d", "e"]].isna().all(axis=None)
    assert categories(got).isna().tolist() == [False, False, False, True, True]


def test_windows_of_months_without_counts_are_refused():
    counts = pd.DataFrame({"2025-01": [1]}, index=["a"])
    with pytest.raises(ValueError, match="No counts for 2025-02"):
        funnel_windows(counts, pd.Series({"a": 10}), [["2025-01", "2025-02"]])
    with pytest.raises(ValueError, match="come twice: 2025-01"):
        funnel_windows(counts, pd.Series({"a": 10}), [["2025-01"], ["2025-01"]])


def test_gi_flags_the_cluster_in_the_windows_it_is_there():
    size = 8
    codes = [f"{row}{column}" for row in range(size) for column in range(size)]
    squares = [shapely.box(int(c[1]), int(c[0]), int(c[1]) + 1, int(c[0]) + 1) for c in codes]
    grid = gpd.GeoDataFrame(index=codes, geometry=squares, crs=27700)
    counts = pd.DataFrame(10, index=codes, columns=YEAR)
    # A little unevenness: equal rates have no spread to stand out from.
    counts = counts.add(pd.Series([n % 3 for n in range(len(codes))], index=codes), axis=0)
    counts.loc[["11", "12", "21", "22"], YEAR[6:]] += 60
    people = pd.Series(1000, index=codes)
    got = categories(gi_windows(counts, people, windows_of(YEAR), queen_neighbours(grid)))
    assert {got[code] for code in ("11", "12", "21", "22")} == {"recent"}
    assert got["77"] == "never"
