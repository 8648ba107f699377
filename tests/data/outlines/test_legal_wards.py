"""Legal wards: drawn, counted by points, without rates, and beside best fit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from data import store
from data.boundary.files import checked_boundaries
from data.boundary.store import save_boundaries
from data.documents.published import load_published
from data.figures.area_figures import area_figures, counted_by_points, monthly_counts, residents_of
from data.figures.changes import change_within
from data.figures.legal_comparison import (
    counted_how,
    difference_sentences,
    legal_against_best_fit,
    unplaced_sentences,
)
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import (
    drawn_wards,
    legal_districts,
    legal_ward_records,
    wards_without_lsoas,
)
from data.selection.selection import read
from data.street.importing import import_street_files
from data.tables.areas import load_areas
from data.verdict.clauses import verdict
from data.words.absence import reason
from data.words.boundary import difference_rows
from data.words.figures import wards_sentence
from tests.data.outlines.legal_samples import (
    CRIME,
    MONTHS,
    UNFITTED,
    Sample,
    layer_of,
    put_months,
    sample,
    with_unfitted_ward,
)

pytestmark = pytest.mark.usefixtures("own_store")

PERIOD, TWIN = "2025", "2025.legal"


def load(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "legal.gpkg"
    layer.to_file(path)
    outline = load_boundaries("district").reset_index()
    save_boundaries(checked_boundaries(path, known=load_areas(), outline=outline))


@pytest.fixture
def told(tmp_path: Path) -> Sample:
    """The sample's legal wards in the store, without any points."""
    made = sample()
    load(layer_of(made), tmp_path)
    return made


# ---------------------------------------------------------------- what is drawn


def test_legal_wards_are_drawn_where_a_district_has_them(told: Sample) -> None:
    assert legal_districts("ward24") == (told.district,)
    drawn, best = drawn_wards("ward24"), load_boundaries("ward24")
    assert drawn.index.equals(best.index)
    given = told.legal.geometry[told.gainer].intersection(best.geometry[told.loser])
    inside = drawn.contains(given.representative_point())
    assert inside.index[inside].tolist() == [told.gainer]
    others = best["district_code"] != told.district
    assert drawn[others].geom_equals(best[others]).all()
    # Simplified for drawing: as much ground as the full outline, but for what a pixel covers.
    for code in (told.loser, told.gainer):
        full = told.legal.geometry[code]
        assert drawn.geometry[code].symmetric_difference(full).area < 0.02 * full.area


# ---------------------------------------------------------------- what is counted


def test_without_points_legal_wards_are_drawn_and_counted_by_best_fit(told: Sample) -> None:
    period = load_catalogue().period(TWIN)
    assert not counted_by_points(period)
    assert counted_how(period) == "counted by best fit (no street points in the store)"
    figures = area_figures("burglary", TWIN, "ward")
    pd.testing.assert_frame_equal(figures, area_figures("burglary", PERIOD, "ward"))
    table = legal_against_best_fit("burglary", PERIOD, told.district)
    assert table[["count_legal", "difference"]].isna().all(axis=None)
    assert table["differing"].notna().all()
    assert len(difference_sentences(table, "Anytown", "burglary")) == 1


def test_points_of_some_months_are_not_enough(told: Sample) -> None:
    put_months(told, MONTHS[:5])
    period = load_catalogue().period(TWIN)
    assert not counted_by_points(period)
    assert counted_how(period) == (
        "counted by best fit (street points of 5 of 12 months in the store)"
    )


def test_a_record_is_counted_where_its_point_lies_and_once(told: Sample) -> None:
    """Seven records of the census area a month, two of them on the other side of the border."""
    put_months(told)
    assert counted_how(load_catalogue().period(TWIN)) == "counted by point in polygon"
    best, legal = (monthly_counts("burglary", one, "ward") for one in (PERIOD, TWIN))
    assert best.loc[told.loser].tolist() == [7] * 12
    assert legal.loc[told.loser].tolist() == [5] * 12
    assert best.loc[told.gainer].tolist() == [0] * 12
    assert legal.loc[told.gainer].tolist() == [2] * 12
    # The record of another district lies in the gainer by its point, and is counted at home only.
    assert best.to_numpy().sum() == legal.to_numpy().sum() == 8 * 12
    cells = legal_ward_records("ward24", MONTHS[:1]).set_index("area_code")["count"]
    assert cells.to_dict() == {told.loser: 5, told.gainer: 2}
    for level in ("district", "force"):
        pd.testing.assert_frame_equal(
            monthly_counts("burglary", PERIOD, level), monthly_counts("burglary", TWIN, level)
        )


