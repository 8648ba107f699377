from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from data.outlines.boundaries import load_boundaries
from geo.boundaries import BoundaryError
from geo.contiguity import neighbours_of, queen_neighbours


def squares(places: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(x, y, x + 1, y + 1) for x, y in places.values()]
    return gpd.GeoDataFrame(index=list(places), geometry=shapes, crs=27700)


@pytest.fixture
def grid() -> gpd.GeoDataFrame:
    """Three by three, a b c / d e f / g h i, and an island."""
    places = {code: (at % 3, at // 3) for at, code in enumerate("abcdefghi")}
    return squares({**places, "island": (9, 9)})


def test_a_corner_is_enough(grid):
    graph = queen_neighbours(grid)
    assert neighbours_of(graph, "a") == ["b", "d", "e"]
    assert neighbours_of(graph, "e") == list("abcdfghi")


def test_an_island_is_kept_and_has_no_neighbour(grid):
    graph = queen_neighbours(grid)
    assert graph.n == 10
    assert list(graph.isolates) == ["island"]
    assert neighbours_of(graph, "island") == []


def test_the_order_is_that_of_the_boundaries(grid):
    turned = grid.iloc[::-1]
    assert list(queen_neighbours(turned).unique_ids) == list(turned.index)


def test_codes_may_be_a_column(grid):
    column = grid.rename_axis(index="area_code").reset_index()
    assert queen_neighbours(column) == queen_neighbours(grid)


def test_neighbourhood_is_mutual_and_without_self(grid):
    matrix = queen_neighbours(grid).sparse.toarray()
    assert (matrix == matrix.T).all()
    assert (matrix.diagonal() == 0).all()


def test_a_split_area_borders_where_any_part_does():
    layer = squares({"a": (0, 0), "b": (1, 0), "c": (5, 0)})
    layer.loc["a", "geometry"] = shapely.MultiPolygon(
        [layer.geometry["a"], shapely.box(6, 0, 7, 1)]
    )
    assert neighbours_of(queen_neighbours(layer), "a") == ["b", "c"]


@pytest.mark.parametrize("layer", ["ward19", "ward24", "lsoa11", "lsoa21", "district"])
def test_packaged_layers_have_no_island(layer):
    graph = queen_neighbours(load_boundaries(layer))
    assert list(graph.isolates) == []
    assert graph.n_components == 1


def test_errors(grid):
    with pytest.raises(BoundaryError, match=r"EPSG:4326, not in EPSG:27700\. Convert them"):
        queen_neighbours(grid.to_crs(4326))
    with pytest.raises(BoundaryError, match="not in EPSG:27700"):
        queen_neighbours(grid.set_crs(None, allow_override=True))
    with pytest.raises(BoundaryError, match="come twice: a"):
        queen_neighbours(grid.loc[["a", "a", "b"]])
    hole = grid.copy()
    hole.loc["b", "geometry"] = None
    with pytest.raises(BoundaryError, match="no geometry: b"):
        queen_neighbours(hole)
    with pytest.raises(KeyError, match="not among the 10 areas"):
        neighbours_of(queen_neighbours(grid), "z")
