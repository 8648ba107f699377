"""Compiling the areas and the lookups between them from ONS's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.building.force_choice import ForceChoice, check_codes
from data.building.neighbourhoods import named_by_neighbourhood
from data.building.sources import SourceError, any_year, read_table

_LOOKUP = ["lsoa_code", "ward_code", "district_code"]
_CHANGES = ["lsoa11_code", "change_code", "lsoa21_code"]


@dataclass(frozen=True)
class BestFitFile:
    """A best-fit lookup from LSOA to ward: its vintages (``lsoa21``, ``ward24``) and its file."""

    lsoa: str
    ward: str
    path: Path


@dataclass(frozen=True)
class BestFit:
    """A best fit within the force; ``lookup`` as in ``data.tables.areas``.

    ``elsewhere`` are the LSOAs of the file that lie outside the force.
    """

    lsoa: str
    ward: str
    lookup: pd.DataFrame
    elsewhere: frozenset[str]


@dataclass(frozen=True)
class AreaTables:
    """Areas within the force and the lookups between them; columns as in ``data.tables.areas``.

    ``best_fits`` are in the order of their LSOA vintages; ``changes`` is empty where LSOAs of
    2011 are left out.
    """

    force_code: str
    areas: pd.DataFrame
    best_fits: tuple[BestFit, ...]
    changes: pd.DataFrame

    def lsoas(self, vintage: str) -> pd.Index:
        """The LSOAs of a vintage, in code order; none where it is left out."""
        codes = self.areas.loc[self.areas["area_type"] == vintage, "area_code"]
        return pd.Index(codes.sort_values())

    @property
    def lookups(self) -> dict[str, pd.DataFrame]:
        """Each lookup under its packaged name."""
        named = {f"lookups/{one.lsoa}_{one.ward}": one.lookup for one in self.best_fits}
        return named | {"lookups/lsoa11_lsoa21": self.changes}


def build_areas(
    force: ForceChoice,
    best_fits: Sequence[BestFitFile],
    changes: Path | None = None,
    msoa_names: Path | None = None,
) -> AreaTables:
    """Compile the areas of one force area from ONS's lookups.

    Parameters
    ----------
    force : ForceChoice
        The force area with its districts.
    best_fits : sequence of BestFitFile
        Best-fit lookups from LSOA to ward, one for each LSOA vintage; they may cover more than
        the force area.
    changes : Path, optional
        Changes of LSOAs from 2011 to 2021; it may cover more than the force area. Needed where
        there is a best fit of both vintages.
    msoa_names : Path, optional
        As for `data.building.neighbourhoods.named_by_neighbourhood`.

    Returns
    -------
    AreaTables

    Raises
    ------
    SourceError
        If a code is malformed, an LSOA comes twice in a best fit, or the lookups do not tell of
        the same LSOAs. The message names the file and the line.

    Examples
    --------
    >>> districts = pd.DataFrame({"district_code": [], "area_name": []})
    >>> force = ForceChoice("E23000001", "Anyshire", "Anyshire", districts)
    >>> build_areas(force, [BestFitFile("lsoa21", "ward24", Path("absent.csv"))])
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    codes = set(force.districts["district_code"])
    read = {one: _best_fit(one, codes) for one in sorted(best_fits, key=lambda one: one.lsoa)}
    rows = {one.lsoa: table[table["district_code"].isin(codes)] for one, table in read.items()}
    above = pd.DataFrame(
        {"area_code": [force.code], "area_type": "force", "area_name": force.name}, dtype="str"
    )
    districts = force.districts.assign(
        area_code=force.districts["district_code"], area_type="district"
    )
    wards = [_members(rows[one.lsoa], "ward", one.ward) for one in read]
    lsoas = [_members(rows[one.lsoa], "lsoa", one.lsoa) for one in read]
    areas = pd.concat([above, districts, *wards, *lsoas]).assign(force_code=force.code)
    areas = named_by_neighbourhood(areas, msoa_names)
    columns = ["area_code", "area_type", "area_name", "district_code", "force_code"]
    return AreaTables(
        force_code=force.code,
        areas=areas[columns].astype("str").reset_index(drop=True),
        best_fits=tuple(_fit(one, rows[one.lsoa], table) for one, table in read.items()),
        changes=_changes(changes, rows),
    )


