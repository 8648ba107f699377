"""Prioritisation: what is filled in and why, what a meeting changes, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.documents.published import load_published
from data.figures.headlines import headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import rate as rate_words
from data.priority.evidence import prefilled
from data.priority.ranking import (
    DISCLAIMER,
    LOW,
    SILENT,
    UNKNOWN,
    beside_plan,
    priority_table,
    ranking,
    sensitivity_to_all,
    sensitivity_to_each,
    wide_scores,
)
from data.priority.scheme import SCHEME_FILE, SchemeError, load_scheme
from data.priority.scores import (
    PriorityError,
    override_log,
    restore_score,
    save_score,
    save_weights,
    score_matrix,
    weight_log,
    weights_of,
)

pytestmark = pytest.mark.usefixtures("own_store")

CANNOCK, EAST, LICHFIELD, STAFFORD = "E07000192", "E07000193", "E07000194", "E07000197"
PERIOD = "2025"
CSPS = [one.code for one in load_catalogue().force.districts]


def filled(csp: str, theme: str, criterion: str) -> pd.Series:
    return prefilled(csp, PERIOD).set_index(["theme", "criterion"]).loc[(theme, criterion)]


# --- What is filled in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "grades"),
    [
        # 'High volume / Moderate individual harm / Severe community harm', expectation moderate.
        ("asb", {"psychological": 2, "community": 4, "expectation": 2, "physical": None}),
        # 'Moderate volume / Severe individual harm / Substantial community harm'.
        ("domestic-abuse", {"physical": 4, "psychological": 4, "community": 3, "financial": None}),
        ("burglary", {"financial": 2, "community": 1, "expectation": 2, "physical": None}),
        # 'Small volume / Substantial individual and community harm', expectation critical.
        ("county-lines", {"physical": 3, "psychological": 3, "community": 3, "expectation": 4}),
        ("fraud", {"financial": 4, "community": 2, "expectation": 4, "psychological": None}),
        # 'Moderate to severe': the middle of 2 and 4.
        ("mental-health-missing-persons", {"psychological": 3, "community": 1}),
        ("repeat-offending", {"financial": 2, "community": 3, "expectation": 3}),
    ],
)
def test_the_assessments_words_are_read_as_grades(theme: str, grades: dict) -> None:
    for criterion, grade in grades.items():
        one = filled(LICHFIELD, theme, criterion)
        assert pd.isna(one["score"]) if grade is None else one["score"] == grade
        assert one["borrowed"] == False  # noqa: E712


@pytest.mark.parametrize("csp", CSPS)
def test_every_score_has_its_evidence_source_and_rule(csp: str) -> None:
    table = prefilled(csp, PERIOD)
    scored = table[table["score"].notna()]
    assert scored["score"].between(1, 4).all()
    assert (table["evidence"] != "").all() and (table["rule"] != "").all()
    with_source = scored[scored["criterion"] != "evidence"]
    assert with_source["source"].isin(load_catalogue().sources).all()
    empty = table[table["score"].isna()]
    assert (empty["source"] == "").all() and len(empty) > 0
    assert not (table["score"] == 0).any()


@pytest.mark.parametrize("csp", CSPS)
def test_figures_are_those_of_the_other_pages_and_graded_by_the_rule(csp: str) -> None:
    limits = load_scheme().rules
    for theme in ("asb", "burglary", "vehicle-crime", "robbery"):
        indicator = load_catalogue().theme(theme).lead_counted
        told = headline(indicator, PERIOD, csp)
        volume = filled(csp, theme, "volume")
        grade = 1 + sum(told.rate >= limit for limit in limits.volume_from)
        assert volume["score"] == grade and rate_words(told.rate) in volume["evidence"]
        expected = {"similar": 2, "better": 1}.get(told.comparison, 3)
        if told.comparison == "worse" and told.times_against >= limits.ratio_from[2]:
            expected = 4
        assert filled(csp, theme, "rate")["score"] == expected
        trend = filled(csp, theme, "trend")["score"]
        if told.change.direction == "decrease":
            assert trend == 1
        elif told.change.direction == "no real change":
            assert trend == 2
        elif told.change.direction == "increase":
            assert trend == (4 if told.change.percent > limits.change_from[2] else 3)
        else:
            assert pd.isna(trend)


def test_printed_figures_by_hand() -> None:
    # 11.7 per 1,000 in 2020-21: grade 3. +5%: from 5 on rising. The force's rate is not printed.
    assert filled(LICHFIELD, "domestic-abuse", "volume")["score"] == 3
    assert "11.7" in filled(LICHFIELD, "domestic-abuse", "volume")["evidence"]
    assert filled(LICHFIELD, "domestic-abuse", "trend")["score"] == 3
    assert pd.isna(filled(LICHFIELD, "domestic-abuse", "rate")["score"])
    # 10.6 against 14.2 in the force is 0.75 times: under 0.9.
    rate = filled(STAFFORD, "domestic-abuse", "rate")
    assert rate["score"] == 1 and "0.75 times" in rate["evidence"]
    assert "not simply worse" in rate["evidence"]
    # 3.9 against 4.0 is 0.97 times: similar. 5.5 against 4.9 is 1.12 times: above.
    assert filled(LICHFIELD, "fraud", "rate")["score"] == 2
    assert filled(LICHFIELD, "mental-health-missing-persons", "rate")["score"] == 3


def test_what_stands_in_for_a_theme_is_no_evidence_of_it() -> None:
    for theme in ("county-lines", "business-crime", "substance-misuse"):
        assert load_catalogue().theme(theme).proxy
        rate = filled(LICHFIELD, theme, "rate")
        assert pd.isna(rate["score"]) and "stands in" in rate["evidence"]


def test_harm_is_borrowed_and_said_to_be_but_nothing_else_is() -> None:
    harm = filled(CANNOCK, "domestic-abuse", "physical")
    assert harm["score"] == 4 and harm["borrowed"]
    assert harm["evidence"].startswith("Borrowed, said of another partnership. Lichfield 2019")
    for criterion in ("volume", "rate", "trend", "forecast", "capacity", "capability"):
        assert pd.isna(filled(CANNOCK, "domestic-abuse", criterion)["score"])
    assert filled(CANNOCK, "domestic-abuse", "evidence")["score"] == 1
    table = prefilled(CANNOCK, PERIOD)
    sections = table["criterion"].map(load_scheme().section_of)
    assert set(sections[table["borrowed"]]) == {"harm"}


def test_a_partnerships_own_words_go_before_borrowed_ones() -> None:
    own = filled(STAFFORD, "asb", "expectation")
    assert own["score"] == 3 and not own["borrowed"] and "a key priority" in own["evidence"]
    assert filled(STAFFORD, "asb", "capacity")["score"] == 3
    assert filled(STAFFORD, "asb", "capability")["score"] == 3


def test_wordings_are_short_and_their_documents_are_of_the_partnership() -> None:
    sources = load_catalogue().sources
    for one in load_scheme().statements:
        assert len(one.wording.split()) <= 25
        assert one.csp in sources[one.document].csps
    assert set(load_published()["document"]) >= {one.document for one in load_scheme().statements}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('section = "harm"', 'section = "pain"', "'pain' is no section"),
        ("level = 3", "level = 5", "less than or equal to 4"),
        ("level = 3", "level = 0", "greater than or equal to 1"),
        ("volume_from = [1.0, 5.0, 15.0]", "volume_from = [5.0, 1.0, 15.0]", "rising order"),
        ('theme = "asb"', 'theme = "asbo"', "'asbo' is not in themes.toml"),
        ('criterion = "forecast"', 'criterion = "luck"', "'luck' is no criterion"),
        ("weight = 1.0", "weigth = 1.0", "weigth"),
    ],
)
def test_a_slip_in_the_scheme_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SCHEME_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "prioritisation.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemeError, match=said):
        load_scheme(path)


# --- What a meeting changes -------------------------------------------------------------------


def cell(theme: str, criterion: str) -> pd.Series:
    return score_matrix(LICHFIELD, PERIOD).set_index(["theme", "criterion"]).loc[(theme, criterion)]


def test_an_override_keeps_who_when_why_and_what_it_replaced() -> None:
    save_score(LICHFIELD, PERIOD, "asb", "community", 2, reason="Hotspot closed", who="chair")
    one = cell("asb", "community")
    assert (one["score"], one["prefilled"], one["overridden"]) == (2, 4, True)
    assert (one["reason"], one["who"]) == ("Hotspot closed", "chair")
    assert one["when"].endswith("+00:00")
    assert cell("asb", "psychological")["overridden"] == False  # noqa: E712
    # Another period and another partnership have their own.
    assert score_matrix(LICHFIELD, "2018-19")["overridden"].sum() == 0
    assert score_matrix(STAFFORD, PERIOD)["overridden"].sum() == 0


def test_every_change_is_logged_and_the_last_one_holds() -> None:
    save_score(LICHFIELD, PERIOD, "asb", "capacity", 3, reason="Two vacancies", who="chair")
    save_score(LICHFIELD, PERIOD, "asb", "capacity", None, reason="Not agreed", who="chair")
    assert pd.isna(cell("asb", "capacity")["score"]) and cell("asb", "capacity")["overridden"]
    save_score(LICHFIELD, PERIOD, "asb", "community", None, reason="No evidence")
    assert pd.isna(cell("asb", "community")["score"])  # taken out, not back to 4
    restore_score(LICHFIELD, PERIOD, "asb", "community", who="analyst")
    assert cell("asb", "community")["score"] == 4
    log = override_log(LICHFIELD, PERIOD)
    assert log["action"].tolist() == [
        *("scored", "taken out", "taken out", "back to the filled-in score")
    ]
    assert log["score"].tolist() == [3, pd.NA, pd.NA, pd.NA]
    assert store.undo(store.current().generation)
    assert pd.isna(cell("asb", "community")["score"])


def test_the_rank_follows_a_score_at_once() -> None:
    before = ranking(LICHFIELD, PERIOD).themes.loc["burglary"]
    for criterion in ("physical", "psychological", "financial", "community", "expectation"):
        save_score(LICHFIELD, PERIOD, "burglary", criterion, 4, reason="Try")
    for criterion in ("volume", "rate", "trend", "forecast"):
        save_score(LICHFIELD, PERIOD, "burglary", criterion, 4, reason="Try")
    after = ranking(LICHFIELD, PERIOD).themes.loc["burglary"]
    assert before["rank"] > 1 and after["rank"] == 1 and after["score"] == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("score", "reason", "who", "said"),
    [
        (0, "Why", "", "The score is 0"),
        (5, "Why", "", "The score is 5"),
        (2.5, "Why", "", r"The score is 2\.5"),
        (True, "Why", "", "The score is True"),
        (3, "  ", "", "Say why"),
        (3, "x" * 501, "", "501 characters. Shorten it to 500"),
        (3, "Why", "x" * 81, "81 characters. Shorten it to 80"),
    ],
)
def test_a_bad_score_is_refused_in_words(score, reason: str, who: str, said: str) -> None:
    with pytest.raises(PriorityError, match=said):
        save_score(LICHFIELD, PERIOD, "asb", "capacity", score, reason=reason, who=who)
    assert store.current().generation == 0


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(PriorityError, match="no theme 'asbo'"):
        save_score(LICHFIELD, PERIOD, "asbo", "capacity", 1, reason="Why")
    with pytest.raises(PriorityError, match="no criterion 'luck'"):
        save_score(LICHFIELD, PERIOD, "asb", "luck", 1, reason="Why")
    with pytest.raises(KeyError):
        save_score("E07000999", PERIOD, "asb", "capacity", 1, reason="Why")
    with pytest.raises(KeyError):
        save_score(LICHFIELD, "1066", "asb", "capacity", 1, reason="Why")


def test_weights_are_saved_logged_and_tried() -> None:
    save_weights(
        LICHFIELD, PERIOD, section_weights={"harm": 2}, weights={"trend": 0}, reason="Harm first"
    )
    sections, criteria = weights_of(LICHFIELD, PERIOD)
    assert (sections["harm"], sections["likelihood"], criteria["trend"]) == (2, 1, 0)
    assert len(weight_log(LICHFIELD, PERIOD)) == 2
    assert load_scheme().section_weights["harm"] == 1  # the scheme itself is not touched
    tried = ranking(LICHFIELD, PERIOD, section_weights={"likelihood": 0})
    assert tried.section_weights["likelihood"] == 0
    assert weights_of(LICHFIELD, PERIOD)[0]["likelihood"] == 1
    with pytest.raises(PriorityError, match="no section 'luck'"):
        save_weights(LICHFIELD, PERIOD, section_weights={"luck": 1}, reason="Why")
    with pytest.raises(PriorityError, match="'trend' is 101"):
        save_weights(LICHFIELD, PERIOD, weights={"trend": 101}, reason="Why")


# --- What comes of it -------------------------------------------------------------------------


def test_a_row_of_the_ranking_by_hand() -> None:
    told = ranking(LICHFIELD, PERIOD).themes.loc["asb"]
    wide = wide_scores(LICHFIELD, PERIOD).loc["asb"]
    harm = wide[["psychological", "community", "expectation"]].astype(float).mean()
    likelihood = wide[["volume", "rate", "trend"]].astype(float).mean()
    assert told["harm"] == pytest.approx(harm) == pytest.approx((2 + 4 + 2) / 3)
    assert told["likelihood"] == pytest.approx(likelihood)
    assert told["score"] == pytest.approx((harm * likelihood) ** 0.5)
    assert (told["scored"], told["of"]) == (6, 11)


def test_without_a_year_before_the_trend_is_not_scored() -> None:
    """Nothing is loaded a year before the months of 2024."""
    assert wide_scores(LICHFIELD, "2024-01_2024-04").loc["asb"].isna()["trend"]


@pytest.mark.parametrize("csp", CSPS)
def test_a_theme_with_too_little_is_not_ranked_and_says_what_is_missing(csp: str) -> None:
    themes = ranking(csp, PERIOD).themes
    wide = wide_scores(csp, PERIOD).notna()
    harm = ["physical", "psychological", "financial", "community", "expectation"]
    likelihood = ["volume", "rate", "trend", "forecast"]
    enough = (wide[harm].sum(axis=1) >= 2) & (wide[likelihood].sum(axis=1) >= 2)
    assert themes["rank"].notna().eq(enough.reindex(themes.index)).all()
    assert ((themes["missing"] == "") == themes["rank"].notna()).all()
    assert themes.loc[themes["rank"].isna(), "missing"].str.endswith("must be scored.").all()


def test_beside_the_plan() -> None:
    told = beside_plan(LICHFIELD, PERIOD)
    assert told.loc["county-lines", "says"] == UNKNOWN
    assert told.loc["alcohol", "says"] == LOW
    assert told.loc["fraud", "says"] == SILENT
    assert told.loc["fraud", "tier"] == "supplementary"
    # No more themes rank high than there are priorities, and at most half of those ranked.
    for csp in CSPS:
        table = beside_plan(csp, PERIOD)
        high = table["says"].isin(["priority, and ranks high", SILENT]).sum()
        ranked = table["rank"].notna().sum()
        ties = (table["rank"].value_counts() - 1).clip(lower=0).sum()
        assert high <= (ranked + 1) // 2 + ties


def test_sensitivity_covers_every_weight_and_every_ranked_theme() -> None:
    scheme = load_scheme()
    ranked = set(ranking(LICHFIELD, PERIOD).themes["rank"].dropna().index)
    moves = sensitivity_to_each(LICHFIELD, PERIOD)
    assert set(moves["theme"]) == ranked
    weighed = {*scheme.criteria, *(one.id for one in scheme.sections.values() if one.weight)}
    assert set(moves["weight"]) == weighed
    assert (moves["move"] == moves["base_rank"] - moves["rank"]).all()
    spread = sensitivity_to_all(LICHFIELD, PERIOD)
    assert set(spread.index) == ranked
    assert (spread["rank_5"] <= spread["median_rank"]).all()
    assert spread["in_top"].is_monotonic_decreasing


def test_the_table_says_what_it_is_not() -> None:
    table = priority_table(LICHFIELD, PERIOD)
    assert len(table) == 27 * 12
    assert (table["Note"] == DISCLAIMER).all() and "not an official" in DISCLAIMER
    assert (table.loc[table["Score"].isna(), "Meaning"] == "").all()
    assert (table.loc[table["Score"].notna(), "Meaning"] != "").all()
    assert table["Rank"].iloc[0] == 1


def test_a_score_is_tried_without_being_saved() -> None:
    tried = ranking(LICHFIELD, PERIOD, scores={("asb", "psychological"): 4}).themes
    saved = ranking(LICHFIELD, PERIOD).themes
    assert tried.loc["asb", "score"] > saved.loc["asb", "score"]
    others = saved.index.drop("asb")
    assert tried.loc[others, "score"].equals(saved.loc[others, "score"])
    taken = {("asb", "community"): None, ("asb", "expectation"): None}
    out = ranking(LICHFIELD, PERIOD, scores=taken)
    assert pd.isna(out.themes.loc["asb", "rank"])
    assert out.themes.loc["asb", "missing"] == "Not ranked: 1 more of harm must be scored."


def test_weights_that_leave_nothing_are_refused() -> None:
    with pytest.raises(PriorityError, match="Every part would weigh 0"):
        save_weights(
            LICHFIELD,
            PERIOD,
            section_weights={"harm": 0, "likelihood": 0, "position": 0},
            reason="Try",
        )
