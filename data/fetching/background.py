"""An extract of OpenStreetMap for a county, to stand behind the maps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from data.fetching.addresses import checked_address
from data.fetching.downloads import BackgroundSite
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched, Told, finish, finished, only_one, tell_nobody
from data.fetching.large_file import download_whole, free_bytes
from data.fetching.remote_file import look_at
from data.fetching.session import PoliteSession

ENDING = ".osm.pbf"
_AREA = re.compile(r"[a-z-]+(/[a-z-]+)?")


def fetch_background(
    session: PoliteSession,
    site: BackgroundSite,
    area: str,
    folder: Path,
    *,
    again: bool = False,
    told: Told = tell_nobody,
    free: Callable[[Path], int] = free_bytes,
) -> Fetched:
    """Download an area's extract of OpenStreetMap.

    Parameters
    ----------
    session : PoliteSession
        The connection.
    site : BackgroundSite
        Where the extracts are.
    area : str
        As the site's addresses name it: ``england/kent``, ``wales``.
    folder : Path
        The store's folder for downloads.
    again : bool
        Download although it is on disk: the extracts are made anew each day.
    told : callable
        Told how far it is.
    free : callable
        Says how many bytes the disk has free.

    Returns
    -------
    Fetched
        A ``.osm.pbf`` file.

    Raises
    ------
    FetchError
        If the area is not named as in addresses, or the download cannot be finished; the message
        says where to get it by hand.

    Notes
    -----
    Source: OpenStreetMap contributors, Open Database Licence; cut by the site.

    Examples
    --------
    >>> from data.fetching.downloads import load_downloads
    >>> fetch_background(PoliteSession(), load_downloads().background, "Kent!", Path("x"))
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: 'Kent!' is no area's name in the addresses of ...
    """
    if not _AREA.fullmatch(area):
        raise FetchError(
            f"'{area}' is no area's name in the addresses of {site.publisher}, such as "
            f"england/kent or wales. Look it up at {site.page}."
        )
    address = checked_address(site.site) + site.extract.format(area=area)
    name = f"background-{area.replace('/', '-')}"
    path, request = folder / f"{name}{ENDING}", {"background": area, "address": address}
    if not again and (held := finished(path, request)):
        return held
    with only_one(folder, name):
        try:
            download_whole(session, look_at(session, address), path, told=told, free=free)
        except FetchError as error:
            raise FetchError(
                f"{error}\nBy hand: download the area's {ENDING} from {site.page} and give it to "
                "'python -m data import background'."
            ) from error
        return finish(path, address, request, {"area": area}, datetime.now(UTC))
