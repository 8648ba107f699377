"""What a verdict rests on: one place's figures, gathered from the frames that screens show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.catalogue.units import multiplier
from data.figures.area_figures import (
    Level,
    area_figures,
    counted_by_points,
    loaded_months,
    monthly_counts,
)
from data.figures.changes import changes_of_districts, year_before
from data.figures.completeness import completeness
from data.figures.country import Comparator, change_among
from data.figures.headlines import Headline, headline, known
from data.figures.placed import placed_of
from data.figures.profile import district_of
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import legal_districts
from data.phrases.plain import short_span, whose
from data.trend.comparisons import change_by_area, compare_spans
from data.trend.months import around
from data.trend.trends import trend
from geo.benchmark import compare_with_benchmark
from geo.control_chart import (
    FEWEST_POINTS,
    Kind,
    Signal,
    StagedChart,
    month_lengths,
    staged_xmr,
)
from geo.hotspot_lenses import lens_frame

# Statuses of a figure that is there but may not be shown.
HIDDEN = ("suppressed", "restricted")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A rate that the place's is set against.

    ``similar`` says whether it lies in the place's 95% interval; None where there is none.
    """

    name: str
    rate: float
    similar: bool | None


@dataclass(frozen=True, slots=True)
class Lenses:
    """What the statutory band and the funnel make of the place, among so many others."""

    band: str
    funnel: str
    both: str
    among: str


@dataclass(frozen=True, slots=True)
class Move:
    """A change between two spans of months, or one that a document prints.

    Counts are None for a printed change; ``direction`` is one of `geo.change.DIRECTIONS`, or
    empty for a printed change, which comes without an interval. ``filled`` is the per cent if the
    records without a location lay as the others do.
    """

    span: str
    now: int | None
    before: int | None
    percent: float | None
    lower: float | None
    upper: float | None
    direction: str
    source: str
    filled: float | None = None


