"""A partner's indicator on every page, where restricted tables are shown and where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.figures.area_figures import area_figures
from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner.values import partner_values
from data.partner_tables.store import save_partner_table
from tests.app.visiting import figures, healthy, html, listed, visit
from tests.data.partner_tables.partner_tables import checked, csv_of, definition

LICHFIELD = "E07000194"
STOWE, CHASETOWN = "E05010670", "E05010658"
NOT_SHOWN = "this installation was not started to show restricted tables"
WITHHELD = "a count of 1 to 5 could identify people"
FIRES, PLANS, CHECKS, OFFENDERS = "fires", "children-in-need", "welfare-checks", "reoffending"


def _save(level: str, column: str, small: dict[str, int], **said: object) -> None:
    codes = areas_of(level).index
    rows = [f"{code},{small.get(str(code), 11 + place % 40)}" for place, code in enumerate(codes)]
    head = f"area_code,{column}"
    if column == "numerator":
        head, rows = f"{head},denominator", [f"{row},2000" for row in rows]
    described = definition(level=level, definition="What was counted, over whom.", **said)
    save_partner_table(checked(csv_of(head, *rows), described), "An analyst")


@pytest.fixture(scope="module", autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Open and restricted, by ward, LSOA and district, with counts and without, two themes."""
    lsoa = str(areas_of("lsoa21").index[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("store")))
        patch.delenv("CSP_SUPPRESS_UP_TO", raising=False)
        _save("ward24", "numerator", {}, name="Fires", partner="Fire service")
        _save(
            "ward24",
            "numerator",
            {STOWE: 3},
            name="Children in need",
            unit="per 10,000 aged under 18",
            partner="Children's services",
            sensitivity="restricted",
            period=read_period("2025"),
            theme="contextual-safeguarding",
        )
        _save(
            "lsoa21",
            "numerator",
            {lsoa: 2},
            name="Welfare checks",
            partner="Ambulance service",
            sensitivity="restricted",
            period=read_period("2023-24"),
        )
        _save("district", "value", {}, name="Reoffending", partner="Probation service")
        _save("ward24", "value", {}, name="Fly tips", unit="count", partner="Borough council")
        yield


@pytest.fixture(params=[False, True], ids=["not shown", "shown"])
def shown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param:
        monkeypatch.setenv("CSP_SHOW_RESTRICTED", "1")
    else:
        monkeypatch.delenv("CSP_SHOW_RESTRICTED", raising=False)
    return bool(request.param)


def words(app: AppTest) -> str:
    """Everything that a page says, without its marks."""
    held = [getattr(one, "value", "") for one in (*app.markdown, *app.caption, *app.info)]
    bodies = [body for body in html(app) if "<style" not in body]
    told = " ".join([*held, *(re.sub("<[^>]+>", " ", body) for body in bodies)])
    return re.sub(r"\s+", " ", unescape(told))


