"""A district's overview: its headline indicators and what changed most."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.catalogue.records import Indicator, Period, Theme
from data.documents.published import load_published
from data.figures.area_figures import periods_of
from data.figures.changes import (
    change_since,
    change_within,
    changes_of_districts,
    halves,
    shared_months,
    span_of_halves,
    span_of_year_before,
    those_that_stand,
    year_before,
)
from data.figures.country import Comparator
from data.figures.headlines import Headline, headline
from data.figures.placed import placed_sentence
from data.figures.risk import risk_indicators, total_indicator
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas


@remembered(maxsize=128)
def headline_indicators(period_id: str, csp: str, most: int = 6) -> tuple[Indicator, ...]:
    """Return all crime, then the lead indicators of the plan's priorities, in its order.

    Where no priority has a figure, what is recorded most.
    """
    catalogue = load_catalogue()
    wanted = [total_indicator().id]
    for theme in catalogue.themes_of(csp):
        candidates = [*theme.indicators, *([theme.lead_counted] if theme.lead_counted else [])]
        if catalogue.period(period_id).kind == "recorded":
            candidates = [theme.lead_counted] if theme.lead_counted else []
        held = [one for one in candidates if one and _has_figure(one, period_id, csp)]
        wanted += held[:1]
    if len(wanted) == 1:
        wanted += _by_volume(period_id, csp)
    held = [one for one in dict.fromkeys(wanted) if _has_figure(one, period_id, csp)]
    return tuple(catalogue.indicator(one) for one in held[:most])


def uncounted_priorities(figures: tuple[Headline, ...], csp: str) -> tuple[Theme, ...]:
    """Return the priorities of a district that none of its headline figures is on.

    Parameters
    ----------
    figures : tuple of Headline
        Of `headlines`.
    csp : str
        District code.

    Returns
    -------
    tuple of Theme
        In the plan's order.

    Examples
    --------
    >>> found = uncounted_priorities(headlines("2025", "E07000194"), "E07000194")
    >>> [one.id for one in found][:2]
    ['domestic-abuse', 'fraud']
    """
    shown = {one.indicator.id for one in figures}
    return tuple(
        theme
        for theme in load_catalogue().themes_of(csp)
        if theme.lead_counted not in shown and not shown & set(theme.indicators)
    )


def _by_volume(period_id: str, csp: str) -> list[str]:
    """Single crime types, the most recorded in the district first, to fill the row."""
    if load_catalogue().period(period_id).kind != "recorded":
        return []
    volumes = {
        one.id: headline(one.id, period_id, csp).numerator or 0
        for one in risk_indicators(period_id)
    }
    return sorted(volumes, key=lambda one: -volumes[one])


def _has_figure(indicator_id: str, period_id: str, csp: str) -> bool:
    if period_id not in periods_of(indicator_id):
        return False
    return headline(indicator_id, period_id, csp).rate is not None


def headlines(period_id: str, csp: str, comparator: Comparator = "force") -> tuple[Headline, ...]:
    """Return the headline figures of a district's overview.

    Parameters
    ----------
    period_id : str
        A period of the app.
    csp : str
        District code.
    comparator : {"force", "global", "demographic", "economic", "all"}
        What the figures are set against.

    Returns
    -------
    tuple of Headline
        At most six, in the order of `headline_indicators`; all have a rate.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> headlines("2018-19", "E07000194")[0].rate
    58.8
    """
    shown = headline_indicators(period_id, csp)
    return tuple(headline(one.id, period_id, csp, comparator) for one in shown)


@remembered(maxsize=128)
def what_changed(period_id: str, csp: str) -> pd.DataFrame | None:
    """Rank how each indicator moved on the year before, or within a year, the largest rise first.

    Parameters
    ----------
    period_id : str
        A period of the app.
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame or None
        One row per indicator with ``name`` and the columns of
        `data.figures.like_with_like.like_with_like`, ``direction`` after the false discovery rate
        over all districts and indicators; those whose base is under 20 come last, with no
        percentage. None where the period has no year before and is not a full recorded year.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> what_changed("2018-19", "E07000194") is None
    True
    """
    if load_catalogue().period(period_id).kind != "recorded":
        return None
    if told := changes_of_districts(period_id):
        return _ranked(told, csp)
    within = {
        one.id: change_within(one.id, period_id, "district") for one in risk_indicators(period_id)
    }
    frames = {name: frame for name, frame in within.items() if frame is not None}
    return _ranked(those_that_stand(frames), csp) if frames else None


def earliest_with(period_id: str) -> tuple[Period, Period] | None:
    """Return the earliest recorded months to set beside a recorded period's, in order of time.

    Parameters
    ----------
    period_id : str
        A period of the app.

    Returns
    -------
    tuple of (earlier, later), or None
        Periods of the pickers with a calendar month in common, of which one is the period; None
        where there is no other than the year before, which `what_changed` tells of.

    Examples
    --------
    >>> [one.id for one in earliest_with("2025")]
    ['2018-10_2019-02', '2025']
    """
    catalogue = load_catalogue()
    period, told = catalogue.period(period_id), year_before(period_id, "district")
    others = [
        one
        for one in catalogue.app_periods
        if one.kind == "recorded"
        and one.id not in (period_id, told[0] if told else "")
        and all(shared_months(one.id, period_id))
    ]
    if period.kind != "recorded" or not others:
        return None
    other = min(others, key=lambda one: one.start or "")
    earlier, later = sorted([period, other], key=lambda one: one.start or "")
    return earlier, later


@remembered(maxsize=128)
def changed_since(earlier: str, later: str, csp: str) -> pd.DataFrame:
    """Rank how each indicator moved between the same calendar months of two recorded periods.

    Parameters
    ----------
    earlier, later : str
        Recorded periods; only calendar months that both have are compared.
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        As `what_changed`, each count over its own period's residents.

    Raises
    ------
    ValueError
        If a period is not a recorded one.
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> len(changed_since("2018-10_2019-02", "2025", "E07000194"))
    14
    """
    frames = {
        one.id: change_since(one.id, earlier, later, "district") for one in risk_indicators(later)
    }
    return _ranked(those_that_stand(frames), csp)


def span_of_change(period_id: str) -> str:
    """Name the months that `what_changed` compares.

    Parameters
    ----------
    period_id : str
        A period.

    Returns
    -------
    str
        Those of a year before, else the halves of the year; empty where there are neither.

    Examples
    --------
    >>> span_of_change("2025")
    '2025-01 to 2025-04 against 2024-01 to 2024-04'
    """
    return span_of_year_before(period_id) or span_of_halves(period_id)


def caveat_of_change(period_id: str) -> str:
    """Say what a reader must know of the months that `what_changed` compares.

    Parameters
    ----------
    period_id : str
        A period.

    Returns
    -------
    str
        Whether the season is in it, and of which types the share of records with a place moved.

    Examples
    --------
    >>> caveat_of_change("2025")
    'The same months a year apart, by days and residents.'
    """
    pair, split = year_before(period_id, "district"), halves(period_id)
    if pair:
        said = "The same months a year apart, by days and residents."
        return f"{said} {placed_sentence(pair[1], pair[2])}".rstrip()
    if split is None:
        return ""
    said = "The season is in it: the two halves are not the same months."
    return f"{said} {placed_sentence(split[1], split[0])}".rstrip()


def location_since(earlier: str, later: str) -> str:
    """Say what shares of the records of `changed_since` have a location, where they differ.

    Parameters
    ----------
    earlier, later : str
        Recorded periods.

    Returns
    -------
    str
        As `data.figures.placed.placed_sentence`; empty where no month is shared.

    Examples
    --------
    >>> location_since("2018-10_2019-02", "2025")[:40]
    'Of shoplifting 55% of the records had a '
    """
    now, before = shared_months(earlier, later)
    return placed_sentence(now, before) if now and before else ""


def _ranked(frames: Mapping[str, pd.DataFrame], csp: str) -> pd.DataFrame:
    """A district's changes, the largest rise first, of those of all districts."""
    catalogue = load_catalogue()
    every = pd.concat(frames, names=["indicator", "area_code"])
    table = every.loc[every.index.get_level_values("area_code") == csp].droplevel("area_code")
    table = table.rename_axis(None)
    table.insert(0, "name", [catalogue.indicator(str(one)).short for one in table.index])
    numbers = table.columns.difference(["name", "direction", "recorded"])
    table[numbers] = table[numbers].astype("float64")
    return table.sort_values("percent", ascending=False, na_position="last")