@dataclass(frozen=True, slots=True)
class ChartState:
    """What the control chart says of the period's months.

    ``points`` is how many months the latest limits rest on; ``lower`` and ``upper`` are None
    where no two months stand next to each other, and where records are too rare (``kind``). All
    are of a month of usual length; a signal beyond a limit has its own month's.
    """

    points: int
    mean: float | None
    lower: float | None
    upper: float | None
    signals: tuple[Signal, ...]
    kind: Kind = "xmr"

    @property
    def is_provisional(self) -> bool:
        """Whether the limits rest on fewer than 13 months."""
        return self.points < FEWEST_POINTS


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures of one place on one indicator in one period.

    Attributes
    ----------
    indicator, unit, place, within, level, span : str
        What is measured, in what; the place, the one it lies in (empty for none), its level; the
        months covered, by name.
    status : str
        ``recorded``, ``published``, ``partner``, ``not published``, or one of `HIDDEN`.
    source : str
        Source id of the figures.
    count, rate, lower, upper
        Records, and the rate with its 95% interval; None where it is not known.
    benchmarks : tuple of Benchmark
        The nearest first.
    lenses : Lenses or None
        None where the place is not judged by them.
    move : Move or None
        None where no change can be told.
    chart : ChartState or None
        None where there are no monthly counts.
    no_location : float or None
        Share of the indicator's own records in the force area without a location, 0 to 1.
    best_fit : bool
        Whether the place is a ward counted by the census areas that fit it best.
    months, due : int or None
        Months counted, and months that the period has.
    absent : tuple of str
        Months of the period that are not loaded.
    """

    indicator: str
    unit: str
    place: str
    within: str
    level: str
    span: str
    status: str
    source: str
    count: int | None = None
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    benchmarks: tuple[Benchmark, ...] = ()
    lenses: Lenses | None = None
    move: Move | None = None
    chart: ChartState | None = None
    no_location: float | None = None
    best_fit: bool = False
    months: int | None = None
    due: int | None = None
    absent: tuple[str, ...] = ()


def gather(
    indicator_id: str,
    period_id: str,
    level: Level,
    code: str,
    whole_force: bool = False,
    comparator: Comparator = "force",
) -> Evidence:
    """Gather what a verdict on one place rests on."""
    catalogue = load_catalogue()
    indicator, period = catalogue.indicator(indicator_id), catalogue.period(period_id)
    figures = area_figures(indicator_id, period_id, level)
    if code not in figures.index:
        raise KeyError(f"There is no {level} '{code}' in {period_id}. Check the code and its year.")
    row = figures.T[code]
    csp = _district(level, code, period_id)
    counted = period.kind == "recorded" and indicator.is_counted
    hidden = str(row["status"]) in HIDDEN
    told = headline(indicator_id, period_id, code, comparator) if level == "district" else None
    if told is not None and told.comparator != "force":
        # Both sides from every force's files.
        row = row.copy()
        row[["numerator", "rate", "lower", "upper"]] = (
            told.numerator,
            told.rate,
            told.lower,
            told.upper,
        )
    return Evidence(
        indicator=indicator.name,
        unit=indicator.unit,
        place=catalogue.force.name if level == "force" else str(row["area_name"]),
        within=catalogue.force.district(csp).name if csp and level != "district" else "",
        level=level,
        span=_span(period),
        status=str(row["status"]),
        # Where nothing is printed, what would print it is still known.
        source=str(row["source"]) or indicator.source[0],
        count=None if hidden or pd.isna(row["numerator"]) else int(row["numerator"]),
        rate=None if hidden else known(row["rate"]),
        lower=None if hidden else known(row["lower"]),
        upper=None if hidden else known(row["upper"]),
        benchmarks=() if hidden else _benchmarks(indicator, period, level, csp, row, told),
        lenses=None if hidden else _lenses(indicator, period, level, code, csp, whole_force),
        move=None if hidden else _moved(indicator, period, level, code, csp, told),
        chart=_chart(indicator, period, level, code) if counted and not hidden else None,
        **(_caveats(indicator, period, level, csp) if counted else {}),
    )


def _district(level: Level, code: str, period_id: str) -> str:
    """The code of the district a place is in, or is; empty for the force area."""
    if level == "force":
        return ""
    if level == "district":
        return code
    if level == "ward":
        return district_of(code, period_id)
    return around(level, code)[-2]


def _span(period: Period) -> str:
    if period.start and period.end:
        return short_span(period.start, period.end)
    return period.label


def _benchmarks(
    indicator: Indicator,
    period: Period,
    level: Level,
    csp: str,
    row: pd.Series,
    told: Headline | None,
) -> tuple[Benchmark, ...]:
    catalogue = load_catalogue()
    wider: list[tuple[str, Level, str]] = []
    if level in ("ward", "lsoa"):
        wider.append((whose(catalogue.force.district(csp).name), "district", csp))
    if level in ("ward", "lsoa"):
        wider.append(("the force's", "force", catalogue.force.code))
    if told is not None:
        if not told.against_rate:
            return ()
        similar = None if told.comparison is None else told.comparison == "similar"
        return (Benchmark(whose(told.against), told.against_rate, similar),)
    found = []
    for name, at, code in wider:
        rate = known(area_figures(indicator.id, period.id, at).T[code]["rate"])
        if rate:
            found.append(Benchmark(name, rate, _similar(row, rate)))
    return tuple(found)


def _similar(row: pd.Series, benchmark: float) -> bool | None:
    said = compare_with_benchmark(
        pd.Series([row["lower"]], dtype="Float64"),
        pd.Series([row["upper"]], dtype="Float64"),
        benchmark,
        "neutral",
    ).iloc[0]
    return None if pd.isna(said) else str(said) == "similar"


def _lenses(
    indicator: Indicator, period: Period, level: Level, code: str, csp: str, whole_force: bool
) -> Lenses | None:
    if level not in ("ward", "lsoa"):
        return None
    owner = "force" if whole_force else "district"
    if level == "ward":
        wards = ward_view(indicator.id, period.id, csp, whole_force).wards
    else:
        wards = area_figures(indicator.id, period.id, "lsoa")
        wards = wards if whole_force else wards[wards["district_code"] == csp]
        lenses = lens_frame(wards, multiplier(indicator.unit))
        wards = wards.drop(columns=["rate", "lower", "upper"]).join(lenses)
    row = wards.T[code]
    if pd.isna(row["band"]) and pd.isna(row["funnel"]):
        return None
    kind = "wards" if level == "ward" else "census areas"
    return Lenses(
        band=_word(row["band"]),
        funnel=_word(row["funnel"]),
        both=_word(row["lenses"]),
        among=f"the {owner}'s {len(wards)} {kind}",
    )


def _word(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _move(indicator: Indicator, period: Period, level: Level, code: str, csp: str) -> Move | None:
    """The months that a year before has too, or what a document prints."""
    if period.kind != "recorded" or not indicator.is_counted:
        return _printed_move(indicator, period, level, csp)
    pair = year_before(period.id, level)
    # Legal wards are counted by points; only the year's own halves are counted alike.
    if period.boundary == "bestfit" and pair:
        told = compare_spans(pair[1], pair[2])
        frame = change_by_area((indicator.id,), level, told)
        if code in frame.index and pd.notna(frame.T[code]["now"]):
            row = frame.T[code]
            among = changes_of_districts(period.id).get(indicator.id)
            if level == "district" and among is not None:
                row = row.copy()
                row["direction"] = among.T[code]["direction"]
            return _counted_move(row, told.label)
    return None


def _moved(
    indicator: Indicator,
    period: Period,
    level: Level,
    code: str,
    csp: str,
    told: Headline | None,
) -> Move | None:
    """The change, from every force's files where the district is set against others elsewhere."""
    move = _move(indicator, period, level, code, csp)
    if move is None or told is None or told.comparator == "force":
        return move
    among = change_among(indicator.id, period.id, code, told.comparator)
    if among is None:
        return move
    return replace(
        move,
        now=among.now,
        before=among.before,
        percent=told.change.percent,
        lower=told.change.lower,
        upper=told.change.upper,
        direction=told.change.direction,
        filled=None,
    )


