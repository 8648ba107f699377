"""Foreign text in a real browser: it is shown, nothing of it is fetched, and it leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Frame, Page

from tests.app.foreign import EAST, HOST, LONG, PERIOD, PICTURE, STOWE, put_canaries

pytestmark = pytest.mark.browser

# Links and pictures of a canary, in the components' own trees too.
LEADS = """host => {
    const deep = (root) => [...root.querySelectorAll("*")].flatMap(
        (one) => [one, ...(one.shadowRoot ? deep(one.shadowRoot) : [])]);
    return deep(document)
        .flatMap((one) => ["href", "src", "xlink:href"].map((name) => one.getAttribute(name)))
        .filter((to) => to && URL.canParse(to, document.baseURI) &&
            [host, "www." + host].includes(new URL(to, document.baseURI).hostname));
}"""


def leads(part: Page | Frame) -> list[str]:
    return list(part.evaluate(LEADS, HOST))


def test_canaries_are_shown_and_fetch_nothing(
    screen, serve: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    stored = put_canaries()
    screen.address = serve(tmp_path)
    shown = {"theme": "burglary", "indicator": stored.indicator, "period": PERIOD, "ward": STOWE}
    pages = [
        f"/theme?csp={quote(LONG)}",
        f"/trends?types={quote(LONG)}",
        f"/theme?{urlencode(shown)}",
        f"/ward?{urlencode(shown)}",
        f"/plan?csp={EAST}&row={quote(stored.row)}",
        "/prioritise?section=results",
        "/sources?section=history",
    ]
    for page in pages:
        screen.visit(page)
        screen.page.get_by_text(PICTURE.split("//")[0]).first.wait_for(state="attached")
        assert [one for part in screen.page.frames for one in leads(part)] == [], page
    assert screen.outside == set()
