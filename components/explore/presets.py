"""The spans asked for most, one click each."""

from __future__ import annotations

import streamlit as st

from components.explore.choices import bound
from data.explore.presets import NAMES, presets
from data.selection.exploration import ExplorationReading


def preset_row(reading: ExplorationReading) -> None:
    """Offer the newest months and the same months a year before; the one shown is marked."""
    now = reading.exploration
    offered = {one.id: one for one in presets(now.first, now.last)}
    if not offered:
        return
    shown = [one.id for one in offered.values() if (one.first, one.last) == (now.first, now.last)]

    def chosen(one: str | None) -> dict[str, str]:
        # A second click on the one that is marked would choose none: the months stay.
        span = offered.get(one) if one else None  # type: ignore[call-overload]
        return {"first": span.first, "last": span.last} if span else {}

    st.pills(
        "Months",
        list(offered),
        format_func=NAMES.get,
        label_visibility="collapsed",
        **bound("explore-preset", shown[0] if shown else None, reading, chosen),
    )
