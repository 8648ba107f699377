"""Find: the one box on every page for a ward, a town, a neighbourhood, an LSOA or a street."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.choosing.find_leads import Lead, lead_to, lead_to_street, lead_to_types
from components.choosing.leads import ICONS
from components.choosing.ward_search import Findings, label, search_places
from data.explore.asked import Asked, asked_for
from data.explore.crime_types import offered_types
from data.explore.street_names import Street, find_streets, street_names
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import full_span
from data.places.index import findable
from data.postcodes.store import find_postcode, kept_postcodes, looks_like_postcode
from data.selection.exploration import read
from data.selection.selection import Selection, district_name, vintage
from data.words.explore import types_name

KEY = "find"
FROM = "find-from"
FOLLOWED = "find-followed"
MOST = 8
HELP = (
    "A ward, town, neighbourhood, census area or street, however it is spelt. Crime types and "
    "months may stand beside it: burglary in …, last 3 months. Press Enter to search."
)


# Of its own, so that a search draws its list and not the page.
@st.fragment
def find_box(selection: Selection, page: str) -> None:
    """Draw the box and what it found, as links: a page follows only when one is chosen."""
    if st.session_state.pop(FOLLOWED, False):
        # The list is a part of the page: the whole page follows the address that it wrote.
        st.rerun()
    here = f"{page}?{sorted(st.query_params.items())}"
    if st.session_state.get(FROM) != here and st.session_state.get(KEY):
        # The reader went on: what was found stands no longer over the page.
        st.session_state[KEY] = ""

    def entered() -> None:
        st.session_state[FROM] = here

    with st.container(key="find-box"):
        text = st.text_input(
            "Find",
            key=KEY,
            type="search",
            icon=":material/search:",
            placeholder="Ward, town, street …",
            help=HELP,
            on_change=entered,
        )
        if text and text.strip():
            _results(text.strip(), _on_page(selection, page), page)


def _on_page(selection: Selection, page: str) -> Selection:
    """The selection as the page goes by it: the explorer's months may be of another period."""
    return read(st.query_params.to_dict(), selection).shared if page == "explore" else selection


def _results(text: str, selection: Selection, page: str) -> None:
    asked = asked_for(text)
    drawn = vintage(selection.period)
    findings = search_places(asked.place, drawn, selection.csp, MOST, findable)
    postcode = find_postcode(asked.place)
    if postcode is not None:
        # A postcode is the census area that it lies in, by its code.
        findings = search_places(postcode.lsoa_code, drawn, selection.csp, MOST, findable)
    streets = find_streets(asked.place, selection.csp)
    told = outcome(text, asked, findings, streets)
    st.html(f'<p class="found" role="status">{escape(told)}</p>')
    leads = [
        (lead_to(place, selection, page, asked), label(place, drawn, page != "ward"))
        for place in findings.found
        # A street that is called so is meant, and no ward that has a word of it.
        if findings.as_typed or not streets
    ]
    leads += [
        (lead_to_street(one, selection, page, asked), f"{one.name} (street), {_where(one)}")
        for one in streets
    ]
    if asked.says_more and not asked.place:
        leads = [(lead_to_types(selection, page, asked), district_name(selection.csp))]
    for place, (lead, said) in enumerate(leads):
        _link(lead, said, page, f"found-{place}")


def _where(street: Street) -> str:
    return f"{street.ward}, {street.district}"


def _followed(address: dict[str, str]) -> None:
    # The box is emptied, or its list would stand over the place that was chosen.
    st.session_state[KEY] = ""
    st.session_state[FOLLOWED] = True
    st.query_params.from_dict(address)


def _link(lead: Lead, said: str, page: str, key: str) -> None:
    """Draw what was found as a link; a link of Streamlit's to its own page keeps the old address.

    So what leads to the page that is open is a button, which writes the address itself.
    """
    if lead.page == page:
        st.button(
            as_markdown(said),
            key=key,
            icon=ICONS.get(page),
            on_click=_followed,
            args=(lead.address,),
            type="tertiary",
            wrap=True,
        )
        return
    st.page_link(
        f"{lead.page}.py",
        label=as_markdown(said),
        icon=ICONS.get(lead.page),
        query_params=lead.address,
        width="stretch",
    )


def outcome(text: str, asked: Asked, findings: Findings, streets: tuple[Street, ...] = ()) -> str:
    """Say what was found and what is shown of it, for eyes and screen readers alike."""
    what = wanted(asked)
    if not findings.found and not streets:
        if asked.says_more and not asked.place:
            return f"{what} in:"
        if looks_like_postcode(asked.place):
            return no_postcode(asked.place)
        return f"Nothing is called ‘{asked.place or text}’ or anything like it. {not_in_list()}"
    if streets and not findings.as_typed:
        return f"{what} in:" if what else "Found:"
    if findings.in_part:
        return f"No place is called ‘{asked.place}’. {not_in_list()} Names with a word of it:"
    if not findings.as_typed:
        return f"Nothing is spelt ‘{asked.place}’. The nearest names:"
    return f"{what} in:" if what else "Found:"


def wanted(asked: Asked) -> str:
    """Say which crime types and months were asked for; nothing where none were."""
    if not asked.says_more:
        return ""
    said = types_name(asked.types) if asked.types else types_name(offered_types()[:1])
    if asked.months:
        return f"{said}, {full_span(*asked.months)},"
    if asked.short:
        return f"{said} (so many months are not loaded on end, so the months stay as they are)"
    return said


def no_postcode(text: str) -> str:
    """Say why a postcode is not found."""
    if kept_postcodes():
        return f"{text.upper()} is no postcode of {load_catalogue().force.name}."
    return (
        "Postcodes are found where ONS's Postcode Directory or Code-Point Open was imported, on "
        "the page Sources."
    )


def not_in_list() -> str:
    """Say what the box cannot find on this machine, and what would change that."""
    if street_names():
        return "Try part of the name."
    return (
        "Streets are found where police files were imported with their points, on the page "
        "Sources. Try part of the name."
    )