def table(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value


PAGES = [
    ("overview", "partners-tables", {}),
    ("theme", "", {"theme": "partner-tables"}),
    ("theme", "", {"theme": "partner-tables", "indicator": OFFENDERS}),
    ("theme", "partners-tables", {"theme": "partner-tables"}),
    ("theme", "months", {"theme": "partner-tables", "indicator": CHECKS}),
    ("theme", "every-ward", {"theme": "contextual-safeguarding", "indicator": PLANS}),
    ("theme", "", {"theme": "contextual-safeguarding", "indicator": PLANS, "shade": "lenses"}),
    ("explore", "", {}),
    ("compare", "", {"indicator": PLANS}),
    ("compare", "", {"indicator": FIRES}),
    ("compare", "", {"indicator": OFFENDERS}),
    ("compare", "for-the-board-paper", {"indicator": CHECKS}),
    ("compare", "plans-beside-figures", {"indicator": FIRES}),
    ("ward", "", {"indicator": PLANS, "ward": STOWE}),
    ("ward", "", {"indicator": FIRES, "wards": "force"}),
    ("ward", "", {"indicator": CHECKS}),
]


@pytest.mark.parametrize(
    ("page", "section", "query"), PAGES, ids=[f"{p} {s} {q.get('indicator')}" for p, s, q in PAGES]
)
def test_every_page_shows_it(page: str, section: str, query: dict[str, str], shown: bool) -> None:
    app = healthy(visit(page, section, **query))
    said = words(app)
    assert ("Restricted figures are shown on this installation" in said) == shown
    # Words of other sources are not a partner's, and what is missing is never written as such.
    assert "nan" not in said.lower().split()
    assert "<na>" not in said.lower()
    if query.get("indicator") in (FIRES, OFFENDERS):
        assert NOT_SHOWN not in said.split("What partners' tables say")[0]


def test_the_theme_page_says_what_it_withholds(shown: bool) -> None:
    app = visit("theme", "every-ward", theme="contextual-safeguarding", indicator=PLANS)
    said, rows = words(app), table(app).set_index("Code")
    rate = next(one for one in rows.columns if one.startswith("Rate ("))
    note = listed(app)["note"]
    assert "wards of 2024/25 · Children's services" in said
    if not shown:
        assert re.search(
            r"Lichfield: [\d.]+ per 10,000 aged under 18.*no ward figures are shown", said
        )
        assert f"Ward figures are restricted and are not shown: {NOT_SHOWN}." in note
        assert "not shown: restricted (22)" in said
        assert rows[rate].isna().all()
        assert rows["Status"].eq(f"Not shown: {NOT_SHOWN}").all()
        return
    figures = area_figures(PLANS, "2025", "ward")
    own = figures[figures["district_code"] == LICHFIELD]
    withheld = own.index[own["status"] == "suppressed"]
    assert len(withheld) == 2
    assert f"2 of 22 wards are withheld ({WITHHELD})" in note
    assert "there is no average to judge by, and no band" in note
    assert "withheld (2)" in said
    assert rows.loc[withheld, "Status"].str.startswith(f"Withheld: {WITHHELD}").all()
    assert (
        rows.loc[withheld].drop(columns=["Ward", "Status"]).replace("–", None).isna().all(axis=None)
    )
    others = rows.drop(index=withheld)
    assert others["Status"].eq("supplied by Children's services").all()
    assert others[rate].notna().all()
    assert rows["Rank in district"].isna().all()
    assert rows["Statutory band"].eq("–").all()


def test_a_district_s_figure_is_shown_either_way(shown: bool) -> None:
    districts = partner_values(PLANS, "2025", "district")["value"]
    tiles = figures(visit("theme", indicator=PLANS, theme="contextual-safeguarding"), "headline")
    assert tiles["Lichfield"] == f"{districts[LICHFIELD]:,.1f}"
    said = words(visit("compare", indicator=PLANS))
    assert f"({districts.max():,.1f}, " in said
    assert ("No ward figures are shown" in said) != shown


def test_the_profile_of_a_withheld_ward(shown: bool) -> None:
    said = words(visit("ward", indicator=PLANS, ward=STOWE))
    why = f"withheld: {WITHHELD}" if shown else f"not shown: {NOT_SHOWN}"
    assert f"Children in need in Stowe, 2025 (12 months): {why}" in said
    assert f"This ward – {'withheld' if shown else 'not shown: restricted'}" in said
    assert "Children in need is supplied by Children's services." in said


def test_an_open_indicator_is_ranked_and_banded_like_any_other(shown: bool) -> None:
    said = words(visit("ward", indicator=FIRES, ward=CHASETOWN))
    assert re.search(r"Fires in Chasetown: [\d.]+ per 1,000 residents, as supplied by Fire", said)
    assert re.search(r"\d+(st|nd|rd|th) highest of 22 wards|the highest of 22 wards", said)
    assert "recorded, " not in said.split("Against Lichfield")[0]


def test_counts_have_no_map_and_stand_in_a_table(shown: bool) -> None:
    rows = table(visit("theme", "partners-tables", theme="partner-tables"))
    counts = rows[rows["Indicator"] == "Fly tips"]
    assert len(counts) == 24
    assert counts["Status"].eq("supplied by Borough council").all()
    offenders = rows[rows["Indicator"] == "Reoffending"]
    assert offenders["Area"].tolist()[0] == "Lichfield"
    checks = rows[(rows["Indicator"] == "Welfare checks")].iloc[:-2]
    assert checks["Value"].isna().all() == (not shown)


def test_the_explorer_says_that_it_counts_police_records_only(shown: bool) -> None:
    said = words(visit("explore"))
    assert "Only police records are explored here. Partners' 5 indicators are on the pages" in said


def test_a_period_of_partners_alone_names_them(shown: bool) -> None:
    said = words(visit("compare", indicator=FIRES))
    assert "For 2024 only partners' tables are here: fires and reoffending, supplied by " in said
    app = visit("compare", indicator="burglary", period="2024")
    assert app.error and "Burglary has no figures for 2024" in app.error[0].value
