from __future__ import annotations

import pandas as pd
import pytest

from geo.ranking import rank_highest_first


def test_highest_first_ties_share_and_gaps_follow():
    got = rank_highest_first(pd.Series({"a": 5.0, "b": 9.0, "c": 5.0, "d": None, "e": 0.0}))
    assert got.dtype == "Int64"
    assert got.dropna().to_dict() == {"a": 2, "b": 1, "c": 2, "e": 4}
    assert pd.isna(got["d"])


def test_nullable_whole_numbers_and_nothing_at_all():
    assert rank_highest_first(pd.Series([1, None, 3], dtype="Int64")).tolist() == [2, pd.NA, 1]
    assert rank_highest_first(pd.Series([None, None], dtype="Float64")).isna().all()


def test_text_is_refused():
    with pytest.raises(ValueError, match="finite number or missing"):
        rank_highest_first(pd.Series({"a": "high"}))
