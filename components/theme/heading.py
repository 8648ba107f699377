"""What a theme's map shows, and the verdict on its district."""

from __future__ import annotations

from components.page.frame import heading
from components.page.verdict import verdict_heading
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.selection.selection import Selection
from data.verdict.clauses import verdict
from data.words.absence import is_partners
from data.words.figures import conclusion, title, wards_sentence


def theme_heading(view: WardView, selection: Selection, place: str) -> None:
    """Write the page's line, the verdict on the district and which of its wards stand out."""
    line = title(view, place, load_catalogue().theme(selection.theme))
    if is_partners(view.indicator):
        heading(line, conclusion(view, place, selection.against))
        return
    told = verdict(
        view.indicator.id,
        selection.basis,
        "district",
        selection.csp,
        comparator=selection.against,
    )
    key = f"{view.indicator.id}-{selection.csp}-{view.period.id}"
    # The strip under the map tells how many records have no location.
    more = wards_sentence(view, place)
    verdict_heading(line, told, key, more=more, caveats=False)
