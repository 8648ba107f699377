"""Which values of a restricted partner's indicator may be shown, over all its areas and periods.

Everything that the app can show of the indicator is judged at once, by `geo.disclosure`: the areas
of its tables, the wards, districts and the force area that they add up to, and the periods that
lie in one another. What is hidden does not depend on what a page happens to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd

from data.partner.levels import LEVELS, areas_of, level_of, members, type_at
from data.partner.statuses import SUPPRESSED
from geo.disclosure import suppress_periods

# Below the district, a restricted indicator is for authorised users.
SMALL = ("lsoa", "ward")


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of one table.

    Attributes
    ----------
    area_type, unit : str
        What the table is by, and the unit of the indicator.
    start, end : str
        First and last month, ``YYYY-MM``.
    is_span : bool
        Whether the counts are of a span of months, which adds up with other spans; those of a
        point in time do not.
    table : DataFrame
        ``area_code``, ``numerator``, ``value``, ``marker``.
    """

    area_type: str
    unit: str
    start: str
    end: str
    is_span: bool
    table: pd.DataFrame


Tables = Mapping[str, Counted]
Statuses = Mapping[str, pd.DataFrame]


def statuses(tables: Tables, smallest: int, before: Statuses | None = None) -> Statuses:
    """Return what may be shown of an indicator.

    Parameters
    ----------
    tables : mapping of str to Counted
        Every table of the indicator, by period.
    smallest : int
        Counts from 1 up to this are hidden.
    before : mapping of str to DataFrame, optional
        An earlier judgement of the indicator: what it hid stays hidden, for two versions of a
        table could be subtracted from each other.

    Returns
    -------
    mapping of str to DataFrame
        By area type of the tables: by area code, of every level, and period ``primary``,
        ``secondary``, ``shown``, or missing where there is no count to judge.

    Raises
    ------
    DisclosureError
        If the counts cannot belong together (a year with less than its first quarter), or cannot
        be made safe. Nothing is to be shown then.
    RuntimeError
        If the check itself could not be worked out. Nothing is to be shown then either.

    Notes
    -----
    What the supplier withheld is not known, so nothing that is worked out with it is shown either:
    no sum that it is a part of, and no count of the same area in a period that overlaps. Where
    tables by different small areas overlap in time, neither is shown: one could be subtracted from
    the other in ways that are not judged here.

    Examples
    --------
    >>> codes = areas_of("district").index
    >>> table = pd.DataFrame({"area_code": codes, "numerator": 40, "value": None})
    >>> table.loc[0, "numerator"] = 2
    >>> table["marker"] = "given"
    >>> counted = Counted("district", "count", "2024-01", "2024-12", True, table)
    >>> statuses({"2024": counted}, smallest=5)["district"]["2024"].value_counts().to_dict()
    {'shown': 8, 'primary': 1, 'secondary': 1}
    """
    mixed = mixed_periods(tables)
    kinds: dict[str, dict[str, Counted]] = {}
    for period, one in tables.items():
        if period not in mixed:
            kinds.setdefault(one.area_type, {})[period] = one
    kept = _hidden_in(before or {})
    return {kind: _judged(kind, own, smallest, kept) for kind, own in kinds.items()}


def _hidden_in(judged: Statuses) -> frozenset[tuple[str, str]]:
    """The areas and periods that a judgement hides, whichever areas its tables are by."""
    return frozenset(
        (str(code), str(period))
        for table in judged.values()
        for period in table.columns
        for code in table.index[table[period].isin(["primary", "secondary"])]
    )


def _judged(
    area_type: str, tables: Tables, smallest: int, kept: frozenset[tuple[str, str]]
) -> pd.DataFrame:
    counts = pd.DataFrame({period: _counts(one) for period, one in tables.items()})
    withheld = pd.DataFrame({period: _withheld(one) for period, one in tables.items()})
    for one, other in combinations(tables, 2):
        if _overlap(tables[one], tables[other]):
            either = withheld[one] | withheld[other]
            counts.loc[either, [one, other]] = pd.NA
    groups = _groups(area_type)
    nested = nested_periods(tables)
    judged = suppress_periods(counts, nested, groups, smallest=smallest, hidden_before=kept)
    return judged.status[list(tables)]


def _counts(one: Counted) -> pd.Series:
    held = one.table.set_index("area_code")
    counts = held["numerator"].astype("Float64")
    if one.unit == "count":
        counts = counts.fillna(held["value"].astype("Float64"))
    counts = counts.where(held["marker"] != SUPPRESSED)
    return counts.reindex(areas_of(one.area_type).index).astype("Int64")


def _withheld(one: Counted) -> pd.Series:
    marker = one.table.set_index("area_code")["marker"]
    return (marker == SUPPRESSED).reindex(areas_of(one.area_type).index, fill_value=False)


def _groups(area_type: str) -> list[pd.Series]:
    """The larger area of each area, level by level up to the force area."""
    chain = [level_of(area_type), *LEVELS[LEVELS.index(level_of(area_type)) + 1 :]]
    kinds = [type_at(area_type, level) for level in chain[:-1]]
    steps = zip(kinds, chain[1:], strict=True)
    return [parents for kind, up in steps if (parents := members(kind, up)) is not None]


