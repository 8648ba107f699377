"""Three findings for a board: each from the figures of the matrix."""

from __future__ import annotations

import pytest

from data.figures.comparison import sides
from data.figures.country import COMPARATORS
from data.figures.headlines import headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import percent_change
from data.words.comparators import set_against
from data.words.findings import findings, others_paragraph
from geo.change import DIRECTIONS

CATALOGUE = load_catalogue()
DISTRICTS = [(one.code, one.name) for one in CATALOGUE.force.districts]
YEAR = CATALOGUE.period("2025")
STOKE, TAMWORTH = "E06000021", "E07000199"


@pytest.mark.parametrize(("csp", "place"), DISTRICTS)
@pytest.mark.parametrize("comparator", COMPARATORS)
def test_findings_say_what_the_matrix_shows(csp, place, comparator):
    standing, parting, changed = findings(YEAR, csp, place, comparator)
    row = sides("2025", comparator).T[csp]
    assert standing.startswith(f"{place} is above {set_against(comparator, csp)} on ")
    assert row["above"] + row["similar"] + row["below"] == 14
    force = set(sides("2025")["above_ids"][csp])
    kind = comparator if comparator in ("demographic", "economic") else "global"
    alike = set(sides("2025", kind)["above_ids"][csp])
    assert ("High in the force but not" in parting) == bool(force - alike)
    assert ("but not in the force" in parting) == bool(alike - force)
    single = [one for one in CATALOGUE.counted_indicators if len(one.counts) == 1]
    real = [
        told
        for one in single
        if (told := headline(one.id, "2025", csp, comparator)).change.direction in DIRECTIONS[:2]
    ]
    largest = max(real, key=lambda one: abs(one.change.percent))
    assert percent_change(largest.change.percent) in changed
    assert changed.startswith("Real change, Jan–Apr 2025 against 2024: ")


def test_stoke_is_high_in_the_force_on_what_is_usual_in_areas_like_it():
    _, parting, _ = findings(YEAR, STOKE, "Stoke-on-Trent")
    assert "High in the force but not against its similar areas: " in parting
    assert "burglary" in parting


@pytest.mark.parametrize("period", ["2018-19", "2018-10_2019-02"])
def test_a_period_that_is_not_judged_or_not_counted_elsewhere(period):
    found = findings(CATALOGUE.period(period), TAMWORTH, "Tamworth", "global")
    assert not any("similar areas" in one for one in found)


def test_the_paper_says_each_comparison_once():
    told = others_paragraph("all-crime", YEAR, STOKE, "force")
    assert told.startswith("Counted from every force's files the rate, 108.8, is 1.02 times the 9 ")
    assert told.endswith(
        "the 20th highest of the 224 English districts with complete data, whose median is 67.2."
    )
    assert "similar areas" not in others_paragraph("all-crime", YEAR, STOKE, "global")
    assert "highest" not in others_paragraph("all-crime", YEAR, STOKE, "all")
    assert others_paragraph("all-crime", CATALOGUE.period("2018-19"), STOKE, "force") == ""
