"""Scores, ranks and their sensitivity against matrices worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.prioritisation import (
    priority_scores,
    random_weights,
    section_scores,
    weight_moves,
)

SECTIONS = pd.Series(
    {"physical": "harm", "financial": "harm", "volume": "likelihood", "trend": "likelihood"}
)
ONE = pd.Series(1.0, index=SECTIONS.index)
EVEN = pd.Series({"harm": 1.0, "likelihood": 1.0})
NEEDS = {"harm": 1, "likelihood": 1}
# By hand. a: harm (4 + 2)/2 = 3, likelihood (1 + 2)/2 = 1.5, score √4.5 = 2.1213
#          b: harm 2 (financial not known), likelihood (4 + 4)/2 = 4, score √8 = 2.8284
#          c: harm (3 + 3)/2 = 3, likelihood 3 (trend not known), score 3
#          d: no likelihood: no score
MATRIX = pd.DataFrame(
    {
        "physical": [4, 2, 3, 4],
        "financial": [2, None, 3, 4],
        "volume": [1, 4, 3, None],
        "trend": [2, 4, None, None],
    },
    index=list("abcd"),
)


def scored(matrix: pd.DataFrame = MATRIX, **changed: object) -> pd.DataFrame:
    given = {"weights": ONE, "section_weights": EVEN, "needs": NEEDS} | changed
    return priority_scores(
        matrix, given["weights"], SECTIONS, given["section_weights"], given["needs"]
    )


def test_a_matrix_worked_by_hand() -> None:
    told = scored()
    assert told["harm"].tolist() == [3.0, 2.0, 3.0, 4.0]
    assert told["likelihood"].tolist()[:3] == [1.5, 4.0, 3.0]
    assert told["score"].tolist()[:3] == pytest.approx([4.5**0.5, 8**0.5, 3.0])
    assert told["rank"].tolist() == [3, 2, 1, pd.NA]
    assert told["scored"].tolist() == [4, 3, 3, 2]
    assert (told["of"] == 4).all()


def test_what_is_missing_is_neither_nought_nor_the_middle() -> None:
    told = scored()
    # b's one known grade of harm is its mean, not (2 + 0)/2 or (2 + 2.5)/2.
    assert told.loc["b", "harm"] == 2.0
    assert pd.isna(told.loc["d", "score"]) and pd.isna(told.loc["d", "likelihood"])
    # As if the missing grade of b were 1, then 4: harm 1.5 and 3, likelihood 4.
    assert told.loc["b", ["lowest", "highest"]].tolist() == pytest.approx([6**0.5, 12**0.5])
    assert told.loc["a", "lowest"] == told.loc["a", "highest"] == told.loc["a", "score"]


def test_rank_bounds_worked_by_hand() -> None:
    # Intervals: a 2.12 to 2.12; b 2.45 to 3.46; c likelihood 2 to 3.5, so 2.45 to 3.24.
    told = scored()
    assert told["best_rank"].tolist() == [3, 1, 1, pd.NA]
    assert told["worst_rank"].tolist() == [3, 2, 2, pd.NA]


def test_a_criterion_scored_for_nobody_widens_nothing() -> None:
    sections = pd.concat([SECTIONS, pd.Series({"capacity": "position"})])
    matrix = MATRIX.assign(capacity=None)
    weights = pd.Series(1.0, index=sections.index)
    told = priority_scores(matrix, weights, sections, pd.Series(1.0, sections.unique()), NEEDS)
    assert told["lowest"].tolist()[:3] == pytest.approx(scored()["lowest"].tolist()[:3])
    assert told["score"].tolist()[:3] == pytest.approx(scored()["score"].tolist()[:3])
    assert told["of"].iloc[0] == 5


def test_weights_of_criteria_and_sections() -> None:
    heavy = ONE.copy()
    heavy["physical"] = 3.0
    told = scored(weights=heavy, section_weights=pd.Series({"harm": 2.0, "likelihood": 1.0}))
    harm = (3 * 4 + 2) / 4
    assert told.loc["a", "harm"] == harm
    assert told.loc["a", "score"] == pytest.approx((harm**2 * 1.5) ** (1 / 3))


def test_a_section_of_weight_nought_is_shown_and_moves_nothing() -> None:
    sections = pd.concat([SECTIONS, pd.Series({"evidence": "confidence"})])
    matrix = MATRIX.assign(evidence=[1, 4, 1, 1])
    told = priority_scores(matrix, pd.Series(1.0, sections.index), sections, EVEN, NEEDS)
    assert told["confidence"].tolist() == [1, 4, 1, 1]
    assert told["score"].tolist()[:3] == pytest.approx(scored()["score"].tolist()[:3])
    assert (told["of"] == 4).all()


def test_a_theme_needs_enough_criteria_to_be_ranked() -> None:
    told = scored(needs={"harm": 2, "likelihood": 2})
    assert told["rank"].notna().tolist() == [True, False, False, False]


def test_with_equal_weights_the_order_is_that_of_the_product() -> None:
    told = scored()
    product = told["harm"] * told["likelihood"]
    assert told["score"].rank().equals(product.rank())


@pytest.mark.parametrize("grade", [0, 5, -1])
def test_a_grade_outside_the_scale_is_refused(grade: int) -> None:
    with pytest.raises(ValueError, match=r"a, volume: the score .* outside 1 to 4"):
        scored(MATRIX.assign(volume=[grade, 1, 1, 1]))


def test_bad_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="'physical' is missing or negative"):
        scored(weights=pd.Series({"physical": -1.0, "financial": 1, "volume": 1, "trend": 1}))
    with pytest.raises(ValueError, match="one over 0"):
        scored(section_weights=pd.Series({"harm": 0.0, "likelihood": 0.0}))
    with pytest.raises(ValueError, match="'trend' belongs to no section"):
        section_scores(MATRIX, ONE, SECTIONS.drop("trend"))


def test_weight_moves_worked_by_hand() -> None:
    # Harm twice as heavy: p 4²·1 = 16, q 2²·3 = 12, so p leads; before 4·1 = 4 < 2·3 = 6.
    matrix = pd.DataFrame({"physical": [4, 2], "volume": [1, 3]}, index=["p", "q"])
    moves = weight_moves(matrix, ONE, SECTIONS, EVEN, NEEDS, factors=(2.0, 1.0))
    section = moves[(moves["level"] == "section") & (moves["weight"] == "harm")]
    twice = section[section["factor"] == 2.0].set_index("theme")
    assert twice["base_rank"].to_dict() == {"p": 2, "q": 1}
    assert twice["move"].to_dict() == {"p": 1, "q": -1}
    # A weight that is alone in its section moves nothing, and a factor of 1 never does.
    assert (moves.loc[moves["level"] == "criterion", "move"] == 0).all()
    assert (moves.loc[moves["factor"] == 1.0, "move"] == 0).all()


def test_random_weights_against_the_exact_share() -> None:
    # p leads where 4^w > 2^w 3^(1 - w), w the weight of harm: w > ln 3 / (ln 2 + ln 3) = 0.6131.
    # w is uniform on 0 to 1, so p leads in 38.7% of the draws.
    matrix = pd.DataFrame({"physical": [4, 2], "volume": [1, 3]}, index=["p", "q"])
    told = random_weights(matrix, ONE, SECTIONS, EVEN, NEEDS, draws=20_000, top=1)
    exact = 1 - np.log(3) / np.log(6)
    low, high = stats.binom.interval(0.9999, 20_000, exact)
    assert low / 20_000 <= told.loc["p", "in_top"] <= high / 20_000
    assert told["in_top"].sum() == pytest.approx(1.0)
    assert list(told.index) == ["q", "p"]


def test_random_weights_can_be_made_again() -> None:
    def told(seed: int) -> pd.DataFrame:
        return random_weights(MATRIX, ONE, SECTIONS, EVEN, NEEDS, draws=200, top=1, seed=seed)

    pd.testing.assert_frame_equal(told(1), told(1))
    assert set(told(1).index) == {"a", "b", "c"}  # d is not ranked
    assert told(1)["in_top"].to_dict() != told(2)["in_top"].to_dict()


def test_random_weights_leave_out_what_weighs_nothing() -> None:
    # Without a weight for volume and trend, harm alone decides: a and c have 3, b has 2.
    only = pd.Series({"harm": 1.0, "likelihood": 0.0})
    told = random_weights(MATRIX, ONE, SECTIONS, only, {"harm": 1}, draws=500, top=1)
    assert told.loc["b", "in_top"] == 0.0


grades = st.one_of(st.none(), st.integers(1, 4))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(grades, grades, grades, grades), min_size=2, max_size=8),
    st.floats(0.1, 5),
)
def test_a_higher_grade_never_lowers_a_theme(rows: list[tuple], weight: float) -> None:
    matrix = pd.DataFrame(rows, columns=list(SECTIONS.index), dtype="float64")
    weights = ONE.copy()
    weights["physical"] = weight
    before = priority_scores(matrix, weights, SECTIONS, EVEN, NEEDS)
    known = matrix["physical"].notna() & (matrix["physical"] < 4) & before["rank"].notna()
    if not known.any():
        return
    theme = known.idxmax()
    raised = matrix.copy()
    raised.loc[theme, "physical"] += 1
    after = priority_scores(raised, weights, SECTIONS, EVEN, NEEDS)
    assert after.loc[theme, "score"] > before.loc[theme, "score"]
    assert after.loc[theme, "rank"] <= before.loc[theme, "rank"]
    ranked = before["rank"].notna()
    assert (before.loc[ranked, "lowest"] <= before.loc[ranked, "score"] + 1e-9).all()
    assert (before.loc[ranked, "score"] <= before.loc[ranked, "highest"] + 1e-9).all()
    assert (before.loc[ranked, "best_rank"] <= before.loc[ranked, "rank"]).all()
    assert (before.loc[ranked, "rank"] <= before.loc[ranked, "worst_rank"]).all()
