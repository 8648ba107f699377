"""The trend of what is recorded in a place: control chart, rolling year, season, forecast.

One question, one answer: charts, sentences, tables and downloads of a trend all draw from `trend`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data.figures.area_figures import Level
from data.figures.incomplete import incomplete_among, incomplete_sentence
from data.phrases.plain import month
from data.phrases.signals import (
    absent_sentence,
    forecast_sentence,
    season_sentence,
    signal_sentences,
    stage_sentences,
)
from data.store.remembered import remembered
from data.trend.months import MonthlySeries, monthly_series
from data.trend.step_changes import StepChange, steps_for
from geo.control_chart import (
    FEWEST_IN_BASELINE,
    FEWEST_POINTS,
    StagedChart,
    month_lengths,
    sentences,
    staged_xmr,
)
from geo.forecast import HORIZON, Forecast, forecast
from geo.series import (
    YEAR,
    MonthProfile,
    last_stretch,
    month_profile,
    rolling_total,
    same_month_before,
)

Basis = Literal["count", "rate", "by day"]
# The column of a series that each basis shows.
BASES: dict[str, str] = {"count": "count", "rate": "rate", "by day": "per_usual_month"}
BASIS_WORDS: dict[str, str] = {
    "count": "records a month",
    "rate": "records of the month per 1,000 residents, not annualised",
    "by day": "records of a month of usual length (count over days, times 365.25/12)",
}


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """A place's months with everything that is worked out from them.

    Attributes
    ----------
    series : MonthlySeries
        The months, with what is absent and which boundaries they go by.
    basis : {"count", "rate", "by day"}
        What the chart shows; `BASIS_WORDS` says it.
    chart : StagedChart
        Control chart, judged by day whatever is shown; its limits start anew at each step change
        and after 12 absent months.
    until : str or None
        Last month of the baseline that limits are frozen on, as asked for.
    steps : tuple of StepChange
        Those that concern the series, whether or not a month lies on both sides.
    drawn_steps : tuple of StepChange
        Those of them at which limits start anew.
    rolling : pandas.Series
        Records of the twelve months to each month; missing unless all twelve are there.
    rolling_rate : pandas.Series
        The same per 1,000 residents a year, each month over the residents it is set against.
    year_before : pandas.DataFrame
        `geo.series.same_month_before` of the counts.
    season : MonthProfile or None
        Month-of-year profile since the last step change; None under two whole years.
    signals : tuple of str
        Each signal explained in a sentence, oldest first.
    limits : tuple of str
        What each stage's limits are, why they start there and how firm they are.
    notes : tuple of str
        What a reader has to be told: absent and incomplete months, boundaries, season.
    incomplete : tuple of str
        Its months for which the force's file is incomplete; they are in every figure.
    """

    series: MonthlySeries
    basis: Basis
    chart: StagedChart
    until: str | None
    steps: tuple[StepChange, ...]
    drawn_steps: tuple[StepChange, ...]
    rolling: pd.Series
    rolling_rate: pd.Series
    year_before: pd.DataFrame
    season: MonthProfile | None
    signals: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    incomplete: tuple[str, ...]

    @property
    def points(self) -> pd.Series:
        """What the chart shows, by month."""
        return self.chart.values

    @property
    def is_provisional(self) -> bool:
        """Whether the latest limits rest on fewer than 13 months."""
        return not self.chart.stages or self.chart.stages[-1].chart.rests_on < FEWEST_POINTS

    @property
    def is_rare(self) -> bool:
        """Whether so few are recorded that the latest months cannot be judged."""
        return bool(self.chart.stages) and self.chart.stages[-1].chart.kind == "rare"

    @property
    def baselines(self) -> tuple[str, ...]:
        """The months that the latest limits can be frozen at: enough before them, and one after."""
        if not self.chart.stages:
            return ()
        held = self.chart.stages[-1].chart.values.dropna().index
        return tuple(str(one) for one in held[FEWEST_IN_BASELINE - 1 : -1])


@remembered(maxsize=256)
def trend(
    types: tuple[str, ...],
    level: Level,
    code: str,
    basis: Basis = "count",
    boundary: str | None = None,
    until: str | None = None,
) -> Trend:
    """Work out the trend of what is recorded in a place, over all loaded months.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    level : {"lsoa", "ward", "district", "force"}
        What the place is.
    code : str
        Its code.
    basis : {"count", "rate", "by day"}
        What the chart shows: records a month, records of the month per 1,000 residents, or
        records of a month of usual length.
    boundary : str, optional
        As in `data.trend.months.monthly_series`.
    until : str, optional
        Last month of the baseline that the limits are frozen on; by default they rest on all.

    Returns
    -------
    Trend
        Its frames are shared between callers and must not be changed.

    Raises
    ------
    KeyError
        For an unknown indicator or place.
    ValueError
        If an indicator is not counted.

    Examples
    --------
    >>> told = trend(("asb",), "district", "E07000194")
    >>> [stage.first for stage in told.chart.stages]
    ['2018-10', '2022-01', '2022-04', '2022-11', '2024-01']
    >>> told.is_provisional
    False
    """
    series = monthly_series(types, level, code, boundary)
    steps = steps_for(types, series.around)
    starts: dict[str, str] = {}
    for one in steps:
        told = (starts.get(one.month, ""), one.reason)
        starts[one.month] = sentences(reason for reason in told if reason)
    chart = _chart(series, basis, starts, until)
    return Trend(
        series=series,
        basis=basis,
        chart=chart,
        until=until,
        steps=steps,
        drawn_steps=_drawn(steps, chart),
        rolling=rolling_total(series.counts),
        rolling_rate=rolling_total(series.months["rate"]),
        year_before=same_month_before(series.counts),
        season=month_profile(_since_last_step(series.counts, chart)),
        signals=signal_sentences(chart, basis),
        limits=(*stage_sentences(chart, basis), *_not_frozen(chart, until)),
        notes=_notes(series, chart),
        incomplete=incomplete_among(_there(series)),
    )


def _chart(
    series: MonthlySeries, basis: Basis, starts: dict[str, str], until: str | None
) -> StagedChart:
    """The chart of what is shown, judged by day: each basis signals in the same months."""
    months = series.months
    usual = month_lengths(months.index)
    residents = months["residents"].astype("Float64").astype("float64")
    per = {"rate": residents / 1_000, "by day": usual}.get(basis, 1.0)
    return staged_xmr(
        months[BASES[basis]],
        starts,
        clip_at_zero=True,
        lengths=None if basis == "by day" else usual,
        records_per=per,
        until=until,
    )


def _not_frozen(chart: StagedChart, until: str | None) -> tuple[str, ...]:
    """Say so where the limits could not be frozen as asked."""
    if not until or not chart.stages or any(stage.chart.until for stage in chart.stages):
        return ()
    return (
        f"The limits are not frozen at {month(until)}: {FEWEST_IN_BASELINE} months up to it under "
        "the same limits, and one after it, are needed.",
    )


def _drawn(steps: tuple[StepChange, ...], chart: StagedChart) -> tuple[StepChange, ...]:
    """The steps that a stage starts for: its reason tells them."""
    return tuple(
        one
        for one in steps
        if any(one.reason.rstrip(".") in stage.reason for stage in chart.stages[1:])
    )


def _since_last_step(counts: pd.Series, chart: StagedChart) -> pd.Series:
    """The months of the last stage: what went before was another series."""
    if not chart.stages:
        return counts
    return counts[counts.index >= chart.stages[-1].first]


def _notes(series: MonthlySeries, chart: StagedChart) -> tuple[str, ...]:
    counts = _since_last_step(series.counts, chart)
    whole_years = len(last_stretch(counts)) // YEAR
    told = [
        absent_sentence(series.absent),
        incomplete_sentence(_there(series)),
        series.boundary_note,
        season_sentence(month_profile(counts), whole_years),
        _located(series),
    ]
    return tuple(one for one in told if one)


def _there(series: MonthlySeries) -> list[str]:
    return [str(one) for one in series.counts.dropna().index]


def _located(series: MonthlySeries) -> str:
    """Say so where the share of records with a location moved: counts move with it."""
    share = series.months.loc[series.counts.notna(), "mapped"].dropna()
    if share.empty or share.max() - share.min() < 0.05:
        return ""
    low, high = str(share.idxmin()), str(share.idxmax())
    return (
        f"Of these records {share.min():.1%} have a location in {month(low)} and "
        f"{share.max():.1%} in {month(high)}: part of a rise may only be better location."
    )


@remembered(maxsize=64)
def trend_forecast(
    types: tuple[str, ...],
    level: Level,
    code: str,
    horizon: int = HORIZON,
    boundary: str | None = None,
) -> tuple[Forecast, str]:
    """Forecast a place's next months, and say in a sentence how far to trust it.

    Parameters
    ----------
    types, level, code, boundary
        As in `trend`.
    horizon : int
        Months ahead, 1 to 12.

    Returns
    -------
    forecast : Forecast
        Of the months on end since the last step change; where they are too few, how many are
        missing. Takes a second or two where there are enough.
    sentence : str
        The forecast and its back-test, or what is missing.

    Raises
    ------
    KeyError, ValueError
        As `trend`.

    Examples
    --------
    >>> told, sentence = trend_forecast(("asb",), "district", "E07000194")
    >>> told.missing, sentence
    (12, 'No forecast: 12 months on end are loaded and 24 are needed: 12 are missing.')
    """
    held = trend(types, level, code, "count", boundary)
    told = forecast(_since_last_step(held.series.counts, held.chart), horizon)
    return told, forecast_sentence(told)


def trend_table(told: Trend) -> pd.DataFrame:
    """Return a trend as a table for reading and downloading.

    Parameters
    ----------
    told : Trend
        From `trend`.

    Returns
    -------
    pandas.DataFrame
        One row per month: ``Month``, ``Recorded``, ``Per 1,000 residents``, ``Mean``, ``Lower
        limit``, ``Upper limit`` (of what the chart shows), ``Signal`` (in words), ``Twelve months
        to``, ``Same month a year before``, ``Change %`` (where the base is 20 or more),
        ``% with a place`` (of these types' records in the force area), ``Incomplete`` (that word
        or nothing), ``Boundaries``. An absent month has only its name.

    Examples
    --------
    >>> table = trend_table(trend(("asb",), "district", "E07000194"))
    >>> len(table), int(table["Recorded"].notna().sum())
    (87, 32)
    """
    months, limits = told.series.months, told.chart.limits
    reasons: dict[str, str] = {}
    for stage in told.chart.stages:
        reasons |= {str(one): text for one, text in stage.chart.reasons.items()}
    there = months["count"].notna()
    return pd.DataFrame(
        {
            "Month": months.index,
            "Recorded": months["count"].to_numpy(),
            "Per 1,000 residents": months["rate"].round(3).to_numpy(),
            "Mean": limits["mean"].where(there).round(2).to_numpy(),
            "Lower limit": limits["lower"].where(there).round(2).to_numpy(),
            "Upper limit": limits["upper"].where(there).round(2).to_numpy(),
            "Signal": [reasons.get(str(one), "") for one in months.index],
            "Twelve months to": told.rolling.astype("Int64").to_numpy(),
            "Same month a year before": told.year_before["before"].astype("Int64").to_numpy(),
            "Change %": told.year_before["percent"].round(1).to_numpy(),
            "% with a place": (months["mapped"].astype("Float64") * 100).round(1).to_numpy(),
            "Incomplete": [
                "incomplete" if str(one) in told.incomplete else "" for one in months.index
            ],
            "Boundaries": months["vintage"].fillna("").to_numpy(),
        }
    )
