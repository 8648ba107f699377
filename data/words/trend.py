"""The trends in words: titles and messages, each made from the figures that are shown."""

from __future__ import annotations

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    MISSING,
    PER_THOUSAND,
    count,
    is_missing,
    joined,
    lower_first,
    month,
    months_named,
    percent_change,
    percent_interval,
    rate,
    short_span,
)
from data.phrases.signals import figure
from data.selection.trending import Trending, TrendReading
from data.trend.comparisons import Comparison
from data.trend.months import loaded
from data.trend.trends import Trend
from data.words.explore import types_name
from geo.change import CANNOT_TELL
from geo.forecast import Forecast
from geo.series import FEWEST_YEARS, YEAR, last_stretch

# Signals by how grave they are: a month that several rules mark is drawn as the first.
MARKS = {
    "above_limit": ("diamond", "◆", "outside a limit"),
    "below_limit": ("diamond", "◆", "outside a limit"),
    "run_above": ("square", "■", "7 or more on one side of the mean"),
    "run_below": ("square", "■", "7 or more on one side of the mean"),
    "rising": ("triangle-up", "▲", "7 or more rising"),
    "falling": ("triangle-down", "▼", "7 or more falling"),
    "outer_high": ("star", "★", "2 of 3 near a limit"),
    "outer_low": ("star", "★", "2 of 3 near a limit"),
}


def what(types: tuple[str, ...]) -> str:
    """Name what is counted: an abbreviation where one type has one.

    >>> what(("asb",)), what(("burglary", "theft"))
    ('ASB', 'Burglary and theft')
    """
    if len(types) == 1:
        short = load_catalogue().indicator(types[0]).short
        if short.isupper():
            return short
    return types_name(types)


def trend_title(now: Trending) -> str:
    """Say what the page shows, for where, and over which months."""
    held = list(loaded().index)
    months = short_span(str(held[0]), str(held[-1])) if held else "no months loaded"
    every = len(pd.period_range(held[0], held[-1], freq="M")) if held else 0
    known = f"{len(held)} of {every} months loaded" if len(held) < every else f"{every} months"
    return " · ".join([types_name(now.types), now.whole_name, months, known])


def trend_conclusion(told: Trend) -> str:
    """Conclude on several types counted together, for which there is no one verdict."""
    name, place = what(told.series.types), told.series.name
    points = told.points.dropna()
    if points.empty:
        return f"No loaded month counts {lower_first(name)} in {place}."
    latest = str(points.index[-1])
    said = (
        f"{name} in {place}: {count(told.series.counts[latest])} recorded in {month(latest, True)}"
    )
    year = told.rolling[latest]
    if not is_missing(year):
        said += f", {count(year)} in the twelve months to it"
    signals = len(told.signals)
    many = "1 signal" if signals == 1 else f"{signals} signals"
    chart = f"the control chart has {many}" if signals else "the control chart has no signal"
    if told.is_rare and not signals:
        chart = "records are too rare for a control chart"
    return f"{said}; {chart}. A verdict is given where one type or group is chosen."


def months_title(told: Trend) -> str:
    """Say which months are more than ordinary variation explains."""
    name = f"{what(told.series.types)} in {told.series.name}"
    if not told.chart.stages:
        return f"{name}: no month is loaded"
    limits = "provisional limits" if told.is_provisional else "limits"
    stage = told.chart.stages[-1].chart
    if told.is_rare:
        return f"{name}: records are too rare for a control chart"
    if pd.isna(stage.upper):
        return f"{name}, month by month"
    found = told.chart.signals
    beyond = found["above_limit"] | found["below_limit"]
    outside = [month(str(one)) for one in beyond.index[beyond]]
    if outside:
        verb = "is" if len(outside) == 1 else "are"
        return f"{name}: {joined(outside)} {verb} outside the {limits}"
    if told.signals:
        many = "one pattern" if len(told.signals) == 1 else f"{len(told.signals)} patterns"
        return f"{name}: no month outside the {limits}, {many} in them"
    return f"{name}: every month within the {limits} of ordinary variation"


def months_alternative(told: Trend) -> str:
    """Put the control chart in words."""
    values = told.points.dropna()
    if values.empty:
        return "No month is loaded."
    return (
        f"Control chart of {len(values)} loaded months from {month(str(values.index[0]), True)} to "
        f"{month(str(values.index[-1]), True)}, {len(told.series.absent)} absent between them"
        f"{_incomplete(told)}. "
        f"{' '.join(told.limits)} {' '.join(told.signals) or 'No signal.'}"
    )


