"""All features of a query, page by page, checked against the number that the service told."""

from __future__ import annotations

from dataclasses import asdict

from data.fetching.faults import FetchError, PassingFault
from data.fetching.feature_service import (
    Feature,
    Layer,
    Query,
    codes_of,
    count_features,
    read_features,
)
from data.fetching.finished import Progress, Told, tell_nobody
from data.fetching.pages import PageFolder
from data.fetching.session import PoliteSession

PAGE = 100
# A layer that changes while it is read is read once more; one that always changes is given up.
ROUNDS = 2


class _Changed(Exception):  # noqa: N818 - never leaves this file
    """The layer has another number of features than when the download began."""


def collect(
    session: PoliteSession,
    layer: Layer,
    query: Query,
    pages: PageFolder,
    *,
    page_size: int = PAGE,
    told: Told = tell_nobody,
) -> list[Feature]:
    """Download every feature of a query, taking up where an earlier run stopped."""
    size = min(page_size, layer.largest_page)
    for _ in range(ROUNDS):
        count = count_features(session, layer, query.where)
        pages.open({**asdict(query), "fields": list(query.fields)}, count, layer.edited)
        try:
            _read_pages(session, layer, query, pages, count, size, told)
        except _Changed:
            pages.discard()
            continue
        return pages.features
    raise FetchError(
        f"{layer.address} changed while it was being downloaded, {ROUNDS} times. The publisher is "
        "probably updating it; try again tomorrow."
    )


def _read_pages(
    session: PoliteSession,
    layer: Layer,
    query: Query,
    pages: PageFolder,
    count: int,
    size: int,
    told: Told,
) -> None:
    was_complete = len(pages.features) == count
    while (held := len(pages.features)) < count:
        told(Progress("areas", held, count, "areas"))
        features = _read_page(session, layer, query, pages.features, min(size, count - held))
        if not features:
            break
        pages.add(features)
    told(Progress("areas", len(pages.features), count, "areas"))
    # Counted again at the end, or where pages ran out: an area that came or went in between would
    # have moved the others over a page's edge. (A finished download that is only taken up was
    # counted just now.)
    if not was_complete and count_features(session, layer, query.where) != count:
        raise _Changed
    if len(pages.features) != count:
        raise FetchError(
            f"{layer.address} counts {count} areas and sends {len(pages.features)}. What had "
            "arrived is kept; try again later, or download the layer by hand."
        )


def _read_page(
    session: PoliteSession, layer: Layer, query: Query, held: list[Feature], asked: int
) -> list[Feature]:
    """A page without any feature that is held already; empty where the service has no more."""
    known = set(codes_of(held, query.code))
    before: list[str] | None = None

    def attempt() -> list[Feature]:
        nonlocal before
        features = read_features(session, layer, query, len(held), asked)
        codes = codes_of(features, query.code)
        repeated = len(set(codes)) < len(codes) or not known.isdisjoint(codes)
        if repeated or len(codes) > asked:
            raise PassingFault(f"{layer.address} sent areas again that it had sent before")
        # A page cut by a fault differs when it is asked again; one that comes the same again is
        # the service's own limit, and what is missing follows on the next page.
        if len(codes) < asked and codes != before:
            before = codes
            raise PassingFault(f"{layer.address} sent {len(codes)} areas where {asked} are due")
        return features

    return session.persist(attempt)
