"""Who may change what is kept, until people sign in: whoever sits at the app's own machine."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

READ_ONLY = (
    "Nothing can be changed from here: changes are made on the machine that runs the app. Whoever "
    "runs it can allow them from elsewhere with CSP_ALLOW_CHANGES=1."
)
# Each of them says that somebody passed the request on.
FORWARDING = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
)


def on_own_machine(headers: Mapping[str, str], address: str | None, behind_proxy: bool) -> bool:
    """Tell whether a request was made on the machine that runs the app.

    Not where a proxy is set or a header says that somebody passed it on: all then look alike.
    A visit without a browser (a test, a script) has no headers and is on this machine.

    >>> on_own_machine({"Host": "localhost:8501"}, None, False)
    True
    >>> on_own_machine({"Host": "csp.example.org"}, None, False)
    False
    >>> on_own_machine({"Host": "localhost", "X-Forwarded-For": "10.1.2.3"}, None, False)
    False
    >>> on_own_machine({"Host": "127.0.0.1:8501"}, "10.1.2.3", False)
    False
    """
    if not headers:
        return not behind_proxy
    told = {name.casefold(): value for name, value in headers.items()}
    if behind_proxy or any(name in told for name in FORWARDING):
        return False
    return _is_loopback(_name(told.get("host", ""))) and _is_loopback(address or "127.0.0.1")


def _name(host: str) -> str:
    """A host's name or number, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _is_loopback(name: str) -> bool:
    if name.casefold() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
