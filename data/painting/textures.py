"""Textures over fills: what is told by two hues must be told in grey too.

A fill is its colour, or its colour with a texture and the ink of it: ``"#2166ac lines light"``.
Only classes that stand apart by hue have one: shades from light to dark need none.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.painting.paint import Entry

# Of `Palette.lenses`, `cold_hot` and `clusters`, in their order.
LENSES = ("", "lines", "dots", "")
COLD_HOT = ("lines", "lines", "lines", "", "", "", "")
CLUSTERS = ("", "dots", "lines", "lines", "")
# Under this share of white an ink has to be light.
MID_GREY = 0.55


def textured(colours: Iterable[str], textures: Iterable[str]) -> tuple[str, ...]:
    """Return fills with their textures, each in the ink that is seen on it.

    Parameters
    ----------
    colours : iterable of str
        ``#rrggbb``.
    textures : iterable of str
        ``lines``, ``dots`` or empty, one for each colour.

    Returns
    -------
    tuple of str
        Fills of `data.painting.paint.Paint.ramp`.

    Raises
    ------
    ValueError
        Where there are not as many textures as colours.

    Examples
    --------
    >>> textured(("#2166ac", "#d1e5f0", "#b2182b"), ("lines", "lines", ""))
    ('#2166ac lines light', '#d1e5f0 lines dark', '#b2182b')
    """
    return tuple(
        f"{colour} {texture} {_ink(colour)}" if texture else colour
        for colour, texture in zip(colours, textures, strict=True)
    )


def _ink(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "light" if 0.299 * red + 0.587 * green + 0.114 * blue < MID_GREY else "dark"


def filled(fill: str, text: str) -> Entry:
    """Return the key's entry of a fill.

    Parameters
    ----------
    fill : str
        Of `textured`, or a plain colour.
    text : str
        What the class is.

    Returns
    -------
    tuple of str
        The kind of its swatch, its colour and its words.

    Examples
    --------
    >>> filled("#2166ac lines light", "cold 99%")
    ('fill lines light', '#2166ac', 'cold 99%')
    >>> filled("#b2182b", "hot 99%")
    ('fill', '#b2182b', 'hot 99%')
    """
    colour, *texture = fill.split(" ")
    return " ".join(["fill", *texture]), colour, text
