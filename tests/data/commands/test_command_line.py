"""The command line: every command has its help, does its work, and refuses with a sentence."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import store
from data.__main__ import main
from data.explore.view import explore
from data.figures.headlines import headline
from data.figures.ward_view import ward_view
from data.partner.levels import areas_of
from data.tables.areas import load_areas
from data.tables.packaged import read_packaged_layer
from tests.data.area.synthetic_area import FORCE, SLUG, write_needed, write_police
from tests.data.fetching.portal_server import Archive, Portal, serving
from tests.data.street.street_samples import archive, as_csv, record

pytestmark = pytest.mark.usefixtures("own_store")

ROOT = Path(__file__).parents[3]
Say = Callable[..., tuple[int, str, str]]
COMMANDS = (
    "build",
    "check",
    "import",
    "import police",
    "import boundaries",
    "import table",
    "fetch",
    "fetch boundaries",
    "fetch police",
    "history",
    "undo",
    "new-area",
    "show",
    "list",
)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; return its code, and what it printed where."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """Two months of the served force, one of them cut off."""
    lsoa = str(load_areas().query("area_type == 'lsoa21'")["area_code"].iloc[0])
    slug = "staffordshire"
    good = as_csv([record("2030-01", "a", lsoa), record("2030-01", "b", "")])
    cut = as_csv([record("2030-02", "a", lsoa)])[:-12]
    members = {f"2030-01/2030-01-{slug}-street.csv": good, f"2030-02-{slug}-street.csv": cut}
    return archive(tmp_path / "months.zip", members)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: python -m data {command}")


def test_the_list_of_commands_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"    {command} " in told for command in COMMANDS if " " not in command)


def test_months_go_in_are_told_and_can_be_undone(say: Say, months: Path) -> None:
    code, out, err = say("import", "police", months, "--who", "An Analyst", "--note", "monthly")
    assert (code, err) == (0, "")
    assert "Imported 1 month (staffordshire, 2030-01): 2 records read, 1 counted" in out
    assert "2030-02-staffordshire-street.csv, line 2: the row has" in out
    code, out, _ = say("history")
    assert code == 0
    assert "1: " in out and "by An Analyst: Imported police records" in out
    assert "from months.zip: 2030-01/2030-01-staffordshire-street.csv; note: monthly" in out
    code, out, _ = say("check")
    assert code == 0
    assert "store: police_month: 1 entries" in out and "population" in out
    assert say("undo", "1")[0] == 0
    assert not store.refresh().of_kind("police_month")
    assert "1: " in say("history", "--last", "2")[1]
    code, _, err = say("undo", "1")
    assert (code, err.splitlines()[-1]) == (1, "Nothing was changed.")


def test_boundaries_go_in(say: Say, tmp_path: Path) -> None:
    wards = read_packaged_layer("boundaries/ward24")
    names = {"area_code": "WD24CD", "area_name": "WD24NM"}
    path = tmp_path / "wards.geojson"
    path.write_text(wards.rename(columns=names).to_crs(4326).to_json())
    code, _, err = say("import", "boundaries", path, "--check-only")
    assert (code, err) == (0, "")
    assert not store.refresh().entries
    code, _, err = say("import", "boundaries", path)
    assert (code, err) == (0, ""), err
    assert store.refresh().of_kind("boundaries")["ward24"].rows == len(wards)
    path.write_text('{"type": "FeatureCollection", "features": []}')
    code, _, err = say("import", "boundaries", path)
    assert code == 1
    assert err.startswith("wards.geojson") and err.endswith("Nothing was changed.\n")


def test_a_partners_table_goes_in(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "fires.csv"
    lines = [f"{code},{number},1000" for number, code in enumerate(areas_of("ward24").index)]
    path.write_text("\n".join(["area_code,numerator,denominator", *lines, ""]))
    words = ["import", "table", path, "--level", "ward24", "--period", "2024", "--polarity"]
    words += ["higher is worse", "--unit", "per 1,000 residents", "--sensitivity", "open"]
    words += ["--indicator-name", "Fires", "--partner", "Fire", "--caveat", "Recorded ones."]
    words += ["--definition", "Fires over residents.", "--who", "An Analyst"]
    code, out, err = say(*words)
    assert (code, err) == (0, ""), err
    assert list(store.refresh().of_kind("partner")) == ["fires/2024"]
    assert "Saved as fires/2024, change 1." in out
    path.write_text("area_code,numerator,denominator\nE05999999,-1,10\n")
    code, _, err = say(*words)
    assert code == 1
    assert "E05999999" in err and err.endswith("Nothing was changed.\n")
    code, out, _ = say("import", "table", tmp_path / "template.csv", "--template")
    assert code == 0 and (tmp_path / "template.csv").exists()


def test_a_download_that_cannot_be_had_is_told_without_promising_more(say: Say) -> None:
    code, _, err = say("fetch", "boundaries", "--vintage", "1066")
    assert code == 1
    assert "No address is known for ward boundaries of 1066" in err
    assert "Nothing was changed" not in err


def test_a_download_is_imported_at_once_when_asked(say: Say, tmp_path: Path) -> None:
    months = ["2024-01", "2024-02"]
    members = {
        f"{month}/{month}-{SLUG}-street.csv": as_csv([record(month, "a", "E01033770")])
        for month in months
    }
    whole = archive(tmp_path / "whole.zip", members).read_bytes()
    with serving(Archive(months=months, archives={"2024-02": whole})) as site:
        words = ("fetch", "police", "--force", SLUG, "--from", "2024-01", "--site", site.address)
        code, out, err = say(*words, "--import")
    assert code == 0, err
    assert "2 months, 2024-01 to 2024-02." in out
    assert f"Imported 2 months ({SLUG}, 2024-01 to 2024-02)" in out
    assert len(store.refresh().of_kind("police_month")) == 2


def test_a_download_that_is_refused_stays_on_disk(say: Say) -> None:
    areas = load_areas()
    wards = areas[areas["area_type"] == "ward19"].iloc[:2]
    rows = wards[["area_code", "area_name", "district_code"]].itertuples(index=False, name=None)
    # The portal of the tests draws its wards where nobody lives.
    with serving(Portal(services=("WD_DEC_2019_UK_BGC",), wards=list(rows))) as portal:
        words = ("fetch", "boundaries", "--vintage", "2019")
        words += ("--services", f"{portal.address}/services")
        code, out, _ = say(*words)
        assert code == 0
        path = Path(out.strip().rsplit(" ", 1)[-1])
        assert f"Next: python -m data import boundaries {path}" in out
        code, _, err = say(*words, "--import")
    assert code == 1
    assert "lie outside the force area" in err
    assert f"{path} is downloaded and whole, but was not imported" in err
    assert path.exists() and not store.refresh().entries


def test_another_force_area_is_made_filled_and_left_again(say: Say, tmp_path: Path) -> None:
    write_needed(tmp_path / "files")
    write_police(tmp_path / "early.zip", ["2025-02"])
    assert say("import", "police", tmp_path / "early.zip")[0] == 0
    code, out, err = say("new-area", SLUG, "--source-folder", tmp_path / "files")
    assert (code, err) == (0, "")
    assert "import months with `python -m data import police`" in out
    assert f"1 month of {SLUG} was imported as another force's" in out
    assert load_areas().query("area_type == 'force'")["area_code"].tolist() == [FORCE]
    # A month of its own goes in by the codes of its LSOAs; one in codes of 2011 does not.
    write_police(tmp_path / "new.zip", ["2025-01"])
    write_police(tmp_path / "old.zip", ["2019-01"], old=True)
    code, out, _ = say("import", "police", tmp_path / "new.zip", tmp_path / "old.zip")
    assert code == 0
    assert f"Imported 1 month ({SLUG}, 2025-01)" in out
    assert "2019-01 has no record in any of the 6 LSOAs that are new in 2021" in out
    assert store.current().entries["police_month", f"{SLUG}/2025-01"].detail["within_area"]
    assert say("check")[0] == 0
    assert "served again" in say("new-area", "--back")[1]
    code, _, err = say("new-area")
    assert code == 1 and "Name the force area" in err


def test_a_damaged_store_is_told_by_every_command(say: Say, own_store: Path, months: Path) -> None:
    say("import", "police", months)
    altered = next((own_store / "tables" / "police_month").rglob("*.parquet"))
    altered.write_bytes(altered.read_bytes()[:-1])
    code, _, err = say("check")
    assert code == 1
    assert "police_month 'staffordshire/2030-01'" in err and "was altered" in err
    manifest = own_store / "manifest.json"
    manifest.write_text(manifest.read_text()[:-40])
    for words in (["check"], ["history"], ["undo", "1"], ["import", "police", months]):
        code, _, err = say(*words)
        assert (code, "manifest" in err) == (1, True), (words, err)


def test_a_setting_that_cannot_be_used_is_named(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_ENGINE", "abacus")
    code, _, err = say("check")
    assert code == 1 and "The setting CSP_ENGINE is 'abacus'" in err


def test_the_figures_of_the_pages_are_shown(say: Say) -> None:
    csp = "E07000194"
    code, out, err = say("show", "asb", "--period", "2025", "--level", "ward", "--csp", csp)
    assert (code, err) == (0, "")
    shown = pd.read_csv(io.StringIO(out)).set_index("code")
    view = ward_view("asb", "2025", csp)
    assert set(shown.index) == set(view.own.index)
    for column, drawn in {
        "rate": "rate",
        "rank": "rank_district",
        "p_high": "p_high",
    }.items():
        told = view.own[drawn].reindex(shown.index).astype("float64")
        assert np.allclose(shown[column], told, rtol=1e-12, equal_nan=True)
    assert shown["lenses"].to_dict() == view.own["lenses"].to_dict()
    assert shown["funnel_by_chance"].to_dict() == view.own["funnel_by_chance"].to_dict()
    told = json.loads(
        say("show", "asb", "--period", "2025", "--level", "district", "--format", "json")[1]
    )
    assert told["unit"] == "per 1,000 residents"
    own = next(one for one in told["areas"] if one["code"] == csp)
    line = headline("asb", "2025", csp)
    assert (own["rank"], own["numerator"]) == (line.rank, line.numerator)
    assert own["change_lower"] == pytest.approx(line.change.lower)
    assert 0.99 < own["placed"] <= 1
    assert own["band"] is None, "a district has no band"


def test_an_lsoa_is_shown_with_the_band_that_the_explorer_draws(say: Say) -> None:
    words = ("show", "burglary", "--period", "2025", "--level", "lsoa", "--csp", "E07000194")
    shown = pd.read_csv(io.StringIO(say(*words)[1])).set_index("code")
    drawn = explore(("burglary",), "2025-01", "2025-12", ("E07000194",), "lsoa", layer="band")
    assert shown["band"].to_dict() == drawn.areas["label"].to_dict()
    among = pd.read_csv(io.StringIO(say(*words, "--wards", "force")[1])).set_index("code")
    assert len(among) == len(shown) and among["rank"].max() > shown["rank"].max()


def test_what_is_not_published_is_shown_empty(say: Say) -> None:
    out = say("show", "domestic-abuse", "--period", "2018-19", "--level", "ward")[1]
    shown = pd.read_csv(io.StringIO(out))
    unknown = shown[shown["status"] == "not published"]
    assert len(unknown) > 150 and unknown[["numerator", "rate", "rank"]].isna().all(axis=None)
    assert (shown["rate"] > 0).sum() == len(shown) - len(unknown)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("show", "asbb", "--period", "2025", "--level", "ward"), "Did you mean 'asb'?"),
        (("show", "asb", "--period", "2052", "--level", "ward"), "No period '2052'"),
        (("show", "asb", "--period", "2025", "--level", "ward", "--csp", "E99"), "district 'E99'"),
    ],
)
def test_a_question_that_has_no_answer_is_told(say: Say, words: tuple[str, ...], why: str) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert why in err and "python -m data list" in err and "Nothing was changed" not in err
    assert len(err) < 200


@pytest.mark.parametrize("words", [("show", "asb", "--period", "2025"), ("list", "wards")])
def test_words_that_are_not_understood_end_with_a_sentence(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2


@pytest.mark.parametrize("what", ["indicators", "periods", "themes", "areas"])
def test_what_can_be_shown_is_listed(say: Say, what: str) -> None:
    code, out, _ = say("list", what)
    table = pd.read_csv(io.StringIO(out))
    assert code == 0 and len(table) >= 11 and table.columns[0] in ("id", "code")


def test_it_runs_as_a_module(own_store: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "data", "import", "police", "nowhere.zip"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    told = "nowhere.zip: there is no such file or folder.\nNothing was changed.\n"
    assert (run.stdout, run.stderr) == ("", told)
    assert not own_store.exists() or not list(own_store.rglob("*.parquet"))
