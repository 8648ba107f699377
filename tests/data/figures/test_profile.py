"""A ward's profile: known answers, and the same figures as on every other screen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.documents.published import load_published
from data.figures.area_figures import area_figures
from data.figures.profile import (
    MARKS,
    crime_mix,
    default_ward,
    district_of,
    is_ward_of,
    profile_indicators,
    shown_indicator,
    spine,
    ward_indicators,
    ward_months,
    ward_profile,
)
from data.figures.risk import risk_indicators, risk_view
from data.figures.surroundings import (
    documented_ward,
    lsoas_inside,
    neighbour_figures,
    neighbours,
    printed_for,
)
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.places.index import places
from data.tables.areas import load_areas, load_lookup

LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
STOWE, CHASETOWN, BOURNE_VALE = "E05010670", "E05010658", "E05010655"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
RECORDED = [one.id for one in CATALOGUE.app_periods if one.kind == "recorded"]


def wards_of(vintage: str, csp: str | None = None) -> list[str]:
    areas = load_areas()
    held = areas[areas["area_type"] == vintage]
    return held.loc[(csp is None) | (held["district_code"] == csp), "area_code"].tolist()


# --- known answers -------------------------------------------------------------------------------


def test_stowe_chasetown_and_bourne_vale_lead_lichfield_in_the_published_year():
    told = {
        one: ward_profile("all-crime", "2018-19", one) for one in (STOWE, CHASETOWN, BOURNE_VALE)
    }
    assert [float(one.row["rate"]) for one in told.values()] == [182.6, 135.9, 104.2]
    assert [int(one.row["rank_district"]) for one in told.values()] == [1, 2, 3]
    bands = [str(one.row["band"]) for one in told.values()]
    assert bands == ["significantly above average", "significantly above average", "above average"]
    flags = {one: told[one].flags for one in told}
    others = risk_view("2018-19", LICHFIELD).own["flags"].drop(list(flags))
    assert min(flags.values()) > others.max()
    assert default_ward("2018-19", LICHFIELD) in told


def test_the_spine_of_stowe_in_the_published_year_is_the_printed_table():
    rows = spine("2018-19", STOWE)
    crime = rows.T["all-crime"]
    assert (crime["rate"], crime["district"], crime["force"]) == (182.6, 58.8, 76.1)
    printed = load_published().query("indicator == 'all-crime' and area_type == 'ward19'")["value"]
    assert (crime["lowest"], crime["highest"]) == (printed.min(), printed.max())
    assert crime["lower_quartile"] == pytest.approx(np.percentile(printed, 25))
    assert (crime["at_rate"], crime["at_highest"]) == (1.0, 1.0)


def test_the_published_period_shows_only_what_is_printed():
    rows = spine("2018-19", STOWE)
    published = load_published()
    for indicator, row in rows.iterrows():
        held = published[
            (published["area_code"] == STOWE)
            & (published["indicator"] == indicator)
            & (published["period"] == "2018-19")
            & (published["group"] == "")
        ]["value"].dropna()
        assert pd.isna(row["rate"]) == held.empty, indicator
        if not held.empty:
            assert row["rate"] == held.iloc[0]
    for column in ("numerator", "lower", "upper", "comparison", "funnel", "lenses", "rank_force"):
        assert rows[column].isna().all(), column
    partly = rows[rows["wards_known"] < rows["wards"]]
    assert partly[["lowest", "highest", "band", "rank_district"]].isna().all(axis=None)
    assert {"asb", "domestic-abuse"} <= set(partly.index)
    assert crime_mix("2018-19", STOWE) is None
    assert ward_months("all-crime", "2018-19", STOWE) is None


def test_a_district_without_a_printed_table_has_an_empty_spine():
    for csp in set(CSPS) - {LICHFIELD}:
        ward = default_ward("2018-19", csp)
        rows = spine("2018-19", ward)
        assert rows["rate"].isna().all()
        assert ward_profile("all-crime", "2018-19", ward).flags is None
    assert spine("2018-19", default_ward("2018-19", TAMWORTH)).empty


# --- the same figures as elsewhere ---------------------------------------------------------------


@pytest.mark.parametrize("period", RECORDED)
@pytest.mark.parametrize("csp", [LICHFIELD, STOKE])
def test_every_row_of_the_spine_is_the_ward_view_s(period, csp):
    ward = default_ward(period, csp)
    rows = spine(period, ward)
    assert set(rows.index) == {"all-crime", *(one.id for one in risk_indicators(period))}
    assert rows.index[:2].tolist() == ["all-crime", "asb"]
    assert rows["district"].iloc[2:].is_monotonic_decreasing
    for indicator, row in rows.iterrows():
        view = ward_view(str(indicator), period, csp)
        wards = view.wards
        for column in ("rate", "lower", "upper", "numerator", "rank_district", "rank_force"):
            assert row[column] == wards.loc[ward, column], (indicator, column)
        assert row["district"] == view.local["rate"]
        assert row["force"] == view.force["rate"]
        assert (row["lowest"], row["highest"]) == (wards["rate"].min(), wards["rate"].max())


def test_the_verdict_is_by_the_ward_s_interval_and_the_indicator_s_polarity():
    rows = spine("2025", STOWE)
    for indicator, row in rows.iterrows():
        inside = row["lower"] <= row["district"] <= row["upper"]
        above = row["rate"] > row["district"]
        neutral = CATALOGUE.indicator(str(indicator)).polarity == "neutral"
        words = ("lower", "higher") if neutral else ("better", "worse")
        assert row["comparison"] == ("similar" if inside else words[above]), indicator


def test_marks_stand_in_the_order_of_their_values():
    rows = spine("2025", CHASETOWN)
    for _, row in rows.iterrows():
        values = [float(row[name]) for name in MARKS]
        at = [float(row[f"at_{name}"]) for name in MARKS]
        assert max(map(abs, at)) == pytest.approx(1)
        assert [float(row["district"]) < one for one in values] == [one > 0 for one in at]


def test_wards_judged_among_the_force_keep_rate_and_range_and_change_the_lenses():
    own, whole = spine("2025", STOWE), spine("2025", STOWE, True)
    same = ["rate", "district", "lowest", "highest", "comparison", "rank_force"]
    pd.testing.assert_frame_equal(own[same], whole[same])
    assert (own["band"] != whole["band"]).any()


def test_the_mix_adds_up_to_all_crime_and_leaves_out_what_is_not_crime():
    mix = crime_mix("2025", STOWE)
    assert "asb" not in mix.index
    assert int(mix["count"].sum()) == int(spine("2025", STOWE).loc["all-crime", "numerator"])
    assert mix["share"].sum() == pytest.approx(100)
    assert mix["district_share"].sum() == pytest.approx(100)
    assert mix["share"].is_monotonic_decreasing


@pytest.mark.parametrize("period", RECORDED)
def test_months_add_up_to_the_recorded_count(period):
    months = ward_months("asb", period, STOWE)
    assert len(months) == CATALOGUE.period(period).months
    assert int(months.sum()) == int(spine(period, STOWE).loc["asb", "numerator"])


# --- defaults and what is asked for --------------------------------------------------------------


@pytest.mark.parametrize("csp", CSPS)
def test_the_default_ward_has_most_flags_of_its_own_district(csp):
    for whole_force in (False, True):
        ward = default_ward("2025", csp, whole_force)
        risk = risk_view("2025", csp, whole_force).own
        assert district_of(ward, "2025") == csp
        assert risk.loc[ward, "flags"] == risk["flags"].max()


def test_an_indicator_without_ward_figures_gives_way_to_all_crime():
    assert shown_indicator("violence-against-person", "2018-19", LICHFIELD).id == (
        "violence-against-person"
    )
    assert shown_indicator("violence-against-person", "2025", LICHFIELD).id == "all-crime"
    assert shown_indicator("theft", "2025", LICHFIELD).id == "theft"
    assert shown_indicator("shoplifting", "2018-19", LICHFIELD).id == "all-crime"
    assert shown_indicator(None, "2025", LICHFIELD).id == "all-crime"
    assert profile_indicators("2018-19", TAMWORTH) == ()
    assert ward_indicators()[0] == "all-crime"


def test_a_ward_of_other_boundaries_is_refused():
    gone = next(one for one in wards_of("ward19") if not is_ward_of(one, "ward24"))
    assert district_of(gone, "2018-19")
    with pytest.raises(KeyError, match=gone):
        ward_profile("all-crime", "2025", gone)


# --- around and inside ---------------------------------------------------------------------------


@pytest.mark.parametrize("vintage", ["ward19", "ward24"])
def test_neighbours_touch_and_are_mutual(vintage):
    shapes = load_boundaries(vintage).geometry
    for ward in wards_of(vintage, STOKE)[:6] + wards_of(vintage, LICHFIELD)[:6]:
        near = neighbours(ward, vintage)
        touching = shapes[shapes.intersects(shapes[ward])].index.drop(ward)
        assert set(near) == set(touching)
        assert all(ward in neighbours(other, vintage) for other in near)


def test_neighbours_in_other_districts_are_included():
    near = neighbour_figures("all-crime", "2025", CHASETOWN)
    assert set(near["district_code"]) == {LICHFIELD, "E07000192"}
    own = area_figures("all-crime", "2025", "ward").loc[CHASETOWN, "rate"]
    assert (near["ratio"] * near["rate"]).tolist() == pytest.approx([own] * len(near))
    for _, row in near.iterrows():
        inside = row["ratio_lower"] <= 1 <= row["ratio_upper"]
        assert row["against"] == (
            "similar" if inside else "higher" if row["ratio"] > 1 else "lower"
        )


def test_printed_neighbours_have_a_ratio_but_no_verdict():
    near = neighbour_figures("all-crime", "2018-19", CHASETOWN)
    known = near[near["district_code"] == LICHFIELD]
    assert known["ratio"].notna().all()
    assert near.drop(known.index)["ratio"].isna().all()
    assert near["against"].isna().all()


@pytest.mark.parametrize("period", RECORDED)
def test_the_census_areas_inside_add_up_to_the_ward(period):
    inside = lsoas_inside("all-crime", period, STOWE)
    ward = area_figures("all-crime", period, "ward").loc[STOWE]
    assert int(inside["numerator"].sum()) == ward["numerator"]
    assert int(inside["residents"].sum()) == ward["residents"]
    assert lsoas_inside("all-crime", "2018-19", STOWE)["rate"].isna().all()


def test_what_documents_say_and_print_of_a_ward():
    said = documented_ward(STOWE, "2025")
    assert len(said) == 2
    assert said["rank"].tolist()[0] == 1
    printed = printed_for(STOWE, LICHFIELD)
    assert len(printed) == 14
    assert printed.loc[
        printed["indicator"] == "theft", ["value", "district", "force"]
    ].values.tolist() == [[81.5, 13.4, 16.6]]
    quiet = next(one for one in wards_of("ward24", STOKE))
    assert documented_ward(quiet, "2025").empty


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("vintage", ["ward19", "ward24"])
def test_every_name_leads_to_a_ward_of_the_vintage(vintage):
    wards = set(wards_of(vintage))
    for one in places(vintage):
        assert (one.kind == "district") == (one.ward is None)
        assert one.ward is None or one.ward in wards
    kinds = pd.Series([one.kind for one in places(vintage)]).value_counts()
    assert kinds["ward"] == len(wards)
    assert kinds["district"] == 9


def test_a_former_ward_leads_to_the_ward_on_most_of_its_ground():
    former = {one.code: one for one in places("ward24") if one.kind == "former ward"}
    older = load_lookup("lsoa11_ward19").set_index("lsoa_code")["ward_code"]
    newer = load_lookup("lsoa21_ward24").set_index("lsoa_code")["ward_code"]
    same = load_lookup("lsoa11_lsoa21").query("change_code == 'U'")
    for code, one in former.items():
        ground = same[same["lsoa11_code"].map(older) == code]["lsoa21_code"].map(newer)
        if len(set(ground)) == 1:
            assert one.ward == ground.iloc[0]
