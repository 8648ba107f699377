"""Places at greatest risk: flags recounted by hand, quotations as transcribed."""

from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from data.figures.risk import documented_places, risk_indicators, risk_view
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.tables.areas import load_areas
from tests.data.documents.source_documents import table

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
CSPS = [one.code for one in load_catalogue().force.districts]
HIGH_BANDS = ["above average", "significantly above average"]
HIGH_FUNNEL = ["high 95%", "high 99.8%"]


@pytest.mark.parametrize(
    ("period", "csp", "whole_force"),
    [
        ("2025", LICHFIELD, False),
        ("2025", "E06000021", False),
        ("2025", LICHFIELD, True),
        ("2018-10_2019-02", TAMWORTH, False),
    ],
)
def test_a_flag_needs_both_lenses_where_there_are_counts(period, csp, whole_force):
    told = risk_view(period, csp, whole_force)
    assert told.both_lenses
    views = {
        one.id: ward_view(one.id, period, csp, whole_force).wards for one in risk_indicators(period)
    }
    p = pd.concat({name: wards["p_high"] for name, wards in views.items()})
    kept = pd.Series(multipletests(p, alpha=0.05, method="fdr_bh")[0], index=p.index)
    flags = pd.Series(0, index=told.wards.index)
    for name, wards in views.items():
        high = wards["band"].isin(HIGH_BANDS) & wards["funnel"].isin(HIGH_FUNNEL)
        flags = flags.add((high & kept[name]).astype(int), fill_value=0)
    assert told.wards["flags"].tolist() == flags[told.wards.index].tolist()
    assert told.wards["judged"].eq(14).all()
    assert told.wards["flags"].is_monotonic_decreasing


def test_where_only_rates_are_printed_the_statutory_band_decides():
    told = risk_view("2018-19", LICHFIELD)
    assert not told.both_lenses
    flags = pd.Series(0, index=told.wards.index)
    for one in told.indicators:
        flags += ward_view(one.id, "2018-19", LICHFIELD).wards["band"].isin(HIGH_BANDS)
    assert told.wards["flags"].tolist() == flags.tolist()
    assert told.evidence["funnel"].isna().all()
    # A band needs three wards: those printed for one or two cannot raise a flag.
    for one in told.indicators:
        assert ward_view(one.id, "2018-19", LICHFIELD).rule is not None, one.id


def test_no_offence_raises_two_flags():
    types = [kind for one in risk_indicators("2025") for kind in one.counts]
    assert len(types) == len(set(types)) == 14


def test_wards_without_a_figure_have_no_flags_rather_than_none():
    told = risk_view("2018-19", TAMWORTH)
    assert told.wards["flags"].isna().all()
    assert told.wards["judged"].eq(0).all()
    assert told.evidence.empty


def test_wards_that_cannot_be_judged_among_the_force_s_have_no_flags_rather_than_none():
    """22 of 201 wards are printed: no mean of the force's wards, so nothing was judged."""
    told = risk_view("2018-19", LICHFIELD, True)
    assert told.evidence.empty
    assert told.own["flags"].isna().all()


@pytest.mark.parametrize("csp", [LICHFIELD, TAMWORTH, "E06000021"])
def test_evidence_is_the_view_s_own_figure_and_one_row_a_flag(csp):
    told = risk_view("2025", csp)
    counted = told.evidence["area_code"].value_counts()
    flags = told.wards["flags"]
    assert flags[flags > 0].to_dict() == counted.to_dict()
    for row in told.evidence.itertuples():
        ward = ward_view(row.indicator, "2025", csp).wards.loc[row.area_code]
        assert row.rate == ward["rate"]
        assert row.times_district == pytest.approx(ward["times_district"])


def test_documented_places_are_the_csv_s_rows_in_its_order():
    rows = table("places_at_risk")
    for csp in CSPS:
        told, held = documented_places(csp), rows[rows["csp"] == csp]
        for column in ("area_code", "area_name", "reasons", "quotation", "section"):
            assert told[column].tolist() == held[column].tolist(), (csp, column)


def test_a_documented_ward_is_set_beside_today_s_only_where_its_code_still_stands():
    areas = load_areas()
    names = areas[areas["area_type"] == "ward24"].set_index("area_code")["area_name"]
    for csp in CSPS:
        for row in documented_places(csp).itertuples():
            if pd.isna(row.current_code):
                assert row.area_code not in names.index
            else:
                assert row.current_code == row.area_code
                assert names[row.current_code] == row.area_name
