"""Places at greatest risk: on how many indicators each ward stands out, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Indicator
from data.documents.published import load_places_at_risk
from data.figures.area_figures import area_figures
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas
from geo.chance import discoveries, marked_by_chance

HIGH_BANDS = ("above average", "significantly above average")
HIGH_FUNNEL = ("high 95%", "high 99.8%")


@dataclass(frozen=True, slots=True, eq=False)
class RiskView:
    """The wards of a district by the number of indicators they stand out on.

    Attributes
    ----------
    wards : pandas.DataFrame
        Every ward of the set by ``area_code``: ``area_name``, ``district_code``, ``flags`` (how
        many indicators, missing where none has a figure), ``judged`` (how many could be).
    evidence : pandas.DataFrame
        One row for each flag: ``area_code``, ``indicator``, ``name``, ``rate``, ``unit``,
        ``times_district``, ``band``, ``funnel``; the furthest above the district first.
    indicators : tuple of Indicator
        The indicators judged.
    both_lenses : bool
        True where a flag needs both lenses; False where only rates are printed, so that the
        statutory band alone decides.
    tested : int
        Comparisons of a ward on an indicator that the false discovery rate is controlled over; 0
        where rates only are printed.
    """

    wards: pd.DataFrame
    evidence: pd.DataFrame
    indicators: tuple[Indicator, ...]
    both_lenses: bool
    csp: str
    tested: int = 0

    @property
    def own(self) -> pd.DataFrame:
        """The district's own wards."""
        return self.wards[self.wards["district_code"] == self.csp]


def risk_indicators(period_id: str) -> tuple[Indicator, ...]:
    """Return the indicators a ward can stand out on in a period, none counted twice.

    In a recorded period these are anti-social behaviour and each single crime type; sums of types
    (all crime, all theft) are left out, or one offence would raise two flags. In a published
    period, those printed for every ward of at least one district, the total left out: a list of
    the worst wards has no mean to stand out from.

    Parameters
    ----------
    period_id : str
        A period of the app.

    Returns
    -------
    tuple of Indicator
        In the catalogue's order. Restricted ones are left out.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> len(risk_indicators("2025"))
    14
    """
    catalogue = load_catalogue()
    if catalogue.period(period_id).kind == "recorded":
        return tuple(one for one in catalogue.counted_indicators if len(one.counts) == 1)
    total = total_indicator().id
    return tuple(
        one
        for one in catalogue.indicators.values()
        if one.id != total and not one.is_restricted and _printed_for_all(one.id, period_id)
    )


def _printed_for_all(indicator_id: str, period_id: str) -> bool:
    wards = area_figures(indicator_id, period_id, "ward")
    return bool(wards["rate"].notna().groupby(wards["district_code"]).all().any())


@remembered(maxsize=128)
def risk_view(period_id: str, csp: str, whole_force: bool = False) -> RiskView:
    """Count, for each ward, the indicators on which it stands out.

    Parameters
    ----------
    period_id : str
        A recorded period, or a published one with ward tables.
    csp : str
        District code.
    whole_force : bool
        Judge against every ward of the force area instead of the district's.

    Returns
    -------
    RiskView
        A ward stands out on an indicator where both lenses mark it high and it is not one of the
        marks that so many comparisons bring by chance (`geo.chance.discoveries`, over all wards and
        indicators); in a published period, where the statutory band does, because a funnel needs
        counts.

    Examples
    --------
    >>> view = risk_view("2018-19", "E07000194")
    >>> view.wards.sort_values("flags", ascending=False)["area_name"].iloc[0]
    'Chasetown'
    """
    indicators = risk_indicators(period_id)
    views = {one.id: ward_view(one.id, period_id, csp, whole_force) for one in indicators}
    total = ward_view(total_indicator().id, period_id, csp, whole_force)
    both = load_catalogue().period(period_id).kind == "recorded"
    chances = {name: view.wards["p_high"] for name, view in views.items()} if both else {}
    stands = discoveries(pd.concat(chances)) if chances else pd.Series(dtype=bool)
    rows = [
        _evidence(view, both, stands.loc[name] if name in chances else None)
        for name, view in views.items()
    ]
    evidence = pd.concat(
        [row for row in rows if not row.empty] or [_evidence(total, both, None).head(0)]
    )
    evidence = evidence.sort_values("times_district", ascending=False).reset_index(drop=True)
    wards = total.wards[["area_name", "district_code", "rate"]].copy()
    # A lens that cannot be drawn judges nobody: no flag there is not a clean record.
    judged = sum(
        view.wards["band"].notna().reindex(wards.index).astype(int) for view in views.values()
    )
    wards["judged"] = judged if views else 0
    flags = evidence["area_code"].value_counts().reindex(wards.index).fillna(0).astype("Int64")
    wards["flags"] = flags.where(wards["judged"] > 0)
    order = wards.sort_values(["flags", "rate"], ascending=False, na_position="last", kind="stable")
    tested = int(pd.concat(chances).notna().sum()) if chances else 0
    return RiskView(order, evidence, indicators, both, csp, tested)


