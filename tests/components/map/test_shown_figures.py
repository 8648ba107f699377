"""Map, list, key, sentence and table draw one frame, and say the same of it."""

from __future__ import annotations

import io
import itertools
import json
import re

import pandas as pd
import pytest

import components.map.legend
from components.chart.charts import months_chart
from components.map.legend import legend
from components.overview.risk_panel import risk_panel
from components.page.tables import ward_rows
from components.served.cached import DRAWINGS, drawing_address
from components.theme.hotspot_panel import MOST_ROWS, hotspot_panel
from data.figures.area_figures import monthly_counts
from data.figures.headlines import headline
from data.figures.risk import risk_indicators, risk_view
from data.figures.ward_view import monthly_rates, ward_view
from data.installed.catalogue import load_catalogue
from data.painting.paint import NO_DATA
from data.painting.palette import DARK, LIGHT
from data.painting.wards import paint_risk, paint_wards, risk_class, risk_key, ward_key
from data.phrases.plain import rate
from data.selection.selection import Selection, offered_periods, read, theme_indicators
from data.tables.safe_cells import safe_cells
from data.verdict.overview import headlines
from data.words.figures import flagged, standing_out, title
from data.words.in_short import risk_in_short, theme_in_short
from geo.classes import classify

CATALOGUE = load_catalogue()
LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
CSPS = [one.code for one in CATALOGUE.force.districts]
SHOWN = sorted(
    {
        (indicator, period)
        for theme in CATALOGUE.themes.values()
        for indicator in theme_indicators(CATALOGUE, theme)
        for period in offered_periods(CATALOGUE, "theme", indicator)
    }
)


