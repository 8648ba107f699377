"""Prioritisation in words: every case of ranks, weights and plans gets its own sentence."""

from __future__ import annotations

import pandas as pd
import pytest

from components.priority.firmness import moves_html, moves_table
from components.priority.kept import changes_table
from data.priority.ranking import AGREE, LOW, NEITHER, SILENT, UNKNOWN, beside_plan
from data.words.priority import (
    by_type_message,
    districts_message,
    firmness_message,
    moves_message,
    others_moved,
    plan_fates,
    plan_sentence,
    priority_conclusion,
    weights_message,
)


def themes(*ranks: int | None) -> pd.DataFrame:
    names = [chr(ord("A") + place) for place in range(len(ranks))]
    held = pd.DataFrame({"name": names, "rank": pd.array(ranks, dtype="Int64")})
    held["best_rank"] = held["worst_rank"] = held["rank"]
    return held.set_index(held["name"].str.lower())


def plan(**says: str) -> pd.DataFrame:
    held = pd.DataFrame({"name": list(says), "says": list(says.values())})
    return held.assign(document="tamworth_plan_2021", year="2021")


def moves(*rows: tuple[str, str, float, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["level", "weight", "factor", "theme", "move"])
    return table.assign(
        name=table["weight"].str.title(),
        theme_name=table["theme"].str.upper(),
        base_rank=2,
        rank=2 - table["move"],
    )


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (themes(1, 2, 3, 4, 5), "A ranks first of 5."),
        (
            themes(1, 1, 3, 4, 5, None),
            "A and B rank first of 5. 1 more has too few scores to rank.",
        ),
        (themes(None, None), "None of 2 themes can be ranked yet: too little of harm"),
    ],
)
def test_the_conclusion_says_what_is_first_and_what_cannot_be_ranked(held, says):
    assert priority_conclusion(held, plan(), 0).startswith(says)


def test_the_conclusion_says_which_ranks_missing_scores_leave_open():
    held = themes(1, 2, 3, 4, 5, 6, None, None)
    held.loc["a", "worst_rank"] = 6
    assert priority_conclusion(held, plan(), 0) == (
        "A ranks first of 6; missing scores leave 1st to 6th open. 2 more have too few scores to "
        "rank."
    )


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (themes(1, None), "1 of 2 themes has enough scores to be ranked: too few to say which"),
        (themes(1, 2, 3, 4, None), "4 of 5 themes have enough scores to be ranked: too few to say"),
    ],
)
def test_of_few_ranked_themes_none_is_said_to_come_first_and_none_to_rank_high(held, says):
    told = priority_conclusion(held, plan(A=AGREE, B=UNKNOWN), 0)
    assert told.startswith(says)
    assert "first of" not in told and "high" not in told


def test_the_conclusion_counts_the_plans_priorities_and_the_changes():
    told = priority_conclusion(themes(1, 2, 3, 4, 5), plan(A=AGREE, B=LOW, C=UNKNOWN), 2)
    assert told.endswith(
        "Of 3 priorities in Tamworth 2021, 1 ranks high, 1 ranks low on this evidence and 1 cannot "
        "be ranked. 2 scores were changed in a meeting."
    )


def test_priorities_that_only_an_older_document_names_are_counted_apart():
    assert plan_fates(beside_plan("E07000194", "2025")).startswith(
        "Of 3 priorities in Lichfield 2022/23, 2 rank high and 1 cannot be ranked; of 3 older "
        "ones, in Lichfield 2019, "
    )


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (plan(A=NEITHER), ""),
        (plan(A=SILENT), "They disagree on A, which ranks high and is no priority."),
        (
            plan(A=LOW, B=LOW),
            "Of 2 priorities in Tamworth 2021, 2 rank low on this evidence. They disagree on A "
            "and B, priorities that rank low.",
        ),
    ],
)
def test_the_plan_sentence_names_both_ways_of_disagreeing(held, says):
    assert plan_sentence(held) == says


def test_other_themes_that_move_are_named():
    told = others_moved(themes(1, 2, 3), themes(3, 2, 1), "a")
    assert told == "With it: C 3rd to 1st."
    assert others_moved(themes(1, 2), themes(1, 2), "a") == "No other theme moves."


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        ([], "No theme can be ranked yet"),
        ([1.0, 1.0], "Only 2 can be ranked"),
        ([0.95, 0.5, 0.5, 0.4], "A is in the top 3 under at least 90% of all weights"),
        ([0.89, 0.5, 0.5, 0.4], "No theme is in the top 3 under 90% of all weights"),
    ],
)
def test_firm_is_what_is_on_top_whatever_the_weights(shares, says):
    names = [chr(ord("A") + place) for place in range(len(shares))]
    assert firmness_message(pd.DataFrame({"name": names, "in_top": shares})).startswith(says)


def test_the_largest_move_is_told_with_its_weight():
    table = moves(("section", "harm", 0.5, "a", -2), ("section", "harm", 1.5, "a", 1))
    assert moves_message(table) == (
        "The largest move by one weight: A 2 places down, with half the weight on harm"
    )
    assert moves_message(table.assign(move=0)).startswith("No single weight")
    drawn = moves_html(table)
    assert "<td>▲1 ▼2</td>" in drawn and "move nothing" not in drawn
    assert moves_table(table)["Changed to"].tolist() == [
        "half the weight",
        "half as much more weight",
    ]


def test_a_weight_that_moves_nothing_has_no_column():
    drawn = moves_html(moves(("section", "harm", 0.5, "a", 1), ("criterion", "trend", 0.5, "a", 0)))
    assert "These weights move nothing: Trend." in drawn


def test_tried_weights_say_how_many_would_move():
    assert (
        weights_message(themes(1, 2), themes(1, 2), False) == "The ranking by the weights in force"
    )
    assert weights_message(themes(1, 2), themes(1, 2), True).endswith("no theme would move")
    assert weights_message(themes(1, 2), themes(2, 1), True).endswith("2 themes would move")


def test_harm_messages_are_of_their_figures():
    view = pd.DataFrame({"area_name": ["A", "B"], "moves": [0, -2]})
    assert districts_message(view) == "B stands 2 places lower by harm than by count"
    assert districts_message(view.assign(moves=0)).endswith("same order by harm as by count")
    types = pd.DataFrame({"record_share": [10.4], "harm_share": [70.6]}, index=["Robbery"])
    assert by_type_message(types, "A") == "Robbery: 10% of A's weighed records and 71% of the harm"


def test_without_changes_the_log_is_an_empty_table():
    assert changes_table("E07000194", "no-such-period").empty
