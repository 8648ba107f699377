"""What meetings did: changes with their reasons, and results kept, opened and taken away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.page.details import table_and_csv
from components.page.downloads import XLSX, csv_download, file_download
from components.page.form import WHO
from components.page.telling import say, say_small, tell_info, tell_outcome
from components.page.workbook import workbook
from data import store
from data.installed.catalogue import load_catalogue
from data.installed.held import can_be_undone, history
from data.phrases.escaped import as_markdown
from data.phrases.plain import count
from data.priority.ranking import DISCLAIMER, priority_table, ranking
from data.priority.results import (
    NAME_LIMIT,
    NOTE_LIMIT,
    Result,
    compared_with_now,
    keep_result,
    kept_results,
)
from data.priority.scheme import load_scheme
from data.priority.scores import (
    SCORES,
    WEIGHTS,
    WHO_LIMIT,
    PriorityError,
    override_log,
    weight_log,
)
from data.selection.selection import Selection, district_name
from data.tables.safe_cells import safe_cells
from data.words.priority import day

RESULT = "result"
TOLD = "results-told"


# --- Changes ----------------------------------------------------------------------------------


def changes_section(selection: Selection) -> None:
    """Draw every change of scores and weights, newest first, and the way back."""
    csp, period = selection.csp, selection.period
    st.markdown("## What meetings changed, and why")
    _tell()
    log = changes_table(csp, period)
    if log.empty:
        st.markdown("Nothing yet: every score is the one filled in, every weight the scheme's.")
        return
    st.dataframe(log, hide_index=True, height="content" if len(log) < 12 else 440)
    newest = _newest_change(csp, period)
    with st.container(horizontal=True):
        csv_download(log, f"prioritisation-changes-{csp}-{period}")
        if newest is not None and can_be_undone(newest):
            st.button(
                f"Undo the last change ({as_markdown(newest.what)})",
                icon=":material/undo:",
                key="undo-priority",
                on_click=_undo,
                args=(newest.number,),
            )
    st.caption(
        "Undoing is a change of its own and stands in the history of the Sources page. A single "
        "score goes back to what was filled in beside the matrix."
    )


def changes_table(csp: str, period: str) -> pd.DataFrame:
    """Return the changes of scores and of weights as one table of words, newest first."""
    scheme, catalogue = load_scheme(), load_catalogue()
    scores, weights = override_log(csp, period), weight_log(csp, period)
    rows = [
        (
            one.when,
            one.who,
            f"{catalogue.theme(one.theme).name}: {scheme.criteria[one.criterion].short}",
            one.action if pd.isna(one.score) else f"{one.action} {one.score}",
            one.reason,
        )
        for one in scores.itertuples()
    ]
    named = {**scheme.sections, **scheme.criteria}
    rows += [
        (one.when, one.who, f"Weight of {named[one.name].name}", f"{one.weight:g}", one.reason)
        for one in weights.itertuples()
    ]
    table = pd.DataFrame(rows, columns=["When (UTC)", "Who", "What", "Became", "Why"], dtype=object)
    table = table.iloc[::-1].sort_values("When (UTC)", ascending=False, kind="stable")
    table["When (UTC)"] = table["When (UTC)"].str[:16].str.replace("T", " ")
    return table.reset_index(drop=True)


def _newest_change(csp: str, period: str) -> store.Change | None:
    """The newest change of this matrix that is not itself an undoing."""
    wanted = {(kind, f"{csp}/{period}") for kind in (SCORES, WEIGHTS)}
    undone = {one.undoes for one in history() if one.undoes}
    return next(
        (
            one
            for one in history()
            if wanted & set(one.put) and not one.undoes and one.number not in undone
        ),
        None,
    )


def _undo(number: int) -> None:
    try:
        made = store.undo(number, st.session_state.get(WHO, ""))
        st.session_state[TOLD] = (True, f"{made.what}.")
    except store.StoreError as error:
        st.session_state[TOLD] = (False, str(error))


def _tell() -> None:
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_outcome(*told)


# --- Results ----------------------------------------------------------------------------------


def results_section(selection: Selection) -> None:
    """Draw the way to keep and to download today's ranking, and the ones kept earlier."""
    csp, period = selection.csp, selection.period
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.markdown("## Keep the ranking as it stands")
        _tell()
        _keep_form(csp, period)
        st.markdown("## Download it")
        downloads(csp, period)
    with right:
        _earlier(csp, period)


def _keep_form(csp: str, period: str) -> None:
    st.session_state.setdefault("result-who", st.session_state.get(WHO, ""))
    with st.form("result-keep", border=False):
        st.text_input(
            "Name of the result, such as the meeting and its date",
            key="result-name",
            max_chars=NAME_LIMIT,
        )
        st.text_input("Note (optional)", key="result-note", max_chars=NOTE_LIMIT)
        st.text_input("Who", key="result-who", max_chars=WHO_LIMIT)
        st.form_submit_button(
            "Keep this result",
            type="primary",
            icon=":material/save:",
            on_click=_keep,
            args=(csp, period),
        )


