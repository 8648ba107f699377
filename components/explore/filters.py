"""The explorer's filters: one row of six buttons, each opening its choices."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.explore.choices import bound, written
from components.explore.presets import preset_row
from components.explore.where import where_filter, where_name
from components.page.telling import say_small
from components.served.cached import asset
from data.explore.crime_types import offered_types
from data.explore.points import months_with_points
from data.explore.spans import Run, gaps, months_between, runs, year_before
from data.phrases.escaped import as_markdown
from data.phrases.plain import full_span, month, number_of, short_span
from data.selection.exploration import (
    LAYERS,
    LEVELS,
    MEASURES,
    STREET_LAYERS,
    Exploration,
    ExplorationReading,
    tidy_types,
)
from data.trend.months import loaded
from data.words.explore import (
    FDR_READING,
    LAYER_NAMES,
    LAYER_PARAMETERS,
    LAYER_READINGS,
    LEVEL_NAMES,
    MEASURE_NAMES,
    MEASURE_READINGS,
    NO_POINTS,
    months_label,
    type_label,
    types_name,
)

SHORT_LAYERS = {
    "none": "None",
    "band": "Bands",
    "gi": "Gi*",
    "moran": "Local Moran",
    "smoothed": "Smoothed",
    "points": "Street points",
    "density": "Density",
}
SHORT_MEASURES = {"rate": "Rate", "count": "Count", "share": "Share", "change": "Change"}


def filter_row(reading: ExplorationReading) -> None:
    """Draw the filters; each choice is written to the address and repaints the page in place."""
    st.html(f"<style>{asset('explore.css')}</style>")
    now = reading.exploration
    layer = SHORT_LAYERS[now.layer]
    if now.layer in ("gi", "moran") and not now.fdr:
        layer += ", no FDR"
    drawn: list[tuple[str, str, Callable[[ExplorationReading], None]]] = [
        ("Where", where_name(now), where_filter),
        ("Crime types", types_name(now.types, 2), _types),
        ("Months", months_label(now), _months),
        ("Areas", LEVEL_NAMES[now.level], _level),
        ("Measure", SHORT_MEASURES[now.measure], _measure),
        ("Hot spots", layer, _layer),
    ]
    with st.container(key="filters"):
        for column, (name, said, draw) in zip(st.columns([5, 6, 5, 3, 3, 4]), drawn, strict=True):
            label = f"**{as_markdown(name)}** {as_markdown(said)}"
            with column, st.popover(label, width="stretch", key=f"filter-{name}"):
                draw(reading)
        preset_row(reading)


def _types(reading: ExplorationReading) -> None:
    st.multiselect(
        "Crime types, counted together",
        list(offered_types()),
        format_func=type_label,
        placeholder="All recorded crime",
        **bound(
            "explore-types",
            list(reading.exploration.types),
            reading,
            lambda chosen: {"types": tidy_types(chosen)},
        ),
    )
    st.caption(
        "Each record is counted once: of a group and a type in it, the one chosen last stays. "
        "Anti-social behaviour is not a crime, and is counted only where it is chosen."
    )


def _months(reading: ExplorationReading) -> None:
    now = reading.exploration
    _runs_strip(now.run)
    offered = runs()
    st.radio(
        "Run of months",
        range(len(offered)),
        format_func=lambda place: _run_name(offered[place]),
        **bound(
            "explore-run",
            offered.index(now.run),
            reading,
            lambda place: {"first": offered[place].months[0], "last": offered[place].months[-1]},
        ),
    )
    if len(now.run.months) > 1:
        ends = (now.first, now.last)
        # One slider for each run: its ends are that run's months and no others.
        key = f"explore-months-{now.run.months[0]}"
        # Only a slider that is given its value has two ends; its state is set where the address
        # says another span than the slider last did (a link, the back button).
        if st.session_state.get(key, ends) != ends:
            st.session_state[key] = ends
        st.select_slider(
            "Months",
            list(now.run.months),
            value=ends,
            format_func=month,
            **written(key, reading, lambda to: {"first": to[0], "last": to[1]}),
        )
    st.caption("A range lies in one run: the boundaries and the residents change between them.")


def _run_name(run: Run) -> str:
    months = len(run.months)
    return f"{full_span(run.months[0], run.months[-1])} ({months} month{'s' if months > 1 else ''})"


def _runs_strip(chosen: Run) -> None:
    """Draw the runs with what is absent between them."""
    absent = {first: (first, last, number) for first, last, number in gaps()}
    items = []
    for place, run in enumerate(runs()):
        if place:
            gap = next((told for first, told in absent.items() if first < run.months[0]), None)
            if gap:
                absent.pop(gap[0])
                some = any(gap[0] <= one <= gap[1] for one in loaded().index)
                why = "not loaded, or for districts only (in Trends)" if some else "not loaded"
                items.append(
                    f'<li class="absent"><span>{short_span(gap[0], gap[1])}: '
                    f"{number_of(gap[2], 'month')} {why}</span></li>"
                )
        kind = "loaded chosen" if run == chosen else "loaded"
        items.append(f'<li class="{kind}">{short_span(run.months[0], run.months[-1])}</li>')
    st.html(f'<ol class="runs" aria-label="Months loaded">{"".join(items)}</ol>')


def _level(reading: ExplorationReading) -> None:
    st.radio(
        "Areas",
        LEVELS,
        format_func=LEVEL_NAMES.get,
        captions=[
            "Best-fit wards: what the plans speak of.",
            "Census areas of about 1,500 people, named by district and number.",
        ],
        **bound("explore-level", reading.exploration.level, reading, lambda to: {"level": to}),
    )


def _measure(reading: ExplorationReading) -> None:
    now = reading.exploration
    has_change = year_before(now.first, now.last) is not None
    offered = [one for one in MEASURES if one != "change" or has_change]
    st.radio(
        "Measure",
        offered,
        format_func=MEASURE_NAMES.get,
        captions=[MEASURE_READINGS[one] for one in offered],
        **bound("explore-measure", now.measure, reading, lambda to: {"measure": to}),
    )
    if not has_change:
        say_small(
            f"Change on the same months a year before is not offered: "
            f"{_year_before_name(now)} is not loaded."
        )


def _year_before_name(now: Exploration) -> str:
    first, last = (f"{int(one[:4]) - 1}{one[4:]}" for one in (now.first, now.last))
    return full_span(first, last)


def _layer(reading: ExplorationReading) -> None:
    now = reading.exploration
    held = months_with_points(months_between(now.first, now.last))
    offered = [one for one in LAYERS if held or one not in STREET_LAYERS or one == now.layer]
    st.radio(
        "Hot-spot layer",
        offered,
        format_func=LAYER_NAMES.get,
        captions=[LAYER_READINGS[one] for one in offered],
        **bound("explore-layer", now.layer, reading, lambda to: {"layer": to}),
    )
    if LAYER_PARAMETERS[now.layer]:
        say_small(f"Parameters: {LAYER_PARAMETERS[now.layer]}")
    if now.layer in ("gi", "moran"):
        st.toggle(
            "Allow for the many areas tested (FDR)",
            **bound("explore-fdr", now.fdr, reading, lambda to: {"fdr": to}),
        )
        st.caption(FDR_READING)
    if not held:
        st.caption(NO_POINTS)
