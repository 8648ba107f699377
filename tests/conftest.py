"""What tests of every part share."""

from __future__ import annotations

from pathlib import Path

import pytest

import data.figures.area_figures
import data.tables.population
import data.trend.months


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty store of its own; return the folder, which is not made yet."""
    folder = tmp_path / "store"
    monkeypatch.setenv("CSP_STORE", str(folder))
    return folder


@pytest.fixture
def census_residents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set 2025 against the residents of Census 2021, as the audit did whose values are tested."""
    load = data.tables.population.load_population
    for reader in (data.figures.area_figures, data.trend.months):
        monkeypatch.setattr(
            reader,
            "load_population",
            lambda base: load("census-2021" if base == "mid-2024" else base),
        )
    # What is remembered is remembered for each threshold: none of it is another test's.
    monkeypatch.setenv("CSP_SUPPRESS_UP_TO", "9")
