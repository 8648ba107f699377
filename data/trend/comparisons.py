"""Change between any two spans of months that can be compared, and what differs between them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Indicator
from data.explore.crime_types import crime_types_of
from data.figures.area_figures import Level
from data.figures.like_with_like import like_with_like
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    joined,
    months_named,
    short_span,
)
from data.store.remembered import remembered
from data.tables.areas import load_areas
from data.trend.months import area_months, area_type, bases_of, boundary_name, loaded, vintages
from geo.change import UNJUDGED
from geo.ranking import rank_highest_first
from geo.rates import DAYS_IN_YEAR, crude_rate
from geo.series import YEAR, days_in, later, months_from

# Of areas that did not change, a 95% interval leaves out zero for so many.
_BY_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two spans of months set against each other, and what a reader has to know of them.

    Attributes
    ----------
    now, before : tuple of str
        The months counted on each side, ``YYYY-MM``, oldest first: those that are loaded.
    asked_now, asked_before : tuple of str
        The months asked for.
    same_months : bool
        Whether both sides are the same months of the year, so that no season is in the change.
    statements : tuple of str
        What differs: absent months, season, boundaries, population. Empty where nothing does.
        How many records have a place differs by type: `data.figures.placed.placed_sentence`.
    """

    now: tuple[str, ...]
    before: tuple[str, ...]
    asked_now: tuple[str, ...]
    asked_before: tuple[str, ...]
    same_months: bool
    statements: tuple[str, ...]

    @property
    def label(self) -> str:
        """Both spans by name: 'Jul–Dec 2025 against Jan–Jun 2025'."""
        return f"{_named(self.now)} against {_named(self.before)}"

    @property
    def key(self) -> str:
        """For an address: first and last month of each side asked for."""
        ends = (self.asked_now[0], self.asked_now[-1], self.asked_before[0], self.asked_before[-1])
        return "_".join(ends)


def _named(months: tuple[str, ...]) -> str:
    """Name a span; one with months left out names those that it has."""
    return months_named(months)


def compare_spans(now: tuple[str, ...], before: tuple[str, ...]) -> Comparison:
    """Set two spans of months against each other.

    Parameters
    ----------
    now, before : tuple of str
        Months, ``YYYY-MM``: the later span and the earlier one. Either the same months of the
        year, or as many months.

    Returns
    -------
    Comparison
        A month that is not loaded is left out. Of spans with the same months of the year its
        counterpart is left out too, so that the same months are still compared; otherwise the
        rates are over the months that are left, and it is said.

    Raises
    ------
    ValueError
        If the spans are neither the same months of the year nor of one length, overlap, or have
        no loaded month that can be compared.

    Examples
    --------
    >>> told = compare_spans(("2025-01", "2025-02"), ("2019-01", "2019-02"))
    >>> told.same_months, told.label
    (True, 'Jan–Feb 2025 against Jan–Feb 2019')
    >>> compare_spans(("2025-01",), ("2019-01", "2019-02"))
    Traceback (most recent call last):
        ...
    ValueError: 1 month cannot be compared with 2: choose the same months of the year, or as many.
    """
    asked_now, asked_before = tuple(sorted(now)), tuple(sorted(before))
    same = _of_year(asked_now) == _of_year(asked_before)
    if not same and len(asked_now) != len(asked_before):
        many = "1 month" if len(asked_now) == 1 else f"{len(asked_now)} months"
        raise ValueError(
            f"{many} cannot be compared with {len(asked_before)}: choose the same months of the "
            "year, or as many."
        )
    if set(asked_now) & set(asked_before):
        raise ValueError(
            f"{min(set(asked_now) & set(asked_before))} is in both spans. Choose spans apart."
        )
    held = set(loaded().index)
    kept_now = tuple(one for one in asked_now if one in held)
    kept_before = tuple(one for one in asked_before if one in held)
    if same:
        shared = {one[5:] for one in kept_now} & {one[5:] for one in kept_before}
        kept_now = tuple(one for one in kept_now if one[5:] in shared)
        kept_before = tuple(one for one in kept_before if one[5:] in shared)
    if not kept_now or not kept_before:
        raise ValueError(
            f"{_named(asked_now)} and {_named(asked_before)} have no loaded months to compare. "
            "Import the months that are missing, or choose others."
        )
    return Comparison(
        now=kept_now,
        before=kept_before,
        asked_now=asked_now,
        asked_before=asked_before,
        same_months=_of_year(kept_now) == _of_year(kept_before),
        statements=tuple(_statements(asked_now, asked_before, kept_now, kept_before)),
    )


def _of_year(months: tuple[str, ...]) -> list[str]:
    """The months of the year, each as often as it comes."""
    return sorted(one[5:] for one in months)


