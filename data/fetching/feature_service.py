"""The protocol of ArcGIS feature services: what a layer has, how many, and a page of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from data.fetching.faults import FetchError, NotThereError, PassingFault
from data.fetching.session import PoliteSession

# A longer address is cut off by some proxies; the protocol takes the same query as a form.
LONGEST_ADDRESS = 1500
# In degrees: 0.1 m, finer than any layer that is drawn.
DECIMALS = 6
_CODE = re.compile(r"[A-Za-z]\d{8}")
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)

Feature = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """A layer as it describes itself.

    Attributes
    ----------
    address : str
        ``…/FeatureServer/0``.
    fields : tuple of str
        Names of its fields, as it spells them.
    largest_page : int
        Features that it sends at once.
    edited : int or None
        When it was last changed, in the publisher's own count; None where it does not say.
    """

    address: str
    fields: tuple[str, ...]
    largest_page: int
    edited: int | None

    def field(self, name: str) -> str | None:
        """Return a field as the layer spells it, whatever the case; None if it has no such."""
        return next((each for each in self.fields if each.lower() == name.lower()), None)


@dataclass(frozen=True)
class Query:
    """Which features, and what of them.

    Attributes
    ----------
    where : str
        Condition, made by `one_of`.
    code : str
        Field that tells features apart, and orders them.
    fields : tuple of str
        Fields to send, `code` among them.
    with_geometry : bool
        Whether shapes are sent, in EPSG:4326.
    """

    where: str
    code: str
    fields: tuple[str, ...]
    with_geometry: bool = True


def one_of(field: str, codes: Collection[str]) -> str:
    """Return the condition that a field holds one of some codes."""
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong:
        raise FetchError(f"'{wrong[0]}' is no ONS code: a letter and eight digits, as E07000001.")
    if not codes:
        raise FetchError("No district or area was named to download.")
    return f"{field} IN ({','.join(repr(code) for code in sorted(codes))})"


def describe_layer(session: PoliteSession, address: str) -> Layer:
    """Ask a layer for its fields and limits."""
    told = session.persist(lambda: session.ask(address, answer_of, {"f": "json"}))
    fields = tuple(str(each.get("name", "")) for each in told.get("fields") or ())
    if not fields:
        raise FetchError(
            f"{address} does not describe a layer. The address of a layer ends in "
            "/FeatureServer/ and a number, as .../FeatureServer/0."
        )
    limit = told.get("maxRecordCount")
    return Layer(
        address=address,
        fields=fields,
        largest_page=limit if isinstance(limit, int) and limit > 0 else 1000,
        edited=(told.get("editingInfo") or {}).get("lastEditDate"),
    )


def count_features(session: PoliteSession, layer: Layer, where: str) -> int:
    """Ask how many features meet a condition."""
    told = session.persist(
        lambda: _query(session, layer, {"where": where, "returnCountOnly": "true", "f": "json"})
    )
    count = told.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise FetchError(f"{layer.address} does not tell how many areas it has. Try again later.")
    return count


def read_features(
    session: PoliteSession, layer: Layer, query: Query, offset: int, size: int
) -> list[Feature]:
    """Ask once for a page of features; call it by the session's `persist`."""
    told = _query(
        session,
        layer,
        {
            "where": query.where,
            "outFields": ",".join(query.fields),
            "returnGeometry": str(query.with_geometry).lower(),
            "outSR": "4326",
            "geometryPrecision": str(DECIMALS),
            # Without an order the pages of one query may overlap.
            "orderByFields": f"{query.code} ASC",
            "resultOffset": str(offset),
            "resultRecordCount": str(size),
            "f": "geojson",
        },
    )
    features = told.get("features")
    if not isinstance(features, list):
        raise PassingFault(f"{layer.address} sent a page without features")
    return [_sound(each, query, layer) for each in features]


def codes_of(features: Sequence[Feature], code: str) -> list[str]:
    """Return the codes of features, in their order."""
    return [str(each["properties"][code]) for each in features]


def _sound(feature: Any, query: Query, layer: Layer) -> Feature:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise PassingFault(f"{layer.address} sent a feature without properties")
    # The answer may spell a field otherwise than the layer's own description does.
    spelt = {str(name).lower(): value for name, value in properties.items()}
    named = {field: spelt.get(field.lower()) for field in query.fields}
    code = named[query.code]
    if not isinstance(code, str) or not code:
        raise PassingFault(f"{layer.address} sent a feature without its {query.code}")
    shape = feature.get("geometry")
    if query.with_geometry and not (isinstance(shape, dict) and shape.get("coordinates")):
        raise PassingFault(f"{layer.address} sent {code} without a shape")
    return {"type": "Feature", "properties": named, "geometry": shape}


def _query(session: PoliteSession, layer: Layer, form: dict[str, str]) -> dict[str, Any]:
    post = sum(len(name) + len(value) for name, value in form.items()) > LONGEST_ADDRESS
    return session.ask(f"{layer.address}/query", answer_of, form, post=post)


def answer_of(body: bytes) -> dict[str, Any]:
    """Return a service's answer, or say what is wrong with it."""
    try:
        told = json.loads(body)
    except ValueError:
        if body.lstrip()[:1] == b"<":
            title = _TITLE.search(body)
            named = f" ('{title[1].decode('utf-8', 'replace').strip()[:80]}')" if title else ""
            raise PassingFault(
                f"A web page{named} came in place of the feature service's data"
            ) from None
        raise PassingFault("The feature service's answer is cut off") from None
    if not isinstance(told, dict):
        raise PassingFault("The feature service's answer is not of its protocol")
    if "error" in told:
        _raise_error(told["error"] if isinstance(told["error"], dict) else {})
    return told


def _raise_error(error: dict[str, Any]) -> None:
    """An error body: its code means what an HTTP status would, though the status was 200."""
    code = error.get("code")
    said = f"error {code}: {error.get('message') or 'no reason given'}"
    if code == 404 or "invalid url" in str(error.get("message")).lower():
        raise NotThereError(f"The feature service is not there ({said}).")
    if code in (429, None) or (isinstance(code, int) and code >= 500):
        raise PassingFault(f"The feature service answered with {said}")
    raise FetchError(
        f"The feature service refused the request ({said}). Its fields or its name may have "
        "changed: look at its page, and give the address of the layer with --url."
    )
