"""The address of the trends: what it means, what it refuses, and that it comes back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.selection.selection import read as read_shared
from data.selection.trending import alter, comparison_of, move, query, read
from data.trend.direction import usual_comparison
from data.trend.months import members

LICHFIELD, STOKE, FORCE = "E07000194", "E06000021", "E23000015"
STOWE = "E05010670"


def reading(**params: str):
    return read(params, read_shared(params, "trends").selection)


def lsoa_of(ward: str) -> str:
    own = members("ward", "lsoa21")
    return str(own.index[own == ward][0])


def test_the_place_is_the_shared_ward_or_district_unless_the_address_says_more():
    assert (reading().trending.level, reading().trending.code) == ("district", LICHFIELD)
    told = reading(ward=STOWE).trending
    assert (told.level, told.code, told.boundary) == ("ward", STOWE, "lsoa21")
    assert reading(ward=STOWE, period="2018-19").trending.boundary == "lsoa11"
    told = reading(place="force", ward=STOWE).trending
    assert (told.level, told.code, told.name) == (
        "force",
        FORCE,
        "Staffordshire and Stoke-on-Trent",
    )
    code = lsoa_of(STOWE)
    told = reading(place=code)
    assert (told.trending.level, told.trending.district) == ("lsoa", LICHFIELD)
    assert told.shared.csp == LICHFIELD


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("place", "E01999999", "There is no census area (LSOA) with the code 'E01999999'"),
        ("types", "witchcraft", "There is no crime type 'witchcraft'"),
        ("show", "share", "'share' is not a choice for 'show': use count or rate or by-day"),
        ("against", "2025-01", "it takes four months"),
        ("against", "2025-01_2025-12_2020-01_2020-12", "have no loaded months to compare"),
        ("against", "2025-01_2025-12_2025-06_2026-05", "is in both spans"),
        ("by", "street", "'street' is not a choice for 'by'"),
        ("area", "district", "use ward or lsoa"),
        ("lens", "moran", "use funnel or gi"),
        ("until", "2019-02", "choose a month that twelve loaded months on end lead to: 2025-12"),
    ],
)
def test_what_is_not_known_is_a_fault_that_says_what_to_do(key, value, words):
    (fault,) = reading(**{key: value}).faults
    assert words in fault


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"types": "asb", "show": "rate"},
        {"place": "force", "by": "ward", "wards": "force"},
        {"ward": STOWE, "types": "asb,burglary", "lens": "gi", "area": "lsoa"},
        {"csp": STOKE, "against": "2025-10_2025-12_2025-07_2025-09"},
        {"place": lsoa_of(STOWE), "by": "lsoa"},
        {"baseline": "2025-09"},
        {"period": "2018-19", "ward": STOWE, "show": "by-day"},
    ],
)
def test_an_address_comes_back_as_it_was(params):
    told = reading(**params)
    assert not told.faults
    assert query(told.trending, told.shared) == params
    again = reading(**query(told.trending, told.shared))
    assert again == told


def test_another_place_becomes_the_shared_one():
    start = reading(types="asb")
    ward = move(start, "ward", STOWE)
    assert (ward.shared.ward, ward.shared.csp) == (STOWE, LICHFIELD)
    assert ward.trending.types == ("asb",)
    lsoa = move(start, "lsoa", lsoa_of(STOWE))
    assert (lsoa.trending.level, lsoa.shared.ward) == ("lsoa", STOWE)
    stoke = move(ward, "district", STOKE)
    assert (stoke.shared.csp, stoke.shared.ward) == (STOKE, None)
    whole = move(ward, "force", FORCE)
    assert whole.trending.by == "district"
    assert move(whole, "district", STOKE).trending.by == "ward"


def test_a_comparison_is_named_by_its_months():
    usual = usual_comparison()
    assert comparison_of(usual.key) == usual
    other = comparison_of("2025-10_2025-12_2025-07_2025-09")
    told = alter(reading(), against=other)
    assert reading(**query(told.trending, told.shared)).trending.against == other
    assert "against" not in query(replace(told.trending, against=usual), told.shared)
