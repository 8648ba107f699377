"""Disclosure control: which counts are not shown, so that no small count can be known.

The rule, the same for every reader and every run:

1. *Primary*: a count from 1 to ``smallest`` is hidden, at every level. Zero is shown unless an
   indicator says otherwise.
2. *Secondary*: a hidden count must not follow from the shown ones. For each sum that a reader can
   form (wards of a district, districts of the force, quarters of a year, any set of areas that can
   be filtered by) at least two counts are hidden, and what they have in all is at least
   ``smallest`` above the least they can have (1 each). Until it is so, a further part of that sum
   is hidden: the one that breaks the fewest other sums, of these the smallest that is not zero, of
   these the first by code and period. Where no part is left to hide, the total is hidden.
3. *Proof*: counts hang together by several sums at once, so the result is attacked
   (`geo.disclosure_attack`). Where the attack still narrows a hidden count to fewer than
   ``smallest`` + 1 neighbouring values, rule 2 hides one more, and the attack is run again.

So for every hidden count there are two tables that agree with everything shown and differ in that
count by at least ``smallest``. This holds for what is given in one call: give every area set and
period that the app can show, and keep the result for all pages, filters and downloads. A page that
hides by what it happens to show would let two pages be subtracted from each other. A table that is
judged anew (a period came to it, a figure was corrected) is given what was hidden before, for the
same reason: last month's screen could be subtracted from this month's.

The two kinds of hidden counts must look alike on a screen: to say which is primary is to say that
it is at most ``smallest``. Whatever is worked out from counts (rates, intervals, ranks, bands, the
mean and standard deviation of a set) must be worked out from shown counts only; `withhold` clears
what belongs to one area, and ranks or means are to be taken after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.disclosure_attack import UNKNOWN, CountSystem, Ranges, Sum, unprotected

SMALLEST = 5

Cell = tuple[str, str]
Groups = pd.Series | Sequence[pd.Series]


class DisclosureError(ValueError):
    """Counts cannot be made safe; the message says which and what to do."""


def suppress(
    counts: pd.Series,
    groups: Groups = (),
    smallest: int = SMALLEST,
    *,
    hide_zero: bool = False,
) -> pd.DataFrame:
    """Return which counts of one period may be shown.

    Parameters
    ----------
    counts : Series of int
        Counts by area code; missing where there is none. Totals may be among them; those that are
        not are worked out.
    groups : Series of str, or several
        Each gives the code of the area, or of the set of areas, that a code belongs to (missing:
        to none): LSOAs to wards, wards to districts, wards to a filter's set. Lower levels first.
    smallest : int, optional
        The greatest count that is disclosive: 5 hides 1 to 5.
    hide_zero : bool, optional
        Hide zeros as well.

    Returns
    -------
    DataFrame
        Indexed by ``area_code``, the counts' codes and then those of the groups: ``status``
        (``primary``, ``secondary``, ``shown``; missing where the count is) and ``count``, missing
        where the status is not ``shown``. A group with a missing part has no worked-out total.

    Raises
    ------
    DisclosureError
        If a code comes twice, a count is no whole number from 0, or a given total is less than
        its parts.

    Examples
    --------
    >>> counts = pd.Series({"w1": 2, "w2": 9, "w3": 30})
    >>> district = pd.Series("d", index=counts.index)
    >>> suppress(counts, district)["status"].to_dict()
    {'w1': 'primary', 'w2': 'secondary', 'w3': 'shown', 'd': 'shown'}
    """
    frame = suppress_periods(
        counts.to_frame("all"), {}, groups, smallest=smallest, hide_zero=hide_zero
    )
    return pd.DataFrame({"status": frame.status["all"], "count": frame.counts["all"]})


@dataclass(frozen=True, eq=False)
class Suppressed:
    """Counts of several periods that may be shown, both by area code and period.

    Parameters
    ----------
    status : DataFrame of str
        ``primary``, ``secondary``, ``shown``; missing where there is no count.
    counts : DataFrame of Int64
        Missing where the status is not ``shown``.
    """

    status: pd.DataFrame
    counts: pd.DataFrame


def suppress_periods(
    counts: pd.DataFrame,
    nested: Mapping[str, Sequence[str]],
    groups: Groups = (),
    smallest: int = SMALLEST,
    *,
    hide_zero: bool = False,
    hidden_before: Collection[Cell] = (),
) -> Suppressed:
    """Return which counts may be shown where periods contain one another.

    Parameters
    ----------
    counts : DataFrame of int
        Counts by area code (rows) and period (columns), as for `suppress`.
    nested : mapping of str to sequence of str
        The shorter periods within a longer one. They need not fill it: what they leave is a
        difference that a reader can form, and is protected if it is small. A shorter period that
        is no column is a piece that nobody shows; name such pieces to describe periods that
        overlap (``{"to-March": ("first", "shared"), "to-April": ("shared", "last")}``). Together
        with such a piece the shorter periods must fill the longer one.
    groups : Series of str, or several
        As for `suppress`.
    smallest : int, optional
    hide_zero : bool, optional
    hidden_before : collection of (str, str), optional
        Areas and periods that an earlier judgement of these counts hid; they stay hidden, unless
        they are zero now. Who noted what was shown then could subtract it from what is shown now.

    Returns
    -------
    Suppressed

    Raises
    ------
    DisclosureError
        As for `suppress`, and if a longer period has fewer than its parts.

    Examples
    --------
    >>> counts = pd.DataFrame({"year": [13, 40], "to-September": [10, 22]}, index=["w1", "w2"])
    >>> suppress_periods(counts, {"year": ("to-September",)}).status.loc["w1"].to_list()
    ['shown', 'secondary']
    """
    _refuse(counts, smallest)
    table = _Table()
    # Ties go by code and period, so that the order of the rows changes nothing.
    ordered = counts.sort_index().sort_index(axis=1)
    for period in ordered.columns:
        for code, value in ordered[period].items():
            table.add((str(code), str(period)), None if pd.isna(value) else int(value))
    listed = [groups] if isinstance(groups, pd.Series) else list(groups)
    pieces = [p for parts in nested.values() for p in parts if p not in counts.columns]
    for period in map(str, ordered.columns):
        table.group(listed, period)
    _add_nested(table, nested, dict.fromkeys(pieces), listed)
    system = table.system(lowest=0 if hide_zero else 1)
    primary = (system.values >= (0 if hide_zero else 1)) & (system.values <= smallest)
    primary &= system.published
    again = np.array([cell in hidden_before for cell in table.cells], dtype=bool)
    again &= system.published & (system.values >= system.lowest)
    hidden = _hidden(system, primary | again, smallest)
    codes = dict.fromkeys([*map(str, counts.index), *table.codes])
    return table.result(list(codes), list(map(str, counts.columns)), primary, hidden)


def _refuse(counts: pd.DataFrame, smallest: int) -> None:
    if smallest < 1:
        raise DisclosureError(f"The greatest hidden count must be at least 1, not {smallest}.")
    if counts.index.has_duplicates or counts.columns.has_duplicates:
        raise DisclosureError("An area or a period comes twice; sum the counts first.")
    numbers = counts.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = (numbers < 0) | ((numbers != np.floor(numbers)) & ~np.isnan(numbers))
    bad |= np.isnan(numbers) & counts.notna().to_numpy()
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise DisclosureError(
            f"The count of {counts.index[row]} is {counts.iloc[row, column]}; counts are whole "
            "numbers from 0."
        )


@dataclass
class _Table:
    """Counts and sums while they are put together; a missing count has no place in the system."""

    cells: list[Cell] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    published: list[bool] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    codes: dict[str, None] = field(default_factory=dict)
    place: dict[Cell, int] = field(default_factory=dict)

    def add(self, cell: Cell, value: int | None, *, published: bool = True) -> None:
        self.codes.setdefault(cell[0])
        if value is not None:
            self.place[cell] = len(self.cells)
            self.cells.append(cell)
            self.values.append(value)
            self.published.append(published)

    def group(self, groups: Iterable[pd.Series], period: str) -> None:
        """Add the totals of a period's groups, and the sums that make them."""
        for group in groups:
            named = group.dropna().astype(str)
            for total, members in named.groupby(named, sort=True):
                children = [str(code) for code in members.index if str(code) != total]
                if children:
                    self._add_sum(str(total), children, period)

    def _add_sum(self, total: str, children: Sequence[str], period: str) -> None:
        places = [self.place.get((code, period)) for code in children]
        parts = tuple(place for place in places if place is not None)
        whole = len(parts) == len(children)
        if (total, period) not in self.place:
            if not whole or UNKNOWN in [self.values[part] for part in parts]:
                self.codes.setdefault(total)
                return
            self.add((total, period), sum(self.values[part] for part in parts))
        self.relate((total, period), parts, exact=whole)

    def relate(self, total: Cell, parts: tuple[int, ...], *, exact: bool) -> None:
        """Add a sum, with a difference that is never shown where the parts do not fill it."""
        at = self.place[total]
        known = [self.values[part] for part in parts]
        rest = 0 if UNKNOWN in known else self.values[at] - sum(known)
        if rest < 0:
            raise DisclosureError(
                f"The count of {total[0]} ({self.values[at]}) is less than its parts "
                f"({sum(known)}) in the period '{total[1]}'. Give figures of the same records."
            )
        if rest or not exact:
            parts = (*parts, len(self.cells))
            self.cells.append((total[0], f"rest of {total[1]}"))
            self.values.append(rest)
            self.published.append(False)
        self.sums.append(Sum(at, parts))

    def system(self, lowest: int) -> CountSystem:
        return CountSystem(
            np.array(self.values, dtype=np.int64),
            np.array(self.published, dtype=bool),
            tuple(self.sums),
            lowest,
        )

    def result(
        self, codes: Sequence[str], periods: Sequence[str], primary: Any, hidden: Any
    ) -> Suppressed:
        words = np.where(primary, "primary", np.where(hidden, "secondary", "shown"))
        status: dict[str, dict[str, str]] = {period: {} for period in periods}
        shown: dict[str, dict[str, int]] = {period: {} for period in periods}
        for at in np.flatnonzero(self.published).tolist():
            code, period = self.cells[at]
            status[period][code] = str(words[at])
            if not hidden[at]:
                shown[period][code] = self.values[at]
        index = pd.Index(codes, name="area_code")
        return Suppressed(
            pd.DataFrame({p: pd.Series(status[p], dtype="str").reindex(index) for p in periods}),
            pd.DataFrame({p: pd.Series(shown[p], dtype="Int64").reindex(index) for p in periods}),
        )


