"""Bringing months of police records: files found, looked at, counted into the store, reported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from components.page.form import ask_files, done, forget_told, laid_down, refused, signed, tell_done
from components.page.telling import say, tell_error, tell_warning
from components.sources.fetch import fetch_police_form
from components.sources.police_report import draw_report
from data.catalogue.base import base_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import month, number_of
from data.store import StoreError
from data.street.apart import find_street_files
from data.street.archive import Found
from data.street.engine import EngineError
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.report import FileReport, ImportReport, sentences

PLACE = "police"
REPORT = "report-police"
ASKED = "asked-police"
ALL_FORCES = "every force in the files"


@dataclass(frozen=True)
class Wanted:
    """What the user said of an import: which force, whether points are kept, who, and why.

    ``odd`` are the months that are taken although they were held back.
    """

    force: str | None
    points: bool
    odd: tuple[str, ...]
    who: str
    note: str


def police_section() -> None:
    """Draw the way from files of data.police.uk to months on every page."""
    st.markdown("## Months of data.police.uk")
    _tell_report()
    st.markdown(
        "A month that is imported is on every page at once; one that was there is replaced, never "
        "counted twice. A faulty file is refused whole, and the good ones go in. A month far "
        "smaller than what it replaces, or unlike the months around it, is asked about first."
    )
    fetch_police_form()
    given = ask_files(
        PLACE,
        "Archive downloads (.zip), or months as CSV, packed or not",
        ["zip", "csv", "gz", "txt", "tsv", "json"],
        several=True,
        any_kind=True,
    )
    if not given:
        return
    forget_told(PLACE)
    st.session_state.pop(REPORT, None)
    try:
        with laid_down(given) as paths:
            _look_and_import(paths)
    except (StreetFileError, StoreError, EngineError) as error:
        refused(error)
    except OSError as error:
        refused(StoreError(f"The files could not be read or counted on this machine ({error})."))


def _tell_report() -> None:
    """Say what the last import did; it stays until other files are given."""
    tell_done(PLACE)
    report: ImportReport | None = st.session_state.get(REPORT)
    if report is not None:
        draw_report(report)


def _look_and_import(paths: list[Path]) -> None:
    found = find_street_files(paths)
    _tell_found(found)
    if not found.files and not any(one.faulty for one in found.passed_over):
        tell_warning(
            "There is no street-level file in it. The archive of data.police.uk holds them as "
            "YYYY-MM/YYYY-MM-force-street.csv: choose 'Include crime data' when downloading.",
        )
        return
    if not found.files:
        st.markdown("Nothing was saved.")
        return
    given = tuple((path.name, path.stat().st_size) for path in paths)
    held_back = _held_back(given)
    wanted = _asked(sorted({one.force for one in found.files}), held_back)
    if wanted is None:
        return
    bar = st.progress(0.0, text="Looking at every line of the files…")
    report = import_street_files(
        paths,
        force=wanted.force,
        keep_points=wanted.points,
        accept_odd=wanted.odd,
        who=wanted.who,
        note=wanted.note,
        progress=lambda at, total, told: bar.progress(
            min(at / max(total, 1), 1.0), text=as_markdown(told)
        ),
    )
    if report.of_fate("held back"):
        # The files stay given, so that what was held back can be taken with a tick.
        st.session_state[ASKED] = (given, report)
        st.rerun()
    st.session_state[REPORT] = report
    done(PLACE, sentences(report)[0], well=bool(report.of_fate("imported", "replaced")))


def _held_back(given: tuple[tuple[str, int], ...]) -> tuple[FileReport, ...]:
    """Say what an import of the same files did, and return the months that it held back."""
    files, report = st.session_state.get(ASKED, ((), None))
    if report is None or files != given:
        st.session_state.pop(ASKED, None)
        return ()
    if report.of_fate("imported", "replaced", "refused"):
        tell_warning(sentences(report)[0])
        draw_report(report)
    held_back: tuple[FileReport, ...] = report.of_fate("held back")
    return held_back


def _tell_found(found: Found) -> None:
    """Say what the files hold, before anything is counted."""
    if found.files:
        files = pd.DataFrame(
            [(one.force, one.month, one.size) for one in found.files],
            columns=["force", "month", "size"],
        )
        table = files.groupby("force", as_index=False).agg(
            months=("month", "nunique"),
            first=("month", "min"),
            last=("month", "max"),
            size=("size", "sum"),
        )
        spans = [
            f"{row.force}: {number_of(row.months, 'month')}, "
            f"{_span(row.first, row.last)} ({row.size / 1e6:,.1f} MB)"
            for row in table.head(8).itertuples()
        ]
        left = len(table) - 8
        more = f" and {number_of(left, 'force')} more" if left > 0 else ""
        held = number_of(len(files), "street-level file")
        say(f"Found {held}: {'; '.join(spans)}{more}.")
    for one in found.passed_over:
        if one.faulty:
            tell_error(f"{one.origin}: {one.reason}")


def _span(first: str, last: str) -> str:
    if first == last:
        return month(first, True)
    return f"{month(first, True)} to {month(last, True)}"


def _asked(forces: list[str], held_back: tuple[FileReport, ...]) -> Wanted | None:
    """Ask what is to be kept; None until the button is pressed."""
    own = base_catalogue().force
    with st.form(f"save-{PLACE}", border=False):
        odd = _asked_of_odd(held_back)
        force: str | None = own.slug if own.slug in forces else None
        if len(forces) > 1:
            offered = [*([own.slug] if own.slug in forces else []), ALL_FORCES]
            chosen = st.radio(
                "Import the months of",
                offered,
                format_func=lambda one: as_markdown(own.police) if one == own.slug else ALL_FORCES,
                help="Other forces are kept for comparison and export; screens show this area.",
            )
            force = None if chosen == ALL_FORCES else chosen
        elif forces and force is None:
            tell_warning(
                f"These are months of '{forces[0]}'. They are kept for comparison and export; the "
                f"screens show {own.name}, whose files are named '{own.slug}'.",
            )
        points = st.checkbox(
            "Keep the street points, for the street list and for legal ward boundaries", value=True
        )
        st.caption(
            "The publisher moves each record to one of its map points, shared by several homes, so "
            "that no victim can be found: a point is not where it happened, and may lie over a "
            "ward's border. Points stay in this installation's store and are in no download."
        )
        who, note = signed(PLACE)
        pressed = st.form_submit_button("Import", icon=":material/download_done:")
    return Wanted(force, points, odd, who, note) if pressed else None


def _asked_of_odd(held_back: tuple[FileReport, ...]) -> tuple[str, ...]:
    """Ask of each month that was held back whether it is meant; return those that are."""
    taken = []
    for name in sorted({one.month for one in held_back}):
        said = " ".join(one.reason for one in held_back if one.month == name)
        tell_warning(f"Not imported yet. {said}")
        told = month(name, True)
        if st.checkbox(
            f"Take {told} as the file has it. Every page then shows it so, and the history keeps "
            "that it was asked.",
            key=f"odd-{name}",
        ):
            taken.append(name)
    return tuple(taken)
