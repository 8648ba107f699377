"""The address and the selection are the same thing, told twice."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from data.installed.catalogue import load_catalogue
from data.selection.selection import (
    SHADES,
    WARD_SETS,
    change,
    offered_periods,
    query,
    read,
    theme_indicators,
    vintage,
)
from data.tables.areas import load_areas

CATALOGUE = load_catalogue()
LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
CSPS = [one.code for one in CATALOGUE.force.districts]


def every_choice(csp: str):
    for theme in CATALOGUE.themes.values():
        for indicator in theme_indicators(CATALOGUE, theme) or (None,):
            for period in offered_periods(CATALOGUE, "theme", indicator):
                yield {
                    "csp": csp,
                    "theme": theme.id,
                    "period": period,
                    **({"indicator": indicator} if indicator else {}),
                }


@pytest.mark.parametrize("csp", CSPS)
def test_each_choice_comes_back_from_its_own_address(csp):
    wards = load_areas()
    wards = wards[wards["district_code"] == csp].groupby("area_type")["area_code"].first()
    extras = itertools.cycle(itertools.product(WARD_SETS, SHADES, (True, False)))
    seen = set()
    for params, (ward_set, shade, with_ward) in zip(every_choice(csp), extras, strict=False):
        given = {**params, "wards": ward_set, "shade": shade}
        if with_ward:
            given["ward"] = wards[vintage(params["period"])]
        told = read(given, "theme")
        assert (told.faults, told.notes) == ((), ()), given
        assert {key: getattr(told.selection, key) for key in given} == given
        address = query(told.selection, "theme")
        assert read(address, "theme").selection == told.selection, address
        assert query(read(address, "theme").selection, "theme") == address
        seen.add(tuple(sorted(address.items())))
    assert len(seen) > 100  # no two choices share an address


@pytest.mark.parametrize("page", ["overview", "theme"])
def test_the_default_view_has_an_empty_address(page):
    told = read({}, page)
    assert not told.faults
    assert query(told.selection, page) == {}
    assert told.selection.csp == CATALOGUE.force.default_district


@pytest.mark.parametrize("page", ["overview", "theme"])
def test_a_selection_can_be_carried_to_the_other_page(page):
    other = "overview" if page == "theme" else "theme"
    for params in itertools.islice(every_choice(TAMWORTH), 0, None, 7):
        if page == "overview" and params["period"] not in offered_periods(
            CATALOGUE, "overview", None
        ):
            continue
        here = read(params, page)
        assert not here.faults
        there = change(here.selection, other)
        told = read(query(there, other), other)
        assert not told.faults, (params, told.faults)
        assert (told.selection.csp, told.selection.theme) == (TAMWORTH, params["theme"])


def test_another_partnership_lets_the_ward_go_and_keeps_the_rest():
    here = read({"ward": "E05010658", "period": "2018-10_2019-02", "shade": "band"}, "theme")
    after = change(here.selection, "theme", csp=TAMWORTH)
    assert after == replace(here.selection, csp=TAMWORTH, ward=None)


def test_periods_of_the_same_boundaries_keep_the_ward_and_others_let_it_go():
    here = read({"ward": "E05010658", "period": "2018-10_2019-02"}, "theme").selection
    assert change(here, "theme", period="2018-19").ward == "E05010658"
    assert change(here, "theme", period="2025").ward is None


def test_another_theme_takes_its_own_indicator_and_a_period_that_has_figures():
    here = read({"theme": "asb", "period": "2025"}, "theme").selection
    after = change(here, "theme", theme="fraud")
    assert after.indicator in theme_indicators(CATALOGUE, CATALOGUE.theme("fraud"))
    assert after.period in offered_periods(CATALOGUE, "theme", after.indicator)
    none = change(here, "theme", theme="cohesion-hate")
    assert none.indicator is None


def test_a_ward_of_another_district_is_let_go_with_the_force_s_wards():
    outside = load_areas()
    outside = outside[
        (outside["area_type"] == "ward24") & (outside["district_code"] == TAMWORTH)
    ].iloc[0]["area_code"]
    here = read({"wards": "force", "ward": outside}, "theme")
    assert here.selection.ward == outside
    after = change(here.selection, "theme", wards="district")
    assert after.ward is None


def test_an_empty_value_is_not_a_code():
    told = read({"csp": ""}, "theme")
    assert told.faults or told.selection == read({}, "theme").selection


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"csp": "E99"}, ["E99", CATALOGUE.force.name]),
        ({"csp": "e07000194"}, ["e07000194"]),
        ({"csp": "Lichfield"}, ["Lichfield"]),
        ({"theme": "<script>"}, ["<script>"]),
        ({"theme": "asb", "indicator": "burglary"}, ["burglary", "Anti-social behaviour"]),
        ({"period": "2019"}, ["2019"]),
        ({"ward": LICHFIELD}, [LICHFIELD]),
        ({"wards": "all"}, ["all", "district or force"]),
    ],
)
def test_what_is_not_known_is_named_in_the_sentence(params, words):
    told = read(params, "theme")
    assert len(told.faults) == 1
    assert all(word in told.faults[0] for word in words)


def test_the_overview_refuses_a_period_that_it_does_not_draw():
    told = read({"period": "2019-20"}, "overview")
    assert told.faults == (
        "The overview has no figures for 2019-20. Choose another period from the list.",
    )


def test_every_ward_of_both_vintages_can_be_linked_to():
    areas = load_areas()
    for kind, period in (("ward19", "2018-10_2019-02"), ("ward24", "2025")):
        wards = areas[areas["area_type"] == kind]
        for row in wards.groupby("district_code").head(2).itertuples():
            told = read(
                {"csp": row.district_code, "ward": row.area_code, "period": period}, "theme"
            )
            assert (told.faults, told.notes) == ((), ())
            assert told.selection.ward == row.area_code


def test_what_is_set_beside_a_theme_s_map_is_one_of_what_is_offered():
    told = read({"theme": "asb", "beside": "2024-01_2024-04"}, "theme")
    assert (told.faults, told.selection.beside) == ((), "2024-01_2024-04")
    assert query(told.selection, "theme")["beside"] == "2024-01_2024-04"
    assert "beside" not in query(change(told.selection, "overview"), "overview")
    assert read({"theme": "asb", "beside": "burglary"}, "theme").selection.beside == "burglary"
    (fault,) = read({"theme": "asb", "beside": "1999"}, "theme").faults
    assert "There is no map of '1999'" in fault
    assert change(told.selection, "theme", period="2024-01_2024-04").beside == ""


def test_classes_of_the_district_are_kept_in_the_address():
    told = read({"classes": "district"}, "theme").selection
    assert told.classes == "district"
    assert query(told, "theme") == {"classes": "district"}
    assert read({"classes": "mine"}, "theme").faults
