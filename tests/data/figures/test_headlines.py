"""Headline figures: the same on every screen, ranked only when complete, worded by interval."""

from __future__ import annotations

import pytest
from statsmodels.stats.rates import confint_poisson_2indep

import data.figures.headlines
from data.figures.area_figures import area_figures
from data.figures.headlines import headline
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from tests.data.documents.source_documents import ASSESSMENT, table

LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
CSPS = [one.code for one in load_catalogue().force.districts]
COUNTED = [one.id for one in load_catalogue().counted_indicators]


@pytest.mark.parametrize("csp", [LICHFIELD, TAMWORTH, STOKE])
@pytest.mark.parametrize("period", ["2025", "2018-10_2019-02"])
def test_headline_and_map_of_a_district_say_the_same(csp, period):
    for indicator in COUNTED:
        told = headline(indicator, period, csp)
        view = ward_view(indicator, period, csp)
        assert (told.rate, told.numerator) == (view.local["rate"], view.local["numerator"])
        assert told.force_rate == view.force["rate"]
        people = view.force["denominator"] - view.local["denominator"]
        rest = (view.force["numerator"] - view.local["numerator"]) / people * 1000
        assert told.against == "the rest of the force"
        assert told.against_rate == pytest.approx(rest)
        assert told.times_against == pytest.approx(told.rate / rest)
        assert told.numerator == view.wards["numerator"].sum()


@pytest.mark.parametrize("indicator", ["asb", "all-crime", "robbery"])
def test_rank_one_is_the_highest_rate_of_nine(indicator):
    ranks = {csp: headline(indicator, "2025", csp).rank for csp in CSPS}
    rates = area_figures(indicator, "2025", "district")["rate"]
    in_order = rates.sort_values(ascending=False).index.tolist()
    assert sorted(ranks, key=ranks.get) == in_order
    assert sorted(ranks.values()) == list(range(1, 10))


def test_no_rank_among_districts_of_which_some_are_not_published():
    told = headline("all-crime", "2018-19", LICHFIELD)
    assert (told.rate, told.force_rate, told.rank, told.of) == (58.8, 76.1, None, 9)


@pytest.mark.parametrize("csp", CSPS)
def test_a_district_differs_from_the_rest_where_the_interval_of_their_ratio_leaves_one_out(
    csp,
):
    for indicator in COUNTED:
        told = headline(indicator, "2025", csp)
        force = area_figures(indicator, "2025", "force").iloc[0]
        low, high = confint_poisson_2indep(
            told.numerator,
            told.residents,
            int(force["numerator"]) - told.numerator,
            int(force["residents"]) - told.residents,
            method="wald-log",
            compare="ratio",
        )
        inside = low <= 1 <= high
        assert (told.comparison == "similar") == inside, indicator
        if not inside:
            above = told.times_against > 1
            assert told.comparison in (("worse", "higher") if above else ("better", "lower"))


@pytest.mark.usefixtures("census_residents")
def test_stoke_is_further_over_the_rest_than_over_a_force_that_contains_it():
    told = headline("all-crime", "2025", "E06000021")
    assert told.rate / told.force_rate == pytest.approx(1.50, abs=0.005)
    assert told.times_against == pytest.approx(1.76, abs=0.005)


def test_a_printed_rate_has_no_interval_and_so_no_verdict():
    told = headline("asb", "2018-19", LICHFIELD)
    assert (told.lower, told.upper, told.comparison, told.numerator) == (None, None, None, None)


def test_a_printed_change_is_that_of_the_document_which_printed_the_rate():
    rows = table(ASSESSMENT)
    row = rows[(rows["indicator"] == "asb-change") & (rows["area_code"] == LICHFIELD)].iloc[0]
    told = headline("asb", "2018-19", LICHFIELD).change
    assert told.percent == float(row["value"])
    assert told.direction == ""
    assert load_catalogue().period(row["period"]).label in told.basis


def test_what_no_document_prints_stays_missing():
    told = headline("domestic-abuse", "2018-19", TAMWORTH)
    assert (told.rate, told.times_against, told.comparison, told.rank) == (None, None, None, None)
    assert told.change == data.figures.headlines.NO_CHANGE_KNOWN
    assert told.status == "not published"


def test_an_unknown_code_is_an_error_and_no_other_district():
    with pytest.raises(KeyError):
        headline("asb", "2025", "E07000999")
