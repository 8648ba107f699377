"""Who is affected: what the documents print of victims, offenders and residents, by theme.

``data/published/affected.csv`` says which printed figure belongs to which theme, and which one it
is set against. No number stands there: each is looked up where it was transcribed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.documents.published import PUBLISHED_FOLDER, load_published
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.packaged import is_packaged_area
from geo.representation import representation_index

KINDS = (
    *("repeat", "representation", "age-sex", "survey", "prevalence", "share", "rate", "count"),
    *("group", "gap"),
)
"""What a row of affected.csv can be. ``group``: said in words, the document's own in ``note``;
``gap``: a chart whose numbers are not in the text."""
IN_WORDS = ("group", "gap")

AREA_TYPES = ("district", "force", "upper_tier", "region", "country")
# Shares are printed as whole per cents, save a few with one decimal.
WHOLE = 1.0

_COLUMNS = (
    *("theme", "kind", "label", "indicator", "group", "against_indicator", "against_group"),
    *("document", "note"),
)
_FRAME = (
    *("kind", "label", "area_code", "area_name", "own", "measure", "value", "unit"),
    *(
        "against_measure",
        "against",
        "index",
        "index_lower",
        "index_upper",
        "period",
        "period_label",
    ),
    *("document", "source", "section", "wording", "against_wording", "note"),
)


class AffectedError(ValueError):
    """The list of evidence cannot be used; the message names row and column."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of affected.csv: a printed figure, and the one it is set against."""

    theme: str
    kind: str
    label: str
    indicator: str
    group: str
    against_indicator: str
    against_group: str
    document: str
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Affected:
    """Who a theme affects in one partnership, as its documents and the force's print it.

    Attributes
    ----------
    theme, csp : str
        Theme id and district code.
    figures : pandas.DataFrame
        One row for each printed figure: ``kind``, ``label``, ``area_code``, ``area_name``,
        ``own`` (of the partnership itself), ``measure`` (what ``value`` is, in ``unit``),
        ``against_measure`` and ``against`` (share of crimes for `repeat`, share of residents for
        `representation`), ``index``, ``index_lower`` and ``index_upper``
        (`geo.representation.representation_index`; the bounds are what rounding leaves open),
        ``period``, ``period_label``, ``document`` (source id), ``source`` (short
        name), ``section``, ``wording``, ``against_wording``, ``note``. Missing is never 0.
    groups : tuple of (label, source short name, wording)
        Groups that the partnership's documents name without a number, in our words and theirs.
    at_risk : tuple of (source short name, words)
        What their cards say of groups at risk, in our words.
    gaps : tuple of (label, source short name, note)
        Charts of the documents whose numbers could not be read.
    """

    theme: str
    csp: str
    figures: pd.DataFrame
    groups: tuple[tuple[str, str, str], ...]
    at_risk: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, str, str], ...]

    def of_kind(self, *kinds: str) -> pd.DataFrame:
        """Return the figures of some kinds, in the order of the list."""
        return self.figures[self.figures["kind"].isin(kinds)].reset_index(drop=True)


@remembered(maxsize=4)
def load_evidence(folder: Path = PUBLISHED_FOLDER) -> tuple[EvidenceRow, ...]:
    """Return which printed figures belong to which theme."""
    path = folder / "affected.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            held = list(reader)
    except FileNotFoundError:
        raise AffectedError(f"{path} is missing. Restore it from the repository.") from None
    found = tuple(reader.fieldnames or ())
    if found != _COLUMNS:
        raise AffectedError(
            f"{path.name}, row 1: the columns are {', '.join(found)}. Write {', '.join(_COLUMNS)}."
        )
    rows = tuple(EvidenceRow(**row) for row in held)
    if folder is PUBLISHED_FOLDER and not is_packaged_area():
        rows = tuple(row for row in rows if _is_served(row))
    faults = [fault for number, row in enumerate(rows, start=2) for fault in _faults(row, number)]
    if faults:
        raise AffectedError("\n".join(faults))
    return rows


def _is_served(row: EvidenceRow) -> bool:
    """Whether the catalogue of the force area that is served has what the row names."""
    catalogue = load_catalogue()
    if row.kind in IN_WORDS:
        return row.document in catalogue.sources
    named = {row.indicator, row.against_indicator} - {""}
    return named <= set(catalogue.indicators)


def _faults(row: EvidenceRow, number: int) -> Iterator[str]:
    where, catalogue = f"affected.csv, row {number}", load_catalogue()
    if row.theme not in catalogue.themes:
        yield f"{where}, theme: '{row.theme}' is not in themes.toml."
    if row.kind not in KINDS:
        yield f"{where}, kind: '{row.kind}' is none of {', '.join(KINDS)}."
    if row.kind in IN_WORDS:
        if row.document not in catalogue.sources:
            yield f"{where}, document: '{row.document}' is not in sources.toml."
        return
    for column, one in (("indicator", row.indicator), ("against_indicator", row.against_indicator)):
        if (one or column == "indicator") and one not in catalogue.indicators:
            yield f"{where}, {column}: '{one}' is not in indicators.toml."
    if row.kind == "representation" and not row.against_indicator:
        yield f"{where}, against_indicator: name the share that the index is taken against."


