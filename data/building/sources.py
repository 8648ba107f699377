"""The publishers' files that the packaged tables are compiled from, and how they are read.

The command line, the search of a source folder and the messages about a missing file are all made
from the one list below.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


class SourceError(ValueError):
    """A publisher's file is missing or cannot be used; the message says which and why."""


@dataclass(frozen=True)
class PublishersFile:
    """One input of the build.

    Parameters
    ----------
    id : str
        Option on the command line without its dashes, and key of the found files.
    file_name : str
        Name, or pattern of names, that is looked for in the source folder.
    publisher : str
        Who publishes it and under what title.
    several : bool
        Whether more than one file may be given.
    """

    id: str
    file_name: str
    publisher: str
    several: bool = False


PUBLISHERS_FILES: tuple[PublishersFile, ...] = (
    PublishersFile(
        "districts",
        "lad*_csp*_pfa*.csv",
        "ONS: Local Authority District to CSP to Police Force Area lookup",
    ),
    PublishersFile(
        "lsoa11-ward19",
        "lsoa11_ward19.csv",
        "ONS: LSOA (2011) to Ward best-fit lookup, in ward codes of 2019",
    ),
    PublishersFile(
        "lsoa21-ward24",
        "lsoa21_ward24.csv",
        "ONS: LSOA (2021) to Electoral Ward (2024) best-fit lookup",
    ),
    PublishersFile(
        "lsoa11-lsoa21",
        "lsoa11_lsoa21.csv",
        "ONS: LSOA (2011) to LSOA (2021) to LAD best-fit lookup, with its change codes",
    ),
    PublishersFile(
        "lsoa21-boundaries",
        "lsoa_2021.geojson",
        "ONS Open Geography Portal: LSOA (December 2021) boundaries, GeoJSON",
    ),
    PublishersFile(
        "lsoa11-boundaries",
        "lsoa_2011.geojson",
        "ONS Open Geography Portal: LSOA (December 2011) boundaries, for where LSOAs were merged",
    ),
    PublishersFile(
        "msoa-names",
        "msoa_2021.geojson",
        "House of Commons Library: MSOA names, CSV or GeoJSON",
    ),
    PublishersFile(
        "mid-year",
        "mid_20??_lsoa11.csv",
        "ONS: small-area mid-year population estimates by LSOA (2011); the year is read from the "
        "file's name",
        several=True,
    ),
    PublishersFile(
        "lsoa21-mid-year",
        "mid_20??_20??_lsoa21.csv",
        "ONS: small-area population estimates by LSOA (2021), a column for each mid-year",
    ),
    PublishersFile(
        "census",
        "census_2021_lsoa21.csv",
        "ONS: Census 2021 usual residents by LSOA (2021) and age band",
    ),
    PublishersFile(
        "police",
        "*street*.zip",
        "data.police.uk: archive downloads with street-level files "
        "(YYYY-MM/YYYY-MM-<force>-street.csv)",
        several=True,
    ),
    PublishersFile(
        "child-protection",
        "dfe_child_protection_counts.csv",
        "DfE: children on a child protection plan at 31 March, by authority",
    ),
    PublishersFile(
        "looked-after",
        "dfe_looked_after_rate.csv",
        "DfE: children looked after at 31 March, counts and rates, by authority",
    ),
    PublishersFile(
        "child-population",
        "population_0_17.csv",
        "DfE: mid-year population aged 0 to 17, by authority",
    ),
    PublishersFile(
        "children-printed",
        "dfe_lait.csv",
        "DfE: Local Authority Interactive Tool, the rates as printed",
    ),
    PublishersFile(
        "imd-2019",
        "imd_2019_lsoa11.csv",
        "MHCLG: English Indices of Deprivation 2019, ranks and deciles by LSOA (2011)",
    ),
    PublishersFile(
        "imd-2025",
        "imd_2025_lsoa21.csv",
        "MHCLG: English Indices of Deprivation 2025, ranks and deciles by LSOA (2021)",
    ),
    PublishersFile(
        "country-districts",
        "lad23_population_force.csv",
        "ONS: every district with its region, police force and residents of mid-years",
    ),
    PublishersFile(
        "country-counts",
        "street_lad23_month_type_*.csv",
        "data.police.uk: records of every force's files by district, month and type of crime",
        several=True,
    ),
    PublishersFile(
        "similar-areas",
        "*-neighbours.csv",
        "ONS, Explore local statistics: the twenty nearest areas, one file each for global, "
        "demographic and economic",
        several=True,
    ),
    PublishersFile(
        "clusters",
        "cluster-allocation.csv",
        "ONS, Explore local statistics: clusters of areas",
    ),
    PublishersFile(
        "force-years",
        "ons_pfa_recorded_crime_ye_september_*.csv",
        "ONS: police recorded crime by police force area, years to September",
    ),
    PublishersFile(
        "iod-districts",
        "iod2025_local_authority_summaries.csv",
        "MHCLG: English Indices of Deprivation 2025, local authority summaries",
    ),
    PublishersFile(
        "health-index",
        "health_index_england_districts_*.csv",
        "ONS: Health Index for England, underlying figures by district",
    ),
    PublishersFile(
        "rough-sleeping",
        "rough_sleeping_snapshot_table5_rate_per_100000_*.csv",
        "MHCLG: rough sleeping snapshot, rates by district (table 5)",
    ),
    PublishersFile(
        "homelessness",
        "Statutory_Homelessness_Detailed_Local_Authority_Data_*.xlsx",
        "MHCLG: statutory homelessness, detailed local authority data",
    ),
    PublishersFile(
        "severity-districts",
        "crime_severity_score_csp_ye_march_*.csv",
        "ONS: Crime Severity Score by Community Safety Partnership",
    ),
    PublishersFile(
        "rural-urban",
        "rural_urban_2021_lsoa21.csv",
        "ONS: Rural Urban Classification 2021 by LSOA (2021)",
    ),
    PublishersFile(
        "towns",
        "places_geonames.geojson",
        "GeoNames: populated places, a point each, GeoJSON",
    ),
    PublishersFile(
        "stations",
        "rail_stations_naptan.geojson",
        "DfT: NaPTAN, railway stations, a point each, GeoJSON",
    ),
)

