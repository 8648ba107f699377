"""The gate before the app: names that are answered, closed paths, headers, health; no server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from streamlit.web.server.app_discovery import discover_asgi_app

from components.served.gate import Gate, answered_names, health

ROOT = Path(__file__).parents[3]
OURS = ("csp.example.gov.uk", "10.1.2.3")


async def _behind(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the gate: it opens a websocket, and answers all else with 200."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    own = [(b"content-security-policy", b"sandbox"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": b"the app"})


def ask(host: str | None, path: str = "/", kind: str = "http") -> list[dict[str, Any]]:
    """What comes through the gate in answer to a request."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [] if host is None else [(b"host", host.encode())]
    scope = {"type": kind, "method": "GET", "path": path, "headers": headers}
    gate = Gate(_behind, [*answered_names(), *OURS])
    asyncio.run(gate(scope, receive, send))
    return sent


def status(host: str | None, path: str = "/") -> int:
    return int(ask(host, path)[0]["status"])


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "[::1]"),
        *("csp.example.gov.uk", "CSP.Example.gov.uk:443", "csp.example.gov.uk.", "10.1.2.3"),
    ],
)
def test_its_own_names_are_answered_whatever_port_they_are_reached_by(host):
    assert status(host) == 200
    assert ask(host, "/_stcore/stream", "websocket") == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", "other.example", "other.example:8501", "localhost.other.example"),
        *("x.csp.example.gov.uk", "10.1.2.30", "localhost@other.example", "localhost/other"),
        *("localhost:other", "localhost:99999", "[::1", "[::ffff:10.0.0.1]", "localhost, other"),
    ],
)
def test_another_name_is_refused_for_pages_files_and_the_websocket(host):
    assert status(host) == status(host, "/media/figures.csv") == 421
    (refused,) = ask(host, "/_stcore/stream", "websocket")
    assert refused["type"] == "websocket.close"


def test_a_refusal_says_which_setting_names_the_app_and_repeats_nothing_of_the_request():
    told = ask("<b>other.example</b>")[1]["body"].decode()
    assert "CSP_HOSTS" in told and "other" not in told


@pytest.mark.parametrize(
    "path",
    [
        *("/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics", "/csp/_stcore/metrics"),
        *("/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json"),
    ],
)
def test_what_no_reader_needs_is_not_there(path):
    assert status("localhost", path) == 404


@pytest.mark.parametrize("host", ["localhost", "other.example"])
def test_every_answer_bears_the_headers_and_keeps_its_own_policy(host):
    headers = [(name.decode(), value.decode()) for name, value in ask(host)[0]["headers"]]
    policies = [value for name, value in headers if name == "content-security-policy"]
    # The app frames its own maps: `self`, not `none`.
    assert policies[-1] == "frame-ancestors 'self'"
    assert ("sandbox" in policies) == (host == "localhost")
    assert [value for name, value in headers if name == "x-content-type-options"] == ["nosniff"]
    assert ("referrer-policy", "same-origin") in headers


def test_nothing_but_this_machine_is_answered_by_default(monkeypatch):
    monkeypatch.delenv("CSP_HOSTS", raising=False)
    assert answered_names() == {"localhost", "127.0.0.1", "::1"}
    monkeypatch.setenv("CSP_HOSTS", "csp.example.gov.uk")
    assert answered_names() == {"localhost", "127.0.0.1", "::1", "csp.example.gov.uk"}


def test_a_setting_that_cannot_be_used_ends_the_start_with_its_sentence(monkeypatch):
    monkeypatch.setenv("CSP_HOSTS", "https://csp.example.gov.uk")
    with pytest.raises(SystemExit, match="CSP_HOSTS is 'https:"):
        answered_names()


def test_streamlit_finds_the_gate_in_the_file_that_is_started():
    """It reads the file for it. Not found, the app would be served without its gate."""
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app and found.import_string == "app:app"


def test_health_reads_the_store(own_store, caplog):
    request = Request({"type": "http"})
    assert health(request).status_code == 200
    own_store.mkdir()
    (own_store / "manifest.json").write_text("{")
    told = health(request)
    assert told.status_code == 503
    # Where the store lies is for the log, not for everyone who can ask.
    assert str(own_store) not in bytes(told.body).decode() and str(own_store) in caplog.text
