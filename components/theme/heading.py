"""What a theme's map shows, and the verdict on its district."""

from __future__ import annotations

from components.page.frame import heading
from components.page.verdict import plain_heading
from data.figures.headlines import Headline
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.selection.selection import Selection
from data.verdict.clauses import Verdict, verdict
from data.words.absence import is_partners
from data.words.figures import title, wards_sentence
from data.words.in_short import theme_in_short


def theme_heading(view: WardView, told: Headline, selection: Selection, place: str) -> None:
    """Write the page's line and one plain sentence, with the verdict on the district behind it."""
    line = title(view, place, load_catalogue().theme(selection.theme))
    if is_partners(view.indicator):
        heading(line, theme_in_short(view, told, place))
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
    sentence = theme_in_short(view, told, place)
    plain_heading(line, sentence, found, key, more=lambda: wards_sentence(view, place))
