"""An exploration and its address are the same thing; every part of the page draws one frame."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import components.map.legend
from components.explore.charts import mix_message
from components.explore.downloads import file_name, geojson, geopackage, notes
from components.explore.table import explore_rows
from components.map.legend import legend
from data.explore.crime_types import offered_types
from data.explore.mix import crime_mix
from data.explore.spans import runs
from data.installed.catalogue import load_catalogue
from data.painting.explore import MORAN_KEY, explore_key, paint_explored, value_words
from data.painting.paint import NO_DATA
from data.painting.palette import DARK, LIGHT
from data.selection.exploration import (
    LAYERS,
    OWN_KEYS,
    PAGE,
    Exploration,
    ExplorationReading,
    alter,
    query,
    read,
    tidy_types,
)
from data.selection.selection import read as read_shared
from data.tables.areas import load_areas
from data.words.explore import (
    chosen_sentence,
    explore_in_short,
    explore_title,
    explore_total,
    layer_note,
    type_label,
)
from geo.bands import BANDS
from geo.classes import classify
from geo.hotspots import GI_LABELS, MORAN_LABELS

LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
YEAR = ("2025-01", "2025-12")
WORDLESS = r"\bnan\b|\bNaN\b|None\b(?!:)|<NA>|\binf\b"


def reading(**params: str) -> ExplorationReading:
    params = {key.rstrip("_"): value for key, value in params.items()}
    shared = read_shared(params, PAGE)
    assert not shared.faults, shared.faults
    return read(params, shared.selection)


def views() -> list[Exploration]:
    """A few of each: districts, types, months, areas, measures and layers."""
    places = itertools.cycle([(LICHFIELD,), (), (TAMWORTH, STOKE), (TAMWORTH,)])
    types = itertools.cycle([("all-crime",), ("asb",), ("burglary", "robbery")])
    months = itertools.cycle([YEAR, ("2018-11", "2019-01"), ("2025-03", "2025-03")])
    shown = [("none", "rate"), ("none", "count"), ("none", "share"), ("band", "rate")]
    shown += [("gi", "rate"), ("moran", "rate"), ("smoothed", "count")]
    return [
        Exploration(next(places), next(types), *next(months), level, measure, layer, fdr)
        for level in ("ward", "lsoa")
        for layer, measure in shown
        for fdr in ((True, False) if layer == "gi" else (False,))
    ]


EXPLORED = views()


# --- the address ------------------------------------------------------------------------------


def test_the_default_is_the_partnership_all_crime_the_latest_run_wards_and_rates():
    told = reading().exploration
    force = load_catalogue().force
    assert told == Exploration(
        (force.default_district,), ("all-crime",), runs()[-1].months[0], runs()[-1].months[-1]
    )
    assert query(told, reading().shared) == {}
    assert reading(csp=TAMWORTH).exploration.districts == (TAMWORTH,)


@pytest.mark.parametrize("explored", EXPLORED)
def test_each_exploration_comes_back_from_its_own_address(explored):
    after = alter(reading(), **{f: getattr(explored, f) for f in explored.__dataclass_fields__})
    address = query(after.exploration, after.shared)
    again = reading(**address)
    assert again.faults == ()
    assert again.exploration == explored
    assert query(again.exploration, again.shared) == address


def test_an_area_comes_back_from_the_address_of_its_level():
    lsoa = alter(reading(), level="lsoa", districts=())
    code = str(lsoa.exploration.view().areas.index[0])
    chosen = alter(lsoa, at=code)
    address = query(chosen.exploration, chosen.shared)
    assert address["at"] == code
    assert reading(**address).exploration.at == code
    ward = str(reading().exploration.view().areas.index[-1])
    chosen = alter(reading(), at=ward)
    assert query(chosen.exploration, chosen.shared) == {"ward": ward}
    assert reading(ward=ward).exploration.at == ward


def test_a_ward_chosen_among_several_districts_takes_its_partnership_along():
    several = alter(reading(), districts=(LICHFIELD, STOKE))
    wards = several.exploration.view().areas
    ward = str(wards.index[wards["district_code"] == STOKE][0])
    chosen = alter(several, at=ward)
    assert (chosen.shared.csp, chosen.shared.ward) == (STOKE, ward)
    again = reading(**query(chosen.exploration, chosen.shared))
    assert again.exploration.at == ward
    assert set(again.exploration.districts) == {LICHFIELD, STOKE}


def test_a_single_district_becomes_the_partnership_of_every_page():
    after = alter(reading(), districts=(TAMWORTH,))
    assert after.shared.csp == TAMWORTH
    assert query(after.exploration, after.shared) == {"csp": TAMWORTH}


def test_what_no_longer_fits_is_let_go():
    ward = str(reading().exploration.view().areas.index[0])
    chosen = alter(reading(), at=ward)
    assert alter(chosen, level="lsoa").exploration.at is None
    assert alter(chosen, districts=(TAMWORTH,)).exploration.at is None
    winter = alter(chosen, first="2018-10", last="2019-02")
    assert winter.exploration.at is None
    assert winter.shared.period == "2018-10_2019-02"
    assert alter(chosen, measure="count").exploration.at == ward


def test_months_alone_say_which_run_is_meant():
    told = reading(**{"from": "2018-11", "to": "2019-01"})
    assert not told.faults
    assert (told.exploration.first, told.exploration.last) == ("2018-11", "2019-01")
    assert told.shared.period == "2018-10_2019-02"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"districts": "E99"}, ["E99", "force"]),
        ({"districts": f"{LICHFIELD},nope"}, ["nope"]),
        ({"types": "burglary,nope"}, ["nope"]),
        ({"types": "domestic-abuse"}, ["domestic-abuse"]),
        ({"from": "2020-04"}, ["2020-04", "October 2018 to February 2019"]),
        ({"from": "2018-10", "to": "2025-12"}, ["one run"]),
        ({"from": "2025-09", "to": "2025-03"}, ["earlier month first"]),
        ({"period": "2025", "from": "2018-10", "to": "2018-11"}, ["one run"]),
        ({"area": "street"}, ["street", "ward or lsoa"]),
        ({"measure": "harm"}, ["harm"]),
        ({"measure": "change"}, ["a year before", "not loaded"]),
        ({"layer": "heat"}, ["heat"]),
        ({"fdr": "perhaps"}, ["perhaps", "on or off"]),
        ({"area": "lsoa", "at": "E01999999"}, ["E01999999"]),
    ],
)
def test_what_is_not_known_is_named_in_a_sentence(params, words):
    told = read(params, read_shared(params, PAGE).selection)
    assert len(told.faults) == 1, told.faults
    assert all(word in told.faults[0] for word in words), told.faults
    assert told.faults[0].endswith(".")


def test_of_a_group_and_a_type_in_it_the_one_chosen_last_stays():
    assert tidy_types(["all-crime", "burglary"]) == ("burglary",)
    assert tidy_types(["burglary", "shoplifting", "theft"]) == ("theft", "burglary")
    assert tidy_types(["all-crime", "asb"]) == ("all-crime", "asb")


def test_every_option_says_which_list_it_is_from():
    labels = [type_label(one) for one in offered_types()]
    assert len(set(labels)) == len(labels)
    assert all(
        "police.uk type" in label or "Home Office group" in label or "all 13 types" in label
        for label in labels
    )


def test_the_own_keys_are_not_those_of_the_shared_selection():
    from data.selection.selection import KEYS

    assert not set(OWN_KEYS) & set(KEYS)


# --- one frame, said several times ------------------------------------------------------------


@pytest.mark.parametrize("explored", EXPLORED)
def test_map_key_table_and_sentence_draw_one_frame(explored, monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(components.map.legend.st, "html", lambda body, **_: written.append(body))
    view = explored.view()
    for colours in (LIGHT, DARK):
        paint = paint_explored(view, explored, colours)
        legend(explore_key(view, colours))
        assert {kind for kind, _, _ in paint.areas.values()} <= {NO_DATA, *range(len(paint.ramp))}
    rows = explore_rows(view)
    assert rows.index.tolist() == view.areas.index.tolist() == list(paint.areas)
    for code, row in view.areas.iterrows():
        assert f"<b>{value_words(row, view)}</b>" in paint.areas[code][2]
    keyed = sum(int(number) for number in re.findall(r"\((\d+)\)</li>", written[-1]))
    assert keyed == len(view.areas)
    told = [explore_title(view), explore_in_short(view), explore_total(view)]
    told += [layer_note(view), written[-1]]
    told += [chosen_sentence(view, str(code)) for code in view.areas.index[:3]]
    told += [words for _, words in notes(view)] + [words for _, _, words in paint.areas.values()]
    for text in told:
        assert not re.search(WORDLESS, text), text


@pytest.mark.parametrize("layer", LAYERS)
def test_the_class_on_the_map_is_the_label_or_the_class_of_the_frame(layer):
    explored = Exploration((LICHFIELD,), ("all-crime",), *YEAR, "lsoa", "rate", layer, False)
    view = explored.view()
    kinds = {
        code: kind for code, (kind, _, _) in paint_explored(view, explored, LIGHT).areas.items()
    }
    order = {"band": BANDS, "gi": GI_LABELS, "moran": MORAN_KEY}
    if layer in order:
        told = {code: order[layer][kind] for code, kind in kinds.items() if kind != NO_DATA}
        assert told == view.areas["label"].astype(str).to_dict()
        assert set(order["moran"]) == set(MORAN_LABELS) - {"not tested"}
    else:
        column = "smoothed" if layer == "smoothed" else "rate"
        assert kinds == classify(view.areas[column], view.breaks).astype(int).to_dict()


def test_too_few_areas_are_hatched_and_the_note_says_why(monkeypatch):
    explored = Exploration((LICHFIELD,), ("robbery",), "2025-02", "2025-02", "ward", "rate", "gi")
    view = explored.view()
    paint = paint_explored(view, explored, LIGHT)
    if view.areas["label"].isna().all():
        assert {kind for kind, _, _ in paint.areas.values()} == {NO_DATA}
        assert "No hot spots can be worked out" in layer_note(view)
    else:
        assert NO_DATA not in {kind for kind, _, _ in paint.areas.values()}


def test_the_map_is_fitted_to_the_districts_and_lettered_for_them():
    own = Exploration((LICHFIELD,), ("asb",), *YEAR)
    assert paint_explored(own.view(), own, LIGHT).fit == (LICHFIELD,)
    assert paint_explored(own.view(), own, LIGHT).labels is None
    force = Exploration((), ("asb",), *YEAR, "lsoa")
    paint = paint_explored(force.view(), force, LIGHT)
    assert paint.fit is None
    districts = {one.name for one in load_catalogue().force.districts}
    assert {name for name, _, _ in paint.labels} == districts
    small = Exploration((LICHFIELD,), ("asb",), *YEAR, "lsoa")
    wards = {name for name, _, _ in paint_explored(small.view(), small, LIGHT).labels}
    assert wards == set(small.view().areas["ward_name"])


def test_what_is_told_to_the_map_of_all_small_areas_stays_small():
    force = Exploration((), ("all-crime",), *YEAR, "lsoa")
    assert len(paint_explored(force.view(), force, LIGHT).script(LIGHT, "")) < 60_000


def test_the_mix_message_names_what_stands_out_or_what_is_explored():
    mix = crime_mix(("all-crime",), *YEAR, (LICHFIELD,))
    said = mix_message(mix, "Here", "There")
    ratios = (mix["share"] / mix["reference"])[mix["share"] >= 2]
    assert mix.loc[ratios.idxmax(), "name"] in said
    one = crime_mix(("burglary",), *YEAR, (LICHFIELD,))
    assert f"{one.loc['Burglary', 'share']:.1f}% of the mix in Here" in mix_message(
        one, "Here", "There"
    )


# --- files ------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["ward", "lsoa"])
def explored(request: pytest.FixtureRequest) -> Exploration:
    return Exploration((LICHFIELD, TAMWORTH), ("asb",), *YEAR, request.param, "rate", "gi", False)


@pytest.mark.parametrize(("make", "code"), [(geojson, 4326), (geopackage, 27700)])
def test_a_layer_opens_elsewhere_with_the_figures_of_the_table(
    make, code, explored, tmp_path: Path
):
    view = explored.view()
    rows = explore_rows(view)
    path = tmp_path / ("areas.gpkg" if code == 27700 else "areas.geojson")
    path.write_bytes(make(view, rows))
    layer = gpd.read_file(path)
    assert layer.crs.to_epsg() == code
    assert layer["code"].tolist() == rows["Code"].tolist()
    assert layer["recorded"].tolist() == rows["Recorded"].tolist()
    assert layer["rate"].tolist() == pytest.approx(rows["Rate"].astype(float).tolist())
    assert layer.geometry.is_valid.all()
    assert not layer.geometry.is_empty.any()
    own = load_areas().set_index("area_code").loc[rows["Code"], "district_code"]
    assert set(own) == {LICHFIELD, TAMWORTH}


def test_a_name_that_a_spreadsheet_would_run_is_neutralised_in_every_file(explored, tmp_path):
    view = explored.view()
    rows = explore_rows(view)
    rows.iloc[0, 1] = "=cmd"
    for make, name in ((geojson, "a.geojson"), (geopackage, "a.gpkg")):
        path = tmp_path / name
        path.write_bytes(make(view, rows))
        held = gpd.read_file(path)
        assert "'=cmd" in held.iloc[0].astype(str).tolist()
        assert "=cmd" not in held.iloc[0].astype(str).tolist()


def test_the_notes_name_filters_sources_caveats_and_licences(explored):
    told = notes(explored.view())
    text = " ".join(words for _, words in told)
    force = load_catalogue().force
    assert all(line in text for line in force.attribution)
    assert "January to December 2025" in text
    assert "Anti-social behaviour" in text
    assert "Census 2021" in text
    assert "Open Government Licence" in text
    assert {"Districts", "Crime types", "Months", "Source", "Licence"} <= {one for one, _ in told}


def test_the_name_of_a_file_is_safe_everywhere():
    for one in EXPLORED:
        assert re.fullmatch(r"[A-Za-z0-9_.-]{10,150}", file_name(one.view()))


def test_a_csv_reads_back_as_the_table(explored):
    from data.tables.safe_cells import safe_cells

    rows = explore_rows(explored.view())
    text = safe_cells(rows).to_csv(index=False)
    back = pd.read_csv(io.StringIO(text))
    assert back.columns.tolist() == rows.columns.tolist()
    assert back["Rate"].tolist() == pytest.approx(rows["Rate"].astype(float).tolist())
