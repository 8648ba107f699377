"""What a heading says of the figures under it: of how many they are rates."""

from __future__ import annotations

import re

_SCALES = {
    r"per ?cent(?:age)?|%|pct|percentage": 100.0,
    r"100,?000|100 ?k|hundred thousand": 100_000.0,
    r"10,?000|10 ?k|ten thousand": 10_000.0,
    r"1,?000,?000|million": 1_000_000.0,
    r"1,?000|1 ?k|thousand": 1_000.0,
    r"100|hundred": 100.0,
}


def scale_of(heading: str) -> float | None:
    """Return of how many a heading says that its rates are; None where it does not say.

    >>> scale_of("Rate per 1000"), scale_of("LAC per 10,000 aged 0-17"), scale_of("% of CPP")
    (1000.0, 10000.0, 100.0)
    >>> scale_of("Rate")
    """
    plain = " ".join(heading.casefold().replace("_", " ").split())
    for pattern, scale in _SCALES.items():
        if (
            scale == 100.0
            and re.search(rf"(?<!\w)(?:{pattern})(?![\w,])", plain)
            and ("%" in plain or "cent" in plain or "pct" in plain)
        ):
            return scale
        if re.search(rf"(?:\bper|/|\bp\.?|\brate) ?(?:{pattern})(?![\d,])", plain):
            return scale
    return None
