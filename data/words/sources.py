"""What Sources says of the months: the newest and its age, what is due, what to know of them."""

from __future__ import annotations

import pandas as pd

from data.catalogue.base import base_catalogue
from data.fetching.downloads import load_downloads
from data.figures.incomplete import incomplete_sentence
from data.figures.like_with_like import breaks
from data.figures.placed import placed_by_indicator, placed_of
from data.installed.catalogue import load_catalogue
from data.installed.held import months_held, other_forces_held
from data.installed.update import PUBLISHED_AFTER, months_due, newest_held
from data.phrases.plain import full_span, lower_first, month, number_of
from data.street.ids_kept import to_count_again
from data.street.report import TRANSPORT_POLICE

NO_ONE_SERIES = "Months before and after are not one series."


def newest_line(today: str) -> str:
    """Say which month is the newest and how old it is."""
    newest = newest_held()
    if not newest:
        return "Sources: nothing to count yet"
    age = pd.Period(today[:7], "M").ordinal - pd.Period(newest, "M").ordinal
    old = f"{number_of(age, 'month')} old" if age > 0 else "this month"
    return f"Sources: the newest month is {month(newest, True)}, {old}"


def loaded_conclusion(today: str) -> str:
    """Say what to load next, and in a sentence what is loaded."""
    held = months_held()
    loaded = held[held["state"] != "absent"]
    if loaded.empty:
        return "No month of records is loaded. Bring some under 'Police records'."
    imported = int((loaded["state"] == "imported").sum())
    brought = "all came with the app"
    if imported:
        brought = f"{imported} {'was' if imported == 1 else 'were'} imported here"
    many = number_of(len(loaded), "month")
    return f"{next_sentence(today)} {many} {'is' if len(loaded) == 1 else 'are'} loaded; {brought}."


def next_sentence(today: str) -> str:
    """Say which months to load next; that none is due, where that is so."""
    newest = newest_held()
    due = months_due(newest, today) if newest else ()
    if not due:
        return "No later month is due yet."
    if len(due) == 1:
        return f"Load {month(due[0], True)} next: it should be published by now."
    return f"Load {full_span(due[0], due[-1])} next: they should be published by now."


def by_hand_sentence() -> str:
    """Say where months come from and when."""
    site, force = load_downloads().police, base_catalogue().force
    return (
        f"Open {site.page}, choose the months, {force.police} and 'Include crime data', and give "
        f"the zip under 'Police records'. {site.publisher} publishes a month about "
        f"{PUBLISHED_AFTER} months late."
    )


def known_of_months() -> list[str]:
    """Say what a reader must know before comparing the months that are loaded."""
    held = months_held()
    loaded = held.loc[held["state"] != "absent", "month"].tolist()
    told = [
        f"{one.reason}. {'They are no baseline.' if one.until else NO_ONE_SERIES}"
        for one in breaks()
        if loaded and one.parts(loaded, loaded)
    ]
    incomplete = incomplete_sentence(loaded)
    again = to_count_again(base_catalogue().force.slug)
    return [*([incomplete] if incomplete else []), *told, *again, transport_police_sentence()]


def transport_police_sentence() -> str:
    """Say whether the British Transport Police are in."""
    others = other_forces_held()
    own = others[others["force"] == TRANSPORT_POLICE]
    if own.empty:
        return (
            "British Transport Police are out: what they record at stations and on trains is in no "
            "figure."
        )
    row = own.iloc[0]
    return (
        f"British Transport Police are held apart, {full_span(row['first'], row['last'])}: what "
        "they record at stations and on trains is in no figure."
    )


def placed_message() -> str:
    """Say how many of the newest period's records have a place, and which type has fewest."""
    catalogue = load_catalogue()
    period = catalogue.default_period
    table = placed_by_indicator(catalogue.counted_indicators, period).dropna()
    whole = placed_of(catalogue.indicator("all-crime"), period)
    if whole is None or whole.share is None or table.empty:
        return "How many records have a place is not known by type."
    least = table.iloc[0]
    return (
        f"{whole.share:.1%} of the crimes of {period.label} have a place; of "
        f"{lower_first(str(least['Indicator']))} {100 - float(least['% without']):.1f}%, the least."
    )


def placed_table() -> pd.DataFrame:
    """Return the share of records with a place: types by recorded periods, newest first."""
    catalogue = load_catalogue()
    told = {
        period.label: placed_by_indicator(catalogue.counted_indicators, period).set_index(
            "Indicator"
        )["% without"]
        for period in catalogue.app_periods
        if period.kind == "recorded"
    }
    table = (100 - pd.DataFrame(told)).round(1)
    return table.sort_index().reset_index(names="% with a place")
