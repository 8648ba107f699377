"""The frames that screens draw from, set against the packaged tables and the documents' CSVs.

The tables are read here with plain pandas, so that nothing under test checks itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import data.figures.area_figures
import data.figures.changes
import data.figures.completeness
import data.figures.ward_view
from data.figures.area_figures import area_figures, monthly_counts
from data.figures.changes import change_since, change_within
from data.figures.completeness import completeness, months_table
from data.figures.ward_view import monthly_rates, ward_view
from data.installed.catalogue import load_catalogue
from tests.data.documents.source_documents import tables

DATA = Path(data.figures.area_figures.__file__).parents[1]
LICHFIELD, TAMWORTH, FORCE = "E07000194", "E07000199", "E23000015"
YEAR, WINTER, PRINTED = "2025", "2018-10_2019-02", "2018-19"
RECORDED = (YEAR, WINTER)
LOOKUPS = {YEAR: "lsoa21_ward24", WINTER: "lsoa11_ward19"}
BASES = {YEAR: "mid-2024", WINTER: "mid-2019"}
WARDS = {YEAR: 185, WINTER: 201}
ASB = "Anti-social behaviour"
COUNTED = [one.id for one in load_catalogue().counted_indicators]
# Every cache that holds figures made from the loaded months.
CACHED = (
    data.figures.area_figures.records_cube,
    data.figures.area_figures.monthly_counts,
    data.figures.area_figures._rates,
    data.figures.area_figures.area_figures,
    data.figures.changes.change_within,
    data.figures.changes.change_since,
    data.figures.ward_view.ward_view,
    data.figures.completeness.completeness,
)


def packaged(name: str) -> pd.DataFrame:
    return pd.read_parquet(DATA / "packaged" / f"{name}.parquet")


def by_hand(period: str) -> pd.DataFrame:
    """The packaged counts of a period, each row with its best-fit ward and district."""
    counts = packaged("police_counts").astype({"month": str, "crime_type": str, "area_code": str})
    span = load_catalogue().period(period)
    counts = counts[counts["month"].between(span.start, span.end)]
    lookup = packaged(f"lookups/{LOOKUPS[period]}")
    return counts.merge(lookup, left_on="area_code", right_on="lsoa_code", validate="many_to_one")


def residents_by_hand(period: str) -> pd.DataFrame:
    population = packaged("population")
    population = population[population["base"] == BASES[period]]
    lookup = packaged(f"lookups/{LOOKUPS[period]}")
    return lookup.merge(
        population, left_on="lsoa_code", right_on="area_code", how="left", validate="one_to_one"
    )


@pytest.fixture(scope="module", params=RECORDED)
def period(request: pytest.FixtureRequest) -> str:
    return request.param


# --- counts -----------------------------------------------------------------------------------


def test_no_record_is_lost_or_counted_twice_on_the_way_to_the_map(period):
    span = load_catalogue().period(period)
    months = packaged("police_months").set_index("month").loc[span.start : span.end]
    held = packaged("police_counts")
    held = held[held["month"].astype(str).between(span.start, span.end)]
    by_month = held.groupby(held["month"].astype(str))["count"].sum()
    assert by_month.to_dict() == months["counted"].to_dict()
    for level in ("ward", "district", "force"):
        told = monthly_counts("all-crime", period, level) + 0
        for_asb = monthly_counts("asb", period, level)
        assert (told.sum() + for_asb.sum()).to_dict() == by_month.to_dict(), level


@pytest.mark.parametrize("indicator", COUNTED)
def test_each_indicator_counts_its_own_crime_types_ward_by_ward(indicator, period):
    types = load_catalogue().indicator(indicator).counts
    rows = by_hand(period)
    rows = rows[rows["crime_type"].isin(types)]
    wards = monthly_counts(indicator, period, "ward")
    expected = rows.pivot_table(
        index="ward_code", columns="month", values="count", aggfunc="sum", fill_value=0
    )
    expected = expected.reindex(index=wards.index, columns=wards.columns, fill_value=0)
    pd.testing.assert_frame_equal(wards, expected, check_names=False, check_dtype=False)


def test_wards_add_up_to_districts_and_districts_to_the_force(period):
    home = packaged(f"lookups/{LOOKUPS[period]}").drop_duplicates("ward_code")
    home = home.set_index("ward_code")["district_code"]
    assert home.index.is_unique
    for indicator in COUNTED:
        wards = monthly_counts(indicator, period, "ward")
        districts = monthly_counts(indicator, period, "district")
        force = monthly_counts(indicator, period, "force")
        assert len(wards) == WARDS[period]
        assert len(districts) == 9
        summed = wards.groupby(home.reindex(wards.index)).sum().reindex(districts.index)
        assert np.array_equal(summed.to_numpy(), districts.to_numpy()), indicator
        assert np.array_equal(districts.sum().to_numpy(), force.loc[FORCE].to_numpy()), indicator


def test_single_crime_types_add_up_to_all_crime_which_leaves_asb_out(period):
    singles = [
        one.id
        for one in load_catalogue().counted_indicators
        if len(one.counts) == 1 and one.id != "asb"
    ]
    summed = sum(monthly_counts(one, period, "ward") for one in singles)
    pd.testing.assert_frame_equal(summed, monthly_counts("all-crime", period, "ward"))


def test_counts_of_what_is_not_counted_are_refused():
    with pytest.raises(ValueError, match="'domestic-abuse' has no monthly counts in '2025'"):
        monthly_counts("domestic-abuse", YEAR, "district")
    with pytest.raises(ValueError, match="in '2018-19'"):
        monthly_counts("asb", PRINTED, "district")


# --- residents and rates ----------------------------------------------------------------------


def test_residents_are_the_best_fit_sums_of_the_period_s_own_base(period):
    people = residents_by_hand(period)
    assert people["residents"].notna().all()
    told = {level: area_figures("asb", period, level) for level in ("ward", "district", "force")}
    for level, column in (("ward", "ward_code"), ("district", "district_code")):
        expected = people.groupby(column)["residents"].sum().reindex(told[level].index)
        assert told[level]["residents"].tolist() == expected.tolist(), level
    assert told["force"]["residents"].tolist() == [people["residents"].sum()]


def test_lichfield_asb_2025_by_hand():
    counts = packaged("police_counts")
    people = packaged("population")
    own = packaged("lookups/lsoa21_ward24").query("district_code == @LICHFIELD")["lsoa_code"]
    recorded = counts.loc[
        counts["area_code"].isin(own)
        & counts["month"].astype(str).str.startswith("2025")
        & (counts["crime_type"] == ASB),
        "count",
    ].sum()
    residents = people.loc[
        people["area_code"].isin(own) & (people["base"] == "mid-2024"), "residents"
    ].sum()
    told = area_figures("asb", YEAR, "district").loc[LICHFIELD]
    assert (told["numerator"], told["residents"]) == (recorded, residents) == (986, 111_932)
    assert told["rate"] == pytest.approx(986 / 111_932 * 1000)
    assert told["lower"] < told["rate"] < told["upper"]


def test_five_months_are_annualised_by_their_days():
    rows = by_hand(WINTER)
    recorded = rows[rows["crime_type"] == ASB].groupby("ward_code")["count"].sum()
    residents = residents_by_hand(WINTER).groupby("ward_code")["residents"].sum()
    told = area_figures("asb", WINTER, "ward")
    expected = recorded.reindex(told.index).fillna(0) * 365 / 151 / residents * 1000
    assert told["rate"].tolist() == pytest.approx(expected.tolist())


def test_a_loaded_month_without_a_record_is_zero_and_its_rate_is_zero(period):
    wards = area_figures("robbery", period, "ward")
    quiet = wards[wards["numerator"] == 0]
    assert len(quiet)
    assert quiet["rate"].eq(0).all()
    assert quiet["upper"].gt(0).all()  # none recorded is not none possible
    assert quiet["status"].eq("recorded").all()


def test_every_ward_drawn_has_a_figure_and_every_figure_a_ward(period):
    vintage = load_catalogue().period(period).ward_vintage
    drawn = packaged(f"boundaries/{vintage}")["area_code"]
    assert set(area_figures("asb", period, "ward").index) == set(drawn)


# --- what documents print ---------------------------------------------------------------------


def printed_rows() -> pd.DataFrame:
    rows = tables()
    return rows[(rows["group"] == "") & (rows["value"] != "")]


def test_printed_values_are_shown_as_the_csv_has_them():
    catalogue = load_catalogue()
    rows = printed_rows()
    levels = {"ward19": "ward", "ward24": "ward", "district": "district", "force": "force"}
    rows = rows[rows["area_type"].isin(levels)]
    recorded = {one.id for one in catalogue.periods.values() if one.kind == "recorded"}
    assert not set(rows["period"]) & recorded
    unlike = []
    for key, held in rows.groupby(["indicator", "period", "area_type"]):
        indicator, when, area_type = key
        told = area_figures(indicator, when, levels[area_type])
        for row in held.drop_duplicates("area_code").itertuples():
            shown = told.loc[row.area_code]
            if (shown["rate"], shown["status"]) != (float(row.value), "published"):
                unlike.append((key, row.area_code, row.value, shown["rate"]))
        # No value appears where the document prints none.
        assert set(told.index[told["rate"].notna()]) == set(held["area_code"]), key
    assert not unlike


def test_a_printed_rate_comes_without_count_or_interval():
    told = area_figures("all-crime", PRINTED, "ward")
    assert told[["numerator", "residents", "denominator", "lower", "upper"]].isna().all(axis=None)
    stowe = told[told["area_name"] == "Stowe"].iloc[0]
    assert (stowe["rate"], stowe["source"]) == (182.6, "lichfield_strategic_assessment_2019")


def test_wards_that_no_document_speaks_of_are_missing_and_never_zero():
    told = area_figures("all-crime", PRINTED, "ward")
    others = told[told["district_code"] != LICHFIELD]
    assert len(others) == 201 - 22
    assert others["rate"].isna().all()
    assert others["status"].eq("not published").all()
    assert others["source"].eq("").all()
    tamworth = ward_view("all-crime", PRINTED, TAMWORTH)
    assert tamworth.wards["rate"].isna().all()
    for column in ("band", "funnel", "lenses", "times_district", "rank_district"):
        assert tamworth.wards[column].isna().all(), column
    assert tamworth.rule is None


def test_an_indicator_that_is_not_counted_has_nothing_in_a_recorded_period():
    told = area_figures("domestic-abuse", YEAR, "district")
    assert told["rate"].isna().all()
    assert told["numerator"].isna().all()


# --- the view of a district's wards -----------------------------------------------------------


@pytest.mark.parametrize("csp", [one.code for one in load_catalogue().force.districts])
def test_a_view_holds_the_district_s_wards_and_the_force_s_colour_classes(csp, period):
    lookup = packaged(f"lookups/{LOOKUPS[period]}")
    view = ward_view("asb", period, csp)
    assert set(view.wards.index) == set(lookup.loc[lookup["district_code"] == csp, "ward_code"])
    assert view.breaks == ward_view("asb", period, LICHFIELD).breaks
    every = area_figures("asb", period, "ward")["rate"]
    assert view.breaks[-1] >= every.max()
    local = area_figures("asb", period, "district").loc[csp, "rate"]
    assert view.local["rate"] == local
    assert view.wards["times_district"].tolist() == pytest.approx(
        (view.wards["rate"] / local).tolist()
    )
    assert set(view.own.index) == set(view.wards.index)
    assert view.wards["rate"].is_monotonic_decreasing


def test_bands_are_over_the_ward_set_that_was_asked_for():
    own, whole = ward_view("asb", YEAR, LICHFIELD), ward_view("asb", YEAR, LICHFIELD, True)
    assert (own.rule.wards, whole.rule.wards) == (22, 185)
    for view in (own, whole):
        rates = view.wards["rate"].astype(float)
        assert view.rule.mean == pytest.approx(rates.mean())
        assert view.rule.above == pytest.approx(rates.mean() + rates.std(ddof=1))
        high = view.wards["band"].isin(["above average", "significantly above average"])
        assert high.tolist() == (rates > view.rule.above).tolist()
    assert own.local.equals(whole.local)
    assert set(whole.own.index) == set(own.wards.index)


def test_ranks_run_from_the_highest_rate_in_the_district_and_in_the_force():
    every = area_figures("asb", YEAR, "ward")["rate"].astype(float)
    wards = ward_view("asb", YEAR, LICHFIELD).wards
    assert wards["rank_district"].tolist() == [
        int((wards["rate"] > rate).sum()) + 1 for rate in wards["rate"]
    ]
    assert wards["rank_force"].tolist() == [int((every > rate).sum()) + 1 for rate in wards["rate"]]


def test_a_rank_is_given_only_among_areas_that_are_all_published():
    whole_table = ward_view("all-crime", PRINTED, LICHFIELD).wards
    assert sorted(whole_table["rank_district"])[0] == 1
    assert whole_table["rank_district"].notna().all()
    assert whole_table["rank_force"].isna().all()  # 22 of 201 wards are published
    two_wards = ward_view("asb", PRINTED, LICHFIELD).wards
    assert two_wards["rate"].notna().sum() == 2
    assert two_wards["rank_district"].isna().all()


def test_the_few_wards_a_document_singles_out_are_not_judged_by_their_own_mean():
    three = ward_view("burglary-residential", PRINTED, LICHFIELD)
    assert three.wards["rate"].notna().sum() == 3
    assert three.rule is None
    assert three.wards["band"].isna().all()
    assert three.breaks


# --- change -----------------------------------------------------------------------------------


def test_change_within_a_year_compares_its_halves():
    rows = by_hand(YEAR)
    rows = rows[(rows["district_code"] == LICHFIELD) & (rows["crime_type"] == ASB)]
    now = rows.loc[rows["month"] >= "2025-07", "count"].sum()
    before = rows.loc[rows["month"] <= "2025-06", "count"].sum()
    told = change_within("asb", YEAR, "district").loc[LICHFIELD]
    assert (told["now"], told["before"]) == (now, before)
    assert told["percent"] == pytest.approx((now / 184 / (before / 181) - 1) * 100)
    assert change_within("asb", WINTER, "district") is None
    assert change_within("domestic-abuse", PRINTED, "district") is None


def test_change_since_compares_the_same_calendar_months_each_over_its_own_residents():
    months = {"01", "02", "10", "11", "12"}
    rates = []
    for when in (YEAR, WINTER):
        rows = by_hand(when)
        rows = rows[
            (rows["district_code"] == LICHFIELD)
            & (rows["crime_type"] == "Burglary")
            & rows["month"].str[-2:].isin(months)
        ]
        people = residents_by_hand(when).query("district_code == @LICHFIELD")["residents"].sum()
        rates.append(rows["count"].sum() / people)
    told = change_since("burglary", WINTER, YEAR, "district").loc[LICHFIELD]
    assert told["percent"] == pytest.approx((rates[0] / rates[1] - 1) * 100)


def test_wards_of_two_vintages_are_never_compared():
    with pytest.raises(ValueError, match="their boundaries differ"):
        change_since("asb", WINTER, YEAR, "ward")


# --- months -----------------------------------------------------------------------------------


def test_monthly_rates_are_a_year_s_and_their_mean_by_days_is_the_year():
    view = ward_view("asb", YEAR, LICHFIELD)
    series = monthly_rates(view, LICHFIELD, "E05010658")
    assert list(series.columns) == [
        "Chasetown",
        "Lichfield",
        load_catalogue().force.name,
    ]
    assert list(series.index) == [f"2025-{month:02}" for month in range(1, 13)]
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for name, rate in (
        ("Lichfield", view.local["rate"]),
        ("Chasetown", view.wards.loc["E05010658", "rate"]),
    ):
        assert (series[name] * days).sum() / 365 == pytest.approx(rate)
    assert monthly_rates(ward_view("asb", PRINTED, LICHFIELD), LICHFIELD) is None


@pytest.fixture
def without_may(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app's tables as they would be had May 2025 never been loaded."""
    counts, months = packaged("police_counts"), packaged("police_months")
    fewer = months[months["month"] != "2025-05"]
    monkeypatch.setattr(
        data.figures.area_figures,
        "load_counts",
        lambda: counts[counts["month"].astype(str) != "2025-05"],
    )
    monkeypatch.setattr(data.figures.area_figures, "load_months", lambda: fewer)
    monkeypatch.setattr(data.figures.completeness, "load_months", lambda: fewer)
    for cached in CACHED:
        cached.cache_clear()
    yield
    for cached in CACHED:
        cached.cache_clear()


