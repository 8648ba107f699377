"""Joining values to boundaries: nothing lost, nothing doubled, missing not zero."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.join import JoinError, join_values

AREAS = pd.DataFrame({"area_name": ["Abbey", "Brook", "Castle"]}, index=["a", "b", "c"])


def test_every_area_stays_in_its_order() -> None:
    joined = join_values(AREAS, pd.DataFrame({"count": [7, 1]}, index=["c", "a"]))
    assert joined.areas.index.tolist() == ["a", "b", "c"]
    assert joined.without_value == ("b",)
    assert pd.isna(joined.areas.loc["b", "count"])
    assert not joined.is_complete


def test_zero_is_a_value() -> None:
    joined = join_values(AREAS, pd.DataFrame({"count": [0, 0, 0]}, index=["a", "b", "c"]))
    assert joined.is_complete
    assert (
        joined.account() == "3 of 3 areas have a value; 0 have none; 0 rows of values fit no area."
    )


def test_a_row_of_gaps_is_no_value() -> None:
    joined = join_values(AREAS, pd.DataFrame({"count": [1, None, 2]}, index=["a", "b", "c"]))
    assert joined.without_value == ("b",)


def test_values_without_an_area_are_handed_back() -> None:
    joined = join_values(AREAS, pd.DataFrame({"count": [1, 5]}, index=["a", "z"]))
    assert joined.without_area["count"].to_dict() == {"z": 5}


@pytest.mark.parametrize(
    ("areas", "values", "message"),
    [
        (AREAS, pd.DataFrame({"count": [1, 2]}, index=["a", "a"]), "more than once in the values"),
        (
            pd.concat([AREAS, AREAS]),
            pd.DataFrame({"count": [1]}, index=["a"]),
            "more than once in the boundaries",
        ),
        (AREAS, pd.DataFrame({"count": [1]}, index=[None]), "missing in the values"),
        (AREAS, pd.DataFrame({"area_name": ["x"]}, index=["a"]), "on both sides"),
    ],
)
def test_ambiguous_keys_are_refused(
    areas: pd.DataFrame, values: pd.DataFrame, message: str
) -> None:
    with pytest.raises(JoinError, match=message):
        join_values(areas, values)


@given(st.dictionaries(st.sampled_from(list("abcdefg")), st.integers(0, 99)))
def test_the_sum_is_kept(values: dict[str, int]) -> None:
    frame = pd.DataFrame({"count": list(values.values())}, index=list(values), dtype="Int64")
    joined = join_values(AREAS, frame)
    kept = joined.areas["count"].fillna(0).sum() + joined.without_area["count"].sum()
    assert kept == sum(values.values())
    assert len(joined.areas) == len(AREAS)
