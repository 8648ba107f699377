"""What a publisher's columns and codes say: the level, the vintage and the area type of a layer.

ONS names a column by level and vintage: ``WD19CD`` and ``WD19NM`` are the codes and names of the
wards of 2019, ``lsoa21cd`` those of the LSOAs of 2021. Other publishers use names of their own;
then the codes themselves tell the level, but never the vintage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.areas import AREA_TYPES, type_in_words

# How a level's columns begin.
COLUMN_STEMS = {
    "ward": "WD",
    "lsoa": "LSOA",
    "district": r"(?:LAD|LTLA|CSP)",
    "force": "PFA",
    "upper_tier": r"(?:CTYUA|UTLA)",
    "region": "RGN",
    "country": "CTRY",
    "oa": "OA",
    "msoa": "MSOA",
    "parish": "PAR(?:NCP)?",
    "ced": "CED",
    "constituency": "PCON",
}

# No area types of the app's figures, but handed out by councils and publishers.
_NEIGHBOURHOOD = "neighbourhood"
_CODE_PATTERNS = {kind.level: kind.pattern for kind in AREA_TYPES.values()} | {
    "oa": r"[EW]00\d{6}",
    "msoa": r"[EW]02\d{6}",
    "parish": r"[EW]04\d{6}",
    "ced": r"E58\d{6}",
    "constituency": r"(?:E14|W07)\d{6}",
    # Each force names its own; there is no register of them.
    _NEIGHBOURHOOD: r"\S(?:.{0,78}\S)?",
}
# The finest level first: a file of wards carries the codes of their districts as well.
_FINEST_FIRST = (
    *("oa", "lsoa", "msoa", "parish", "ward", "ced", "district", "constituency", "upper_tier"),
    *("force", "region", "country"),
)
# How forces call the columns of their neighbourhoods.
_NEIGHBOURHOOD_COLUMN = re.compile(
    r"(?:NPT|NPA|NPU|SNT|NHT|NHOOD|NBHD|BEAT|NEIGHBOURHOOD|NEIGHBORHOOD)_?(?:AREA|TEAM)?_?"
    r"(?:CD|CODE|ID|REF|NO)?\d*"
)
# Columns with nearly as many different codes as any other can be the layer's own.
_NEARLY_AS_MANY = 0.9
# Columns of the app's own tables, and the share of rows that makes a column one of codes.
_PLAIN_CODE, _PLAIN_NAME = "area_code", "area_name"
_SHARE_OF_CODES = 0.9


@dataclass(frozen=True)
class CodeColumn:
    """A column of area codes.

    Parameters
    ----------
    name : str
        The column as the file writes it.
    level : str
        ``ward``, ``lsoa``, ``ced``, ``district``, …
    vintage : int or None
        The year that the column's name tells; None where it tells none.
    """

    name: str
    level: str
    vintage: int | None


@dataclass(frozen=True)
class TypeGuess:
    """A guessed area type, or None, and the reason in a sentence."""

    area_type: str | None
    reason: str


def level_and_vintage(area_type: str) -> tuple[str, int | None]:
    """Return the level and the vintage that an area type's id is made of.

    Parameters
    ----------
    area_type : str
        ``ward19``, ``district``, and vintages that the app has no table of, such as ``ced25``.

    Returns
    -------
    level : str
    vintage : int or None

    Raises
    ------
    ValueError
        If the level is not a known one.

    Examples
    --------
    >>> level_and_vintage("ward25"), level_and_vintage("district")
    (('ward', 2025), ('district', None))
    """
    match = re.fullmatch(r"([a-z_]+?)(\d\d)?", area_type)
    if match is None or match[1] not in _CODE_PATTERNS:
        raise ValueError(
            f"'{area_type}' is no area type; give a level ({', '.join(_CODE_PATTERNS)}) with the "
            "two digits of its vintage, such as ward19."
        )
    return match[1], 2000 + int(match[2]) if match[2] else None


def code_pattern(level: str) -> str:
    r"""Return the regular expression that a level's codes match.

    Parameters
    ----------
    level : str
        ``ward``, ``lsoa``, …

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such level.

    Examples
    --------
    >>> code_pattern("ced")
    'E58\\d{6}'
    """
    return _CODE_PATTERNS[level]


def code_columns(table: pd.DataFrame) -> tuple[CodeColumn, ...]:
    """Return the columns that carry area codes, the most likely first.

    Parameters
    ----------
    table : DataFrame
        A layer's columns without its geometry.

    Returns
    -------
    tuple of CodeColumn
        Columns nine tenths of whose values look like codes of one level, in either case of letters,
        whatever their names; those that have the most different codes first, and of these the
        finest level and latest vintage. A name tells the vintage, and the level where several
        have the same codes. After them columns whose names alone speak of codes.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> table = pd.DataFrame({"lad19cd": ["E07000001"], "wd19cd": ["E05000001"], "wd19nm": ["A"]})
    >>> [column.name for column in code_columns(table)]
    ['wd19cd', 'lad19cd']
    >>> code_columns(pd.DataFrame({"CODE": ["E05000001"], "LAD24CD": ["E07000001"]}))[0]
    CodeColumn(name='CODE', level='ward', vintage=None)
    """
    named = {each.name: each for each in _named_columns(table)}
    by_content: dict[CodeColumn, int] = {}
    for name in map(str, table.columns):
        told = named.get(name)
        text = _as_codes(table[name])
        level = level_of_codes(table[name])
        if told is not None and _share(text, told.level) >= _SHARE_OF_CODES:
            by_content[told] = text.nunique()
        elif level is not None:
            by_content[CodeColumn(name, level, None)] = text.nunique()
    most = max(by_content.values(), default=0)
    order = {level: place for place, level in enumerate((*_FINEST_FIRST, _NEIGHBOURHOOD))}

    def likely(found: CodeColumn) -> tuple[bool, bool, int, int]:
        # A table of the app's own comes back as it went out, whatever else it carries.
        own = found.name != _PLAIN_CODE
        few = by_content[found] < _NEARLY_AS_MANY * most
        return own, few, order[found.level], -(found.vintage or 0)

    told_by_name = [
        each for each in named.values() if each.name not in {c.name for c in by_content}
    ]
    by_name = sorted(told_by_name, key=lambda each: (order[each.level], -(each.vintage or 0)))
    return (*sorted(by_content, key=likely), *by_name)


def _named_columns(table: pd.DataFrame) -> list[CodeColumn]:
    """The columns whose names say that they carry codes of a level."""
    named = [
        CodeColumn(str(name), level, 2000 + int(match[1]))
        for name in table.columns
        for level, stem in COLUMN_STEMS.items()
        if (match := re.fullmatch(rf"{stem}(\d\d)CD", str(name).upper()))
    ]
    neighbourhoods = [
        CodeColumn(str(name), _NEIGHBOURHOOD, None)
        for name in table.columns
        if _NEIGHBOURHOOD_COLUMN.fullmatch(str(name).upper())
    ]
    return [*named, *neighbourhoods]


def _as_codes(column: pd.Series) -> pd.Series:
    """The values that are not empty, as codes are written."""
    text = column.astype("string").str.strip().str.upper()
    return text[text.notna() & (text != "")]


def _share(codes: pd.Series, level: str) -> float:
    if codes.empty:
        return 0.0
    return float(codes.str.fullmatch(_CODE_PATTERNS[level]).mean())


def level_of_codes(codes: pd.Series) -> str | None:
    """Return the level whose codes a column holds, or None.

    Parameters
    ----------
    codes : Series
        Any column.

    Returns
    -------
    str or None
        The level that at least nine tenths of the values that are not empty are codes of, in
        either case of letters.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> level_of_codes(pd.Series(["E01000001", "E01000002"])), level_of_codes(pd.Series(["Abbey"]))
    ('lsoa', None)
    """
    if codes.empty or pd.api.types.is_numeric_dtype(codes):
        return None
    text = _as_codes(codes)
    return next((one for one in _FINEST_FIRST if _share(text, one) >= _SHARE_OF_CODES), None)


def name_column(columns: Iterable[str], code: CodeColumn) -> str | None:
    """Return the column of the names that belong to a column of codes, or None.

    Parameters
    ----------
    columns : iterable of str
        The layer's columns.
    code : CodeColumn
        The column of codes.

    Returns
    -------
    str or None
        ``WD19NM`` for ``WD19CD`` and ``WARD_NAME`` for ``WARD_CODE`` in any case; else a column
        called ``area_name`` or ``name``.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> name_column(["wd19cd", "wd19nm", "wd19nmw"], CodeColumn("wd19cd", "ward", 2019))
    'wd19nm'
    >>> name_column(["Ward_Cd", "WD24NM", "LAD24NM"], CodeColumn("Ward_Cd", "ward", None))
    'WD24NM'
    """
    given = [str(name) for name in columns]
    by_upper = {name.upper(): name for name in reversed(given)}
    upper = code.name.upper()
    wanted = (re.sub(r"CD$", "NM", upper), re.sub(r"(CODE|CD|ID|REF)$", "NAME", upper))
    plain = (_PLAIN_NAME.upper(), "NAME", f"{code.level.upper()}_NAME", code.level.upper())
    for candidate in (*wanted, *plain):
        if candidate in by_upper and by_upper[candidate] != code.name:
            return by_upper[candidate]
    # 'Ward_Cd' says no year, so that the only names of wards beside it are its own.
    named = [one for one in by_upper if _NAMES_OF.get(code.level, _NEVER).fullmatch(one)]
    return by_upper[named[0]] if len(named) == 1 and code.vintage is None else None


_NEVER = re.compile(r"(?!)")
_NAMES_OF = {
    "ward": re.compile(r"(WD|WARD)_?\d{0,4}_?(NM|NAME)"),
    "parish": re.compile(r"(PAR|PARNCP|PARISH)_?\d{0,4}_?(NM|NAME)"),
    "district": re.compile(r"(LAD|LTLA|DISTRICT)_?\d{0,4}_?(NM|NAME)"),
}


def guess_area_type(
    code: CodeColumn, codes: pd.Series, known: pd.DataFrame | None = None
) -> TypeGuess:
    """Return the area type that a column of codes is of, with the reason.

    Parameters
    ----------
    code : CodeColumn
        The column.
    codes : Series of str
        Its values.
    known : DataFrame, optional
        ``area_code`` and ``area_type`` of the areas that the app holds. The type of the same level
        with most of the codes is taken: wards that did not change between two vintages keep their
        codes, so that a file of 2025 may serve a table of 2024.

    Returns
    -------
    TypeGuess
        ``area_type`` is None where neither the column nor the codes tell the vintage.

    Raises
    ------
    KeyError
        If `known` lacks a column.

    Examples
    --------
    >>> guess_area_type(CodeColumn("WD25CD", "ward", 2025), pd.Series(["E05000001"])).area_type
    'ward25'
    """
    matches = _known_matches(code, codes, known)
    if matches and max(matches.values()):
        most = max(matches.values())
        tied = sorted(kind for kind, count in matches.items() if count == most)
        best = min(tied, key=lambda kind: _years_apart(kind, code.vintage))
        return TypeGuess(
            best,
            f"{most} of {len(codes)} codes in the column '{code.name}' are known as those of "
            f"{type_in_words(best)}.",
        )
    # Of what the app counts by, the year matters; what it only keeps has its level for a name.
    vintaged = {kind.level for kind in AREA_TYPES.values() if kind.vintage}
    if code.level in AREA_TYPES or (code.vintage is None and code.level not in vintaged):
        return TypeGuess(code.level, f"The column '{code.name}' holds codes of a {code.level}.")
    if code.vintage is None:
        return TypeGuess(
            None, f"The codes in the column '{code.name}' are of a {code.level}, of no told year."
        )
    told = f"{code.level}{code.vintage % 100:02d}"
    return TypeGuess(told, f"The column is called '{code.name}'.")


def _known_matches(
    code: CodeColumn, codes: pd.Series, known: pd.DataFrame | None
) -> dict[str, int]:
    """How many of the codes each known area type of the level has."""
    if known is None:
        return {}
    given = set(codes)
    return {
        str(kind): len(given & set(rows["area_code"]))
        for kind, rows in known.groupby("area_type")
        if str(kind) in AREA_TYPES and AREA_TYPES[str(kind)].level == code.level
    }


def _years_apart(area_type: str, vintage: int | None) -> tuple[int, int]:
    """The nearest vintage first; without one, the latest."""
    year = level_and_vintage(area_type)[1] or 0
    return (abs(year - vintage), -year) if vintage else (0, -year)


def mixed_vintages(columns: Sequence[str], code: CodeColumn, name: str | None) -> str | None:
    """Return a sentence where codes and names, or two columns of codes, are of different years.

    Parameters
    ----------
    columns : sequence of str
        The layer's columns.
    code : CodeColumn
        The column of codes that is used.
    name : str or None
        The column of names that is used.

    Returns
    -------
    str or None

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> code = CodeColumn("WD19CD", "ward", 2019)
    >>> mixed_vintages(["WD19CD", "WD25CD"], code, None)
    'The file carries ward codes of 2019 and 2025; those of 2019 are used.'
    """
    if code.vintage is None:
        return None
    if name and (match := re.search(r"(\d\d)NM$", name.upper())):
        year = 2000 + int(match[1])
        if year != code.vintage:
            return f"The codes are of {code.vintage} and the names, in '{name}', of {year}."
    stem = COLUMN_STEMS[code.level]
    years = {
        2000 + int(match[1])
        for column in columns
        if (match := re.fullmatch(rf"{stem}(\d\d)CD", str(column).upper()))
    }
    if len(years) > 1:
        told = " and ".join(str(year) for year in sorted(years))
        return f"The file carries {code.level} codes of {told}; those of {code.vintage} are used."
    return None
