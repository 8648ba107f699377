"""The gate: which names the app answers to, what it keeps closed, what goes with every answer.

It stands before all that Streamlit serves. Streamlit's own list of hosts is asked for the websocket
only, so that a page of another name could still read the rest, and it sends no header about frames.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.settings import SettingsError, settings
from data.store import StoreError, refresh

# No other machine can be behind these, so that they are answered whatever the setting says.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Figures about the running process, and an interface for programs: nothing that a reader needs.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
# The app frames its own maps and components, from its own origin.
FRAMES = "frame-ancestors 'self'"
WITH_EVERY_ANSWER = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
NOT_ANSWERED = (
    "This app does not answer to the name in the address.\n"
    "Whoever runs it can add the name to the setting CSP_HOSTS.\n"
)
_POLICY_VIOLATION = 1008
_log = logging.getLogger(__name__)


def answered_names() -> frozenset[str]:
    """Return the names that the app answers to; end the start where a setting cannot be used."""
    try:
        return LOOPBACK | set(settings().hosts)
    except SettingsError as error:
        sys.exit(str(error))


def name_in(host: str) -> str:
    """Return the name in a Host header, without its port; empty where there is none.

    Examples
    --------
    >>> name_in("CSP.example.gov.uk:8501"), name_in("[::1]:8501"), name_in("localhost/@other")
    ('csp.example.gov.uk', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host or port == 0:
        return ""
    return (parts.hostname or "").removesuffix(".")


def is_closed(path: str) -> bool:
    """Return whether a path is one that is not served, below whatever path the app is served.

    Examples
    --------
    >>> is_closed("/_stcore/metrics"), is_closed("/csp/_stcore/agent/mcp"), is_closed("/theme")
    (True, True, False)
    """
    return any(closed in path for closed in CLOSED)


class Gate:
    """Refuse what was asked of a name that is not ours: another's page, led here by its own name.

    A page on the internet can have its name lead to this machine (DNS rebinding), and would then
    read the app as its own. Its requests bear its name.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        """Stand before an app that answers to some names."""
        self._app = app
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Appended: where an answer has a policy of its own, both hold.
                headers.append("Content-Security-Policy", FRAMES)
                for name, value in WITH_EVERY_ANSWER.items():
                    headers.setdefault(name, value)
            await send(message)

        if name_in(Headers(scope=scope).get("host", "")) not in self._names:
            refusal = PlainTextResponse(NOT_ANSWERED, status_code=421)
        elif is_closed(scope["path"]):
            refusal = PlainTextResponse("Not found\n", status_code=404)
        else:
            await self._app(scope, receive, with_headers)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await refusal(scope, receive, with_headers)


def health(_request: Request) -> PlainTextResponse:
    """Answer whether the app is up and can read its store, for whoever watches over it."""
    try:
        refresh()
    except StoreError as error:
        # The sentence names folders of this machine; anyone who reaches the app can ask.
        _log.error("%s", error)
        return PlainTextResponse("The store cannot be read; the log says why.\n", status_code=503)
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
