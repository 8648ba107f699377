"""Boundaries of areas from a feature service, as one checked GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.fetching.addresses import checked_address
from data.fetching.downloads import AreaLayer, Portal
from data.fetching.faults import FetchError, NotThereError, UnreachableError
from data.fetching.feature_service import (
    Feature,
    Layer,
    Query,
    codes_of,
    describe_layer,
    one_of,
)
from data.fetching.finished import (
    Fetched,
    Told,
    digest_of,
    finish,
    finished,
    only_one,
    tell_nobody,
    write_whole,
)
from data.fetching.pages import PageFolder
from data.fetching.paging import PAGE, collect
from data.fetching.session import PoliteSession

# Rows without a shape are short.
LOOKUP_PAGE = 1000


@dataclass(frozen=True)
class Cut:
    """Which areas of a layer are wanted.

    Attributes
    ----------
    districts : tuple of str
        Codes of the districts whose areas are wanted, as of the layer's year.
    codes : tuple of str
        The areas' own codes where they are known; they are used for a layer that does not tell
        its areas' districts.
    """

    districts: tuple[str, ...]
    codes: tuple[str, ...] = ()


def fetch_boundaries(
    session: PoliteSession,
    portal: Portal,
    layer: AreaLayer,
    cut: Cut,
    folder: Path,
    *,
    address: str | None = None,
    again: bool = False,
    told: Told = tell_nobody,
    page_size: int = PAGE,
) -> Fetched:
    """Download the boundaries of some districts' areas.

    Parameters
    ----------
    session : PoliteSession
        The connection.
    portal : Portal
        Where feature services are.
    layer : AreaLayer
        Which layer, and how its fields are named.
    cut : Cut
        Which areas of it.
    folder : Path
        The store's folder for downloads; pieces are kept there until the file is whole.
    address : str, optional
        The layer's address, ``…/FeatureServer/0``, in place of the names in the catalogue.
    again : bool
        Download although the same was downloaded before.
    told : callable
        Told how far it is.
    page_size : int
        Areas to ask for at once.

    Returns
    -------
    Fetched
        A GeoJSON file in EPSG:4326 with the layer's own code and name fields, each code once, as
        many as the service counted; ``detail["areas"]`` is their number, ``detail["not_there"]``
        the codes that were asked for by code and are not in the layer.

    Raises
    ------
    UnreachableError
        If the publisher cannot be reached; the message says what to download by hand.
    FetchError
        If the download cannot be finished. No file is left that could be taken for whole.

    Notes
    -----
    Source: Office for National Statistics, Open Government Licence v3.0; contains OS data © Crown
    copyright and database right.

    Examples
    --------
    >>> from data.fetching.downloads import load_downloads
    >>> offer = load_downloads()
    >>> wards = offer.area_layer("ward", "2019")
    >>> with PoliteSession() as session:
    ...     fetch_boundaries(session, offer.portal, wards, Cut(("Lichfield",)), Path("nowhere"))
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: 'Lichfield' is no ONS code: a letter and eight digits...
    """
    one_of(layer.district, cut.districts)
    request = {
        "areas": layer.areas,
        "vintage": layer.vintage,
        "districts": sorted(cut.districts),
        "address": address or portal.services,
    }
    name = f"{layer.areas}-{layer.vintage}-{digest_of(request)}"
    path = folder / f"{name}.geojson"
    if not again and (held := finished(path, request)):
        return held
    try:
        with only_one(folder, name) as pieces:
            found = _find_layer(session, portal, layer, address)
            pages = PageFolder(pieces)
            codes = PageFolder(pieces.with_name(f"{name}-codes"))
            _named(found, layer.code)
            if found.field(layer.district) is None and not cut.codes:
                cut = _with_codes(session, portal, layer, cut, codes)
            query = _query(found, layer, cut)
            features = collect(session, found, query, pages, page_size=page_size, told=told)
            detail = _checked(features, found, layer, cut, query)
            write_whole(path, _geojson(name, features))
            fetched = finish(path, found.address, request, detail, datetime.now(UTC))
            pages.discard()
            codes.discard()
            return fetched
    except UnreachableError as error:
        raise UnreachableError(f"{error} {by_hand(portal, layer)}") from error


def by_hand(portal: Portal, layer: AreaLayer) -> str:
    """Say how to get a layer without this program."""
    return (
        f"Without it: on a machine with internet open {portal.page}, search for '{layer.title}', "
        "download it as Shapefile or GeoPackage, bring the file here and run: "
        "python -m data import boundaries FILE"
    )


def _find_layer(
    session: PoliteSession, portal: Portal, layer: AreaLayer, address: str | None
) -> Layer:
    if address is not None:
        return describe_layer(session, checked_address(address).removesuffix("/query"))
    base = checked_address(portal.services)
    for service in layer.services:
        try:
            return describe_layer(session, f"{base}/{service}/FeatureServer/0")
        except NotThereError:
            continue
    raise NotThereError(
        f"None of the names known for this layer is there any more: {', '.join(layer.services)}. "
        f"Find '{layer.title}' at {portal.page} and give the address of its feature service with "
        f"--url. {by_hand(portal, layer)}"
    )


def _named(found: Layer, field: str) -> str:
    spelt = found.field(field)
    if spelt is None:
        raise FetchError(
            f"{found.address} has no field {field}; it has: {', '.join(found.fields)}. Is it the "
            "layer of that year?"
        )
    return spelt


def _query(found: Layer, layer: AreaLayer, cut: Cut) -> Query:
    code, name = _named(found, layer.code), _named(found, layer.name)
    district = found.field(layer.district)
    if district is not None:
        fields = tuple(dict.fromkeys((code, name, district)))
        return Query(one_of(district, cut.districts), code, fields)
    return Query(one_of(code, cut.codes), code, (code, name))


def _with_codes(
    session: PoliteSession, portal: Portal, layer: AreaLayer, cut: Cut, pages: PageFolder
) -> Cut:
    """Ask the publisher's lookup from areas to districts for the areas' codes."""
    if not layer.lookup:
        raise FetchError(
            f"The layer '{layer.title}' does not tell its areas' districts, and no lookup is known."
        )
    address = f"{checked_address(portal.services)}/{layer.lookup}/FeatureServer/0"
    lookup = describe_layer(session, address)
    code, district = _named(lookup, layer.code), _named(lookup, layer.district)
    where = one_of(district, cut.districts)
    query = Query(where, code, (code, district), with_geometry=False)
    rows = collect(session, lookup, query, pages, page_size=LOOKUP_PAGE)
    return replace(cut, codes=tuple(codes_of(rows, code)))


def _checked(
    features: Sequence[Feature], found: Layer, layer: AreaLayer, cut: Cut, query: Query
) -> dict[str, object]:
    """Whether the answer is of what was asked; what the record then says of it."""
    if not features:
        raise FetchError(
            f"{found.address} has no areas of {', '.join(cut.districts)}. Districts are re-coded "
            f"when councils are reorganised: give their codes as of {layer.vintage} with "
            "--districts."
        )
    district = found.field(layer.district)
    asked = set(cut.districts if district else cut.codes)
    got = codes_of(features, district or query.code)
    other = sorted(set(got) - asked)
    if other:
        raise FetchError(
            f"{found.address} sent areas that were not asked for ({other[0]}): it does not keep to "
            "the condition. Download the layer by hand."
        )
    return {
        "areas": len(features),
        "edited": found.edited,
        "not_there": sorted(asked - set(got)),
        "verified_name": layer.verified,
    }


def _geojson(name: str, features: Sequence[Feature]) -> bytes:
    collection = {"type": "FeatureCollection", "name": name, "features": list(features)}
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False).encode()
