"""Which column of a partner's table is what: guessed with reasons, and changed by the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace

import pandas as pd

from data.partner.levels import areas_of, is_code_of
from data.partner.words import PartnerError, listed, quoted
from data.partner_tables.cells import read_cell
from data.partner_tables.headings import scale_of
from data.partner_tables.written_periods import written_period
from geo.areas import normalise_name

ROLES = ("area_code", "area_name", "district", "numerator", "denominator", "value", "period")
CODED = ("ward", "lsoa", "district")
_NAMED = {
    "area_code": "area codes",
    "area_name": "area names",
    "district": "districts",
    "numerator": "the numerator (counts)",
    "denominator": "the denominator (the people or cases counted over)",
    "value": "the value (a rate, a share or an index)",
    "period": "the period",
}
# Words of headings for each role, the surest first; tried on 'ward code' and 'WD24CD' alike.
_WORDS = {
    role: tuple(words.split("; "))
    for role, words in {
        "area_code": r"(area|ward|lsoa|gss|ons|geography|district|lad?)\s*code; \w+\d\dcd; code",
        "area_name": r"(area|ward|lsoa|geography)\s*(name|nm); (wd|lsoa)\d\dnm; ward; area; lsoa; "
        "name; place; geography",
        "district": r"(district|borough|local authority|csp|council|lad?)\s*(name|code)?; "
        r"lad?\d\d(nm|cd)",
        "numerator": r"numerator; count; number; number of \w.*; nos?\.? of \w.*; nos?\. .*; num; "
        r"cpp; lac; cla; cin; "
        r"cases; incidents; observed; events; children; clients; referrals; fires; admissions; "
        r"people; total; freq(uency)?; volume; qty; #; no\.?; n; plans; "
        r"(child )?protection plans?; looked[ -]after( children)?; children in (need|care); "
        r"care leavers; on (a )?plans?; episodes; offences; crimes; victims; visits; calls; "
        r"assessments; persons",
        "denominator": "denominator; population; residents; base; out of; households; aged .*; "
        r"pop; 0 ?(-|–|to) ?1[5-9]( pop.*)?; under[ -]?1[68]s?; mid[ -]?year.*",
        "value": r"value; rate; percent(age)?; per cent; %; share; proportion; score; "
        r"per 1,?0+( \w+)?; index; rank; ratio",
        "period": "period; time period; financial year; year; quarter; month; date",
    }.items()
}
_COMMA = "with a point"
_MOST_TIMES = 5
_ONLY = "it is the only column of numbers"
# These are headings only where nothing else stands in them.
_WHOLE = ("n", "#", r"no\.?")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The heading of the column that has each role; None where no column has it.

    Attributes
    ----------
    area_code, area_name, district : str or None
        Which area a row is of; `district` tells wards of one name apart.
    numerator, denominator, value : str or None
        Its figures.
    period : str or None
        Where the table has rows of several periods.
    reasons : dict of str to str
        Why each was taken, by role, for the user to judge.
    """

    area_code: str | None = None
    area_name: str | None = None
    district: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    period: str | None = None
    reasons: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    def of(self, role: str) -> str | None:
        """The heading that has a role."""
        return str(heading) if (heading := getattr(self, role)) is not None else None

    @property
    def columns(self) -> dict[str, str]:
        """The roles that are filled, with their headings."""
        return {role: heading for role in ROLES if (heading := self.of(role)) is not None}


def guess_mapping(table: pd.DataFrame) -> ColumnMapping:
    """Guess which column has which role, by its heading and by what stands in it.

    Parameters
    ----------
    table : DataFrame
        Text cells, as `data.partner_tables.files.read_partner_file` gives them.

    Returns
    -------
    ColumnMapping
        No column has two roles. What is not plain is left open for the user.

    Examples
    --------
    >>> table = pd.DataFrame({"Ward code": ["E05000001"], "Ward": ["Stowe"], "Fires": ["12"]})
    >>> guess_mapping(table).columns
    {'area_code': 'Ward code', 'area_name': 'Ward', 'numerator': 'Fires'}
    >>> guess_mapping(table).reasons["area_code"]
    'all its cells are codes of wards'
    """
    contents = {heading: _content(table[heading]) for heading in table.columns}
    taken: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for role, heading, reason in _guesses(contents):
        if role not in taken and heading not in taken.values():
            taken[role], reasons[role] = heading, reason
    _settle_districts(taken, reasons, contents)
    _settle_cases(table, taken, reasons)
    return ColumnMapping(**taken, reasons=reasons)


