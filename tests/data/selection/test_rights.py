"""From which requests something may be changed."""

from __future__ import annotations

import pytest

from data.selection.rights import FORWARDING, on_own_machine

OWN = [
    "localhost",
    "localhost:8501",
    "127.0.0.1:8599",
    "127.8.9.1",
    "[::1]:8501",
    "[::1]",
    "LOCALHOST",
]
OTHERS = [
    "csp.example.org",
    "10.0.0.7:8501",
    "localhost.example.org",
    "evil.test:8501",
    "",
    "[fe80::1]",
]


@pytest.mark.parametrize("host", OWN)
def test_a_request_to_a_loopback_name_is_made_on_this_machine(host: str) -> None:
    assert on_own_machine({"Host": host}, None, behind_proxy=False)
    assert on_own_machine({"host": host, "Cookie": "x"}, "127.0.0.1", behind_proxy=False)


@pytest.mark.parametrize("host", OTHERS)
def test_a_request_to_another_name_is_not(host: str) -> None:
    assert not on_own_machine({"Host": host}, None, behind_proxy=False)


@pytest.mark.parametrize("name", [*FORWARDING, "X-Forwarded-For", "Forwarded"])
def test_a_request_that_was_passed_on_is_not(name: str) -> None:
    assert not on_own_machine({"Host": "localhost", name: "127.0.0.1"}, None, behind_proxy=False)


def test_a_proxy_makes_all_requests_alike() -> None:
    assert not on_own_machine({"Host": "localhost"}, None, behind_proxy=True)
    assert not on_own_machine({}, None, behind_proxy=True)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.9", "2001:db8::1"])
def test_an_address_of_another_machine_counts_whatever_the_host_says(address: str) -> None:
    assert not on_own_machine({"Host": "localhost"}, address, behind_proxy=False)
