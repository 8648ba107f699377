"""Who is affected, in words: the message of each chart, and what must be said with it."""

from __future__ import annotations

import re

import pandas as pd

from data.documents.affected import Affected
from data.phrases.plain import (
    joined,
    lower_first,
    rate,
    times_of,
)

_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z])")

# The kinds of figures in the order of a page: names of their charts.
NAMES = {
    "repeat": "Repeat victims and offenders",
    "representation": "Over-representation",
    "age-sex": "Age and sex",
    "survey": "Feeling the Difference survey",
    "prevalence": "Mental-health prevalence",
    "share": "Shares",
    "rate": "Rates",
    "count": "Numbers",
}


def pair_message(figures: pd.DataFrame, place: str) -> str:
    """Say what the first pair of shares tells: of people, and of crimes or of others.

    A figure of the partnership itself comes before one of a wider area.
    """
    one = _first(figures)
    value = rate(one["value"], "%")
    said = f"{one['label']} in {_where(one, place)}: {value}"
    if pd.isna(one["against"]):
        return said
    if one["kind"] == "repeat":
        return f"{said} of people, {rate(one['against'], '%')} of crimes"
    return f"{said} against {rate(one['against'], '%')}"


def index_message(figures: pd.DataFrame) -> str:
    """Name the group that stands out most, and by how much."""
    known = figures[figures["index"].notna()]
    one = known.sort_values("index", ascending=False, kind="stable").iloc[0]
    ratio = one["index"] / 100
    if ratio <= 1:
        nearest = times_of(ratio, f"their {_share(one['against_measure'])}")
        return f"No group is over-represented; nearest is {one['label']}, {nearest}"
    return f"{one['label']}: " + times_of(ratio, f"their {_share(one['against_measure'])}")


def _share(measure: str) -> str:
    """What a share is of: ``share of residents`` in ``Mosaic group: share of residents, …``."""
    return lower_first(measure.partition(", ")[0].rpartition(": ")[2])


def share_message(figures: pd.DataFrame, place: str) -> str:
    """Say the highest share of the partnership, or of the nearest area that has one."""
    own = figures[figures["own"]] if figures["own"].any() else figures
    top = own.sort_values("value", ascending=False, kind="stable").iloc[0]
    said = f"{_named(top)}: {amount(top)} in {_where(top, place)}"
    wider = figures[(figures["label"] == top["label"]) & ~figures["own"]]
    if not top["own"] or wider.empty:
        return said
    beside = [f"{amount(row)} in {row['area_name']}" for _, row in wider.iterrows()]
    return f"{said}; {joined(beside, len(beside))}"


def _named(row: pd.Series) -> str:
    """A figure's label; that of a survey or an estimate does not say by itself what it is of."""
    if row["kind"] not in ("survey", "prevalence"):
        return str(row["label"])
    return f"{NAMES[row['kind']]}, {lower_first(str(row['label']))}"


def amount(row: pd.Series) -> str:
    """Write a figure as printed; the label of a rate or a number says what it is of."""
    value = f"{row['value']:,.1f}".removesuffix(".0")
    return f"{value}%" if row["unit"] == "%" else value


def chart_words(figures: pd.DataFrame) -> str:
    """Put a chart's figures in words, for readers who do not see it."""
    parts = []
    for _, row in figures.iterrows():
        said = f"{row['label']}, {row['area_name']}: {amount(row)}"
        if not pd.isna(row["index"]):
            said = f"{row['label']}: index {row['index']:.0f}, {amount(row)} against "
            said += f"{rate(row['against'], '%')}"
        elif not pd.isna(row["against"]):
            said += f" against {rate(row['against'], '%')}"
        parts.append(said)
    return f"Bar chart of {len(figures)} figures. {'; '.join(parts)}."


def source_words(figures: pd.DataFrame) -> str:
    """Name the documents and periods of a chart, and what the transcriber noted of its figures."""
    pairs = dict.fromkeys(zip(figures["source"], figures["period_label"], strict=True))
    named = "; ".join(f"{source}, {_inside(period)}" for source, period in pairs)
    # A remark that stands with several figures is said once.
    notes = dict.fromkeys(one for note in figures["note"] for one in _SENTENCE.split(note) if one)
    return " ".join([f"Source: {named}.", *notes])


def _inside(period: str) -> str:
    return period[:1].lower() + period[1:] if period.startswith("Undated") else period


def nothing_words(told: Affected, theme: str, place: str) -> str:
    """Say that no document tells who a theme affects; '' where one does."""
    if len(told.figures) or told.groups or told.at_risk or told.gaps:
        return ""
    return f"No loaded document says who is affected by {lower_first(theme)} in {place}."


def evidence_table(figures: pd.DataFrame) -> pd.DataFrame:
    """Return a chart's figures as a table, each with its document, period and wording."""
    table = pd.DataFrame(
        {
            "Evidence": figures["label"],
            "Area": figures["area_name"],
            "What": figures["measure"],
            "Value": figures["value"],
            "Unit": figures["unit"],
            "Set against": figures["against_measure"],
            "That value": figures["against"],
            "Index (100: alike)": figures["index"].round(0),
            "Index from": figures["index_lower"].round(0),
            "Index to": figures["index_upper"].round(0),
            "Period": figures["period_label"],
            "Document": figures["source"],
            "Section": figures["section"],
            "Wording": figures["wording"],
            "Wording of what it is set against": figures["against_wording"],
            "Note": figures["note"],
        }
    )
    return table.dropna(axis="columns", how="all").replace("", pd.NA).dropna(axis=1, how="all")


def _first(figures: pd.DataFrame) -> pd.Series:
    paired = figures["against"].notna()
    ranked = figures.assign(last=~paired, wider=~figures["own"])
    return ranked.sort_values(["last", "wider"], kind="stable").iloc[0]


def _where(row: pd.Series, place: str) -> str:
    return place if row["own"] else str(row["area_name"])
