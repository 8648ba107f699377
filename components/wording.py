"""Figures in words: one manner of rounding and of drawing conclusions for the whole app.

Every function takes figures and returns text; none of them computes a figure.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.catalogue import Indicator, Period, load_catalogue
from data.figures import loaded_months
from data.headlines import Headline
from data.risk import RiskView
from data.ward_view import WardView

MISSING = "–"


def is_missing(value: Any) -> bool:
    """Say whether a single figure is not there."""
    return value is None or bool(pd.isna(value))


def rate(value: Any, unit: str = "per 1,000 residents") -> str:
    """Write a rate as the documents do.

    >>> rate(28.44), rate(34, "per 10,000 aged under 18"), rate(13, "%"), rate(None)
    ('28.4', '34', '13%', '–')
    """
    if is_missing(value):
        return MISSING
    if unit == "%":
        return f"{value:,.0f}%"
    if unit == "count" or (unit.startswith("per 10,000") and float(value).is_integer()):
        return f"{value:,.0f}"
    return f"{value:,.1f}"


def count(value: Any) -> str:
    """Write a count with thousands marked.

    >>> count(2250)
    '2,250'
    """
    return MISSING if is_missing(value) else f"{value:,.0f}"


def times(value: Any) -> str:
    """Write how many times a benchmark a rate is.

    >>> times(3.06)
    '3.1×'
    """
    return MISSING if is_missing(value) else f"{value:.1f}×"


def interval(lower: Any, upper: Any) -> str:
    """Write a 95% interval.

    >>> interval(24.13, 33.19)
    '24.1 to 33.2'
    """
    return MISSING if is_missing(lower) or is_missing(upper) else f"{lower:,.1f} to {upper:,.1f}"


def percent_change(value: Any) -> str:
    """Write a change with its sign.

    >>> percent_change(12.4), percent_change(-8.6), percent_change(0.2)
    ('+12%', '−9%', '0%')
    """
    if is_missing(value):
        return MISSING
    rounded = round(float(value))
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):,}%"


def month(text: str, full: bool = False) -> str:
    """Name a month.

    >>> month("2025-12"), month("2025-12", full=True)
    ('Dec 2025', 'December 2025')
    """
    return pd.Timestamp(text).strftime("%B %Y" if full else "%b %Y")


def change_span(basis: str) -> str:
    """Name what a change compares.

    >>> change_span("2025-07 to 2025-12 against 2025-01 to 2025-06")
    'Jul–Dec against Jan–Jun 2025'
    >>> change_span("as published, 2019-20")
    'as published, 2019-20'
    """
    if " against " not in basis:
        return basis
    later, earlier = (part.split(" to ") for part in basis.split(" against "))
    years = {text[:4] for text in (*later, *earlier)}
    if len(years) == 1:
        names = [pd.Timestamp(text).strftime("%b") for text in (*later, *earlier)]
        return f"{names[0]}–{names[1]} against {names[2]}–{names[3]} {years.pop()}"
    return f"{month(later[0])}–{month(later[1])} against {month(earlier[0])}–{month(earlier[1])}"


def ordinal(value: Any) -> str:
    """Write a rank.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    if is_missing(value):
        return MISSING
    number = int(value)
    last = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{last}"


def unit(indicator: Indicator, period: Period) -> str:
    """Name the unit, and say so where a part of a year stands for a whole one."""
    said = indicator.unit
    if said.startswith("per "):
        said = f"rate {said}"
    months = len(loaded_months(period)) if period.kind == "recorded" else 12
    if months < 12:
        said += f", annualised from {months} months"
    return said


def title(view: WardView, place: str) -> str:
    """Say what a map shows, for where and for when, in one line."""
    parts = [view.indicator.name, place, view.period.label, unit(view.indicator, view.period)]
    return " · ".join(parts)


def joined(names: list[str], most: int = 3) -> str:
    """List names in a sentence.

    >>> joined(["Stowe", "Chasetown", "Fazeley", "Longdon"])
    'Stowe, Chasetown, Fazeley and 1 more'
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def lower_first(text: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals.

    >>> lower_first("Vehicle offences"), lower_first("ASB")
    ('vehicle offences', 'ASB')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def against_force(comparison: Any, polarity: str) -> str:
    """Say how a rate compares with the force's, by its interval.

    >>> against_force("worse", "higher is worse"), against_force("similar", "neutral")
    ('higher than the force rate', 'similar to the force rate')
    """
    if is_missing(comparison):
        return ""
    if comparison == "similar":
        return "similar to the force rate"
    above = comparison == "higher" or (
        comparison == "worse" if polarity == "higher is worse" else comparison == "better"
    )
    if polarity == "neutral":
        above = comparison == "higher"
    return f"{'higher' if above else 'lower'} than the force rate"


def flagged(view: WardView) -> pd.DataFrame:
    """Return the district's wards that either lens marks as high, the highest rate first."""
    wards = view.own
    by_band = wards["band"].isin(["above average", "significantly above average"])
    by_funnel = wards["funnel"].isin(["high 95%", "high 99.8%"])
    return wards[by_band | by_funnel]


