"""Wards by their legal boundaries beside the same wards by best fit: counts and words."""

from __future__ import annotations

import pandas as pd

from data.catalogue.records import LEGAL, Period
from data.figures.area_figures import area_figures, counted_by_points, loaded_months
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import (
    legal_boundaries,
    legal_ward_records,
    months_with_points,
    wards_without_lsoas,
)
from data.phrases.plain import count, joined, number_of
from data.store.remembered import remembered
from geo.point_in_area import best_fit_against_legal, overlap_shares


@remembered(maxsize=32)
def legal_against_best_fit(
    indicator_id: str, period_id: str, csp: str | None = None
) -> pd.DataFrame:
    """Return each legal ward's figures beside those of the same ward by best fit.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    period_id : str
        A recorded period (not its twin on legal wards) whose legal wards are in the store.
    csp : str, optional
        District code; by default every district of which all legal wards are in the store.

    Returns
    -------
    DataFrame
        Indexed by ``area_code``, the greatest difference in records first: ``area_name``,
        ``district_code``; ``differing`` (share of the ground of both outlines that is in one of
        them only, 0 to 1); ``count_best_fit``, ``count_legal`` (records), ``difference`` (legal
        less best fit), ``ratio``. Without the points of every month what is legal is missing, save
        the ground; of a ward that no LSOA is given to what is by best fit is. Empty for a district
        that stays on best fit. There is no legal rate to set beside the other: no official
        estimate of residents is by legal wards.

    Raises
    ------
    StoreError
        If the legal wards are not in the store.

    Examples
    --------
    >>> legal_against_best_fit("asb", "2025")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no boundaries 'ward24'.
    """
    vintage = load_catalogue().ward_vintage(period_id)
    legal = legal_boundaries(vintage, drawn=False)
    legal = legal if csp is None else legal[legal["district_code"] == csp]
    best = area_figures(indicator_id, period_id, "ward").reindex(legal.index)
    ours = _legal_figures(indicator_id, period_id).reindex(legal.index)
    fitted = load_boundaries(vintage)
    alike = overlap_shares(fitted.loc[fitted.index.intersection(legal.index)], legal)
    # A ward that no LSOA is given to has all its ground in one outline.
    differing = 1 - alike.reindex(legal.index).fillna(0)
    told = legal[["area_name", "district_code"]].assign(differing=differing)
    table = best_fit_against_legal(
        best["numerator"].astype("Int64"), ours["numerator"].astype("Int64"), told
    )
    order = table["difference"].abs().fillna(0)
    return table.loc[order.sort_values(ascending=False, kind="stable").index]


def _legal_figures(indicator_id: str, period_id: str) -> pd.DataFrame:
    """The figures by legal wards; none where they would be counted by best fit all the same."""
    figures = area_figures(indicator_id, f"{period_id}{LEGAL}", "ward")
    counted = counted_by_points(load_catalogue().period(f"{period_id}{LEGAL}"))
    return figures if counted else figures.iloc[:0]


def counted_how(period: Period) -> str:
    """Say how the legal wards of a period are counted, in a few words.

    Parameters
    ----------
    period : Period
        A recorded period on legal wards.

    Returns
    -------
    str

    Examples
    --------
    >>> from dataclasses import replace
    >>> counted_how(replace(load_catalogue().period("2025"), boundary="legal"))
    'counted by best fit (no street points in the store)'
    """
    if counted_by_points(period):
        return "counted by point in polygon"
    months = loaded_months(period)
    held = len(months_with_points(months))
    if not held:
        return "counted by best fit (no street points in the store)"
    return f"counted by best fit (street points of {held} of {len(months)} months in the store)"


def difference_sentences(table: pd.DataFrame, place: str, subject: str) -> list[str]:
    """Return what the table of both countings shows, in sentences.

    Parameters
    ----------
    table : DataFrame
        From `legal_against_best_fit`.
    place : str
        Where the wards are.
    subject : str
        What was counted, as a sentence goes on with it: ``anti-social behaviour``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "area_name": ["Abbey", "Brook"], "differing": [0.3, 0.1],
    ...     "count_best_fit": [40, 10], "count_legal": [50, 10], "difference": [10, 0]})
    >>> for sentence in difference_sentences(table, "Anytown", "burglary"):
    ...     print(sentence)
    In Anytown 20% of a typical ward's ground is in one outline only; most in Abbey (30%).
    Recorded burglary: 60 by legal wards, 50 by best fit; 1 of 2 wards differs, most Abbey (+10).
    """
    worst = table.sort_values("differing", ascending=False).iloc[0]
    told = [
        f"In {place} {table['differing'].median():.0%} of a typical ward's ground is in one "
        f"outline only; most in {worst['area_name']} ({worst['differing']:.0%})."
    ]
    counted = table.dropna(subset=["count_legal"])
    if counted.empty:
        return told
    return [*told, _count_sentence(counted, subject)]


def unplaced_sentences(indicator_id: str, period_id: str) -> list[str]:
    """Return what legal wards hold that best fit does not, and what lies in none of them.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    period_id : str
        A recorded period (not its twin on legal wards) whose legal wards are in the store.

    Returns
    -------
    list of str
        Wards that no LSOA is given to; records of districts with legal wards whose points lie
        outside them all, where wards are counted by points. Empty where there is none of either.

    Raises
    ------
    StoreError
        If the legal wards are not in the store.

    Examples
    --------
    >>> unplaced_sentences("asb", "2025")
    []
    """
    catalogue, told = load_catalogue(), []
    vintage = catalogue.ward_vintage(period_id)
    names = [str(name) for name in wards_without_lsoas(vintage)["area_name"]]
    if names:
        are = "is" if len(names) == 1 else "are"
        told.append(f"{joined(names)} {are} no census area's best fit, and counted by point only.")
    period = catalogue.periods.get(f"{period_id}{LEGAL}")
    if period is None or not counted_by_points(period):
        return told
    records = legal_ward_records(vintage, loaded_months(period))
    of_type = records["crime_type"].astype(str).isin(catalogue.indicator(indicator_id).counts)
    outside = int(records.loc[of_type & records["area_code"].isna(), "count"].sum())
    if outside:
        lie = "lies" if outside == 1 else "lie"
        told.append(
            f"{number_of(outside, 'record')} of all districts with legal wards {lie} in none of "
            "them by the point: in the district's figures, and in no ward's."
        )
    return told


def _count_sentence(counted: pd.DataFrame, subject: str) -> str:
    # A ward that no LSOA is given to has no count by best fit, and all of it is new.
    moved = counted["difference"].isna() | counted["difference"].ne(0).fillna(True)
    told = (
        f"Recorded {subject}: {count(counted['count_legal'].sum())} by legal wards, "
        f"{count(counted['count_best_fit'].sum())} by best fit"
    )
    if not moved.any():
        return f"{told}; no ward differs."
    both = counted.dropna(subset=["difference"])
    most = both.sort_values("difference", key=abs, ascending=False).iloc[0]
    differ = "differs" if moved.sum() == 1 else "differ"
    return (
        f"{told}; {moved.sum()} of {len(counted)} wards {differ}, most {most['area_name']} "
        f"({'+' if most['difference'] > 0 else '−'}{count(abs(most['difference']))})."
    )
