"""Which addresses may be asked: encrypted ones, and those on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from data.fetching.faults import FetchError


def is_loopback(address: str) -> bool:
    """Say whether an address is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_address(address: str) -> str:
    """Return an address that may be asked, without a trailing slash."""
    parts = urlsplit(address)
    if not parts.hostname:
        raise FetchError(f"'{address}' is not a whole address, such as https://example.org/data.")
    if parts.username or parts.password:
        raise FetchError(f"The address of {parts.hostname} carries a user name; leave it out.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(address)):
        raise FetchError(
            f"{address}: only https addresses are downloaded from, because anything else can be "
            "altered on the way. Give the address with https."
        )
    return address.rstrip("/")


def next_address(address: str, location: str, hosts: Collection[str]) -> str:
    """Return where a redirect leads, if it may be followed."""
    target = checked_address(urljoin(address, location))
    asked, led = urlsplit(address), urlsplit(target)
    if led.netloc != asked.netloc and led.hostname not in hosts:
        raise FetchError(
            f"{asked.netloc} sends this request on to {led.netloc}, which is not known as a host "
            "of this publisher, so it was not followed. Your network may want you to sign in first "
            "(open any web page to see); otherwise download the file by hand."
        )
    return target
