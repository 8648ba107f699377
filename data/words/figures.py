"""Figures in words: one manner of rounding and of drawing conclusions for the whole app.

Every function takes figures and returns text; none of them computes a figure.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.catalogue.records import Indicator, Period, Theme
from data.figures.area_figures import loaded_months
from data.figures.risk import (
    HIGH_BANDS,
    HIGH_FUNNEL,
    risk_indicators,
    risk_view,
    stands_out,
)
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    NO_LEGAL_RESIDENTS,
    count,
    is_missing,
    joined,
    lower_first,
    month,
    rate,
    times_of,
    whose,
)
from data.store.remembered import remembered
from data.words.absence import COUNTED, absent_wards, is_partners

# More wards than these are counted, not named.
MOST_NAMED = 3


def unit(indicator: Indicator, period: Period) -> str:
    """Name the unit, and say so where a part of a year stands for a whole one."""
    said: str = indicator.unit
    if said.startswith("per "):
        said = f"rate {said}"
    counted = period.kind == "recorded" and not is_partners(indicator)
    months = len(loaded_months(period)) if counted else 12
    if months < 12:
        said += f", annualised from {months} months"
    return said


def with_unit(value: Any, unit: str, *beside: Any) -> str:
    """Write a rate with its unit; a share has its sign already."""
    written = rate(value, unit, *beside)
    return written if unit == "%" else f"{written} {unit}"


def title(view: WardView, place: str, theme: Theme | None = None) -> str:
    """Say what a map shows, for where and for when, in one line."""
    name = subject(theme, view.indicator) if theme else view.indicator.name
    measured = unit(view.indicator, view.period)
    if theme and stands_in(theme, view.indicator.id):
        # The line is long enough with what stands in.
        measured = measured.removeprefix("rate ")
    return " · ".join([name, place, view.period.label, measured])


def stands_in(theme: Theme, indicator: str) -> bool:
    """Say whether an indicator only stands in for the theme, of which nothing is counted."""
    return theme.proxy and indicator == theme.lead_counted


def subject(theme: Theme, indicator: Indicator) -> str:
    """Name a theme with what it is measured by, and say where that only stands in for it.

    >>> known = load_catalogue()
    >>> subject(known.theme("county-lines"), known.indicator("drug-offences"))
    'County lines: drug offences as a stand-in'
    >>> subject(known.theme("asb"), known.indicator("asb"))
    'Anti-social behaviour'
    """
    if theme.name.lower() in indicator.name.lower():
        return indicator.name
    said = f"{theme.name}: {lower_first(indicator.name)}"
    return f"{said} as a stand-in" if stands_in(theme, indicator.id) else said


def theme_choice(theme: Theme) -> str:
    """Name a theme in a list to choose from, a stand-in as one.

    >>> theme_choice(load_catalogue().theme("county-lines"))
    'County lines (stand-in: drug offences)'
    """
    if not theme.proxy or theme.lead_counted is None:
        return theme.name
    counted = load_catalogue().indicator(theme.lead_counted)
    return f"{theme.name} (stand-in: {lower_first(counted.name)})"


def indicator_choice(theme: Theme, indicator: Indicator) -> str:
    """Name a theme's indicator in a list to choose from, a stand-in as one."""
    return f"{indicator.name} (stand-in)" if stands_in(theme, indicator.id) else indicator.name


def against_force(comparison: Any, polarity: str, against: str = "the force") -> str:
    """Say how a rate compares with what it is set against, by its interval.

    >>> against_force("worse", "higher is worse"), against_force("similar", "neutral")
    ("higher than the force's rate", "similar to the force's rate")
    """
    if is_missing(comparison):
        return ""
    owner = f"{against}'s" if against == "it" else whose(against)
    if comparison == "similar":
        return f"similar to {owner} rate"
    above = comparison == "higher" or (
        comparison == "worse" if polarity == "higher is worse" else comparison == "better"
    )
    if polarity == "neutral":
        above = comparison == "higher"
    return f"{'higher' if above else 'lower'} than {owner} rate"


# The heading, the key, the map and the panel all ask for them.
@remembered(maxsize=64)
def flagged(view: WardView) -> pd.DataFrame:
    """Return the district's wards that either lens marks as high, the highest rate first."""
    wards = view.own
    by_band = wards["band"].isin(HIGH_BANDS)
    by_funnel = wards["funnel"].isin(HIGH_FUNNEL)
    return wards[by_band | by_funnel]


