"""Which area each row of a partner's table is of: by code, or by a name that can mean one area."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from data.catalogue.base import base_catalogue
from data.partner.levels import LEVELS, areas_of, is_code_of, level_of
from data.partner.words import PartnerError, listed, quoted
from data.partner_tables.choices import PassOver
from data.partner_tables.faults import Fault, Suggestion
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.names import code_in, name_and_district, name_key
from data.partner_tables.odd_rows import CAPITALS, PASS_OVER, OddRow, is_no_area, is_passed
from data.places.index import Place
from data.places.likeness import nearest_places
from data.places.successors import successors, successors_of_name
from data.tables.areas import load_areas, own_name
from geo.areas import type_in_words

# Scoring a name against every ward takes a millisecond or so: a file of nonsense gets no more.
_MOST_SUGGESTED = 50
_MOST_OFFERED = 300
_TOTALS = re.compile(
    r"(.* )?(sub ?)?totals?( .*)?|all( (wards|areas|districts|lsoas))?|sum|average|mean|overall"
    r"|(district|county|force|borough|ward) (average|mean|sum)"
)
_TOTAL = "a larger area or a total"
_LARGER = r"[EWKNS]\d{8}"


@dataclass(eq=False)
class PlacedRows:
    """The area of each row, and what could not be placed.

    Attributes
    ----------
    codes : dict of int to str
        Area code by row number; rows that are set aside or wrong are not there.
    faults, suggestions : list
        Rows whose area is not known, and what may have been meant.
    aside : dict of int to str
        Rows that are no area of the level (totals, footnotes), with why.
    renamed : list of str
        Rows whose code and name say different areas.
    odd : list of OddRow
        Rows that were, or can be, passed over or read otherwise.
    """

    codes: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    renamed: list[str] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Gazetteer:
    """The areas of one type, as names and codes are looked up in them, and what was asked for."""

    mapping: ColumnMapping
    district: str | None
    set_aside_outside: bool
    capitals: bool
    area_type: str
    areas: pd.DataFrame
    types_of: dict[str, set[str]]
    by_name: dict[str, list[str]]
    district_of: dict[str, str]
    districts: dict[str, str]
    larger_names: frozenset[str]


class _Row(NamedTuple):
    """One row: its number, its cells by role, and whether it has no figures."""

    number: int
    cell: dict[str, str]
    bare: bool

    @property
    def given(self) -> str:
        """What the row says of its area: the code before the name."""
        return self.cell.get("area_code", "") or self.cell.get("area_name", "")


def place_rows(
    table: pd.DataFrame,
    mapping: ColumnMapping,
    area_type: str,
    *,
    district: str | None = None,
    accepted: Mapping[str, str] | None = None,
    set_aside_outside: bool = False,
    pass_over: PassOver = None,
    capitals: bool = True,
) -> PlacedRows:
    """Find the area of every row."""
    known = replace(_gazetteer(area_type, mapping, district, set_aside_outside), capitals=capitals)
    taken = {_key(given): code for given, code in (accepted or {}).items()}
    if district is not None and district not in known.districts.values():
        raise PartnerError(f"There is no district {quoted(district)} in the force area.")
    placed = PlacedRows()
    for row in _rows(table, mapping):
        chosen = taken.get(_key(row.given))
        if chosen in known.areas.index:
            placed.codes[row.number] = str(chosen)
        elif row.cell.get("area_code"):
            _by_code(known, placed, row)
        elif row.given:
            _by_name(known, placed, row)
        elif _is_total(known, row.cell.get("district", "")):
            placed.aside[row.number] = _TOTAL
        elif not row.bare:
            heading = mapping.area_code or mapping.area_name or ""
            placed.faults.append(Fault(row.number, heading, "", "no area is named in this row"))
        _offer(placed, row, pass_over)
    return placed


def _rows(table: pd.DataFrame, mapping: ColumnMapping) -> Iterator[_Row]:
    """The rows as they are placed; a district that is written once for many is each of theirs."""
    figures = [one for role in ("numerator", "value") if (one := mapping.of(role))]
    column = mapping.district
    merged = column is not None and 0.3 < (table[column] == "").mean() < 1
    above = ""
    for number, record in zip(table.index, table.to_dict("records"), strict=True):
        cell = {role: str(record[heading]) for role, heading in mapping.columns.items()}
        bare = bool(figures) and not any(record[heading] for heading in figures)
        if merged:
            above = cell["district"] or above
            if cell.get("area_name"):
                cell["district"] = above
        yield _Row(int(number), cell, bare)


def _offer(placed: PlacedRows, row: _Row, wanted: PassOver) -> None:
    """Offer to pass a row over that is of no area, and do so where that was chosen."""
    number, shown = row.number, row.given or row.cell.get("district", "")
    why = placed.aside.get(number, "")
    wrong = bool(placed.faults) and placed.faults[-1].row == number
    explicit = isinstance(wanted, frozenset)
    if why == _TOTAL:
        done = not explicit or number in wanted  # type: ignore[operator]
        _list(placed, OddRow(number, shown, why, PASS_OVER, True, done))
        if not done:
            del placed.aside[number]
            placed.faults.append(Fault(number, "", shown, f"is {why}: pass it over"))
        return
    if why:
        return
    if wrong:
        what, usual = _oddity(placed, row)
    elif explicit and number in wanted:  # type: ignore[operator]
        what, usual = "left out as you chose", False
    else:
        return
    odd = OddRow(number, shown, what, PASS_OVER, usual)
    done = is_passed(odd, wanted)
    _list(placed, odd._replace(done=done))
    if done:
        placed.aside[number] = what
        placed.codes.pop(number, None)
        placed.faults = [one for one in placed.faults if one.row != number]
        placed.suggestions = [one for one in placed.suggestions if one.row != number]


def _list(placed: PlacedRows, odd: OddRow) -> None:
    """Keep an odd row for the list, as long as anybody would read it."""
    if len(placed.odd) < _MOST_OFFERED:
        placed.odd.append(odd)


def _oddity(placed: PlacedRows, row: _Row) -> tuple[str, bool]:
    """What a row is whose area was not found, and whether it is usually passed over."""
    texts = [row.cell.get(role, "") for role in ("area_code", "area_name", "district")]
    if not any(texts):
        return "a row that names no area", True
    if any(is_no_area(_key(text)) for text in texts if text):
        return "of no area", True
    meant = bool(placed.suggestions) and placed.suggestions[-1].row == row.number
    if "area_code" in row.cell and not row.cell["area_code"] and not meant:
        return "a row without a code", True
    return "an area that is not known", False


def _gazetteer(
    area_type: str, mapping: ColumnMapping, district: str | None, set_aside_outside: bool
) -> _Gazetteer:
    every, areas = load_areas(), areas_of(area_type)
    by_name: dict[str, list[str]] = {}
    for code, name in areas["area_name"].items():
        by_name.setdefault(_key(own_name(str(name))), []).append(str(code))
    districts = areas_of("district")["area_name"]
    own = LEVELS.index(level_of(area_type))
    larger = every[~every["area_type"].map(level_of).isin(LEVELS[: own + 1])]
    types = every.groupby("area_code")["area_type"].agg(set)
    return _Gazetteer(
        mapping=mapping,
        district=district,
        set_aside_outside=set_aside_outside,
        capitals=True,
        area_type=area_type,
        areas=areas,
        types_of={str(code): held for code, held in types.items()},
        by_name=by_name,
        district_of={str(code): str(its) for code, its in areas["district_code"].items()},
        districts={_key(name): str(code) for code, name in districts.items()},
        larger_names=frozenset(_key(name) for name in larger["area_name"]),
    )


_key = name_key


def _by_code(known: _Gazetteer, placed: PlacedRows, row: _Row) -> None:
    number, name = row.number, row.cell.get("area_name", "")
    given = row.cell["area_code"]
    code = given.upper().replace(" ", "")
    if code not in known.areas.index and code_in(given) in known.areas.index:
        code = code_in(given)
    if code in known.areas.index:
        placed.codes[number] = code
        _compare_names(known, placed, number, code, name)
        if given != given.upper():
            _in_capitals(known, placed, number, given)
        return
    if _is_larger(known, code) or _is_total(known, given):
        placed.aside[number] = _TOTAL
        return
    level = level_of(known.area_type)
    alike = is_code_of(level, code)
    if alike and not known.types_of.get(code) and known.set_aside_outside:
        placed.aside[number] = "outside the force area"
        return
    if row.bare and not alike:
        placed.aside[number] = "no figures, and no code: a footnote"
        return
    if others := known.types_of.get(code):
        told = listed([type_in_words(one) for one in sorted(others)])
        reason = (
            f"is a code of {told}, and the table is said to be by "
            f"{type_in_words(known.area_type)}: choose the vintage that the codes are of"
            f"{_now(known, successors(code, known.area_type))}"
        )
    elif alike:
        reason = f"is a {level} that is not in the force area, or of another vintage"
    else:
        reason = f"is not a code of a {level}"
    placed.faults.append(Fault(number, str(known.mapping.area_code), given, reason))
    _suggest(known, placed, number, name or given, list(known.areas.index))


def _in_capitals(known: _Gazetteer, placed: PlacedRows, number: int, given: str) -> None:
    what = "a code in small letters"
    _list(placed, OddRow(number, given, what, CAPITALS, True, known.capitals))
    if not known.capitals:
        reason = "is a code in small letters: choose to read it in capitals, or pass it over"
        placed.faults.append(Fault(number, str(known.mapping.area_code), given, reason))
        del placed.codes[number]


def _is_larger(known: _Gazetteer, code: str) -> bool:
    if not re.fullmatch(_LARGER, code):
        return False
    own = LEVELS.index(level_of(known.area_type))
    return not any(is_code_of(level, code) for level in LEVELS[: own + 1])


def _is_total(known: _Gazetteer, text: str) -> bool:
    key = _key(text)
    return key in known.larger_names or _TOTALS.fullmatch(key) is not None


def _compare_names(
    known: _Gazetteer, placed: PlacedRows, number: int, code: str, name: str
) -> None:
    own = str(known.areas.loc[code, "area_name"])
    key, told = name_and_district(name, known.districts, known.larger_names)
    alike = _key(own) in (_key(name), key) and told in (None, known.district_of[code])
    if name and not alike and not nearest_places(name, [_place(known, code)]):
        placed.renamed.append(f"row {number} ({code} is {own}, the table says {quoted(name)})")


def _by_name(known: _Gazetteer, placed: PlacedRows, row: _Row) -> None:
    name, within = row.cell["area_name"], row.cell.get("district", "")
    number, heading, district = row.number, str(known.mapping.area_name), known.district
    if within:
        district = _district(known, within)
        if district is None and not _is_total(known, name):
            reason = "is not a district of the force area"
            placed.faults.append(Fault(number, str(known.mapping.district), within, reason))
            return
    found = _named(known, name, district)
    if len(found) == 1:
        placed.codes[number] = found[0]
    elif found:
        where = [_district_name(known.district_of[code]) for code in found]
        reason = f"is the name of areas in {listed(where)}: add a column with the district"
        placed.faults.append(Fault(number, heading, name, reason))
        _add(known, placed, number, name, [(code, 100.0) for code in found])
    elif _is_total(known, name):
        placed.aside[number] = _TOTAL
    elif row.bare:
        placed.aside[number] = "no figures, and no area of that name: a footnote"
    else:
        where_to = f"in {_district_name(district)}" if district else "in the force area"
        level = level_of(known.area_type)
        gone = _now(known, successors_of_name(name, district, known.area_type))
        reason = f"is not the name of a {level} {where_to}: choose the one that is meant{gone}"
        placed.faults.append(Fault(number, heading, name, reason))
        among = [code for code, its in known.district_of.items() if district in (None, its)]
        _suggest(known, placed, number, name, among)


def _named(known: _Gazetteer, text: str, district: str | None) -> list[str]:
    """The areas that a name can mean, also where the cell tells their code or district with it."""
    if code_in(text) in known.areas.index:
        return [code_in(text)]
    told: str | None = None
    found = known.by_name.get(_key(text), [])
    if not found:
        key, told = name_and_district(text, known.districts, known.larger_names)
        found = known.by_name.get(key, [])
    return [
        code
        for code in found
        if district in (None, known.district_of[code]) and told in (None, known.district_of[code])
    ]


def _now(known: _Gazetteer, codes: tuple[str, ...]) -> str:
    """What lies now on the ground of an area that is gone, as the end of a sentence."""
    names = [str(known.areas.loc[code, "area_name"]) for code in codes if code in known.areas.index]
    return f" (its ground is now that of {listed(names)})" if names else ""


def _district(known: _Gazetteer, text: str) -> str | None:
    code = text.strip().upper()
    return code if code in known.districts.values() else known.districts.get(_key(text))


def _district_name(code: str | None) -> str:
    return base_catalogue().force.district(str(code)).name


def _place(known: _Gazetteer, code: str) -> Place:
    row = known.areas.loc[code]
    name, district = own_name(str(row["area_name"])), str(row["district_code"])
    lsoa = level_of(known.area_type) == "lsoa"
    return Place("LSOA" if lsoa else "ward", name, code, district, "", code)


def _suggest(
    known: _Gazetteer, placed: PlacedRows, number: int, given: str, among: list[str]
) -> None:
    if len({one.row for one in placed.suggestions}) >= _MOST_SUGGESTED:
        return
    near = nearest_places(given[:100], [_place(known, code) for code in among])
    _add(known, placed, number, given, [(place.code, likeness) for place, likeness in near])


def _add(
    known: _Gazetteer,
    placed: PlacedRows,
    number: int,
    given: str,
    found: list[tuple[str, float]],
) -> None:
    for code, likeness in found:
        name, district = known.areas.loc[code, ["area_name", "district_code"]]
        placed.suggestions.append(
            Suggestion(number, given, code, str(name), str(district), round(likeness))
        )
