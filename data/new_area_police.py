"""Counting police records for another force area, with the traps of its LSOA codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.counting import PoliceCounts, count_street_files
from data.street_files import StreetFileError

# The last codes that were given out for 2011, in England and in Wales: a higher one is of 2021.
LAST_OF_2011 = {"E": 1_033_768, "W": 1_001_958}
# So few LSOAs may have had no record in a month by chance.
_TELLING = 3


def count_for_area(sources: Sequence[Path], lsoas: pd.DataFrame, slug: str) -> PoliceCounts:
    """Count the records of a force by month, LSOA and crime type.

    Parameters
    ----------
    sources : sequence of Path
        Archives, files or folders of data.police.uk.
    lsoas : DataFrame
        ``area_type``, ``area_code``: the area's LSOAs, of one vintage or of both.
    slug : str
        The force as data.police.uk writes it in file names.

    Returns
    -------
    PoliceCounts

    Raises
    ------
    StreetFileError
        If a file is refused, is of another force, or carries LSOA codes of 2011 where only those
        of 2021 are known.

    Examples
    --------
    >>> count_for_area([Path("nowhere.zip")], pd.DataFrame(), "anyshire")
    Traceback (most recent call last):
        ...
    data.street_files.StreetFileError: nowhere.zip: there is no such file or folder.
    """
    counted = count_street_files(sources, lsoas, force=slug)
    if "lsoa11" not in set(lsoas["area_type"]):
        refuse_codes_of_2011(counted.counts, lsoas["area_code"])
    return counted


def refuse_codes_of_2011(counts: pd.DataFrame, lsoas: pd.Series) -> None:
    """Refuse months whose records carry LSOA codes of 2011, where only those of 2021 are known.

    Most codes are the same in both, so that such a month would be counted without the LSOAs that
    changed, and look whole. It is known by the LSOAs that are new in 2021: none has any record.

    Parameters
    ----------
    counts : DataFrame
        ``month``, ``area_code``: counted cells.
    lsoas : Series of str
        Codes of the area's LSOAs of 2021.

    Raises
    ------
    StreetFileError
        Names the first such month, and what to give.

    Notes
    -----
    An area with fewer than three new LSOAs tells nothing, and nothing is refused.

    Examples
    --------
    >>> new = pd.Series(["E01000001", "E01033900", "E01033901", "E01033902"])
    >>> counts = pd.DataFrame({"month": ["2019-01"], "area_code": ["E01000001"]})
    >>> refuse_codes_of_2011(counts, new)
    Traceback (most recent call last):
        ...
    data.street_files.StreetFileError: 2019-01 has no record in any of the 3 LSOAs ...
    """
    new = {code for code in lsoas if int(code[1:]) > LAST_OF_2011[code[0]]}
    if len(new) < _TELLING:
        return
    in_new = counts["area_code"].isin(new).groupby(counts["month"]).any()
    of_2011 = sorted(in_new.index[~in_new])
    if of_2011:
        raise StreetFileError(
            f"{of_2011[0]} has no record in any of the {len(new)} LSOAs that are new in 2021: its "
            "records carry LSOA codes of 2011. Give --lsoa11-ward, --lsoa11-lsoa21 and --mid-year "
            f"too, or leave out the months like it ({len(of_2011)})."
        )
