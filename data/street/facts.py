"""What the cells of each file amount to: the facts that its verdict and its account rest on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.police import ASB
from data.street.crime_types import KNOWN_NAMES, OLD_NAMES
from data.street.files import LSOA_PATTERN

Facts = dict[str, int]
VINTAGES = ("lsoa11", "lsoa21")
# Codes that only the LSOAs of 2021 have: those of England and of Wales that were new then. The
# last ones of 2011 are E01033768 and W01001958.
_NEW_IN_2021 = r"^(E0103(37(69|[7-9]\d)|3[89]\d\d|[4-9]\d{3})|W01001(959|9[6-9]\d)|W01002\d{3})$"


def facts_of(cells: pa.Table, months: list[str], lsoas: pd.DataFrame) -> list[Facts]:
    """Return what the records of each file amount to.

    Parameters
    ----------
    cells : pyarrow.Table
        From `data.street.cells.cells_of`.
    months : list of str
        The month of each file, by its position.
    lsoas : DataFrame
        The known force's LSOAs: ``area_type``, ``area_code``.

    Returns
    -------
    list of dict
        One for each file, by position; all are records. ``rows``; ``other_months``, ``malformed``
        (LSOA codes that are none), ``unknown_types``; ``old_types`` (names of crime types that were
        given up in 2013); ``located``, ``asb``, ``located_asb``; ``new_codes`` (in LSOAs that came
        in 2021); and for each vintage of the known force ``matched_…``, ``matched_asb_…`` and
        ``only_…`` (in LSOAs that the other vintage does not have).

    Raises
    ------
    KeyError
        If a column is not there.

    Notes
    -----
    Each code and each type is looked at once, however many cells carry it.

    Examples
    --------
    >>> cells = pa.table({"file": [0, 0], "month": ["2025-01"] * 2, "records": [3, 2],
    ...     "lsoa_code": ["E01033770", ""], "crime_type": [ASB, "Drugs"]})
    >>> known = pd.DataFrame({"area_type": ["lsoa21"], "area_code": ["E01033770"]})
    >>> facts = facts_of(cells, ["2025-01"], known)[0]
    >>> facts["rows"], facts["located"], facts["new_codes"], facts["only_lsoa21"]
    (5, 3, 3, 3)
    """
    file, records = cells["file"].to_numpy(), cells["records"].to_numpy()
    codes = _unique(cells["lsoa_code"])
    masks = _masks(cells, codes, np.array(months, dtype=object)[file])
    inside = _inside(codes, lsoas)
    for vintage, held in inside.items():
        others = [other for name, other in inside.items() if name != vintage]
        masks[f"matched_{vintage}"] = held
        masks[f"matched_asb_{vintage}"] = held & masks["asb"]
        masks[f"only_{vintage}"] = held & ~np.logical_or.reduce(others)
    sums = {
        name: np.bincount(file[held], weights=records[held], minlength=len(months))
        for name, held in masks.items()
    }
    return [{name: int(sums[name][at]) for name in sums} for at in range(len(months))]


def new_in_2021(codes: pa.Array) -> pa.Array:
    """Return which LSOA codes were given out for 2021, and stand in no month before.

    Parameters
    ----------
    codes : pyarrow.Array of str
        LSOA codes.

    Returns
    -------
    pyarrow.BooleanArray

    Raises
    ------
    pyarrow.ArrowInvalid
        If they are no text.

    Examples
    --------
    >>> new_in_2021(pa.array(["E01033768", "E01033769", "W01001958", "W01001959"])).to_pylist()
    [False, True, False, True]
    """
    return pc.match_substring_regex(codes, _NEW_IN_2021)


def _masks(
    cells: pa.Table, codes: pa.DictionaryArray, expected: np.ndarray
) -> dict[str, np.ndarray]:
    """Which cells each fact is about."""
    months, kinds = _unique(cells["month"]), _unique(cells["crime_type"])
    asb = _spread(kinds, pc.equal(kinds.dictionary, ASB))
    located = _spread(codes, pc.not_equal(codes.dictionary, ""))
    sound = pc.match_substring_regex(codes.dictionary, f"^({LSOA_PATTERN})?$")
    labels = np.array(months.dictionary.to_pylist(), dtype=object)
    return {
        "rows": np.ones(len(cells), dtype=bool),
        "other_months": labels[months.indices.to_numpy()] != expected,
        "malformed": _spread(codes, pc.invert(sound)),
        "unknown_types": ~_spread(kinds, _is_one_of(kinds.dictionary, KNOWN_NAMES)),
        "old_types": _spread(kinds, _is_one_of(kinds.dictionary, OLD_NAMES)),
        "located": located,
        "asb": asb,
        "located_asb": located & asb,
        "new_codes": _spread(codes, new_in_2021(codes.dictionary)),
    }


def _inside(codes: pa.DictionaryArray, lsoas: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which cells lie in an LSOA of the known force, by vintage."""
    return {
        vintage: _spread(
            codes,
            _is_one_of(codes.dictionary, lsoas.loc[lsoas["area_type"] == vintage, "area_code"]),
        )
        for vintage in VINTAGES
    }


def _unique(column: pa.ChunkedArray) -> pa.DictionaryArray:
    return column.combine_chunks().dictionary_encode()


def _is_one_of(values: pa.Array, known: Iterable[str]) -> pa.Array:
    return pc.is_in(values, value_set=pa.array(list(known), pa.string()))


def _spread(column: pa.DictionaryArray, told: pa.Array) -> np.ndarray:
    """What was told of each value, for each cell that has it."""
    spread: np.ndarray = told.to_numpy(zero_copy_only=False).astype(bool)
    return spread[column.indices.to_numpy()]
