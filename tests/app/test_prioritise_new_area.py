"""The prioritisation page for another police force area: its own names, and nothing borrowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.priority.scheme import load_scheme
from tests.app.test_new_area import packaged_names, serve, words
from tests.app.test_prioritise import SECTIONS
from tests.app.visiting import healthy, visit
from tests.data.area.synthetic_area import DISTRICTS


@pytest.fixture(scope="module", autouse=True)
def another_area(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    load_scheme.cache_clear()
    yield from serve(tmp_path_factory.mktemp("plain"), "police")
    load_scheme.cache_clear()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_of_the_area_and_no_other(section: str) -> None:
    csp, name = next(iter(DISTRICTS.items()))
    text = words(healthy(visit("prioritise", section, csp=csp)))
    assert name in text
    assert [one for one in packaged_names() if one in text] == []
