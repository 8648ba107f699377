"""What a file of the Trends page says of itself: it is read without the page."""

from __future__ import annotations

from data.selection.selection import district_name
from data.selection.trending import Trending
from data.words.trend import what


def about(now: Trending, period: str = "") -> dict[str, str]:
    """The place with its district, what is counted, and the period where rows have none."""
    told = {"Place": now.name, "Recorded crime": what(now.types)}
    if now.district and now.level != "district":
        told["District"] = district_name(now.district)
    return {**told, "Period": period} if period else told
