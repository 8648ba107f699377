"""Loading child protection and looked-after figures of upper-tier authorities."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.packaged import read_packaged


def load_children(folder: Path | None = None) -> pd.DataFrame:
    """Return children on a child protection plan and looked after, by authority and year.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        ``area_code``, ``area_name``, ``area_type`` (``upper_tier``, ``region``, ``country``),
        ``indicator`` (``cpp``, ``lac``), ``year`` (the figure is of 31 March), ``count`` (children,
        Int64), ``population_0_17`` (Int64; of the mid-year before, as the department does),
        ``rate_per_10000`` (computed), ``printed_rate`` (as printed), ``note``. Missing is never 0:
        a suppressed or unavailable figure is missing and the note says why. Without rows where
        the force area has no such figures.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: Department for Education, Open Government Licence v3.0. Upper-tier figures are
    published; figures of wards are restricted and are not here.

    Examples
    --------
    >>> children = load_children()
    >>> bool(children.duplicated(["area_code", "indicator", "year"]).any())
    False
    """
    return read_packaged("children", folder)
