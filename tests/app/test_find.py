"""Find, on every page: what is found, and where its links lead."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.outlines.boundaries import load_boundaries
from data.postcodes.store import save_postcodes
from tests.app.visiting import heading, healthy, html, plain, visit

LICHFIELD, STOKE = "E07000194", "E06000021"
PAGES = (
    "overview",
    "theme",
    "explore",
    "compare",
    "ward",
    "trends",
    "plan",
    "prioritise",
    "sources",
)
STOWE = "E05010670"


def find(app: AppTest, text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Type into the box; return each link that was found with its page and its address."""
    app.text_input(key="find").set_value(text)
    app.run()
    healthy(app)
    links = [one.proto for one in app.get("page_link")]
    return {one.label: (one.page, dict(parse_qsl(one.query_string))) for one in links}


def choose(app: AppTest, label: str) -> None:
    """Choose what leads to the page that is open: a button, which writes the address."""
    next(one for one in app.button if one.label == label).click()
    app.run()
    healthy(app)


def said(app: AppTest) -> str:
    return plain(" ".join(body for body in html(app) if 'class="found"' in body))


@pytest.mark.parametrize("page", PAGES)
def test_the_box_is_on_every_page_and_finds_a_town(page):
    app = healthy(visit(page))
    links = find(app, "Burntwood")
    town = "Burntwood, Lichfield: 4 neighbourhoods"
    if page == "explore":
        choose(app, town)
        assert app.query_params["set"] == "burntwood"
        return
    to, address = links[town]
    assert to == "explore"
    assert address["set"] == "burntwood"
    assert "Burntwood West (neighbourhood), Lichfield" in links


@pytest.mark.parametrize("page", ["overview", "theme", "ward", "explore", "trends"])
def test_a_ward_is_chosen_on_the_page_that_is_open(page):
    app = healthy(visit(page))
    find(app, "hanley park")
    choose(app, "Hanley Park, Joiner's Square & Shelton, Stoke-on-Trent")
    assert app.query_params["csp"] == STOKE
    assert app.query_params["ward"].startswith("E05")
    assert app.text_input(key="find").value == ""


@pytest.mark.parametrize("page", ["plan", "sources", "prioritise", "compare"])
def test_from_a_page_without_wards_a_ward_leads_to_its_profile(page):
    to, address = find(healthy(visit(page)), "Stowe")["Stowe, Lichfield"]
    assert (to, address["ward"]) == ("ward", STOWE)


def test_crime_types_and_months_go_along():
    app = visit("overview")
    links = find(app, "Show me burglary in Burntwood, last 3 months, street by street")
    _, address = links["Burntwood, Lichfield: 4 neighbourhoods"]
    assert address["types"] == "burglary"
    assert (address["from"], address["to"]) == ("2025-10", "2025-12")
    assert "Burglary, October to December 2025, in:" in said(app)
    shown = plain(heading(healthy(visit("explore", **{_free(k): v for k, v in address.items()}))))
    assert "Burglary · Burntwood · October to December 2025" in shown


def _free(key: str) -> str:
    return "from_" if key == "from" else key


def test_crime_types_alone_are_of_the_district_in_view():
    links = find(visit("overview", csp=STOKE), "shoplifting last month")
    _, address = links["Stoke-on-Trent"]
    assert address["csp"] == STOKE
    assert address["types"] == "shoplifting"
    assert address["from"] == address["to"] == "2025-12"


def test_more_months_than_are_loaded_are_said_and_not_guessed():
    app = visit("overview")
    links = find(app, "burglary Rugeley last 24 months")
    assert "from" not in next(a for name, (_, a) in links.items() if name.startswith("Rugeley,"))
    assert "so many months are not loaded on end" in said(app)


def test_a_neighbourhood_whose_wards_reach_beyond_it_opens_on_its_census_areas():
    _, address = find(visit("overview"), "Rugeley Town")[
        "Rugeley Town (neighbourhood), Cannock Chase"
    ]
    assert address["area"] == "lsoa"


def test_nothing_found_is_a_sentence_and_foreign_text_stays_text():
    app = visit("ward", ward=STOWE)
    find(app, "<b>xyzzy</b>")
    assert "Nothing is called ‘<b>xyzzy</b>’ or anything like it" in said(app)
    assert "Streets are found where police files were imported" in said(app)
    assert not [body for body in html(app) if "<b>xyzzy" in body]


def test_a_search_does_not_stay_over_the_page_it_led_to():
    app = visit("overview")
    find(app, "Stowe")
    app.query_params["ward"] = STOWE
    app.run()
    assert app.text_input(key="find").value == ""


def test_a_postcode_leads_to_its_census_area_or_says_what_to_import(monkeypatch, tmp_path):
    app = visit("overview")
    find(app, "ws13 6aa")
    assert "Postcodes are found where ONS's Postcode Directory" in said(app)
    lsoas = load_boundaries("lsoa21")
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    home = str(lsoas.index[lsoas["district_code"] == STOKE][0])
    path = tmp_path / "onspd.csv"
    path.write_text("x", encoding="utf-8")
    table = pd.DataFrame(
        {"postcode": ["ZZ11AA"], "easting": [1], "northing": [1], "lsoa_code": [home]}
    )
    save_postcodes(table, path)
    links = find(visit("plan"), "zz1 1aa")
    _, address = next(one for label, one in links.items() if "census area" in label)
    assert address["csp"] == STOKE
    assert address["ward"].startswith("E05")