def nested_periods(tables: Tables) -> dict[str, Sequence[str]]:
    """Return how the periods of an indicator contain one another, for `suppress_periods`."""
    told: dict[str, Sequence[str]] = {}
    for spans in _clusters({key: _span(one) for key, one in tables.items() if one.is_span}):
        crossed = any(_cross(spans[one], spans[other]) for one, other in combinations(spans, 2))
        for longer, span in spans.items():
            within = [one for one in spans if _inside(one, longer, spans)]
            longest = [
                one for one in within if not any(_inside(one, other, spans) for other in within)
            ]
            told[longer] = _pieces(span, spans) if crossed else longest
    return {longer: parts for longer, parts in told.items() if parts not in ([], [longer])}


_Spans = Mapping[str, tuple[int, int]]


def _span(one: Counted) -> tuple[int, int]:
    """First and last month as numbers."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (one.start, one.end))
    return start, end


def _inside(one: str, other: str, spans: _Spans) -> bool:
    (start, end), (other_start, other_end) = spans[one], spans[other]
    return one != other and other_start <= start and end <= other_end


def _clusters(spans: _Spans) -> Iterator[dict[str, tuple[int, int]]]:
    """Periods that overlap, directly or through others."""
    cluster: dict[str, tuple[int, int]] = {}
    for period, span in sorted(spans.items(), key=lambda item: item[1]):
        if cluster and span[0] > max(end for _, end in cluster.values()):
            yield cluster
            cluster = {}
        cluster[period] = span
    if cluster:
        yield cluster


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _cross(one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second = sorted((one, other))
    return first[0] < second[0] <= first[1] < second[1]


def _pieces(span: tuple[int, int], spans: _Spans) -> list[str]:
    """The stretches between the ends of all periods, by the name of a period where one is it."""
    cuts = {edge for start, end in spans.values() for edge in (start, end + 1)}
    edges = sorted(edge for edge in cuts if span[0] <= edge <= span[1] + 1)
    named = {held: period for period, held in spans.items()}
    stretches = [(start, end - 1) for start, end in pairwise(edges)]
    return [named.get(one, f"{_month(one[0])}_{_month(one[1])}") for one in stretches]


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def _overlap(one: Counted, other: Counted) -> bool:
    return one.is_span and other.is_span and _touch(_span(one), _span(other))


def mixed_periods(tables: Tables) -> set[str]:
    """Return the periods whose small areas are not those of another table of the same time.

    Parameters
    ----------
    tables : mapping of str to Counted
        Every table of the indicator, by period.

    Returns
    -------
    set of str
        Periods of tables by LSOAs or wards that share a month with one by another type of these;
        empty where none do.

    Examples
    --------
    >>> ward = Counted("ward24", "count", "2024-01", "2024-12", True, pd.DataFrame())
    >>> lsoa = Counted("lsoa21", "count", "2024-01", "2024-03", True, pd.DataFrame())
    >>> sorted(mixed_periods({"year": ward, "spring": lsoa}))
    ['spring', 'year']
    """
    small = {period: one for period, one in tables.items() if level_of(one.area_type) in SMALL}
    return {
        period
        for one, other in combinations(small, 2)
        if small[one].area_type != small[other].area_type
        and _touch(_span(small[one]), _span(small[other]))
        for period in (one, other)
    }


def may_be_shown(
    judged: Statuses | None, tables: Tables, period: str, figures: pd.DataFrame, level: str
) -> pd.Series:
    """Return which areas of a level may show their figures."""
    table = tables[period]
    own = None if judged is None else judged.get(table.area_type)
    if own is None:
        return pd.Series(False, index=figures.index)
    shown = own[period].reindex(figures.index).eq("shown").fillna(False).astype(bool)
    if level not in SMALL and level_of(table.area_type) not in SMALL:
        shown |= figures["numerator"].isna()
    return shown


def as_table(judged: Statuses) -> pd.DataFrame:
    """Return a judgement as one table: ``area_type``, ``area_code``, ``period``, ``status``.

    Parameters
    ----------
    judged : mapping of str to DataFrame
        From `statuses`.

    Returns
    -------
    DataFrame
        One row for each area and period of each area type; ``status`` is missing where there was no
        count to judge. `from_table` turns it back.

    Examples
    --------
    >>> judged = {"ward24": pd.DataFrame({"2024": ["shown"]}, index=["E05000001"])}
    >>> as_table(judged).values.tolist()
    [['ward24', 'E05000001', '2024', 'shown']]
    """
    rows = [
        (kind, str(code), str(period), None if pd.isna(status) else str(status))
        for kind, table in judged.items()
        for period in table.columns
        for code, status in table[period].items()
    ]
    return pd.DataFrame(rows, columns=["area_type", "area_code", "period", "status"])


def from_table(table: pd.DataFrame) -> Statuses:
    """Return a judgement from its table."""
    return {
        str(kind): pd.DataFrame(
            {
                str(period): rows.set_index("area_code")["status"]
                for period, rows in part.groupby("period")
            }
        )
        for kind, part in table.groupby("area_type")
    }