def _settle_districts(
    taken: dict[str, str], reasons: dict[str, str], contents: dict[str, _Content]
) -> None:
    """In a table by district, the column of districts names the areas themselves."""
    coded = contents[taken["area_code"]].code_level if "area_code" in taken else ""
    if "district" not in taken or "area_name" in taken or coded not in ("", "district"):
        return
    role = "area_code" if contents[taken["district"]].code_level else "area_name"
    if role not in taken:
        taken[role], reasons[role] = taken.pop("district"), reasons.pop("district")


def _settle_cases(table: pd.DataFrame, taken: dict[str, str], reasons: dict[str, str]) -> None:
    """In a list of cases an age or a number of the case is no figure of the area."""
    area = taken.get("area_code") or taken.get("area_name")
    more = len(table.columns) > 2
    if more and area and reasons.get("value") == _ONLY and table[area].duplicated().mean() > 0.2:
        del taken["value"], reasons["value"]


def _guesses(contents: dict[str, _Content]) -> Iterator[tuple[str, str, str]]:
    """Candidates as (role, heading, reason), the surest first."""
    for heading, content in contents.items():
        if content.code_level not in ("", "district"):
            yield "area_code", heading, f"all its cells are codes of {content.code_level}s"
    # Codes of districts are the areas themselves only where nothing smaller is named.
    smaller = any(
        content.code_level in ("ward", "lsoa")
        or (content.is_text and not content.is_districts and _is_named("area_name", heading))
        for heading, content in contents.items()
    )
    for heading, content in contents.items():
        if content.code_level == "district":
            role = "district" if smaller else "area_code"
            yield role, heading, "all its cells are codes of districts"
    # The template's own headings say what they hold even where that is nonsense, to be told of.
    for role in ("numerator", "denominator", "value"):
        if role in contents and contents[role].is_filled:
            yield role, role, f"its heading is {quoted(role)}"
    for role, fits in _FITS.items():
        for pattern in _WORDS[role]:
            for heading, content in contents.items():
                if re.fullmatch(pattern, _plain(heading), re.IGNORECASE) and fits(content):
                    yield role, heading, f"its heading is {quoted(heading)}"
    for role, fits in _FITS.items():
        for pattern in _WORDS[role]:
            for heading, content in contents.items():
                if pattern not in _WHOLE and _has_word(pattern, heading) and fits(content):
                    yield role, heading, f"its heading has a usual word: {quoted(heading)}"
    for heading, content in contents.items():
        if content.is_time:
            yield "period", heading, "all its cells are spans of time"
    # A year or month over figures is when they are of, and counts are what is kept by time.
    several = sum(content.is_numbers for content in contents.values()) > 1
    for heading, content in contents.items():
        if (
            several
            and _is_count(content)
            and content.is_whole
            and written_period(heading) is not None
        ):
            yield "numerator", heading, f"it has whole numbers under a time: {quoted(heading)}"
    left = [heading for heading, content in contents.items() if content.is_numbers]
    if left and not any(_is_named(role, one) for one in left for role in ("numerator", "value")):
        whole = [heading for heading in left if not contents[heading].is_year]
        if len(whole) == 1:
            yield "value", whole[0], _ONLY


def _is_named(role: str, heading: str) -> bool:
    return any(_has_word(pattern, heading) for pattern in _WORDS[role] if pattern not in _WHOLE)