def _incomplete(told: Trend) -> str:
    if not told.incomplete:
        return ""
    return f", {months_named(told.incomplete, 12)} incomplete"


def headline_cells(told: Trend) -> list[tuple[str, str, str]]:
    """Return the headline row: name, value and note of each figure."""
    points = told.points.dropna()
    if points.empty:
        return []
    latest = str(points.index[-1])
    counts = told.series.counts
    cells = [
        (
            month(latest, True),
            count(counts[latest]),
            f"recorded; {rate_words(told.series.months.loc[latest, 'rate'])} per 1,000 residents",
        ),
        _year_cell(told, latest),
        _before_cell(told, latest),
    ]
    if told.chart.stages:
        stage = told.chart.stages[-1].chart
        cells.append(
            (
                "Limits now",
                MISSING
                if pd.isna(stage.upper)
                else f"{figure(stage.lower, told.basis)}–{figure(stage.upper, told.basis)}",
                f"mean {figure(stage.mean, told.basis)}; {_firmness(told)}",
            )
        )
        many = len(told.signals)
        none = "too rare to judge" if told.is_rare else "ordinary variation"
        cells.append(("Signals", str(many), "in all months" if many else none))
    return cells


def _firmness(told: Trend) -> str:
    """How firm the latest limits are."""
    if told.is_rare:
        return "too rare for limits"
    held = told.chart.stages[-1].chart
    frozen = f", frozen at {month(held.until)}" if held.until else ""
    firm = "provisional" if told.is_provisional else "firm"
    return f"{firm}, on {held.rests_on} months{frozen}"


def rate_words(value: object) -> str:
    """Write a rate of one month, which is small."""
    return MISSING if is_missing(value) else f"{float(value):.2f}"  # type: ignore[arg-type]


def _year_cell(told: Trend, latest: str) -> tuple[str, str, str]:
    name = f"12 months to {month(latest)}"
    year = told.rolling[latest]
    if is_missing(year):
        held = len(last_stretch(told.series.counts))
        return name, MISSING, f"{YEAR - held} of the 12 months missing"
    return name, count(year), f"recorded; {rate(told.rolling_rate[latest])} per 1,000 residents"


def _before_cell(told: Trend, latest: str) -> tuple[str, str, str]:
    row = told.year_before.loc[latest]
    before = str(pd.Period(latest, "M") - YEAR)
    name = f"Against {month(before)}"
    if is_missing(row["before"]):
        return name, MISSING, f"{month(before)} is not loaded"
    if is_missing(row["percent"]):
        return name, "too few", f"to say: {count(row['before'])} recorded then"
    return name, percent_change(row["percent"]), f"{count(row['before'])} recorded then"


def rolling_message(told: Trend) -> str:
    """Say where the twelve-month total stands against the highest and lowest there were."""
    known = told.rolling.dropna()
    name = f"{what(told.series.types)}, twelve months to each month"
    if known.empty:
        held = len(last_stretch(told.series.counts))
        return f"{name}: none yet, {YEAR - held} more months on end are needed"
    latest = str(known.index[-1])
    said = f"{name}: {count(known.iloc[-1])} to {month(latest)}"
    if len(known) == 1:
        return f"{said}, the only one that the loaded months give"
    if known.idxmax() == latest:
        return f"{said}, the most of {len(known)}"
    if known.idxmin() == latest:
        return f"{said}, the fewest of {len(known)}"
    return f"{said}; most {count(known.max())} ({month(str(known.idxmax()))})"


def year_before_message(told: Trend) -> str:
    """Say in how many months more was recorded than in the same month a year before."""
    pairs = told.year_before.dropna(subset=["now", "before"]).tail(YEAR)
    name = what(told.series.types)
    if pairs.empty:
        missing = len(same_months_missing(told))
        return (
            f"{name}: no month has the same month a year before; {missing} of those that the "
            "latest year would need are not loaded"
        )
    more = int((pairs["difference"] > 0).sum())
    fewer = int((pairs["difference"] < 0).sum())
    same = len(pairs) - more - fewer
    said = f"{name}: more than in the same month a year before in {more} of {len(pairs)} months"
    said += f", fewer in {fewer}"
    return f"{said}, as many in {same}" if same else said


