"""Pages on legal wards: what they draw, count and say, and the way back to best fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.boundary.files import checked_boundaries
from data.boundary.store import save_boundaries
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.places.index import places
from data.tables.areas import load_areas
from tests.app import visiting
from tests.app.visiting import healthy, html, painted
from tests.data.outlines.legal_samples import (
    UNFITTED,
    Sample,
    layer_of,
    put_months,
    sample,
    with_unfitted_ward,
)

THEME = {"theme": "burglary", "indicator": "burglary"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """Legal wards of one district, and a year of points."""
    folder = tmp_path_factory.mktemp("legal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(folder / "store"))
        made = sample()
        path = folder / "legal.gpkg"
        layer_of(made).to_file(path)
        outline = load_boundaries("district").reset_index()
        save_boundaries(checked_boundaries(path, known=load_areas(), outline=outline))
        put_months(made)
        yield made


def visit(page: str, **query: str) -> AppTest:
    return healthy(visiting.visit(page, **query))


def again(app: AppTest) -> AppTest:
    return healthy(app.run())


def strip(app: AppTest) -> str:
    (told,) = [body for body in html(app) if 'class="trust"' in body]
    return told


def opened(app: AppTest, label: str) -> list[str]:
    """The popovers that the strip offers under a label."""
    labels = [one.proto.popover.label for one in app.get("popover")]
    return [one for one in labels if one == label]


def test_the_theme_page_draws_and_counts_legal_wards_and_goes_back_in_one_click(
    told: Sample,
) -> None:
    app = visit("theme", csp=told.district, boundary="legal", **THEME)
    assert "legal wards of 2024/25, counted by point in polygon" in strip(app)
    legal = painted(app)
    assert "ward24.legal-" in legal["address"]
    assert ward_view("burglary", "2025.legal", told.district).own["rate"].isna().all()
    words = str(legal["areas"][told.gainer])
    assert "24 recorded" in words
    assert "no official estimate of residents on legal wards" in words
    choice = app.sidebar.radio(key="pick-boundary")
    assert choice.value == "legal"
    choice.set_value("bestfit")
    app.run()
    assert "boundary" not in app.query_params
    assert "best-fit wards of 2024/25" in strip(app)
    back = painted(app)
    assert ".legal" not in back["address"]
    assert "<b>0</b> per 1,000 residents" in str(back["areas"][told.gainer])


@pytest.mark.parametrize("page", ["overview", "theme", "compare", "ward"])
def test_every_page_that_draws_wards_takes_legal_ones_and_says_so(page: str, told: Sample) -> None:
    app = visit(page, csp=told.district, boundary="legal")
    assert "legal wards of 2024/25, counted by point in polygon" in strip(app).replace(
        " in 1 of 9 districts", ""
    )
    assert app.sidebar.radio(key="pick-boundary").value == "legal"
    assert not app.info


def test_the_explorer_says_that_it_stays_on_best_fit(told: Sample) -> None:
    app = visit("explore", boundary="legal")
    assert "best-fit wards of 2024/25, not the legal wards of other pages" in strip(app)
    assert app.query_params["boundary"] == "legal"
    assert "not the legal wards" not in strip(visit("explore"))


def test_a_district_without_legal_wards_stays_on_best_fit_and_says_so(told: Sample) -> None:
    other = next(one.code for one in load_catalogue().force.districts if one.code != told.district)
    app = visit("theme", csp=other, boundary="legal", **THEME)
    assert "best-fit wards of 2024/25 (not all legal wards of " in strip(app)
    assert [one.value for one in app.info if "so it stays on best fit" in one.value]
    assert not opened(app, "Against best fit")


def test_both_countings_are_one_click_from_the_map(told: Sample) -> None:
    app = visit("theme", csp=told.district, boundary="legal", **THEME)
    assert opened(app, "Against best fit")
    assert not opened(visit("theme", csp=told.district, **THEME), "Against best fit")


def test_a_printed_period_keeps_its_figures_and_a_way_back_without_legal_wards(
    told: Sample,
) -> None:
    """Of 2019 no legal wards are loaded: said, and the choice can be taken back."""
    app = visit("overview", period="2018-19", boundary="legal")
    assert [one.value for one in app.info if "2019 are not loaded on this machine" in one.value]
    assert "best-fit wards of 2019" in strip(app)
    app.sidebar.radio(key="pick-boundary").set_value("bestfit")
    app.run()
    assert not app.info


@pytest.fixture
def unfitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """Legal wards of which one is no LSOA's best fit."""
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    made = sample()
    path = tmp_path / "legal.gpkg"
    with_unfitted_ward(made).to_file(path)
    outline = load_boundaries("district").reset_index()
    save_boundaries(checked_boundaries(path, known=load_areas(), outline=outline))
    return made


@pytest.mark.parametrize("points", [True, False])
@pytest.mark.parametrize("page", ["overview", "theme", "compare", "ward", "trends", "explore"])
def test_a_ward_that_fits_no_census_area_is_on_every_page(
    unfitted: Sample, page: str, points: bool
) -> None:
    if points:
        put_months(unfitted)
    chosen = {"csp": unfitted.district, "boundary": "legal", "ward": UNFITTED}
    app = visit(page, **chosen, **(THEME if page != "overview" else {}))
    if page in ("overview", "theme"):
        assert UNFITTED in painted(app)["areas"]
    if page == "ward" and points:
        assert any("Eastfield" in body for body in html(app))


def test_a_ward_that_fits_no_census_area_is_found_with_what_is_known_of_it(
    unfitted: Sample,
) -> None:
    put_months(unfitted)
    app = visit("ward", csp=unfitted.district, period="2025")
    app.text_input(key="find").input("eastfeild")
    app.run()
    found = app.button(key="found-0")
    assert "counted by point, with no residents, no rate" in found.label
    found.click()
    app.run()
    assert app.query_params["ward"] in (UNFITTED, [UNFITTED])
    assert app.query_params["boundary"] in ("legal", ["legal"])
    assert any("Eastfield" in body for body in html(app))


def test_it_is_in_no_list_where_its_boundaries_are_not_loaded() -> None:
    assert not [one for one in places("ward24") if one.kind == "legal ward"]
