"""Control charts: which months of a series are more than its ordinary month-to-month noise.

XmR charts; exact Poisson limits where few are recorded a month; none where records are rare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from geo.rates import name_areas, numbers
from geo.series import USUAL_DAYS, days_in

LIMIT_FACTOR = 2.66
"""3 / d2 for moving ranges of two: mean moving range to three sigma."""

RANGE_FACTOR = 3.267
"""D4 for moving ranges of two: mean moving range to the upper limit of the ranges themselves."""

TAIL = 0.00135
"""Chance of a point beyond each limit of three sigma; what the exact limits leave on a side."""

RARE_UNDER = 1
"""Records a month: under this mean no chart of months can tell anything."""

FEW_UNDER = 5
"""Records a month: under this mean the limits are exact Poisson ones."""

FEWEST_IN_BASELINE = 6
"""Points that a frozen baseline needs."""

RUN_LENGTH = 7
"""Points on one side, or points rising or falling, that make a signal."""

FEWEST_POINTS = 13
"""With fewer points than this the limits are provisional, and the chart says so."""

SIGNALS = {
    "above_limit": "above the upper limit",
    "below_limit": "below the lower limit",
    "run_above": "one of 7 or more in a row above the mean",
    "run_below": "one of 7 or more in a row below the mean",
    "rising": "one of 7 or more rising",
    "falling": "one of 7 or more falling",
    "outer_high": "one of 2 in 3 in the upper outer third",
    "outer_low": "one of 2 in 3 in the lower outer third",
}
"""The columns of ``ControlChart.signals``, and how each is said."""

LONGEST_GAP = 12
"""Months absent in a row after which limits start anew: what lies before says nothing of after."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One run of points that a rule marks.

    Parameters
    ----------
    rule : str
        A key of `SIGNALS`.
    points : tuple of str
        The months (or other labels) that are marked, in order.
    values : tuple of float
        What was counted there.
    limits : tuple of float
        The limit, or the start of the outer third, that each point is beyond; empty for the rules
        that have none.
    """

    rule: str
    points: tuple[str, ...]
    values: tuple[float, ...]
    limits: tuple[float, ...] = ()


Kind = Literal["xmr", "poisson", "rare"]


@dataclass(frozen=True, eq=False)
class ControlChart:
    """The control chart of one series.

    Parameters
    ----------
    values : pandas.Series
        The points as shown, in time order; an absent month is missing and never 0.
    judged : pandas.Series
        The points put to usual length.
    kind : {"xmr", "poisson", "rare"}
        Limits of XmR, exact Poisson limits, or none because records are too rare.
    mean : float
        Of the points that the limits rest on, for a point of usual length; NaN without any.
    lower, upper : float
        Limits of a point of usual length, in the unit of the values; NaN where there are none.
    limits : pandas.DataFrame
        ``mean``, ``lower`` and ``upper`` at each point, by its own length.
    moving_ranges : pandas.Series
        Distance of each judged point from the one before; missing at the first point and after a
        gap.
    signals : pandas.DataFrame
        One boolean column for each of `SIGNALS`; False at an absent month.
    warning : str
        Why the chart is to be read with care; empty where it is not.
    rests_on : int
        Points that the limits rest on.
    until : str
        Last point of the frozen baseline; empty where the limits rest on all points.
    """

    values: pd.Series
    judged: pd.Series
    kind: Kind
    mean: float
    lower: float
    upper: float
    limits: pd.DataFrame
    moving_ranges: pd.Series
    signals: pd.DataFrame
    warning: str
    rests_on: int
    until: str = ""

    @property
    def signalled(self) -> pd.Series:
        """Whether any rule signals at each point."""
        return self.signals.any(axis=1)

    @property
    def by_length(self) -> bool:
        """Whether points are of different length, so that each has limits of its own."""
        return bool((self.limits.max() - self.limits.min() > 1e-9).any())

    @property
    def longest_quiet(self) -> tuple[str, ...]:
        """The most months in a row with nothing recorded, the latest such; a gap ends a row."""
        none = self.values == 0
        row = ((none != none.shift()) | self.values.isna()).cumsum()
        rows = [tuple(str(one) for one in own.index) for _, own in none[none].groupby(row[none])]
        return max(reversed(rows), key=len, default=())

    @property
    def found(self) -> tuple[Signal, ...]:
        """The signals one by one, each with the points that make it, in the order of `SIGNALS`."""
        return tuple(_found(self))

    @property
    def reasons(self) -> pd.Series:
        """The signals of each point in words, parted by semicolons; '' where there is none."""
        told = [
            "; ".join(SIGNALS[str(name)] for name, is_so in row.items() if is_so)
            for _, row in self.signals.iterrows()
        ]
        return pd.Series(told, index=self.signals.index, dtype="str")


def month_lengths(months: pd.Index) -> pd.Series:
    """Return how long each month is, of a usual one.

    Parameters
    ----------
    months : pandas.Index
        ``YYYY-MM``.

    Returns
    -------
    pandas.Series
        Days over 365.25/12, indexed by month.

    Examples
    --------
    >>> month_lengths(pd.Index(["2025-01", "2025-02"])).round(3).tolist()
    [1.018, 0.92]
    """
    return days_in(months) / USUAL_DAYS


def xmr(
    values: pd.Series,
    clip_at_zero: bool = False,
    *,
    lengths: pd.Series | None = None,
    records_per: pd.Series | float | None = None,
    until: str | None = None,
) -> ControlChart:
    """Draw up the control chart of a monthly series: XmR, or what suits few records better.

    Parameters
    ----------
    values : pandas.Series
        Counts or rates in time order. Indexed by month (``YYYY-MM``), a month that is not in the
        index is a gap just as one with a missing value is; with any other index, neighbours in
        the series are neighbours in time.
    clip_at_zero : bool
        Draw the lower limit at 0 where it would be below, for counts and rates. The outer third
        is still that of the unclipped limit.
    lengths : pandas.Series, optional
        How long each point is, of a usual one (`month_lengths`): points are judged after division
        by it, and limits at a point are its length times those of a usual one. By default all
        are of one length.
    records_per : pandas.Series or float, optional
        Records that one unit of a value stands for: 1 for counts, residents / 1,000 for rates per
        1,000. Under 5 records a month on average the limits are then exact Poisson ones, and
        under 1 there are none. By default always XmR.
    until : str, optional
        Last month of the baseline: the limits rest on the points up to it and are carried on.
        Where it holds fewer than 6 points they rest on all, and the warning says so.

    Returns
    -------
    ControlChart
        XmR limits are mean plus or minus 2.66 times the mean moving range; ranges over 3.267 times
        their mean are dropped once and the mean is taken again, unless no variation would be left.
        A gap gives no moving range across it and breaks every run. Signals, marked at each point
        that takes part: beyond the limits; 7 or more in a row on one side of the mean (a point on
        the mean breaks the run); 7 or more points each higher, or each lower, than the one
        before; at least 2 of 3 in a row in the outer third of the same side.
        Poisson limits leave at most 0.135% on a side, as three sigma do. Runs about the mean and
        outer thirds are not judged then: so few records lie unevenly about their mean.

    Raises
    ------
    ValueError
        Where a value is not a finite number, or the months are out of order or come twice.

    References
    ----------
    Wheeler DJ (1993). Understanding variation. SPC Press. Nelson LS (1984). The Shewhart control
    chart: tests for special causes. Journal of Quality Technology 16, 238-239. Nelson LS (1982).
    Control charts for individual measurements. Journal of Quality Technology 14, 172-173: ranges
    over their upper limit are left out of the mean range.

    Examples
    --------
    >>> chart = xmr(pd.Series([10, 12, 11, 13, 30], index=[f"2025-0{m}" for m in range(1, 6)]))
    >>> chart.mean, round(chart.lower, 2), round(chart.upper, 2)
    (15.2, 0.57, 29.83)
    >>> chart.reasons["2025-05"]
    'above the upper limit'
    >>> chart.warning
    'There are 5 points; limits from fewer than 13 are provisional.'
    """
    points = numbers(values, "value")
    stretch = _stretches(points)
    length = pd.Series(1.0, index=points.index) if lengths is None else lengths
    judged = points / length
    base, frozen, short = _baseline(judged, until)
    ranges = judged.groupby(stretch).diff().abs()
    mean = float(base.mean())
    kind: Kind = "xmr"
    if records_per is not None:
        per = pd.Series(1.0, index=points.index) * records_per
        kind = _kind(points * per, base.index)
    if kind == "xmr":
        width = LIMIT_FACTOR * _mean_range(ranges[base.index])
        lower = 0.0 if clip_at_zero and mean - width < 0 else mean - width
        usual = (lower, mean + width)
        limits = pd.DataFrame({"mean": mean * length, "lower": lower * length})
        limits["upper"] = usual[1] * length
        signals = _signals(judged, stretch, mean, width, lower)
    else:
        limits, usual = _poisson_limits(mean, length, per, kind)
        signals = _signals_of_few(points, judged, stretch, limits)
    return ControlChart(
        values=points,
        judged=judged,
        kind=kind,
        mean=mean,
        lower=usual[0],
        upper=usual[1],
        limits=limits,
        moving_ranges=ranges,
        signals=signals,
        warning=short or _warning(base, ranges[base.index], kind),
        rests_on=int(base.notna().sum()),
        until=frozen,
    )


def _baseline(judged: pd.Series, until: str | None) -> tuple[pd.Series, str, str]:
    """The points that the limits rest on, the last of them if frozen, and why they are not."""
    there = judged.dropna()
    base = judged[judged.index <= until] if until else judged
    if not until or base.notna().sum() == len(there):
        return judged, "", ""
    held = int(base.notna().sum())
    if held < FEWEST_IN_BASELINE:
        return (
            judged,
            "",
            f"Up to {until} there are {held} points, and a baseline needs {FEWEST_IN_BASELINE}: "
            "the limits rest on all.",
        )
    return base, str(base.last_valid_index()), ""


def _mean_range(ranges: pd.Series) -> float:
    """The mean moving range, once more without the ranges over their own upper limit."""
    mean = float(ranges.mean())
    kept = float(ranges[ranges <= RANGE_FACTOR * mean].mean())
    # A level series with one outlier keeps them: limits on the mean itself would mark every point.
    return kept if kept > 0 else mean


def _kind(recorded: pd.Series, base: pd.Index) -> Kind:
    """Which chart suits so many records a month."""
    mean = float(recorded[base].mean())
    if np.isnan(mean) or mean >= FEW_UNDER:
        return "xmr"
    # After a quiet baseline there may be much to judge.
    return "rare" if max(mean, float(recorded.mean())) < RARE_UNDER else "poisson"


def _poisson_limits(
    mean: float, length: pd.Series, per: pd.Series, kind: Kind
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """Exact limits at each point, and those of a usual one; missing where records are rare."""
    usual = float(per.median())
    means = mean * length
    if kind == "rare":
        return pd.DataFrame({"mean": means, "lower": np.nan, "upper": np.nan}), (np.nan, np.nan)
    ends = {"lower": _poisson_lower, "upper": _poisson_upper}
    limits = pd.DataFrame({at: end(means * per) / per for at, end in ends.items()})
    limits.insert(0, "mean", means)
    return limits, (
        float(_poisson_lower(mean * usual)) / usual,
        float(_poisson_upper(mean * usual)) / usual,
    )


def _poisson_upper(expected: pd.Series | float) -> np.ndarray:
    """The most records that are no signal: more have at most a chance of `TAIL`."""
    return np.asarray(stats.poisson.ppf(1 - TAIL, expected))


def _poisson_lower(expected: pd.Series | float) -> np.ndarray:
    """The fewest records that are no signal: fewer have at most a chance of `TAIL`."""
    at = stats.poisson.ppf(TAIL, expected)
    return np.where(stats.poisson.cdf(at, expected) <= TAIL, at + 1, at)


def _signals_of_few(
    points: pd.Series, judged: pd.Series, stretch: pd.Series, limits: pd.DataFrame
) -> pd.DataFrame:
    """The rules that hold for few records: beyond a limit, and 7 rising or falling."""
    step = judged.groupby(stretch).diff()
    found = pd.DataFrame(False, index=points.index, columns=list(SIGNALS))
    found["above_limit"] = points > limits["upper"] * (1 + 1e-9)
    found["below_limit"] = points < limits["lower"] * (1 - 1e-9)
    if limits["upper"].notna().any():
        found["rising"] = _trend(step > 1e-9, stretch)
        found["falling"] = _trend(step < -1e-9, stretch)
    return found


def _stretches(points: pd.Series) -> pd.Series:
    """Number the stretches of months without a gap; missing at a gap."""
    breaks = points.isna() | points.shift().isna()
    if len(points) and all(_is_month(str(month)) for month in points.index):
        months = pd.Series([_month_number(str(month)) for month in points.index], points.index)
        steps = months.diff()
        wrong = points.index[steps <= 0]
        if len(wrong):
            raise ValueError(
                f"The months are out of order or come twice at {name_areas(wrong)}. Sort the "
                "series and keep one value per month."
            )
        breaks |= steps > 1
    return breaks.cumsum().where(points.notna())


def _signals(
    points: pd.Series, stretch: pd.Series, mean: float, width: float, lower: float
) -> pd.DataFrame:
    """Every rule at every point."""
    # A point that lies on a line on paper may be off it in the last binary digit.
    tie = 1e-9 * (abs(mean) + (0 if np.isnan(width) else width))
    from_mean = points - mean
    step = points.groupby(stretch).diff()
    third = 2 / 3 * width
    found = {
        "above_limit": from_mean > width + tie,
        "below_limit": points < lower - tie,
        "run_above": _long_run(from_mean > tie, stretch, RUN_LENGTH),
        "run_below": _long_run(from_mean < -tie, stretch, RUN_LENGTH),
        "rising": _trend(step > tie, stretch),
        "falling": _trend(step < -tie, stretch),
        "outer_high": _two_of_three(from_mean > third + tie, stretch),
        "outer_low": _two_of_three(from_mean < -third - tie, stretch),
    }
    return pd.DataFrame(found, index=points.index)[list(SIGNALS)]


def _long_run(is_so: pd.Series, stretch: pd.Series, length: int) -> pd.Series:
    """Points in a row of at least ``length`` of which it is so, gaps breaking the row."""
    changes = (is_so != is_so.shift()) | (stretch != stretch.shift())
    rows = changes.cumsum()
    return is_so & (is_so.groupby(rows).transform("size") >= length)


def _trend(moves: pd.Series, stretch: pd.Series) -> pd.Series:
    """Points of a trend: 7 points are 6 moves, and the point before the first move belongs."""
    moved = _long_run(moves, stretch, RUN_LENGTH - 1)
    starts = moved.shift(-1, fill_value=False) & ~moved & (stretch == stretch.shift(-1))
    return moved | starts


def _two_of_three(outside: pd.Series, stretch: pd.Series) -> pd.Series:
    """Points in the outer third, in three in a row of which at least two are there."""
    marked = pd.Series(False, index=outside.index)
    flags, where = outside.to_numpy(), stretch.to_numpy()
    for first in range(len(flags) - 2):
        three = slice(first, first + 3)
        # NaN, which stands for a gap, equals nothing: not even itself.
        if (where[three] == where[first]).all() and flags[three].sum() >= 2:
            marked.iloc[three] |= flags[three]
    return marked


def _warning(base: pd.Series, ranges: pd.Series, kind: Kind) -> str:
    """Say what the limits rest on, where that is little."""
    points = int(base.notna().sum())
    if kind == "rare":
        return f"Under {RARE_UNDER} record a month is too rare for limits."
    if kind == "xmr" and not ranges.notna().any():
        return "There are no two months next to each other, so there are no limits."
    if points < FEWEST_POINTS:
        return f"There are {points} points; limits from fewer than {FEWEST_POINTS} are provisional."
    return ""


def _found(chart: ControlChart) -> Iterator[Signal]:
    """Part the marked points of each rule into the runs that made them."""
    stretch = _stretches(chart.values)
    for rule in SIGNALS:
        run: list[int] = []
        for at in np.flatnonzero(chart.signals[rule].to_numpy()):
            if run and not _goes_on(rule, chart.judged, stretch, run[-1], int(at)):
                yield _signal(rule, chart, run)
                run = []
            run.append(int(at))
        if run:
            yield _signal(rule, chart, run)


def _goes_on(rule: str, values: pd.Series, stretch: pd.Series, before: int, at: int) -> bool:
    """Whether a marked point belongs to the run of the marked point before it."""
    # Of three in a row the one between may lie inside.
    reach = 2 if rule.startswith("outer") else 1
    if at - before > reach or stretch.iloc[at] != stretch.iloc[before]:
        return False
    step = values.iloc[at] - values.iloc[before]
    # Where one trend ends and the next begins, both ends are marked.
    return (rule != "rising" or step > 0) and (rule != "falling" or step < 0)


def _signal(rule: str, chart: ControlChart, run: list[int]) -> Signal:
    marked = chart.values.iloc[run]
    third = 2 / 3 * (chart.upper - chart.mean)
    lines = {
        "above_limit": chart.limits["upper"],
        "below_limit": chart.limits["lower"],
        # The lower third is as far off as the upper, where the lower limit was cut at 0.
        "outer_high": chart.limits["mean"] * (1 + third / chart.mean) if chart.mean else None,
        "outer_low": chart.limits["mean"] * (1 - third / chart.mean) if chart.mean else None,
    }
    line = lines.get(rule)
    beyond = () if line is None else tuple(line.iloc[run].tolist())
    return Signal(rule, tuple(str(one) for one in marked.index), tuple(marked.tolist()), beyond)


@dataclass(frozen=True, eq=False)
class Stage:
    """A part of a series with limits of its own.

    Parameters
    ----------
    first, last : str
        Months, ``YYYY-MM``: of the first and the last point that is there.
    reason : str
        Why limits start here; empty for the first stage.
    chart : ControlChart
        Of this part alone.
    """

    first: str
    last: str
    reason: str
    chart: ControlChart


@dataclass(frozen=True, eq=False)
class StagedChart:
    """A control chart whose limits start anew at step changes and after long gaps.

    Parameters
    ----------
    values : pandas.Series
        The points by month; an absent month is missing.
    stages : tuple of Stage
        In the order of time; empty where no month is there.
    """

    values: pd.Series
    stages: tuple[Stage, ...]

    @property
    def limits(self) -> pd.DataFrame:
        """``mean``, ``lower``, ``upper`` at each month; missing between stages."""
        drawn = pd.DataFrame(
            np.nan, index=self.values.index, columns=["mean", "lower", "upper"], dtype="float64"
        )
        for stage in self.stages:
            drawn.loc[stage.first : stage.last] = stage.chart.limits
        return drawn

    @property
    def signals(self) -> pd.DataFrame:
        """The signals of all stages; False at an absent month."""
        parts = [stage.chart.signals for stage in self.stages]
        if not parts:
            return pd.DataFrame(False, index=self.values.index, columns=list(SIGNALS))
        return pd.concat(parts).reindex(self.values.index, fill_value=False)

    @property
    def signalled(self) -> pd.Series:
        """Whether any rule signals at each month."""
        return self.signals.any(axis=1)

    @property
    def found(self) -> tuple[Signal, ...]:
        """The signals of all stages, one by one."""
        return tuple(signal for stage in self.stages for signal in stage.chart.found)

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """The first month and the warning of each stage that has one."""
        return tuple((one.first, one.chart.warning) for one in self.stages if one.chart.warning)


def staged_xmr(
    values: pd.Series,
    starts: Mapping[str, str] | None = None,
    clip_at_zero: bool = False,
    longest_gap: int = LONGEST_GAP,
    *,
    lengths: pd.Series | None = None,
    records_per: pd.Series | float | None = None,
    until: str | None = None,
) -> StagedChart:
    """Draw up a control chart whose limits start anew where the process is known to have changed.

    Parameters
    ----------
    values : pandas.Series
        Counts or rates by month (``YYYY-MM``), in order; a month that is missing or not in the
        index is absent.
    starts : mapping of str to str, optional
        The first month of each new stage, with the reason. A month that is absent starts the
        stage at the next one that is there; one before the first point, or after the last,
        starts none, nor does one in a gap longer than `longest_gap`, unless it is the gap's last
        month. Reasons for the same point are joined, a sentence each.
    clip_at_zero : bool
        As in `xmr`.
    longest_gap : int
        Limits start anew, too, after more than this many absent months in a row.
    lengths, records_per
        As in `xmr`, at each point of `values`.
    until : str, optional
        Last month of the baseline of the stage that it lies in, as in `xmr`. Stages that start
        later have limits of their own: what changed is known.

    Returns
    -------
    StagedChart
        Each stage is the `xmr` of its own points: mean, moving ranges, runs and warning do not
        reach over its start.

    Raises
    ------
    ValueError
        As `xmr`, and where the index or a start is not a month.

    References
    ----------
    NHS England (2020). Making data count: recalculate limits only at a change that is known, and
    say what it was.

    Examples
    --------
    >>> months = [f"2024-{m:02}" for m in range(1, 9)]
    >>> chart = staged_xmr(pd.Series([10, 12, 11, 13, 30, 32, 31, 33], index=months),
    ...                    {"2024-05": "Counted in another way"})
    >>> [(stage.first, stage.chart.mean, stage.reason) for stage in chart.stages]
    [('2024-01', 11.5, ''), ('2024-05', 31.5, 'Counted in another way')]
    """
    points = numbers(values, "value")
    wrong = [str(one) for one in [*points.index, *(starts or {})] if not _is_month(str(one))]
    if wrong:
        raise ValueError(f"'{wrong[0]}' is not a month. Write months as YYYY-MM, such as 2025-01.")
    _stretches(points)  # refuses months that are out of order or come twice
    there = points.dropna()
    reasons = _stage_starts(there, dict(starts or {}), longest_gap)
    bounds = sorted(reasons)
    stages = []
    for place, first in enumerate(bounds):
        own = points[points.index >= first]
        if first != bounds[-1]:
            own = own[own.index < bounds[place + 1]]
        last = str(own.last_valid_index())
        own = own[:last]
        per = records_per[own.index] if isinstance(records_per, pd.Series) else records_per
        chart = xmr(
            own,
            clip_at_zero,
            lengths=None if lengths is None else lengths[own.index],
            records_per=per,
            until=until if until and first <= until < last else None,
        )
        stages.append(Stage(first, last, reasons[first], chart))
    return StagedChart(points, tuple(stages))


def _stage_starts(there: pd.Series, starts: dict[str, str], longest_gap: int) -> dict[str, str]:
    """The month of the first point of each stage, and why it starts."""
    if there.empty:
        return {}
    found: dict[str, list[str]] = {str(there.index[0]): []}
    for earlier, later in zip(there.index, there.index[1:], strict=False):
        absent = _month_number(str(later)) - _month_number(str(earlier)) - 1
        if absent > longest_gap:
            found.setdefault(str(later), []).append(f"{absent} months absent before it")
    for month, reason in sorted(starts.items()):
        before, after = there.index[there.index < month], there.index[there.index >= month]
        if not len(before) or not len(after):
            continue
        since, first = (_month_number(str(one)) for one in (before[-1], after[0]))
        # What a long gap swallowed, no loaded month shows: only the gap is the reason then.
        if first - since - 1 > longest_gap and first - _month_number(month) > 1:
            continue
        found.setdefault(str(after[0]), []).append(reason)
    return {month: sentences(told) for month, told in found.items()}


def sentences(reasons: Iterable[str]) -> str:
    """Join reasons as sentences, each once; the last has no full stop.

    Parameters
    ----------
    reasons : iterable of str
        Reasons, each beginning as a sentence does.

    Returns
    -------
    str

    Examples
    --------
    >>> sentences(["New recording.", "New system", "New system"])
    'New recording. New system'
    """
    return ". ".join(dict.fromkeys(one.rstrip(".") for one in reasons))


def _is_month(text: str) -> bool:
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])
