"""KML, GML, FlatGeobuf, MapInfo, ArcGIS JSON and Boundary-Line: read, within their limits."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.boundary.files import checked_boundaries
from geo.boundaries import GRID, BoundaryError
from tests.data.boundary.boundary_samples import code, square, wards, zipped

DRIVERS = {
    "kml": ("LIBKML", 4326),
    "gml": ("GML", 27700),
    "fgb": ("FlatGeobuf", 27700),
    "tab": ("MapInfo File", 27700),
    "mif": ("MapInfo File", 27700),
}


def written(folder: Path, ending: str) -> Path:
    driver, crs = DRIVERS[ending]
    folder.mkdir(exist_ok=True)
    path = folder / f"wards.{ending}"
    wards().to_crs(crs).to_file(path, driver=driver)
    return path


def same_ground(areas: gpd.GeoDataFrame) -> bool:
    wanted = wards().geometry
    return bool((areas.intersection(wanted).area / areas.union(wanted).area > 0.98).all())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ending", DRIVERS)
def test_every_format_is_read(ending: str, packed: bool, tmp_path: Path) -> None:
    path = written(tmp_path / "made", ending)
    if packed:
        members = {each.name.upper(): each for each in path.parent.iterdir()}
        path = zipped(tmp_path / "wards.zip", members)  # type: ignore[arg-type]
    checked = checked_boundaries(path, area_type="ward19")
    assert checked.areas["area_code"].tolist() == [code(1), code(2), code(3)]
    assert checked.areas["area_name"].tolist() == ["Ward 1", "Ward 2", "Ward 3"]
    assert same_ground(checked.areas)


def test_a_kmz_is_an_archive_of_kml(tmp_path: Path) -> None:
    kml = written(tmp_path / "made", "kml")
    path = zipped(tmp_path / "wards.kmz", {"doc.kml": kml})
    assert len(checked_boundaries(path, area_type="ward19").areas) == 3


def test_attributes_in_a_balloon_of_html_are_found(tmp_path: Path) -> None:
    rows = (
        "<table><tr><td>{}</td><td>{}</td></tr><tr><td>WD19NM</td><td>A &amp; B</td></tr></table>"
    )
    marks = "".join(
        f"<Placemark><name>{number}</name><description><![CDATA["
        f"{rows.format('WD19CD', code(number))}]]></description>"
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{' '.join(f'{x},{y},0' for x, y in ring)}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for number, ring in enumerate(
            (shape.exterior.coords for shape in wards().to_crs(4326).geometry), start=1
        )
    )
    path = tmp_path / "wards.kml"
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{marks}</Document></kml>"
    )
    areas = checked_boundaries(path, area_type="ward19").areas
    assert areas["area_code"].tolist() == [code(1), code(2), code(3)]
    assert areas["area_name"].tolist() == ["A & B"] * 3


def test_a_companion_of_mapinfo_that_is_missing_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "made", "tab")
    path.with_suffix(".map").unlink()
    with pytest.raises(BoundaryError, match=r"the \.map file that belongs to the \.tab is missing"):
        checked_boundaries(path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.kml",
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><kml>&a;</kml>",
            "type of",
        ),
        ("a.kml", "<kml><Document/></kml>", "holds no layer with shapes"),
        ("a.kml", "<kml><Document><Placemark>", "it is damaged|no layer"),
        ("a.gml", "<a xmlns:gml='http://www.opengis.net/gml'>", "damaged|no layer"),
        ("a.html", "<html><body>Sign in</body></html>", "neither KML nor GML: a web page"),
        ("a.fgb", "fgb\x03fgb\x01" + "x" * 400, "damaged|no layer"),
        ("a.mif", "Version 300\nnonsense", "mid file that belongs to the .mif is missing"),
    ],
)
def test_what_leads_elsewhere_or_is_broken_gets_a_sentence(
    name: str, content: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(BoundaryError, match=told):
        checked_boundaries(path, area_type="ward19")


def test_a_mapinfo_table_that_stands_for_others_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "made", "tab")
    path.write_text(
        '!table\n!version 300\nOpen Table "/etc/other" Hide\nCreate View a As Select * From other'
    )
    with pytest.raises(BoundaryError, match="stands for another table"):
        checked_boundaries(path)


def rings(shape: shapely.Polygon, holes: tuple[shapely.Polygon, ...] = ()) -> list[object]:
    outer = shapely.geometry.polygon.orient(shape, -1).exterior
    inner = [shapely.geometry.polygon.orient(hole, 1).exterior for hole in holes]
    return [[list(point) for point in ring.coords] for ring in (outer, *inner)]


def arcgis(**more: object) -> dict[str, object]:
    hole = shapely.box(401_400, 300_400, 401_600, 300_600)
    features = [
        {
            "attributes": {"WD19CD": code(number), "WD19NM": f"Ward {number}"},
            "geometry": {"rings": rings(square(number), (hole,) if number == 1 else ())},
        }
        for number in (1, 2, 3)
    ]
    system = {"wkid": 27700, "latestWkid": 27700}
    head = {"geometryType": "esriGeometryPolygon", "spatialReference": system}
    return {**head, "features": features, **more}


def test_arcgis_json_is_read_with_its_holes(tmp_path: Path) -> None:
    path = tmp_path / "query.json"
    path.write_text(json.dumps(arcgis()))
    areas = checked_boundaries(path, area_type="ward19").areas
    assert areas.area.tolist() == [1e6 - 200**2, 1e6, 1e6]


@pytest.mark.parametrize("kind", ["arcgis", "geojson", "geojson of old"])
def test_an_answer_that_was_cut_short_says_so(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "query.json"
    document = json.loads(wards().to_crs(4326).to_json())
    told = {
        "arcgis": arcgis(exceededTransferLimit=True),
        "geojson": {**document, "properties": {"exceededTransferLimit": True}},
        "geojson of old": {**document, "exceededTransferLimit": True},
    }
    path.write_text(json.dumps(told[kind]))
    checked = checked_boundaries(path, area_type="ward19")
    (said,) = [one for one in checked.report.sentences("warning") if "TransferLimit" in one]
    assert said.startswith("The server gave only the first 3 areas")


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_boundary_line_in_any_case_of_letters(case: object, tmp_path: Path) -> None:
    """Its AREA_CODE is a kind of area, and its codes are in a column called CODE."""
    layer = gpd.GeoDataFrame(
        {
            "NAME": [f"Ward {number} Ward" for number in (1, 2, 3)],
            "AREA_CODE": "DIW",
            "FILE_NAME": "ANYSHIRE_COUNTY",
            "CODE": [code(1), code(2), code(3)],
            "HECTARES": 100.0,
        },
        geometry=[square(number) for number in (1, 2, 3)],
        crs=GRID,
    ).rename(columns=lambda name: name if name == "geometry" else case(name))  # type: ignore[operator]
    path = tmp_path / "district_borough_unitary_ward_region.gpkg"
    layer.to_file(path)
    checked = checked_boundaries(path, area_type="ward19")
    assert checked.areas["area_code"].tolist() == [code(1), code(2), code(3)]
    assert checked.areas["area_name"].tolist()[0] == "Ward 1 Ward"


def test_an_archive_of_one_kmz_layer_among_links(tmp_path: Path) -> None:
    kml = written(tmp_path / "made", "kml")
    path = tmp_path / "wards.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        link = "<NetworkLink><Link><href>layers/wards.kml</href></Link></NetworkLink>"
        archive.writestr("doc.kml", f"<kml><Document>{link}</Document></kml>")
        archive.write(kml, "layers/wards.kml")
    assert len(checked_boundaries(path, area_type="ward19").areas) == 3
