"""The source documents, for the tests that hold what was transcribed against them.

Their text is no part of the repository: ``CSP_SOURCE_DOCUMENTS`` names a folder of it, as ``.txt``
files of any name. The tables are read as they stand, without what `data.documents.published` makes
of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from data.documents.published import FIGURES_FILES, PUBLISHED_FOLDER

ASSESSMENT = "lichfield_strategic_assessment_2019"
DELIVERY_PLAN = "lichfield_delivery_plan_2022"
EAST_STAFFORDSHIRE = "east_staffordshire_plan_2018"
TAMWORTH_PLAN = "tamworth_plan_2021"
STRATEGY = "stafford_strategy_2020"
# Every document with figures; a table's file is named after it.
DOCUMENTS = sorted(path.stem for path in PUBLISHED_FOLDER.glob(FIGURES_FILES))
COLUMNS = [
    *("area_code", "area_name", "area_type", "indicator", "group", "period", "value", "unit"),
    *("status", "document", "section", "wording", "note"),
]
# What stands in a document's text and in no other's.
KNOWN_BY = {
    ASSESSMENT: "Community Safety Strategic Assessment (2019)",
    DELIVERY_PLAN: "Lichfield Community Safety Partnership is the statutory partnership",
    EAST_STAFFORDSHIRE: "East Staffordshire Community Safety Plan 2018-2021",
    TAMWORTH_PLAN: "Tamworth Community Safety Partnership Plan 2020-2023",
    STRATEGY: "Recommendations from the Community Safety Strategic Assessment 2020",
}


def text_of(document: str) -> str:
    """Return the document's text; skip the test where it is not at hand."""
    folder = os.environ.get("CSP_SOURCE_DOCUMENTS")
    if not folder:
        pytest.skip("CSP_SOURCE_DOCUMENTS is not set to a folder with the documents as text")
    for path in sorted(Path(folder).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if KNOWN_BY[document] in text:
            return text
    pytest.skip(f"{folder} has no text of {document}")


def table(name: str) -> pd.DataFrame:
    """Return a table of the folder as it was transcribed: every cell is text, none is missing."""
    return pd.read_csv(PUBLISHED_FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def tables(documents: Iterable[str] = DOCUMENTS) -> pd.DataFrame:
    """Return the figures of several documents, one below the other."""
    return pd.concat([table(one) for one in documents])


def printed(
    figures: pd.DataFrame, indicator: str, period: str, group: str = "", area: str | None = None
) -> float:
    """Return the one value of a key. ``area`` may be left out where the document has but one."""
    rows = figures[
        (figures["indicator"] == indicator)
        & (figures["group"] == group)
        & (figures["period"] == period)
    ]
    if area is not None:
        rows = rows[rows["area_code"] == area]
    assert len(rows) == 1, f"{area} {indicator} {group!r} {period}: {len(rows)} rows"
    return float(rows["value"].iloc[0])