def _add_nested(
    table: _Table,
    nested: Mapping[str, Sequence[str]],
    pieces: Iterable[str],
    groups: Sequence[pd.Series],
) -> None:
    """Add the sums of the periods within a longer one, for every area and group."""
    codes = list(table.codes)
    for piece in pieces:
        for code in codes:
            table.add((code, piece), UNKNOWN, published=False)
        for group in groups:
            named = group.dropna().astype(str)
            for total, members in named.groupby(named, sort=True):
                if str(total) in members.index:
                    continue
                children = [table.place[str(code), piece] for code in members.index]
                table.sums.append(Sum(table.place[str(total), piece], tuple(children)))
    for longer, shorter in nested.items():
        for code in codes:
            places = [table.place.get((code, each)) for each in shorter]
            parts = tuple(place for place in places if place is not None)
            if (code, longer) in table.place and parts:
                table.relate((code, longer), parts, exact=len(parts) == len(places))


def _hidden(system: CountSystem, first: np.ndarray, smallest: int) -> np.ndarray:
    """Which counts are hidden in the end: rules 2 and 3, until the attack finds nothing."""
    hidden = first | ~system.published
    of_cell: list[list[int]] = [[] for _ in hidden]
    for number, each in enumerate(system.sums):
        for cell in (each.total, *each.parts):
            of_cell[cell].append(number)
    ranges = Ranges.of_truth(system)
    while True:
        _widen_sums(system, hidden, of_cell, smallest)
        close = unprotected(system, hidden, smallest, ranges)
        if not close:
            return hidden
        # What the first remedies hid may leave nothing for the others, and is tried by itself.
        helped = [_hide_near(system, hidden, of_cell, cell) for cell in close]
        if not any(helped):
            raise DisclosureError("The counts cannot be made safe; show none of them.")