def same_months_missing(told: Trend) -> list[str]:
    """Return the months that the latest year's would be set beside, and that are not there."""
    counts = told.series.counts
    known = counts.dropna()
    if known.empty:
        return []
    last = pd.Period(str(known.index[-1]), "M")
    wanted = [str(last - YEAR - back) for back in range(YEAR)]
    return [one for one in wanted if is_missing(counts.get(one))]


def season_missing(told: Trend) -> str:
    """Say how many months a season still needs; nothing where there is one."""
    if told.season is not None:
        return ""
    counts = told.series.counts
    if told.chart.stages:
        counts = counts[counts.index >= told.chart.stages[-1].first]
    held = len(last_stretch(counts))
    wanted = FEWEST_YEARS * YEAR
    if held >= wanted:
        return "No season: in one of the years nothing was recorded."
    return (
        f"No season yet: {wanted} months on end under one way of recording are needed, {held} are "
        f"loaded, {wanted - held} are missing."
    )


def season_message(told: Trend) -> str:
    """Say which month of the year is usually highest."""
    assert told.season is not None
    index = told.season.months["index"]
    top, low = int(str(index.idxmax())), int(str(index.idxmin()))
    names = [pd.Timestamp(2000, one, 1).strftime("%B") for one in (top, low)]
    return (
        f"{what(told.series.types)} by month of the year: {names[0]} is {index.max():.2f} times an "
        f"ordinary month of its year, {names[1]} {index.min():.2f} times"
    )


def ranked_places(reading: TrendReading) -> str:
    """Name the areas that are ranked: 'wards of Lichfield'."""
    by = reading.trending.by
    names = {"district": "districts", "ward": "wards", "lsoa": "census areas"}
    if by == "district":
        return "districts"
    force = load_catalogue().force
    own = reading.districts
    return f"{names[by]} of {force.district(own[0]).name if own else force.name}"


def change_cells(row: pd.Series, told: Comparison) -> list[tuple[str, str, str]]:
    """Return the chosen place's change: counts, rates, ratio and percentage."""
    ratio = row["ratio"]
    now = rate(row["rate_now"], PER_THOUSAND, row["rate_before"])
    before = rate(row["rate_before"], PER_THOUSAND, row["rate_now"])
    cells = [
        (
            months_named(told.now),
            count(row["now"]),
            f"recorded; {now} per 1,000 residents a year",
        ),
        (
            months_named(told.before),
            count(row["before"]),
            f"recorded; {before} per 1,000 residents a year",
        ),
        (
            "Rate ratio",
            MISSING if is_missing(ratio) else f"{ratio:.2f}",
            "no ratio on a count of 0"
            if is_missing(ratio)
            else f"95% interval {row['lower']:.2f} to {row['upper']:.2f}",
        ),
        ("Change of the rate", *_percent(row)),
        ("More than chance?", *_real(row)),
    ]
    return cells


def _percent(row: pd.Series) -> tuple[str, str]:
    if is_missing(row["percent"]):
        few = "no percentage on a base under 20"
        return MISSING, few if not is_missing(row["before"]) else "not comparable"
    if is_missing(row["percent_lower"]):
        return percent_change(row["percent"]), "no interval on a count of 0"
    return (
        percent_change(row["percent"]),
        percent_interval(row["percent_lower"], row["percent_upper"]),
    )


def _real(row: pd.Series) -> tuple[str, str]:
    if is_missing(row["direction"]):
        return MISSING, "not comparable"
    if row["now"] == 0 and row["direction"] == "decrease":
        return "Decrease", "none is recorded now"
    return {
        "increase": ("Increase", "the interval leaves out zero"),
        "decrease": ("Decrease", "the interval leaves out zero"),
        "no real change": ("No", "no real change: the interval includes zero"),
        "too few to say": ("Too few", "to say"),
        CANNOT_TELL: ("Cannot be told", "records without a place, or a break of recording"),
    }[str(row["direction"])]


def forecast_title(told: Forecast, name: str, place: str) -> str:
    """Say what the next month is expected to bring, or that nothing can be said."""
    if not told.is_there:
        missing = f": {told.missing} months missing" if told.missing else ""
        return f"{name} in {place}: no forecast{missing}"
    first = told.months.iloc[0]
    return (
        f"{name} in {place}: {count(first['lower'])} to {count(first['upper'])} expected in "
        f"{month(str(told.months.index[0]), True)}, if things go on as they are"
    )