def _statements(
    asked_now: tuple[str, ...],
    asked_before: tuple[str, ...],
    now: tuple[str, ...],
    before: tuple[str, ...],
) -> list[str]:
    """What differs between the two sides, each in a sentence."""
    said = []
    left = sorted({*asked_now, *asked_before} - {*now, *before})
    absent = [one for one in left if one not in set(loaded().index)]
    if absent:
        are = "is" if len(absent) == 1 else "are"
        said.append(
            f"{joined([short_span(one, one) for one in absent], 6)} {are} not loaded; "
            f"{len(now)} months are compared with {len(before)}."
        )
    if _of_year(now) != _of_year(before):
        said.append("The two sides are other months of the year, so the season is in the change.")
    said += _boundaries(now, before)
    return said + _population(now, before)


def _boundaries(now: tuple[str, ...], before: tuple[str, ...]) -> list[str]:
    of = loaded()
    later_ones, earlier_ones = set(of[list(now)]), set(of[list(before)])
    if later_ones == earlier_ones and len(later_ones) == 1:
        return []
    names = [boundary_name("ward", one) for one in vintages() if one in later_ones | earlier_ones]
    return [
        f"The records are by {joined(names)}: districts and the force area are the same by each, a "
        "ward or census area is compared only where its ground is."
    ]


def _population(now: tuple[str, ...], before: tuple[str, ...]) -> list[str]:
    bases = pd.concat([bases_of(one) for one in vintages()])
    used = [
        joined([str(one).replace("-", " ") for one in dict.fromkeys(bases[list(months)])])
        for months in (now, before)
    ]
    if used[0] == used[1]:
        return []
    return [f"The residents are those of {used[0]} for the later months, of {used[1]} before."]


@remembered(maxsize=1)
def offered_comparisons() -> tuple[Comparison, ...]:
    """Return the comparisons that the loaded months allow, the best first.

    Returns
    -------
    tuple of Comparison
        The latest twelve months against the twelve before; the latest three and six against the
        same a year before; the latest year's months against the same months of the run of months
        before it; the latest six and three months against those just before, with the season in
        them. Only those of which every month is loaded.

    Examples
    --------
    >>> [told.label for told in offered_comparisons()][:2]
    ['Jan–Apr 2025 against Jan–Apr 2024', 'Jul–Dec 2025 against Jan–Jun 2025']
    """
    held = list(loaded().index)
    if not held:
        return ()
    last = str(held[-1])
    pairs = [(YEAR, YEAR), (6, YEAR), (3, YEAR)]
    spans = [_pair(last, length, back) for length, back in pairs]
    spans += [_earlier_run(last, held)]
    spans += [_pair(last, 6, 6), _pair(last, 3, 3)]
    known = set(held)
    found = [
        compare_spans(now, before)
        for now, before in spans
        if now and before and known >= {*now, *before}
    ]
    return tuple({one.label: one for one in found}.values())


