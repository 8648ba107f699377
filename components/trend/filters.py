"""The filters of the trends: one row of four buttons, each opening its choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.choosing.ward_search import ward_search
from components.served.cached import asset, asset_address
from components.trend.address import go
from data.explore.crime_types import offered_types
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.places.index import Place
from data.selection.exploration import tidy_types
from data.selection.selection import district_name, offered_periods, vintage
from data.selection.trending import PAGE, SHOWN, TrendReading, alter, move
from data.tables.areas import load_areas
from data.trend.months import around, members, vintage_of
from data.trend.trends import BASIS_WORDS
from data.words.explore import type_label, types_name

WHOLE_FORCE = "Whole force area"
WHOLE_DISTRICT = "The whole district"
WHOLE_WARD = "The whole ward"
BASIS_NAMES = {
    "count": "Records a month",
    "rate": "Per 1,000 residents",
    "by day": "Per usual month",
}


def trend_filters(reading: TrendReading) -> None:
    """Draw the filters; each choice is written to the address."""
    st.html(
        f"<style>{asset('explore.css')}</style>"
        f'<style>@import url("{asset_address("trends.css")}");</style>'
    )
    now = reading.trending
    period = load_catalogue().period(reading.shared.period)
    drawn: list[tuple[str, str, Callable[[TrendReading], None]]] = [
        ("Place", now.whole_name if now.level != "force" else WHOLE_FORCE, _place),
        ("Crime types", types_name(now.types, 2), _types),
        ("Figures", BASIS_NAMES[now.basis], _basis),
        ("Verdict for", period.label, _period),
    ]
    with st.container(key="filters"):
        for column, (name, said, draw) in zip(st.columns([6, 6, 4, 5]), drawn, strict=True):
            label = f"**{as_markdown(name)}** {as_markdown(said)}"
            with column, st.popover(label, width="stretch", key=f"trend-{name}"):
                draw(reading)


def bound(
    key: str, value: Any, reading: TrendReading, choose: Callable[[Any], TrendReading]
) -> dict[str, Any]:
    """Return what ties a widget to the address: the address is the truth, the widget shows it."""
    st.session_state[key] = value

    def picked() -> None:
        go(choose(st.session_state[key]))

    return {"key": key, "on_change": picked}


def _place(reading: TrendReading) -> None:
    """Choose from the whole force area down to a census area, or by a search."""
    now = reading.trending
    force = load_catalogue().force
    codes = [force.code, *(one.code for one in force.districts)]
    st.selectbox(
        "District",
        codes,
        format_func=lambda code: WHOLE_FORCE if code == force.code else district_name(code),
        **bound(
            "trend-district",
            now.district or force.code,
            reading,
            lambda code: move(reading, "force" if code == force.code else "district", code),
        ),
    )
    if now.level != "force":
        _ward(reading)
    ward_search(
        vintage(reading.shared.period),
        reading.shared.csp,
        _found(reading),
        title="Find a place",
        whole_districts=True,
    )


def _ward(reading: TrendReading) -> None:
    """Choose a ward of the district, then a census area of the ward."""
    now = reading.trending
    areas = load_areas()
    drawn = load_catalogue().ward_vintage(reading.shared.period)
    held = areas[(areas["area_type"] == drawn) & (areas["district_code"] == now.district)]
    names = dict(zip(held["area_code"], held["area_name"], strict=True))
    ward = around(now.level, now.code)[0 if now.level == "ward" else 1]
    chosen = ward if now.level in ("ward", "lsoa") and ward in names else ""
    st.selectbox(
        "Ward",
        ["", *sorted(names, key=names.__getitem__)],
        format_func=lambda code: names.get(code, WHOLE_DISTRICT),
        **bound(
            "trend-ward",
            chosen,
            reading,
            lambda code: (
                move(reading, "ward", code) if code else move(reading, "district", now.district)
            ),
        ),
    )
    of = vintage_of(drawn)
    if chosen and of:
        _lsoa(reading, chosen, of)


def _lsoa(reading: TrendReading, ward: str, of: str) -> None:
    now = reading.trending
    lookup = members("ward", of)
    areas = load_areas()
    held = areas[(areas["area_type"] == of) & areas["area_code"].isin(lookup.index[lookup == ward])]
    names = dict(zip(held["area_code"], held["area_name"], strict=True))
    chosen = now.code if now.level == "lsoa" and now.code in names else ""
    st.selectbox(
        "Census area (LSOA)",
        ["", *sorted(names, key=names.__getitem__)],
        format_func=lambda code: names.get(code, WHOLE_WARD),
        **bound(
            "trend-lsoa",
            chosen,
            reading,
            lambda code: move(reading, "lsoa" if code else "ward", code or ward),
        ),
    )


def _found(reading: TrendReading) -> Callable[[Place], None]:
    """Return what to do with a place that was found."""

    def found(place: Place) -> None:
        match place.kind:
            case "district":
                go(move(reading, "district", place.code))
            case "legal ward":
                # Months are those of census areas, and none is given to it.
                go(move(reading, "district", place.district_code))
            case "LSOA":
                go(move(reading, "lsoa", place.code))
            case _:
                go(move(reading, "ward", str(place.ward)))

    return found


def _types(reading: TrendReading) -> None:
    st.multiselect(
        "Crime types, counted together",
        list(offered_types()),
        format_func=type_label,
        placeholder="All recorded crime",
        **bound(
            "trend-types",
            list(reading.trending.types),
            reading,
            lambda chosen: alter(reading, types=tidy_types(chosen)),
        ),
    )
    st.caption(
        "Each record is counted once: of a group and a type in it, the one chosen last stays. "
        "A verdict is given on one type or group."
    )


def _basis(reading: TrendReading) -> None:
    options = list(SHOWN.values())
    st.radio(
        "The chart of months shows",
        options,
        format_func=BASIS_NAMES.get,
        captions=[f"{BASIS_WORDS[one][:1].upper()}{BASIS_WORDS[one][1:]}." for one in options],
        **bound(
            "trend-basis",
            reading.trending.basis,
            reading,
            lambda to: alter(reading, basis=to),
        ),
    )


def _period(reading: TrendReading) -> None:
    catalogue = load_catalogue()
    options = list(offered_periods(catalogue, PAGE, None))
    st.radio(
        "The verdict is on",
        options,
        format_func=lambda one: as_markdown(catalogue.period(one).label),
        **bound(
            "trend-period",
            reading.shared.period,
            reading,
            lambda to: alter(reading, period=to),
        ),
    )
    st.caption("Wards are those of the period. The months below are all that are loaded.")
