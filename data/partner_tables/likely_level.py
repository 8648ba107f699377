"""Which kind of areas a partner's table is probably by, for a form to begin with."""

from __future__ import annotations

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.partner.levels import areas_of, held_levels, level_of
from data.partner_tables.mapping import ColumnMapping
from geo.areas import normalise_name


def likely_level(table: pd.DataFrame, mapping: ColumnMapping) -> str | None:
    """Return the area type most of whose areas a table names; the user can choose another.

    Parameters
    ----------
    table : DataFrame
        Text cells, as `data.partner_tables.files.read_partner_file` gives them.
    mapping : ColumnMapping
        Which column has the codes, and which the names.

    Returns
    -------
    str or None
        Such as ``ward24``. Codes count before names, for wards of two vintages share names; of
        two types with as many, the newer one. None where nothing in the table is known.

    Examples
    --------
    >>> table = pd.DataFrame({"Ward code": ["E05010657", "E05010658"]})
    >>> likely_level(table, ColumnMapping(area_code="Ward code"))
    'ward24'
    """
    codes = _cells(table, mapping.area_code)
    by_code = {level: set(areas_of(level).index) for level in held_levels()}
    plain = {one.upper().replace(" ", "") for one in codes}
    return _most(plain, by_code) or _most(
        {normalise_name(one) for one in _cells(table, mapping.area_name)},
        {level: set(areas_of(level)["area_name"].map(normalise_name)) for level in held_levels()},
    )


def alike_wards(table: pd.DataFrame, mapping: ColumnMapping, level: str) -> str:
    """Say that a table's names are as well those of wards of another year; empty where not.

    Parameters
    ----------
    table : DataFrame
        Text cells, as `data.partner_tables.files.read_partner_file` gives them.
    mapping : ColumnMapping
        Which column has the codes, and which the names.
    level : str
        The area type that the table is taken for, such as ``ward24``.

    Returns
    -------
    str
        A sentence. Wards that kept their code are the same in both years, and codes settle which
        year is meant: then there is nothing to say.

    Examples
    --------
    >>> table = pd.DataFrame({"Ward": ["No such ward"]})
    >>> alike_wards(table, ColumnMapping(area_name="Ward"), "ward24")
    ''
    """
    names = {normalise_name(one) for one in _cells(table, mapping.area_name)}
    codes = {one.upper().replace(" ", "") for one in _cells(table, mapping.area_code)}
    if level_of(level) != "ward" or codes & set(areas_of(level).index):
        return ""
    own = _codes_by_name(level, names)
    for other in held_levels():
        told = _codes_by_name(other, names) if level_of(other) == "ward" and other != level else {}
        if own and len(told) == len(own) and told != own:
            called = load_catalogue().vintage_name
            apart = sum(told.get(name) != codes for name, codes in own.items())
            return (
                f"The names fit wards of {called(other)} as well, of which {apart} of {len(own)} "
                f"are other areas: taken as wards of {called(level)}. Choose the other areas if "
                "the figures are of those."
            )
    return ""


def _codes_by_name(level: str, names: set[str]) -> dict[str, frozenset[str]]:
    """The codes of a type's areas that are called so; a name can be of several districts."""
    plain = areas_of(level)["area_name"].map(normalise_name)
    held = plain[plain.isin(names)]
    return {str(name): frozenset(map(str, rows.index)) for name, rows in held.groupby(held)}


def _cells(table: pd.DataFrame, heading: str | None) -> list[str]:
    return [one for one in table[heading] if one] if heading in table else []


def _most(cells: set[str], held: dict[str, set[str]]) -> str | None:
    found = {level: len(cells & areas) for level, areas in held.items()}
    # max takes the first of equals, and the newest vintage of a level comes first.
    best = max(found, key=lambda level: found[level], default=None)
    return best if best is not None and found[best] else None