def standing_out(view: WardView) -> pd.DataFrame:
    """Return the district's wards that stand out on the indicator, as the overview counts."""
    if view.indicator.id in {one.id for one in risk_indicators(view.period.id)}:
        evidence = risk_view(view.period.id, view.csp, view.whole_force).evidence
        marked = evidence.loc[evidence["indicator"] == view.indicator.id, "area_code"]
        return view.own[view.own.index.isin(marked)]
    return view.own[stands_out(view.own, both=bool(view.wards["funnel"].notna().any()))]


def wards_sentence(view: WardView, place: str) -> str:
    """Say which of a district's wards stand out."""
    wards = view.own
    known = int(wards["rate"].notna().sum())
    if is_partners(view.indicator) and known < len(wards):
        return _partly_supplied(wards, view)
    if without_rates(view):
        return _not_judged(view)
    if known == 0:
        return "No ward figures are published."
    if view.rule is None:
        named = wards[wards["rate"].notna()]
        return (
            f"Published for {known} of {len(wards)} wards only: "
            f"{joined(named['area_name'].tolist())}."
        )
    high, outstanding = flagged(view), standing_out(view)
    among = f" among the force's {len(view.wards)}" if view.whole_force else ""
    if high.empty:
        return f"None of the {known} wards stands out{among}."
    top = high.iloc[0]
    said = f"{_outstanding(outstanding, known)} out{among}"
    if over_one := len(high) - len(outstanding):
        more = " more" if len(outstanding) else ""
        said += f", {over_one}{more} {'is' if over_one == 1 else 'are'} high by a lens"
    said += f"; the highest is {top['area_name']}"
    column, owner = ("times_force", "force") if view.whole_force else ("times_district", "district")
    if not is_missing(top[column]):
        said += ", " + times_of(top[column], f"the {owner}'s rate")
    return said + "."


def counts_only(view: WardView) -> bool:
    """Say whether the district's wards have counts and no rates, as legal wards do."""
    return bool(view.own["rate"].isna().all() and view.own["numerator"].notna().any())


def without_rates(view: WardView) -> bool:
    """Say whether legal wards are among the wards, which have no rate to be judged by."""
    legal = view.period.boundary == "legal" and view.indicator.is_counted
    return bool(legal and view.wards["status"].eq(COUNTED)[view.wards["rate"].isna()].any())


def _not_judged(view: WardView) -> str:
    """Say where most is recorded, and why no ward is judged."""
    said = f"No ward is banded: {NO_LEGAL_RESIDENTS}."
    top = view.own.iloc[0]
    if not counts_only(view):
        return said
    return f"Most are recorded in {top['area_name']}: {count(top['numerator'])}. {said}"


def _outstanding(wards: pd.DataFrame, known: int) -> str:
    """Say which wards stand (out): by name where they are few."""
    if wards.empty:
        return f"None of the {known} wards stands"
    if len(wards) > MOST_NAMED:
        return f"{len(wards)} of {known} wards stand"
    verb = "stands" if len(wards) == 1 else "stand"
    return f"Of {known} wards {joined(wards['area_name'].tolist())} {verb}"


def _partly_supplied(wards: pd.DataFrame, view: WardView) -> str:
    """Say what is not there of a partner's wards, and what that leaves unsaid."""
    absent, shown = absent_wards(wards, view.indicator), wards[wards["rate"].notna()]
    if wards["status"].eq("not published").all():
        return "The table has no figures by ward."
    if shown.empty:
        return absent
    top = shown.iloc[0]
    return (
        f"{absent.removesuffix('.')}, so none is ranked or banded; the highest shown is "
        f"{top['area_name']}, {rate(top['rate'], view.indicator.unit)}."
    )


def risk_title(period: str, place: str) -> str:
    """Say what the overview's map shows, for where and for when."""
    label = load_catalogue().period(period).label
    return f"Places at greatest risk · {place} · {label} · wards that stand out"


def months_message(series: pd.DataFrame, name: str) -> str:
    """Say when the first place of a monthly chart was highest and lowest."""
    place = str(series.columns[0])
    values = series[place].astype("float64").dropna()
    return (
        f"{name} in {place}: most recorded in {month(str(values.idxmax()), True)} "
        f"({rate(values.max())} per 1,000 residents), least in {month(str(values.idxmin()), True)} "
        f"({rate(values.min())})"
    )