def _has_word(pattern: str, heading: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", _plain(heading), re.IGNORECASE) is not None


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[_*†‡]|\[\w+\]|[¹²³]", " ", heading).split())


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in a column, for the most part."""

    code_level: str
    is_numbers: bool
    is_text: bool
    is_year: bool
    is_districts: bool
    is_filled: bool = True
    is_rate: bool = False
    is_time: bool = False
    is_whole: bool = False


def _content(column: pd.Series) -> _Content:
    filled = column[column != ""].head(2_000)
    if filled.empty:
        return _Content("", False, False, False, False, is_filled=False)
    # Whole sets of areas come with a total row or a footnote: nine in ten will do.
    most = 0.9 * len(filled)
    codes = [cell.upper().replace(" ", "") for cell in filled]
    level = next((one for one in CODED if sum(is_code_of(one, code) for code in codes) >= most), "")
    cells = [read_cell(cell) for cell in filled]
    # '12,5' is told of cell by cell: the column is one of numbers all the same.
    numbers = sum(cell.meaning == "number" or _COMMA in cell.reason for cell in cells)
    marks = sum(cell.meaning in ("suppressed", "missing") for cell in cells)
    withheld = sum(cell.meaning == "suppressed" for cell in cells)
    is_numbers = numbers + withheld > 0 and numbers + marks >= 0.6 * len(filled)
    year = filled.str.fullmatch(r"(19|20)\d\d([-/]\d{2,4})?").fillna(False).mean() > 0.9
    names = {normalise_name(name) for name in areas_of("district")["area_name"]}
    districts = filled.map(normalise_name).isin(names).mean() > 0.9
    return _Content(
        level,
        is_numbers,
        not is_numbers and not level,
        bool(year),
        bool(districts),
        is_time=not is_numbers and _are_times(filled),
        is_rate=scale_of(str(column.name)) is not None,
        is_whole=all(one.number is None or one.number % 1 == 0 for one in cells),
    )


def _are_times(filled: pd.Series) -> bool:
    """Whether a column has a few spans of time and nothing else, whatever its heading is."""
    told = filled.unique()
    if len(told) > _MOST_TIMES:
        return False
    found = [written_period(text) for text in told]
    return all(one is not None and one.months is not None for one in found)


def _is_count(content: _Content) -> bool:
    return content.is_numbers and not content.is_year and not content.is_rate


# The value before the denominator: '% of households' and 'rate per 1,000 residents' are values.
_FITS: dict[str, Callable[[_Content], bool]] = {
    "area_code": lambda content: not content.is_numbers,
    "district": lambda content: not content.is_numbers,
    "area_name": lambda content: content.is_text,
    "period": lambda content: content.is_year or content.is_text,
    "value": lambda content: content.is_numbers and not content.is_year,
    "denominator": _is_count,
    "numerator": _is_count,
}


def count_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns that count by their headings, in the order of the table."""
    return [
        str(heading)
        for heading in table.columns
        if _is_count(_content(table[heading]))
        and _is_named("numerator", str(heading))
        and not _is_named("denominator", str(heading))
    ]


def with_columns(mapping: ColumnMapping, **chosen: str | None) -> ColumnMapping:
    """Return a mapping with columns that the user chose; None takes a role away.

    Parameters
    ----------
    mapping : ColumnMapping
        As guessed, or as chosen so far.
    **chosen : str or None
        Heading by role. Roles that are not named stay as they are.

    Returns
    -------
    ColumnMapping
        The reason of a column that was chosen is that the user chose it.

    Raises
    ------
    PartnerError
        If there is no such role.

    Examples
    --------
    >>> with_columns(ColumnMapping(value="Fires"), value=None, numerator="Fires").columns
    {'numerator': 'Fires'}
    """
    known = {one.name for one in fields(ColumnMapping)} - {"reasons"}
    for role in chosen.keys() - known:
        raise PartnerError(f"There is no role {quoted(role)}. The roles are: {', '.join(ROLES)}.")
    reasons = {role: reason for role, reason in mapping.reasons.items() if role not in chosen}
    reasons |= {role: "you chose it" for role, heading in chosen.items() if heading is not None}
    return replace(mapping, **chosen, reasons=reasons)


def refuse_mapping(mapping: ColumnMapping, table: pd.DataFrame, count_rows: bool = False) -> None:
    """Refuse a mapping that names no column of the table, one column twice, or too little.

    Parameters
    ----------
    mapping : ColumnMapping
        To be used on the table.
    table : DataFrame
        Only its headings are looked at.
    count_rows : bool
        Whether rows are counted, so that no column of figures is needed.

    Raises
    ------
    PartnerError
        The message says which role, and what columns there are.

    Examples
    --------
    >>> refuse_mapping(ColumnMapping(value="a"), pd.DataFrame({"a": ["1"]}))
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: No column is said to hold area codes or area names. ...
    """
    columns = [str(one) for one in table.columns]
    has = f"The columns are: {listed(columns, 12)}."
    for role, heading in mapping.columns.items():
        if heading not in columns:
            raise PartnerError(f"There is no column {quoted(heading)} for {_NAMED[role]}. {has}")
    headings = list(mapping.columns.values())
    for heading in headings:
        if headings.count(heading) > 1:
            raise PartnerError(f"The column {quoted(heading)} is said to hold two things. {has}")
    if not mapping.area_code and not mapping.area_name:
        raise PartnerError(f"No column is said to hold area codes or area names. {has}")
    if not mapping.numerator and not mapping.value and not count_rows:
        raise PartnerError(f"No column is said to hold a numerator or a value. {has}")
