"""Why a figure is not there, in one set of words and patterns for every screen and file.

Four reasons that a reader must be able to tell apart, and none of them from a low value: nobody
published it, months are not loaded, it is withheld (disclosure control), or this installation does
not show it. Two withheld counts look alike, whichever of them is the small one: to say which is
small would be to tell it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.partner.values import partner_definitions
from data.phrases.plain import NO_LEGAL_RESIDENTS, is_missing, joined
from data.settings import settings

SUPPRESSED, RESTRICTED = "suppressed", "restricted"
# With the status of a count that is there, it is the rate that is not.
COUNTED = "recorded"


def is_partners(indicator: Indicator) -> bool:
    """Say whether an indicator is one that a partner supplied."""
    return indicator.id in partner_definitions()


def partner_of(indicator: Indicator) -> str:
    """Name the partner that supplied an indicator; empty for any other."""
    said = partner_definitions().get(indicator.id)
    return said.partner if said else ""


def small_counts() -> str:
    """Name the counts that are withheld.

    >>> small_counts()
    'a count of 1 to 5 could identify people'
    """
    most = settings().suppress_up_to
    return f"a count of {'1' if most == 1 else f'1 to {most}'} could identify people"


def reason(status: Any, indicator: Indicator, period: Period) -> str:
    """Say why a figure is not there, in one sentence without its full stop.

    >>> from data.installed.catalogue import load_catalogue
    >>> catalogue = load_catalogue()
    >>> asb, year = catalogue.indicator("asb"), catalogue.period("2018-19")
    >>> reason("suppressed", asb, year)
    'Withheld: a count of 1 to 5 could identify people, or be worked out from this one'
    >>> reason("not published", asb, year)
    'Not published for 2018-19 (published)'
    """
    if status == SUPPRESSED:
        return f"Withheld: {small_counts()}, or be worked out from this one"
    if status == RESTRICTED:
        return "Not shown: this installation was not started to show restricted tables"
    if status == COUNTED and period.boundary == "legal":
        return f"No rate: {NO_LEGAL_RESIDENTS}"
    if status == COUNTED:
        return "No rate: no residents"
    if is_partners(indicator):
        return f"Not supplied for {period.label}"
    if period.kind == "recorded" and indicator.is_counted:
        return "Months not loaded"
    return f"Not published for {period.label}"


def short_reason(status: Any, indicator: Indicator | None = None) -> str:
    """Say why a figure is not there in a word or two, for a cell or a key.

    >>> short_reason("suppressed"), short_reason("restricted"), short_reason("not published")
    ('withheld', 'not shown: restricted', 'not published')
    """
    if status == SUPPRESSED:
        return "withheld"
    if status == RESTRICTED:
        return "not shown: restricted"
    if status == COUNTED:
        return "no rate"
    if indicator is not None and is_partners(indicator):
        return "not supplied"
    return "not published"


def statuses_in_words(statuses: pd.Series, indicator: Indicator, period: Period) -> list[str]:
    """Write the statuses of one indicator's areas, each word made once."""
    words = {one: status_words(one, indicator, period) for one in statuses.unique()}
    return [words[one] for one in statuses]


def status_words(status: Any, indicator: Indicator, period: Period | None = None) -> str:
    """Write a status as tables and files tell it: whose figure it is, or why there is none.

    Without a period the reason is told in short.
    """
    if status == "partner":
        return f"supplied by {partner_of(indicator)}"
    if status in ("recorded", "published"):
        return str(status)
    if period is None:
        return short_reason(status, indicator)
    return reason(status, indicator, period)


def absent_wards(rows: pd.DataFrame, indicator: Indicator) -> str:
    """Say how many of the wards have no figure and why; empty where each has one.

    ``rows`` are wards with ``rate`` and ``status``.
    """
    absent = rows.loc[rows["rate"].isna(), "status"]
    if absent.empty:
        return ""
    if absent.eq(RESTRICTED).all():
        return (
            "Ward figures are restricted and are not shown: this installation was not started to "
            "show restricted tables."
        )
    if absent.eq(COUNTED).all():
        have = "No ward has a" if len(absent) == len(rows) else f"{len(absent)} wards have no"
        return f"{have} rate: their residents are not known. Counts are shown."
    said = []
    withheld = int(absent.eq(SUPPRESSED).sum())
    if withheld:
        verb = "is" if withheld == 1 else "are"
        said.append(f"{withheld} of {len(rows)} wards {verb} withheld ({small_counts()})")
    others = len(absent) - withheld
    if others:
        whole = "" if withheld else f" of {len(rows)} wards"
        verb = "is" if others == 1 else "are"
        said.append(f"{others}{whole} {verb} {short_reason('', indicator)}")
    return f"{'; '.join(said)}."


def named_sources(indicators: Iterable[Indicator]) -> str:
    """Name the partners that supplied some indicators; empty where none is a partner's."""
    return joined(list(dict.fromkeys(filter(None, map(partner_of, indicators)))))


def measure(told: Any, supplied: bool) -> str:
    """Write what a rate rests on: records and residents, or what a partner supplied.

    ``told`` has ``numerator``, ``denominator`` and ``residents``.
    """
    if is_missing(told["numerator"]):
        return ""
    above = f"{told['numerator']:,.0f}"
    if not supplied:
        people = told["residents"]
        return f"{above} recorded" + ("" if is_missing(people) else f" · {people:,.0f} residents")
    if is_missing(told["denominator"]):
        return above
    return f"{above} over {told['denominator']:,.0f}"
