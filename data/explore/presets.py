"""Spans of months that are asked for most: the newest ones, and the same a year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.explore.spans import runs, year_before

PresetId = Literal["1", "3", "6", "12", "before"]
NEWEST: tuple[PresetId, ...] = ("1", "3", "6", "12")
NAMES: dict[PresetId, str] = {
    "1": "Last month",
    "3": "Last 3 months",
    "6": "Last 6 months",
    "12": "Last 12 months",
    "before": "Same, a year before",
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A span that can be chosen by one click: its name, its first and its last month."""

    id: PresetId
    first: str
    last: str


def newest(months: int) -> Preset | None:
    """Return the newest months that are loaded on end.

    Parameters
    ----------
    months : int
        How many.

    Returns
    -------
    Preset or None
        None where the newest run is shorter, or there is no such preset: what is not loaded is
        never bridged.

    Examples
    --------
    >>> newest(3)
    Preset(id='3', first='2025-10', last='2025-12')
    """
    found = next((one for one in NEWEST if one == str(months)), None)
    held = runs()[-1].months if runs() else ()
    if found is None or len(held) < months:
        return None
    return Preset(found, held[-months], held[-1])


def presets(first: str, last: str) -> tuple[Preset, ...]:
    """Return the spans that are offered beside the months shown.

    Parameters
    ----------
    first, last : str
        The months shown, ``YYYY-MM``.

    Returns
    -------
    tuple of Preset
        The newest months as far as they are loaded; the same months a year before the ones shown,
        where they are loaded on the same boundaries.

    Examples
    --------
    >>> [one.id for one in presets("2025-01", "2025-04")]
    ['1', '3', '6', '12', 'before']
    """
    held = [one for one in (newest(int(number)) for number in NEWEST) if one is not None]
    earlier = year_before(first, last)
    if earlier is not None:
        held.append(Preset("before", earlier.months[0], earlier.months[-1]))
    return tuple(held)
