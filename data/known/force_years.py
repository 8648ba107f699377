"""The official yearly table: a row a force, region or country, a column an offence group."""

from __future__ import annotations

import re

import pandas as pd

# Of a table that holds one year only, said above its headings.
_YEAR = re.compile(r"year ending (\w+) (\d{4})", re.IGNORECASE)
MONTH = "september"


def year_above(text: str) -> tuple[str, int] | None:
    """Return the month and year that a table's title says its twelve months end in.

    Parameters
    ----------
    text : str
        What stands above the headings.

    Returns
    -------
    tuple of (str, int), or None

    Examples
    --------
    >>> year_above("Table P1: Police recorded crime, year ending September 2025 [note 2]")
    ('september', 2025)
    """
    found = _YEAR.search(text)
    return (found[1].casefold(), int(found[2])) if found else None


def force_slug(name: str) -> str:
    """Return a police force as data.police.uk writes it in file names.

    Parameters
    ----------
    name : str
        As the Home Office and ONS name it.

    Returns
    -------
    str

    Examples
    --------
    >>> force_slug("Avon and Somerset"), force_slug("Metropolitan Police")
    ('avon-and-somerset', 'metropolitan')
    >>> force_slug("London, City of")
    'city-of-london'
    """
    last, _, first = name.partition(", ")
    whole = f"{first} {last}" if first else name
    bare = re.sub(r" (police( service)?|constabulary)$", "", whole.strip(), flags=re.IGNORECASE)
    return bare.casefold().replace("&", "and").replace(" ", "-")


def force_years_frame(table: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Bring years of forces, regions and countries into the shape of `load_force_years`.

    Parameters
    ----------
    table : DataFrame
        ``year`` (int), ``name`` of the area as the publisher writes it, a column an offence group.
    districts : DataFrame
        Rows with ``area_code``, ``force``, ``region_name`` and ``residents_YYYY``.

    Returns
    -------
    DataFrame
        ``year``, ``area``, ``kind``, ``group``, ``count``, ``residents``; areas that are no force,
        region or country (British Transport Police) are left out.

    Examples
    --------
    >>> frame = force_years_frame(
    ...     pd.DataFrame({"year": [2025], "name": ["ENGLAND"], "Robbery": [70000]}),
    ...     pd.DataFrame({"area_code": ["E07000001"], "force": ["any"], "region_name": ["North"]}),
    ... )
    >>> frame[["area", "kind", "group", "count"]].values.tolist()
    [['England', 'country', 'Robbery', 70000]]
    """
    groups = [name for name in table if name not in ("year", "name")]
    table = table.copy()
    table[["area", "kind"]] = [_area_and_kind(name, districts) for name in table["name"]]
    long = table[table["kind"] != ""].melt(
        ["year", "area", "kind"], groups, var_name="group", value_name="count"
    )
    long["year"] = long["year"].astype("int16")
    long["count"] = long["count"].astype("Int32")
    return long.merge(_residents(districts), how="left", on=["year", "area"], validate="m:1")


def _area_and_kind(name: str, districts: pd.DataFrame) -> tuple[str, str]:
    """An area as districts name it: 'West Midlands' is a force, 'West Midlands Region' a region."""
    if name.casefold() in ("england", "wales"):
        return name.capitalize(), "country"
    slug = force_slug(name)
    if slug in set(districts["force"]):
        return slug, "force"
    region = {"East": "East of England"}.get(name, name.removesuffix(" Region"))
    return (region, "region") if region in set(districts["region_name"]) else ("", "")


def _residents(districts: pd.DataFrame) -> pd.DataFrame:
    country = districts["area_code"].str[:1].map({"E": "England", "W": "Wales"})
    years = [str(name) for name in districts if str(name).startswith("residents_")]
    parts: list[pd.DataFrame] = [
        districts.assign(area=area, year=int(name[-4:]), residents=districts[name])
        for name in years
        for area in (districts["force"], districts["region_name"], country)
    ]
    if not parts:
        return pd.DataFrame(columns=["year", "area", "residents"]).astype({"year": "int16"})
    return pd.concat(parts).groupby(["year", "area"])["residents"].sum().reset_index()
