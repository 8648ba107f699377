"""What the cells of each file amount to: the facts that its verdict and its account rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.street.crime_types import KNOWN_NAMES, OLD_NAMES
from data.street.files import LSOA_PATTERN
from data.tables.police import ASB

Facts = dict[str, int]
VINTAGES = ("lsoa11", "lsoa21")
_NO_KIND = -1
# Codes that only the LSOAs of 2021 have: those of England and of Wales that were new then. The
# last ones of 2011 are E01033768 and W01001958.
_NEW_IN_2021 = r"^(E0103(37(69|[7-9]\d)|3[89]\d\d|[4-9]\d{3})|W01001(959|9[6-9]\d)|W01002\d{3})$"


def facts_of(cells: pa.Table, files: int, lsoas: pd.DataFrame) -> list[Facts]:
    """Return what the records of each file amount to."""
    file, records = cells["file"].to_numpy(), cells["records"].to_numpy()
    codes = cells["lsoa_code"].combine_chunks().dictionary_encode()
    masks = _masks(cells, codes)
    inside = _inside(codes, lsoas)
    for vintage, held in inside.items():
        others = [other for name, other in inside.items() if name != vintage]
        masks[f"matched_{vintage}"] = held
        masks[f"matched_asb_{vintage}"] = held & masks["asb"]
        masks[f"only_{vintage}"] = held & ~np.logical_or.reduce(others)
    ends = np.searchsorted(file, np.arange(files + 1))
    sums = {name: _sums(records * held, ends) for name, held in masks.items()}
    return [{name: int(sums[name][at]) for name in sums} for at in range(files)]


def _sums(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The sum of each run of values; a run ends where the next one starts, and may be empty."""
    so_far = np.concatenate([[0], np.cumsum(values)])
    return np.diff(so_far[ends])


def codes_of(lsoas: pd.DataFrame, vintage: str) -> pa.Array:
    """Return the codes of a force's LSOAs in one vintage."""
    return pa.array(lsoas.loc[lsoas["area_type"] == vintage, "area_code"], pa.string())


def new_in_2021(codes: pa.Array) -> pa.Array:
    """Return which LSOA codes were given out for 2021, and stand in no month before."""
    return pc.match_substring_regex(codes, _NEW_IN_2021)


def _masks(cells: pa.Table, codes: pa.DictionaryArray) -> dict[str, np.ndarray]:
    """Which cells each fact is about."""
    kinds = cells["kind"].fill_null(_NO_KIND).to_numpy()
    asb = kinds == KNOWN_NAMES.index(ASB)
    located = _spread(codes, pc.not_equal(codes.dictionary, ""))
    sound = pc.match_substring_regex(codes.dictionary, f"^({LSOA_PATTERN})?$")
    return {
        "rows": np.ones(len(cells), dtype=bool),
        "unexpected": kinds == _NO_KIND,
        "malformed": _spread(codes, pc.invert(sound)),
        "old_types": np.isin(kinds, [KNOWN_NAMES.index(name) for name in OLD_NAMES]),
        "located": located,
        "asb": asb,
        "located_asb": located & asb,
        "new_codes": _spread(codes, new_in_2021(codes.dictionary)),
    }


def _inside(codes: pa.DictionaryArray, lsoas: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which cells lie in an LSOA of the known force, by vintage."""
    return {
        vintage: _spread(codes, pc.is_in(codes.dictionary, value_set=codes_of(lsoas, vintage)))
        for vintage in VINTAGES
    }


def _spread(column: pa.DictionaryArray, told: pa.Array) -> np.ndarray:
    """What was told of each value, for each cell that has it."""
    spread: np.ndarray = told.to_numpy(zero_copy_only=False).astype(bool)
    return spread[column.indices.to_numpy()]
