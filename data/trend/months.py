"""All loaded months of an area as one series, wherever its boundaries allow.

A period has one set of boundaries; a trend may not. Months are counted by the census areas
(LSOAs) that their records name, of 2011 or of 2021. A district or the force area is the same by
either. A ward or LSOA is joined over the two only where its code stands for the same ground in
both; else its months of the other vintage are left out, and it is said which they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.base import base_catalogue
from data.catalogue.records import Period
from data.explore.crime_types import crime_types_of
from data.figures.area_figures import Level
from data.figures.placed import shares_by_month
from data.installed.catalogue import load_catalogue
from data.phrases.plain import joined, short_span
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from data.tables.packaged import PackagedDataError
from data.tables.police import load_counts, load_months
from data.tables.population import load_population
from geo.areas import sum_to_areas
from geo.series import days_in, months_from, per_usual_month

# A relation that ONS calls irregular does not say which ground went where.
IRREGULAR = "X"


class NoSuchAreaError(KeyError):
    """The loaded months have no area of that code; the message says which there are."""

    def __str__(self) -> str:
        """The message itself: a KeyError would put it in quotation marks."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """What was recorded in one place, month by month.

    Attributes
    ----------
    types : tuple of str
        Ids of the counted indicators, counted together and once.
    level, code, name : str
        The place.
    months : pandas.DataFrame
        Every month from the first loaded one to the last (``YYYY-MM``): ``count`` (Int64, missing
        where the month is absent; 0 where nothing was recorded), ``status`` (``loaded``,
        ``absent`` or ``other boundary``), ``vintage`` (LSOAs that the month's records name),
        ``residents`` (Int64), ``base`` (of the population), ``rate`` (records of the month per
        1,000 residents, not annualised), ``days``, ``per_usual_month`` (count over days times
        365.25/12), ``mapped`` (share of the month's records of these types, in the force area,
        that have a location; 0 to 1, missing where it is not known by type).
    joined : bool
        Whether months of more than one vintage are in it.
    boundary_note : str
        Which months go by which boundaries, in a sentence; empty where there is one vintage only.
    """

    types: tuple[str, ...]
    level: Level
    code: str
    name: str
    months: pd.DataFrame
    joined: bool
    boundary_note: str

    @property
    def counts(self) -> pd.Series:
        """The counts, an absent month missing."""
        return self.months["count"]

    @property
    def absent(self) -> tuple[str, ...]:
        """Months within the series that are not loaded."""
        held = self.months["status"]
        return tuple(str(one) for one in held.index[held == "absent"])

    @property
    def left_out(self) -> tuple[str, ...]:
        """Months that are loaded for another ground of the same code, or for none."""
        held = self.months["status"]
        return tuple(str(one) for one in held.index[held == "other boundary"])

    @property
    def around(self) -> tuple[str, ...]:
        """The place itself and the areas that it lies in, smallest first: codes."""
        return around(self.level, self.code)


@remembered(maxsize=1)
def vintages() -> dict[str, str]:
    """Return the LSOA vintages of the loaded months, oldest month first, each with its wards."""
    wards = {
        str(period.lsoa_vintage): str(period.ward_vintage)
        for period in _best_fit_periods()
        if period.lsoa_vintage
    }
    held = load_months().sort_values("month")["area_type"].astype(str)
    return {one: wards[one] for one in dict.fromkeys(held) if one in wards}


def _best_fit_periods() -> list[Period]:
    return [
        period
        for period in load_catalogue().periods.values()
        if period.kind == "recorded" and period.boundary == "bestfit"
    ]


def vintage_of(wards: str) -> str | None:
    """Return the LSOA vintage that goes with ward boundaries; None where none is loaded.

    Parameters
    ----------
    wards : str
        Ward boundaries, such as ``ward24``.

    Returns
    -------
    str or None
        Such as ``lsoa21``; None also where wards are known but no month on them is loaded.

    Examples
    --------
    >>> vintage_of("ward19"), vintage_of("ward99")
    ('lsoa11', None)
    """
    return next((one for one, own in vintages().items() if own == wards), None)


@remembered(maxsize=1)
def loaded() -> pd.Series:
    """Return every loaded month, oldest first, with the vintage of its records.

    Returns
    -------
    pandas.Series
        LSOA vintage (``lsoa21``) by month (``YYYY-MM``). An absent month is not in the index.

    Examples
    --------
    >>> loaded().value_counts().to_dict()
    {'lsoa11': 16, 'lsoa21': 16}
    """
    held = load_months().sort_values("month")
    of = pd.Series(held["area_type"].astype(str).to_numpy(), index=held["month"].astype(str))
    return of[of.isin(list(vintages()))].rename_axis("month").rename("vintage")


def area_type(level: Level, vintage: str) -> str:
    """Return the type of a level's areas in an LSOA vintage.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        Areas.
    vintage : str
        LSOA vintage of a loaded month.

    Returns
    -------
    str
        As in `data.tables.areas.load_areas`; districts and the force area have no vintage.

    Raises
    ------
    KeyError
        If no month of the vintage is loaded.

    Examples
    --------
    >>> area_type("ward", "lsoa21"), area_type("district", "lsoa21")
    ('ward24', 'district')
    """
    return {"ward": vintages()[vintage], "lsoa": vintage}.get(level, level)


@remembered(maxsize=16)
def members(level: Level, vintage: str) -> pd.Series:
    """Return the area of a level that each LSOA of a vintage belongs to.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        Areas, wards by best fit.
    vintage : str
        LSOA vintage of a loaded month.

    Returns
    -------
    pandas.Series
        Area codes, indexed by LSOA code.

    Raises
    ------
    KeyError
        If no month of the vintage is loaded.

    Examples
    --------
    >>> members("district", "lsoa21").nunique()
    9
    """
    lookup = load_lookup(f"{vintage}_{vintages()[vintage]}").set_index("lsoa_code")
    if level == "lsoa":
        return pd.Series(lookup.index, index=lookup.index)
    if level == "force":
        return pd.Series(load_catalogue().force.code, index=lookup.index)
    return lookup[f"{level}_code"]


@remembered(maxsize=16)
def unchanged(level: Level, older: str, newer: str) -> frozenset[str]:
    """Return the codes that stand for the same ground in two LSOA vintages."""
    before, after = members(level, older), members(level, newer)
    shared = frozenset(before) & frozenset(after)
    if level in ("district", "force"):
        return shared
    try:
        related = load_lookup(f"{older}_{newer}")
    except PackagedDataError:
        return frozenset()
    was = related[f"{older}_code"].map(before)
    became = related[f"{newer}_code"].map(after)
    moved = (was != became) | (related["change_code"] == IRREGULAR)
    # An LSOA that the lookup does not relate might have gone anywhere.
    known = frozenset(related[f"{older}_code"]) | frozenset(related[f"{newer}_code"])
    strays = frozenset(before[~before.index.isin(known)]) | frozenset(
        after[~after.index.isin(known)]
    )
    return shared - frozenset(was[moved]) - frozenset(became[moved]) - strays


@remembered(maxsize=64)
def _counted(labels: tuple[str, ...], vintage: str, level: Level) -> pd.DataFrame:
    """Records of some police.uk types by area and loaded month of one vintage."""
    counts, of = load_counts(), loaded()
    months = list(of.index[of == vintage])
    kept = counts[
        counts["crime_type"].astype(str).isin(labels) & counts["month"].astype(str).isin(months)
    ]
    area = kept["area_code"].astype(str).map(members(level, vintage))
    table = pd.crosstab(area, kept["month"].astype(str), kept["count"], aggfunc="sum")
    codes = sorted(set(members(level, vintage)))
    return table.reindex(index=codes, columns=months).fillna(0).astype("int64")


@remembered(maxsize=64)
def _residents(vintage: str, level: Level) -> pd.DataFrame:
    """Residents by area and population base, for the bases of a vintage's months."""
    bases = sorted(set(bases_of(vintage)))
    people = {
        base: sum_to_areas(load_population(base)["residents"], members(level, vintage))
        for base in bases
    }
    return pd.DataFrame(people)


@remembered(maxsize=8)
def bases_of(vintage: str) -> pd.Series:
    """Return the population base that each loaded month of a vintage is set against."""
    of = loaded()
    periods = [one for one in _best_fit_periods() if one.lsoa_vintage == vintage]
    # A period of the files says which residents belong to its months, whatever is imported.
    own = base_catalogue().periods
    periods.sort(key=lambda one: (one.id not in own, str(one.start), str(one.end)))

    def base(month: str) -> str:
        spans = [one for one in periods if str(one.start) <= month <= str(one.end)]
        return str((spans or periods)[0].population_base)

    months = of.index[of == vintage]
    return pd.Series([base(str(month)) for month in months], index=months, dtype="str")


@remembered(maxsize=64)
def area_months(
    types: tuple[str, ...], level: Level, boundary: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and the residents of every area, over all loaded months."""
    labels, of = _labels(types), loaded()
    if of.empty:
        raise ValueError("No month of police records is loaded. Import at least one.")
    chosen = boundary or str(of.iloc[-1])
    if chosen not in vintages():
        raise ValueError(
            f"No month on the boundaries '{chosen}' is loaded. Loaded are: {', '.join(vintages())}."
        )
    codes = sorted(set(members(level, chosen)))
    counts, residents = [], []
    for vintage in vintages():
        same = set(codes)
        if vintage != chosen:
            same &= unchanged(level, *sorted((vintage, chosen), key=list(vintages()).index))
        table = _counted(labels, vintage, level)
        people = _residents(vintage, level).reindex(columns=bases_of(vintage))
        people.columns = table.columns
        keep = table.index.intersection(sorted(same))
        counts.append(table.loc[keep].reindex(codes).astype("Int64"))
        residents.append(people.reindex(keep).reindex(codes).astype("Int64"))
    order = list(of.index)
    return pd.concat(counts, axis=1)[order], pd.concat(residents, axis=1)[order]


def _labels(types: tuple[str, ...]) -> tuple[str, ...]:
    catalogue = load_catalogue()
    uncounted = [one for one in types if not catalogue.indicator(one).is_counted]
    if uncounted or not types:
        raise ValueError(
            f"'{', '.join(uncounted)}' has no monthly counts: it is not counted from police "
            "records. Choose counted indicators."
        )
    return crime_types_of(types)


@remembered(maxsize=256)
def monthly_series(
    types: tuple[str, ...], level: Level, code: str, boundary: str | None = None
) -> MonthlySeries:
    """Return what was recorded in one place, over all loaded months."""
    having = [one for one in vintages() if code in set(members(level, one))]
    if not having or (boundary and boundary not in having):
        raise NoSuchAreaError(
            f"There is no {level} '{code}' on the boundaries of "
            f"{boundary or 'any loaded month'}. Check the code and its year."
        )
    chosen = boundary or having[-1]
    counts, residents = area_months(types, level, chosen)
    of = loaded()
    every = months_from(str(of.index[0]), str(of.index[-1]))
    frame = pd.DataFrame({"count": counts.T[code].reindex(every)}, index=every)
    frame["status"] = "absent"
    frame.loc[list(of.index), "status"] = "other boundary"
    frame.loc[frame["count"].notna(), "status"] = "loaded"
    frame["vintage"] = of.reindex(every).mask(frame["status"] != "loaded")
    frame["residents"] = residents.T[code].reindex(every)
    bases = pd.concat([bases_of(one) for one in vintages()]).reindex(every)
    frame["base"] = bases.mask(frame["status"] != "loaded")
    people = frame["residents"].astype("Float64")
    frame["rate"] = frame["count"].astype("Float64") / people.mask(people == 0) * 1_000
    frame["days"] = days_in(frame.index)
    frame["per_usual_month"] = per_usual_month(frame["count"]).astype("Float64")
    frame["mapped"] = shares_by_month(crime_types_of(types)).reindex(every)
    used = list(dict.fromkeys(frame["vintage"].dropna()))
    return MonthlySeries(
        types=types,
        level=level,
        code=code,
        name=area_name(level, code, chosen),
        months=frame.rename_axis("month"),
        joined=len(used) > 1,
        boundary_note=_boundary_note(frame, level, used),
    )


def area_name(level: Level, code: str, vintage: str | None = None) -> str:
    """Return an area's name.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        What the area is.
    code : str
        Area code.
    vintage : str, optional
        LSOA vintage whose boundaries are meant; by default any of a loaded month.

    Returns
    -------
    str
        The code itself where those boundaries have no such area.

    Raises
    ------
    KeyError
        If no month of the vintage is loaded.

    Examples
    --------
    >>> area_name("district", "E07000194")
    'Lichfield'
    """
    areas = load_areas()
    kinds = [area_type(level, one) for one in ([vintage] if vintage else reversed(vintages()))]
    held = areas[(areas["area_code"] == code) & areas["area_type"].isin(kinds)]
    return str(held["area_name"].iloc[0]) if len(held) else code


@remembered(maxsize=512)
def around(level: Level, code: str) -> tuple[str, ...]:
    """Return a place and the areas that it lies in, smallest first.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        What the place is.
    code : str
        Area code.

    Returns
    -------
    tuple of str
        Area codes, by the newest loaded boundaries that have the place; alone where none has it.

    Examples
    --------
    >>> around("ward", "E05010670")
    ('E05010670', 'E07000194', 'E23000015')
    """
    order: tuple[Level, ...] = ("lsoa", "ward", "district", "force")
    found = [code]
    for wider in order[order.index(level) + 1 :]:
        for vintage in reversed(vintages()):
            own = members(level, vintage)
            inside = own.index[own == code]
            if len(inside):
                found.append(str(members(wider, vintage)[inside].mode().iloc[0]))
                break
    return tuple(dict.fromkeys(found))


@remembered(maxsize=1)
def boundary_name(level: Level, vintage: str) -> str:
    """Name the boundaries of a level in a vintage: 'wards of 2024/25'."""
    if level == "ward":
        kind = vintages()[vintage]
        year = load_catalogue().force.vintages.get(kind, f"20{kind[-2:]}")
        return f"wards of {year}"
    return f"census areas of 20{vintage[-2:]}"


def _boundary_note(frame: pd.DataFrame, level: Level, used: list[str]) -> str:
    """Say which months go by which boundaries."""
    of = loaded()
    said = []
    if len(used) > 1:
        spans = [
            f"{_span(frame.index[frame['vintage'] == one])} by {boundary_name(level, one)}"
            for one in used
        ]
        same = "draw the same ground" if level in ("ward", "lsoa") else "add up to the same area"
        said.append(f"Counted {joined(spans, 5)}, which {same} here: one series.")
    for vintage in vintages():
        months = of.index[of == vintage]
        left = months[(frame.loc[months, "status"] == "other boundary").to_numpy()]
        if len(left):
            said.append(
                f"{_span(left)} is on {boundary_name(level, vintage)}, which draw other ground "
                f"here, and is not in the series."
            )
    return " ".join(said)


def _span(months: pd.Index) -> str:
    return short_span(str(months[0]), str(months[-1]))
