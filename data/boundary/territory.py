"""Which areas of a layer belong to the force area, which are known, and their districts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.areas import AREA_TYPES, type_in_words
from geo.boundaries import BoundaryError, valid_polygons
from geo.boundary_checks import Finding, districts_by_overlap, lies_inside, named_codes
from geo.boundary_columns import level_and_vintage


def within_force(
    areas: gpd.GeoDataFrame,
    area_type: str,
    known: pd.DataFrame | None,
    outline: gpd.GeoDataFrame | None,
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the areas of the force, and what is known, unknown, absent or elsewhere."""
    types = pd.Series(dtype="str") if known is None else known.set_index("area_code")["area_type"]
    of_type = set(types.index[types == area_type])
    is_known = areas["area_code"].isin(of_type)
    inside = _inside(areas, is_known, outline, any_known=bool(of_type))
    _refuse_elsewhere(is_known, inside, area_type)
    keep = is_known | inside
    kept = areas[keep]
    findings = _left_out(int((~keep).sum()))
    if outline is not None:
        findings += _misplaced(areas.loc[is_known & ~inside, "area_code"])
    if of_type:
        findings += _unknown(kept.loc[~is_known[keep], "area_code"], types, area_type)
        findings += _absent(known, set(kept["area_code"]), area_type)
    return kept, findings


def _inside(
    areas: gpd.GeoDataFrame, is_known: pd.Series, outline: gpd.GeoDataFrame | None, any_known: bool
) -> pd.Series:
    """Whether each area lies in the force area; without an outline its code alone can tell."""
    if outline is not None:
        valid = areas.set_geometry(
            gpd.GeoSeries(
                valid_polygons(areas.geometry.to_numpy()), index=areas.index, crs=areas.crs
            )
        )
        return lies_inside(valid, outline)
    return is_known if any_known else pd.Series(True, index=areas.index)


def _refuse_elsewhere(is_known: pd.Series, inside: pd.Series, area_type: str) -> None:
    if not (is_known | inside).any():
        raise BoundaryError(
            f"none of its {len(is_known):,} areas lies in the force area or has a code of the "
            f"{type_in_words(area_type)}. Check the file, the area type and the coordinate system."
        )
    stray = int((is_known & ~inside).sum())
    if stray * 2 > int(is_known.sum()):
        raise BoundaryError(
            f"{stray} of the {int(is_known.sum())} areas with known codes lie outside the force "
            "area. Check the coordinate system and the column of codes."
        )


def _left_out(count: int) -> list[Finding]:
    if not count:
        return []
    lie = "1 area lies" if count == 1 else f"{count:,} areas lie"
    were = "was" if count == 1 else "were"
    sentence = f"{lie} outside the force area and {were} left out."
    return [Finding("outside", "note", sentence, count)]


def _misplaced(codes: pd.Series) -> list[Finding]:
    if codes.empty:
        return []
    listed = tuple(sorted(codes))
    sentence = (
        f"{len(listed)} of the force's own codes lie outside its outline, and were kept: "
        f"{named_codes(listed)}. Check their shapes."
    )
    return [Finding("misplaced", "warning", sentence, len(listed), listed)]


def _unknown(codes: pd.Series, types: pd.Series, area_type: str) -> list[Finding]:
    """Findings on areas in the force area whose codes are of another vintage, or not known."""
    level = level_and_vintage(area_type)[0]
    others = {
        kind: set(types.index[types == kind])
        for kind in sorted(set(types))
        if kind != area_type and kind in AREA_TYPES and AREA_TYPES[kind].level == level
    }
    findings, left = [], set(codes)
    for kind, of_kind in others.items():
        listed = tuple(sorted(left & of_kind))
        left -= of_kind
        if listed:
            sentence = (
                f"Vintages are mixed: {len(listed)} of the codes are of {type_in_words(kind)} "
                f"and not of {type_in_words(area_type)}: {named_codes(listed)}."
            )
            findings.append(Finding("vintages", "warning", sentence, len(listed), listed))
    if left:
        listed = tuple(sorted(left))
        codes_are = (
            "1 code in the force area is"
            if len(listed) == 1
            else (f"{len(listed)} codes in the force area are")
        )
        sentence = (
            f"{codes_are} not among the known {type_in_words(area_type)}: {named_codes(listed)}. "
        )
        if level == "ward":
            # What the maps make of it: `data.outlines.legal_wards.wards_without_lsoas`.
            sentence += (
                "No census area fits such a ward best: where all known wards of its district are "
                "in the file, it is drawn and counted by point, without residents and rates; "
                "elsewhere its records are in the best-fit wards."
            )
        else:
            sentence += "They will have no residents and no rates."
        findings.append(Finding("unknown", "warning", sentence, len(listed), listed))
    return findings


def _absent(known: pd.DataFrame | None, given: set[str], area_type: str) -> list[Finding]:
    """What the file lacks of the districts that it is of: others are not its business."""
    if known is None:
        return []
    rows = known[known["area_type"] == area_type]
    district = rows["district_code"].astype("str").fillna("")
    there = rows["area_code"].isin(given)
    touched = rows[district.isin(set(district[there]))]
    findings = []
    listed = tuple(sorted(set(touched["area_code"]) - given))
    districts = int(district.nunique())
    within = int(touched["district_code"].nunique())
    if within < districts and there.any():
        said = "district" if within == 1 else "districts"
        sentence = f"The file is of {within} {said}; the force area has {districts}."
        findings.append(Finding("districts", "note", sentence, within))
    if listed:
        of = (
            ("that district" if within == 1 else "those districts")
            if within < districts
            else "the force area"
        )
        are = "is" if len(listed) == 1 else "are"
        sentence = (
            f"{len(listed)} of the {len(touched)} known {type_in_words(area_type)} of {of} {are} "
            f"not in the file: {named_codes(listed)}."
        )
        findings.append(Finding("absent", "warning", sentence, len(listed), listed))
    return findings


def district_codes(
    areas: gpd.GeoDataFrame,
    area_type: str,
    known: pd.DataFrame | None,
    outline: gpd.GeoDataFrame | None,
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return areas with the district of each, and how many districts were told in which way."""
    if level_and_vintage(area_type)[0] == "district":
        return areas.assign(district_code=areas["area_code"]), []
    nothing = pd.Series(pd.NA, index=areas.index, dtype="str")
    by_known, told, by_ground = nothing, areas["told_district"], nothing
    if known is not None:
        rows = known[known["area_type"] == area_type].set_index("area_code")
        by_known = areas["area_code"].map(rows["district_code"])
        of_force = known.loc[known["area_type"] == "district", "area_code"]
        told = told.where(told.isin(of_force)) if len(of_force) else told
    district = by_known.fillna(told)
    if outline is not None and district.isna().any():
        by_ground = districts_by_overlap(areas, outline)
        district = district.fillna(by_ground)
    ways = {
        "by the known areas": by_known.notna(),
        "by the file's own column": by_known.isna() & told.notna(),
        "by the largest share of ground": by_known.isna() & told.isna() & by_ground.notna(),
        "not at all": district.isna(),
    }
    counted = [f"{int(np.sum(which)):,} {way}" for way, which in ways.items() if which.any()]
    finding = Finding(
        "district",
        "warning" if district.isna().any() else "note",
        f"The district of each area was told: {', '.join(counted)}.",
        len(areas),
        tuple(areas.loc[district.isna(), "area_code"]),
    )
    return areas.assign(district_code=district.astype("str")), [finding]
