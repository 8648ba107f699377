"""The colours of maps and charts, for the light and the dark theme."""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Source Sans, Source Sans Pro, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour a map or chart uses, named by what it means."""

    dark: bool
    ink: str
    quiet: str
    grid: str
    ground: str
    accent: str
    rest: str
    border: str
    faint: str
    neighbour: str
    outline: str
    elsewhere: str
    flagged: str
    chosen: str
    worse: tuple[str, ...]
    plain: tuple[str, ...]
    lenses: tuple[str, ...]
    cold_hot: tuple[str, ...]  # from coldest to hottest, no pattern in the middle
    clusters: tuple[str, ...]  # High-High, High-Low, Low-High, Low-Low, none

    def ramp(self, polarity: str, classes: int) -> tuple[str, ...]:
        """Shade from least to most: warm where higher is worse, blue where it is not simply so."""
        steps = self.plain if polarity == "neutral" else self.worse
        if classes >= len(steps):
            return steps
        if classes == 1:
            return (steps[2],)
        # Spread the few classes over the whole ramp: two classes must not look like one.
        last = len(steps) - 1
        return tuple(steps[round(i * last / (classes - 1))] for i in range(classes))


# ColorBrewer OrRd and PuBu: single-hue, ordered by lightness, safe for colour-blind readers.
LIGHT = Palette(
    dark=False,
    ink="#1d1b19",
    quiet="#5c5852",
    grid="#e4e1dc",
    ground="#ffffff",
    accent="#0b4f8a",
    rest="#a39e96",
    border="#6e6962",
    faint="#cfcbc5",
    neighbour="#8d8a85",
    outline="#1d1b19",
    elsewhere="#ffffff",
    flagged="#1d1b19",
    chosen="#0057b8",
    worse=("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"),
    plain=("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"),
    lenses=("#fef0d9", "#9ebcda", "#fdae61", "#b30000"),
    # ColorBrewer RdBu.
    cold_hot=("#2166ac", "#67a9cf", "#d1e5f0", "#f4f2ef", "#fddbc7", "#ef8a62", "#b2182b"),
    clusters=("#b2182b", "#fdae61", "#9ecae1", "#2166ac", "#f4f2ef"),
)
DARK = Palette(
    dark=True,
    ink="#f3f1ee",
    quiet="#b8b3a8",
    grid="#3a3733",
    ground="#171614",
    accent="#85b8f8",
    rest="#7d7870",
    border="#8d8a85",
    faint="#3a3733",
    neighbour="#6e6962",
    outline="#edebe8",
    elsewhere="#171614",
    flagged="#ffffff",
    chosen="#5fb0ff",
    worse=("#3b2a22", "#6e3b22", "#a8502a", "#e07b3f", "#ffc68a"),
    plain=("#20293a", "#27476b", "#2f6ea3", "#5aa0d6", "#b5dcff"),
    lenses=("#2a2825", "#33506f", "#a8602a", "#ff9d6b"),
    cold_hot=("#a6d3ff", "#4f93c8", "#2a4a68", "#262422", "#63372a", "#c8653f", "#ffb18a"),
    clusters=("#ffa07a", "#a8702a", "#33608a", "#8cc4ff", "#262422"),
)
