"""Serving another police force area: its tables are made from publishers' files, into the store.

They stand beside the packaged tables and are read instead of them; nothing of the packaged area is
altered, and going back is one change more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data import store
from data.area.catalogue import area_catalogue
from data.building.areas import AreaTables, BestFitFile, build_areas
from data.building.boundaries import TOLERANCE_METRES, build_boundaries
from data.building.children import build_children
from data.building.deprivation import build_deprivation
from data.building.force_choice import ForceChoice, choose_force, force_slug
from data.building.packaging import areas_and_beyond, lsoas_by_vintage
from data.building.population import build_population
from data.building.sources import FoundFiles, SourceError, read_headings
from data.building.upper_tiers import upper_tiers
from data.phrases.plain import number_of
from data.street.counting import count_street_files
from data.tables.packaged import AREA, CATALOGUE, empty_table

_OLDER = ("lsoa11-ward", "lsoa11-lsoa21", "mid-year")
_CHILDREN = ("child-protection", "looked-after", "child-population", "children-printed")


@dataclass(frozen=True)
class AreaOptions:
    """What may be chosen beside the files.

    Parameters
    ----------
    name, police, slug : str, optional
        The area's name on screen, its police force's, and the force as data.police.uk writes it in
        file names; by default made from ONS's name.
    default_district : str, optional
        Code of the district that a first visit shows; by default the first by name.
    tolerance : float
        Simplification of boundaries, in metres.
    who, note : str
        For the store's history.
    """

    name: str | None = None
    police: str | None = None
    slug: str | None = None
    default_district: str | None = None
    tolerance: float = TOLERANCE_METRES
    who: str = ""
    note: str = ""


def new_area(
    asked: Sequence[str], files: FoundFiles, options: AreaOptions | None = None
) -> list[str]:
    """Make the tables of another force area, and have the app serve it.

    Parameters
    ----------
    asked : sequence of str
        One police force area by name, slug or code; or districts, each by name or code.
    files : mapping of str to tuple of Path
        As ``data.area.files.find_area_files`` returns it.
    options : AreaOptions, optional
        Further choices.

    Returns
    -------
    list of str
        What was made, what was left out and why, and what to do next.

    Raises
    ------
    SourceError, StreetFileError, BoundaryError, CatalogueError
        If a file cannot be used or a name is not known. The store is then as it was.

    Examples
    --------
    >>> new_area(["anyshire"], {"districts": (Path("absent.csv"),)})
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    options = options or AreaOptions()
    force = choose_force(files["districts"][0], asked)
    wording = _wording(force, options)
    above = upper_tiers(force.districts, _first(files, "upper-tiers"))
    # The smallest tables first: their faults are told before the boundaries are read.
    children = _children(files, above)
    older = all(files[id] for id in _OLDER)
    tables = build_areas(
        force,
        _best_fits(files, older),
        files["lsoa11-lsoa21"][0] if older else None,
        _first(files, "msoa-names"),
    )
    compiled = _compiled(files, tables, older, options.tolerance)
    compiled |= {"children": children, "areas": areas_and_beyond(tables, children)}
    compiled |= _police(files, tables, wording["slug"])
    bases = compiled["population"][["base", "area_type"]].drop_duplicates()
    catalogue = area_catalogue(force, tables, above, bases, wording)
    _commit(compiled, catalogue, files, options)
    return _told(compiled, tables, wording, _left_out(files, above))


def _compiled(
    files: FoundFiles, tables: AreaTables, older: bool, tolerance: float
) -> dict[str, pd.DataFrame]:
    """Lookups, residents, deprivation and boundaries, under their packaged names."""
    compiled = dict(tables.lookups)
    compiled["population"] = build_population(
        files["mid-year"] if older else (),
        files["census"][0],
        tables.lsoas("lsoa11"),
        tables.lsoas("lsoa21"),
        _first(files, "lsoa21-mid-year"),
    )
    compiled["deprivation"] = _deprivation(files, tables, older)
    drawn = build_boundaries(
        tables,
        files["lsoa21-boundaries"][0],
        _first(files, "lsoa11-boundaries"),
        tolerance=tolerance,
    )
    compiled["neighbours"] = drawn.neighbours
    return compiled | {f"boundaries/{type_id}": layer for type_id, layer in drawn.layers.items()}


def go_back(who: str = "") -> list[str]:
    """Serve the packaged force area again.

    Parameters
    ----------
    who : str
        Who goes back, for the store's history.

    Returns
    -------
    list of str
        What was done; nothing is changed where the packaged area is served already.

    Raises
    ------
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> go_back()
    ['The packaged force area is served already; nothing was changed.']
    """
    what = "Went back to the packaged force area"
    with store.transaction(what, who=who, alone=True) as change:
        for key in store.current().of_kind(AREA):
            change.remove(AREA, key)
    if change.committed is None:
        return ["The packaged force area is served already; nothing was changed."]
    return ["The packaged force area is served again."]


def _first(files: FoundFiles, id: str) -> Path | None:
    return next(iter(files[id]), None)


def _best_fits(files: FoundFiles, older: bool) -> list[BestFitFile]:
    """The best fits in the vintages that their columns tell; of several wards the newest."""
    wanted = ["lsoa11-ward", "lsoa21-ward"] if older else ["lsoa21-ward"]
    fits = []
    for id in wanted:
        path = files[id][0]
        headings = pd.Series(read_headings(path), dtype="str").str.casefold()
        years = headings.str.extract(r"^(?:wd(\d\d)cd|ward(\d\d)_code)$").bfill(axis=1)[0].dropna()
        if years.empty:
            raise SourceError(
                f"{path.name} has no column of ward codes such as WD24CD. Give ONS's best-fit "
                "lookup from LSOA to ward, of any year."
            )
        fits.append(BestFitFile(id.split("-")[0], f"ward{years.max()}", path))
    if len({fit.ward for fit in fits}) < len(fits):
        raise SourceError(
            f"{fits[0].path.name} and {fits[1].path.name} are of the same wards. Give LSOAs of "
            "2011 with the wards of their time: a ward's ground would differ between the two."
        )
    return fits


