"""Every page runs as the app runs it, and shows the figures of the frames and no others."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pandas as pd
import pytest

from data.figures.area_figures import area_figures
from data.figures.headlines import headline
from data.figures.risk import risk_view
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.phrases.plain import rate
from data.verdict.overview import headlines, location_since
from data.words.headline import priority_named
from geo.classes import classify
from tests.app.visiting import (
    ROOT,
    charts,
    figures,
    heading,
    healthy,
    html,
    listed,
    painted,
    table_with,
    visit,
)

LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
CHASETOWN_24, DRAYCOTT_19 = "E05010658", "E05007037"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
PERIODS = [one.id for one in CATALOGUE.app_periods]


def wards_of(vintage: str, csp: str) -> set[str]:
    areas = pd.read_parquet(ROOT / "data/packaged/areas.parquet")
    own = (areas["area_type"] == vintage) & (areas["district_code"] == csp)
    return set(areas.loc[own, "area_code"])


# --- every page, every theme, every partnership -----------------------------------------------


@pytest.mark.parametrize("theme", list(CATALOGUE.themes))
def test_each_theme_of_the_default_district(theme):
    app = healthy(visit("theme", theme=theme))
    assert "Lichfield" in heading(app)
    paint = painted(app)
    vintage = "ward24" if "ward24" in paint["address"] else "ward19"
    assert set(paint["areas"]) == wards_of(vintage, LICHFIELD)


@pytest.mark.parametrize("theme", ["asb", "domestic-abuse"])
@pytest.mark.parametrize("csp", CSPS)
def test_each_partnership(csp, theme):
    app = healthy(visit("theme", csp=csp, theme=theme))
    place = CATALOGUE.force.district(csp).name
    assert place in heading(app)
    paint = painted(app)
    assert paint["fit"] == csp
    assert {kind for kind, _, _ in paint["areas"].values()} <= {-1, 0, 1, 2, 3, 4}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("csp", [LICHFIELD, TAMWORTH, STOKE])
def test_the_overview_in_each_period(csp, period):
    app = healthy(visit("overview", csp=csp, period=period))
    tiles = figures(app, "tiles")
    expected = {
        priority_named(one, csp)[0]: rate(one.rate, one.indicator.unit)
        for one in headlines(period, csp)
    }
    assert tiles == expected
    priorities = [theme.name for theme in CATALOGUE.themes_of(csp)]
    named = [one for one in tiles if one in priorities]
    assert named == sorted(named, key=priorities.index)  # in the plan's order
    view = risk_view(period, csp)
    opened = visit("overview", "Every ward", csp=csp, period=period)
    table = table_with(healthy(opened), "Stands out on")
    assert table["Code"].tolist() == view.wards.index.tolist()
    assert table["Stands out on"].tolist() == view.wards["flags"].tolist()


SECTIONS = {
    "theme": [
        "Against others",
        "What the plans say",
        "Published figures",
        "Months",
        "Every ward",
        "Children's services",
    ],
    "overview": [
        "Places the documents name",
        "What changed most",
        "Every ward",
        "How complete the records are",
    ],
}


@pytest.mark.parametrize(
    ("page", "section"), [(page, one) for page, names in SECTIONS.items() for one in names]
)
@pytest.mark.parametrize("period", ["2025", "2018-19"])
def test_each_section_opens(page, section, period):
    theme = {"theme": "county-lines"} if page == "theme" else {}
    app = healthy(visit(page, section, period=period, **theme))
    assert app.session_state[f"{page}-sections"] == section
    drawn = [*charts(app), *app.dataframe, *app.markdown]
    assert drawn


# --- figures shown are the frames' ------------------------------------------------------------


@pytest.mark.parametrize("period", ["2025", "2018-10_2019-02", "2018-19"])
def test_headline_and_tile_of_an_indicator_agree_with_the_frame_and_with_each_other(period):
    told = headline("asb", period, LICHFIELD)
    row = figures(visit("theme", period=period), "headline")
    assert row["Lichfield"] == rate(told.rate, told.indicator.unit)
    assert row["Whole force area"] == rate(told.force_rate, told.indicator.unit)
    ranks = [text for text in row.values() if text.endswith(" of 9")]
    assert len(ranks) == (told.rank is not None)
    tile = figures(visit("overview", period=period), "tiles")["Anti-social behaviour"]
    assert tile == row["Lichfield"]


def test_a_change_since_earlier_years_says_how_many_records_have_a_location():
    said = " ".join(one.value for one in visit("overview", "What changed most").caption)
    assert location_since("2018-10_2019-02", "2025") in said


def test_the_ward_table_is_the_view():
    view = ward_view("asb", "2025", LICHFIELD)
    table = table_with(visit("theme", "Every ward"), "Code").set_index("Code")
    assert table.index.tolist() == view.wards.index.tolist()
    assert table["Rate (per 1,000 residents)"].tolist() == pytest.approx(
        view.wards["rate"].round(1).tolist()
    )
    for column, source in {
        "Ward": "area_name",
        "Recorded": "numerator",
        "Residents": "residents",
        "Statutory band": "band",
        "Funnel": "funnel",
        "Rank in district": "rank_district",
        "Rank in force": "rank_force",
    }.items():
        assert table[column].tolist() == view.wards[source].tolist(), column


def test_a_ward_that_is_not_published_is_empty_in_the_table_and_hatched_on_the_map():
    app = visit("theme", "Every ward", period="2018-19")
    table = table_with(app, "Code").set_index("Code")
    rates = table["Rate (per 1,000 residents)"]
    assert rates.notna().sum() == 2
    assert table.loc[rates.isna(), "Status"].str.startswith("Not published").all()
    classes = {code: kind for code, (kind, _, _) in painted(app)["areas"].items()}
    assert {code for code, kind in classes.items() if kind == -1} == set(rates[rates.isna()].index)


@pytest.mark.parametrize("period", ["2025", "2018-19"])
def test_the_map_is_told_the_classes_of_the_frame(period):
    paint = painted(visit("theme", theme="burglary", period=period))
    view = ward_view("burglary", period, LICHFIELD)
    classes = classify(view.wards["rate"], view.breaks).fillna(-1).astype(int)
    assert {code: kind for code, (kind, _, _) in paint["areas"].items()} == classes.to_dict()
    assert len(paint["ramp"]) == len(view.breaks)


@pytest.mark.parametrize("shade", ["band", "lenses"])
def test_other_shades_paint_the_same_wards(shade):
    paint = painted(healthy(visit("theme", shade=shade)))
    view = ward_view("asb", "2025", LICHFIELD)
    names = {
        "band": ["not highlighted", "above average", "significantly above average"],
        "lenses": ["neither", "SD only", "funnel only", "both"],
    }[shade]
    assert {code: names[kind] for code, (kind, _, _) in paint["areas"].items()} == view.wards[
        shade
    ].astype(str).to_dict()


def test_wards_judged_among_the_force_s_are_judged_so_on_every_part_of_the_page():
    app = healthy(visit("theme", wards="force", csp=STOKE))
    view = ward_view("asb", "2025", STOKE, True)
    bands = {code: outline for code, (_, outline, _) in painted(app)["areas"].items()}
    levels = {"not highlighted": 0, "above average": 1, "significantly above average": 2}
    own = view.wards[view.wards["district_code"] == STOKE]
    assert {code: bands[code] for code in own.index} == {
        code: levels[band] for code, band in own["band"].items()
    }
    rows = {row["code"] for row in listed(app)["rows"]}
    assert rows <= set(own.index)
    assert f"above the mean of {len(view.wards)} wards" in listed(app)["note"]


def test_the_list_beside_the_map_holds_the_flagged_wards_and_the_chosen_one():
    quiet = ward_view("asb", "2025", LICHFIELD).wards.index[-1]
    app = visit("theme", ward=quiet)
    rows = listed(app)["rows"]
    assert [row["code"] for row in rows if row["chosen"]] == [quiet]
    assert painted(app)["ward"] == quiet
    view = ward_view("asb", "2025", LICHFIELD)
    for row in rows:
        assert row["cells"][0]["text"] == rate(view.wards.loc[row["code"], "rate"])


# --- addresses that cannot be answered --------------------------------------------------------

BAD = {
    "csp": "E99",
    "theme": "nope",
    "indicator": "nope",
    "period": "1999",
    "ward": "E05999999",
    "wards": "x",
    "shade": "x",
    "boundary": "x",
}


@pytest.mark.parametrize("page", ["overview", "theme"])
@pytest.mark.parametrize("key", list(BAD))
def test_a_code_that_is_not_known_gets_a_sentence_and_no_figures(page, key):
    app = visit(page, **{key: BAD[key]})
    assert not app.exception
    assert len(app.error) == 1
    assert f"'{BAD[key]}'" in app.error[0].value
    assert app.error[0].value.endswith(".")
    assert not app.dataframe
    assert not app.get("component_instance")
    assert not charts(app)
    assert not any("<dl" in body or "<h1" in body for body in html(app))


def test_several_faults_are_all_told():
    app = visit("theme", csp="E99", theme="nope", wards="x")
    assert len(app.error) == 3


def test_a_period_without_figures_for_the_indicator_is_a_fault():
    app = visit("theme", theme="asb", indicator="asb-rowdy", period="2025")
    assert len(app.error) == 1
    assert "2025" in app.error[0].value
    assert not app.dataframe


def test_from_a_fault_a_picker_or_the_button_leads_back():
    app = visit("theme", csp="E99")
    app.selectbox(key="pick-csp").select(TAMWORTH)
    app.run()
    healthy(app)
    assert "Tamworth" in heading(app)
    app = visit("overview", period="1999")
    app.button[0].click()
    app.run()
    healthy(app)
    assert CATALOGUE.default_period.label in heading(app)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"boundary": "legal"}, "are not loaded on this machine, so the map shows best-fit wards"),
        ({"ward": "E05007067"}, "is not in Lichfield"),
        ({"ward": "E05010658", "csp": TAMWORTH}, "is not in Tamworth"),
    ],
)
def test_what_cannot_be_had_is_told_beside_the_figures(query, words):
    app = healthy(visit("theme", **query))
    assert [words in one.value for one in app.info] == [True]
    assert figures(app, "headline")
    assert painted(app)["ward"] is None


def test_a_ward_of_other_boundaries_is_told_and_not_drawn():
    areas = pd.read_parquet(ROOT / "data/packaged/areas.parquet")
    old = areas[areas["area_type"] == "ward19"]
    gone = old[~old["area_code"].isin(areas.loc[areas["area_type"] == "ward24", "area_code"])]
    ward = gone.iloc[0]
    app = healthy(visit("theme", csp=ward["district_code"], ward=ward["area_code"]))
    assert [ward["area_name"] in one.value for one in app.info] == [True]
    assert painted(app)["ward"] is None
    same = healthy(
        visit(
            "theme",
            csp=ward["district_code"],
            ward=ward["area_code"],
            period="2018-10_2019-02",
        )
    )
    assert not same.info
    assert painted(same)["ward"] == ward["area_code"]


# --- pickers and the address ------------------------------------------------------------------


def test_pickers_write_codes_to_the_address_and_only_what_is_not_the_default():
    app = visit("theme")
    assert dict(app.query_params) == {}
    app.selectbox(key="pick-csp").select(TAMWORTH)
    app.run()
    assert dict(app.query_params) == {"csp": TAMWORTH}
    app.radio(key="pick-wards").set_value("force")
    app.run()
    assert dict(app.query_params) == {"csp": TAMWORTH, "wards": "force"}
    app.selectbox(key="pick-csp").select(LICHFIELD)
    app.run()
    app.radio(key="pick-wards").set_value("district")
    app.run()
    assert dict(app.query_params) == {}
    healthy(app)


def test_a_period_of_other_boundaries_swaps_the_wards_and_lets_the_ward_go():
    app = visit("theme", ward=CHASETOWN_24)
    assert "ward24" in painted(app)["address"]
    app.selectbox(key="pick-period").select("2018-19")
    app.run()
    healthy(app)
    assert "ward19" in painted(app)["address"]
    assert dict(app.query_params) == {"period": "2018-19"}


def test_widgets_show_what_the_address_says():
    app = visit("theme", csp=STOKE, theme="burglary", period="2018-10_2019-02", shade="lenses")
    shown = {one.key: one.value for one in [*app.selectbox, *app.radio]}
    assert shown == {
        "pick-csp": STOKE,
        "pick-theme": "burglary",
        "pick-indicator": "burglary",
        "pick-period": "2018-10_2019-02",
        "pick-comparator": "force",
        "pick-wards": "district",
        "pick-shade": "lenses",
        "pick-beside": "",
    }
    districts = area_figures("burglary", "2018-10_2019-02", "district")
    assert figures(app, "headline")["Stoke-on-Trent"] == rate(districts.loc[STOKE, "rate"])


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("theme", {"theme": "burglary"}, {"explore": "burglary", "trends": "burglary"}),
        ("compare", {"indicator": "robbery"}, {"explore": "robbery", "trends": "robbery"}),
        ("explore", {"types": "drug-offences"}, {"trends": "drug-offences"}),
        ("overview", {}, {"explore": None, "trends": None}),
    ],
)
def test_the_links_to_other_pages_carry_the_crime_type(page, query, expected):
    links = [one.proto for one in visit(page, **query).sidebar.get("page_link")]
    told = {one.page: dict(parse_qsl(one.query_string)) for one in links}
    for there, types in expected.items():
        assert told[there].get("types") == types, told
