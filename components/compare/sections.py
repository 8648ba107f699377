"""The sections of the Compare page, from the chosen indicator to the board paper."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.chart.charts import show
from components.choosing.address import go
from components.compare.about import about
from components.compare.charts import (
    bars_table,
    funnel_chart,
    funnel_table,
    ranked_bars,
    spread_chart,
    spread_table,
    volume_chart,
    volume_table,
)
from components.compare.maps import small_multiples
from components.page.downloads import csv_download
from components.page.telling import say, say_heading, say_small
from components.page.verdict import verdict_lines
from data.catalogue.records import Indicator, Period
from data.figures.comparison import comparison_matrix, force_wards, funnel
from data.figures.headlines import Headline, headline
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import change_span, percent_change, rate
from data.selection.selection import Selection, change, district_name
from data.verdict.clauses import verdict
from data.verdict.overview import (
    caveat_of_change,
    changed_since,
    earliest_with,
    location_since,
    printed_changes,
    span_of_change,
    what_changed,
)
from data.words.absence import absent_wards, is_partners, partner_of
from data.words.comparators import EVERY_FILE, column_name
from data.words.compare import (
    bars_message,
    funnel_message,
    funnel_place,
    maps_message,
    spread_message,
    volume_message,
)


def indicator_section(selection: Selection, page: str, colours: Palette) -> None:
    """Draw the chosen indicator over the districts: ranked, spread, mapped and against chance."""
    catalogue = load_catalogue()
    indicator = catalogue.indicator(str(selection.indicator))
    rows, compared = (
        table[table["indicator"] == indicator.id]
        for table in (
            comparison_matrix(selection.period),
            comparison_matrix(selection.period, selection.against),
        )
    )
    told = headline(indicator.id, selection.period, selection.csp, selection.against)
    place = district_name(selection.csp)
    wards = force_wards(indicator.id, selection.basis).wards
    names = {one.code: one.name for one in catalogue.force.districts}
    known = int(wards["rate"].notna().sum())
    period = catalogue.period(selection.period)

    if not is_partners(indicator):
        found = verdict(
            indicator.id,
            selection.period,
            "district",
            selection.csp,
            comparator=selection.against,
        )
        verdict_lines(found, f"{indicator.id}-{selection.csp}-{selection.period}")
    left, right = st.columns([9, 11], gap="large")
    with left:
        show(
            ranked_bars(compared, told.wider, _line(told, place), selection.csp, colours),
            bars_message(compared, told, place),
            "Bars of districts: "
            + "; ".join(
                f"{row['area_name']} {rate(row['rate'], row['unit'])}"
                for _, row in compared.sort_values("rate", ascending=False).iterrows()
            ),
            bars_table(compared),
            "compare-bars",
            about(selection),
        )
    with right:
        if known:
            show(
                spread_chart(rows, wards, selection.csp, selection.ward, colours),
                spread_message(indicator, period),
                f"Each of {known} wards as a dot on its district's line, the district's own rate "
                "as a tick. The table has every ward.",
                spread_table(wards, names, indicator),
                "compare-spread",
                about(selection),
            )
        else:
            _no_wards(wards, indicator)
    say_heading(maps_message(indicator, period, selection.csp, place))

    def choose(csp: str) -> None:
        go(change(selection, page, csp=csp), page)

    small_multiples(rows, selection, colours, choose)
    if selection.against != "force":
        say_small(f"{EVERY_FILE} Wards, maps and funnels are counted from the force's own.")
    _funnels(selection, place, colours)


def _line(told: Headline, place: str) -> tuple[str, float | None]:
    """What the bars' line is: the force area, or the others that the district is set against."""
    if told.comparator == "force":
        return "Force", told.force_rate
    return column_name(told.comparator, place, told.of - 1), told.against_rate


def _no_wards(wards: pd.DataFrame, indicator: Indicator) -> None:
    """Say why no ward's figure is drawn."""
    if is_partners(indicator):
        named = wards["status"].isin(["suppressed", "restricted"]).any()
        st.markdown("## No ward figures are shown")
        say(
            absent_wards(wards, indicator)
            if named
            else f"{partner_of(indicator)} supplied no figures by ward for this period."
        )
        return
    st.markdown("## No ward figures are published")
    say(f"No loaded document prints a ward's rate of {indicator.name} for this period.")


