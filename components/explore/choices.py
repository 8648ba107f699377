"""What ties a widget of the explorer to the address, where its choices are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.explore.address import go
from data.selection.exploration import ExplorationReading, alter


def written(
    key: str, reading: ExplorationReading, choose: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """Return what makes a widget write its choice to the address."""

    def picked() -> None:
        go(alter(reading, **choose(st.session_state[key])))

    return {"key": key, "on_change": picked}


def bound(
    key: str, value: Any, reading: ExplorationReading, choose: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """Return what ties a widget to the address: the address is the truth, the widget shows it."""
    st.session_state[key] = value
    return written(key, reading, choose)