def _fit(file: BestFitFile, rows: pd.DataFrame, table: pd.DataFrame) -> BestFit:
    lookup = rows[_LOOKUP].sort_values("lsoa_code", ignore_index=True)
    elsewhere = frozenset(table["lsoa_code"]) - frozenset(rows["lsoa_code"])
    return BestFit(file.lsoa, file.ward, lookup, elsewhere)


def _best_fit(file: BestFitFile, districts: set[str]) -> pd.DataFrame:
    """One best-fit lookup whole, of which the rows in the districts are checked."""
    path, year = file.path, file.ward[-2:]
    stem = file.lsoa.upper()
    table = read_table(
        path,
        {
            "lsoa_code": (f"{stem}CD", f"{file.lsoa}_code"),
            "lsoa_name": (f"{stem}NM", f"{file.lsoa}_name"),
            "ward_code": (f"WD{year}CD", f"{file.ward}_code"),
            "ward_name": (f"WD{year}NM", f"{file.ward}_name"),
            "district_code": (*any_year("LAD{}CD"), "LADCD", *any_year("ltla{}_code")),
        },
    )
    inside = table[table["district_code"].isin(districts)]
    check_codes(inside, "lsoa_code", file.lsoa, path)
    check_codes(inside, "ward_code", file.ward, path)
    _refuse_doubles(inside, path)
    absent = districts - set(inside["district_code"])
    if absent:
        raise SourceError(
            f"{path.name} has no LSOA of the district {sorted(absent)[0]}. Give the lookup of a "
            "year in which that district exists, and the districts of the same year."
        )
    return table


def _refuse_doubles(inside: pd.DataFrame, path: Path) -> None:
    """Refuse an LSOA with two wards, and a ward in two districts."""
    twice = inside["lsoa_code"].duplicated()
    if twice.any():
        line = inside.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {inside.loc[line, 'lsoa_code']} is given a second ward. "
            "A best-fit lookup gives each LSOA one; an exact-fit or part lookup will not do."
        )
    split = inside.groupby("ward_code")["district_code"].nunique()
    if (split > 1).any():
        raise SourceError(f"{path.name}: ward {split.idxmax()} lies in two districts.")


def _changes(path: Path | None, best_fits: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The changes of LSOAs, which must tell of the same LSOAs as the two best fits."""
    if path is None:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in _CHANGES})
    table = read_table(
        path,
        {
            "lsoa11_code": ("lsoa11_code", "LSOA11CD"),
            "change_code": ("change_code", "CHGIND", "CHNGIND"),
            "lsoa21_code": ("lsoa21_code", "LSOA21CD"),
        },
    )
    olds, news = (set(best_fits[vintage]["lsoa_code"]) for vintage in ("lsoa11", "lsoa21"))
    table = table[table["lsoa11_code"].isin(olds) | table["lsoa21_code"].isin(news)]
    for column, codes in (("lsoa11_code", olds), ("lsoa21_code", news)):
        unlike = codes ^ set(table[column])
        if unlike:
            raise SourceError(
                f"{path.name} and the best-fit lookup do not tell of the same LSOAs: "
                f"{len(unlike)} differ in {column}, {sorted(unlike)[0]} among them."
            )
    return table.sort_values(["lsoa11_code", "lsoa21_code"], ignore_index=True)


def _members(best_fit: pd.DataFrame, level: str, type_id: str) -> pd.DataFrame:
    columns = {f"{level}_code": "area_code", f"{level}_name": "area_name"}
    areas = best_fit.rename(columns=columns)[["area_code", "area_name", "district_code"]]
    unique = areas.drop_duplicates("area_code").assign(area_type=type_id)
    return unique.sort_values("area_code")