FoundFiles = Mapping[str, tuple[Path, ...]]
# Years whose lookups may be given, newest first: the area codes of LSOAs begin in 2011.
_YEARS = range(29, 10, -1)


def any_year(pattern: str) -> tuple[str, ...]:
    """Return a column's name in every year's vintage, the newest first."""
    return tuple(pattern.format(year) for year in _YEARS)


def find_files(folder: Path | None, given: Mapping[str, Iterable[Path]]) -> FoundFiles:
    """Return the file or files for every input, given by hand or found in a folder.

    Parameters
    ----------
    folder : Path or None
        Searched with all its subfolders for the documented file names.
    given : mapping of str to paths
        Files given by hand, by input id; they are taken before those in the folder.

    Returns
    -------
    mapping of str to tuple of Path

    Raises
    ------
    SourceError
        If an input is not found, or is found twice where one file is meant. All the missing
        inputs are named at once.

    Examples
    --------
    >>> find_files(None, {})
    Traceback (most recent call last):
        ...
    data.building.sources.SourceError: These publishers' files are missing:
    ...
    """
    found: dict[str, tuple[Path, ...]] = {}
    missing = []
    for source in PUBLISHERS_FILES:
        by_hand = tuple(given.get(source.id, ()))
        files = by_hand or tuple(sorted(folder.rglob(source.file_name)) if folder else ())
        absent = [path for path in files if not path.is_file()]
        if absent:
            raise SourceError(f"--{source.id}: there is no file {absent[0]}.")
        if len(files) > 1 and not source.several:
            names = ", ".join(str(path) for path in files)
            raise SourceError(f"More than one file fits --{source.id}: {names}. Name one.")
        if not files:
            missing.append(f"--{source.id} ({source.file_name}; {source.publisher})")
        found[source.id] = files
    if missing:
        raise SourceError(
            "These publishers' files are missing:\n  "
            + "\n  ".join(missing)
            + "\nGive each by its option, or put them under the documented names into one folder "
            "and give that as --source-folder."
        )
    return found


def read_headings(path: Path) -> tuple[str, ...]:
    r"""Return the headings of a CSV file, without outer spaces.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    tuple of str
        Empty where the first line cannot be read as CSV.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "lookup.csv"
    >>> _ = path.write_text("LSOA11CD, WD19CD\nE01000001,E05000001\n")
    >>> read_headings(path)
    ('LSOA11CD', 'WD19CD')
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        try:
            return tuple(heading.strip() for heading in next(csv.reader(text), []))
        except csv.Error:
            return ()


def read_table(path: Path, columns: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Read a publisher's CSV, with its columns renamed to ours, as text."""
    try:
        # 'NA' and the like are publishers' marks, to be judged where the figure is read.
        table = pd.read_csv(
            path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SourceError(f"{path.name} is not a UTF-8 CSV file: {error}") from error
    chosen = chosen_columns(table.columns, columns, path)
    kept = pd.DataFrame({ours: table[theirs].str.strip() for ours, theirs in chosen.items()})
    kept.index = pd.RangeIndex(2, len(kept) + 2, name="line")
    return kept


def chosen_columns(
    headings: Iterable[object], columns: Mapping[str, tuple[str, ...]], path: Path
) -> dict[str, str]:
    """Return a file's own name of each of our columns, refusing a file that lacks one."""
    held = [str(name) for name in headings]
    by_name = {name.strip().casefold(): name for name in held}
    chosen: dict[str, str] = {}
    for ours, theirs in columns.items():
        matches = [by_name[name.casefold()] for name in theirs if name.casefold() in by_name]
        if not matches:
            raise SourceError(
                f"{path.name} has no column {_listed(theirs)}. Its columns are: {', '.join(held)}."
            )
        chosen[ours] = matches[0]
    return chosen


def _listed(names: Sequence[str]) -> str:
    """Names that a column may have; of a long list of vintages the first and the last."""
    return " or ".join(names) if len(names) <= 4 else f"{names[0]} or {names[1]} … {names[-1]}"


def whole_numbers(table: pd.DataFrame, column: str, path: Path) -> pd.Series:
    """Return a column of text as whole numbers, refusing anything else."""
    text = table[column].str.replace(",", "", regex=False)
    wrong = ~text.str.fullmatch(r"\d+").fillna(False).astype(bool)
    if wrong.any():
        line = table.index[wrong][0]
        cell = table.loc[line, column]
        shown = "empty" if pd.isna(cell) else f"'{cell}'"
        raise SourceError(f"{path.name}, line {line}: {column} is {shown}, not a whole number.")
    return text.astype("int64")