def test_a_legal_ward_has_counts_and_no_rate(told: Sample) -> None:
    """Snap points do not say where people live: no rate, no band, no lens, but a change."""
    put_months(told)
    residents = residents_of(TWIN, "ward")
    inside = load_areas().query("area_type == 'ward24'").set_index("area_code")["district_code"]
    own = residents.index[inside.reindex(residents.index) == told.district]
    assert residents[own].isna().all()
    best = residents_of(PERIOD, "ward")
    assert residents.drop(own).astype("int64").equals(best.drop(own))
    rows = area_figures("burglary", TWIN, "ward")
    assert rows.loc[told.gainer, "numerator"] == 24
    assert rows.loc[own, ["residents", "rate", "lower", "upper"]].isna().all(axis=None)
    view = ward_view("burglary", TWIN, told.district)
    assert view.own[["band", "lenses", "funnel"]].isna().all(axis=None)
    assert view.own["numerator"].is_monotonic_decreasing
    moved = change_within("burglary", TWIN, "ward").loc[told.loser]
    assert moved[["before", "now"]].tolist() == [30, 30]
    assert moved["percent"] == pytest.approx((181 / 184 - 1) * 100)
    period = load_catalogue().period(TWIN)
    said = reason(rows.loc[told.gainer, "status"], view.indicator, period)
    assert said == "No rate: there is no official estimate of residents on legal wards"
    assert "Most are recorded in " in wards_sentence(view, "Anytown")
    clauses = verdict("burglary", TWIN, "ward", told.gainer).text
    assert "24 records, and no rate, for there is no official estimate" in clauses


def test_the_table_of_both_countings(told: Sample) -> None:
    put_months(told)
    table = legal_against_best_fit("burglary", PERIOD, told.district)
    assert set(table.index[:2]) == {told.loser, told.gainer}
    assert table.loc[told.gainer, ["count_best_fit", "count_legal", "difference"]].tolist() == [
        0, 24, 24,
    ]  # fmt: skip
    assert table.loc[told.loser, "ratio"] == pytest.approx(60 / 84)
    best, legal = load_boundaries("ward24").geometry[told.loser], told.legal.geometry[told.loser]
    # The legal ward lies within the best-fit one, so that what differs is what it lost.
    assert table.loc[told.loser, "differing"] == pytest.approx(1 - legal.area / best.area, abs=1e-3)
    words = " ".join(difference_sentences(table, "Anytown", "burglary"))
    assert "84 by legal wards, 84 by best fit; 2 of " in words
    shown = difference_rows(table, whole_force=False)
    assert shown["Code"].tolist() == table.index.tolist()
    assert (shown["Legal"] - shown["Best fit"]).equals(shown["Difference"])


def test_a_district_without_legal_wards_keeps_its_figures(told: Sample) -> None:
    put_months(told)
    other = next(one.code for one in load_catalogue().force.districts if one.code != told.district)
    best, legal = (ward_view("burglary", one, other).wards for one in (PERIOD, TWIN))
    # Its place among the force's wards may move with theirs; nothing else does. A year before is
    # loaded by best fit only.
    assert set(best.columns) - set(legal.columns) >= {"change_percent", "change_direction"}
    shared = [one for one in legal.columns if one != "rank_force"]
    pd.testing.assert_frame_equal(best[shared], legal[shared])
    assert legal_against_best_fit("burglary", PERIOD, other).empty


def test_what_documents_print_is_the_same_on_legal_wards(tmp_path: Path) -> None:
    """Printed rates are of wards by law; drawing these must not lose them."""
    wards = load_boundaries("ward19")
    layer = wards.reset_index().rename(columns={"area_code": "WD19CD", "area_name": "WD19NM"})
    load(layer.rename(columns={"district_code": "LAD19CD"}), tmp_path)
    printed = area_figures("all-crime", "2018-19", "ward")
    assert printed["rate"].notna().sum() == 22
    pd.testing.assert_frame_equal(printed, area_figures("all-crime", "2018-19.legal", "ward"))


def test_taking_the_boundaries_away_goes_back_to_best_fit(told: Sample) -> None:
    put_months(told)
    assert TWIN in load_catalogue().periods
    store.undo(1)
    assert TWIN not in load_catalogue().periods
    assert legal_districts("ward24") == ()
    assert monthly_counts("burglary", PERIOD, "ward").loc[told.loser].sum() == 84
    assert CRIME in load_catalogue().indicator("burglary").counts


# ---------------------------------------------------------------- a ward that fits no LSOA


@pytest.fixture
def unfitted(tmp_path: Path) -> Sample:
    """Legal wards of which one is no LSOA's best fit, and a year of points."""
    made = sample()
    load(with_unfitted_ward(made), tmp_path)
    put_months(made)
    return made


