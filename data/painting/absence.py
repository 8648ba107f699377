"""How an area without a figure is drawn: a pattern for each reason, none like a low value."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.catalogue.records import Indicator
from data.painting.paint import NO_DATA
from data.words.absence import RESTRICTED, SUPPRESSED, short_reason

# Classes of an area without a figure, as the maps know them, and their swatches in a key.
WITHHELD, NOT_SHOWN = NO_DATA - 1, NO_DATA - 2
_CLASSES = {SUPPRESSED: WITHHELD, RESTRICTED: NOT_SHOWN}
SWATCHES = {NO_DATA: "hatch", WITHHELD: "dots", NOT_SHOWN: "cross"}


def absence_class(status: Any) -> int:
    """Return the class under which a map draws an area without a figure.

    >>> absence_class("suppressed"), absence_class("restricted"), absence_class("not published")
    (-2, -3, -1)
    """
    return _CLASSES.get(str(status), NO_DATA)


def key_entries(rows: pd.DataFrame, indicator: Indicator) -> list[tuple[int, str]]:
    """Return a map's classes without a figure that are there, each with its words and number."""
    absent = rows[rows["rate"].isna()]
    held = absent.groupby(absent["status"].map(absence_class))["status"].agg(["first", "size"])
    return [
        (int(str(kind)), f"{short_reason(row['first'], indicator)} ({int(row['size'])})")
        for kind, row in held.sort_index(ascending=False).iterrows()
    ]
