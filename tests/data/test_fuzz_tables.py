"""Tables made at random: a few with every run of the tests, many by `make fuzz`."""

from __future__ import annotations

import os

import pytest

from tests.data.fuzz_tables import made, proved

NUMBER = int(os.environ.get("CSP_FUZZ_TABLES", "25"))


@pytest.mark.parametrize("place", range(NUMBER))
def test_a_table_comes_out_as_it_was_made(place: int) -> None:
    proved(made(place))
