"""The streets and places that police files name, to be found by name where points are kept."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data import store
from data.explore.areas import layer_of
from data.explore.points import KIND, UNNAMED, months_with_points, snap_homes, spoken
from data.explore.spans import runs
from data.store.remembered import remembered
from geo.areas import normalise_name

# The newest months tell every street that records lie on; older ones would only add to the time.
MONTHS = 12
_BEFORE_NAMES = ("On or near ", "On or Near ")


@dataclass(frozen=True, slots=True)
class Street:
    """A street or place that records were snapped to, in one ward."""

    name: str
    key: str
    ward_code: str
    ward: str
    district_code: str
    district: str


@remembered(maxsize=1)
def street_names() -> tuple[Street, ...]:
    """Return the streets of the newest months whose points are in the store.

    Returns
    -------
    tuple of Street
        Once for each ward that a street lies in, by name; none where no points are kept.

    Raises
    ------
    StoreError
        If a table of the store cannot be read.

    Examples
    --------
    >>> street_names()
    ()
    """
    newest = runs()[-1].months[-MONTHS:] if runs() else ()
    held = months_with_points(newest)
    if not held:
        return ()
    keys = [key for key in store.current().of_kind(KIND) if key[-7:] in held]
    tables = [store.read_table(KIND, key)[["location", "lsoa_code"]] for key in keys]
    named = pd.concat(tables).drop_duplicates()
    homes = snap_homes(layer_of("lsoa", held[-1]), layer_of("ward", held[-1]))
    named = named.astype(str).join(homes, on="lsoa_code", how="inner")
    columns = ["location", "ward_code", "ward_name", "district_code", "district_name"]
    made = []
    for row in named[columns].drop_duplicates().itertuples(index=False, name=None):
        name = _bare(spoken(row[0]))
        if name != UNNAMED:
            made.append(Street(name, normalise_name(name), *row[1:]))
    return tuple(sorted(set(made), key=lambda one: (one.name, one.district, one.ward)))


def _bare(location: str) -> str:
    """The name itself: the publisher writes 'On or near' before each."""
    for before in _BEFORE_NAMES:
        location = location.removeprefix(before)
    return location.strip()


def find_streets(text: str, csp: str, most: int = 4) -> tuple[Street, ...]:
    """Return the streets whose name has every word that is typed.

    Parameters
    ----------
    text : str
        A street's name or the beginning of it; its ward or district may stand behind.
    csp : str
        Code of the district whose streets come first.
    most : int
        How many are returned at most.

    Returns
    -------
    tuple of Street
        Those called so first, then the district's own.

    Examples
    --------
    >>> find_streets("high street", "E07000194")
    ()
    """
    words = normalise_name(text).split()
    if not words or len("".join(words)) < 3:
        return ()
    found = [one for one in street_names() if _fits(words, one)]
    key = " ".join(words)
    found.sort(key=lambda one: (one.key != key, one.district_code != csp, one.name, one.ward))
    return tuple(found[:most])


def _fits(words: list[str], street: Street) -> bool:
    """Whether each word begins one of the street's name, or of its ward's behind the first."""
    own = street.key.split()
    around = [*own, *normalise_name(f"{street.ward} {street.district}").split()]
    if not any(word.startswith(words[0]) for word in own):
        return False
    return all(any(other.startswith(word) for other in around) for word in words)
