"""Districts side by side: the same figures as every other page, and nothing guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

import data.documents.published
from data.documents.similar_areas import SimilarAreasError, force_tables, similar_areas
from data.figures.area_figures import area_figures
from data.figures.comparison import (
    comparison_matrix,
    force_wards,
    funnel,
    hidden_wards,
    parts_of,
    sides,
    single_types,
)
from data.figures.headlines import headline
from data.figures.standings import (
    districts_with_plan,
    high_without_priority,
    priority_not_high,
    standings,
)
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from geo.funnel import funnel_flag

CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
COUNTED = [one.id for one in CATALOGUE.counted_indicators]
PERIODS = [one.id for one in CATALOGUE.app_periods]
RECORDED = [one.id for one in CATALOGUE.app_periods if one.kind == "recorded"]
PUBLISHED = Path(data.documents.published.__file__).parents[1] / "published"
LICHFIELD, STOKE, EAST_STAFFORDSHIRE = "E07000194", "E06000021", "E07000193"


# --- the matrix -------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
def test_every_cell_is_the_headline_of_its_district(period):
    matrix = comparison_matrix(period)
    assert matrix[["indicator", "area_code"]].apply(tuple, axis=1).tolist() == [
        (indicator, csp) for indicator in COUNTED for csp in CSPS
    ]
    for _, row in matrix.iterrows():
        told = headline(row["indicator"], period, row["area_code"])
        for column in (
            "rate",
            "lower",
            "upper",
            "force_rate",
            "times_against",
            "numerator",
            "rank",
        ):
            expected = getattr(told, column)
            assert pd.isna(row[column]) if expected is None else row[column] == expected
        assert row["comparison"] == told.comparison or pd.isna(row["comparison"])
        assert row["change_direction"] == told.change.direction
        assert row["status"] == told.status


@pytest.mark.parametrize("period", RECORDED)
def test_a_side_is_where_the_interval_of_the_ratio_to_the_rest_lies(period):
    for _, row in comparison_matrix(period).iterrows():
        force = area_figures(row["indicator"], period, "force").iloc[0]
        rest = float(force["numerator"] - row["numerator"])
        ratio = float(row["rate"] / row["against_rate"])
        spread = np.exp(1.959964 * np.sqrt(1 / float(row["numerator"]) + 1 / rest))
        expected = "above" if ratio / spread > 1 else "below" if ratio * spread < 1 else "similar"
        assert row["against"] == "the rest of the force"
        assert row["side"] == expected, (row["indicator"], row["area_code"])


@pytest.mark.parametrize("period", RECORDED)
def test_no_offence_is_counted_twice_in_the_sides(period):
    table = sides(period)
    matrix = comparison_matrix(period)
    single = [one.id for one in single_types()]
    assert "all-crime" not in single
    assert "theft" not in single
    for csp, row in table.iterrows():
        own = matrix[(matrix["area_code"] == csp) & matrix["indicator"].isin(single)]
        for side in ("above", "similar", "below"):
            assert row[side] == (own["side"] == side).sum()
        assert row["judged"] == len(single)
        assert len(row["above_names"]) == row["above"]
    assert table["above"].is_monotonic_decreasing


def test_what_is_not_published_is_missing_and_judged_by_nobody():
    matrix = comparison_matrix("2018-19")
    printed = matrix[matrix["rate"].notna()]
    assert set(printed["area_code"]) == {LICHFIELD}
    assert not (matrix["rate"] == 0).any()
    assert matrix["comparison"].isna().all()
    assert matrix["rank"].isna().all()
    assert (sides("2018-19")["judged"] == 0).all()


def test_a_part_belongs_to_the_smaller_sum():
    parts = parts_of()
    assert set(parts.values()) == {"theft"}
    counted = {one.id: set(one.counts) for one in CATALOGUE.counted_indicators}
    assert set().union(*(counted[one] for one in parts)) == counted["theft"]


# --- funnels and wards ------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["district", "ward"])
@pytest.mark.parametrize("period", RECORDED)
def test_the_funnel_flags_what_the_exact_poisson_test_flags(period, level):
    figures = area_figures("vehicle-offences", period, level)
    told = funnel("vehicle-offences", period, level)
    expected = figures["denominator"] * figures["numerator"].sum() / figures["denominator"].sum()
    wide = funnel_flag(figures["numerator"], figures["denominator"], dispersion=1.0)
    assert (told.dispersion > 1) == (level == "ward")
    for code, row in figures.iterrows():
        count, mean = int(row["numerator"]), float(expected[code])
        # The wards' limits allow for more than chance; without that they are the Poisson ones.
        flag = told.points.loc[code, "flag"] if level == "district" else wide[code]
        assert flag.startswith("high") == (poisson.sf(count - 1, mean) < 0.025), code
        assert flag.startswith("low") == (poisson.cdf(count, mean) < 0.025), code
        assert (flag == "high 99.8%") == (poisson.sf(count - 1, mean) < 0.001), code


@pytest.mark.parametrize("period", RECORDED)
def test_the_drawn_curves_pass_between_points_within_and_points_outside(period):
    told = funnel("all-crime", period, "ward")
    limits, points = told.limits, told.points
    for _, row in points.iterrows():
        near = limits.index.get_indexer([int(row["residents"])], method="nearest")[0]
        # Right at a limit the nearest step of the curve may lie on the other side.
        if row["flag"] == "high 99.8%":
            assert row["rate"] > limits["upper_95"].iloc[near]
        if row["flag"] == "within limits":
            assert row["rate"] < limits["upper_998"].iloc[near]
            assert row["rate"] > limits["lower_998"].iloc[near]
    assert told.baseline == pytest.approx(headline("all-crime", period, LICHFIELD).force_rate)


def test_wards_are_flagged_as_on_the_ward_pages():
    told = funnel("asb", "2025", "ward").points["flag"]
    view = ward_view("asb", "2025", STOKE, whole_force=True).wards["funnel"]
    assert told.to_dict() == view.reindex(told.index).to_dict()


def test_a_printed_period_has_no_funnel():
    assert funnel("asb", "2018-19", "ward") is None


@pytest.mark.parametrize("indicator", COUNTED)
def test_a_hidden_ward_is_over_every_district_in_a_district_under_the_force(indicator):
    districts = area_figures(indicator, "2025", "district")["rate"]
    force = headline(indicator, "2025", LICHFIELD).force_rate
    hidden = hidden_wards(indicator, "2025")
    assert (hidden["rate"] > districts.max()).all()
    assert (districts[hidden["district_code"]] < force).all()
    wards = force_wards(indicator, "2025").wards
    low = wards["district_code"].map(districts < force)
    assert len(hidden) == int((low & (wards["rate"] > districts.max())).sum())


# --- similar areas ----------------------------------------------------------------------------


def test_the_table_of_similar_areas_is_the_printed_one():
    (table,) = similar_areas()
    printed = pd.read_csv(PUBLISHED / "east_staffordshire_msg_2016-17.csv", keep_default_na=False)
    assert (table.csp, table.period) == (EAST_STAFFORDSHIRE, "2016-17")
    pd.testing.assert_frame_equal(table.rows, printed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.assign(comparison_msg="Over"), "row 2, column comparison_msg: 'Over'"),
        (lambda rows: rows.rename(columns={"rank": "place"}), "the columns are"),
        (lambda rows: rows.assign(indicator="theft-of-time"), "no indicator 'theft-of-time'"),
    ],
)
def test_a_damaged_table_is_refused_with_what_to_do(tmp_path, change, said):
    rows = pd.read_csv(PUBLISHED / "east_staffordshire_msg_2016-17.csv", keep_default_na=False)
    change(rows).to_csv(tmp_path / "east_staffordshire_msg_2016-17.csv", index=False)
    with pytest.raises(SimilarAreasError, match="east_staffordshire_msg") as fault:
        similar_areas(tmp_path)
    assert said in str(fault.value)


def test_a_table_of_no_known_document_is_refused(tmp_path):
    (tmp_path / "nowhere_msg_2016-17.csv").write_text("crime_type\n")
    with pytest.raises(SimilarAreasError, match="name the file after one document"):
        similar_areas(tmp_path)


def test_the_force_table_prints_both_rates_of_one_section():
    (table,) = force_tables()
    assert (table.csp, table.period) == (LICHFIELD, "2018-19")
    document = pd.read_csv(PUBLISHED / f"{table.source.id}.csv", keep_default_na=False)
    section = document[document["section"] == table.section]
    for _, row in table.rows.iterrows():
        own = section[section["indicator"] == row["indicator"]].set_index("area_code")["value"]
        assert float(own[LICHFIELD]) == row["rate"]
        assert float(own[CATALOGUE.force.code]) == row["force_rate"]
        assert row["times_force"] == pytest.approx(row["rate"] / row["force_rate"])


# --- plans beside figures ---------------------------------------------------------------------


@pytest.mark.parametrize("period", RECORDED)
def test_standings_cover_every_theme_of_a_plan_in_every_district(period):
    told = standings(period)
    named = {theme.id for theme in CATALOGUE.themes.values() if theme.priorities}
    assert named <= {one.theme.id for one in told}
    assert len(told) % len(CSPS) == 0
    for one in told:
        plans = [plan for plan in one.theme.priorities if plan.csp == one.csp]
        assert sorted(plan.document for plan in plans) == sorted(p.document for p in one.named)
        if plans:
            assert one.tier in {
                plan.tier for plan in plans if plan.year == max(p.year for p in plans)
            }


@pytest.mark.parametrize("period", RECORDED)
def test_high_without_priority_is_judged_by_the_interval(period):
    for one in high_without_priority(period):
        assert one.csp in districts_with_plan()
        assert one.tier != "priority"
        assert one.told.lower > one.told.force_rate
    for one in priority_not_high(period):
        assert one.tier == "priority"
        assert one.told.lower <= one.told.force_rate
        assert not one.theme.proxy


def test_a_plan_that_is_not_loaded_is_not_an_absent_priority():
    names = [CATALOGUE.force.district(one).name for one in districts_with_plan()]
    assert names == ["East Staffordshire", "Lichfield", "Stafford", "Tamworth"]
    high = [one for one in standings("2025") if one.is_high and not one.named and not one.own_plan]
    assert high  # Stoke-on-Trent's, say
    assert not set(high) & set(high_without_priority("2025"))


def test_printed_rates_are_called_neither_high_nor_not_high():
    assert high_without_priority("2018-19") == ()
    assert priority_not_high("2018-19") == ()
