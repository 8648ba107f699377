"""Downloads for the force area that is served, as the command line and a button make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.fetching.background import fetch_background
from data.fetching.boundaries import Cut, fetch_boundaries
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched, Told, tell_nobody
from data.fetching.police import by_hand, fetch_police, newest_month
from data.fetching.session import Manners, PoliteSession
from data.store import store_folder
from data.tables.areas import load_areas


def downloads_folder() -> Path:
    """Return the store's folder for downloads; it need not exist yet.

    Returns
    -------
    Path
        Absolute.

    Examples
    --------
    >>> downloads_folder().name
    'downloads'
    """
    return store_folder() / "downloads"


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


def newest_offered(
    force: str, start: str, end: str, *, site: str | None = None, manners: Manners | None = None
) -> str:
    """Ask which month data.police.uk offered last, before any is downloaded.

    Parameters
    ----------
    force, start, end : str
        What would be downloaded: whose months, the first and the last that can be expected. They
        are named where the site fails.
    site : str, optional
        In place of the catalogue's.
    manners : Manners, optional
        How the server is treated.

    Returns
    -------
    str
        ``YYYY-MM``.

    Raises
    ------
    FetchError
        If the site does not tell; the message says what to download by hand.

    Examples
    --------
    >>> newest_offered("some-force", "2026-01", "2026-02", site="http://example.org")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded...
    """
    offered = load_downloads().police
    police = replace(offered, site=site) if site else offered
    try:
        with PoliteSession(manners, police.redirect_hosts) as session:
            return newest_month(session, police)
    except FetchError as error:
        raise type(error)(f"{error} {by_hand(police, force, start, end)}") from error


def fetch_force_background(
    area: str,
    folder: Path | None = None,
    *,
    site: str | None = None,
    again: bool = False,
    told: Told = tell_nobody,
    manners: Manners | None = None,
) -> Fetched:
    """Download an extract of OpenStreetMap to stand behind the maps.

    Parameters
    ----------
    area : str
        As the site's addresses name it: ``england/kent``, ``wales``.
    folder : Path, optional
        Where to; by default the store's folder for downloads.
    site : str, optional
        In place of the catalogue's.
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
    >>> fetch_force_background("wales", site="http://example.org")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded...
    """
    offered = load_downloads().background
    used = replace(offered, site=site) if site else offered
    with PoliteSession(manners, used.redirect_hosts) as session:
        return fetch_background(
            session, used, area, folder or downloads_folder(), again=again, told=told
        )
