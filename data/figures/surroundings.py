"""Around a ward and inside it: the wards that border on it, and the census areas it is made of."""

from __future__ import annotations

import pandas as pd

from data.documents.published import load_published
from data.figures.area_figures import area_figures
from data.figures.headlines import known
from data.figures.profile import district_of
from data.figures.risk import documented_places
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import drawn_wards, wards_without_lsoas
from data.outlines.neighbours import neighbour_graph
from data.store.remembered import remembered
from data.tables.areas import load_lookup
from geo.change import rate_ratio
from geo.contiguity import neighbours_of

# Outlines of two files are simplified apart and do not meet exactly.
_TOUCHING_METRES = 5.0


@remembered(maxsize=512)
def neighbours(ward: str, vintage: str) -> tuple[str, ...]:
    """Return the wards that share a border or a corner with a ward, in whichever district.

    Parameters
    ----------
    ward : str
        Ward code.
    vintage : str
        Ward boundaries, such as ``ward24``.

    Returns
    -------
    tuple of str
        Ward codes in order, those over the district's border too, none beyond the force area. Empty
        for a ward that borders on no other. Of a legal ward that no LSOA is given to, by the legal
        outlines.

    Raises
    ------
    KeyError
        If the boundaries have no such ward.

    Examples
    --------
    >>> len(neighbours("E05010670", "ward24"))
    7
    """
    if ward in wards_without_lsoas(vintage).index:
        drawn = drawn_wards(vintage).geometry
        near = drawn.index[drawn.dwithin(drawn[ward], _TOUCHING_METRES)]
        return tuple(sorted(near.difference([ward])))
    return tuple(neighbours_of(neighbour_graph(vintage), ward))


@remembered(maxsize=256)
def neighbour_figures(indicator_id: str, period_id: str, ward: str) -> pd.DataFrame:
    """Return the bordering wards' rates and how many times theirs the ward's own rate is.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    ward : str
        Code of a ward of the period's boundaries.

    Returns
    -------
    pandas.DataFrame
        Indexed by area code, the highest rate first and those without one last: the columns of
        `data.figures.area_figures.area_figures`, ``ratio`` (the ward's rate over this neighbour's),
        ``ratio_lower`` and ``ratio_upper`` (95%), ``against``: whether the ward is ``higher``
        than, ``lower`` than or ``similar`` to the neighbour. A printed rate has a ratio but no
        interval, and so no verdict; a neighbour with a rate of 0 has neither.

    Examples
    --------
    >>> near = neighbour_figures("all-crime", "2025", "E05010670")
    >>> near["against"].unique().tolist()
    ['higher']
    """
    figures = area_figures(indicator_id, period_id, "ward")
    vintage = load_catalogue().ward_vintage(period_id)
    near = figures.loc[list(neighbours(ward, vintage))].copy()
    own = figures.T[ward]

    def repeated(column: str) -> pd.Series:
        return pd.Series([own[column]] * len(near), index=near.index, dtype="Float64")

    between = rate_ratio(
        repeated("numerator"),
        repeated("denominator"),
        near["numerator"].astype("Float64"),
        near["denominator"].astype("Float64"),
    )
    rates = near["rate"].astype("Float64")
    near["ratio"] = (repeated("rate") / rates.mask(rates == 0)).astype("Float64")
    near["ratio_lower"], near["ratio_upper"] = between["lower"], between["upper"]
    said = pd.Series("similar", index=near.index, dtype=object)
    said = said.mask(between["lower"] > 1, "higher").mask(between["upper"] < 1, "lower")
    near["against"] = said.mask(between["lower"].isna(), None)
    return near.sort_values("rate", ascending=False, na_position="last", kind="stable")


@remembered(maxsize=256)
def lsoas_inside(indicator_id: str, period_id: str, ward: str) -> pd.DataFrame:
    """Return the census areas (LSOAs) that make up a best-fit ward, with their own figures.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue; a published period has no LSOA figures.
    ward : str
        Code of a ward of the period's boundaries.

    Returns
    -------
    pandas.DataFrame
        The columns of `data.figures.area_figures.area_figures` for each LSOA of the ward, the
        highest rate first, with ``times_ward``: its rate over the ward's.

    Examples
    --------
    >>> inside = lsoas_inside("all-crime", "2025", "E05010670")
    >>> ward = area_figures("all-crime", "2025", "ward").T["E05010670"]
    >>> int(inside["numerator"].sum()) == int(ward["numerator"])
    True
    """
    catalogue = load_catalogue()
    vintage = catalogue.ward_vintage(period_id)
    lookup = load_lookup(f"{catalogue.fitted[vintage]}_{vintage}")
    codes = lookup.loc[lookup["ward_code"] == ward, "lsoa_code"]
    inside = area_figures(indicator_id, period_id, "lsoa").loc[list(codes)].copy()
    whole = known(area_figures(indicator_id, period_id, "ward").T[ward]["rate"])
    times = inside["rate"].astype("Float64") / whole if whole else None
    inside["times_ward"] = pd.Series(times, index=inside.index, dtype="Float64")
    return inside.sort_values("rate", ascending=False, na_position="last", kind="stable")


def documented_ward(ward: str, period_id: str) -> pd.DataFrame:
    """Return what a CSP's documents say of a ward as a place at risk, where its code persists.

    Parameters
    ----------
    ward : str
        Code of a ward of the period's boundaries.
    period_id : str
        Id in the catalogue.

    Returns
    -------
    pandas.DataFrame
        The ward's rows of `data.figures.risk.documented_places`; empty where no document names it.

    Raises
    ------
    KeyError
        If the period's boundaries have no such ward, or there is no such period.

    Examples
    --------
    >>> documented_ward("E05010670", "2025")["reasons"].iloc[0]
    'Overall crime, Public-Place Violence and Theft / Shoplifting'
    """
    places = documented_places(district_of(ward, period_id))
    return places[places["area_code"] == ward]


@remembered(maxsize=256)
def printed_for(ward: str, csp: str) -> pd.DataFrame:
    """Return every figure that documents print for a ward, with its district's and the force's.

    Parameters
    ----------
    ward : str
        Ward code, of any vintage: documents name wards of 2019, and a code that persists is the
        same ward.
    csp : str
        Code of the ward's district.

    Returns
    -------
    pandas.DataFrame
        In the order of the documents: ``indicator`` (id), ``name``, ``group``, ``value``,
        ``district``, ``force`` (the same figure in the same document, missing where it is not
        printed), ``unit``, ``period`` (id), ``document``, ``section``, ``wording``. Figures that a
        document names without a number are left out.

    Examples
    --------
    >>> printed = printed_for("E05010670", "E07000194").set_index("indicator")
    >>> printed.loc["all-crime", ["value", "district", "force"]].tolist()
    [182.6, 58.8, 76.1]
    """
    catalogue, published = load_catalogue(), load_published()
    key = ["document", "indicator", "group", "period"]
    held = published[published["value"].notna()]
    rows = held[held["area_code"] == ward]
    for name, code in (("district", csp), ("force", catalogue.force.code)):
        wider = held[(held["area_code"] == code) & (held["area_type"] == name)]
        wider = wider[[*key, "value"]].rename(columns={"value": name})
        rows = rows.merge(wider, on=key, how="left", validate="one_to_one")
    rows = rows.assign(name=[catalogue.indicator(one).name for one in rows["indicator"]])
    wanted = ["indicator", "name", "group", "value", "district", "force", "unit", "period"]
    return rows[[*wanted, "document", "section", "wording"]].reset_index(drop=True)