def _widen_sums(
    system: CountSystem, hidden: np.ndarray, of_cell: list[list[int]], smallest: int
) -> None:
    """Hide parts of every sum that gives one of its hidden counts away by itself."""
    waiting = list(range(len(system.sums)))
    while waiting:
        number = waiting.pop(0)
        each = system.sums[number]
        if not _too_close(system, hidden, each, smallest):
            continue
        chosen = _next(system, hidden, of_cell, each)
        if chosen is not None:
            hidden[chosen] = True
            waiting += [other for other in of_cell[chosen] if other not in waiting]


def _too_close(system: CountSystem, hidden: np.ndarray, each: Sum, smallest: int) -> bool:
    """Whether a sum alone tells a hidden count that is not to be known within its range."""
    covered = [part for part in each.parts if hidden[part]]
    if hidden[each.total]:
        # A hidden total of shown parts is their sum; with one hidden part it may be anything.
        return not covered and bool(system.published[each.total])
    return bool(covered) and bool(
        unprotected(
            CountSystem(system.values, system.published, (each,), system.lowest),
            _only(hidden, covered),
            smallest,
        )
    )


def _only(hidden: np.ndarray, cells: Sequence[int]) -> np.ndarray:
    alone = np.zeros_like(hidden)
    alone[list(cells)] = True
    return alone


