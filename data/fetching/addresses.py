"""Which addresses may be asked: encrypted ones, and those on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from data.fetching.faults import FetchError


def is_loopback(address: str) -> bool:
    """Say whether an address is on this machine.

    Examples
    --------
    >>> is_loopback("http://127.0.0.1:8000/x"), is_loopback("https://example.org")
    (True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_address(address: str) -> str:
    """Return an address that may be asked, without a trailing slash.

    Parameters
    ----------
    address : str
        A whole address, as a user or a catalogue gives it.

    Returns
    -------
    str

    Raises
    ------
    FetchError
        If it is not https (http is taken on this machine only), or carries a password.

    Examples
    --------
    >>> checked_address("https://example.org/services/")
    'https://example.org/services'
    >>> checked_address("http://example.org")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded from...
    """
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
    """Return where a redirect leads, if it may be followed.

    Parameters
    ----------
    address : str
        What was asked.
    location : str
        Where the answer sends us, whole or relative.
    hosts : collection of str
        Other hosts that the publisher is known to keep files on.

    Returns
    -------
    str

    Raises
    ------
    FetchError
        If it leads to another host that is not one of those, or off https: a sign-in page of the
        network would otherwise be taken for data.

    Examples
    --------
    >>> next_address("https://a.org/x", "/y", ())
    'https://a.org/y'
    >>> next_address("https://a.org/x", "https://login.example/", ())
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: a.org sends this request on to login.example, which is not ...
    """
    target = checked_address(urljoin(address, location))
    asked, led = urlsplit(address), urlsplit(target)
    if led.netloc != asked.netloc and led.hostname not in hosts:
        raise FetchError(
            f"{asked.netloc} sends this request on to {led.netloc}, which is not known as a host "
            "of this publisher, so it was not followed. Your network may want you to sign in first "
            "(open any web page to see); otherwise download the file by hand."
        )
    return target
