"""Loading towns, villages and railway stations."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.packaged import read_packaged


def load_landmarks(folder: Path | None = None) -> pd.DataFrame:
    """Return the towns and stations of the force area and a margin of 15 kilometres around it.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        ``kind`` (``town``, which villages are too, or ``station``), ``name``, ``size`` (of a town
        its place by residents, 1 the largest; missing for a station), ``longitude``, ``latitude``
        (degrees, WGS 84), ``district_code`` (missing outside the force area). Towns first, the
        largest first. Without rows where the force area came without them.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Sources: GeoNames, CC BY 4.0; Department for Transport, NaPTAN, Open Government Licence v3.0.

    Examples
    --------
    >>> landmarks = load_landmarks()
    >>> sorted(set(landmarks["kind"]))
    ['station', 'town']
    """
    return read_packaged("landmarks", folder)
