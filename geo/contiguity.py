"""Which areas border on which: queen contiguity, the neighbourhood of the hot-spot statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo.boundaries import GRID, BoundaryError
from geo.rates import name_areas

if TYPE_CHECKING:
    from libpysal.graph import Graph


def queen_neighbours(boundaries: gpd.GeoDataFrame) -> Graph:
    """Find the areas that share a border or a corner with each area.

    Parameters
    ----------
    boundaries : geopandas.GeoDataFrame
        Polygons in EPSG:27700, indexed by area code or with a column ``area_code``. Neighbours
        must share their border vertex by vertex, as the packaged layers do and as layers of one
        publisher and one generalisation do: polygons that merely overlap are no neighbours.

    Returns
    -------
    libpysal.graph.Graph
        Binary weights, no area its own neighbour, in the order of the boundaries. An area without
        a neighbour (an island) is kept, and is listed in ``graph.isolates``: Gi* judges it on its
        own rate alone, local Moran does not test it (see `geo.hotspots`).

    Raises
    ------
    BoundaryError
        Where the polygons are not in EPSG:27700, an area comes twice, or a geometry is missing.

    References
    ----------
    libpysal, ``Graph.build_contiguity(rook=False)``.

    Examples
    --------
    >>> import shapely
    >>> row = gpd.GeoDataFrame(
    ...     index=["a", "b", "c"], geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)],
    ...     crs=GRID)
    >>> graph = queen_neighbours(row)
    >>> graph.adjacency.to_dict()
    {('a', 'b'): 1, ('b', 'a'): 1, ('c', 'c'): 0}
    >>> graph.isolates.tolist()
    ['c']
    """
    # Imported here, for libpysal takes over a second and most screens draw no hot spots.
    from libpysal.graph import Graph

    areas = boundaries.set_index("area_code") if "area_code" in boundaries.columns else boundaries
    _check(areas)
    return Graph.build_contiguity(areas.geometry, rook=False)


def neighbours_of(graph: Graph, code: str) -> list[str]:
    """Name the neighbours of one area.

    Parameters
    ----------
    graph : libpysal.graph.Graph
        As `queen_neighbours` makes it.
    code : str
        Area code.

    Returns
    -------
    list of str
        Area codes in order, without the area itself; empty for an island.

    Raises
    ------
    KeyError
        Where the area is not in the graph.

    Examples
    --------
    >>> import shapely
    >>> row = gpd.GeoDataFrame(
    ...     index=["a", "b", "c"], geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 2)],
    ...     crs=GRID)
    >>> neighbours_of(queen_neighbours(row), "b")
    ['a', 'c']
    """
    if code not in graph.unique_ids:
        raise KeyError(
            f"{code} is not among the {graph.n} areas of this graph. Check that the code and the "
            "boundaries are of the same vintage."
        )
    return sorted(str(other) for other in graph[code].index if other != code)


def _check(areas: gpd.GeoDataFrame) -> None:
    """Refuse boundaries whose neighbours would be found wrongly or not at all."""
    if areas.crs is None or areas.crs != GRID:
        raise BoundaryError(
            f'The boundaries are in {areas.crs}, not in {GRID}. Convert them: to_crs("{GRID}").'
        )
    twice = areas.index[areas.index.duplicated()].unique()
    if len(twice):
        raise BoundaryError(
            f"Areas come twice: {name_areas(twice)}. Dissolve by area code, so that each area is "
            "one (multi)polygon."
        )
    empty = areas.index[areas.geometry.isna() | areas.geometry.is_empty]
    if len(empty):
        raise BoundaryError(
            f"Areas have no geometry: {name_areas(empty)}. Leave them out or repair the layer."
        )
