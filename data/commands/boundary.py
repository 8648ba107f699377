"""``python -m data import boundaries``: any boundary file into the store, with its report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from data.boundary.files import CheckedBoundaries, checked_boundaries, inspect_boundaries
from data.boundary.mends import MENDS
from data.boundary.outcome import drawn_sentences, known_outlines
from data.boundary.store import save_boundaries
from data.commands.options import add_history, described
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import legal_districts
from data.phrases.plain import count
from data.tables.areas import load_areas
from geo.areas import type_in_words
from geo.boundaries import BoundaryError

_DESCRIPTION = """\
Check a boundary file and put its areas into the store, in full detail for joining and simplified
for drawing. Maps then offer them beside the wards that are made of census areas.

A zipped shapefile, a .shp with its companions, a GeoPackage, GeoJSON, TopoJSON or GeoParquet file.
Layer, area type, columns and coordinates are recognised, and said; the options take others. The
areas of other forces are left out. A few odd rows (without a shape or a code, in small letters, in
parts) are mended or passed over, which the report and the history say; --without names a mend that
is not wanted. A faulty file is refused with its row and the reason, and the store stays as it was.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``boundaries`` to the commands of ``import``."""
    parser = described(
        subparsers,
        "boundaries",
        _DESCRIPTION,
        "wards' or other areas' outlines, from any boundary file",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--layer", metavar="NAME", help="which layer, where there are several")
    parser.add_argument(
        "--area-type", metavar="TYPE", help="what the areas are, such as ward19 (default: told)"
    )
    parser.add_argument("--code-column", metavar="NAME", help="column of codes, such as WD19CD")
    parser.add_argument("--name-column", metavar="NAME", help="column of names, such as WD19NM")
    parser.add_argument(
        "--crs", metavar="CODE", help="coordinate system: EPSG:27700, EPSG:4326 or EPSG:3857"
    )
    parser.add_argument(
        "--without",
        metavar="MEND",
        nargs="+",
        default=(),
        choices=sorted(MENDS),
        help=f"refuse the file rather than: {', '.join(sorted(MENDS))}",
    )
    parser.add_argument(
        "--match-names",
        action="store_true",
        help="of a file without codes, take the known areas that name and ground agree on",
    )
    parser.add_argument("--check-only", action="store_true", help="report, and save nothing")
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import boundaries``."""
    known, outline = load_areas(), load_boundaries("district").reset_index()
    matches, area_type = None, arguments.area_type
    if arguments.match_names:
        matches, area_type = _matched(arguments, known, outline)
    checked = checked_boundaries(
        arguments.file,
        layer=arguments.layer,
        area_type=area_type,
        code_column=arguments.code_column,
        name_column=arguments.name_column,
        crs=arguments.crs,
        known=known,
        outline=outline,
        without=arguments.without,
        matches=matches,
    )
    told = report_sentences(checked)
    if arguments.check_only:
        return [*told, "Checked only: nothing was saved."]
    before = legal_districts(checked.area_type)
    change = save_boundaries(checked, who=arguments.who, note=arguments.note)
    return [
        *told,
        f"{change.what}, change {change.number}.",
        *drawn_sentences(checked.area_type, before),
    ]


def _matched(
    arguments: argparse.Namespace, known: pd.DataFrame, outline: gpd.GeoDataFrame
) -> tuple[dict[int, str], str]:
    """The codes of the known areas that name and ground agree on, and what those are."""
    file = inspect_boundaries(arguments.file, known, outline, known_outlines())
    layers = [one for one in file.layers if arguments.layer in (None, one.name)]
    agreed = [one for layer in layers[:1] for one in layer.matches if one.agrees]
    if not agreed:
        raise BoundaryError(
            f"{arguments.file.name}: no area in it agrees with a known one by name and ground, or "
            "it has codes. Leave out --match-names, or choose the column of codes."
        )
    return {one.row: one.code for one in agreed}, agreed[0].area_type


def report_sentences(checked: CheckedBoundaries) -> list[str]:
    """Return what a file held and what its checks found, what needs a look first."""
    first = (
        f"{checked.source['name']}, layer '{checked.layer}': {count(len(checked.areas))} "
        f"{type_in_words(checked.area_type)} passed the checks."
    )
    warnings = [f"Look at: {told}" for told in checked.report.sentences("warning")]
    return [first, *warnings, *checked.report.sentences("note")]