@remembered(maxsize=64)
def marked_if_none_differed(period_id: str, csp: str, whole_force: bool = False) -> float | None:
    """How many wards both lenses would mark on an indicator if no ward differed from another.

    Parameters
    ----------
    period_id, csp, whole_force
        As in `risk_view`.

    Returns
    -------
    float or None
        Without the correction for many comparisons (`geo.chance.marked_by_chance`); None where
        rates only are printed, and on legal wards, which have no residents to judge by.

    Examples
    --------
    >>> round(marked_if_none_differed("2025", "E07000194"), 1)
    4.4
    """
    if load_catalogue().period(period_id).kind != "recorded":
        return None
    views = {
        one.id: ward_view(one.id, period_id, csp, whole_force) for one in risk_indicators(period_id)
    }
    counts = {name: view.wards["numerator"] for name, view in views.items()}
    exposures = {name: view.wards["denominator"] for name, view in views.items()}
    told = marked_by_chance(pd.DataFrame(counts), pd.DataFrame(exposures))
    return None if pd.isna(told) else told


def total_indicator() -> Indicator:
    """Return the indicator that adds up every crime type: the widest of the counted ones.

    Returns
    -------
    Indicator
        Anti-social behaviour, which is no crime, is not among its ``counts``.

    Examples
    --------
    >>> total_indicator().id
    'all-crime'
    """
    return max(load_catalogue().counted_indicators, key=lambda one: len(one.counts))


def stands_out(wards: pd.DataFrame, both: bool) -> pd.Series:
    """Return which wards stand out on an indicator.

    Parameters
    ----------
    wards : DataFrame
        ``band`` and ``funnel``, as in `data.figures.ward_view.WardView`.
    both : bool
        Whether both lenses must mark a ward; else its band decides alone, as where a document
        prints rates only and there is no funnel.

    Returns
    -------
    Series of bool
        A ward that a lens cannot judge does not stand out.

    Raises
    ------
    KeyError
        If a column is not there.

    Examples
    --------
    >>> wards = pd.DataFrame({"band": ["above average"] * 2, "funnel": ["high 95%", None]})
    >>> stands_out(wards, both=True).tolist(), stands_out(wards, both=False).tolist()
    ([True, False], [True, True])
    """
    high = wards["band"].isin(HIGH_BANDS)
    return high & wards["funnel"].isin(HIGH_FUNNEL) if both else high


def _evidence(view: WardView, both: bool, stands: pd.Series | None) -> pd.DataFrame:
    wards = view.wards
    marked = stands_out(wards, both)
    held = wards[marked if stands is None else marked & stands.reindex(wards.index)]
    return pd.DataFrame(
        {
            "area_code": held.index.astype(str),
            "indicator": view.indicator.id,
            "name": view.indicator.short,
            "rate": held["rate"].to_numpy(),
            "unit": view.indicator.unit,
            "times_district": held["times_district"].to_numpy(
                dtype="float64", na_value=float("nan")
            ),
            "band": held["band"].astype(str).to_numpy(),
            "funnel": held["funnel"].astype(object).to_numpy(),
        }
    )


def documented_places(csp: str) -> pd.DataFrame:
    """Return the places that a CSP's documents name, in the documents' own order and words.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        As `data.documents.published.load_places_at_risk`, this CSP's rows, with ``current_code``:
        the same ward's code in the newest ward vintage, missing where the ward no longer exists.
        Empty where the CSP's documents name none.

    Examples
    --------
    >>> documented_places("E07000194")["area_name"].head(4).tolist()
    ['Stowe', 'Bourne Vale', 'Chasetown', 'Shenstone']
    """
    places = load_places_at_risk()
    own = places[places["csp"] == csp].copy()
    areas = load_areas()
    newest = max(load_catalogue().fitted)
    current = set(areas.loc[areas["area_type"] == newest, "area_code"])
    own["current_code"] = own["area_code"].where(own["area_code"].isin(current))
    return own
