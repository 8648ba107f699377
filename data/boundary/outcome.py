"""What the app does with boundaries once they are saved, in sentences."""

from __future__ import annotations

import geopandas as gpd

from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import legal_districts, wards_without_lsoas
from data.phrases.plain import joined


def drawn_sentences(area_type: str, before: tuple[str, ...] = ()) -> list[str]:
    """Return what the app does with saved boundaries: draws them, for which districts, or not.

    Parameters
    ----------
    area_type : str
        Such as ``ward19``.
    before : tuple of str
        Codes of the districts that had legal wards of that year before the import: a file takes
        the place of an earlier one of the same areas' year.

    Returns
    -------
    list of str

    Examples
    --------
    >>> drawn_sentences("lsoa21")
    ['They are kept; no map draws them, for figures are of wards.']
    """
    catalogue = load_catalogue()
    if not area_type.startswith("ward"):
        return ["They are kept; no map draws them, for figures are of wards."]
    if area_type not in catalogue.fitted:
        return [
            f"They are kept; no map draws them yet, for no loaded period is on wards of "
            f"{catalogue.vintage_name(area_type)}."
        ]
    whole = legal_districts(area_type)
    named = [one.name for one in catalogue.force.districts if one.code in whole]
    others = len(catalogue.force.districts) - len(named)
    lost = [one.name for one in catalogue.force.districts if one.code in {*before} - {*whole}]
    return [
        *_drawn_of(named, others),
        *_where(area_type, named),
        *_only_legal(area_type),
        *_lost(lost),
    ]


def _where(area_type: str, named: list[str]) -> list[str]:
    """How a reader gets to see them: on a period whose wards are of that year."""
    catalogue = load_catalogue()
    periods = [
        one.label for one in catalogue.app_periods if catalogue.ward_vintage(one.id) == area_type
    ]
    if not named or not periods:
        return []
    has = "The period {} has" if len(periods) == 1 else "The periods {} have"
    return [
        f"{has.format(joined(periods))} wards of that year: there choose 'Legal' under 'Ward "
        "boundaries' in the sidebar."
    ]


def _only_legal(area_type: str) -> list[str]:
    names = [str(name) for name in wards_without_lsoas(area_type)["area_name"]]
    if not names:
        return []
    are = "is" if len(names) == 1 else "are"
    return [f"{joined(names)} {are} no census area's best fit: drawn, and counted by point only."]


def known_outlines() -> dict[str, gpd.GeoDataFrame]:
    """Return the outlines of the known wards and districts by area type, to match names by.

    Returns
    -------
    dict of str to GeoDataFrame

    Examples
    --------
    >>> sorted(known_outlines())
    ['district', 'ward19', 'ward24']
    """
    kinds = (*load_catalogue().fitted, "district")
    return {kind: load_boundaries(kind).reset_index() for kind in kinds}


def _drawn_of(named: list[str], others: int) -> list[str]:
    if not named:
        return ["No district has all its wards in the file, so maps stay on best fit."]
    told = f"Maps can draw the legal wards of {joined(named)}."
    if others:
        stay = "The other district stays" if others == 1 else f"The other {others} districts stay"
        told += f" {stay} on best fit, for the file does not hold all their wards."
    return [told]


def _lost(names: list[str]) -> list[str]:
    if not names:
        return []
    return [
        f"Look at: the earlier file was replaced, and {joined(names)} went back to best fit. Give "
        "one file with all districts, or undo this change."
    ]