def _funnels(selection: Selection, place: str, colours: Palette) -> None:
    indicator = str(selection.indicator)
    districts = funnel(indicator, selection.period, "district")
    wards = funnel(indicator, selection.basis, "ward")
    if districts is None or wards is None:
        why = ", and the documents print rates only"
        if is_partners(load_catalogue().indicator(indicator)):
            why = " of events over residents, which are not supplied or may not be shown"
        say_small(f"No funnel plot: its limits need counts{why}.")
        return
    left, right = st.columns(2, gap="large")
    for column, told, what, key in (
        (left, districts, "districts", "compare-funnel-districts"),
        (right, wards, "wards", "compare-funnel-wards"),
    ):
        with column:
            message = funnel_message(told, what, funnel_place(told, selection.csp, place))
            show(
                funnel_chart(told, selection.csp, selection.ward, colours),
                message,
                f"Funnel plot of {what} by residents and rate. {message}.",
                funnel_table(told),
                key,
                about(selection),
            )
    st.caption(
        "Funnel: limits (95% dotted, 99.8% solid) around the pooled rate; filled points lie beyond "
        "the outer ones. The wards' limits allow for how much wards ordinarily differ; the "
        "districts are too few for that, so theirs allow for chance alone and more lie outside. A "
        "place outside is a place to explain, not a place at fault. Points without room for a name "
        "have it under the pointer and in the table."
    )


def change_section(selection: Selection, colours: Palette) -> None:
    """Draw the change in number and in per cent, between two periods and within the year."""
    catalogue = load_catalogue()
    place = district_name(selection.csp)
    period = catalogue.period(selection.period)
    within = what_changed(period.id, selection.csp)
    if within is not None:
        span = change_span(span_of_change(period.id))
        show(
            volume_chart(within, colours),
            f"{place}, {span}: {volume_message(within)}",
            _alt(within, place),
            volume_table(within),
            "compare-volume-within",
            about(selection),
        )
        grey = "Grey: chance, over so many comparisons, could explain it."
        say_small(f"{caveat_of_change(period.id)} {grey}")
    if pair := earliest_with(period.id):
        _between(*pair, selection, place, colours)
    if period.kind == "published":
        _printed(selection, place)


def _between(
    earlier: Period, later: Period, selection: Selection, place: str, colours: Palette
) -> None:
    table = changed_since(earlier.id, later.id, selection.csp)
    show(
        volume_chart(table, colours),
        f"{place} since {_years(earlier)}: {volume_message(table)}",
        _alt(table, place),
        volume_table(table),
        "compare-volume-since",
        {**about(selection), "Period": f"{later.label} against {earlier.label}"},
    )
    say_small(
        f"The same calendar months: those of {later.label} against {earlier.label}. The number is "
        "of records; the percentage is of the rate, so a grown population does not pass for more "
        "crime. Grey: chance, or records without a place, could explain it. Recording practice "
        "changed between the two, so a change in what is recorded need not be a change in what "
        "happened. "
        f"{location_since(earlier.id, later.id)}".rstrip()
    )


def _years(period: Period) -> str:
    """Name the years a period touches: '2018-19'."""
    start, end = str(period.start)[:4], str(period.end)[:4]
    return start if start == end else f"{start}-{end[2:]}"


def _alt(table, place: str) -> str:  # type: ignore[no-untyped-def]
    return f"Changes in {place}: " + "; ".join(
        f"{row['name']} {int(row['now'] - row['before']):+,} ({percent_change(row['percent'])})"
        for _, row in table.iterrows()
    )


def _printed(selection: Selection, place: str) -> None:
    table = printed_changes(selection.csp)
    say_heading(f"Directions of travel the documents print for {place}")
    if table.empty:
        say(f"No loaded document prints a change for {place}.")
        return
    shown = table.rename(columns={"Change": "Change %"})
    st.dataframe(shown, hide_index=True)
    csv_download(shown, f"printed-changes-{selection.csp}", about=about(selection))
