"""A trend in words: each signal with its months, what limits rest on, what is missing."""

from __future__ import annotations

import pandas as pd

from data.phrases.plain import count, joined, month, months_named, rate, short_span
from geo.control_chart import FEWEST_POINTS, ControlChart, Signal, Stage, StagedChart
from geo.forecast import Forecast
from geo.series import FEWEST_YEARS, YEAR, MonthProfile

USUAL_MONTH = " in a month of usual length"
MOST_MONTHS = 6
# Signals of several months on end, which a season gives too.
RUNS = ("run_above", "run_below", "rising", "falling")


def figure(value: float, basis: str) -> str:
    """Write a point or a limit of a chart: a count of a month as one, a rate with a decimal.

    Examples
    --------
    >>> figure(1234.0, "count"), figure(80.25, "count"), figure(1.234, "rate")
    ('1,234', '80.2', '1.23')
    """
    if basis == "rate":
        return f"{value:,.2f}"
    return count(value) if float(value).is_integer() else rate(value)


def signal_sentence(signal: Signal, chart: ControlChart, basis: str = "count") -> str:
    """Explain a signal in a sentence that names its months."""
    months = list(signal.points)
    span = f"{month(months[0])} to {month(months[-1])}"
    usual = USUAL_MONTH if chart.by_length else ""
    match signal.rule:
        case "above_limit" | "below_limit":
            are = "is" if len(months) == 1 else "are"
            return f"{beyond(signal, basis, are)}, outside the usual month-to-month variation."
        case "run_above" | "run_below":
            side = "above" if signal.rule == "run_above" else "below"
            mean = figure(chart.mean, basis)
            return f"{span}: {len(months)} months in a row {side} the mean of {mean}{usual}."
        case "rising" | "falling":
            more = "more" if signal.rule == "rising" else "fewer"
            a_day = " a day" if chart.by_length else ""
            moved = moves(signal)
            span = f"{month(moved[0])} to {month(moved[-1])}"
            row = f"{span}: {len(moved)} months in a row"
            return f"{row}, each with {more}{a_day} than the one before."
    side = "upper" if signal.rule == "outer_high" else "lower"
    over = "over" if side == "upper" else "under"
    lines = [figure(round(one, 9), basis) for one in signal.limits]
    row = f"at least 2 of 3 months in a row in the {side} outer third"
    if len(set(lines)) == 1:
        return f"{_each(signal, basis)}: {row}, {over} {lines[0]}."
    return f"{_each(signal, basis, told=[f'{over} {one}' for one in lines])}: {row}."


def moves(signal: Signal) -> tuple[str, ...]:
    """Return the months of a trend that moved: its first point is what the second is set against.

    Examples
    --------
    >>> moves(Signal("rising", ("2025-05", "2025-06", "2025-07"), (1.0, 2.0, 3.0)))
    ('2025-06', '2025-07')
    """
    return signal.points[1:] if signal.rule in ("rising", "falling") else signal.points


def beyond(signal: Signal, basis: str = "count", verb: str = "", most: int = MOST_MONTHS) -> str:
    """Name the months of a signal and the limit that each is beyond; months differ in length.

    >>> beyond(Signal("above_limit", ("2025-01",), (50.0,), (41.72,)), verb="is")
    'Jan 2025 (50) is above the upper limit of 41.7'
    """
    side = "above the upper" if signal.rule == "above_limit" else "below the lower"
    said = f"{verb} {side}".strip()
    limits = [figure(round(one, 9), basis) for one in signal.limits]
    if len(set(limits)) == 1:
        return f"{_each(signal, basis, most)} {said} limit of {limits[0]}"
    told = [f"limit {one}" for one in limits]
    return f"{_each(signal, basis, most, told)} {said} limit of each"


def _each(
    signal: Signal, basis: str, most: int = MOST_MONTHS, told: list[str] | None = None
) -> str:
    """Name the months of a signal with their figures, and what is told of each."""
    more = [f", {one}" if one else "" for one in told or [""] * len(signal.points)]
    named = [
        f"{month(one)} ({figure(value, basis)}{said})"
        for one, value, said in zip(signal.points, signal.values, more, strict=True)
    ]
    return joined(named, most)


def signal_sentences(chart: StagedChart, basis: str = "count") -> tuple[str, ...]:
    """Explain every signal of a chart, oldest first.

    Parameters
    ----------
    chart : StagedChart
        From `geo.control_chart.staged_xmr`.
    basis : {"count", "rate", "by day"}
        What the points are.

    Returns
    -------
    tuple of str
        One sentence for each signal; the first run of a stage has one more, on the season, where
        its limits rest on less than two years.

    Examples
    --------
    >>> from geo.control_chart import staged_xmr
    >>> months = ["2025-01", "2025-02", "2025-03"]
    >>> signal_sentences(staged_xmr(pd.Series([5.0, 6, 5], index=months)))
    ()
    """
    told = []
    for stage in chart.stages:
        season = _season_in_runs(stage.chart)
        for signal in sorted(stage.chart.found, key=lambda one: one.points[0]):
            sentence = signal_sentence(signal, stage.chart, basis)
            if signal.rule in RUNS:
                sentence, season = sentence + season, ""  # said once
            told.append(sentence)
    return tuple(told)


def _season_in_runs(chart: ControlChart) -> str:
    """Half a year on one side of the mean is what a season gives: under two years none is known."""
    points = chart.rests_on
    if points >= FEWEST_YEARS * YEAR:
        return ""
    return f" The limits rest on {points} months, under two years: the season may explain a run."


