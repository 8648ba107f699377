"""The report of an import of police records: each file's fate, its reason, and what is absent."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say_marked, tell_error
from components.sources.loaded import table_height, thousands
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import count, month
from data.street.report import FileReport, ImportReport, sentences

FATES = {
    "imported": "imported",
    "replaced": "replaced what was there",
    "unchanged": "unchanged: the same content was there",
    "held back": "held back",
    "refused": "refused",
    "ignored": "passed by",
}
MOST_PERIODS = 4
ACCOUNT = {
    "rows_read": "Records read",
    "counted": "Counted",
    "no_location": "No location",
    "duplicates": "Came twice",
    "recurring": "Came in an earlier month",
    "outside_force": "Outside the force",
}
_AT_LINE = re.compile(r"(?:^|, )((?:after )?)line ([\d,]+): ")


def draw_report(report: ImportReport) -> None:
    """Draw what an import did: refused files first, then the months, then all files."""
    refused = report.of_fate("refused")
    if refused:
        says = "file was refused" if len(refused) == 1 else "files were refused"
        tell_error(
            f"{count(len(refused))} {says}, whole: nothing of them is in the store.",
        )
        table = refused_table(refused)
        st.dataframe(table, hide_index=True)
        csv_download(table, "refused-files", "Download the refused files as CSV")
    # The first sentence stands above, those of refused files in the table, and what was held back
    # beside the tick that takes it.
    for told in sentences(report)[1:]:
        if not told.startswith(("Refused: ", "Held back: ")):
            say_marked(":material/info:", told)
    if report.of_fate("imported", "replaced"):
        _months(report)
    if len(report.files) > len(refused):
        with st.expander(f"Every file's fate ({count(len(report.files))})"):
            table = fate_table(report)
            st.dataframe(table, hide_index=True)
            csv_download(table, "files-of-the-import")


def refused_table(refused: tuple[FileReport, ...]) -> pd.DataFrame:
    """Return refused files with the line and the reason.

    >>> one = FileReport("a.csv", "refused", "a.csv, line 1,204: Month is '2025-13'.")
    >>> refused_table((one,)).to_dict("records")
    [{'File': 'a.csv', 'Line': '1,204', 'Reason': "Month is '2025-13'."}]
    """
    rows = []
    for one in refused:
        told = one.reason.removeprefix(one.name).removeprefix(": ")
        at = _AT_LINE.match(told)
        rows.append((one.name, at[1] + at[2] if at else "–", told[at.end() :] if at else told))
    return pd.DataFrame(rows, columns=["File", "Line", "Reason"])


def fate_table(report: ImportReport) -> pd.DataFrame:
    """Return each file with its fate."""
    return pd.DataFrame(
        [(one.name, one.force, one.month, FATES[one.fate], one.reason) for one in report.files],
        columns=["File", "Force", "Month", "Fate", "Reason"],
    )


def account_table(report: ImportReport) -> pd.DataFrame:
    """Return the account of each month that went in, and their sum where there are several."""
    taken = sorted(report.of_fate("imported", "replaced"), key=lambda one: (one.force, one.month))
    rows = [
        {
            "Month": month(one.month, True),
            "Force": one.force,
            "Fate": FATES[one.fate],
            **{name: one.account[key] for key, name in ACCOUNT.items()},
        }
        for one in taken
    ]
    if len(rows) > 1:
        sums = {name: _sum(row[name] for row in rows) for name in ACCOUNT.values()}
        rows.append({"Month": "Together", "Force": "", "Fate": ""} | sums)
    return pd.DataFrame(rows).astype(dict.fromkeys(ACCOUNT.values(), "Int64"))


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of the numbers that are known; None where none is."""
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


def _months(report: ImportReport) -> None:
    st.markdown("### What was counted")
    table = account_table(report)
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(table, 13),
        column_config=thousands(table),
    )
    csv_download(table, "months-imported")
    st.caption(
        "Records read are those counted, without a location, that came twice or in an earlier "
        "month, and outside the force area, together. Whether other forces' records came in an "
        "earlier month is not known. The months are on every page, in these periods:"
    )
    _periods({one.month for one in report.of_fate("imported", "replaced")})


def _periods(months: set[str]) -> None:
    """Lead to the periods that the months are in, the newest first."""
    recorded = [one for one in load_catalogue().app_periods if one.kind == "recorded"]
    held = [one for one in recorded if any(str(one.start) <= own <= str(one.end) for own in months)]
    newest = sorted(held, key=lambda one: one.end or "", reverse=True)
    with st.container(horizontal=True):
        for one in newest[:MOST_PERIODS]:
            st.page_link(
                "overview.py",
                label=as_markdown(one.label),
                icon=":material/dashboard:",
                query_params={"period": one.id},
            )
