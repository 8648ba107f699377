"""What a theme's map shows, and the verdict on its district."""

from __future__ import annotations

from components.page.frame import heading
from components.page.verdict import plain_heading
from data.figures.ward_view import WardView
from data.selection.selection import Selection
from data.verdict.clauses import Verdict, verdict
from data.words.absence import is_partners
from data.words.figures import wards_sentence


def theme_heading(
    line: str, sentence: str, view: WardView, selection: Selection, place: str
) -> None:
    """Write the page's line and one plain sentence, with the verdict on the district behind it."""
    if is_partners(view.indicator):
        heading(line, sentence)
        return

    def found() -> Verdict:
        return verdict(
            view.indicator.id,
            selection.basis,
            "district",
            selection.csp,
            comparator=selection.against,
        )

    key = f"{view.indicator.id}-{selection.csp}-{view.period.id}"
    plain_heading(line, sentence, found, key, more=lambda: wards_sentence(view, place))