def test_a_ward_that_is_no_lsoas_best_fit_is_drawn_and_counted_by_point(unfitted: Sample) -> None:
    assert wards_without_lsoas("ward24")["area_name"].to_dict() == {UNFITTED: "Eastfield"}
    assert UNFITTED in drawn_wards("ward24").index
    legal = monthly_counts("burglary", TWIN, "ward")
    assert legal.loc[UNFITTED].tolist() == [2] * 12
    best = monthly_counts("burglary", PERIOD, "ward")
    assert UNFITTED not in best.index
    assert legal.to_numpy().sum() == best.to_numpy().sum() == 8 * 12
    rows = area_figures("burglary", TWIN, "ward").loc[UNFITTED]
    assert rows[["area_name", "district_code", "numerator"]].tolist() == [
        "Eastfield", unfitted.district, 24,
    ]  # fmt: skip
    assert rows[["residents", "rate"]].isna().all()
    assert UNFITTED in ward_view("burglary", TWIN, unfitted.district).own.index
    table = legal_against_best_fit("burglary", PERIOD, unfitted.district)
    assert table.loc[UNFITTED, ["differing", "count_legal"]].tolist() == [1, 24]
    assert pd.isna(table.loc[UNFITTED, "count_best_fit"])
    words = difference_sentences(table, "Anytown", "burglary")[-1]
    assert "84 by legal wards, 84 by best fit; 2 of " in words
    assert unplaced_sentences("burglary", PERIOD) == [
        "Eastfield is no census area's best fit, and counted by point only."
    ]


def test_such_a_ward_is_chosen_on_legal_wards_only(unfitted: Sample) -> None:
    asked = {"csp": unfitted.district, "ward": UNFITTED, "period": PERIOD}
    reading = read({**asked, "boundary": "legal"}, "ward")
    assert (reading.selection.ward, reading.faults) == (UNFITTED, ())
    reading = read(asked, "ward")
    assert reading.selection.ward is None
    assert "is no census area's best fit" in reading.notes[0]


def test_without_points_such_a_ward_has_no_figure_which_is_not_zero(tmp_path: Path) -> None:
    made = sample()
    load(with_unfitted_ward(made), tmp_path)
    assert area_figures("burglary", TWIN, "ward").loc[UNFITTED, ["numerator", "rate"]].isna().all()


def test_records_outside_every_legal_ward_are_told(tmp_path: Path) -> None:
    made = sample()
    layer = with_unfitted_ward(made)
    load(layer[layer["WD24CD"] != UNFITTED], tmp_path)
    put_months(made)
    assert wards_without_lsoas("ward24").empty
    assert unplaced_sentences("burglary", PERIOD) == [
        "24 records of all districts with legal wards lie in none of them by the point: in the "
        "district's figures, and in no ward's."
    ]


def test_a_ward_of_another_year_over_known_ones_is_not_counted_too(tmp_path: Path) -> None:
    made = sample()
    layer = layer_of(made)
    twice = layer[layer["WD24CD"] == made.gainer].assign(WD24CD=UNFITTED)
    load(gpd.GeoDataFrame(pd.concat([layer, twice])), tmp_path)
    put_months(made)
    assert wards_without_lsoas("ward24").empty
    assert monthly_counts("burglary", TWIN, "ward").loc[made.gainer].tolist() == [2] * 12


# ---------------------------------------------------------------- the publishers' own files


def source(name: str) -> Path:
    folder = os.environ.get("CSP_SOURCE_DATA")
    path = Path(folder or "") / name
    if not folder or not path.exists():
        pytest.skip(f"CSP_SOURCE_DATA does not name a folder with {name}")
    return path


@pytest.fixture(scope="class")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("real")))
        path = source("boundaries/Lichfield_Wards_2019_BGC_shp.zip")
        outline = load_boundaries("district").reset_index()
        save_boundaries(checked_boundaries(path, known=load_areas(), outline=outline))
        import_street_files([source("police/staffordshire_street_2018-10_2019-02.zip")])
        yield


@pytest.mark.usefixtures("real_store")
class TestPublishersFiles:
    """The real wards and the real records of 2018-19 against the rates that others printed."""

    @pytest.fixture(autouse=True)
    def own_store(self) -> None:
        """The class's store, and not one for each test."""

    def test_counted_rates_follow_the_printed_ones(self) -> None:
        period = "2018-10_2019-02"
        printed = load_published().query(
            "indicator == 'all-crime' and area_type == 'ward19' and period == '2018-19' "
            "and group == ''"
        )
        table = printed.dropna(subset="value").set_index("area_code")["value"].astype(float)
        assert len(table) == 22
        assert counted_by_points(load_catalogue().period(f"{period}.legal"))
        assert area_figures("all-crime", f"{period}.legal", "ward")["rate"].isna().sum() == 22
        counted = area_figures("all-crime", period, "ward")["rate"].astype(float)
        assert counted.reindex(table.index).corr(table) >= 0.95
        assert 0.8 < counted.reindex(table.index).sum() / table.sum() < 1.0

    def test_nearly_every_record_of_the_district_is_in_one_of_its_legal_wards(self) -> None:
        table = legal_against_best_fit("all-crime", "2018-10_2019-02", "E07000194")
        assert len(table) == 22
        assert table["count_legal"].sum() == pytest.approx(table["count_best_fit"].sum(), rel=0.01)
        assert (table["difference"] != 0).any()
