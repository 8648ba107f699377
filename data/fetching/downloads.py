"""What can be downloaded, and where: the catalogue's ``downloads.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from data.fetching.faults import FetchError

DOWNLOADS = Path(__file__).parents[1] / "catalogue" / "downloads.toml"


@dataclass(frozen=True)
class Portal:
    """Where feature services are: their folder, the page for people, hosts redirects may go to."""

    publisher: str
    services: str
    page: str
    redirect_hosts: tuple[str, ...]


@dataclass(frozen=True)
class PoliceSite:
    """Where the police archive is: paths below the site, and how many months an archive holds."""

    publisher: str
    site: str
    months: str
    archive: str
    page: str
    redirect_hosts: tuple[str, ...]
    months_in_archive: int


@dataclass(frozen=True)
class BackgroundSite:
    """Where extracts of OpenStreetMap are: the path below the site, with ``{area}`` in it."""

    publisher: str
    site: str
    extract: str
    page: str
    redirect_hosts: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class AreaLayer:
    """One layer of areas: what it is called at the publisher's, and what its fields are named.

    Attributes
    ----------
    areas, vintage : str
        Kind of area and year, as a user names them.
    title : str
        As the publisher's page calls it, for a download by hand.
    services : tuple of str
        Names of the service, tried in turn.
    verified : bool
        Whether the names were tried against the publisher.
    code, name, district : str
        Fields, in any case.
    lookup : str
        Service that relates codes to districts, for layers without a district field; or empty.
    """

    areas: str
    vintage: str
    title: str
    services: tuple[str, ...]
    verified: bool
    code: str
    name: str
    district: str
    lookup: str


@dataclass(frozen=True)
class Downloads:
    """All that can be downloaded."""

    portal: Portal
    police: PoliceSite
    background: BackgroundSite
    layer: tuple[AreaLayer, ...]

    def area_layer(self, areas: str, vintage: str) -> AreaLayer:
        """Return a layer."""
        of_kind = {each.vintage: each for each in self.layer if each.areas == areas}
        if vintage not in of_kind:
            known = ", ".join(of_kind) or "none"
            raise FetchError(
                f"No address is known for {areas} boundaries of {vintage} (known: {known}). Find "
                f"the layer at {self.portal.page} and give its address with --url, or add it to "
                "data/catalogue/downloads.toml."
            )
        return of_kind[vintage]


@lru_cache(maxsize=4)
def load_downloads(path: Path = DOWNLOADS) -> Downloads:
    """Return what can be downloaded.

    Parameters
    ----------
    path : Path
        The catalogue file.

    Returns
    -------
    Downloads

    Raises
    ------
    FetchError
        If the file is not as expected; the message names the place.

    Examples
    --------
    >>> load_downloads().area_layer("ward", "2019").code
    'WD19CD'
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Downloads).validate_python(content)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FetchError(f"{path} cannot be read ({error}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        raise FetchError(f"{path}, {where}: {first['msg']}.") from error
