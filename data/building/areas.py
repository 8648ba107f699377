"""Compiling the areas and the lookups between them from ONS's tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, read_table
from geo.areas import malformed_codes


@dataclass(frozen=True)
class AreaTables:
    """Areas within the force and the lookups between them; columns as in ``data.areas``."""

    force_code: str
    areas: pd.DataFrame
    lsoa11_ward19: pd.DataFrame
    lsoa21_ward24: pd.DataFrame
    lsoa11_lsoa21: pd.DataFrame


def build_areas(
    districts: Path,
    lsoa11_ward19: Path,
    lsoa21_ward24: Path,
    lsoa11_lsoa21: Path,
    *,
    force_code: str | None = None,
) -> AreaTables:
    """Compile the areas of one force area from ONS's lookups.

    Parameters
    ----------
    districts : Path
        District to CSP to police force area.
    lsoa11_ward19, lsoa21_ward24 : Path
        Best-fit lookups from LSOA to ward; they may cover more than the force area.
    lsoa11_lsoa21 : Path
        Changes of LSOAs from 2011 to 2021; it may cover more than the force area.
    force_code : str, optional
        The police force area; may be left out where the first table has only one.

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
    >>> build_areas(Path("absent.csv"), *[Path("absent.csv")] * 3)
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    force, in_force = _districts(districts, force_code)
    codes = set(in_force["district_code"])
    old = _best_fit(lsoa11_ward19, "lsoa11", "ward19", codes)
    new = _best_fit(lsoa21_ward24, "lsoa21", "ward24", codes)
    changes = _changes(lsoa11_lsoa21, old, new)
    areas = pd.concat(
        [
            force,
            in_force.assign(area_code=in_force["district_code"], area_type="district"),
            _members(old, "ward", "ward19"),
            _members(new, "ward", "ward24"),
            _members(old, "lsoa", "lsoa11"),
            _members(new, "lsoa", "lsoa21"),
        ]
    ).assign(force_code=force["area_code"].iloc[0])
    columns = ["area_code", "area_type", "area_name", "district_code", "force_code"]
    lookup = ["lsoa_code", "ward_code", "district_code"]
    return AreaTables(
        force_code=str(force["area_code"].iloc[0]),
        areas=areas[columns].astype("str").reset_index(drop=True),
        lsoa11_ward19=old[lookup].sort_values("lsoa_code", ignore_index=True),
        lsoa21_ward24=new[lookup].sort_values("lsoa_code", ignore_index=True),
        lsoa11_lsoa21=changes,
    )


def _districts(path: Path, force_code: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The force, and its districts with their names."""
    table = read_table(
        path,
        {
            "district_code": ("ltla24_code", "LAD24CD", "LAD23CD", "LAD22CD"),
            "area_name": ("ltla24_name", "LAD24NM", "LAD23NM", "LAD22NM"),
            "force_code": ("pfa24_code", "PFA24CD", "PFA23CD", "PFA22CD"),
            "force_name": ("pfa24_name", "PFA24NM", "PFA23NM", "PFA22NM"),
        },
    )
    _check_codes(table, "district_code", "district", path)
    _check_codes(table, "force_code", "force", path)
    forces = table.drop_duplicates("force_code").set_index("force_code")["force_name"]
    if force_code is None and len(forces) > 1:
        raise SourceError(
            f"{path.name} holds {len(forces)} police force areas. Say which by --force-code."
        )
    wanted = force_code or str(forces.index[0])
    if wanted not in forces.index:
        raise SourceError(f"{path.name} has no police force area {wanted}.")
    force = pd.DataFrame(
        {"area_code": [wanted], "area_type": "force", "area_name": forces[wanted]}, dtype="str"
    )
    kept = table.loc[table["force_code"] == wanted, ["district_code", "area_name"]]
    return force, kept.sort_values("district_code")


def _best_fit(path: Path, lsoa: str, ward: str, districts: set[str]) -> pd.DataFrame:
    """One best-fit lookup, cut to the districts, each LSOA once."""
    years = ("24", "23", "22", "21", "20", "19", "17", "")
    stem = lsoa.upper()
    table = read_table(
        path,
        {
            "lsoa_code": (f"{stem}CD", f"{lsoa}_code"),
            "lsoa_name": (f"{stem}NM", f"{lsoa}_name"),
            "ward_code": (f"WD{ward[-2:]}CD", f"{ward}_code"),
            "ward_name": (f"WD{ward[-2:]}NM", f"{ward}_name"),
            "district_code": (*(f"LAD{year}CD" for year in years), "ltla24_code"),
        },
    )
    table = table[table["district_code"].isin(districts)]
    _check_codes(table, "lsoa_code", lsoa, path)
    _check_codes(table, "ward_code", ward, path)
    twice = table["lsoa_code"].duplicated()
    if twice.any():
        line = table.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {table.loc[line, 'lsoa_code']} is given a second ward. "
            "A best-fit lookup gives each LSOA one; an exact-fit or part lookup will not do."
        )
    split = table.groupby("ward_code")["district_code"].nunique()
    if (split > 1).any():
        raise SourceError(f"{path.name}: ward {split.idxmax()} lies in two districts.")
    absent = districts - set(table["district_code"])
    if absent:
        raise SourceError(f"{path.name} has no LSOA of the district {sorted(absent)[0]}.")
    return table


def _changes(path: Path, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The changes of LSOAs, which must tell of the same LSOAs as the two best fits."""
    table = read_table(
        path,
        {
            "lsoa11_code": ("lsoa11_code", "LSOA11CD"),
            "change_code": ("change_code", "CHGIND", "CHNGIND"),
            "lsoa21_code": ("lsoa21_code", "LSOA21CD"),
        },
    )
    olds, news = set(old["lsoa_code"]), set(new["lsoa_code"])
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


def _check_codes(table: pd.DataFrame, column: str, type_id: str, path: Path) -> None:
    wrong = malformed_codes(table[column], type_id)
    if len(wrong):
        raise SourceError(
            f"{path.name}, line {wrong.index[0]}: '{wrong.iloc[0]}' is not a code of the type "
            f"{type_id}."
        )