def printed_changes(csp: str) -> pd.DataFrame:
    """Return every change that a document prints for a district.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        ``Indicator``, ``Change`` (per cent), ``Period``, ``Document``, ``Wording``; empty where
        no document prints one.

    Examples
    --------
    >>> printed_changes("E07000194")["Change"].head(2).tolist()
    [5.0, 8.0]
    """
    catalogue = load_catalogue()
    published = load_published()
    rows = published[
        (published["area_code"] == csp)
        & (published["unit"] == "% change")
        & published["value"].notna()
    ]
    return pd.DataFrame(
        {
            "Indicator": [catalogue.indicator(one).name for one in rows["indicator"]],
            "Change": rows["value"].astype("float64").to_numpy(),
            "Period": [catalogue.period(one).label for one in rows["period"]],
            "Document": [catalogue.source(one).title for one in rows["document"]],
            "Wording": rows["wording"].to_numpy(),
        }
    )


def printed_sources(period_id: str, csp: str) -> list[str]:
    """Return the documents that print a figure of a district or its wards in a period.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    csp : str
        District code.

    Returns
    -------
    list of str
        Source ids, each once, in the order of the documents. A document that prints only the
        force's figures is left out; one that names a figure without its number is not.

    Examples
    --------
    >>> printed_sources("2018-19", "E07000194")[0]
    'lichfield_strategic_assessment_2019'
    """
    published = load_published()
    areas = load_areas()
    own = set(areas.loc[areas["district_code"] == csp, "area_code"]) | {csp}
    rows = published[(published["period"] == period_id) & published["area_code"].isin(own)]
    return list(dict.fromkeys(rows["document"]))
