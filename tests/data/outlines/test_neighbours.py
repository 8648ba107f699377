"""Who borders on whom, by the published borders."""

from __future__ import annotations

import pandas as pd
import pytest

from data.outlines.boundaries import load_boundaries
from data.outlines.neighbours import neighbour_graph
from data.tables import packaged
from geo.contiguity import neighbour_pairs, pairs_of_groups, queen_neighbours

# Their corners are 0.29 to 0.57 m apart as published, and were put together in cleaning.
ONLY_AS_DRAWN = {
    ("E01029490", "E01029495"),
    ("E01029502", "E01029504"),
    ("E01029820", "E01029844"),
}


def pairs(graph: object) -> set[tuple[str, ...]]:
    return {tuple(pair) for pair in neighbour_pairs(graph).to_numpy()}  # type: ignore[arg-type]


@pytest.mark.parametrize("layer", ["lsoa11", "lsoa21", "ward19", "ward24"])
def test_three_borders_are_only_of_the_drawing(layer: str) -> None:
    drawn, kept = queen_neighbours(load_boundaries(layer)), neighbour_graph(layer)
    assert list(kept.unique_ids) == list(drawn.unique_ids)
    assert list(kept.isolates) == []
    assert pairs(drawn) - pairs(kept) == (ONLY_AS_DRAWN if layer.startswith("lsoa") else set())
    assert pairs(kept) <= pairs(drawn)


def test_some_areas_have_the_neighbours_among_them() -> None:
    codes = tuple(load_boundaries("lsoa21").index[:40])[::-1]
    part = neighbour_graph("lsoa21", codes)
    assert list(part.unique_ids) == list(codes)
    assert pairs(part) == pairs(neighbour_graph("lsoa21").subgraph(pd.Index(codes)))


def test_an_older_area_in_the_store_is_told_by_its_drawing(monkeypatch) -> None:
    def missing(name: str) -> pd.DataFrame:
        raise packaged.PackagedDataError(name)

    monkeypatch.setattr("data.outlines.neighbours.read_packaged", missing)
    codes = tuple(load_boundaries("ward19").index[:9])
    assert list(neighbour_graph("ward19", codes).unique_ids) == list(codes)


def test_groups_border_where_two_of_their_members_do() -> None:
    rows = pd.DataFrame({"area_code": ["a", "b", "c"], "neighbour_code": ["b", "c", "d"]})
    members = pd.Series({"a": "y", "b": "y", "c": "x", "d": "z"})
    assert pairs_of_groups(rows, members).to_numpy().tolist() == [["x", "y"], ["x", "z"]]