def conclusion(view: WardView, place: str) -> str:
    """Draw the screen's conclusion from the figures it shows, and from nothing else."""
    indicator, local, force = view.indicator, view.local, view.force
    verb = "Recorded" if view.period.kind == "recorded" else "Published"
    name = indicator.short if indicator.short.isupper() else lower_first(indicator.name)
    parts = []
    if is_missing(local["rate"]):
        parts.append(
            f"No {place} figure is {'published' if verb == 'Published' else 'recorded'} for {name}."
        )
    else:
        said = f"{verb} {name} in {place}: {rate(local['rate'], indicator.unit)} {indicator.unit}"
        if not is_missing(force["rate"]) and float(force["rate"]) > 0:
            ratio = float(local["rate"]) / float(force["rate"])
            said += f", {ratio:.1f} times the force's {rate(force['rate'], indicator.unit)}"
        parts.append(said + ".")
    parts.append(_wards_sentence(view, place))
    return " ".join(part for part in parts if part)


def _wards_sentence(view: WardView, place: str) -> str:
    wards = view.own
    known = int(wards["rate"].notna().sum())
    if known == 0:
        return "No ward figures are published."
    if view.rule is None:
        named = wards[wards["rate"].notna()]
        return (
            f"Published for {known} of {len(wards)} wards only: "
            f"{joined(named['area_name'].tolist())}."
        )
    high = flagged(view)
    among = f" among the force's {len(view.wards)}" if view.whole_force else ""
    if high.empty:
        return f"None of the {known} wards stands out{among} by either lens."
    top = high.iloc[0]
    stand = "stands" if len(high) == 1 else "stand"
    said = f"{len(high)} of {known} wards {stand} out{among}; the highest is {top['area_name']}"
    column, whose = ("times_force", "force") if view.whole_force else ("times_district", "district")
    if not is_missing(top[column]):
        said += f", {top[column]:.1f} times the {whose}'s rate"
    return said + "."


def risk_title(period: str, place: str) -> str:
    """Say what the overview's map shows, for where and for when."""
    label = load_catalogue().period(period).label
    return f"Places at greatest risk · {place} · {label} · wards that stand out"


def risk_conclusion(view: RiskView, figures: tuple[Headline, ...], place: str) -> str:
    """Draw the overview's conclusion from its headline figures and its map."""
    known = int(view.own["flags"].notna().sum())
    parts = []
    if figures and figures[0].times_force:
        first = figures[0]
        unit = first.indicator.unit
        told = against_force(first.comparison, first.indicator.polarity)
        parts.append(
            f"{'Recorded' if first.status == 'recorded' else 'Published'} "
            f"{lower_first(first.indicator.short)} in {place}: {rate(first.rate, unit)} {unit}, "
            f"{first.times_force:.1f} times the force's {rate(first.force_rate, unit)}"
            + (f" ({told})." if told else ".")
        )
    if known == 0:
        parts.append(f"No ward table is published for {place} in this period.")
        return " ".join(parts)
    high = view.own[view.own["flags"].fillna(0) > 0]
    if high.empty:
        parts.append(f"None of the {known} wards stands out on any indicator.")
    else:
        top = high.iloc[0]
        parts.append(
            f"{len(high)} of {known} wards stand out on at least one of {len(view.indicators)} "
            f"indicators; {top['area_name']} on {int(top['flags'])}."
        )
    return " ".join(parts)


def months_message(series: pd.DataFrame, name: str) -> str:
    """Say when the first place of a monthly chart was highest and lowest."""
    place = str(series.columns[0])
    values = series[place].astype("float64").dropna()
    return (
        f"{name} in {place}: most recorded in {month(str(values.idxmax()), True)} "
        f"({rate(values.max())} per 1,000 residents), least in {month(str(values.idxmin()), True)} "
        f"({rate(values.min())})"
    )