@remembered(maxsize=256)
def affected_of(theme: str, csp: str) -> Affected:
    """Return who a theme affects in a partnership.

    Parameters
    ----------
    theme : str
        Theme id.
    csp : str
        District code.

    Returns
    -------
    Affected
        With the partnership's own figures and those of the force area, region and country beside
        them. Empty where the documents print none.

    Raises
    ------
    KeyError
        For an unknown theme.

    Examples
    --------
    >>> told = affected_of("vulnerability", "E07000197").of_kind("representation")
    >>> told[["label", "value", "against", "index"]]
                                 label  value  against  index
    0  Family Basics among all victims   12.0      5.0  240.0
    """
    catalogue = load_catalogue()
    known = catalogue.theme(theme)
    rows = [row for row in load_evidence() if row.theme == theme]
    frames = [_figures(row, csp) for row in rows if row.kind not in IN_WORDS]
    held = [frame for frame in frames if len(frame)]
    figures = pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=list(_FRAME))
    return Affected(
        theme,
        csp,
        figures,
        _in_words(rows, "group", csp),
        tuple(
            (catalogue.source(card.document).short, card.at_risk)
            for card in known.cards_of(csp)
            if card.at_risk
        ),
        _in_words(rows, "gap", csp),
    )


def _in_words(rows: list[EvidenceRow], kind: str, csp: str) -> tuple[tuple[str, str, str], ...]:
    """What a partnership's own documents say without a number."""
    sources = load_catalogue().sources
    return tuple(
        (row.label, sources[row.document].short, row.note)
        for row in rows
        if row.kind == kind and csp in sources[row.document].csps
    )


def _figures(row: EvidenceRow, csp: str) -> pd.DataFrame:
    values = _printed(row.indicator, row.group, csp)
    if row.against_indicator:
        against = _printed(row.against_indicator, row.against_group, csp)
        keys = ["area_code", "document", "period"]
        values = values.merge(
            against[[*keys, "value", "wording"]],
            on=keys,
            how="left",
            suffixes=("", "_against"),
        )
    else:
        values = values.assign(value_against=float("nan"), wording_against="")
    catalogue = load_catalogue()
    index = _index(row, values)
    return pd.DataFrame(
        {
            "kind": row.kind,
            "label": row.label,
            "area_code": values["area_code"],
            "area_name": values["area_name"],
            "own": values["area_code"] == csp,
            "measure": _measure(row.indicator, row.group),
            "value": values["value"].astype("float64"),
            "unit": values["unit"],
            "against_measure": _measure(row.against_indicator, row.against_group),
            "against": values["value_against"].astype("float64"),
            "index": index["index"].to_numpy(),
            "index_lower": index["lower"].to_numpy(),
            "index_upper": index["upper"].to_numpy(),
            "period": values["period"],
            "period_label": [catalogue.period(one).label for one in values["period"]],
            "document": values["document"],
            "source": [catalogue.source(one).short for one in values["document"]],
            "section": values["section"],
            "wording": values["wording"],
            "against_wording": values["wording_against"].fillna(""),
            "note": [" ".join(part for part in (row.note, one) if part) for one in values["note"]],
        },
        columns=list(_FRAME),
    )


def _measure(indicator: str, group: str) -> str:
    """What a printed figure is; '' where none is named."""
    if not indicator:
        return ""
    return ", ".join(part for part in (load_catalogue().indicator(indicator).name, group) if part)


def _index(row: EvidenceRow, values: pd.DataFrame) -> pd.DataFrame:
    """The index of over-representation; missing for every other kind of figure."""
    if row.kind != "representation":
        return pd.DataFrame(
            {name: float("nan") for name in ("index", "lower", "upper")}, index=values.index
        )
    return representation_index(values["value"], values["value_against"], WHOLE)


def _printed(indicator: str, group: str, csp: str) -> pd.DataFrame:
    """The figure for the partnership, then for the force area and beyond, wherever printed."""
    published, force = load_published(), load_catalogue().force
    rows = published[
        (published["indicator"] == indicator)
        & (published["group"] == group)
        & published["area_type"].isin(AREA_TYPES)
        & published["value"].notna()
    ]
    own, wider = rows["area_code"] == csp, ~rows["area_type"].isin(["district", "upper_tier"])
    upper = rows["area_code"] == force.district(csp).upper_tier
    nearness = (~own).astype(int) + wider.astype(int)
    return rows.assign(near=nearness)[own | wider | upper].sort_values("near", kind="stable")


def affected_table(csp: str) -> pd.DataFrame:
    """Return everything the documents print on who is affected, to read or download."""
    catalogue = load_catalogue()
    frames = []
    for theme in dict.fromkeys(row.theme for row in load_evidence()):
        figures = affected_of(theme, csp).figures
        if len(figures):
            frames.append(figures.assign(theme=catalogue.theme(theme).name))
    names = {
        "theme": "Theme",
        "label": "Evidence",
        "area_name": "Area",
        "value": "Value",
        "unit": "Unit",
        "against": "Against",
        "index": "Index",
        "period_label": "Period",
        "source": "Document",
        "section": "Section",
        "wording": "Wording",
        "note": "Note",
    }
    if not frames:
        return pd.DataFrame(columns=list(names.values()))
    return pd.concat(frames, ignore_index=True)[list(names)].rename(columns=names)
