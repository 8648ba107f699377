"""What all visits without a browser share: the search for components of installed packages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def _packages_searched_once() -> Iterator[None]:
    """Search the installed packages once: AppTest does it at every visit, a server at its start.

    It took half of a visit's time. Nothing is installed while the tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            cache(manifest_scanner.scan_component_manifests),
        )
        yield
