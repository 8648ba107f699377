"""The verdict on screens: its sentences, and for each clause the figures that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from components.page.details import table_and_csv
from components.served.cached import asset_address
from data.verdict.clauses import Clause, Verdict
from data.words.verdict import NO_FIGURES, QUIET, clause_table, figure_words

CAVEATS = "leaves-out"
TABLE_WIDTH = 900


def verdict_heading(line: str, told: Verdict, key: str, more: str = "", quiet: str = "") -> None:
    """Write what the screen shows, the verdict on it, and where each clause is from.

    ``more`` is a plain sentence after the first of the verdict; ``quiet`` one after its caveats.
    """
    body = verdict_html(told, more, quiet)
    _written(f'<h1 class="says">{escape(line)}</h1>{body}', lambda: told, key, "verdict")


def plain_heading(
    line: str,
    sentence: str,
    found: Callable[[], Verdict],
    key: str,
    more: Callable[[], str] = str,
    quiet: str = "",
) -> None:
    """Write what the screen shows and one plain sentence; the verdict stands one step behind.

    It is found when it is asked for: the map waits for nothing that is not seen.
    """

    def above() -> None:
        st.html(_styled(verdict_html(found(), more(), quiet)), width=TABLE_WIDTH)

    body = f'<h1 class="says">{escape(line)}</h1><p class="concludes">{escape(sentence)}</p>'
    _written(body, found, key, "verdict", above)


def verdict_lines(told: Verdict, key: str) -> None:
    """Write the verdict by itself; pointing at a clause, or tabbing to it, shows its figures."""
    _written(verdict_html(told), lambda: told, key, "verdict-lines")


def _written(
    body: str,
    found: Callable[[], Verdict],
    key: str,
    holder: str,
    above: Callable[[], None] = lambda: None,
) -> None:
    with st.container(key=holder, horizontal=True, vertical_alignment="top", gap="small"):
        st.html(_styled(body))
        table_and_csv(
            lambda: clause_table(found()),
            f"verdict-{key}",
            "verdict-figures",
            "Figures behind it",
            width=TABLE_WIDTH,
            above=above,
        )


def _styled(body: str) -> str:
    return f'<style>@import url("{asset_address("verdict.css")}");</style>{body}'


def verdict_html(told: Verdict, more: str = "", quiet: str = "") -> str:
    """Return the verdict as HTML: each clause can be pointed at and tabbed to."""
    number = iter(range(1, 1 + len(told.clauses)))
    said: list[str] = []
    small: list[str] = []
    for place, sentence in enumerate(told.sentences):
        parts = [escape(clause.joint) + _clause(clause, next(number)) for clause in sentence]
        (small if sentence[0].kind in QUIET else said).append("".join(parts) + ".")
        if place == 0 and more:
            said.append(escape(more))
    if quiet:
        small.append(escape(quiet))
    leaves_out = f'<p class="{CAVEATS}">{" ".join(small)}</p>' if small else ""
    concludes = f'<p class="concludes">{" ".join(said)}</p>'
    return f'<div class="verdict">{concludes}{leaves_out}</div>'


def _clause(clause: Clause, number: int) -> str:
    name = f"clause-{number}"
    figures = "; ".join(figure_words(one) for one in clause.figures) or NO_FIGURES
    return (
        f'<span class="clause" tabindex="0" role="note" aria-describedby="{name}">'
        f"{escape(clause.text)}"
        f'<span class="from" id="{name}" role="tooltip">{escape(figures)}</span></span>'
    )
