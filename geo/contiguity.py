"""Which areas border on which: queen contiguity, the neighbourhood of the hot-spot statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

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
        a neighbour (an island) is kept, and is listed in ``graph.isolates``: Gi* never
        marks it, local Moran does not test it (see `geo.hotspots`).

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


def neighbour_pairs(graph: Graph) -> pd.DataFrame:
    """List each pair of neighbours once.

    Parameters
    ----------
    graph : libpysal.graph.Graph
        As `queen_neighbours` makes it.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``neighbour_code``, the first before the second, in order; none for an
        island.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> import shapely
    >>> row = gpd.GeoDataFrame(
    ...     index=["a", "b", "c"], geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)],
    ...     crs=GRID)
    >>> neighbour_pairs(queen_neighbours(row)).values.tolist()
    [['a', 'b']]
    """
    pairs = graph.adjacency[graph.adjacency > 0].index.to_frame(index=False)
    pairs.columns = pd.Index(["area_code", "neighbour_code"])
    once = pairs[pairs["area_code"] < pairs["neighbour_code"]]
    return once.sort_values(["area_code", "neighbour_code"], ignore_index=True)


def graph_of_pairs(pairs: pd.DataFrame, codes: pd.Index) -> Graph:
    """Make the graph of some areas from a list of neighbours.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``area_code`` and ``neighbour_code``, each pair once; pairs with another area are left out.
    codes : pandas.Index
        The areas, in the order wanted.

    Returns
    -------
    libpysal.graph.Graph
        As `queen_neighbours` makes it of their boundaries.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> pairs = pd.DataFrame({"area_code": ["a", "b"], "neighbour_code": ["b", "z"]})
    >>> graph = graph_of_pairs(pairs, pd.Index(["c", "b", "a"]))
    >>> graph.adjacency.to_dict(), list(graph.unique_ids)
    ({('c', 'c'): 0, ('b', 'a'): 1, ('a', 'b'): 1}, ['c', 'b', 'a'])
    """
    from libpysal.graph import Graph

    own = pairs[pairs["area_code"].isin(codes) & pairs["neighbour_code"].isin(codes)]
    first, second = own["area_code"], own["neighbour_code"]
    both = pd.DataFrame({"focal": [*first, *second], "neighbor": [*second, *first], "weight": 1})
    alone = codes.difference(pd.Index(both["focal"]), sort=False)
    islands = pd.DataFrame({"focal": alone, "neighbor": alone, "weight": 0})
    every = pd.concat([both, islands], ignore_index=True)
    place = pd.Series(range(len(codes)), index=codes)
    every = every.iloc[
        every["focal"].map(place).mul(len(codes)).add(every["neighbor"].map(place)).argsort()
    ]
    return Graph.from_arrays(*(every[one].to_numpy() for one in ("focal", "neighbor", "weight")))


def pairs_of_groups(pairs: pd.DataFrame, members: pd.Series) -> pd.DataFrame:
    """List the neighbours among groups of areas: groups are neighbours where two members are.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `neighbour_pairs` lists them.
    members : pandas.Series
        The group of each area, by area code.

    Returns
    -------
    pandas.DataFrame
        As `neighbour_pairs`, of the groups.

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> pairs = pd.DataFrame({"area_code": ["a", "b"], "neighbour_code": ["b", "c"]})
    >>> pairs_of_groups(pairs, pd.Series({"a": "x", "b": "x", "c": "w"})).values.tolist()
    [['w', 'x']]
    """
    told = pd.DataFrame({name: pairs[name].map(members) for name in pairs.columns})
    ordered = pd.DataFrame({"area_code": told.min(axis=1), "neighbour_code": told.max(axis=1)})
    apart = ordered[ordered["area_code"] != ordered["neighbour_code"]].drop_duplicates()
    return apart.sort_values(["area_code", "neighbour_code"], ignore_index=True)


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
