"""``python -m data fetch``: downloads from the publishers, from the command line or a button."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

from data.fetching.boundaries import Cut, fetch_boundaries
from data.fetching.downloads import AreaLayer, load_downloads
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched, Progress, Told, tell_nobody
from data.fetching.police import fetch_police
from data.fetching.session import Manners, PoliteSession
from data.store.store import store_folder
from data.tables.areas import load_areas

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


def downloads_folder() -> Path:
    """Return the store's folder for downloads; it need not exist yet.

    Examples
    --------
    >>> downloads_folder().name
    'downloads'
    """
    return store_folder() / "downloads"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``fetch`` to the command line.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="command"))
    >>> parser.parse_args(["fetch", "boundaries", "--vintage", "2019"]).vintage
    '2019'
    """
    fetching = subparsers.add_parser("fetch", help="download boundaries or police records")
    kinds = fetching.add_subparsers(dest="kind", required=True)
    _add_boundaries(
        kinds.add_parser(
            "boundaries",
            help="areas' boundaries from the ONS Open Geography Portal",
            description=_BOUNDARIES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    _add_police(
        kinds.add_parser(
            "police",
            help="a force's months from the archive of data.police.uk",
            description=_POLICE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )


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
    """Carry out ``fetch``.

    Parameters
    ----------
    arguments : Namespace
        As `add_parser` defines them.
    manners : Manners, optional
        How the servers are treated.

    Returns
    -------
    list of str
        What was downloaded, what is absent, and what to do next.

    Raises
    ------
    FetchError
        If the download cannot be finished.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="command"))
    >>> run(parser.parse_args(["fetch", "boundaries", "--vintage", "1066"]))
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: No address is known for ward boundaries of 1066 (known: ...
    """
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
            told=_told_on_terminal(),
            manners=manners,
        )
        told = _told_boundaries(fetched)
    else:
        fetched = fetch_force_police(
            arguments.force,
            arguments.start,
            arguments.end,
            folder,
            site=arguments.site,
            again=arguments.again,
            whole=arguments.whole_archive,
            told=_told_on_terminal(),
            manners=manners,
        )
        told = _told_police(fetched)
    if arguments.import_it:
        return [*told, *_import(arguments.kind, fetched)]
    return [*told, f"Next: python -m data import {arguments.kind} {fetched.path}"]


def fetch_force_boundaries(
    areas: str,
    vintage: str,
    folder: Path | None = None,
    *,
    districts: Sequence[str] = (),
    address: str | None = None,
    services: str | None = None,
    again: bool = False,
    told: Told = tell_nobody,
    manners: Manners | None = None,
) -> Fetched:
    """Download boundaries as a button does: by default those of this force area's districts.

    Parameters
    ----------
    areas, vintage : str
        Kind of area and year, as ``downloads.toml`` names them.
    folder : Path, optional
        Where to; by default the store's folder for downloads.
    districts : sequence of str
        Codes as of that year; by default the districts of this force area.
    address : str, optional
        The layer's address in place of the catalogue's.
    services : str, optional
        Where the portal's services are, in place of the catalogue's.
    again : bool
        Download although it is on disk.
    told : callable
        Told how far it is.
    manners : Manners, optional
        How the server is treated.

    Returns
    -------
    Fetched

    Raises
    ------
    FetchError
        If the download cannot be finished.

    Examples
    --------
    >>> import tempfile
    >>> here = Path(tempfile.mkdtemp())
    >>> fetch_force_boundaries("ward", "2019", here, services="http://example.org")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded...
    """
    offer = load_downloads()
    portal = replace(offer.portal, services=services) if services else offer.portal
    layer = offer.area_layer(areas, vintage)
    cut = Cut(tuple(districts)) if districts else _own_cut(areas, vintage)
    with PoliteSession(manners, portal.redirect_hosts) as session:
        return fetch_boundaries(
            session,
            portal,
            layer,
            cut,
            folder or downloads_folder(),
            address=address,
            again=again,
            told=told,
        )


def _own_cut(areas: str, vintage: str) -> Cut:
    """The districts of this force area, and its areas' codes where that vintage is known here."""
    known = load_areas()
    districts = known.loc[known["area_type"] == "district", "area_code"]
    own = known.loc[known["area_type"] == f"{areas}{vintage[-2:]}", "area_code"]
    return Cut(tuple(districts), tuple(own))


def fetch_force_police(
    force: str,
    start: str,
    end: str | None = None,
    folder: Path | None = None,
    *,
    site: str | None = None,
    again: bool = False,
    whole: bool = False,
    told: Told = tell_nobody,
    manners: Manners | None = None,
) -> Fetched:
    """Download a force's months as a button does.

    Parameters
    ----------
    force : str
        As the archive writes it in file names.
    start, end : str
        First and last month; `end` None for the newest.
    folder : Path, optional
        Where to; by default the store's folder for downloads.
    site : str, optional
        In place of the catalogue's.
    again, whole : bool
        Download although it is on disk; whole archives although parts could be had.
    told : callable
        Told how far it is.
    manners : Manners, optional
        How the server is treated.

    Returns
    -------
    Fetched

    Raises
    ------
    FetchError
        If the download cannot be finished.

    Examples
    --------
    >>> fetch_force_police("some-force", "2024-13")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: '2024-13' is no month; write it as YYYY-MM, such as 2024-01.
    """
    offered = load_downloads().police
    police = replace(offered, site=site) if site else offered
    with PoliteSession(manners, police.redirect_hosts) as session:
        return fetch_police(
            session,
            police,
            force,
            start,
            end,
            folder or downloads_folder(),
            again=again,
            whole=whole,
            told=told,
        )


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


def _told_on_terminal() -> Told:
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
    """What ``import`` says; it goes by the command line, so that its checks are the same."""
    # Imported here: the command line imports this file, and importing takes engines that a
    # download does without.
    command_line = importlib.import_module("data.__main__")
    said = io.StringIO()
    with redirect_stdout(said):
        failed = command_line.main(["import", kind, str(fetched.path)])
    if failed:
        raise FetchError(
            f"{fetched.path} is downloaded and whole, but was not imported, for the reason above."
        )
    return said.getvalue().splitlines()