def _pair(last: str, length: int, back: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months that lead to the last one, and as many, so far back."""
    now = months_from(later(last, 1 - length), last)
    return tuple(now), tuple(later(one, -back) for one in now)


def _earlier_run(last: str, held: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months of the latest year that an earlier run, not the year before, has too."""
    year = months_from(later(last, 1 - YEAR), last)
    earlier = [one for one in held if one < year[0]]
    if not earlier or set(months_from(later(year[0], -YEAR), later(year[0], -1))) <= set(held):
        return (), ()
    before = [one for one in earlier if one > later(earlier[-1], -YEAR)]
    shared = {one[5:] for one in before} & {one[5:] for one in year if one in held}
    return (
        tuple(one for one in year if one[5:] in shared and one in held),
        tuple(one for one in before if one[5:] in shared),
    )


def _changes(types: tuple[str, ...], level: Level, told: Comparison) -> pd.DataFrame:
    """The change of every area, on the boundaries of the later months."""
    boundary = str(loaded()[told.now[-1]])
    counts, residents = area_months(types, level, boundary)

    def side(months: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
        chosen = list(months)
        years = residents[chosen].astype("Float64") * days_in(pd.Index(chosen)) / DAYS_IN_YEAR
        counted = counts[chosen].astype("Float64").sum(axis=1, skipna=False)
        return counted, years.sum(axis=1, skipna=False)

    now, years_now = side(told.now)
    before, years_before = side(told.before)
    frame = like_with_like(
        (now, years_now, before, years_before),
        crime_types_of(types),
        (told.now, told.before),
        level,
    )
    frame["rate_now"] = crude_rate(now, years_now)
    frame["rate_before"] = crude_rate(before, years_before)
    # Numbers of months that differ make no difference of counts.
    same_length = len(told.now) == len(told.before)
    difference = frame["now"] - frame["before"]
    frame["difference"] = difference if same_length else difference.mask(difference.notna())
    whole = ("now", "before", "difference")
    for name in whole:
        frame[name] = frame[name].astype("Float64").astype("Int64")
    return frame


@remembered(maxsize=128)
def change_by_area(
    types: tuple[str, ...],
    level: Level,
    told: Comparison,
    districts: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Rank how areas changed between two spans of months.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted, of the later months' boundaries.
    told : Comparison
        From `compare_spans` or `offered_comparisons`.
    districts : tuple of str
        District codes; empty for the whole force area.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``: ``area_name``, ``district_code``, ``now``, ``before``,
        ``difference`` (records; missing where the spans differ in length), ``rate_now``,
        ``rate_before`` (per 1,000 residents a year), ``ratio`` with ``lower`` and ``upper``
        (95%), ``percent`` with ``percent_lower`` and ``percent_upper`` (missing where the base is
        under 20), ``direction`` (`geo.change.DIRECTIONS`) and ``rank`` (1 the largest rise among
        those that have a percentage). The largest rise first, without a percentage last. An area
        whose ground is another in one of the spans has only its name.

    Raises
    ------
    ValueError
        If an indicator is not counted.

    Examples
    --------
    >>> told = compare_spans(tuple(f"2025-{m:02}" for m in range(7, 13)),
    ...                      tuple(f"2025-{m:02}" for m in range(1, 7)))
    >>> change_by_area(("asb",), "district", told).shape
    (9, 21)
    """
    frame = _changes(types, level, told)
    areas = load_areas()
    kind = area_type(level, str(loaded()[told.now[-1]]))
    named = areas[areas["area_type"] == kind].set_index("area_code")
    frame.insert(0, "area_name", named["area_name"].reindex(frame.index))
    frame.insert(1, "district_code", named["district_code"].reindex(frame.index))
    if districts:
        frame = frame[frame["district_code"].isin(districts)]
    frame = frame.rename_axis("area_code")
    return _ranked(frame, "area_name")


@remembered(maxsize=128)
def change_by_type(level: Level, code: str, told: Comparison) -> pd.DataFrame:
    """Rank how the types of crime changed in one place between two spans of months.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        What the place is.
    code : str
        Its code, of the later months' boundaries.
    told : Comparison
        From `compare_spans` or `offered_comparisons`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indicator`` (id): ``name``, ``short``, ``polarity`` and the columns of
        `change_by_area` from ``now`` on; one row for each type of crime and for anti-social
        behaviour. No type is in two rows.

    Raises
    ------
    KeyError
        If the later months' boundaries have no such place.

    Examples
    --------
    >>> told = offered_comparisons()[-1]
    >>> len(change_by_type("district", "E07000194", told))
    14
    """
    singles = [one for one in load_catalogue().counted_indicators if len(one.counts) == 1]
    rows = []
    for one in singles:
        frame = _changes((one.id,), level, told)
        if code not in frame.index:
            raise KeyError(
                f"There is no {level} '{code}' on the boundaries of {told.now[-1]}. Check the code "
                "and its year."
            )
        rows.append(frame.loc[[code]].set_axis([one.id]))
    table = pd.concat(rows).rename_axis("indicator")
    for at, (column, values) in enumerate(_described(singles).items()):
        table.insert(at, column, values)
    return _ranked(table, "name")


def _described(indicators: list[Indicator]) -> dict[str, list[str]]:
    return {
        "name": [one.name for one in indicators],
        "short": [one.short for one in indicators],
        "polarity": [str(one.polarity) for one in indicators],
    }


def _ranked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    frame = frame.assign(rank=rank_highest_first(frame["percent"].astype("Float64")))
    return frame.sort_values(
        ["percent", name], ascending=[False, True], na_position="last", kind="stable"
    )


def change_sentence(frame: pd.DataFrame, told: Comparison, what: str, kind: str) -> str:
    """Say how many areas, or types, were recorded more and less, and how many chance would mark.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `change_by_area` or `change_by_type`.
    told : Comparison
        What is compared.
    what : str
        What is counted, by name.
    kind : str
        What a row is, in the plural: ``wards``, ``types of crime``.

    Returns
    -------
    str

    Examples
    --------
    >>> told = offered_comparisons()[-1]
    >>> frame = change_by_area(("asb",), "district", told)
    >>> change_sentence(frame, told, "ASB", "districts").startswith("ASB, Oct–Dec 2025 against")
    True
    """
    name = "area_name" if "area_name" in frame else "name"
    up = frame.loc[frame["direction"] == "increase", name].tolist()
    down = frame.loc[frame["direction"] == "decrease", name].tolist()[::-1]
    judged = int((frame["direction"].notna() & ~frame["direction"].isin(UNJUDGED)).sum())
    lead = f"{what}, {told.label}:"
    few = len(frame) - judged
    have = "has" if few == 1 else "have"
    rest = f" {few} more {have} too few to say or cannot be told." if few else ""
    if not judged:
        return f"{lead} it cannot be told of any of {len(frame)} {kind}."
    if not up and not down:
        return f"{lead} no real change in any of {judged} {kind}.{rest}"
    parts = []
    if up:
        parts.append(f"more recorded than chance explains in {len(up)} ({joined(up)})")
    if down:
        parts.append(f"fewer in {len(down)} ({joined(down)})")
    return f"{lead} of {judged} {kind}, {' and '.join(parts)}{_by_chance(judged)}.{rest}"


def _by_chance(judged: int) -> str:
    if judged < 2:
        return ""
    expected = round(judged * _BY_CHANCE)
    many = f"about {expected}" if expected else "fewer than 1"
    return f"; at 95%, chance alone would mark {many} of {judged}"
