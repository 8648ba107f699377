"""Districts against similar areas, England and the force, as the documents print it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.catalogue.records import Source
from data.documents.published import PUBLISHED_FOLDER, load_published
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered

# '<start of a document's source id>_msg_<period>.csv': the table of one document for one period.
TABLES = "*_msg_*.csv"
COLUMNS = (
    "crime_type",
    "indicator",
    "count",
    "rate",
    "comparison_msg",
    "comparison_england",
    "rank",
    "rank_of",
    "note",
)
SIDES = ("Above", "Similar", "Below")
# A table of offences is printed beside the force's; two or three loose figures are no table.
FEWEST_ROWS = 5


class SimilarAreasError(ValueError):
    """A table of similar areas cannot be used; the message names file, row and column."""


@dataclass(frozen=True, slots=True, eq=False)
class SimilarAreas:
    """One document's table of a district against its Most Similar Group and England.

    Attributes
    ----------
    csp : str
        District code.
    period : str
        Period id of the catalogue.
    source : Source
        The document.
    rows : pandas.DataFrame
        ``crime_type`` (as printed), ``indicator``, ``count`` (crimes), ``rate`` (per 1,000
        residents), ``comparison_msg`` and ``comparison_england`` (Above, Similar or Below: the
        document's own statistical comparison), ``rank`` (1 is the highest of ``rank_of`` areas)
        and ``note``.
    """

    csp: str
    period: str
    source: Source
    rows: pd.DataFrame


@remembered(maxsize=4)
def similar_areas(folder: Path = PUBLISHED_FOLDER) -> tuple[SimilarAreas, ...]:
    """Return every table of similar areas that the documents print.

    Parameters
    ----------
    folder : Path
        Folder of the published tables.

    Returns
    -------
    tuple of SimilarAreas
        In the order of the file names.

    Raises
    ------
    SimilarAreasError
        Where a file names no document of one district, or breaks a rule of its columns.

    Examples
    --------
    >>> table = similar_areas()[0]
    >>> row = table.rows.set_index("indicator").loc["violence-with-injury"]
    >>> table.period, int(row["rank"]), int(row["rank_of"]), row["comparison_england"]
    ('2016-17', 1, 15, 'Above')
    """
    return tuple(_table(path) for path in sorted(folder.glob(TABLES)))


def _table(path: Path) -> SimilarAreas:
    prefix, period = path.stem.split("_msg_")
    catalogue = load_catalogue()
    sources = [
        one
        for one in catalogue.sources.values()
        if one.id.startswith(f"{prefix}_") and len(one.csps) == 1
    ]
    if len(sources) != 1 or period not in catalogue.periods:
        raise SimilarAreasError(
            f"{path.name}: name the file after one document of one district and a period of the "
            "catalogue, as in '<document>_msg_<period>.csv'."
        )
    rows = pd.read_csv(path, keep_default_na=False)
    if tuple(rows.columns) != COLUMNS:
        raise SimilarAreasError(
            f"{path.name}: the columns are {list(rows.columns)}. Write {list(COLUMNS)}."
        )
    for column in ("comparison_msg", "comparison_england"):
        wrong = rows.index[~rows[column].isin(SIDES)]
        if len(wrong):
            raise SimilarAreasError(
                f"{path.name}, row {wrong[0] + 2}, column {column}: "
                f"'{rows.loc[wrong[0], column]}' is none of {', '.join(SIDES)}."
            )
    unknown = sorted(set(rows["indicator"]) - set(catalogue.indicators))
    if unknown:
        raise SimilarAreasError(
            f"{path.name}: no indicator '{unknown[0]}' in the catalogue. Add it or correct the row."
        )
    return SimilarAreas(sources[0].csps[0], period, sources[0], rows)


@dataclass(frozen=True, slots=True, eq=False)
class ForceTable:
    """A document's table of a district's rates beside the force's.

    ``rows`` has ``indicator``, ``name``, ``rate``, ``force_rate`` (per 1,000 residents),
    ``times_force``, in the document's order. No counts are printed, so nothing says whether a
    difference is more than chance.
    """

    csp: str
    period: str
    source: Source
    section: str
    rows: pd.DataFrame


@remembered(maxsize=4)
def force_tables() -> tuple[ForceTable, ...]:
    """Return the tables that documents print of a district's rates beside the force's.

    Returns
    -------
    tuple of ForceTable
        One for each section of a document that prints five offences or more for both.

    Examples
    --------
    >>> table = force_tables()[0]
    >>> row = table.rows.set_index("indicator").loc["all-crime"]
    >>> float(row["rate"]), float(row["force_rate"]), round(float(row["times_force"]), 2)
    (58.8, 76.1, 0.77)
    """
    catalogue = load_catalogue()
    published = load_published()
    rows = published[
        (published["unit"] == "per 1,000 residents")
        & (published["group"] == "")
        & published["value"].notna()
    ]
    force = rows[rows["area_code"] == catalogue.force.code]
    keys = ["document", "section", "period", "indicator"]
    paired = rows[rows["area_type"] == "district"].merge(
        force[[*keys, "value"]], on=keys, suffixes=("", "_force"), validate="many_to_one"
    )
    tables = []
    for (document, section, period, csp), held in paired.groupby(
        ["document", "section", "period", "area_code"], sort=False
    ):
        if len(held) < FEWEST_ROWS:
            continue
        table = pd.DataFrame(
            {
                "indicator": held["indicator"].to_numpy(),
                "name": [catalogue.indicator(one).name for one in held["indicator"]],
                "rate": held["value"].to_numpy(),
                "force_rate": held["value_force"].to_numpy(),
            }
        )
        table["times_force"] = table["rate"] / table["force_rate"].where(table["force_rate"] > 0)
        tables.append(
            ForceTable(str(csp), str(period), catalogue.source(str(document)), str(section), table)
        )
    return tuple(tables)
