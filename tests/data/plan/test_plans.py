"""The plan tracker's statuses, worked by hand, and what users note against its rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import data.plan.readings as readings
from data import store
from data.figures.placed import Placed
from data.plan.documents import PlanRow, load_plan_rows, plans_of
from data.plan.notes import (
    PlanNoteChangedError,
    PlanNoteError,
    history_of,
    notes_of,
    save_note,
)
from data.plan.readings import Value, reading
from data.plan.tracker import NO_DATA, STATES, note_history, plan_rows, plan_summary, plan_table

pytestmark = pytest.mark.usefixtures("own_store")

EAST, LICHFIELD, STAFFORD, TAMWORTH = "E07000193", "E07000194", "E07000197", "E07000199"


def tracked(csp: str) -> dict:
    return {one.row.row: one for one in plan_rows(csp)}


def interval(now: float, before: float) -> tuple[float, float, float]:
    spread = np.exp(1.959964 * np.sqrt(1 / now + 1 / before))
    ratio = now / before
    return tuple((one - 1) * 100 for one in (ratio, ratio / spread, ratio * spread))


def test_public_place_violence_of_tamworth_by_hand() -> None:
    told = tracked(TAMWORTH)["priority-6"]
    [one] = told.readings
    # 344 from 656: ratio 0.524, interval 0.460 to 0.598.
    assert (one.baseline.value, one.latest.value) == (656, 344)
    assert (one.percent, one.lower, one.upper) == pytest.approx(interval(344, 656))
    assert round(one.percent) == -48
    assert told.status == "on course"
    assert "wants a decrease" in told.because and told.missing == ""


def test_domestic_crime_of_tamworth_did_not_really_change() -> None:
    told = tracked(TAMWORTH)["priority-2"]
    assert (told.told.baseline.value, told.told.latest.value) == (1180, 1171)
    assert told.status == "no real change"
    # No direction is wanted, and none is needed to say that nothing changed.
    assert told.row.direction == ""


@pytest.mark.parametrize(
    ("csp", "row", "printed", "dated"),
    [
        (EAST, "target-3", 3502, False),
        (LICHFIELD, "priority-1", 3460, True),
        (STAFFORD, "priority-1", 3460, True),
    ],
)
def test_a_printed_count_is_not_compared_with_street_level_records(
    csp: str, row: str, printed: int, dated: bool
) -> None:
    told = tracked(csp)[row]
    one = told.told
    assert (one.baseline.value, one.baseline.status) == (printed, "published")
    assert (one.latest.period, one.latest.status) == ("2025", "recorded")
    assert (one.percent, one.lower, one.upper, one.points) == (None, None, None, None)
    assert told.status == told.state == "cannot be told"
    assert one.because.startswith(
        "The baseline is the document's own count and the latest is street-level records: not the "
        "same measure."
    )
    assert one.because.endswith("The baseline has no date.") is not dated
    said = " ".join(one.cautions)
    for part in ("street-level records", "years lie between", "after the plan's end"):
        assert part in said


def test_no_course_of_any_plan_rests_on_two_measures_or_on_a_count_without_a_date() -> None:
    judged = [
        one
        for csp in (EAST, LICHFIELD, STAFFORD, TAMWORTH)
        for row in tracked(csp).values()
        for one in row.readings
        if one.status != "cannot be told" or one.percent is not None
    ]
    assert judged
    for one in judged:
        assert one.baseline.status == one.latest.status
        assert not one.baseline.ends.endswith("-00") and not one.latest.ends.endswith("-00")


def test_an_indicator_without_a_printed_count_is_compared_over_the_same_months() -> None:
    one = tracked(TAMWORTH)["priority-1"].told
    assert (one.baseline.period, one.latest.period) == ("2018-10_2019-02", "2025")
    assert "5 calendar months that both have" in one.latest.label
    assert (one.baseline.value, one.latest.value) == (718, 235)
    # Recording of it changed in between.
    assert one.status == "cannot be told" and "recorded otherwise" in one.because
    assert one.percent is None


@pytest.mark.parametrize("csp", [EAST, LICHFIELD, STAFFORD, TAMWORTH])
def test_a_percentage_is_that_of_the_counts_beside_it(csp: str) -> None:
    for row in plan_rows(csp):
        for one in row.readings:
            if one.percent is None:
                continue
            assert one.baseline.unit == one.latest.unit == "count"
            assert one.percent == pytest.approx(100 * (one.latest.value / one.baseline.value - 1))


@pytest.mark.parametrize("csp", [EAST, LICHFIELD, STAFFORD, TAMWORTH])
def test_months_after_the_plans_end_tell_no_course(csp: str) -> None:
    ended = [
        (row, one)
        for row in plan_rows(csp)
        for one in row.readings
        if one.latest and one.latest.ends > row.plan.ends
    ]
    assert all(one.status == "cannot be told" for _, one in ended)
    assert all("after the plan's end" in one.because for _, one in ended if one.percent is not None)


def test_every_measure_of_a_row_is_named_with_the_rule_that_joins_them() -> None:
    row = tracked(LICHFIELD)["supplementary-6"]
    assert row.status == "cannot be told"
    assert row.because.startswith("None of its 3 measures tells a course. Vehicle offences: ")
    assert "Vehicle offences: The records without a location could hide the change" in row.because
    assert "Burglary: −52%" in row.because
    table = plan_table(LICHFIELD).set_index("Row")
    assert table.loc["supplementary-6", "Every measure"] == (
        "Vehicle offences; Burglary; Burglaries in which a vehicle was taken"
    )


def test_the_least_good_measure_that_can_be_told_gives_the_course() -> None:
    row = tracked(TAMWORTH)["priority-6"]
    good = row.readings[0]
    same, untold = replace(good, status="no real change"), replace(good, status="cannot be told")
    joined = replace(row, readings=(good, untold, same))
    assert (joined.status, joined.told) == ("no real change", same)
    assert joined.rule == "Of its 3 measures the least good that can be told gives it."
    assert replace(row, readings=(good, replace(good, status="off course"))).status == "off course"
    assert (row.rule, row.because) == ("", good.because)


def test_without_a_later_value_nothing_is_told() -> None:
    rows = tracked(EAST)
    reports = rows["target-1"]
    assert reports.told.baseline.value == 966 and reports.told.latest is None
    assert reports.status == "cannot be told"
    assert "Nothing later than the baseline" in reports.because
    assert reports.missing == "Domestic abuse reports of a later year from the police"
    admissions = rows["target-7"]
    assert admissions.told.baseline is None and admissions.because == "No value is loaded."
    feeling = rows["target-4"].told
    assert (feeling.baseline.value, feeling.baseline.unit) == (81, "%")


def test_a_row_that_nothing_measures_says_what_would() -> None:
    told = tracked(LICHFIELD)["action-asb-2"]
    assert told.readings == () and told.status == "cannot be told"
    assert told.because == "Nothing that is loaded measures it."
    assert told.missing == "Cases triaged, from the ASB hub"


# --- The rule itself, on values of our own ------------------------------------------------------

PLAN = plans_of(EAST)[0]
ROW = next(row for row in load_plan_rows() if row.csp == EAST and row.row == "target-1")


def value(number: float, period: str, ends: str, unit: str = "count") -> Value:
    return Value(number, unit, period, period, ends, "east_staffordshire_plan_2018", "published")


def judged(
    monkeypatch: pytest.MonkeyPatch,
    before: float | None,
    later: float | None,
    row: PlanRow,
    unit: str = "count",
) -> readings.Reading:
    values = [
        value(number, period, ends, unit)
        for number, period, ends in (
            (before, "2016-17", "2017-03"),
            (later, "2018-19", "2019-03"),
        )
        if number is not None
    ]
    monkeypatch.setattr(readings, "_printed", lambda *_: tuple(values))
    return reading("domestic-abuse-reports", "", row, PLAN)


@pytest.mark.parametrize(
    ("later", "direction", "status"),
    [
        (1200, "increase", "on course"),  # more reports are the aim
        (1200, "decrease", "off course"),
        (800, "increase", "off course"),
        (800, "decrease", "on course"),
        (1200, "", "cannot be told"),
        (990, "increase", "no real change"),  # 990 from 966: interval takes in 1
    ],
)
def test_the_plans_direction_rules(
    monkeypatch: pytest.MonkeyPatch, later: float, direction: str, status: str
) -> None:
    one = judged(monkeypatch, 966, later, replace(ROW, direction=direction))
    assert one.status == status
    assert (one.percent, one.lower, one.upper) == pytest.approx(interval(later, 966))


def test_too_few_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one = judged(monkeypatch, 19, 60, ROW)
    assert one.status == "cannot be told" and one.percent is None
    assert "Too few" in one.because


def test_a_fall_to_none_is_a_decrease(monkeypatch: pytest.MonkeyPatch) -> None:
    one = judged(monkeypatch, 40, 0, replace(ROW, direction="decrease"))
    assert (one.status, one.percent, one.lower) == ("on course", -100, None)
    assert "nan" not in one.because


def test_percentages_without_counts_are_shown_but_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = judged(monkeypatch, 81, 90, ROW, unit="%")
    assert one.points == 9 and one.percent is None
    assert one.status == "cannot be told" and "chance" in one.because


def test_a_reached_target_is_on_course(monkeypatch: pytest.MonkeyPatch) -> None:
    row = replace(ROW, targets=(("2018-19", 1000.0), ("2019-20", None)))
    assert judged(monkeypatch, 966, 1001, row).status == "on course"
    assert judged(monkeypatch, 966, 999, row).status == "no real change"
    over = replace(PLAN, ends="2018-12")
    monkeypatch.setattr(
        readings, "_printed", lambda *_: (value(966, "a", "2017-03"), value(1200, "b", "2019-03"))
    )
    assert reading("domestic-abuse-reports", "", row, over).status == "cannot be told"


@pytest.mark.parametrize(
    ("now", "direction", "status"),
    [
        (70, "decrease", "on course"),  # 70 from 100: interval 0.52 to 0.95
        (70, "increase", "off course"),
        (95, "decrease", "no real change"),
    ],
)
def test_two_counts_of_street_level_records_are_compared(
    monkeypatch: pytest.MonkeyPatch, now: float, direction: str, status: str
) -> None:
    assert counted(monkeypatch, now, 0.0, direction).status == status


def test_records_without_a_location_can_leave_a_change_untold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A fifth of the later ones lost: 70 / (1 - 0.2) = 88 from 100, interval 0.66 to 1.17.
    hidden = counted(monkeypatch, 70, 0.2, "decrease")
    assert hidden.status == "cannot be told" and "could hide" in hidden.because
    assert hidden.percent is None


def counted(
    monkeypatch: pytest.MonkeyPatch, now: float, lost: float, direction: str
) -> readings.Reading:
    """A made-up pair: 100 records of the first recorded period, `now` of the newest."""
    told = readings._change(now, 100).to_frame().T.assign(before=100, now=now)
    monkeypatch.setattr(readings, "change_since", lambda *_: told.set_axis([EAST]))
    monkeypatch.setattr(readings, "break_between", lambda *_: "")
    monkeypatch.setattr(
        readings,
        "placed",
        lambda _, months: Placed(100, round(100 * lost / (1 - lost)) if months[0] > "2020" else 0),
    )
    monkeypatch.setattr(readings, "_printed", lambda *_: ())
    # A plan that is still running: months after its end would tell no course of it.
    running = replace(PLAN, ends="2026-03")
    return reading("asb-count", "", replace(ROW, direction=direction), running)


def test_a_later_print_of_the_same_series_is_taken_before_the_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = (value(100, "2016-17", "2017-03"), value(60, "2018-19", "2019-03"))
    monkeypatch.setattr(readings, "_printed", lambda *_: values)
    one = reading("asb-count", "", replace(ROW, direction="decrease"), PLAN)
    assert (one.latest.period, one.status) == ("2018-19", "on course")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2017-00", "2019-03", "The baseline has no date."),
        ("2017-03", "2019-00", "The latest value has no date."),
        ("2017-00", "2019-00", "The baseline and the latest value have no date."),
    ],
)
def test_a_count_without_a_date_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str, said: str
) -> None:
    values = (value(100, "undated", before), value(60, "later", after))
    monkeypatch.setattr(readings, "_printed", lambda *_: values)
    one = reading("asb-count", "", replace(ROW, direction="decrease"), PLAN)
    assert (one.status, one.percent, one.because) == ("cannot be told", None, said)
    assert readings.comparability(one, PLAN).startswith("not compared: ")


def test_a_target_in_the_documents_own_count_is_not_reached_by_street_level_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readings, "_printed", lambda *_: (value(5000, "2016-17", "2017-03"),))
    row = replace(ROW, direction="decrease", targets=(("2018-19", 4000.0),))
    assert reading("asb-count", "", row, PLAN).status == "cannot be told"


# --- Summary and table ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("csp", "rows"), [(EAST, 35), (LICHFIELD, 42), (STAFFORD, 69), (TAMWORTH, 40), ("E07000192", 0)]
)
def test_summary_and_table_count_the_same_rows(csp: str, rows: int) -> None:
    summary, table = plan_summary(csp), plan_table(csp)
    assert summary["rows"].sum() == len(table) == rows
    for state in STATES:
        assert summary[state].sum() == (table["Status"] == state).sum()


def test_the_table_leaves_empty_what_is_not_known() -> None:
    table = plan_table(EAST).set_index("Row")
    assert table.loc["target-3", "Baseline"] == 3502
    assert table.loc["target-3", ["Change %", "Change from %", "Change to %"]].isna().all()
    assert np.isnan(table.loc["target-5", "Baseline"])
    assert table.loc["target-1", "Targets"] == (
        "2018-19: none given; 2019-20: none given; 2020-21: none given"
    )
    assert table.loc["target-1", "Wanted"] == "increase"
    told = ~table["Status"].isin(["cannot be told", NO_DATA])
    assert (table.loc[told, "What would supply it"] == "").all()
    assert (table.loc[~told, "What would supply it"] != "").all()


def test_a_row_without_any_figure_has_no_data_and_one_with_a_baseline_cannot_be_told() -> None:
    rows = tracked(EAST)
    assert rows["target-1"].state == "cannot be told"  # 966, and nothing later
    assert rows["target-5"].state == NO_DATA  # an indicator, and no value of it
    assert rows["vulnerability-1"].state == NO_DATA  # no indicator
    assert rows["target-3"].state == "cannot be told"  # two values, and not the same measure


def test_what_is_unlike_between_baseline_and_latest_is_said() -> None:
    assert tracked(EAST)["target-3"].comparable == (
        "not compared: printed count against street-level records, 7 years apart, baseline "
        "undated, after the plan's end, a remark on the baseline"
    )
    assert tracked(EAST)["target-1"].comparable == "nothing to compare"
    asb = tracked(TAMWORTH)["priority-1"].comparable
    assert "some records have no location" in asb and "printed count" not in asb


# --- Notes ------------------------------------------------------------------------------------

DOCUMENT = "tamworth_plan_2021"


def test_notes_are_kept_with_every_version() -> None:
    save_note(DOCUMENT, "4.1-1", owner="ASB lead", due="2026-03-31", text="Begun", who="chair")
    save_note(DOCUMENT, "4.1-1", owner="ASB lead", due="2026-06-30", text="Half done", who="chair")
    newest = notes_of(DOCUMENT)["4.1-1"]
    assert (newest.owner, newest.due, newest.text) == ("ASB lead", "2026-06-30", "Half done")
    assert [one.text for one in history_of(DOCUMENT, "4.1-1")] == ["Begun", "Half done"]
    assert [change.who for change in store.current().history] == ["chair", "chair"]
    row = plan_table(TAMWORTH).set_index("Row").loc["4.1-1"]
    assert (row["Owner"], row["Due"], row["Note"]) == ("ASB lead", "2026-06-30", "Half done")


def test_an_emptied_note_is_gone_but_not_its_history() -> None:
    save_note(DOCUMENT, "4.1-1", text="Begun", who="chair")
    save_note(DOCUMENT, "4.1-1", who="chair")
    assert "4.1-1" not in notes_of(DOCUMENT)
    assert [one.text for one in history_of(DOCUMENT, "4.1-1")] == ["Begun", ""]


def test_an_undone_note_brings_back_the_one_before() -> None:
    save_note(DOCUMENT, "4.1-1", text="Begun", who="chair")
    save_note(DOCUMENT, "4.1-1", text="Mistaken", who="chair")
    store.undo(store.current().generation)
    assert notes_of(DOCUMENT)["4.1-1"].text == "Begun"


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"due": "31/03/2026"}, "Write it as 2026-03-31"),
        ({"due": "2026-02-30"}, "Write it as 2026-03-31"),
        ({"due": "20260331"}, "Write it as 2026-03-31"),
        ({"owner": "x" * 81}, "owner has 81 characters. Shorten it to 80"),
        ({"text": "x" * 1001}, "text has 1001 characters"),
        ({"who": "x" * 81}, "who has 81 characters"),
        ({"who": " "}, "Say who saves this"),
    ],
)
def test_a_bad_note_is_refused_in_words(entered: dict[str, str], said: str) -> None:
    with pytest.raises(PlanNoteError, match=said):
        save_note(DOCUMENT, "4.1-1", **{"who": "chair"} | entered)
    assert store.current().generation == 0


def test_a_note_on_no_row_is_refused() -> None:
    with pytest.raises(PlanNoteError, match=r"No plan has a row '4\.1-99'"):
        save_note(DOCUMENT, "4.1-99", text="Lost", who="chair")


def test_two_who_save_at_once_lose_nothing() -> None:
    def save(number: int) -> None:
        save_note(DOCUMENT, "4.1-1", text=f"Note {number}", who=f"user {number}")

    with ThreadPoolExecutor(4) as users:
        list(users.map(save, range(8)))
    assert {one.text for one in history_of(DOCUMENT, "4.1-1")} == {f"Note {n}" for n in range(8)}


def test_a_writer_who_has_not_seen_the_newest_version_is_told_of_it() -> None:
    save_note(DOCUMENT, "4.1-1", owner="Chair", text="Begun", who="A")
    with pytest.raises(PlanNoteChangedError, match=r"A saved this row.*owner Chair, note 'Begun'"):
        save_note(DOCUMENT, "4.1-1", text="Mine", who="B", seen=0)
    assert notes_of(DOCUMENT)["4.1-1"].text == "Begun"
    save_note(DOCUMENT, "4.1-1", text="Mine", who="B", seen=1)
    assert [one.who for one in history_of(DOCUMENT, "4.1-1")] == ["A", "B"]


def test_the_history_of_a_partnership_has_every_version_and_what_its_row_asks() -> None:
    save_note(DOCUMENT, "4.1-1", text="Begun", who="A")
    save_note(DOCUMENT, "4.2-1", owner="B", due="2026-03-31", who="B")
    save_note(DOCUMENT, "4.1-1", who="A")
    told = note_history(TAMWORTH)
    assert told["Row"].tolist() == ["4.1-1", "4.2-1", "4.1-1"]
    assert told["By"].tolist() == ["A", "B", "A"] and told["Note"].tolist() == ["Begun", "", ""]
    assert told["What"].iloc[0] == tracked(TAMWORTH)["4.1-1"].row.what
    assert note_history(EAST).empty