def stage_sentences(chart: StagedChart, basis: str = "count") -> tuple[str, ...]:
    """Say for each stage what its limits are, why they start there and how firm they are.

    Examples
    --------
    >>> from geo.control_chart import staged_xmr
    >>> months = ["2025-01", "2025-02", "2025-03"]
    >>> stage_sentences(staged_xmr(pd.Series([5.0, 7, 6], index=months)))[0][:39]
    'Jan–Mar 2025: mean 6, limits 2.0 to 10.'
    """
    return tuple(_stage(stage, basis) for stage in chart.stages)


def _stage(stage: Stage, basis: str) -> str:
    chart = stage.chart
    span = short_span(stage.first, stage.last)
    if chart.kind == "rare":
        return f"{span}: {rare_sentence(chart)}{_why(stage)}"
    said = f"{span}: mean {figure(chart.mean, basis)}"
    if pd.isna(chart.upper):
        return f"{said}; no two months next to each other, so no limits.{_why(stage)}"
    said += f", limits {figure(chart.lower, basis)} to {figure(chart.upper, basis)}"
    said += USUAL_MONTH if chart.by_length else ""
    if chart.kind == "poisson":
        said += "; under 5 a month, so these are exact Poisson limits"
    if chart.until:
        said += f"; frozen at {month(chart.until)}, on the months up to it"
    if chart.rests_on < FEWEST_POINTS:
        held = f"{chart.rests_on} of the {FEWEST_POINTS} months"
        said += f"; provisional, on {held} that firm limits need"
    return f"{said}.{_why(stage)}"


def rare_sentence(chart: ControlChart) -> str:
    """Say why records so rare have no limits, and how long the longest time without one was.

    >>> from geo.control_chart import xmr
    >>> few = pd.Series([1.0, 0, 0, 1], index=["2025-01", "2025-02", "2025-03", "2025-04"])
    >>> rare_sentence(xmr(few, records_per=1))[:60]
    'under one record a month on average, too rare for a control '
    """
    said = "under one record a month on average, too rare for a control chart"
    quiet = chart.longest_quiet
    if len(quiet) == int(chart.values.notna().sum()):
        return f"{said}: there is none."
    if quiet:
        many = "1 month" if len(quiet) == 1 else f"{len(quiet)} months"
        said += f". The longest time without one: {many} ({short_span(quiet[0], quiet[-1])})"
    return (
        f"{said}. The day of a record is not published, so the time between two is not known "
        "closer, and whether it has grown or shrunk is not judged."
    )


def _why(stage: Stage) -> str:
    return f" Limits start anew here: {stage.reason}." if stage.reason else ""


def absent_sentence(months: tuple[str, ...]) -> str:
    """Say which months of a series are absent.

    Examples
    --------
    >>> absent_sentence(("2019-03", "2019-04", "2019-06"))
    '3 months are not loaded and are left blank, not drawn as 0: Mar–Apr and Jun 2019.'
    >>> absent_sentence(())
    ''
    """
    if not months:
        return ""
    named = months_named(months, MOST_MONTHS)
    are = (
        "1 month is not loaded and is"
        if len(months) == 1
        else (f"{len(months)} months are not loaded and are")
    )
    return f"{are} left blank, not drawn as 0: {named}."


def season_sentence(profile: MonthProfile | None, whole_years: int) -> str:
    """Say in which months of the year more is recorded, or why that cannot be said.

    Parameters
    ----------
    profile : MonthProfile or None
        From `geo.series.month_profile`.
    whole_years : int
        Whole years on end that are loaded.

    Returns
    -------
    str

    Examples
    --------
    >>> season_sentence(None, 1)
    'No season is shown: 1 whole year on end is loaded and 2 are needed.'
    """
    if profile is None:
        loaded = (
            "1 whole year on end is"
            if whole_years == 1
            else (f"{whole_years} whole years on end are")
        )
        if whole_years >= FEWEST_YEARS:
            return "No season is shown: in one of the years nothing was recorded."
        return f"No season is shown: {loaded} loaded and {FEWEST_YEARS} are needed."
    named = [pd.Timestamp(2000, one, 1).strftime("%B") for one in profile.always_above]
    years = len(profile.years)
    both = "both years" if years == 2 else f"all {years} years"
    if not named:
        return f"No month of the year was above its year's mean in {both}."
    return f"Above their year's mean in {both}: {joined(named, YEAR)}."


def forecast_sentence(told: Forecast) -> str:
    """Say what is forecast and how well the method did before, or what is missing for one.

    Examples
    --------
    >>> from geo.forecast import forecast
    >>> from geo.series import months_from
    >>> forecast_sentence(forecast(pd.Series(10, index=months_from("2025-01", "2025-12"))))
    'No forecast: 12 months on end are loaded and 24 are needed: 12 are missing.'
    """
    if not told.is_there:
        return f"No forecast: {told.reason}"
    last = told.months.iloc[0]
    said = (
        f"{month(str(told.months.index[0]), True)}: {count(round(last['expected']))} expected, "
        f"{count(round(last['lower']))} to {count(round(last['upper']))} with "
        f"{told.confidence:.0%} confidence, if things go on as they are"
    )
    if told.missing_for_season:
        said += f"; without a season, for which {told.missing_for_season} months are missing"
    return f"{said}.{_tested(told)}"


def _tested(told: Forecast) -> str:
    test = told.back_test
    if test is None:
        return " It could not be tested on earlier months."
    better = "smaller" if test.beats_naive else "no smaller"
    advice = "" if test.beats_naive else ", so do not lean on it"
    return (
        f" Tried on {test.forecasts} forecasts of months that are known, its error was {better} "
        f"than that of repeating the month a year before (scaled error {test.mase:.2f} against "
        f"{test.naive_mase:.2f}){advice}; {test.covered:.0%} of them lay in the interval."
    )
