"""Which areas border on which, by the borders as they were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from data.tables.packaged import PackagedDataError, read_packaged
from geo.contiguity import graph_of_pairs, queen_neighbours

if TYPE_CHECKING:
    from libpysal.graph import Graph


@remembered(maxsize=64)
def neighbour_graph(layer: str, codes: tuple[str, ...] | None = None) -> Graph:
    """Return the queen contiguity of an area type, or of some of its areas.

    Parameters
    ----------
    layer : str
        ``lsoa11``, ``lsoa21``, or wards by best fit: ``ward19``, ``ward24``.
    codes : tuple of str, optional
        Areas; what lies beyond them is no neighbour. By default all.

    Returns
    -------
    libpysal.graph.Graph
        As `geo.contiguity.queen_neighbours`. Of the force area in the store it is by the borders as
        drawn where that was made before neighbours were kept.

    Raises
    ------
    PackagedDataError
        If there is no such layer.

    Examples
    --------
    >>> graph = neighbour_graph("lsoa21")
    >>> graph.n, int(graph.n_edges / 2)
    (697, 1981)
    """
    boundaries = load_boundaries(layer)
    chosen = boundaries.index if codes is None else pd.Index(codes)
    try:
        pairs = read_packaged("neighbours")
    except PackagedDataError:
        return queen_neighbours(boundaries.loc[list(chosen)])
    return graph_of_pairs(pairs[pairs["area_type"] == layer], chosen)
