"""The documents' cards and tables: every number is looked up, none is made."""

from __future__ import annotations

import pandas as pd
import pytest

from data.documents.cards import document_cards, theme_figures
from data.installed.catalogue import load_catalogue
from data.tables.areas import load_areas
from tests.data.documents.source_documents import tables

LICHFIELD, TAMWORTH, FORCE = "E07000194", "E07000199", "E23000015"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    key = ["document", "indicator", "group", "period", "area_code"]
    return tables().set_index(key)["value"].sort_index()


def every_card():
    for theme in CATALOGUE.themes.values():
        for csp in CSPS:
            for held in document_cards(theme, csp):
                yield theme.id, csp, held


def test_each_card_figure_is_a_value_of_its_document(rows):
    told = 0
    for theme, csp, held in every_card():
        for one in held.figures:
            key = (held.card.document, one.indicator.id, one.group, one.period)
            printed = rows.loc[key].to_dict()
            if one.local is not None and not one.place:
                assert one.local == float(printed[csp]), (theme, key)
            elif one.local is not None:
                assert str(one.local) in {str(float(value)) for value in printed.values() if value}
            if one.force is not None:
                assert one.force == float(printed[FORCE]), (theme, key)
                assert not one.place
            told += one.local is not None
    assert told > 30


def test_no_number_that_a_card_asks_for_gets_lost(rows):
    lost = []
    for theme, csp, held in every_card():
        shown = {
            (one.indicator.id, one.group, one.period, value)
            for one in held.figures
            for value in (one.local, one.force)
        }
        for asked in held.card.figures:
            wanted = (asked.indicator, asked.group, asked.period or held.card.period)
            value = rows.get((held.card.document, *wanted, asked.area_code or csp), "")
            if value and (*wanted, float(value)) not in shown:
                lost.append((theme, csp, held.card.document, wanted, value))
    assert not lost


def test_the_asb_card_of_the_assessment():
    oldest = document_cards(CATALOGUE.theme("asb"), LICHFIELD)[-1]
    assert next((one.local, one.force) for one in oldest.figures) == (21.7, 32.6)
    assert oldest.card.document == "lichfield_strategic_assessment_2019"
    assert LICHFIELD in oldest.csps


def test_no_card_of_one_district_is_shown_for_another():
    for theme in CATALOGUE.themes.values():
        for csp in CSPS:
            assert all(held.card.csp == csp for held in document_cards(theme, csp))


def test_the_table_of_a_theme_holds_the_district_its_wards_and_the_force_and_no_other():
    areas = load_areas()
    districts = areas[areas["area_type"] == "district"].set_index("area_code")["area_name"]
    for csp in (LICHFIELD, TAMWORTH):
        for theme in CATALOGUE.themes.values():
            table = theme_figures(theme, csp)
            assert not set(table["Area"]) & set(districts.drop(csp)), theme.id
    domestic = theme_figures(CATALOGUE.theme("domestic-abuse"), LICHFIELD)
    assert domestic["Area"].iloc[0] == "Lichfield"
    assert len(domestic)


def test_a_figure_named_without_its_number_is_missing_in_the_table():
    values = pd.concat(
        theme_figures(theme, csp)[["Value", "Wording"]]
        for theme in CATALOGUE.themes.values()
        for csp in CSPS
    )
    assert values["Value"].isna().any()
    assert values["Wording"].str.len().gt(0).all()
