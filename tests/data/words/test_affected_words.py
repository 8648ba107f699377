"""Who is affected, in words: messages drawn from the printed figures and from nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from components.theme.affected_charts import index_chart, pairs_chart, shares_chart
from data.documents.affected import affected_of, load_evidence
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.words.affected import (
    chart_words,
    evidence_table,
    index_message,
    nothing_words,
    pair_message,
    share_message,
    source_words,
)

CANNOCK, LICHFIELD, STAFFORD = "E07000192", "E07000194", "E07000197"


def figures(theme: str, csp: str, kind: str) -> pd.DataFrame:
    return affected_of(theme, csp).of_kind(kind)


def test_repeat_victims_share_of_people_and_of_crimes() -> None:
    told = figures("domestic-abuse", LICHFIELD, "repeat")
    assert pair_message(told, "Lichfield") == (
        "Repeat victims of domestic-flagged offences in Lichfield: 38% of people, 62% of crimes"
    )


def test_a_wider_area_is_named_where_the_district_has_no_figure() -> None:
    told = figures("repeat-offending", CANNOCK, "repeat")
    assert "Staffordshire and Stoke-on-Trent: 45% of people, 71%" in pair_message(told, "Cannock")


def test_over_representation_is_share_over_share() -> None:
    told = figures("vulnerability", STAFFORD, "representation")
    # 12% of victims, 5% of residents.
    assert (
        index_message(told) == "Family Basics among all victims: 2.4 times their share of residents"
    )
    figure = index_chart(told, LIGHT)
    [bar] = figure.data
    assert list(bar.x) == pytest.approx([2.4])
    # 11.5 of 5.5 and 12.5 of 4.5: what rounding leaves open.
    assert bar.error_x.array[0] == pytest.approx(12.5 / 4.5 - 2.4)
    assert bar.error_x.arrayminus[0] == pytest.approx(2.4 - 11.5 / 5.5)
    assert [shape.x0 for shape in figure.layout.shapes] == [1]


def test_no_group_over_its_share_is_said_so() -> None:
    told = figures("vulnerability", LICHFIELD, "representation")
    under = told[told["index"] < 100].reset_index(drop=True)
    assert index_message(under).startswith("No group is over-represented")


def test_fraud_is_set_against_victims_and_says_so() -> None:
    told = figures("fraud", LICHFIELD, "representation")
    assert index_message(told).endswith("2.1 times their share of victims")
    assert "their share of residents is not printed" in source_words(told)


def test_an_estimate_says_what_it_is_of_and_stands_beside_wider_areas() -> None:
    said = share_message(figures("mental-health-missing-persons", LICHFIELD, "prevalence"), "L")
    assert said == (
        "Mental-health prevalence, adults aged 16 and over: 13.9% in L; 16.9% in England and "
        "16.4% in Staffordshire and Stoke-on-Trent"
    )


def test_a_remark_of_several_figures_is_said_once() -> None:
    told = figures("repeat-offending", LICHFIELD, "share")
    assert source_words(told).count("No period in the section") == 1
    assert source_words(told).startswith("Source: Lichfield 2019, 2018-19")


def test_nothing_is_said_once_and_only_where_there_is_nothing() -> None:
    told = affected_of("robbery", LICHFIELD)
    assert nothing_words(told, "Robbery", "Lichfield") == (
        "No loaded document says who is affected by robbery in Lichfield."
    )
    assert nothing_words(affected_of("asb", LICHFIELD), "ASB", "Lichfield") == ""


def test_a_missing_share_has_no_mark_and_no_figure() -> None:
    told = figures("repeat-offending", LICHFIELD, "repeat")
    marks = [one for one in pairs_chart(told, LIGHT, "a", "b").data if one.mode == "markers+text"]
    missing = told["against"].isna().tolist()
    assert [text == "" for text in marks[1].text] == missing
    assert any(missing) and not all(missing)


@pytest.mark.parametrize("theme", dict.fromkeys(one.theme for one in load_evidence()))
def test_every_chart_has_its_figures_in_words_and_in_its_table(theme: str) -> None:
    for district in load_catalogue().force.districts:
        told = affected_of(theme, district.code)
        for (_, _unit), own in told.figures.groupby(["kind", "unit"], sort=False):
            held = own.reset_index(drop=True)
            assert all(label in chart_words(held) for label in held["label"])
            table = evidence_table(held)
            assert table["Value"].tolist() == held["value"].tolist()
            assert {"Document", "Period", "Wording"} <= set(table.columns)
            assert list(shares_chart(held, LIGHT).data[0].x) == held["value"].tolist()