@pytest.mark.usefixtures("without_may")
def test_an_absent_month_is_a_gap_and_no_zero():
    assert "2025-05" not in monthly_counts("asb", YEAR, "district").columns
    view = ward_view("asb", YEAR, LICHFIELD)
    series = monthly_rates(view, LICHFIELD, "E05010658")
    assert series.loc["2025-05"].isna().all()
    assert series.drop("2025-05").notna().all(axis=None)
    # Eleven months over their own days of residents, not over twelve months'.
    assert view.local["denominator"] == pytest.approx(111_932 * (365 - 31) / 365)
    assert change_within("asb", YEAR, "district") is None
    assert completeness(YEAR).absent == ("2025-05",)
    table = months_table(YEAR).set_index("Month")
    assert table.loc["2025-05"].isna().all()
    assert len(table) == 12


@pytest.mark.usefixtures("without_may")
def test_change_since_leaves_an_absent_month_out_on_both_sides(monkeypatch):
    whole = change_since("asb", WINTER, YEAR, "district").loc[LICHFIELD]
    counts, months = packaged("police_counts"), packaged("police_months")
    kept = months[months["month"] != "2025-01"]
    monkeypatch.setattr(
        data.figures.area_figures,
        "load_counts",
        lambda: counts[counts["month"].astype(str) != "2025-01"],
    )
    monkeypatch.setattr(data.figures.area_figures, "load_months", lambda: kept)
    for cached in CACHED:
        cached.cache_clear()
    fewer = change_since("asb", WINTER, YEAR, "district").loc[LICHFIELD]
    rows = by_hand(WINTER)
    january = rows[
        (rows["district_code"] == LICHFIELD)
        & (rows["crime_type"] == ASB)
        & (rows["month"] == "2019-01")
    ]["count"].sum()
    assert january > 0
    assert fewer["before"] == whole["before"] - january
