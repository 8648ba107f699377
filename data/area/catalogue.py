"""What ``areas.toml`` would say of another force area: its districts, its wording, its periods."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.building.areas import AreaTables
from data.building.force_choice import ForceChoice
from data.catalogue.files import read_catalogue
from data.catalogue.records import CATALOGUE_FOLDER

NO_RECORDS = "no-records"
# The month of the publisher's first street-level records: any months that come in are newer.
FIRST_MONTH = "2010-12"


def area_catalogue(
    force: ForceChoice,
    tables: AreaTables,
    above: pd.DataFrame,
    bases: pd.DataFrame,
    wording: Mapping[str, str],
) -> dict[str, Any]:
    """Return the catalogue's areas and periods for another force area."""
    own = tomllib.loads((CATALOGUE_FOLDER / "areas.toml").read_text(encoding="utf-8"))
    wards = {one.ward for one in tables.best_fits}
    told = {
        "force": {
            "code": force.code,
            **wording,
            "attribution": own["force"]["attribution"],
            **_districts(force, above),
        },
        "periods": _waiting_periods(tables, bases),
    }
    if _has_documents(set(force.districts["district_code"])):
        printed = own["force"].get("printed_wards")
        told["force"] |= {"printed_wards": printed} if printed in wards else {}
        told["periods"] |= _printed_periods(own["periods"], wards)
    # A slip is told now, and not when the app is next opened.
    read_catalogue(areas=told)
    return told


def _districts(force: ForceChoice, above: pd.DataFrame) -> dict[str, Any]:
    """Districts by name; one whose county is not known stands for itself."""
    tiers = {}
    listed = []
    for code, name in sorted(
        zip(force.districts["district_code"], force.districts["area_name"], strict=True),
        key=lambda pair: pair[1],
    ):
        known = pd.notna(above.loc[code, "code"])
        tier = str(above.loc[code, "code"]) if known else code
        tiers[tier] = str(above.loc[code, "name"]) if known else name
        listed.append({"code": code, "name": name, "upper_tier": tier})
    return {"districts": listed, "upper_tiers": tiers}


def _waiting_periods(tables: AreaTables, bases: pd.DataFrame) -> dict[str, Any]:
    """One period for each best fit, without any month; the newest is shown while it must be."""
    newest = tables.best_fits[-1].lsoa
    periods = {}
    for fit in tables.best_fits:
        held = bases.loc[bases["area_type"] == fit.lsoa, "base"]
        is_newest = fit.lsoa == newest
        periods[NO_RECORDS if is_newest else f"{NO_RECORDS}-{fit.lsoa}"] = {
            "label": "No months loaded",
            "kind": "recorded",
            "start": FIRST_MONTH,
            "end": FIRST_MONTH,
            "months": 1,
            "ward_vintage": fit.ward,
            "lsoa_vintage": fit.lsoa,
            "population_base": str(max(held, key=lambda base: base[-4:])),
            "note": "No records are loaded: import months of data.police.uk.",
            "app": is_newest,
            "default": is_newest,
        }
    return periods


def _has_documents(codes: set[str]) -> bool:
    """Whether a document that ships with the app speaks for one of the districts."""
    return any(codes & set(source.csps) for source in read_catalogue().sources.values())


def _printed_periods(periods: Mapping[str, Any], wards: set[str]) -> dict[str, Any]:
    """The periods of printed figures; one in wards that the area does not have loses its wards."""
    kept = {}
    for id, period in periods.items():
        if period["kind"] == "published":
            told = {key: value for key, value in period.items() if key not in ("app", "default")}
            if told.get("ward_vintage") not in wards:
                told.pop("ward_vintage", None)
            kept[id] = told
    return kept