def _next(
    system: CountSystem, hidden: np.ndarray, of_cell: list[list[int]], each: Sum
) -> int | None:
    """The next count of a sum to hide: a part by rule 2, else the total, else none is left."""
    parts = [part for part in each.parts if not hidden[part] and system.values[part] > 0]
    if parts:
        return min(
            parts,
            key=lambda part: (
                _broken(system, hidden, of_cell[part], each),
                system.values[part],
                part,
            ),
        )
    return None if hidden[each.total] else each.total


def _broken(system: CountSystem, hidden: np.ndarray, numbers: Sequence[int], but: Sum) -> int:
    """How many other sums have nothing hidden yet and would give the count away."""
    others = (system.sums[number] for number in numbers)
    return sum(
        not any(hidden[cell] for cell in (other.total, *other.parts))
        for other in others
        if other is not but
    )


def _hide_near(
    system: CountSystem, hidden: np.ndarray, of_cell: list[list[int]], cell: int
) -> bool:
    """Hide one more count in a hidden count's nearest sum that has one left; False if none has."""
    reached, seen = [cell], {cell}
    for near in reached:
        for number in of_cell[near]:
            each = system.sums[number]
            chosen = _next(system, hidden, of_cell, each)
            if chosen is not None:
                hidden[chosen] = True
                return True
            for other in (each.total, *each.parts):
                if hidden[other] and other not in seen:
                    seen.add(other)
                    reached.append(other)
    return False


def withhold(figures: pd.DataFrame, status: pd.Series, public: Sequence[str] = ()) -> pd.DataFrame:
    """Return figures without those of hidden areas.

    Parameters
    ----------
    figures : DataFrame
        By area code: counts, rates, intervals, bands and whatever else rests on the counts.
    status : Series of str
        Of `suppress`, by area code. An area without a status is hidden too.
    public : sequence of str, optional
        Columns that rest on no count: names, residents, geometry. Every other column goes missing
        where the area is hidden, so that a new column is never forgotten.

    Returns
    -------
    DataFrame
        The same rows and columns and ``status``: ``shown`` or ``suppressed``, the same word for
        primary and secondary, or missing where there is no count. Ranks, means and bands of a set
        are to be worked out afterwards, from what is left.

    Raises
    ------
    KeyError
        If a public column is not there.

    Examples
    --------
    >>> figures = pd.DataFrame({"name": ["Abbey", "Brook"], "rate": [1.5, 2.5]}, index=["a", "b"])
    >>> status = pd.Series({"a": "secondary", "b": "shown"})
    >>> withhold(figures, status, public=["name"]).values.tolist()
    [['Abbey', nan, 'suppressed'], ['Brook', 2.5, 'shown']]
    """
    missing = [name for name in public if name not in figures.columns]
    if missing:
        raise KeyError(f"There is no column '{missing[0]}' to keep.")
    known = status.reindex(figures.index)
    shown = known.eq("shown").fillna(False).astype(bool)
    safe = figures.copy()
    for name in figures.columns:
        if name not in public:
            safe[name] = figures[name].where(shown)
    words = known.where(known.isna() | shown, "suppressed")
    return safe.assign(status=words)