def _keep(csp: str, period: str) -> None:
    held = st.session_state
    try:
        kept = keep_result(
            csp, period, held["result-name"], note=held["result-note"], who=held["result-who"]
        )
    except (PriorityError, store.StoreError) as error:
        held[TOLD] = (False, f"{error} Nothing was saved.")
        return
    held[WHO] = kept.who
    held["result-name"] = held["result-note"] = ""
    held[TOLD] = (True, f"Kept: {kept.name}.")
    st.query_params[RESULT] = _number(kept)


def downloads(csp: str, period: str) -> None:
    """Offer the whole matrix with ranks, evidence and reasons as CSV and as XLSX with notes."""
    name = f"prioritisation-{csp}-{period}"
    csv_download(priority_table(csp, period), name)
    file_download(
        "Download XLSX with notes",
        f"{name}.xlsx",
        XLSX,
        lambda: workbook(priority_table(csp, period), notes(csp, period), "Prioritisation"),
        f"{name}-xlsx",
    )
    st.caption(f"Every score with its evidence, source, rule and reason. {DISCLAIMER}")


def notes(csp: str, period: str) -> list[tuple[str, str]]:
    """Return what must be said with the table: what it is not, of where and when, the weights."""
    scheme, told = load_scheme(), ranking(csp, period)
    named = {**scheme.sections, **scheme.criteria}
    lines = [
        ("What this is not", DISCLAIMER),
        ("Partnership", district_name(csp)),
        ("Period of the figures", load_catalogue().period(period).label),
        ("Scores", "1 to 4; an empty cell is a criterion without evidence, never 0."),
        (
            "Rank",
            "Weighted geometric mean of the parts, each the weighted mean of its criteria that "
            "have a score. A theme is ranked with two scores or more of harm and of likelihood.",
        ),
    ]
    lines += [
        (f"Weight of {named[str(name)].name}", f"{weight:g}")
        for held in (told.section_weights, told.weights)
        for name, weight in held.items()
    ]
    changed = changes_table(csp, period)
    lines += [
        (
            f"Changed {row['When (UTC)']}",
            f"{row['What']}: {row['Became']}. {row['Why']} ({row['Who']})",
        )
        for _, row in changed.iterrows()
    ]
    return lines


def _number(result: Result) -> str:
    return result.key.rsplit("/", 1)[1]


def _earlier(csp: str, period: str) -> None:
    st.markdown("## Results kept earlier")
    results = {_number(one): one for one in kept_results(csp, period)}
    elsewhere = [one for one in kept_results(csp) if one.period != period]
    if elsewhere:
        labels = sorted({load_catalogue().period(one.period).label for one in elsewhere})
        say_small(f"{count(len(elsewhere))} more for other periods: {', '.join(labels)}.")
    if not results:
        st.markdown("None yet for this partnership and period.")
        return
    asked = st.query_params.get(RESULT, "")
    if asked and asked not in results:
        tell_info(f"There is no result {asked} of this partnership and period.")
    # The address is the truth: a link in the minutes opens the result that the meeting kept.
    st.session_state["result-open"] = asked if asked in results else next(iter(results))
    number = st.selectbox(
        "Open",
        list(results),
        format_func=lambda one: _label(results[one]),
        key="result-open",
        on_change=_open,
    )
    _result(results[number])


def _open() -> None:
    st.query_params[RESULT] = st.session_state["result-open"]


def _label(one: Result) -> str:
    by = f", {one.who}" if one.who else ""
    return f"{one.name} ({day(one.when)}{by})"


def _result(one: Result) -> None:
    table = result_table(one)
    moved = int((table["Since"] != "–").sum())
    said = "The ranking is still the same." if not moved else f"Since then {count(moved)} moved."
    say(f"{one.note + '. ' if one.note else ''}{said}".replace("..", "."))
    st.dataframe(table, hide_index=True, height="content")
    say_small(
        "Weights then: "
        + ", ".join(
            f"{load_scheme().sections[name].name} {weight:g}"
            for name, weight in one.section_weights.items()
        )
        + f". {DISCLAIMER}"
    )
    name = f"prioritisation-{one.csp}-{one.period}-result-{_number(one)}"
    table_and_csv(lambda: safe_cells(one.scores), name, "result-scores", "Its scores and CSV")


def result_table(one: Result) -> pd.DataFrame:
    """Return a kept ranking beside today's."""
    both = compared_with_now(one)
    both = both[both["rank"].notna() | both["rank_now"].notna()]
    moves = []
    for _, row in both.iterrows():
        if pd.isna(row["moved"]):
            moves.append("newly ranked" if pd.isna(row["rank"]) else "no longer ranked")
        else:
            moves.append("–" if not row["moved"] else _arrow(int(row["moved"])))
    return pd.DataFrame(
        {
            "Rank then": both["rank"].astype("Int64"),
            "Theme": both["name"],
            "Score then": both["score"].round(2),
            "Rank now": both["rank_now"].astype("Int64"),
            "Since": moves,
        }
    ).reset_index(drop=True)


def _arrow(places: int) -> str:
    return f"{'▲' if places > 0 else '▼'} {abs(places)}"
