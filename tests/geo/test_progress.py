"""The rule by which a plan's measure is on course."""

from __future__ import annotations

import pytest

from geo.change import DIRECTIONS
from geo.progress import STATUSES, course, reached


@pytest.mark.parametrize(
    ("change", "wanted", "status"),
    [
        ("increase", "increase", "on course"),
        ("decrease", "increase", "off course"),
        ("increase", "decrease", "off course"),
        ("decrease", "decrease", "on course"),
        ("increase", "", "cannot be told"),
        ("decrease", "", "cannot be told"),
        ("no real change", "increase", "no real change"),
        ("no real change", "", "no real change"),
        ("too few to say", "decrease", "cannot be told"),
        ("", "decrease", "cannot be told"),
    ],
)
def test_every_case(change: str, wanted: str, status: str) -> None:
    assert course(change, wanted) == status


def test_every_direction_of_a_change_has_a_status() -> None:
    assert {course(change, "decrease") for change in DIRECTIONS} == set(STATUSES)


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="'less'"):
        course("decrease", "less")


@pytest.mark.parametrize(
    ("value", "target", "wanted", "expected"),
    [
        (100.0, 100.0, "increase", True),
        (99.0, 100.0, "increase", False),
        (100.0, 100.0, "decrease", True),
        (101.0, 100.0, "decrease", False),
        (None, 100.0, "decrease", None),
        (100.0, None, "decrease", None),
        (100.0, 100.0, "", None),
    ],
)
def test_reached(value: float, target: float, wanted: str, expected: bool | None) -> None:
    assert reached(value, target, wanted) is expected
