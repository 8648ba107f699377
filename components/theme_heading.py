"""What a theme's map shows, and the verdict on its district."""

from __future__ import annotations

from components.absence import is_partners
from components.frame import heading
from components.selection import Selection
from components.verdict import verdict_heading
from components.wording import conclusion, title, wards_sentence
from data.verdict import verdict
from data.ward_view import WardView


def theme_heading(view: WardView, selection: Selection, place: str) -> None:
    """Write the page's line, the verdict on the district and which of its wards stand out."""
    if is_partners(view.indicator):
        heading(title(view, place), conclusion(view, place))
        return
    told = verdict(view.indicator.id, selection.basis, "district", selection.csp)
    key = f"{view.indicator.id}-{selection.csp}-{view.period.id}"
    # The strip under the map tells how many records have no location.
    more = wards_sentence(view, place)
    verdict_heading(title(view, place), told, key, more=more, caveats=False)
