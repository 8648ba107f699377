"""What a file of the Compare page says of itself: it is read without the page."""

from __future__ import annotations

from data.installed.catalogue import load_catalogue
from data.selection.selection import Selection, district_name


def about(selection: Selection) -> dict[str, str]:
    """The district that was chosen and the period; where a table has them, its own stand."""
    return {
        "Chosen district": district_name(selection.csp),
        "Period": load_catalogue().period(selection.period).label,
    }
