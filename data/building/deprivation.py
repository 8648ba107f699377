"""Compiling deprivation by LSOA from the English Indices of Deprivation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, read_table

DOMAINS = ("income", "employment", "education", "health", "crime", "housing", "environment")

# How the department writes each measure in its own file of ranks and deciles ("File 7").
_WRITTEN = {
    "imd": "Index of Multiple Deprivation (IMD)",
    "income": "Income",
    "employment": "Employment",
    "education": "Education, Skills and Training",
    "health": "Health Deprivation and Disability",
    "crime": "Crime",
    "housing": "Barriers to Housing and Services",
    "environment": "Living Environment",
}
# Tables made from that file carry short forms: 'IMD_decile'. The domain of housing has two.
_SHORT = {"housing": ("Housing_and_Access", "Housing_and_Services", "housing")}

COLUMNS = [
    "edition",
    "area_type",
    "area_code",
    "imd_rank",
    "imd_decile",
    *(f"{domain}_decile" for domain in DOMAINS),
    "rural_urban_code",
    "rural_urban",
]


def build_deprivation(
    imd_2019: Path | None,
    imd_2025: Path | None,
    rural_urban: Path | None,
    lsoa11: pd.Index,
    lsoa21: pd.Index,
) -> pd.DataFrame:
    """Compile the ranks and deciles of both editions, and the rural-urban class of 2021.

    Parameters
    ----------
    imd_2019 : Path or None
        Indices of Deprivation 2019, by LSOA of 2011.
    imd_2025 : Path or None
        Indices of Deprivation 2025, by LSOA of 2021.
    rural_urban : Path or None
        Rural-urban classification 2021, by LSOA of 2021; shown beside the edition of 2025.
    lsoa11, lsoa21 : Index of str
        The LSOAs of the force area; each edition must have every one of them.

    Returns
    -------
    DataFrame
        One row per edition and LSOA; columns as `COLUMNS`; no row of an edition that is not
        given. The rural-urban class is missing for LSOAs of 2011, which it was not published for,
        and where it is not given.

    Raises
    ------
    SourceError
        If a file lacks an LSOA, has one twice, holds a rank or decile that cannot be one, or a
        decile that does not follow the rank.

    Examples
    --------
    >>> absent = Path("absent.csv")
    >>> build_deprivation(absent, absent, absent, pd.Index([]), pd.Index([]))
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    editions = []
    if imd_2019 is not None:
        old = _edition(imd_2019, "imd-2019", "lsoa11", lsoa11)
        editions.append(old.assign(rural_urban_code=None, rural_urban=None))
    if imd_2025 is not None:
        new = _edition(imd_2025, "imd-2025", "lsoa21", lsoa21)
        editions.append(_with_class(new, rural_urban, lsoa21))
    if not editions:
        return pd.DataFrame(columns=COLUMNS)
    text = ["edition", "area_type", "area_code", "rural_urban_code", "rural_urban"]
    table = pd.concat([each[COLUMNS].astype(dict.fromkeys(text, "str")) for each in editions])
    return table.sort_values(["edition", "area_code"], ignore_index=True)


def _with_class(edition: pd.DataFrame, path: Path | None, lsoa21: pd.Index) -> pd.DataFrame:
    if path is None:
        return edition.assign(rural_urban_code=None, rural_urban=None)
    return edition.merge(_rural_urban(path, lsoa21), on="area_code", validate="1:1")


def _edition(path: Path, edition: str, area_type: str, codes: pd.Index) -> pd.DataFrame:
    """One edition's ranks and deciles, cut to the force area's LSOAs."""
    year = f"20{area_type[-2:]}"
    asked: dict[str, tuple[str, ...]] = {
        "area_code": (f"{area_type}_code", f"LSOA code ({year})", f"LSOA{year[2:]}CD")
    }
    asked["imd_rank"] = _names("imd", "Rank", "where 1 is most deprived")
    for measure in ("imd", *DOMAINS):
        share = "where 1 is most deprived 10% of LSOAs"
        asked[f"{measure}_decile"] = _names(measure, "Decile", share)
    table = _cut(read_table(path, asked), codes, path)
    for column in asked:
        if column != "area_code":
            table[column] = _ordinals(table, column, path, 10 if "decile" in column else None)
    by_rank = table.sort_values("imd_rank")
    falls = by_rank["imd_decile"].diff() < 0
    if falls.any():
        line = by_rank.index[falls][0]
        raise SourceError(
            f"{path.name}, line {line}: IMD decile {by_rank.loc[line, 'imd_decile']} does not "
            f"follow rank {by_rank.loc[line, 'imd_rank']}; 1 is the most deprived in both."
        )
    return table.assign(edition=edition, area_type=area_type)


def _names(measure: str, what: str, explained: str) -> tuple[str, ...]:
    """The headings that a measure's column may have."""
    short = [f"{name}_{what}" for name in _SHORT.get(measure, (measure,))]
    return (*short, f"{_WRITTEN[measure]} {what} ({explained})")


def _rural_urban(path: Path, lsoa21: pd.Index) -> pd.DataFrame:
    """The class of each LSOA of 2021: its code and its name."""
    asked = {
        "area_code": ("lsoa21_code", "LSOA21CD"),
        "rural_urban_code": ("ruc21_code", "RUC21CD"),
        "rural_urban": ("classification", "RUC21NM"),
    }
    table = _cut(read_table(path, asked), lsoa21, path)
    empty = table.isna().any(axis=1)
    if empty.any():
        line = table.index[empty][0]
        raise SourceError(f"{path.name}, line {line}: the rural-urban class is empty.")
    return table


def _ordinals(table: pd.DataFrame, column: str, path: Path, highest: int | None) -> pd.Series:
    """Ranks or deciles: whole numbers from 1; some tables write them as '2.0'."""
    text = table[column].str.replace(",", "", regex=False).str.replace(r"\.0+$", "", regex=True)
    wrong = ~text.str.fullmatch(r"[1-9]\d*").fillna(False).astype(bool)
    if not wrong.any() and highest is not None:
        wrong = text.astype("int64") > highest
    if wrong.any():
        line = table.index[wrong][0]
        cell = table.loc[line, column]
        shown = "empty" if pd.isna(cell) else f"'{cell}'"
        kind = "a rank from 1" if highest is None else f"a decile from 1 to {highest}"
        raise SourceError(f"{path.name}, line {line}: {column} is {shown}, not {kind}.")
    return text.astype("int32")


def _cut(table: pd.DataFrame, codes: pd.Index, path: Path) -> pd.DataFrame:
    """The rows of the force area's LSOAs, each exactly once."""
    kept = table[table["area_code"].isin(codes)].copy()
    missing = codes.difference(pd.Index(kept["area_code"]))
    if len(missing):
        raise SourceError(
            f"{path.name} lacks {len(missing)} LSOAs of the force area, {missing[0]} among them. "
            "Check that the file is of the right LSOA vintage."
        )
    twice = kept["area_code"].duplicated()
    if twice.any():
        line = kept.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {kept.loc[line, 'area_code']} comes a second time."
        )
    return kept
