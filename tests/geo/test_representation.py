"""The index of over-representation against printed shares worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.representation import representation_index


def index_of(victims: float | None, people: float | None, rounded_to: float = 0.0) -> pd.Series:
    return representation_index(
        pd.Series({"group": victims}), pd.Series({"group": people}), rounded_to
    ).loc["group"]


@pytest.mark.parametrize(
    ("victims", "people", "index"),
    [(11, 5, 220.0), (12, 5, 240.0), (10, 15, 200 / 3), (29, 15, 580 / 3), (7, 7, 100.0)],
)
def test_printed_shares(victims: float, people: float, index: float) -> None:
    assert index_of(victims, people)["index"] == pytest.approx(index)


def test_what_rounding_leaves_open() -> None:
    told = index_of(11, 5, rounded_to=1)
    assert told["lower"] == pytest.approx(10.5 / 5.5 * 100)
    assert told["upper"] == pytest.approx(11.5 / 4.5 * 100)


def test_no_share_of_people_gives_no_index() -> None:
    assert index_of(11, 0).isna().all()
    assert index_of(None, 5).isna().all()
    assert index_of(11, None).isna().all()
    # 0.4% printed as 0 would give anything: under half a per cent the upper bound is open.
    assert pd.isna(index_of(3, 0.5, rounded_to=1)["upper"])


def test_a_share_over_a_hundred_is_refused() -> None:
    with pytest.raises(ValueError, match="group: the share 101%"):
        index_of(101, 5)


@given(st.floats(0.6, 100), st.floats(0.6, 100))
def test_the_index_lies_within_its_bounds(victims: float, people: float) -> None:
    told = index_of(victims, people, rounded_to=1)
    assert told["lower"] <= told["index"] * (1 + 1e-12)
    assert told["index"] <= told["upper"] * (1 + 1e-12)
    swapped = index_of(people, victims)["index"]
    assert told["index"] * swapped == pytest.approx(10_000)
