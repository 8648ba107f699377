"""The figures of one indicator as pages show them, as one plain table: a row an area.

Nothing is computed here: wards come from `data.figures.ward_view`, districts from
`data.figures.headlines` and `data.figures.comparison`, LSOAs from `data.explore`, all of them after
disclosure control.
"""

from __future__ import annotations

import pandas as pd

from data.explore.view import explore
from data.figures.area_figures import Level, area_figures, loaded_months
from data.figures.changes import change_on_year_before
from data.figures.comparison import funnel
from data.figures.headlines import Headline, headline
from data.figures.placed import placed_of
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue

COLUMNS = (
    "code",
    "name",
    "status",
    "numerator",
    "denominator",
    "rate",
    "lower",
    "upper",
    "band",
    "funnel",
    "funnel_by_chance",
    "lenses",
    "p_high",
    "rank",
    "change",
    "change_lower",
    "change_upper",
    "placed",
    "source",
)
_CHANGE = {
    "percent": "change",
    "percent_lower": "change_lower",
    "percent_upper": "change_upper",
}


class NoSuchLevelError(ValueError):
    """A period has no figures of such small areas; the message says which it has."""


def shown_figures(
    indicator_id: str,
    period_id: str,
    level: Level,
    csp: str | None = None,
    whole_force: bool = False,
) -> pd.DataFrame:
    """Return what pages show of an indicator in a period: a row an area.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted.
    csp : str, optional
        One district's areas only.
    whole_force : bool
        Judge wards and LSOAs among all of the force area's, instead of among their district's.

    Returns
    -------
    pandas.DataFrame
        The columns of `COLUMNS`: ``rate`` with its 95% interval in the indicator's unit, over
        ``denominator`` (person-years where it is counted); ``funnel_by_chance`` by limits that
        allow for chance alone, ``p_high`` of `geo.funnel.p_high`; ``band``, ``funnel``, ``lenses``
        as wards are judged (LSOAs have a band only, districts a funnel only, as on the screens);
        ``rank`` (1 highest of those it is judged among); ``change`` in per cent with its
        interval; ``placed``, the share of the indicator's own records in the force area that have a
        place (0 to 1; the same for every area). Areas by name within their district. What is
        withheld, restricted or not published is missing, never 0; ``status`` says which.

    Raises
    ------
    KeyError
        For an id or code that is not known; the message suggests the nearest.
    NoSuchLevelError
        For wards or LSOAs of a period that serves districts only.

    Examples
    --------
    >>> shown = shown_figures("all-crime", "2018-19", "ward", "E07000194")
    >>> shown.loc[shown["band"] == "significantly above average", "name"].tolist()
    ['Chasetown', 'Stowe']
    """
    catalogue = load_catalogue()
    catalogue.indicator(indicator_id)
    if catalogue.period(period_id).districts_only and level in ("ward", "lsoa"):
        raise NoSuchLevelError(
            f"{catalogue.period(period_id).label} serves districts and the force area only."
        )
    districts = [one.code for one in catalogue.force.districts]
    if csp is not None:
        districts = [catalogue.force.district(csp).code]
    tables = {
        "ward": lambda: _wards(indicator_id, period_id, districts, whole_force),
        "lsoa": lambda: _lsoas(indicator_id, period_id, districts, whole_force),
        "district": lambda: _districts(indicator_id, period_id, districts),
        "force": lambda: _force(indicator_id, period_id),
    }
    table = tables[level]().rename_axis("code").reset_index()
    own = placed_of(catalogue.indicator(indicator_id), catalogue.period(period_id))
    table["placed"] = None if own is None else own.share
    return table.rename(columns={"area_name": "name"}).reindex(columns=list(COLUMNS))


def _wards(indicator: str, period: str, districts: list[str], whole_force: bool) -> pd.DataFrame:
    rank = "rank_force" if whole_force else "rank_district"
    wards = pd.concat([ward_view(indicator, period, one, whole_force).own for one in districts])
    taken = {f"change_{was}": now for was, now in _CHANGE.items()} | {rank: "rank"}
    kept = {one: now for one, now in taken.items() if one in wards}
    # The view's own `rank` is over counted wards only, and its `change_lower` is of a ratio.
    found = wards[list(kept)].rename(columns=kept)
    return _by_name(wards.drop(columns=list(kept.values()), errors="ignore").join(found))


def _lsoas(indicator: str, period_id: str, districts: list[str], whole_force: bool) -> pd.DataFrame:
    figures = area_figures(indicator, period_id, "lsoa")
    figures = figures[figures["district_code"].isin(districts)]
    period = load_catalogue().period(period_id)
    if period.kind != "recorded" or not load_catalogue().indicator(indicator).is_counted:
        return _by_name(figures)
    months = loaded_months(period)
    judged = [
        explore((indicator,), months[0], months[-1], one, "lsoa", layer="band").areas
        for one in ([()] if whole_force else [(district,) for district in districts])
    ]
    found = pd.concat(judged).rename(columns={"label": "band"})
    kept = [one for one in ("band", "rank", *_CHANGE.values()) if one in found]
    return _by_name(figures.join(found[kept]))


def _districts(indicator: str, period: str, districts: list[str]) -> pd.DataFrame:
    figures = area_figures(indicator, period, "district").loc[districts].copy()
    told = [_headline_row(headline(indicator, period, one)) for one in districts]
    drawn = funnel(indicator, period, "district")
    if drawn is not None:
        figures["funnel"] = drawn.points["flag"].reindex(figures.index)
    return figures.join(pd.DataFrame(told, index=figures.index))


def _headline_row(told: Headline) -> dict[str, float | int | None]:
    return {
        "rank": told.rank,
        "change": told.change.percent,
        "change_lower": told.change.lower,
        "change_upper": told.change.upper,
    }


def _force(indicator: str, period: str) -> pd.DataFrame:
    change = change_on_year_before(indicator, period, "force")
    figures = area_figures(indicator, period, "force")
    return (
        figures if change is None else figures.join(change[list(_CHANGE)].rename(columns=_CHANGE))
    )


def _by_name(areas: pd.DataFrame) -> pd.DataFrame:
    order = {one.code: place for place, one in enumerate(load_catalogue().force.districts)}
    keys = areas["district_code"].map(order)
    return areas.assign(_place=keys).sort_values(["_place", "area_name"]).drop(columns="_place")