def chosen(csp: str, period: str, **more: str) -> Selection:
    return Selection(csp, "asb", "asb", period, **more)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the legend writes to the page."""
    bodies: list[str] = []
    monkeypatch.setattr(components.map.legend.st, "html", lambda body, **_: bodies.append(body))
    return bodies


# --- one frame, said five times ---------------------------------------------------------------


def test_whatever_is_chosen_every_part_can_be_drawn_and_none_says_nan(written):
    settings = itertools.cycle(itertools.product([LICHFIELD, TAMWORTH, STOKE], [False, True]))
    for (indicator, period), (csp, whole_force) in zip(SHOWN[::2], settings, strict=False):
        view = ward_view(indicator, period, csp, whole_force)
        selection = chosen(csp, period, wards="force" if whole_force else "district")
        place = CATALOGUE.force.district(csp).name
        paint = paint_wards(view, selection, LIGHT)
        listed = hotspot_panel(view, None)
        legend(ward_key(view, selection, LIGHT))
        told = [
            title(view, place),
            theme_in_short(view, headline(indicator, period, csp), place),
            json.dumps(paint.areas),
            json.dumps(listed),
            written[-1],
        ]
        for text in told:
            assert not re.search(r"\bnan\b|\bNaN\b|None\b(?! of)|<NA>|\binf\b", text), text
        assert set(paint.areas) == set(view.wards.index)
        assert {row["code"] for row in listed["rows"]} <= set(view.own.index)
        known = view.wards["rate"].notna()
        hatched = {code for code, (kind, _, _) in paint.areas.items() if kind == NO_DATA}
        assert hatched == set(view.wards.index[~known])


@pytest.mark.parametrize("csp", CSPS)
def test_the_map_s_class_is_where_the_rate_lies_between_the_key_s_numbers(csp):
    view = ward_view("burglary", "2025", csp)
    paint = paint_wards(view, chosen(csp, "2025"), LIGHT)
    bounds = [float("-inf"), *view.breaks]
    for code, (kind, outline, words) in paint.areas.items():
        ward = view.wards.loc[code]
        assert bounds[kind] < ward["rate"] <= bounds[kind + 1] + 1e-9
        assert f"<b>{rate(ward['rate'])}</b>" in words
        assert (outline > 0) == (ward["band"] != "not highlighted")
    assert len(paint.ramp) == len(view.breaks)


def test_the_key_counts_the_district_s_wards_class_by_class(written):
    view = ward_view("asb", "2025", LICHFIELD)
    legend(ward_key(view, chosen(LICHFIELD, "2025"), LIGHT))
    counts = [int(one) for one in re.findall(r"\((\d+)\)", written[-1])]
    expected = classify(view.own["rate"], view.breaks).value_counts()
    assert counts == [int(expected.get(place, 0)) for place in range(len(view.breaks))]
    assert sum(counts) == 22
    for end in view.breaks:
        assert rate(end) in written[-1]
    for colour in paint_wards(view, chosen(LICHFIELD, "2025"), LIGHT).ramp:
        assert f"background-color:{colour}" in written[-1]


def test_the_key_says_how_many_wards_are_not_published(written):
    legend(ward_key(ward_view("asb", "2018-19", LICHFIELD), chosen(LICHFIELD, "2018-19"), LIGHT))
    assert "not published (20)" in written[-1]


@pytest.mark.parametrize("shade", ["band", "lenses"])
def test_the_key_of_another_shade_counts_the_same_wards(shade, written):
    selection = chosen(STOKE, "2025", shade=shade)
    view = ward_view("asb", "2025", STOKE)
    legend(ward_key(view, selection, LIGHT))
    painted = paint_wards(view, selection, LIGHT)
    classes = pd.Series([kind for kind, _, _ in painted.areas.values()]).value_counts()
    items = re.findall(r"background-color:(#\w+)\"></span>([^<]*)", written[-1])
    told = [int(re.findall(r"\d+", text)[-1]) for _, text in items]
    assert told == [int(classes.get(place, 0)) for place in range(len(items))]
    assert [colour for colour, _ in items] == [fill.split(" ")[0] for fill in painted.ramp]


@pytest.mark.parametrize("csp", CSPS)
def test_the_list_holds_the_flagged_wards_worst_first_with_their_own_figures(csp):
    view = ward_view("asb", "2025", csp)
    listed = hotspot_panel(view, None)
    high = flagged(view)
    # The next highest wards follow, as far as there is room.
    expected = [*high.index, *view.own.index.difference(high.index, sort=False)][:MOST_ROWS]
    assert [row["code"] for row in listed["rows"]] == expected
    assert high["rate"].is_monotonic_decreasing
    months = monthly_counts("asb", "2025", "ward")
    assert {len(row["cells"]) for row in listed["rows"]} <= {len(listed["heads"])}
    for row in listed["rows"]:
        ward = view.wards.loc[row["code"]]
        assert row["name"] == ward["area_name"]
        assert row["cells"][0]["text"] == rate(ward["rate"])
        (line,) = [cell for cell in row["cells"] if cell["kind"] == "months"]
        assert line["values"] == months.loc[row["code"]].tolist()
        assert sum(line["values"]) == ward["numerator"]


def test_the_list_says_how_many_flagged_wards_it_leaves_out():
    tried = 0
    for csp, indicator in itertools.product(CSPS, ("asb", "violence-sexual", "all-crime")):
        view = ward_view(indicator, "2025", csp, True)
        high = flagged(view)
        quiet = next((code for code in view.own.index if code not in high.index), None)
        for ward in (None, quiet, high.index[-1] if len(high) else None):
            listed = hotspot_panel(view, ward)
            left_out = set(high.index) - {row["code"] for row in listed["rows"]}
            said = re.search(r"(\d+) more in the table", listed["note"])
            assert (int(said[1]) if said else 0) == len(left_out), (csp, indicator, ward)
            tried += bool(left_out)
    assert tried


def test_the_chosen_ward_is_in_the_list_even_where_nothing_marks_it():
    view = ward_view("asb", "2025", LICHFIELD)
    quiet = view.wards.index[-1]
    rows = hotspot_panel(view, quiet)["rows"]
    assert [row["code"] for row in rows if row["chosen"]] == [quiet]
    high = view.wards.index[0]
    rows = hotspot_panel(view, high)["rows"]
    assert [row["code"] for row in rows].count(high) == 1
    assert rows[0]["chosen"]


def test_the_sentence_says_so_where_nothing_is_published():
    key = ("domestic-abuse", "2018-19", TAMWORTH)
    said = theme_in_short(ward_view(*key), headline(*key), "Tamworth")
    assert said == "No figure for Tamworth or its wards in this period."


def test_a_part_of_a_year_is_called_annualised_in_the_title():
    said = title(ward_view("asb", "2018-10_2019-02", LICHFIELD), "Lichfield")
    assert "annualised from 5 months" in said
    assert "annualised" not in title(ward_view("asb", "2025", LICHFIELD), "Lichfield")


def test_the_table_has_every_ward_and_no_zero_for_a_missing_one():
    view = ward_view("asb", "2018-19", LICHFIELD)
    table = ward_rows(view).set_index("Code")
    assert set(table.index) == set(view.wards.index)
    rates = table["Rate (per 1,000 residents)"]
    assert rates.notna().sum() == 2
    assert not rates.eq(0).any()
    assert "Recorded" not in table  # nothing was counted


# --- places at greatest risk ------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2025", "2018-10_2019-02", "2018-19"])
@pytest.mark.parametrize("whole_force", [False, True])
def test_risk_map_list_key_and_sentence_agree(period, whole_force, written):
    view = risk_view(period, LICHFIELD, whole_force)
    selection = chosen(LICHFIELD, period)
    paint = paint_risk(view, selection, LIGHT)
    legend(risk_key(view, LIGHT))
    high = view.own[view.own["flags"].fillna(0) > 0]
    for code, ward in view.wards.iterrows():
        kind = paint.areas[code][0]
        assert kind == (NO_DATA if pd.isna(ward["flags"]) else risk_class(int(ward["flags"])))
    counts = [int(one) for one in re.findall(r"\((\d+)\)", written[-1])]
    assert sum(counts) == len(view.own) == 22
    listed = risk_panel(view, None)
    assert [row["code"] for row in listed["rows"]] == high.index[: len(listed["rows"])].tolist()
    said = risk_in_short(view, headlines(period, LICHFIELD), "Lichfield")
    if len(high):
        assert f"{len(high)} of 22 wards stand" in said or said.startswith("One of 22 wards")
        assert high["area_name"].iloc[0] in said


@pytest.mark.parametrize(
    ("flags", "kind"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (14, 3)]
)
def test_risk_classes(flags, kind):
    assert risk_class(flags) == kind


# --- what is sent to the browser --------------------------------------------------------------


@pytest.mark.parametrize(("layer", "wards"), [("ward19", 201), ("ward24", 185)])
def test_the_drawing_holds_every_ward_once_and_nothing_but_names_and_shapes(layer, wards):
    name = drawing_address(layer).rsplit("/", 1)[-1]
    held = json.loads((DRAWINGS / name).read_text(encoding="utf-8"))
    features = held["areas"]["features"]
    codes = [one["properties"]["code"] for one in features]
    assert len(codes) == len(set(codes)) == wards
    assert set().union(*(one["properties"] for one in features)) <= {
        "code",
        "name",
        "label",
        "district",
    }
    assert {one["properties"]["code"] for one in held["outlines"]["features"]} == set(CSPS)
    assert drawing_address(layer) == drawing_address(layer)


def test_a_paint_cannot_end_the_script_it_is_written_in():
    paint = paint_wards(ward_view("asb", "2025", LICHFIELD), chosen(LICHFIELD, "2025"), LIGHT)
    script = paint.script(LIGHT, "")
    assert "</" not in script
    told = json.loads(script)
    assert told["areas"]["E05010658"][2] == paint.areas["E05010658"][2]
    other = chosen(LICHFIELD, "2025", ward="E05010658")
    repaint = paint_wards(ward_view("asb", "2025", LICHFIELD), other, LIGHT).script(LIGHT, "")
    assert json.loads(repaint)["token"] != told["token"]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("polarity", ["higher is worse", "neutral"])
def test_no_two_classes_share_a_colour_and_lightness_orders_them(colours, polarity):
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for classes in range(1, 6):
        ramp = colours.ramp(polarity, classes)
        assert len(set(ramp)) == len(ramp) == classes
        order = [lightness(colour) for colour in ramp]
        assert order == sorted(order, reverse=not colours.dark)


# --- charts and downloads ---------------------------------------------------------------------


@pytest.mark.parametrize("absent", ["2025-05", "2025-12"])
def test_an_absent_month_is_a_gap_in_the_line_and_each_line_keeps_its_name(absent):
    series = monthly_rates(ward_view("asb", "2025", LICHFIELD), LICHFIELD, "E05010658").copy()
    series.loc[absent] = float("nan")
    figure = months_chart(series, LIGHT)
    for line in figure.data:
        drawn = pd.Series(line.y, index=series.index, dtype="float64")
        assert drawn[drawn.isna()].index.tolist() == [absent]
        assert not line.connectgaps
    names = {re.sub(r"(<br>)? +", " ", note.text).strip() for note in figure.layout.annotations}
    assert names == set(series.columns)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_text(start):
    table = pd.DataFrame({"Ward": [f"{start}1+1", "Stowe", None], "Rate": [-1.5, 2.0, None]})
    safe = safe_cells(table)
    assert safe["Ward"].iloc[0] == f"'{start}1+1"
    assert safe["Ward"].iloc[1] == "Stowe"
    assert pd.isna(safe["Ward"].iloc[2])
    pd.testing.assert_series_equal(safe["Rate"], table["Rate"])
    assert table["Ward"].iloc[0] == f"{start}1+1"  # the table shown is left alone


def test_a_download_of_wards_reads_back_as_the_table():
    table = ward_rows(ward_view("asb", "2025", LICHFIELD))
    text = safe_cells(table).to_csv(index=False)

    back = pd.read_csv(io.StringIO(text))
    assert back["Code"].tolist() == table["Code"].tolist()
    assert back["Recorded"].tolist() == table["Recorded"].tolist()
    assert back["Ward"].tolist() == table["Ward"].tolist()


def test_reading_an_address_needs_no_running_app():
    assert read({}, "theme").selection.indicator == "asb"


@pytest.mark.parametrize("csp", CSPS)
def test_a_ward_stands_out_on_a_theme_as_it_does_on_the_overview(csp):
    evidence = risk_view("2025", csp).evidence
    for indicator in risk_indicators("2025"):
        counted = set(evidence.loc[evidence["indicator"] == indicator.id, "area_code"])
        own = ward_view(indicator.id, "2025", csp).own.index
        assert set(standing_out(ward_view(indicator.id, "2025", csp)).index) == counted & set(own)
