"""Which police force area is meant: found by its name, its slug, its code, or its districts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, any_year, read_table
from geo.areas import malformed_codes, normalise_name


@dataclass(frozen=True)
class ForceChoice:
    """A police force area, or some districts of one, to cut everything to.

    Parameters
    ----------
    code, name : str
        ONS code of the police force area, and the name of what was chosen: the force area's, or
        those of the districts where only some of them were.
    force_name : str
        The police force area's own name.
    districts : DataFrame
        ``district_code``, ``area_name``, in the order of the codes.
    """

    code: str
    name: str
    force_name: str
    districts: pd.DataFrame


def read_districts(path: Path) -> pd.DataFrame:
    """Read ONS's lookup from district to CSP to police force area."""
    table = read_table(
        path,
        {
            "district_code": ("ltla24_code", *any_year("LAD{}CD")),
            "area_name": ("ltla24_name", *any_year("LAD{}NM")),
            "force_code": ("pfa24_code", *any_year("PFA{}CD")),
            "force_name": ("pfa24_name", *any_year("PFA{}NM")),
        },
    )
    check_codes(table, "district_code", "district", path)
    check_codes(table, "force_code", "force", path)
    twice = table["district_code"].duplicated()
    if twice.any():
        line = table.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {table.loc[line, 'area_name']} comes a second time. Give "
            "each district one line."
        )
    return table


def check_codes(table: pd.DataFrame, column: str, type_id: str, path: Path) -> None:
    """Refuse a column of codes with one that is empty or malformed."""
    wrong = malformed_codes(table[column], type_id)
    if wrong.empty:
        return
    where = f"{path.name}, line {wrong.index[0]}"
    if pd.isna(wrong.iloc[0]):
        raise SourceError(
            f"{where}: {column} is empty; {len(wrong)} such lines. Download the lookup again."
        )
    raise SourceError(f"{where}: '{wrong.iloc[0]}' is not a code of the type {type_id}.")


def only_force(path: Path, force_code: str | None = None) -> ForceChoice:
    """Return the police force area of a code, or the only one of a lookup."""
    table = read_districts(path)
    forces = table.drop_duplicates("force_code").set_index("force_code")["force_name"]
    if force_code is None and len(forces) > 1:
        raise SourceError(
            f"{path.name} holds {len(forces)} police force areas. Say which by --force-code."
        )
    wanted = force_code or str(forces.index[0])
    if wanted not in forces.index:
        raise SourceError(f"{path.name} has no police force area {wanted}.")
    return _chosen(table[table["force_code"] == wanted], whole=True)


def choose_force(path: Path, asked: Sequence[str]) -> ForceChoice:
    """Return the police force area that was asked for, or the districts of one.

    Parameters
    ----------
    path : Path
        As for `read_districts`.
    asked : sequence of str
        One police force area by name, slug or code; or districts, each by name or code.

    Returns
    -------
    ForceChoice

    Raises
    ------
    SourceError
        If a name is not known (the nearest ones are told) or the districts are of two forces.

    Examples
    --------
    >>> choose_force(Path("absent.csv"), ["anyshire"])
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    table = read_districts(path)
    if len(asked) == 1:
        keys = (table["force_code"], table["force_name"].map(force_slug), _key(table["force_name"]))
        wanted = asked[0].strip()
        for key, value in zip(keys, (wanted.upper(), wanted, _name_key(wanted)), strict=True):
            if (key == value).any():
                return _chosen(table[key == value], whole=True)
    lines = [_district_line(table, one, path) for one in asked]
    kept = table.loc[sorted(set(lines))]
    forces = sorted(kept["force_name"].unique())
    if len(forces) > 1:
        raise SourceError(
            f"The districts are of {len(forces)} police force areas ({', '.join(forces)}). Name "
            "districts of one: records are counted for one force at a time."
        )
    of_force = table["force_code"] == kept["force_code"].iloc[0]
    return _chosen(kept, whole=len(kept) == int(of_force.sum()))


def _district_line(table: pd.DataFrame, asked: str, path: Path) -> int:
    """The line of a district that was asked for by name or code."""
    wanted = asked.strip()
    found = (table["district_code"] == wanted.upper()) | (
        _key(table["area_name"]) == _name_key(wanted)
    )
    if not found.any():
        raise SourceError(
            f"{path.name} has no police force area and no district '{asked}'."
            f"{_nearest(table, wanted)} Give a force by its name, slug or code, or list districts."
        )
    return int(table.index[found][0])


def _nearest(table: pd.DataFrame, asked: str) -> str:
    """The known names that look most like one that is not known."""
    named = pd.concat([table["force_name"], table["area_name"]]).drop_duplicates()
    by_key = dict(zip(_key(named), named, strict=True))
    by_key |= {code.casefold(): code for code in [*table["force_code"], *table["district_code"]]}
    close = difflib.get_close_matches(_name_key(asked), list(by_key), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(by_key[key] for key in close)}?" if close else ""


def _key(names: pd.Series) -> pd.Series:
    return names.map(_name_key)


def _name_key(name: str) -> str:
    """A name's key: 'London, City of' is 'city of london', and 'Police' at the end says nothing."""
    turned = " ".join(reversed(name.split(", ", 1)))
    return re.sub(r"\s+police$", "", normalise_name(turned))


def force_slug(name: str) -> str:
    """Return a police force area's name as data.police.uk writes it in the names of its files.

    Parameters
    ----------
    name : str
        ONS's name of the police force area.

    Returns
    -------
    str
        Lower case with hyphens.

    Examples
    --------
    >>> force_slug("Here & There"), force_slug("Anytown, City of"), force_slug("Any Police")
    ('here-and-there', 'city-of-anytown', 'any')
    """
    return _name_key(name).replace(" ", "-")


def _chosen(rows: pd.DataFrame, *, whole: bool) -> ForceChoice:
    names = sorted(rows["area_name"])
    force_name = str(rows["force_name"].iloc[0])
    listed = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return ForceChoice(
        code=str(rows["force_code"].iloc[0]),
        name=force_name if whole else listed,
        force_name=force_name,
        districts=rows[["district_code", "area_name"]].sort_values("district_code"),
    )
