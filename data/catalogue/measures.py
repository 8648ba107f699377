"""What every English district has a figure of beside recorded crime, as the catalogue lists it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from data.catalogue.records import CATALOGUE_FOLDER


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of districts: a place among them is shown, not the figure.

    ``file`` is an input of the build, ``column`` where the figure is in it; ``themes`` are those
    that it is context of.
    """

    id: str
    name: str
    file: str
    column: str
    period: str
    source: str
    themes: tuple[str, ...]
    caveat: str


@lru_cache(maxsize=1)
def load_measures() -> tuple[Measure, ...]:
    """Return the measures in the catalogue's order.

    Returns
    -------
    tuple of Measure

    Raises
    ------
    pydantic.ValidationError
        Where a row of `data/catalogue/measures.toml` lacks a key or has one too many.

    Examples
    --------
    >>> load_measures()[0].id
    'imd'
    """
    held = tomllib.loads((CATALOGUE_FOLDER / "measures.toml").read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Measure, ...]).validate_python(held["measure"])
