"""What somebody can work out who knows every shown count, every sum, and that no count is negative.

The attack is worked out exactly, in whole numbers: for each hidden count the smallest and the
greatest value that some table has which agrees with everything shown. Where hidden counts hang
together by one sum only this is arithmetic; otherwise it is a small integer programme (HiGHS).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

# A value that is not known, of a piece that nobody publishes.
UNKNOWN = -1
# Fewer counts than this are pushed one by one.
_FEW = 30
# How far from a whole number the solver's whole numbers may lie.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others: places of the total and of its parts."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class CountSystem:
    """Counts and the sums between them.

    Parameters
    ----------
    values : ndarray of int
        The true counts; ``UNKNOWN`` for a piece whose count is not known.
    published : ndarray of bool
        Whether a count is one that would be shown. The others are differences that a reader can
        form (a year less its first three quarters) and are never shown as such.
    sums : tuple of Sum
    lowest : int
        The least that a hidden published count can be: 1 where zeros are shown, else 0.
    """

    values: np.ndarray
    published: np.ndarray
    sums: tuple[Sum, ...]
    lowest: int = 1

    def floor(self, cell: int) -> int:
        """Return the least that a hidden count can be.

        Parameters
        ----------
        cell : int

        Returns
        -------
        int

        Examples
        --------
        >>> CountSystem(np.array([3]), np.array([False]), ()).floor(0)
        0
        """
        return self.lowest if self.published[cell] else 0


@dataclass(frozen=True, eq=False)
class Ranges:
    """The least and greatest value that each count has in the tables found so far.

    Hiding one more count only adds tables, so what was found once holds for the next attack.

    Parameters
    ----------
    low, high : ndarray of float
        One for each count; crossed infinities where no table was found yet.
    """

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of_truth(cls, system: CountSystem) -> Ranges:
        """Return the ranges in the one table that is known from the start: the true one.

        Parameters
        ----------
        system : CountSystem

        Returns
        -------
        Ranges

        Examples
        --------
        >>> Ranges.of_truth(CountSystem(np.array([3]), np.array([True]), ())).high.tolist()
        [3.0]
        """
        unknown = system.values == UNKNOWN
        values = system.values.astype(float)
        return cls(np.where(unknown, np.inf, values), np.where(unknown, -np.inf, values))

    def width(self, cell: int) -> float:
        """Return how far the tables found so far differ in a count.

        Parameters
        ----------
        cell : int

        Returns
        -------
        float

        Examples
        --------
        >>> Ranges(np.array([1.0]), np.array([8.0])).width(0)
        7.0
        """
        return float(self.high[cell] - self.low[cell])


def unprotected(
    system: CountSystem, hidden: np.ndarray, smallest: int, ranges: Ranges | None = None
) -> list[int]:
    """Return hidden counts that can be worked out too closely, none beside another.

    Parameters
    ----------
    system : CountSystem
    hidden : ndarray of bool
        Which counts are not shown; those that are not published always are hidden.
    smallest : int
        The greatest count that is disclosive, and the least width that a hidden count's range
        must have.
    ranges : Ranges, optional
        What attacks on fewer hidden counts found; what this one finds is added to it.

    Returns
    -------
    list of int
        Places of counts, in order. Of those that share a sum only the first is given, for what
        helps it may help the others.

    Raises
    ------
    RuntimeError
        If the solver fails.

    Examples
    --------
    >>> total = CountSystem(np.array([2, 9, 11]), np.array([True] * 3), (Sum(2, (0, 1)),))
    >>> unprotected(total, np.array([True, False, False]), 5)
    [0]
    >>> unprotected(total, np.array([True, True, False]), 5)
    []
    """
    found = []
    ranges = ranges or Ranges.of_truth(system)
    for cells, sums in _groups(system, hidden):
        if len(sums) == 1 and not hidden[sums[0].total]:
            _set_by_arithmetic(system, hidden, cells, sums[0], ranges)
            narrow = iter([cell for cell in cells if _close(system, cell, ranges, smallest)])
        else:
            narrow = _narrow(_Attack(system, hidden, cells, sums, smallest, ranges))
        found += _apart(narrow, sums)
    return sorted(found)


def _apart(cells: Iterable[int], sums: Sequence[Sum]) -> list[int]:
    """The counts that share no sum with one before them."""
    of_cell: dict[int, list[int]] = {}
    for number, each in enumerate(sums):
        for cell in (each.total, *each.parts):
            of_cell.setdefault(cell, []).append(number)
    chosen: list[int] = []
    used: set[int] = set()
    for cell in cells:
        if used.isdisjoint(of_cell[cell]):
            chosen.append(cell)
            used.update(of_cell[cell])
    return chosen


def _matters(system: CountSystem, cell: int, smallest: int) -> bool:
    """Whether a hidden count is one that must not be known, or may be for all that is known."""
    value = system.values[cell]
    return bool(system.published[cell] or value == UNKNOWN or 1 <= value <= smallest)


def _close(system: CountSystem, cell: int, ranges: Ranges, smallest: int) -> bool:
    """Whether a range gives away a count that must not be known."""
    if ranges.width(cell) >= smallest or not _matters(system, cell, smallest):
        return False
    unknown = not system.published[cell] and system.values[cell] == UNKNOWN
    # A piece that nobody counted gives nothing away where it is certainly none, or many.
    return not unknown or bool(ranges.high[cell] >= 1 and ranges.low[cell] <= smallest)


def _groups(system: CountSystem, hidden: np.ndarray) -> Iterator[tuple[list[int], list[Sum]]]:
    """Hidden counts that hang together by sums, with those sums."""
    parent = list(range(len(hidden)))

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    linked: list[tuple[int, Sum]] = []
    for each in system.sums:
        members = [cell for cell in (each.total, *each.parts) if hidden[cell]]
        for cell in members[1:]:
            low, high = sorted((root(members[0]), root(cell)))
            parent[high] = low
        if members:
            linked.append((members[0], each))
    cells: dict[int, list[int]] = {}
    for cell in np.flatnonzero(hidden).tolist():
        cells.setdefault(root(cell), []).append(cell)
    sums: dict[int, list[Sum]] = {}
    for cell, each in linked:
        sums.setdefault(root(cell), []).append(each)
    for first, group in cells.items():
        if first in sums:
            yield group, sums[first]


def _set_by_arithmetic(
    system: CountSystem, hidden: np.ndarray, cells: Sequence[int], each: Sum, ranges: Ranges
) -> None:
    """Set the ranges of hidden parts that only one shown total holds together."""
    shown = sum(int(system.values[cell]) for cell in each.parts if not hidden[cell])
    least = sum(system.floor(cell) for cell in cells)
    room = int(system.values[each.total]) - shown - least
    for cell in cells:
        ranges.high[cell] = system.floor(cell) + room
        ranges.low[cell] = system.floor(cell) + (room if len(cells) == 1 else 0)


def _narrow(attack: _Attack) -> Iterator[int]:
    """The counts of a group that the attack knows too closely; each costs two solutions at most."""
    attack.push_many()
    for place, cell in enumerate(attack.cells):
        for direction in (1, -1):
            if attack.is_open(cell):
                goal = np.zeros(len(attack.cells))
                goal[place] = direction
                attack.push(goal)
        if _close(attack.system, cell, attack.ranges, attack.smallest):
            yield cell


class _Attack:
    """The integer programme of one group of counts."""

    def __init__(
        self,
        system: CountSystem,
        hidden: np.ndarray,
        cells: Sequence[int],
        sums: Sequence[Sum],
        smallest: int,
        ranges: Ranges,
    ) -> None:
        self.system, self.cells, self.smallest, self.ranges = system, cells, smallest, ranges
        place = {cell: at for at, cell in enumerate(cells)}
        rows, columns, signs, right = [], [], [], []
        for row, each in enumerate(sums):
            known = 0
            for cell, sign in ((each.total, -1), *((part, 1) for part in each.parts)):
                if hidden[cell]:
                    rows.append(row)
                    columns.append(place[cell])
                    signs.append(sign)
                else:
                    known += sign * int(system.values[cell])
            right.append(-known)
        matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(cells)))
        self._constraint = LinearConstraint(matrix, right, right)
        values = system.values[list(cells)]
        # A hidden total may be as great as you like; a bound far above all keeps it finite.
        most = 2 * values[values > 0].sum() + np.abs(right).sum() + 10 * smallest
        self._bounds = Bounds(np.array([system.floor(cell) for cell in cells], float), most)

    def is_open(self, cell: int) -> bool:
        """Whether a count must not be known and no tables were found yet that keep it so."""
        narrow = self.ranges.width(cell) < self.smallest
        return narrow and _matters(self.system, cell, self.smallest)

    def push_many(self) -> None:
        """Push half of the counts up and half down, a few times with other halves.

        That widens most ranges at once, where one by one there would be hundreds of solutions.
        """
        places = np.arange(len(self.cells))
        for bit in range(len(self.cells).bit_length()):
            for direction in (1, -1):
                open_cells = np.array([self.is_open(cell) for cell in self.cells])
                if open_cells.sum() < _FEW:
                    return
                self.push(np.where(open_cells, direction * (1.0 - 2.0 * (places >> bit & 1)), 0.0))

    def push(self, goal: np.ndarray) -> None:
        """Find a table that agrees with all that is shown and is the greatest by a goal."""
        # Sums of districts and of periods have whole-numbered corners, which the simplex method
        # finds far sooner than a search for whole numbers does; sums of any sets may not have.
        table = self._solved(goal, whole=0)
        if np.abs(table - np.round(table)).max() > _ROUNDING:
            table = self._solved(goal, whole=1)
        table, cells = np.round(table), list(self.cells)
        self.ranges.low[cells] = np.minimum(self.ranges.low[cells], table)
        self.ranges.high[cells] = np.maximum(self.ranges.high[cells], table)

    def _solved(self, goal: np.ndarray, whole: int) -> np.ndarray:
        solution = milp(
            -goal,
            constraints=self._constraint,
            bounds=self._bounds,
            integrality=np.full(len(goal), whole, dtype=np.int64),
        )
        if solution.x is None:
            raise RuntimeError(f"The disclosure check could not be worked out: {solution.message}")
        return np.asarray(solution.x)
