"""How like a place's name is to what somebody wrote: for the search box, and for tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from data.places.index import Place
from geo.areas import normalise_name

# A word of the search counts as one of the name's from this likeness (of 100) on: one slip in a
# word of five letters is 80, another word that merely looks alike is mostly under 70.
LEAST = 70
# Names this much less like than the best are noise.
BEHIND = 15
# From here on the name is as it was typed, but for marks, capitals and missing ends.
AS_TYPED = 99
IDLE_WORDS = {"and", "the", "of", "with", "in", "ward", "district"}


def nearest_places(
    text: str, among: Iterable[Place], most: int = 3, least: float = LEAST
) -> tuple[tuple[Place, float], ...]:
    """Return the places of a set whose names are most like a name, each with its likeness.

    Parameters
    ----------
    text : str
        A name as a table has it.
    among : iterable of Place
        Those that may be meant, such as the wards of one district.
    most : int
        How many are returned at most.
    least : float
        Likeness (of 100) under which a place is left out.

    Returns
    -------
    tuple of (Place, float)
        The most like first, and none that is far less so than it. They are suggestions: nothing
        is to be matched by them unasked.

    Examples
    --------
    >>> names = ("Stowe", "Summerfield")
    >>> wards = [Place("ward", name, name, "E07000001", "Borough", name) for name in names]
    >>> [(place.name, round(likeness)) for place, likeness in nearest_places("Stow", wards)]
    [('Stowe', 99)]
    """
    key, words = key_and_words(text)
    if not words:
        return ()
    scored = [(likeness_of(words, key, one), one) for one in among]
    reach = max(least, max((score for score, _ in scored), default=0.0) - BEHIND)
    kept = [(one, score) for score, one in scored if score >= reach]
    kept.sort(key=lambda pair: (-round(pair[1]), -nearness(key, pair[0]), pair[0].name))
    return tuple(kept[:most])


def key_and_words(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a name's key, and those of its words that tell one place from another.

    Parameters
    ----------
    text : str
        A name as somebody wrote it.

    Returns
    -------
    key : str
        As `geo.areas.normalise_name` makes it.
    words : tuple of str
        Those of the key without `IDLE_WORDS`; empty where nothing else is left.

    Examples
    --------
    >>> key_and_words("The Hollies & Brook ward")
    ('the hollies and brook ward', ('hollies', 'brook'))
    """
    key = normalise_name(text)
    return key, tuple(word for word in key.split() if word not in IDLE_WORDS)


@lru_cache(maxsize=4096)
def words_of(name: str) -> str:
    """Return a name's key, remembered: every search asks for the same names.

    Parameters
    ----------
    name : str
        A place's own name.

    Returns
    -------
    str
        As `geo.areas.normalise_name` makes it.

    Examples
    --------
    >>> words_of("St. John's")
    'st johns'
    """
    return normalise_name(name)


def likeness_of(words: tuple[str, ...], key: str, place: Place) -> float:
    """Return how like the words a place's name is, 0 to 100; its district's name may help.

    Parameters
    ----------
    words : tuple of str
        Those of the search, from `key_and_words`.
    key : str
        That of the search.
    place : Place
        Which may be meant.

    Returns
    -------
    float
        100 where each word is one of the name's, whatever else the name has; at least `AS_TYPED`
        where words of three letters or more lack their ends, or five letters or more differ by gaps
        alone. A word of the district helps only beside one that is as like the name's own; without
        such a one it is 0. A census area has 0 unless the key has a digit.

    Examples
    --------
    >>> key, words = key_and_words("Boneyhay")
    >>> likeness_of(words, key, Place("ward", "Boney Hay", "a", "b", "Borough", "a"))
    99.0
    """
    # Census areas are called after their district and a number: without a number in the search
    # they would all be found under every district's name.
    if place.kind == "LSOA" and not any(letter.isdigit() for letter in key):
        return 0.0
    name = words_of(place.name)
    district = words_of(place.district)
    likeness = [
        (len(word), _word_likeness(word, name), _word_likeness(word, district)) for word in words
    ]
    # 'boneyhay', 'Chase Town': the words are right and the gaps are not.
    run_together = key.replace(" ", "")
    gaps = len(run_together) > 4 and name.replace(" ", "").startswith(run_together)
    whole = max(float(fuzz.ratio(key, name)), float(AS_TYPED) if gaps else 0.0)
    # A word that names the district better does not find every ward that looks like it.
    if not any(own >= LEAST and own >= wider for _, own, wider in likeness):
        return whole if gaps else 0.0
    length = sum(letters for letters, _, _ in likeness)
    told = sum(letters * max(own, wider) for letters, own, wider in likeness) / length
    return max(told, whole)


def nearness(key: str, place: Place) -> float:
    """Return how like the whole text a place's name is, with or without its district's.

    Parameters
    ----------
    key : str
        That of the search, from `key_and_words`.
    place : Place
        Which may be meant.

    Returns
    -------
    float
        Of 100: the better of the two. It tells apart places that are equally like by `likeness_of`.

    Examples
    --------
    >>> nearness("stowe borough", Place("ward", "Stowe", "a", "b", "Borough", "a"))
    100.0
    """
    name, district = words_of(place.name), words_of(place.district)
    return float(max(fuzz.ratio(key, name), fuzz.ratio(key, f"{name} {district}")))


def _word_likeness(word: str, name: str) -> float:
    """How like a word is to the most like word of a name."""
    best = 0.0
    for other in name.split():
        if other == word:
            return 100.0
        if len(word) >= 3 and other.startswith(word):
            best = max(best, float(AS_TYPED))
        likeness = fuzz.ratio(word, other)
        best = max(best, likeness if likeness >= LEAST else 0.0)
    return best
