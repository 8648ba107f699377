"""What a partner says of its table: the indicator, how sensitive it is, its areas and its time."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from components.sources.partner_template import PERIOD_HELP
from data.catalogue.base import base_catalogue
from data.catalogue.records import Polarity, Sensitivity, Unit
from data.installed.held import areas_name
from data.partner.definition import IndicatorDefinition, define_indicator, refuse_clash
from data.partner.levels import held_levels
from data.partner.period import read_period
from data.partner.values import partner_definitions
from data.partner.words import PartnerError
from data.partner_tables.files import PartnerFile
from data.partner_tables.likely_level import likely_level
from data.partner_tables.mapping import ColumnMapping

SAID = "partner-said"
NEW = "a new indicator"
SENSITIVITIES = {
    "open": "Open: anyone who can reach this app may see it",
    "restricted": "Restricted: small areas for authorised users only",
}


def ask_definition(file: PartnerFile, mapping: ColumnMapping) -> IndicatorDefinition | None:
    """Ask for the definition; None until it has been given. It stays while the file does."""
    st.markdown("### 2. What it is")
    saved = partner_definitions()
    held = NEW
    if saved:
        held = st.selectbox(
            "This table is of",
            [NEW, *saved],
            format_func=lambda one: one if one == NEW else f"{saved[one].name} (another period)",
            key=f"partner-of-{file.sha256[:12]}",
        )
    known = saved.get(held)
    given = _form(file, mapping, known)
    if given is not None:
        st.session_state[SAID] = (file.sha256, held, given)
    said = st.session_state.get(SAID)
    if said is None or said[:2] != (file.sha256, held):
        return None
    return _defined(said[2], None if known is None else known.id)


def _form(
    file: PartnerFile, mapping: ColumnMapping, known: IndicatorDefinition | None
) -> dict[str, Any] | None:
    """The fields, filled in from the indicator that is saved, where it is another period of it."""
    of = f"{file.sha256[:12]}-{known.id if known else 'new'}"
    themes = {id: one.name for id, one in base_catalogue().themes.items()}
    with st.form(f"partner-definition-{of}", border=False):
        one, two, three = st.columns([3, 2, 3])
        given: dict[str, Any] = {
            "name": one.text_input("Name", known.name if known else "", max_chars=120),
            "short": two.text_input(
                "Short name (24 letters)", known.short if known else "", max_chars=24
            ),
            "partner": three.text_input(
                "Partner who supplied it", known.partner if known else "", max_chars=120
            ),
        }
        one, two, three = st.columns([3, 2, 3])
        level = likely_level(file.table, mapping)
        given["level"] = one.selectbox(
            "Areas",
            held_levels(),
            index=held_levels().index(level) if level else 0,
            format_func=areas_name,
        )
        given["period"] = two.text_input("Period", help=PERIOD_HELP, max_chars=40)
        given["theme"] = three.selectbox(
            "Theme it is shown with",
            ["", *themes],
            index=["", *themes].index(known.theme) if known and known.theme in themes else 0,
            format_func=lambda id: themes.get(id, "none: under 'Partners' tables'"),
        )
        one, two, three = st.columns([3, 2, 3])
        given["unit"] = _choice(one, "Unit", get_args(Unit), known.unit if known else None)
        given["polarity"] = _choice(
            two, "Which way is worse", get_args(Polarity), known.polarity if known else None
        )
        given["sensitivity"] = three.radio(
            "Sensitivity",
            get_args(Sensitivity),
            index=get_args(Sensitivity).index(known.sensitivity) if known else None,
            format_func=lambda id: SENSITIVITIES[id],
        )
        one, two = st.columns(2)
        given["definition"] = one.text_input(
            "Definition: what is counted over what", known.definition if known else ""
        )
        given["caveat"] = two.text_input("What to beware of", known.caveat if known else "")
        pressed = st.form_submit_button("Check the table", icon=":material/fact_check:")
    return given if pressed else None


def _choice(place: Any, label: str, options: tuple[str, ...], held: str | None) -> str:
    return str(place.selectbox(label, options, index=options.index(held) if held else 0))


def _defined(given: dict[str, Any], id: str | None) -> IndicatorDefinition:
    """Make the definition, all that is wrong with it told at once."""
    if not given["period"].strip():
        raise PartnerError(f"Say the period: {PERIOD_HELP}.")
    filled = {key: value for key, value in given.items() if value or key == "theme"}
    made = define_indicator(**{**filled, "period": read_period(given["period"]), "id": id})
    refuse_clash(made, partner_definitions())
    return made
