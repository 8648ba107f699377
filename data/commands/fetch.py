"""``python -m data fetch``: downloads from the publishers, from the command line or a button."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.commands.faults import expected
from data.commands.options import described
from data.fetching.downloads import AreaLayer, load_downloads
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched, Progress, Told
from data.fetching.session import Manners
from data.installed.downloads import (
    downloads_folder,
    fetch_force_background,
    fetch_force_boundaries,
    fetch_force_police,
)

_BOUNDARIES = """\
Download areas' boundaries from the ONS Open Geography Portal, only those of the districts.

A download that breaks off goes on where it stopped when the same command is run again. A finished
one is on disk with its checksum and is not downloaded twice, unless --again is given.
"""
_POLICE = """\
Download a force's months of street-level records from the archive of data.police.uk.

Only the force's files are taken out of the archive. A download that breaks off goes on where it
stopped when the same command is run again. Months that are not there are named.
"""

_BACKGROUND = """\
Download an area's extract of OpenStreetMap, to stand behind the maps.

The area as the site's addresses name it: england/<county>, or wales. Some 20 to 100 MB; a download
that breaks off goes on where it stopped when the same command is run again.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``fetch`` to the command line."""
    fetching = subparsers.add_parser("fetch")
    kinds = fetching.add_subparsers(dest="kind", required=True)
    _add_boundaries(
        described(
            kinds, "boundaries", _BOUNDARIES, "areas' boundaries from the ONS Open Geography Portal"
        )
    )
    _add_police(
        described(kinds, "police", _POLICE, "a force's months from the archive of data.police.uk")
    )
    background = described(
        kinds, "background", _BACKGROUND, "an extract of OpenStreetMap, for behind the maps"
    )
    background.add_argument("--area", required=True, metavar="NAME", help="england/<county>, wales")
    background.add_argument("--site", metavar="URL", help="in place of the site that is known")
    _add_choices(background)


def _add_boundaries(parser: argparse.ArgumentParser) -> None:
    layers = load_downloads().layer
    parser.add_argument("--vintage", required=True, metavar="YEAR", help=_known(layers))
    parser.add_argument("--areas", default="ward", choices=sorted({each.areas for each in layers}))
    parser.add_argument(
        "--districts",
        nargs="+",
        metavar="CODE",
        help="districts by their codes as of that year (default: those of this force area)",
    )
    parser.add_argument(
        "--url", help="the layer's address, .../FeatureServer/0, in place of the one known"
    )
    parser.add_argument("--services", metavar="URL", help="where the portal's services are")
    _add_choices(parser)


def _add_police(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", required=True, help="as the archive writes it in file names")
    parser.add_argument("--from", dest="start", required=True, metavar="YYYY-MM")
    parser.add_argument("--to", dest="end", metavar="YYYY-MM", help="default: the newest month")
    parser.add_argument("--site", metavar="URL", help="in place of https://data.police.uk")
    parser.add_argument(
        "--whole-archive",
        action="store_true",
        help="download whole archives (1.7 GB each) although parts of them could be had",
    )
    _add_choices(parser)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="default: <store>/downloads")
    parser.add_argument("--again", action="store_true", help="download although it is on disk")
    parser.add_argument(
        "--import", dest="import_it", action="store_true", help="import it into the store at once"
    )


def _known(layers: Sequence[AreaLayer]) -> str:
    kinds = sorted({each.areas for each in layers})
    of_kind = {kind: [each.vintage for each in layers if each.areas == kind] for kind in kinds}
    return "year; known: " + "; ".join(f"{kind} {', '.join(of_kind[kind])}" for kind in kinds)


def run(arguments: argparse.Namespace, manners: Manners | None = None) -> list[str]:
    """Carry out ``fetch``."""
    folder = arguments.out or downloads_folder()
    if arguments.kind == "boundaries":
        fetched = fetch_force_boundaries(
            arguments.areas,
            arguments.vintage,
            folder,
            districts=arguments.districts or (),
            address=arguments.url,
            services=arguments.services,
            again=arguments.again,
            told=told_on_terminal(),
            manners=manners,
        )
        told = _told_boundaries(fetched)
    elif arguments.kind == "background":
        fetched = fetch_force_background(
            arguments.area,
            folder,
            site=arguments.site,
            again=arguments.again,
            told=told_on_terminal(),
            manners=manners,
        )
        told = _told_file(fetched)
    else:
        fetched = fetch_force_police(
            arguments.force,
            arguments.start,
            arguments.end,
            folder,
            site=arguments.site,
            again=arguments.again,
            whole=arguments.whole_archive,
            told=told_on_terminal(),
            manners=manners,
        )
        told = _told_police(fetched)
    if arguments.import_it:
        return [*told, *_import(arguments.kind, fetched)]
    return [*told, f"Next: python -m data import {arguments.kind} {fetched.path}"]


def _told_boundaries(fetched: Fetched) -> list[str]:
    lines = [*_told_file(fetched), f"{fetched.detail['areas']} areas, from {fetched.address}."]
    missing = fetched.detail["not_there"]
    if missing:
        lines.append(
            f"Not in the layer, though asked for: {', '.join(missing)}. Codes belong to a year; "
            "check that the vintage is the one you mean."
        )
    return lines


def _told_police(fetched: Fetched) -> list[str]:
    months, absent = fetched.detail["months"], fetched.detail["absent"]
    lines = [*_told_file(fetched), f"{len(months)} months, {months[0]} to {months[-1]}."]
    for reason in dict.fromkeys(absent.values()):
        named = ", ".join(month for month, why in absent.items() if why == reason)
        lines.append(f"Absent ({reason}): {named}. An absent month is no month without crime.")
    return lines


def _told_file(fetched: Fetched) -> list[str]:
    if fetched.reused:
        return [
            f"Already on disk since {fetched.fetched[:10]}, and whole: {fetched.path}. Nothing was "
            "downloaded; --again downloads it anew."
        ]
    return [f"Downloaded {fetched.path} (SHA-256 {fetched.sha256[:16]}…)."]


def told_on_terminal() -> Told:
    """Progress as lines: one for each tenth, so that a log stays short."""
    last = ""

    def told(progress: Progress) -> None:
        nonlocal last
        tenths = 10 * progress.done // progress.total if progress.total else 0
        size = f"{progress.done}" if progress.unit != "bytes" else f"{progress.done / 1e6:.0f} MB"
        key = f"{progress.unit} {tenths}"
        if key != last and progress.total:
            print(f"  {size} {progress.what} ({10 * tenths}%)", file=sys.stderr, flush=True)
            last = key

    return told


def _import(kind: str, fetched: Fetched) -> list[str]:
    """What ``import`` says, with the same checks."""
    # Imported here: it takes engines that a download does without.
    from data.commands import importing

    try:
        return importing.run_on(kind, fetched.path)
    except Exception as error:
        if not isinstance(error, expected()):
            raise
        raise FetchError(
            f"{error}\n{fetched.path} is downloaded and whole, but was not imported, for the "
            "reason above."
        ) from None
