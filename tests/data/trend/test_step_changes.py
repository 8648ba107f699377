from __future__ import annotations

import pytest

from data import store
from data.documents.published import load_published
from data.installed.catalogue import load_catalogue
from data.trend.step_changes import (
    StepChangeError,
    mark_step_change,
    remove_step_change,
    restore_step_change,
    set_aside,
    shipped_step_changes,
    step_changes,
    steps_for,
)
from data.trend.trends import trend
from geo.series import per_usual_month

LICHFIELD, TAMWORTH, FORCE = "E07000194", "E07000199", "E23000015"


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    store.refresh()


def keys(*places: str, types: tuple[str, ...] = ("asb",)) -> list[str]:
    return [one.key for one in steps_for(types, places)]


def test_those_that_come_with_the_app_name_a_document_that_is_loaded():
    sources = load_catalogue().sources
    sections = set(load_published()["section"])
    for step in shipped_step_changes():
        assert step.comes_with_app
        assert step.source in sources
        assert step.section in sections or step.source == "police_uk"


def test_the_change_of_asb_recording_is_for_asb_only():
    assert "covid-recording-2020-04" in keys(LICHFIELD)
    others = ["covid-restrictions-2020-04", "low-2022-01", "low-2022-01-over"]
    assert keys(LICHFIELD, types=("burglary",)) == others
    # All crime leaves anti-social behaviour out, so its recording changed nothing there.
    assert keys(LICHFIELD, types=("all-crime",)) == others


def test_months_that_are_no_baseline_end_with_a_step_of_their_own():
    over = next(one for one in shipped_step_changes() if one.key == "low-2022-01-over")
    assert (over.month, over.indicators) == ("2022-04", ())
    stages = trend(("all-crime",), "district", LICHFIELD).chart.stages
    assert [one.first for one in stages] == ["2018-10", "2022-01", "2022-04", "2024-01"]


def test_a_marked_step_is_kept_and_read_back():
    made = mark_step_change(
        "2025-06", "  New command\nsystem ", indicators=("asb",), area=LICHFIELD, who="Ann"
    )
    assert made.reason == "New command system"
    assert made in step_changes()
    assert not made.comes_with_app
    entry = store.current().of_kind("step_change")[made.key]
    assert (entry.detail["month"], entry.detail["who"]) == ("2025-06", "Ann")
    assert store.current().history[-1].who == "Ann"


def test_a_step_concerns_its_place_and_what_lies_in_it():
    made = mark_step_change("2025-06", "New contractor", area=LICHFIELD)
    assert made.key in keys("E05010670", LICHFIELD, FORCE)
    assert made.key not in keys(TAMWORTH, FORCE)
    assert made.key not in keys(FORCE)


def test_a_step_of_a_group_concerns_its_types_but_not_wider_groups():
    made = mark_step_change("2025-06", "Shops report online", indicators=("theft",))
    assert made.key in keys(types=("shoplifting",))
    assert made.key in keys(types=("theft",))
    assert made.key not in keys(types=("all-crime",))
    assert made.key not in keys(types=("shoplifting", "burglary"))


def test_marking_the_same_again_replaces_the_reason():
    first = mark_step_change("2025-06", "One")
    second = mark_step_change("2025-06", "Two")
    assert first.key == second.key
    assert [one.reason for one in step_changes() if one.key == first.key] == ["Two"]


def test_many_indicators_still_make_a_key():
    every = tuple(one.id for one in load_catalogue().counted_indicators)
    made = mark_step_change("2025-06", "All of them", indicators=every)
    other = mark_step_change("2025-06", "All but one", indicators=every[1:])
    assert made.key != other.key
    assert {made.key, other.key} <= {one.key for one in step_changes()}


def test_removing_and_undoing():
    made = mark_step_change("2025-06", "One")
    remove_step_change(made.key, who="Bob")
    assert made not in step_changes()
    store.undo(store.current().generation)
    assert made in step_changes()


def test_one_that_comes_with_the_app_is_set_aside_and_restored():
    key = "covid-restrictions-2020-04"
    remove_step_change(key)
    assert key not in keys(LICHFIELD)
    assert [one.key for one in set_aside()] == [key]
    with pytest.raises(StepChangeError, match="There is no step change"):
        remove_step_change(key)
    restore_step_change(key)
    assert key in keys(LICHFIELD)
    assert set_aside() == ()


@pytest.mark.parametrize(
    ("month", "reason", "named", "message"),
    [
        ("2025-13", "x", {}, "'2025-13' is not a month"),
        ("June 2025", "x", {}, "'June 2025' is not a month"),
        ("2025-06", "  ", {}, "a reason is missing"),
        ("2025-06", "x" * 201, {}, "201 characters. Shorten it to 200"),
        ("2025-06", "x", {"indicators": ("fraud",)}, "'fraud' is not a counted indicator"),
        ("2025-06", "x", {"area": "E07009999"}, "'E07009999' is not the code of an area"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(month, reason, named, message):
    with pytest.raises(StepChangeError, match=message):
        mark_step_change(month, reason, **named)
    assert store.current().generation == 0


def test_a_marked_step_moves_the_limits_of_the_trend():
    before = trend(("asb",), "district", LICHFIELD)
    made = mark_step_change("2025-07", "New recording", indicators=("asb",))
    after = trend(("asb",), "district", LICHFIELD)
    assert [one.first for one in before.chart.stages][-2:] == ["2022-11", "2024-01"]
    assert [one.first for one in after.chart.stages][-2:] == ["2024-01", "2025-07"]
    assert after.drawn_steps[-1] == made
    counts = after.series.counts
    usual = per_usual_month(counts["2025-07":].astype("float64"))
    assert after.chart.stages[-1].chart.mean == pytest.approx(usual.mean())
    assert "Limits start anew here: New recording" in after.limits[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]\nmonth = ", "cannot be read"),
        ("[a]\nmonth = '2020-04'", "document, indicators, reason, section is missing"),
        (
            "[a]\nmonth = '2020'\nindicators = []\nreason = 'x'\ndocument = 'd'\nsection = 's'",
            r"\[a\]: '2020' is not a month",
        ),
        (
            "[a]\nmonth = '2020-04'\nindicators = []\nreason = 'x'\ndocument = 'd'\n"
            "section = 's'\ncolour = 'red'",
            "colour is missing or not a known key",
        ),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_table(tmp_path, text, message):
    path = tmp_path / "step_changes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StepChangeError, match=message):
        shipped_step_changes(path)
