"""Who is affected: the documents' evidence on the theme it belongs to, with its source."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from data.documents.affected import AffectedError, affected_of, affected_table, load_evidence
from data.documents.published import PUBLISHED_FOLDER, load_published
from data.installed.catalogue import load_catalogue

CANNOCK, EAST, LICHFIELD, STAFFORD, TAMWORTH = (
    *("E07000192", "E07000193", "E07000194", "E07000197", "E07000199"),
)
CSPS = [one.code for one in load_catalogue().force.districts]


def figures(theme: str, csp: str, kind: str) -> pd.DataFrame:
    return affected_of(theme, csp).of_kind(kind).set_index("label")


def test_repeat_victims_and_offenders_as_printed() -> None:
    told = figures("domestic-abuse", LICHFIELD, "repeat")
    assert told.loc["Repeat victims of any crime", ["value", "against"]].tolist() == [21, 38]
    flagged = told.loc["Repeat victims of domestic-flagged offences"]
    assert flagged[["value", "against"]].tolist() == [38, 62]
    told = figures("domestic-abuse", STAFFORD, "repeat")
    assert told.loc["Repeat victims of any crime", ["value", "against"]].tolist() == [24, 42]
    offenders = affected_of("repeat-offending", LICHFIELD).of_kind("repeat")
    first = offenders[offenders["label"] == "Repeat and persistent offenders"]
    assert first[["value", "against"]].values.tolist() == [[40, 65], [45, 71]]
    assert first["own"].tolist() == [True, False]
    drugs = offenders.set_index("label").loc["Offenders with drug-related offending"]
    assert drugs["value"] == 51 and pd.isna(drugs["against"])


@pytest.mark.parametrize(
    ("theme", "csp", "label", "index"),
    [
        ("vulnerability", LICHFIELD, "Family Basics among all victims", 11 / 5),
        ("vulnerability", STAFFORD, "Family Basics among all victims", 12 / 5),
        ("vulnerability", LICHFIELD, "Prestige Positions among all victims", 10 / 15),
        ("burglary", LICHFIELD, "Prestige Positions among car key burglaries", 29 / 15),
        ("burglary", LICHFIELD, "Prestige Positions among residential burglaries", 23 / 15),
    ],
)
def test_over_representation_by_hand(theme: str, csp: str, label: str, index: float) -> None:
    told = figures(theme, csp, "representation").loc[label]
    assert told["index"] == pytest.approx(index * 100)
    assert told["index_lower"] < told["index"] < told["index_upper"]
    assert told["wording"] and told["against_wording"]


def test_what_fraud_is_set_against_is_said() -> None:
    [(_, told)] = figures("fraud", LICHFIELD, "representation").iterrows()
    assert told["index"] == pytest.approx(48 / 23 * 100)
    assert "share of all victims" in told["note"]


def test_survey_prevalence_and_age() -> None:
    survey = figures("asb", TAMWORTH, "survey")["value"]
    assert survey["Feel safe after dark"] == 85 and survey["Satisfied with police presence"] == 46
    held = affected_of("mental-health-missing-persons", LICHFIELD).of_kind("prevalence")
    children = held[held["label"] == "Children aged 5 to 16"].set_index("area_name")["value"]
    assert children["Lichfield"] == 8.6 and children["England"] == 9.2
    assert figures("vawg", EAST, "age-sex")["value"].tolist() == [44]
    knives = figures("serious-violence", CANNOCK, "age-sex")
    assert knives[["value", "against"]].values.tolist() == [[26, 12]]
    assert not knives["own"].any()


@pytest.mark.parametrize("csp", CSPS)
def test_every_figure_is_the_transcribed_one_with_its_source(csp: str) -> None:
    published = load_published().set_index(
        ["document", "area_code", "indicator", "group", "period"]
    )
    evidence = {(row.theme, row.label): row for row in load_evidence()}
    for theme in {row.theme for row in load_evidence()}:
        for one in affected_of(theme, csp).figures.itertuples():
            row = evidence[theme, one.label]
            key = (one.document, one.area_code, row.indicator, row.group, one.period)
            assert published.loc[[key], "value"].iloc[0] == one.value
            assert one.source and one.section and one.wording
            assert one.own == (one.area_code == csp)


def test_another_partnerships_figures_are_never_shown_as_ones_own() -> None:
    for csp in CSPS:
        for theme in {row.theme for row in load_evidence()}:
            told = affected_of(theme, csp).figures
            districts = told[told["area_code"].isin(CSPS)]
            assert (districts["area_code"] == csp).all()


def test_groups_and_gaps_are_those_of_the_partnerships_documents() -> None:
    told = affected_of("vulnerability", STAFFORD)
    assert len(told.groups) == 8 and told.gaps == ()
    assert affected_of("vulnerability", LICHFIELD).groups[0][1] == "Lichfield 2019"
    assert len(affected_of("domestic-abuse", LICHFIELD).gaps) == 2
    nothing = affected_of("road-safety", CANNOCK)
    assert nothing.figures.empty and nothing.groups == nothing.gaps == nothing.at_risk == ()


def test_every_printed_share_of_victims_and_offenders_has_a_theme() -> None:
    listed = {(row.indicator, row.group) for row in load_evidence()}
    listed |= {(row.against_indicator, row.against_group) for row in load_evidence()}
    published = load_published()
    kinds = (
        *("repeat-victims-share", "repeat-victims-crime-share", "repeat-offenders-share"),
        *("repeat-offenders-crime-share", "drug-offenders-crime-share", "reoffending-share"),
        *("mosaic-population-share", "mosaic-victim-share", "mosaic-car-key-share"),
        *("mosaic-burglary-residential-share", "mosaic-fraud-share", "offenders-share"),
        *("sexual-offences-victims-share", "theft-offenders-share", "knife-crime-age-share"),
        *("ftd-safe-day", "ftd-safe-dark", "ftd-police-presence", "ftd-satisfied-area"),
        *("ftd-satisfied-life", "ftd-unlikely-victim", "mental-disorder-prevalence"),
    )
    printed = published[published["indicator"].isin(kinds) & published["value"].notna()]
    missing = set(zip(printed["indicator"], printed["group"], strict=True)) - listed
    # The baseline of a target repeats the survey's figure; the tracker shows it.
    assert missing == {("ftd-safe-dark", "target baseline")}


def test_rows_by_kind() -> None:
    assert Counter(row.kind for row in load_evidence()) == {
        "repeat": 7,
        "representation": 6,
        "age-sex": 5,
        "survey": 8,
        "prevalence": 3,
        "share": 13,
        "rate": 2,
        "count": 1,
        "group": 27,
        "gap": 8,
    }


def test_the_table_holds_every_figure() -> None:
    themes = dict.fromkeys(row.theme for row in load_evidence())
    rows = sum(len(affected_of(theme, LICHFIELD).figures) for theme in themes)
    assert len(affected_table(LICHFIELD)) == rows > 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("vawg,age-sex", "wawg,age-sex", "theme: 'wawg'"),
        ("vawg,age-sex", "vawg,age", "kind: 'age'"),
        (",ftd-safe-day,", ",ftd-safe-noon,", "indicator: 'ftd-safe-noon'"),
        (",stafford_strategy_2020,", ",stafford,", "document: 'stafford'"),
        ("theme,kind", "theme,sort", "row 1: the columns are theme, sort"),
    ],
)
def test_a_slip_is_told_with_its_row(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copy(PUBLISHED_FOLDER / "affected.csv", tmp_path)
    path = tmp_path / "affected.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AffectedError, match=said):
        load_evidence(tmp_path)
