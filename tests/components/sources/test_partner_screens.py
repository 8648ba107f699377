"""Whatever a screen or a file can get of a restricted table: no small count follows from it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.compare.charts import funnel_table, spread_table
from components.compare.maps import maps_data
from components.compare.matrix import matrix_rows
from components.page.partner_tables import shown_rows
from components.page.tables import ward_rows
from components.theme.hotspot_panel import hotspot_panel
from components.ward.spine import spine_rows
from data.figures.area_figures import area_figures
from data.figures.comparison import comparison_matrix, force_wards, funnel
from data.figures.headlines import headline
from data.figures.partner_tables import partner_rows
from data.figures.profile import spine, ward_profile
from data.figures.surroundings import lsoas_inside, neighbour_figures
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.painting.wards import paint_wards
from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner_tables.store import save_partner_table
from data.selection.selection import Selection
from geo.disclosure import Suppressed
from tests.data.partner_tables.partner_tables import checked, csv_of, definition
from tests.geo.test_disclosure import Attacker

ID, YEAR, HALF = "welfare-checks", "2024", "2024-01_2024-06"
SMALLEST = 5
# Columns that say nothing of a count: who, where, why not.
PLAIN = {"area_name", "district_code", "district_name", "status", "source", "note", "area_code"}
PLAIN |= {"level", "indicator", "period", "unit", "name", "polarity", "wards", "wards_known"}


def _truth(chance: float, seed: int) -> pd.Series:
    """Few in many wards, many in few, and none in some."""
    codes = areas_of("ward24").index
    drawn = np.random.default_rng(seed).geometric(chance, len(codes)) - 1
    return pd.Series(drawn, index=codes)


HALF_TRUTH = _truth(0.07, 1)
YEAR_TRUTH = HALF_TRUTH + _truth(0.1, 2)


@pytest.fixture(scope="module", autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A year and its first half by ward: 185 wards, most of them with few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("store")))
        patch.setenv("CSP_SHOW_RESTRICTED", "1")
        patch.delenv("CSP_SUPPRESS_UP_TO", raising=False)
        for truth, period in ((YEAR_TRUTH, YEAR), (HALF_TRUTH, "2024-01 to 2024-06")):
            rows = [f"{code},{count},3000" for code, count in truth.items()]
            said = definition(
                name="Welfare checks", sensitivity="restricted", period=read_period(period)
            )
            table = checked(csv_of("area_code,numerator,denominator", *rows), said)
            save_partner_table(table, "An analyst")
        yield


def _seen(period: str) -> pd.Series:
    """Every count that the screens' frames give, of wards, districts and the force."""
    held = [area_figures(ID, period, level) for level in ("ward", "district", "force")]
    return pd.concat([one["numerator"] for one in held])


def test_the_counts_on_screens_are_the_true_ones_or_none() -> None:
    for period, truth in ((YEAR, YEAR_TRUTH), (HALF, HALF_TRUTH)):
        seen = _seen(period).reindex(truth.index)
        assert (seen.dropna() == truth[seen.notna()]).all()
        small = truth[truth.between(1, SMALLEST)].index
        assert len(small) > 10
        assert seen[small].isna().all()
        assert seen[truth == 0].notna().all()


@pytest.mark.parametrize("csp", [one.code for one in load_catalogue().force.districts])
def test_an_attacker_with_every_screen_learns_no_small_count(csp: str) -> None:
    """The district's wards, its total, the year, its half and what is between the two."""
    wards = areas_of("ward24")
    own = [str(code) for code in wards.index[wards["district_code"] == csp]]
    areas = {code: [code] for code in own} | {csp: own}
    seen = pd.DataFrame({YEAR: _seen(YEAR), HALF: _seen(HALF)}).loc[[*own, csp]]
    got = Suppressed(seen.notna().replace({True: "shown", False: "hidden"}), seen)
    attacker = Attacker(
        got, areas, {YEAR: ["first", "second"], HALF: ["first"], "rest": ["second"]}
    )
    truth = {YEAR: YEAR_TRUTH, HALF: HALF_TRUTH, "rest": YEAR_TRUTH - HALF_TRUTH}
    for ward in own:
        for period, counts in truth.items():
            if 1 <= counts[ward] <= SMALLEST:
                low, high = attacker.whole_range(attacker.row(ward, period))
                assert high - low >= SMALLEST, (ward, period, low, high)


def _empty_but_for_words(frame: pd.DataFrame, withheld: pd.Index, plain: set[str]) -> None:
    held = frame[frame.index.isin(withheld)]
    assert len(held)
    for column in held.columns.difference(list(plain)):
        values = held[column]
        told = values[values.notna() & ~values.isin(["–", ""])]
        assert told.empty, f"{column} tells {told.iloc[0]!r} of {told.index[0]}"


def test_no_frame_tells_a_number_of_a_withheld_ward() -> None:
    figures = area_figures(ID, YEAR, "ward")
    withheld = figures.index[figures["status"] == "suppressed"]
    _empty_but_for_words(figures, withheld, PLAIN)
    for whole_force in (False, True):
        for csp in figures.loc[withheld, "district_code"].unique():
            view = ward_view(ID, YEAR, str(csp), whole_force)
            _empty_but_for_words(view.wards, withheld, PLAIN)
            rows = ward_rows(view).set_index("Code")
            _empty_but_for_words(rows, withheld, {"Ward", "District", "Status"})
            said = rows["Status"].str.startswith("Withheld: a count of 1 to 5")
            assert said.reindex(withheld.intersection(rows.index)).all()
    spread = spread_table(force_wards(ID, YEAR).wards, {}, load_catalogue().indicator(ID))
    _empty_but_for_words(spread.set_index("Code"), withheld, {"Ward", "District", "Status"})
    told = funnel(ID, YEAR, "ward")
    assert told is not None
    assert not told.points.index.isin(withheld).any()
    assert not funnel_table(told)["Code"].isin(withheld).any()


