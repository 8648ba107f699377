"""The search for a place by name: any ward, district, town or census area, however it is spelt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import joined, number_of
from data.places.index import Place, places
from data.places.likeness import AS_TYPED, BEHIND, key_and_words, likeness_of, nearness, words_of

KEY = "ward-search"
MOST = 7
# A whole name has to be this like, or the search says that it found nothing.
LEAST_WHOLE = 78
# Beside the very name nearly all other results are noise.
BEHIND_THE_NAME = 0.5
# A word shorter than this says nothing by itself ('high', 'st').
LEAST_LETTERS = 5
ELSEWHERE = "Towns, neighbourhoods, streets and postcodes are found by Find, above the pages."
SETS = ("town", "neighbourhood")
KINDS = ("ward", "legal ward", "district", "town", "former ward", "neighbourhood", "LSOA")


@dataclass(frozen=True, slots=True)
class Findings:
    """The places found, the best first, and how: the very words typed, like them, one of them."""

    found: tuple[Place, ...]
    as_typed: bool
    in_part: bool = False


def search_places(
    text: str,
    vintage: str,
    csp: str,
    most: int = MOST,
    among: Callable[[str], tuple[Place, ...]] = places,
) -> Findings:
    """Find the places whose name, with their district's, is most like the words typed.

    Of places that fit equally well, those of the district in view come first. ``among`` returns
    those of a vintage that can be meant.

    >>> [one.name for one in search_places("Hanley park", "ward24", "E07000194").found][0]
    "Hanley Park, Joiner's Square & Shelton"
    >>> search_places("St Johns", "ward24", "E07000194").found[0].name
    "St John's"
    >>> search_places("xyzzy", "ward24", "E07000194").found
    ()
    """
    key, words = key_and_words(text)
    if not words:
        return Findings((), False)
    offered = among(vintage)
    # A set's code is its name again, and is no more telling than the name.
    codes = [one for one in offered if one.kind not in SETS and one.code.lower() == key]
    if codes:
        return Findings(tuple(codes[:1]), True)
    likeness = ((likeness_of(words, key, one), one) for one in offered)
    scored = [(score, one) for score, one in likeness if score >= LEAST_WHOLE]
    if not scored:
        return _with_a_word(words, key, offered, csp, most)
    best = max(score for score, _ in scored)
    named = any(words_of(one.name) == key for _, one in scored)
    reach = BEHIND_THE_NAME if named else BEHIND
    kept = [(score, one) for score, one in scored if score >= best - reach]
    kept.sort(key=lambda pair: (-round(pair[0]), *_order(pair[1], key, csp)))
    return Findings(tuple(one for _, one in kept[:most]), best >= AS_TYPED)


def _order(place: Place, key: str, csp: str) -> tuple[int, bool, float, str]:
    """The order of places that fit equally well."""
    near = nearness(key, place)
    return KINDS.index(place.kind), place.district_code != csp, -near, place.name


def _with_a_word(
    words: tuple[str, ...], key: str, offered: tuple[Place, ...], csp: str, most: int
) -> Findings:
    """Find wards and districts that have one of the words typed in their name, whole.

    The name of a town, a street or an area is not a ward's, but a part of it may be.
    """
    told = {word for word in words if len(word) >= LEAST_LETTERS and not word.isdigit()}
    found = [
        one for one in offered if one.kind != "LSOA" and told & set(words_of(one.name).split())
    ]
    found.sort(key=lambda one: _order(one, key, csp))
    return Findings(tuple(found[:most]), False, in_part=bool(found))


def label(place: Place, vintage: str, whole_districts: bool = False) -> str:
    """Name a result so that it cannot be taken for another: 'Stowe, Lichfield'."""
    if place.kind == "district" and whole_districts:
        return f"{place.name} (district)"
    if place.kind == "district":
        return f"{place.name} (district: its ward that stands out most)"
    if place.kind == "LSOA":
        return f"{place.name} (census area), in {place.also[0]}, {place.district}"
    if place.kind == "legal ward":
        known = "counted by point, with no residents, no rate and no trend"
        return f"{place.name}, {place.district} (ward of the law alone: {known})"
    if place.kind == "town" and place.also:
        return f"{place.name}, {place.district}: {number_of(len(place.also), 'neighbourhood')}"
    if place.kind == "neighbourhood":
        return f"{place.name} (neighbourhood), {place.district}"
    if place.kind == "former ward":
        catalogue = load_catalogue()
        year = catalogue.vintage_name(next(one for one in catalogue.fitted if one != vintage))
        return (
            f"{place.name} (ward of {year}), now in {joined(list(place.also), 2)}, {place.district}"
        )
    return f"{place.name}, {place.district}"


def outcome(text: str, findings: Findings) -> str:
    """Say what a search found, for eyes and screen readers alike."""
    if not findings.found:
        return (
            f"Nothing is called ‘{text}’ or anything like it among the wards, districts and census "
            f"areas. {ELSEWHERE} Try part of a ward's name, or choose the district in the "
            "sidebar and the ward on its map."
        )
    if findings.in_part:
        return f"No ward or district is called ‘{text}’. {ELSEWHERE} Names with a word of it:"
    if not findings.as_typed:
        return f"Nothing is spelt ‘{text}’. The nearest names:"
    return "Choose one:" if len(findings.found) > 1 else "One place found:"


def ward_search(
    vintage: str,
    csp: str,
    choose: Callable[[Place], None],
    title: str = "Find a ward",
    whole_districts: bool = False,
) -> None:
    """Draw the box and, under it, the short list; `choose` is called with the place chosen.

    ``whole_districts`` says that a district stands for itself, not for its foremost ward.
    """
    with st.container(key="ward-finder"):
        text = st.text_input(
            as_markdown(title),
            key=KEY,
            type="search",
            icon=":material/search:",
            placeholder="Name of a ward",
            help="A ward, a district or a census area, however it is spelt. Press Enter to search.",
        )
        if not text or not text.strip():
            return
        findings = search_places(text, vintage, csp)
        st.html(f'<p class="found" role="status">{escape(outcome(text.strip(), findings))}</p>')
        for place in findings.found:
            st.button(
                as_markdown(label(place, vintage, whole_districts)),
                key=f"found-{place.kind}-{place.code}",
                on_click=_chosen,
                args=(place, choose),
                type="tertiary",
                wrap=True,
            )


def _chosen(place: Place, choose: Callable[[Place], None]) -> None:
    # The box is emptied, or its list would stand over the new ward's profile.
    st.session_state[KEY] = ""
    choose(place)
