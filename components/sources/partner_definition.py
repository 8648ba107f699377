"""What a partner says of its table: the indicator, how sensitive it is, its areas and its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import streamlit as st

from components.page.telling import say_small
from components.sources.partner_template import PERIOD_HELP
from data.catalogue.base import base_catalogue
from data.catalogue.records import Polarity, Sensitivity, Unit
from data.installed.held import areas_name
from data.partner.definition import IndicatorDefinition, define_indicator, refuse_clash, slug
from data.partner.levels import held_levels
from data.partner.period import read_period
from data.partner.values import partner_definitions
from data.partner.words import PartnerError
from data.partner_tables.files import PartnerFile
from data.partner_tables.likely_level import alike_wards, likely_level
from data.partner_tables.likely_said import likely_period, likely_unit
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.several import Part
from data.phrases.escaped import as_markdown

SAID = "partner-said"
NEW = "a new indicator"
SENSITIVITIES = {
    "open": "Open: anyone who can reach this app may see it",
    "restricted": "Restricted: small areas for authorised users only",
}


def ask_definitions(
    file: PartnerFile, mapping: ColumnMapping, parts: Sequence[Part] = ()
) -> tuple[IndicatorDefinition, ...]:
    """Ask for the definition of each part; empty until given. They stay while the file does."""
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
    given = _form(file, mapping, known, parts)
    asked = (file.sha256, held, tuple(parts))
    if given is not None:
        st.session_state[SAID] = (asked, given)
    said = st.session_state.get(SAID)
    if said is None or said[0] != asked:
        return ()
    return _defined_all(said[1], parts, None if known is None else known.id)


def _form(
    file: PartnerFile,
    mapping: ColumnMapping,
    known: IndicatorDefinition | None,
    parts: Sequence[Part],
) -> dict[str, Any] | None:
    """The fields, filled in from the indicator that is saved, where it is another period of it."""
    of = f"{file.sha256[:12]}-{known.id if known else 'new'}"
    themes = {id: one.name for id, one in base_catalogue().themes.items()}
    with st.form(f"partner-definition-{of}", border=False):
        given: dict[str, Any] = _names(known, parts)
        one, two, three = st.columns([3, 2, 3])
        level = likely_level(file.table, mapping)
        given["level"] = one.selectbox(
            "Areas",
            held_levels(),
            index=held_levels().index(level) if level else 0,
            format_func=areas_name,
        )
        if level and (alike := alike_wards(file.table, mapping, level)):
            with one:
                say_small(alike)
        if not _are_periods(parts):
            given["period"] = two.text_input(
                "Period", likely_period(file, mapping), help=PERIOD_HELP, max_chars=40
            )
        given["theme"] = three.selectbox(
            "Theme it is shown with",
            ["", *themes],
            index=["", *themes].index(known.theme) if known and known.theme in themes else 0,
            format_func=lambda id: themes.get(id, "none: under 'Partners' tables'"),
        )
        one, two, three = st.columns([3, 2, 3])
        given["unit"] = _choice(
            one, "Unit", get_args(Unit), known.unit if known else likely_unit(mapping)
        )
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


def _are_periods(parts: Sequence[Part]) -> bool:
    return bool(parts) and all(one.period for one in parts)


def _names(known: IndicatorDefinition | None, parts: Sequence[Part]) -> dict[str, Any]:
    """Ask for the name, or for one of each column that is an indicator of its own."""
    given: dict[str, Any] = {}
    named = list(dict.fromkeys(one.name for one in parts if one.name))
    if named:
        places = st.columns(len(named) + 1) if len(named) < 4 else [st] * (len(named) + 1)
        given["names"] = {
            name: place.text_input(
                f"Name of '{as_markdown(_heading(parts, name))}'",
                _free_name(name),
                max_chars=120,
                key=f"partner-name-{number}-{name}",
            )
            for number, (place, name) in enumerate(zip(places, named, strict=False))
        }
        three = places[-1]
    else:
        one, two, three = st.columns([3, 2, 3])
        given["name"] = one.text_input("Name", known.name if known else "", max_chars=120)
        given["short"] = two.text_input(
            "Short name (24 letters)", known.short if known else "", max_chars=24
        )
    given["partner"] = three.text_input(
        "Partner who supplied it", known.partner if known else "", max_chars=120
    )
    return given


def _heading(parts: Sequence[Part], name: str) -> str:
    return next(one.heading for one in parts if one.name == name)


def _free_name(name: str) -> str:
    """A column's name, or one beside it where the catalogue has an indicator of that name."""
    return f"{name} (partner's table)" if slug(name) in base_catalogue().indicators else name


def _defined_all(
    given: dict[str, Any], parts: Sequence[Part], id: str | None
) -> tuple[IndicatorDefinition, ...]:
    """The definition of each part, what is common to them said once."""
    if not parts:
        return (_defined(given, id),)
    common = {key: value for key, value in given.items() if key != "names"}
    made = []
    for part in parts:
        own = {**common, "period": part.period or common.get("period", "")}
        if part.name:
            own["name"] = given["names"][part.name]
        made.append(_defined(own, None if part.name else id))
    return tuple(made)


def _choice(place: Any, label: str, options: tuple[str, ...], held: str | None) -> str:
    return str(place.selectbox(label, options, index=options.index(held) if held else 0))


def _defined(given: dict[str, Any], id: str | None) -> IndicatorDefinition:
    """Make the definition, all that is wrong with it told at once."""
    period = given["period"]
    if isinstance(period, str):
        if not period.strip():
            raise PartnerError(f"Say the period: {PERIOD_HELP}.")
        period = read_period(period)
    filled = {key: value for key, value in given.items() if value or key == "theme"}
    made = define_indicator(**{**filled, "period": period, "id": id})
    refuse_clash(made, partner_definitions())
    return made