def test_ranks_and_bands_wait_for_whole_sets() -> None:
    for csp in (one.code for one in load_catalogue().force.districts):
        view = ward_view(ID, YEAR, csp)
        assert view.wards["rank_force"].isna().all()
        if (view.own["status"] == "suppressed").any():
            assert view.own[["band", "rank_district"]].isna().all(axis=None)
            assert view.rule is None


def test_a_profile_of_a_withheld_ward_and_its_neighbours() -> None:
    figures = area_figures(ID, YEAR, "ward")
    withheld = figures.index[figures["status"] == "suppressed"]
    for ward in withheld[:3]:
        row = spine(YEAR, ward).loc[[ID]].set_axis([ward])
        theirs = {"district", "force", "at_force", "at_district"}
        ranges = {"lowest", "lower_quartile", "upper_quartile", "highest"}
        ranges |= {f"at_{one}" for one in ranges}
        _empty_but_for_words(row, withheld, PLAIN | theirs | ranges)
        # A range over some wards only would be told as the district's.
        assert row[list(ranges)].isna().all(axis=None)
        profile = ward_profile(ID, YEAR, ward)
        assert profile.comparison is None and profile.change.percent is None
        assert spine_rows(profile, spine(YEAR, ward))["Status"].iloc[-1].startswith("Withheld")
        near = neighbour_figures(ID, YEAR, ward)
        assert near[["ratio", "ratio_lower", "ratio_upper", "against"]].isna().all(axis=None)
        assert lsoas_inside(ID, YEAR, ward)["rate"].isna().all()
        rows = partner_rows(str(figures.loc[ward, "district_code"]), None, ward)
        rows = rows[rows["period"] == YEAR]
        assert rows.loc[rows["area_code"] == ward, "value"].isna().all()
        words = shown_rows(rows).set_index("Code").loc[ward, "Status"]
        assert all(str(one).startswith("Withheld") for one in np.atleast_1d(words))


def test_maps_draw_withheld_wards_apart_and_tell_no_figure() -> None:
    figures = area_figures(ID, YEAR, "ward")
    withheld = set(figures.index[figures["status"] == "suppressed"])
    csp = str(figures.loc[sorted(withheld)[0], "district_code"])
    chosen = Selection(csp, "", ID, YEAR, sorted(withheld)[0], "force")
    paint = paint_wards(ward_view(ID, YEAR, csp, whole_force=True), chosen, LIGHT)
    for code, (kind, outline, words) in paint.areas.items():
        assert (kind == -2) == (code in withheld)
        if code in withheld:
            assert outline == 0
            assert words.startswith("<br>Withheld: a count of 1 to 5 could identify people")
    rows = comparison_matrix(YEAR)
    told = maps_data(rows[rows["indicator"] == ID], chosen, LIGHT)
    assert {code for code, (kind, _) in told["areas"].items() if kind == -2} == withheld
    panel = hotspot_panel(ward_view(ID, YEAR, csp), chosen.ward)
    own = next(row for row in panel["rows"] if row["code"] == chosen.ward)
    assert [cell.get("text") for cell in own["cells"]][:2] == ["withheld", "–"]
    assert json.dumps(told)  # nothing of it is a missing value that a browser could not read


def test_districts_and_downloads_of_the_matrix() -> None:
    matrix = comparison_matrix(YEAR)
    assert matrix["indicator"].unique().tolist() == [ID]
    rows = matrix_rows(YEAR)
    assert rows["Status"].eq("supplied by Fire and rescue service").all()
    told = headline(ID, YEAR, str(matrix["area_code"].iloc[0]))
    assert (told.status, told.numerator) == ("partner", int(matrix["numerator"].iloc[0]))


# --- One way in ---------------------------------------------------------------------------------

ROOT = Path(__file__).parents[3]
RAW = {"counted_tables", "figures_at", "values_to_show", "as_counted", "KIND", "JUDGED"}
RAW |= {"statuses", "judged_before"}


def _modules() -> Iterator[Path]:
    for folder in ("data", "components", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.parent not in (ROOT / "data" / "partner", ROOT / "data" / "partner_tables"):
                yield path
    yield ROOT / "front_door.py"


def _ways_round(path: Path) -> Iterator[str]:
    """What a module takes or names of what comes before disclosure control."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("data.partner"):
            for name in RAW & {one.name for one in node.names}:
                yield f"{path.name} takes {name} from {node.module}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            kinds = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if name in ("read_table", "read_layer") and {"partner", "partner_shown"} & set(kinds):
                yield f"{path.name} reads {kinds}"
        if isinstance(node, ast.Constant) and node.value == "partner_shown":
            yield f"{path.name} names the judgement's kind"


def test_only_the_partner_modules_reach_unjudged_values(tmp_path: Path) -> None:
    """No other module takes what comes before disclosure control, or names the kinds it is in."""
    sly = tmp_path / "sly.py"
    sly.write_text(
        "from data.partner.values import counted_tables\nstore.read_table('partner', 'a/2024')\n"
    )
    assert len(list(_ways_round(sly))) == 2
    assert [one for path in _modules() for one in _ways_round(path)] == []
