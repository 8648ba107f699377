"""``python -m data build``: compile the packaged tables from publishers' files."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from data.building.packaging import BuildOptions, build
from data.building.sources import PUBLISHERS_FILES, SourceError, find_files
from data.commands.options import add_tolerance, described
from data.tables.packaged import PACKAGED_FOLDER

_BUILD = """\
Compile every packaged table from publishers' files.

  areas, lookups/*   ONS: district to CSP to police force area; best-fit lookups from LSOA to
                     ward (2019 and 2024); changes of LSOAs from 2011 to 2021. Cut to one force.
                     House of Commons Library: the neighbourhood behind an LSOA's name.
  neighbours         which LSOAs and wards share a border or a corner, by the borders as published
  boundaries/*       ONS: LSOA 2021 boundaries, cleaned and simplified once with shared borders;
                     LSOAs of 2011, wards and districts are unions of the same polygons. Where
                     LSOAs were merged, the old border is taken from the LSOA 2011 layer.
  population         ONS: mid-year estimates by LSOA 2011 (to 2020) and by LSOA 2021 (from 2022),
                     Census 2021 by LSOA 2021.
  deprivation        MHCLG: English Indices of Deprivation 2019 by LSOA 2011 and 2025 by LSOA 2021
                     (overall rank and decile, deciles of the seven domains); ONS: rural-urban
                     class of 2021.
  police_counts,     data.police.uk: street-level records counted by month, LSOA and crime type;
  police_months      the account of duplicates, records that recur, without location and outside;
  police_unplaced    records without a location by month and crime type.
  country/*          every district of England and Wales: records by month and type from every
                     force's files, residents, the twenty districts that ONS finds most like each;
                     deprivation, health, homelessness, rough sleeping and Crime Severity Score;
                     the official yearly table by force, region and country.
  landmarks          GeoNames: towns and villages; DfT, NaPTAN: railway stations. Those of the
                     force area and 15 km around it.
  children           DfE: child protection plans and looked-after children on 31 March, over the
                     previous mid-year's population aged 0 to 17.

Give each file by its option, or put all under the file names below into one folder (subfolders
are searched) and give that as --source-folder. A refused file leaves the tables as they were.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``build`` to the command line."""
    building = described(subparsers, "build", _BUILD)
    _add_files(building)
    _add_choices(building)


def _add_files(building: argparse.ArgumentParser) -> None:
    files = building.add_argument_group("publishers' files")
    files.add_argument(
        "--source-folder",
        type=Path,
        metavar="FOLDER",
        help="look here for the files that are not given (default: $CSP_SOURCE_DATA)",
    )
    for source in PUBLISHERS_FILES:
        files.add_argument(
            f"--{source.id}",
            type=Path,
            nargs="+" if source.several else 1,
            default=[],
            metavar="FILE",
            help=f"{source.publisher} [{source.file_name}]".replace("%", "%%"),
        )


def _add_choices(building: argparse.ArgumentParser) -> None:
    choices = building.add_argument_group("choices")
    choices.add_argument("--out", type=Path, default=PACKAGED_FOLDER, help="folder to write to")
    choices.add_argument("--force-code", metavar="CODE", help="police force area, E23…")
    choices.add_argument(
        "--police-force", metavar="NAME", help="force as data.police.uk writes it in file names"
    )
    add_tolerance(choices)


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``build``."""
    folder = arguments.source_folder
    if folder is None and os.environ.get("CSP_SOURCE_DATA"):
        folder = Path(os.environ["CSP_SOURCE_DATA"])
    if folder is not None and not folder.is_dir():
        raise SourceError(f"There is no folder {folder} to look for publishers' files in.")
    given = {each.id: getattr(arguments, each.id.replace("-", "_")) for each in PUBLISHERS_FILES}
    options = BuildOptions(
        force_code=arguments.force_code,
        police_force=arguments.police_force,
        tolerance=arguments.tolerance,
    )
    return build(find_files(folder, given), arguments.out, options)