def _counted_move(row: pd.Series, span: str) -> Move:
    return Move(
        span=span,
        now=None if pd.isna(row["now"]) else int(row["now"]),
        before=None if pd.isna(row["before"]) else int(row["before"]),
        percent=known(row["percent"]),
        lower=known(row["percent_lower"]),
        upper=known(row["percent_upper"]),
        filled=known(row["filled"]),
        direction=_word(row["direction"]),
        source="police_uk",
    )


def _printed_move(indicator: Indicator, period: Period, level: Level, csp: str) -> Move | None:
    if level != "district":
        return None
    told = headline(indicator.id, period.id, csp)
    if told.change.percent is None:
        return None
    return Move(
        span=told.change.basis,
        now=None,
        before=None,
        percent=told.change.percent,
        lower=None,
        upper=None,
        direction="",
        source=told.source,
    )


def _chart(indicator: Indicator, period: Period, level: Level, code: str) -> ChartState | None:
    """The latest limits that the period's months are in, and what signals within the period."""
    months = set(loaded_months(period))
    if period.boundary == "legal" and level == "ward":
        counts = monthly_counts(indicator.id, period.id, level).T[code]
        lengths = month_lengths(counts.index)
        chart = staged_xmr(counts, clip_at_zero=True, lengths=lengths, records_per=1)
    else:
        chart = trend((indicator.id,), level, code, boundary=period.lsoa_vintage).chart
    return chart_state(chart, months)


def chart_state(chart: StagedChart, months: set[str]) -> ChartState | None:
    """Return what a control chart says of some months; None where it has none of them."""
    stages = [one for one in chart.stages if months & set(one.chart.values.dropna().index)]
    if not stages:
        return None
    limits = stages[-1].chart
    found = [one for stage in stages for one in stage.chart.found if months & set(one.points)]
    return ChartState(
        points=limits.rests_on,
        mean=known(limits.mean),
        lower=known(limits.lower),
        upper=known(limits.upper),
        signals=tuple(found),
        kind=limits.kind,
    )


def _caveats(indicator: Indicator, period: Period, level: Level, csp: str) -> dict[str, Any]:
    held, own = completeness(period.id), placed_of(indicator, period)
    # Legal wards may only be drawn, and a district without all of its own stays on best fit.
    by_legal = counted_by_points(period) and csp in legal_districts(period.ward_vintage or "")
    return {
        "no_location": None if own is None or own.share is None else 1 - own.share,
        "best_fit": level == "ward" and not by_legal,
        "months": held.loaded,
        "due": held.expected,
        "absent": held.absent,
    }
