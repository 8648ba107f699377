"""A district among those of England and Wales, and among those most like it: a strip a type."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.choosing.address import go
from components.compare.about import about
from components.compare.documents import printed_comparisons
from components.compare.official import official_section
from components.page.among_districts import among_districts_section
from components.page.details import details
from components.page.downloads import csv_download
from components.page.telling import say, say_heading, say_small
from components.served.cached import asset_address
from data.catalogue.records import Indicator
from data.figures.country import Against, AmongDistricts
from data.installed.catalogue import load_catalogue
from data.phrases.plain import ordinal, rate, times
from data.selection.selection import Selection, change, district_name
from data.words.comparators import kind_alike
from data.words.compare import compared
from data.words.country import country_message, country_table, near_sentence, standings

ALIKE_BY = {"global": "people, work and place", "demographic": "people", "economic": "work"}
_JUDGED = {
    "worse": ("▲ ", "over"),
    "better": ("▼ ", "under"),
    "higher": ("▲ ", "more"),
    "lower": ("▼ ", "fewer"),
    "similar": ("", ""),
}


def among_others_and_printed(selection: Selection) -> None:
    """Draw the district among others as counted, then what documents print of the same."""
    among_others(selection)
    among_districts_section(selection.csp, district_name(selection.csp))
    official_section(selection.csp)
    printed_comparisons(selection.csp)


def among_others(selection: Selection) -> None:
    """Draw the district among all with complete data, beside those most like it."""
    place = district_name(selection.csp)
    kind = kind_alike(selection.comparator)
    say_heading(country_message(selection.period, selection.csp, place, kind))
    held = standings(selection.period, selection.csp, kind)
    if not held:
        say("Months counted in every force's file are those of 2022, 2024 and 2025.")
        return
    _pick_kind(selection, kind)
    near = next(iter(held.values()))[1]
    rows = "".join(_row(load_catalogue().indicator(name), *pair) for name, pair in held.items())
    like = f"Most like it: {len(near.others)} districts" if near else "Most like it"
    st.html(
        f'<style>@import url("{asset_address("tables.css")}");'
        f'@import url("{asset_address("country.css")}");</style>'
        f'<div class="printed country"><table aria-label="{escape(place)} among other districts">'
        '<thead><tr><th>Recorded crime</th><th class="n">Per 1,000</th><th>Lowest to highest</th>'
        '<th class="n">Place</th><th>Against them together</th>'
        f"<th>{like}</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    say_small(
        "Box: the middle half of the districts; line: the median; dot: this one. Both sides are "
        "counted from every force's files, which hold what neighbouring forces record here too. "
        "The Metropolitan Police, Greater Manchester, West Midlands and West Yorkshire are absent, "
        "so this is not England."
    )

    def alike() -> None:
        if near:
            say(near_sentence(near, place))
        else:
            say("None of the districts that ONS finds most like it has complete data.")

    details("Which are most like it", "country-like", alike)
    csv_download(
        country_table(selection.period, selection.csp, kind),
        f"among-districts-{selection.csp}-{selection.period}-{kind}",
        "Among other districts: CSV",
        about(selection),
    )


def _pick_kind(selection: Selection, kind: Against) -> None:
    """Offer the kinds of likeness; the choice sets the whole page against those areas."""
    key = "country-kind"
    st.session_state[key] = kind

    def picked() -> None:
        go(change(selection, "compare", comparator=st.session_state[key]), "compare")

    st.radio(
        "Most like it by",
        list(ALIKE_BY),
        format_func=ALIKE_BY.get,
        key=key,
        on_change=picked,
        horizontal=True,
    )


def _row(indicator: Indicator, told: AmongDistricts, near: AmongDistricts | None) -> str:
    alike = _against(near) if near else "no data"
    return (
        f'<tr><th scope="row">{escape(indicator.short)}</th>'
        f'<td class="n">{rate(told.rate, indicator.unit)}</td>'
        f"<td>{_strip(told)}</td>"
        f'<td class="n">{ordinal(told.rank)} of {told.of}</td>'
        f"<td>{_against(told)}</td><td>{alike}</td></tr>"
    )


def _against(told: AmongDistricts) -> str:
    mark, kind = _JUDGED[told.comparison]
    return f'<span class="side {kind}">{mark}{times(told.ratio)} {compared(told.comparison)}</span>'


def _strip(told: AmongDistricts) -> str:
    """The rates from 0 to the highest: a line, the middle half, the median and the district."""
    most = told.spread["highest"] or 1.0
    at = {name: round(value / most * 100, 1) for name, value in told.spread.items()}
    kind = _JUDGED[told.comparison][1] or "level"
    said = (
        f"lowest {rate(told.spread['lowest'])}, median {rate(told.spread['median'])}, "
        f"highest {rate(told.spread['highest'])}"
    )
    return (
        f'<span class="strip" title="{said}">'
        f'<i class="range" style="left:{at["lowest"]}%;right:0"></i>'
        f'<i class="half" style="left:{at["lower"]}%;right:{100 - at["upper"]:.1f}%"></i>'
        f'<i class="median" style="left:{at["median"]}%"></i>'
        f'<i class="own {kind}" style="left:{round(told.rate / most * 100, 1)}%"></i></span>'
    )
