"""The gate of the running app: other names, other origins' frames, what is closed."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


SHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def status(server: str, path: str, **headers: str) -> int:
    connection = HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    told = connection.getresponse().status
    connection.close()
    return told


def test_only_its_own_names_are_answered(server):
    for path in ("/", "/health", "/_stcore/health", "/_stcore/host-config"):
        assert status(server, path) == 200
        assert status(server, path, Host="other.example") == 421
    other = {"Host": "other.example", "Origin": "http://other.example"}
    assert status(server, "/_stcore/stream", **SHAKE) == 101
    assert status(server, "/_stcore/stream", **SHAKE, **other) == 403


def test_what_no_reader_needs_is_not_served(server):
    assert status(server, "/_stcore/metrics") == status(server, "/_stcore/agent/mcp") == 404


def test_a_page_of_another_origin_cannot_frame_the_app(open_screen, server):
    """Another name of the same machine is another origin; the app's own frames stay (test_map)."""
    screen = open_screen(server)
    screen.page.goto(f"http://127.0.0.1:{urlsplit(server).port}/health")
    with screen.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        screen.page.set_content(f'<iframe src="{server}/theme"></iframe>')
    expect(screen.page.frame_locator("iframe").locator("h1.says")).to_have_count(0)
