"""The explorer's frames against the packaged tables, added up here with plain pandas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import Point

import data.explore.areas
import data.explore.crime_types
import data.explore.mix
import data.explore.spans
import data.explore.view
import data.figures.area_figures
import data.figures.placed
from data.explore.areas import area_rates, label_points, layer_of
from data.explore.crime_types import crime_types_of, groups_of, offered_types
from data.explore.layers import CLUSTERS
from data.explore.mix import crime_mix, monthly_series
from data.explore.spans import gaps, mapped_share, months_between, run_of, runs, year_before
from data.explore.view import as_layer, explore
from data.figures.area_figures import area_figures
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.neighbours import neighbour_graph
from geo.hotspots import getis_ord_star
from geo.smoothing import empirical_bayes

PACKAGED = Path(data.figures.area_figures.__file__).parents[1] / "packaged"
YEAR, WINTER = ("2025-01", "2025-12"), ("2018-10", "2019-02")
LICHFIELD, TAMWORTH, MOORLANDS = "E07000194", "E07000199", "E07000198"
EXPLORER = (
    data.explore.areas,
    data.explore.crime_types,
    data.explore.mix,
    data.explore.spans,
    data.explore.view,
)
COUNTED = [one.id for one in load_catalogue().counted_indicators]
# Every cache that may hold figures made from the loaded months.
CACHED = [
    one
    for module in (*EXPLORER, data.figures.area_figures)
    for one in vars(module).values()
    if hasattr(one, "cache_clear")
]


def packaged(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACKAGED / f"{name}.parquet")


def by_hand(labels: tuple[str, ...], first: str, last: str, column: str, lookup: str) -> pd.Series:
    counts = packaged("police_counts").astype({"month": str, "crime_type": str, "area_code": str})
    kept = counts[counts["month"].between(first, last) & counts["crime_type"].isin(labels)]
    homes = packaged(f"lookups/{lookup}")
    joined = kept.merge(homes, left_on="area_code", right_on="lsoa_code", validate="many_to_one")
    return joined.groupby(column)["count"].sum()


@pytest.fixture
def clean() -> Iterator[None]:
    """Caches emptied before and after, for a test that puts other data in their place."""
    for cached in CACHED:
        cached.cache_clear()
    yield
    for cached in CACHED:
        cached.cache_clear()


# --- months -----------------------------------------------------------------------------------


def test_the_runs_are_the_loaded_months_and_the_gap_between_them_is_told():
    loaded = packaged("police_months")["month"].tolist()
    # The months of 2022 serve districts only.
    without_map = load_catalogue().period("2022-01_2022-11")
    mapped = [one for one in loaded if not without_map.start <= one <= without_map.end]
    assert [month for run in runs() for month in run.months] == sorted(mapped)
    (first, last, number) = gaps()[0]
    absent = pd.period_range(first, last, freq="M").strftime("%Y-%m").tolist()
    assert len(absent) == number
    assert not set(absent) & set(mapped)
    assert (run_of(absent[0]), run_of(absent[-1])) == (None, None)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2018-10", "2025-12"),
        ("2019-02", "2025-01"),
        ("2025-03", "2025-02"),
        ("2020-01", "2020-02"),
    ],
)
def test_months_that_are_not_loaded_are_never_bridged(first, last):
    with pytest.raises(ValueError, match="not a span of loaded months"):
        months_between(first, last)


def test_a_month_missing_in_the_midst_of_a_period_parts_it_in_two_runs(monkeypatch, clean):
    months = packaged("police_months")
    without_june = months[months["month"] != "2025-06"]
    for module in (data.figures.area_figures, data.explore.spans):
        monkeypatch.setattr(module, "load_months", lambda: without_june.copy())
    spans = [(run.months[0], run.months[-1]) for run in runs()]
    spring = ("2024-01", "2024-04")
    assert spans == [WINTER, spring, ("2025-01", "2025-05"), ("2025-07", "2025-12")]
    assert gaps()[-1] == ("2025-06", "2025-06", 1)
    with pytest.raises(ValueError, match="2025-05"):
        explore(("asb",), "2025-01", "2025-12")


# --- counts and rates -------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["ward", "lsoa", "district", "force"])
@pytest.mark.parametrize(("months", "period"), [(YEAR, "2025"), (WINTER, "2018-10_2019-02")])
def test_whole_periods_agree_with_the_figures_of_the_other_pages(level, months, period):
    for indicator in ("all-crime", "asb", "theft", "burglary"):
        own = area_rates((indicator,), *months, level)
        other = area_figures(indicator, period, level)
        assert own.index.tolist() == other.index.tolist()
        for here, there in (("person_years", "denominator"), *((c, c) for c in _SHARED)):
            np.testing.assert_allclose(
                own[here].astype(float), other[there].astype(float), err_msg=f"{indicator} {here}"
            )


_SHARED = ("numerator", "residents", "rate", "lower", "upper")


def test_single_types_together_are_all_crime():
    singles = tuple(one for one in offered_types() if len(crime_types_of((one,))) == 1)
    without_asb = tuple(one for one in singles if one != "asb")
    together = area_rates(without_asb, *YEAR, "ward")
    pd.testing.assert_frame_equal(together, area_rates(("all-crime",), *YEAR, "ward"))
    assert set(COUNTED) == set(offered_types())


def test_a_type_in_two_of_the_chosen_indicators_is_counted_once():
    both = area_rates(("theft", "shoplifting"), *YEAR, "ward")
    pd.testing.assert_frame_equal(both, area_rates(("theft",), *YEAR, "ward"))
    assert "theft" in groups_of("shoplifting")


@pytest.mark.parametrize(
    ("first", "last", "lookup"),
    [("2025-03", "2025-05", "lsoa21_ward24"), ("2018-11", "2018-11", "lsoa11_ward19")],
)
def test_some_types_in_some_months_by_hand(first, last, lookup):
    types = ("burglary", "vehicle-offences")
    labels = crime_types_of(types)
    for level, column in (("ward", "ward_code"), ("lsoa", "lsoa_code")):
        own = area_rates(types, first, last, level)
        expected = by_hand(labels, first, last, column, lookup).reindex(own.index).fillna(0)
        assert own["numerator"].tolist() == expected.tolist()
        months = len(months_between(first, last))
        days = {"2018-11": 30, "2025-03": 31 + 30 + 31}.get(first, 365)
        assert own["rate"].tolist() == pytest.approx(
            (expected * 365 / days / own["residents"].astype(float) * 1000).tolist()
        )
        assert own["per_month"].tolist() == pytest.approx((expected / months).tolist())


def test_small_areas_add_up_to_their_wards_and_those_to_the_place():
    lsoas = explore(("all-crime",), "2025-02", "2025-07", level="lsoa")
    wards = explore(("all-crime",), "2025-02", "2025-07")
    summed = lsoas.areas.groupby("ward_code")[["numerator", "residents"]].sum()
    pd.testing.assert_frame_equal(
        summed.astype("int64"),
        wards.areas[["numerator", "residents"]].sort_index().astype("int64"),
        check_names=False,
    )
    for view in (lsoas, wards):
        assert int(view.areas["numerator"].sum()) == int(view.place["numerator"])
        assert view.place["rate"] == view.force["rate"]


def test_several_districts_are_one_place():
    view = explore(("asb",), *YEAR, (LICHFIELD, TAMWORTH))
    assert set(view.areas["district_code"]) == {LICHFIELD, TAMWORTH}
    people = view.areas["residents"].sum()
    assert int(view.place["residents"]) == people
    assert float(view.place["rate"]) == pytest.approx(view.areas["numerator"].sum() / people * 1000)
    assert view.place["lower"] < view.place["rate"] < view.place["upper"]


def test_shares_are_of_the_area_s_own_district():
    view = explore(("all-crime",), *YEAR, level="lsoa", measure="share")
    shares = view.areas.groupby("district_code")["share"].sum()
    assert shares.tolist() == pytest.approx([100] * 9)
    assert view.areas["rank"].iloc[0] == 1
    assert view.areas["value"].is_monotonic_decreasing


def test_where_nothing_was_recorded_counts_are_zero_and_shares_are_missing():
    for month in months_between(*YEAR):
        districts = area_rates(("theft-from-person",), month, month, "district")
        for code in districts.index[districts["numerator"] == 0]:
            view = explore(("theft-from-person",), month, month, (str(code),), measure="share")
            assert (view.areas["numerator"] == 0).all()
            assert (view.areas["rate"] == 0).all()
            assert view.areas["share"].isna().all()
            assert view.areas["rank"].isna().all()
            mix = crime_mix(("theft-from-person",), month, month, (str(code),))
            assert mix.loc["Theft from the person", "count"] == 0
            return
    pytest.skip("Every district has a theft from the person in each month.")


def test_an_lsoa_has_its_ward_and_its_deprivation():
    view = explore(("asb",), *WINTER, (LICHFIELD,), "lsoa")
    assert view.areas["ward_name"].notna().all()
    assert view.areas["imd_decile"].between(1, 10).all()
    assert layer_of("lsoa", WINTER[0]) == "lsoa11"


# --- change -----------------------------------------------------------------------------------


def test_no_change_is_offered_where_the_year_before_is_absent():
    assert year_before(*YEAR) is None
    assert "change" not in explore(("asb",), *YEAR).areas
    with pytest.raises(ValueError, match="not loaded"):
        explore(("asb",), *YEAR, measure="change")


def test_with_the_year_before_loaded_its_own_months_are_compared(monkeypatch, clean):
    catalogue = load_catalogue()
    before = replace(
        catalogue.period("2025"), id="2024", start="2024-01", end="2024-12", default=False
    )
    both = replace(before, id="loaded-lsoa21", end="2025-12", app=False)
    wider = replace(catalogue, periods={**catalogue.periods, "2024": before, both.id: both})
    months, counts = packaged("police_months"), packaged("police_counts")

    def with_2024(table: pd.DataFrame, times: int = 1) -> pd.DataFrame:
        year = table[table["month"].astype(str).str.startswith("2025")].copy()
        year["month"] = year["month"].astype(str).str.replace("2025", "2024")
        if "count" in year:
            year["count"] *= times
        others = table[~table["month"].astype(str).str.startswith("2024")]
        return pd.concat([others.astype({"month": str}), year], ignore_index=True)

    for module in (*EXPLORER, data.figures.area_figures):
        monkeypatch.setattr(module, "load_catalogue", lambda: wider, raising=False)
    for module in (data.figures.area_figures, data.explore.spans):
        monkeypatch.setattr(module, "load_months", lambda: with_2024(months))
    monkeypatch.setattr(data.figures.area_figures, "load_counts", lambda: with_2024(counts, 2))
    monkeypatch.setattr(data.figures.placed, "load_counts", lambda: with_2024(counts, 2))
    unplaced = packaged("police_unplaced")
    monkeypatch.setattr(data.figures.placed, "load_unplaced", lambda: with_2024(unplaced, 2))
    for one in (data.figures.placed._by_month, data.figures.placed.placed):
        one.cache_clear()
    view = explore(("asb",), "2025-02", "2025-06", (LICHFIELD,), measure="change")
    assert year_before("2025-02", "2025-06").months[0] == "2024-02"
    known = view.areas["change"].dropna()
    assert len(known)
    # February 2024 has a day more.
    assert known.tolist() == pytest.approx([(151 / 150 / 2 - 1) * 100] * len(known))
    few = view.areas["change_before"] < 20
    assert view.areas.loc[few, "change"].isna().all()
    assert view.shaded == "change_direction"
    for one in (data.figures.placed._by_month, data.figures.placed.placed):
        one.cache_clear()


# --- layers -----------------------------------------------------------------------------------


def test_a_layer_judges_the_areas_shown_and_no_others():
    view = explore(("all-crime",), *YEAR, (LICHFIELD,), layer="band")
    rates = view.areas["rate"].astype(float)
    above = rates > rates.mean() + rates.std()
    assert (view.areas["label"] != "not highlighted").tolist() == above.tolist()
    assert view.rule.wards == len(view.areas)
    hot = explore(("all-crime",), *YEAR, (LICHFIELD,), "lsoa", layer="gi", fdr=False)
    graph = neighbour_graph("lsoa21", tuple(sorted(hot.areas.index)))
    smoothed = empirical_bayes(hot.areas["numerator"], hot.areas["person_years"])
    alone = getis_ord_star(smoothed, graph, fdr=False)
    np.testing.assert_allclose(alone.frame["z"], hot.areas["z"])
    again = explore(("all-crime",), *YEAR, (LICHFIELD,), "lsoa", layer="gi", fdr=False)
    assert again.areas["p"].equals(hot.areas["p"])
    assert hot.areas["z"].is_monotonic_decreasing


def test_clusters_come_first_and_the_note_says_how_few_areas_there_are():
    view = explore(("all-crime",), *YEAR, (TAMWORTH,), layer="moran", fdr=False)
    assert f"Only {len(view.areas)} areas" in view.note
    places = [CLUSTERS.index(label) for label in view.areas["label"]]
    assert places == sorted(places)


@pytest.mark.parametrize("layer", ["band", "gi", "moran", "smoothed"])
def test_a_layer_over_almost_nothing_is_explained_and_is_no_error(layer, monkeypatch, clean):
    counts = packaged("police_counts")
    nothing = counts[counts["crime_type"].astype(str) != "Robbery"].copy()
    monkeypatch.setattr(data.figures.area_figures, "load_counts", lambda: nothing)
    view = explore(("robbery",), *YEAR, (MOORLANDS,), layer=layer)
    assert (view.areas["numerator"] == 0).all()
    if layer in ("gi", "moran"):
        assert "all" in view.note
        assert "zero" in view.note
        assert view.areas["label"].isna().all()
    if layer == "smoothed":
        assert (view.areas["smoothed"] == 0).all()


def test_a_smoothed_rate_lies_between_the_crude_one_and_that_of_all():
    view = explore(("robbery",), *YEAR, (LICHFIELD,), layer="smoothed")
    pooled = float(view.place["rate"])
    crude, smooth = view.areas["rate"].astype(float), view.areas["smoothed"].astype(float)
    assert ((smooth - pooled).abs() <= (crude - pooled).abs() + 1e-9).all()
    assert view.breaks == explore(("robbery",), *YEAR, (LICHFIELD,)).breaks


def test_colours_mean_the_same_in_each_district():
    breaks = {explore(("asb",), *YEAR, (code,)).breaks for code in (LICHFIELD, TAMWORTH)}
    assert breaks == {explore(("asb",), *YEAR).breaks}


# --- mix, months, labels, layers --------------------------------------------------------------


def test_the_mix_is_of_what_was_recorded_there():
    mix = crime_mix(("burglary",), "2025-03", "2025-05", (LICHFIELD,))
    hand = [
        int(by_hand((label,), "2025-03", "2025-05", "district_code", "lsoa21_ward24")[LICHFIELD])
        for label in mix.index
    ]
    assert mix["count"].tolist() == hand
    assert mix["share"].sum() == pytest.approx(100)
    assert mix["reference"].sum() == pytest.approx(100)
    assert mix.index[mix["chosen"]].tolist() == ["Burglary"]
    assert "Anti-social behaviour" not in mix.index
    assert "Anti-social behaviour" in crime_mix(("asb",), *YEAR).index


def test_an_area_s_mix_is_set_beside_its_district_s():
    view = explore(("all-crime",), *YEAR, (LICHFIELD,))
    area = str(view.areas.index[0])
    mix = crime_mix(("all-crime",), *YEAR, (), area, "ward")
    district = crime_mix(("all-crime",), *YEAR, (LICHFIELD,))
    assert int(mix["count"].sum()) == int(view.areas.loc[area, "numerator"])
    assert mix["reference"].sort_index().tolist() == pytest.approx(
        district["share"].sort_index().tolist()
    )


def test_months_of_a_place_add_up_to_its_figures():
    series = monthly_series(("asb",), "2025-05", (LICHFIELD,))
    assert series.index.tolist() == list(months_between(*YEAR))
    rates = area_rates(("asb",), *YEAR, "district")
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    mean = (series.iloc[:, 0] * days).sum() / 365
    assert mean == pytest.approx(float(rates.loc[LICHFIELD, "rate"]))
    lsoa = str(explore(("asb",), *YEAR, (LICHFIELD,), "lsoa").areas.index[0])
    assert monthly_series(("asb",), "2025-05", (), lsoa, "lsoa").shape == (12, 3)


def test_the_share_of_records_with_a_location_is_that_of_the_months():
    months = packaged("police_months").set_index("month").loc["2018-11":"2018-12"]
    expected = months["counted"].sum() / (months["counted"] + months["no_location"]).sum()
    assert mapped_share("2018-11", "2018-12") == pytest.approx(expected)


def test_names_on_the_map_lie_in_their_areas():
    codes = ("E07000194", "E07000199")
    areas = load_boundaries("district").loc[list(codes)].to_crs(4326).set_index("area_name")
    for name, latitude, longitude in label_points("district", codes):
        assert areas.loc[name, "geometry"].contains(Point(longitude, latitude))


def test_a_table_is_put_on_its_own_boundaries():
    view = explore(("asb",), *WINTER, (LICHFIELD,), "lsoa")
    layer = as_layer(view, view.areas[["rate"]])
    assert layer.crs.to_epsg() == 27700
    assert layer.index.equals(view.areas.index)
    assert layer.geometry.notna().all()
    assert layer["rate"].equals(view.areas["rate"])