def _deprivation(files: FoundFiles, tables: AreaTables, older: bool) -> pd.DataFrame:
    old = _first(files, "imd-2019") if older else None
    new = _first(files, "imd-2025")
    if old is None and new is None:
        return empty_table("deprivation")
    lsoa11, lsoa21 = tables.lsoas("lsoa11"), tables.lsoas("lsoa21")
    return build_deprivation(old, new, _first(files, "rural-urban"), lsoa11, lsoa21)


def _children(files: FoundFiles, above: pd.DataFrame) -> pd.DataFrame:
    if not all(files[id] for id in _CHILDREN):
        return empty_table("children")
    unknown = above.index[above["code"].isna()]
    if len(unknown):
        raise SourceError(
            f"The county of {unknown[0]} is not known, which the children's tables are by. Give "
            "--upper-tiers, or leave those tables out."
        )
    paths = [files[id][0] for id in _CHILDREN]
    return build_children(*paths, upper_tiers=above["code"].unique())


_POLICE = ("police_counts", "police_months", "police_unplaced")


def _police(files: FoundFiles, tables: AreaTables, slug: str) -> dict[str, pd.DataFrame]:
    if not files["police"]:
        return {name: empty_table(name) for name in _POLICE}
    counted = count_street_files(files["police"], lsoas_by_vintage(tables), force=slug)
    return dict(zip(_POLICE, (counted.counts, counted.months, counted.unplaced), strict=True))


def _wording(force: ForceChoice, options: AreaOptions) -> dict[str, str]:
    codes = list(force.districts.sort_values("area_name")["district_code"])
    default = options.default_district or codes[0]
    if default not in codes:
        raise SourceError(
            f"--default-district {default} is no district of {force.name}. Its districts are: "
            f"{', '.join(codes)}."
        )
    named = force.force_name
    police = named if named.endswith("Police") else f"{named} Police"
    return {
        "name": options.name or force.name,
        "police": options.police or police,
        "slug": options.slug or force_slug(named),
        "default_district": default,
    }


def _commit(
    compiled: dict[str, pd.DataFrame],
    catalogue: dict[str, Any],
    files: FoundFiles,
    options: AreaOptions,
) -> None:
    """Put everything into the store as one change, in the place of an area that was there."""
    sources = [
        store.described(path) for paths in files.values() for path in paths if path.is_file()
    ]
    what = f"Made the tables of {catalogue['force']['name']}"
    who, note = options.who, options.note
    with store.transaction(what, who=who, note=note, files=sources, alone=True) as change:
        for key in store.current().of_kind(AREA):
            change.remove(AREA, key)
        for name, table in compiled.items():
            change.put(AREA, name, table)
        change.put(AREA, CATALOGUE, None, detail=catalogue)


def _left_out(files: FoundFiles, above: pd.DataFrame) -> list[str]:
    """What was not given, and what the app does without it."""
    older = [id for id in _OLDER if not files[id]]
    children = [id for id in _CHILDREN if not files[id]]
    told = []
    if older:
        told.append(f"LSOAs of 2011, and months that carry their codes (no {_options(older)})")
    if not files["imd-2025"]:
        told.append("deprivation of 2025 (no --imd-2025)")
    if not files["rural-urban"]:
        told.append("rural and urban (no --rural-urban)")
    if children:
        told.append(f"child protection and looked-after children (no {_options(children)})")
    if above["code"].isna().any():
        told.append("the names of the counties (no --upper-tiers)")
    return [f"left out: {one}" for one in told]


def _options(ids: Sequence[str]) -> str:
    return ", ".join(f"--{id}" for id in ids)


def _to_import_again(slug: str) -> list[str]:
    """Whether months came in before their force's LSOAs were known: none of it is outside then."""
    held = store.current().of_kind("police_month")
    early = [
        key
        for key, entry in held.items()
        if key.startswith(f"{slug}/") and not entry.detail.get("within_area")
    ]
    if not early:
        return []
    return [
        f"{number_of(len(early), 'month')} of {slug} {'was' if len(early) == 1 else 'were'} "
        "imported as another force's, with records outside the area among them: import "
        f"{'it' if len(early) == 1 else 'them'} again."
    ]


def _told(
    compiled: dict[str, pd.DataFrame],
    tables: AreaTables,
    wording: dict[str, str],
    left_out: list[str],
) -> list[str]:
    counted = tables.areas["area_type"].value_counts(sort=False)
    listed = ", ".join(f"{count} {kind}" for kind, count in counted.items() if kind != "force")
    people = compiled["population"].groupby("base")["residents"].sum()
    months = compiled["police_months"]
    records = int(months["counted"].sum())
    told = [
        f"{wording['name']}: {listed}",
        *(f"residents, {base}: {total:,}" for base, total in people.items()),
        f"police: {number_of(len(months), 'month')}, {number_of(records, 'record')} counted "
        f"({wording['slug']})",
        *left_out,
    ]
    if months.empty:
        told.append("No records are loaded: import months with `python -m data import police`.")
    told += _to_import_again(wording["slug"])
    return [
        *told,
        "The app serves this area from now on; `python -m data new-area --back` goes back.",
    ]
