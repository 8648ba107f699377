"""What one repaint of a map says: classes and words of areas, and what lies over them."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from data.painting.palette import Palette

# An entry of a key: the kind of its swatch (fill, hatch, line thin, …), its colour if it has one,
# and its words.
Entry = tuple[str, str, str]

NO_DATA = -1  # the first of several: data.painting.absence parts the reasons, all under 0


def spans(tops: Sequence[str]) -> list[str]:
    """Name classes by their upper ends, as a key does.

    Parameters
    ----------
    tops : sequence of str
        Upper ends as they are written, lowest first.

    Returns
    -------
    list of str

    Examples
    --------
    >>> spans(["5.1", "7.7"])
    ['to 5.1', '5.1–7.7']
    """
    first = [f"to {top}" for top in tops[:1]]
    return [*first, *(f"{low}–{high}" for low, high in itertools.pairwise(tops))]


@dataclass(frozen=True, slots=True)
class Spots:
    """Circles over the areas, largest first: latitude, longitude, how many, name, of what.

    The last is pairs in a row: a place in ``kinds`` and how many. ``radius`` (pixels) is that of a
    circle of ``most``; the others' areas are in proportion.
    """

    places: tuple[tuple[float, float, int, str, tuple[int, ...]], ...]
    kinds: tuple[str, ...]
    most: int
    radius: float
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A picture under the areas' borders: its address, and its south, west, north, east edge."""

    picture: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Months:
    """The same areas month by month, for the browser to step through: oldest month first.

    ``names`` are the months in full, ``states`` "", "absent" or "incomplete"; ``classes``,
    ``counts`` and ``rates`` (written out) hold one value a month for each area. A class is one of
    ``ramp``, or under 0 where there is no figure. ``key`` is a fill and its words for each class.
    """

    names: tuple[str, ...]
    states: tuple[str, ...]
    classes: dict[str, tuple[int, ...]]
    counts: dict[str, tuple[int | None, ...]]
    rates: dict[str, tuple[str, ...]]
    ramp: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    unit: str

    def told(self) -> dict[str, Any]:
        """Return what travels: a line of text for each area, of the months that are loaded.

        Absent months have nothing to say, and a value with its quotes weighs twice what it is.
        """
        held = [at for at, state in enumerate(self.states) if state != "absent"]
        lines = {
            code: "|".join(
                f"{kinds[at]}/{self.counts[code][at]}/{self.rates[code][at]}"
                if self.counts[code][at] is not None
                else ""
                for at in held
            )
            for code, kinds in self.classes.items()
        }
        names = ("names", "states", "ramp", "key", "unit")
        return {"lines": lines} | {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Paint:
    """What one repaint says: a class, an outline weight and words for each area.

    ``layer`` names the outlines, as `components.served.cached.drawing_address` does.
    ``fit`` is a district code, several, or None for the whole layer; with ``near`` (area codes)
    the map is fitted to those areas instead. With ``labels`` (a name and its latitude and
    longitude) it is lettered with those instead of the areas' own names; else the areas of
    ``named`` (codes) come first, in their order, and stand aside where there is no room. A
    ``linked`` map shows the ground that the other one on the page does.
    """

    layer: str
    fit: str | tuple[str, ...] | None
    ward: str | None
    areas: dict[str, tuple[int, int, str]]
    ramp: tuple[str, ...]
    says: str
    elsewhere: str
    unit: str = ""
    labels: tuple[tuple[str, float, float], ...] | None = None
    near: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    spots: Spots | None = None
    surface: Surface | None = None
    months: Months | None = None
    linked: bool = False

    def script(self, colours: Palette, address: str) -> str:
        """Return the one argument of ``CspMap.paint``; the geometry is at `address`."""
        told: dict[str, Any] = {
            "address": address,
            "fit": self.fit,
            "ward": self.ward,
            "areas": self.areas,
            "ramp": self.ramp,
            "says": self.says,
            "elsewhere": self.elsewhere,
            "unit": self.unit,
            "labels": self.labels,
            "near": self.near,
            "named": self.named,
            "linked": self.linked,
            "dark": colours.dark,
            "colours": {
                name: getattr(colours, name)
                for name in (
                    "border",
                    "faint",
                    "neighbour",
                    "outline",
                    "elsewhere",
                    "flagged",
                    "chosen",
                )
            },
        }
        told |= {
            name: {one.name: getattr(layer, one.name) for one in fields(layer)}
            for name, layer in (("spots", self.spots), ("surface", self.surface))
            if layer
        }
        if self.months:
            told["months"] = self.months.told()
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        token = hashlib.sha256(text.encode()).hexdigest()[:12]
        # "</" would end the script element that streamlit-folium writes this into, and what is
        # behind "<!--" might not end it.
        script = f'{text[:-1]},"token":"{token}"}}'
        return script.replace("</", "<\\/").replace("<!", "\\u003c!")
