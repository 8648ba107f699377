"""The search finds a ward however it is spelt, and says so when it finds none."""

from __future__ import annotations

import re

import pytest

from components.choosing.ward_search import MOST, label, outcome, search_places
from data.places.index import places

LICHFIELD, STOKE = "E07000194", "E06000021"


def first(text: str, vintage: str = "ward24", csp: str = LICHFIELD) -> str:
    return label(search_places(text, vintage, csp).found[0], vintage)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Stowe", "Stowe, Lichfield"),
        ("stowe lichfield", "Stowe, Lichfield"),
        ("Stowe, Lichfield", "Stowe, Lichfield"),
        ("St Johns", "St John's, Lichfield"),
        ("ST. JOHN’S", "St John's, Lichfield"),
        ("saint johns", "St John's, Lichfield"),
        ("Boney Hay and Central", "Boney Hay & Central, Lichfield"),
        ("boneyhay", "Boney Hay & Central, Lichfield"),
        ("Chasetwon", "Chasetown, Lichfield"),
        ("Summerfeild", "Summerfield & All Saints, Lichfield"),
        ("Hanley park", "Hanley Park, Joiner's Square & Shelton, Stoke-on-Trent"),
        ("etruria hanly", "Etruria & Hanley, Stoke-on-Trent"),
        ("manor stafford", "Manor, Stafford"),
        ("E05010670", "Stowe, Lichfield"),
        ("e05010670", "Stowe, Lichfield"),
    ],
)
def test_spellings(typed, meant):
    assert first(typed) == meant


def test_of_like_names_the_district_in_view_comes_first():
    assert first("meir", csp=STOKE).endswith("Stoke-on-Trent")
    towns = [label(one, "ward24") for one in search_places("Town", "ward24", "E07000193").found]
    assert towns[0] == "Town, East Staffordshire"
    assert "Town, Newcastle-under-Lyme" in towns


def test_a_district_is_found_and_does_not_bring_its_wards():
    found = search_places("Lichfield", "ward24", LICHFIELD).found
    assert [one.kind for one in found] == ["district"]
    assert found[0].ward is None


def test_a_census_area_leads_to_its_ward():
    one = search_places("Lichfield 002A", "ward24", LICHFIELD).found
    assert [place.name for place in one] == ["Lichfield 002A"]
    assert one[0].ward is not None
    assert search_places(one[0].code, "ward24", LICHFIELD).found == one


def test_a_ward_that_is_gone_leads_to_the_one_on_its_ground():
    assert first("Eton Park") == (
        "Eton Park (ward of 2019), now in Burton & Eton and Stretton, East Staffordshire"
    )
    assert search_places("Eton Park", "ward19", LICHFIELD).found[0].kind == "ward"


@pytest.mark.parametrize(
    "typed", ["xyzzy", "qwertyuiop", "Birmingham", "the", "ward", "&", "  ", "''"]
)
def test_nothing_found_is_a_sentence(typed):
    findings = search_places(typed, "ward24", LICHFIELD)
    assert findings.found == ()
    assert outcome(typed, findings).endswith(".")
    assert typed in outcome(typed, findings)


@pytest.mark.parametrize("typed", ["Burntwood", "Rugeley", "Uttoxeter", "WS13 6AA", "Chasewater"])
def test_a_town_a_street_or_a_postcode_is_said_not_to_be_in_the_list(typed):
    """None of them is a word of a ward's name in either set of boundaries."""
    for vintage in ("ward19", "ward24"):
        findings = search_places(typed, vintage, LICHFIELD)
        assert findings.found == ()
        said = outcome(typed, findings)
        assert "found by Find, above the pages" in said
        assert "choose the district in the sidebar" in said


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Burton upon Trent", ["Burton & Eton", "Burton"]),
        ("Chase Terrace High School", ["Chase Terrace"]),
        ("Hednesford railway station", ["Hednesford Pye Green", "Hednesford Hills & Rawnsley"]),
        ("Lichfield City centre", ["Lichfield"]),
    ],
)
def test_of_a_place_that_is_no_ward_the_names_with_a_word_of_it_are_offered(typed, offered):
    findings = search_places(typed, "ward24", LICHFIELD)
    names = [one.name for one in findings.found]
    assert set(offered) <= set(names)
    assert not findings.as_typed
    said = outcome(typed, findings)
    assert f"No ward or district is called ‘{typed}’" in said
    assert "found by Find" in said
    words = set(typed.lower().split())
    for one in findings.found:
        assert words & set(re.split("[^a-z]+", one.name.lower())), one.name


def test_the_name_of_a_district_s_census_areas_alone_does_not_list_them():
    """'Lichfield 008A' is a census area; a number that is not there is not guessed at."""
    assert search_places("Lichfield 008A", "ward24", LICHFIELD).found[0].kind == "LSOA"
    for one in search_places("Lichfield 999Z", "ward24", LICHFIELD).found:
        assert one.kind in ("LSOA", "district")
        assert one.district_code == LICHFIELD


def test_a_near_miss_is_told_as_one():
    assert "Nothing is spelt ‘Chasetwon’" in outcome(
        "Chasetwon", search_places("Chasetwon", "ward24", LICHFIELD)
    )
    assert "Nothing" not in outcome("Stowe", search_places("Stowe", "ward24", LICHFIELD))


@pytest.mark.parametrize("vintage", ["ward19", "ward24"])
def test_every_ward_is_found_first_by_its_name_and_district(vintage):
    for place in places(vintage):
        if place.kind != "ward":
            continue
        for typed in (f"{place.name} {place.district}", place.name.upper().replace("&", "and")):
            found = search_places(typed, vintage, place.district_code).found
            assert found[0] == place, typed
            assert len(found) <= MOST


@pytest.mark.parametrize("typed", ["<script>", "a" * 500, "*" * 20, "Stowe\u0000", "\\", "[x](y)"])
def test_odd_text_is_only_text(typed):
    search_places(typed, "ward24", LICHFIELD)
