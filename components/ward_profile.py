"""The sections of the ward profile: headline, map with neighbours, mix, months, what is inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.cached import asset_address
from components.charts import show
from components.downloads import csv_download
from components.legend import legend
from components.maps import map_and_list
from components.painting import paint_wards
from components.palette import Palette, style
from components.selection import Selection, change, district_name, query, vintage
from components.selection import go as go_to
from components.ward_list import Cell, Row, WardList
from components.ward_map import NO_DATA, Paint
from components.ward_profile_words import (
    caveat,
    headline_cells,
    mix_alternative,
    mix_message,
    months_alternative,
    months_note,
    months_title,
    profile_title,
    verdict,
)
from components.wording import (
    count,
    interval,
    is_missing,
    lower_first,
    month,
    ordinal,
    rate,
    times,
)
from data.catalogue import Theme, load_catalogue
from data.deprivation import load_deprivation
from data.place_index import YEARS, Place
from data.profile import WardProfile, crime_mix, district_of, is_ward_of, ward_months
from data.surroundings import (
    documented_ward,
    lsoas_inside,
    neighbour_figures,
    neighbours,
    printed_for,
)
from data.ward_view import ward_view
from geo.control_chart import ControlChart, xmr

PAGE = "ward"
MOST_THEMES = 5
TIERS = {"priority": "as a priority", "consideration": "for consideration"}


def dress_profile() -> None:
    """Add the profile's own style to the page's."""
    st.html(f'<style>@import url("{asset_address("ward_profile.css")}");</style>')


# --- moving to another ward or indicator --------------------------------------------------------


def move_to(selection: Selection, ward: str | None, csp: str) -> None:
    """Make another ward (of any district) the page's."""
    after = selection if csp == selection.csp else change(selection, PAGE, csp=csp)
    go_to(replace(after, ward=ward), PAGE)


def mover(selection: Selection) -> Callable[[str], None]:
    """Return what to do with the code of a ward that was clicked."""

    def moved(code: str) -> None:
        move_to(selection, code, district_of(code, selection.period))

    return moved


def finder(selection: Selection) -> Callable[[Place], None]:
    """Return what to do with a place that was found; a district leads to its foremost ward."""

    def found(place: Place) -> None:
        move_to(selection, place.ward, place.district_code)

    return found


def indicator_chooser(selection: Selection) -> Callable[[str], None]:
    """Return what to do with an indicator's row that was clicked."""

    def chosen(indicator: str) -> None:
        go_to(change(selection, PAGE, indicator=indicator), PAGE)

    return chosen


# --- title and headline -------------------------------------------------------------------------


def profile_heading(told: WardProfile) -> None:
    """Write the line that says what the page shows, the verdict and what the figures leave out."""
    st.html(
        f'<h1 class="says">{escape(profile_title(told))}</h1>'
        f'<p class="concludes">{escape(verdict(told))}</p>'
        f'<p class="leaves-out">{escape(caveat(told))}</p>'
    )


def profile_headline(told: WardProfile) -> None:
    """Draw the headline row."""
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in headline_cells(told)
    )
    st.html(f'<dl class="headline">{body}</dl>')


def asked_for(told: WardProfile, asked: str | None) -> None:
    """Say so where the indicator asked for has no ward figure here and all crime is shown."""
    if asked is None or asked == told.indicator.id:
        return
    name = load_catalogue().indicator(asked).name
    st.info(
        f"{name} has no figure for {told.district}'s wards in {told.period.label}, so the page "
        f"shows {lower_first(told.indicator.name)}.",
        icon=":material/info:",
    )


# --- map and neighbours -------------------------------------------------------------------------


def map_and_neighbours(told: WardProfile, selection: Selection, colours: Palette) -> None:
    """Draw the ward among its neighbours, with their rates beside; a click on either moves."""
    shown = replace(selection, csp=told.csp, ward=told.code, shade="rate")
    paint = paint_around(told, shown, colours)
    st.markdown(f"## {told.name} and the wards around it: {lower_first(told.indicator.name)}")
    map_and_list(
        paint,
        neighbour_list(told),
        lambda: _key_to_map(told, paint, shown, colours),
        mover(selection),
        colours,
    )


def _key_to_map(told: WardProfile, paint: Paint, selection: Selection, colours: Palette) -> None:
    legend(told.view, selection, colours)
    said = f"In brackets: how many of {told.district}'s wards."
    beyond = set(paint.areas) - set(told.view.own.index)
    if any(paint.areas[code][0] == NO_DATA for code in beyond):
        said += " Hatched in other districts: not published."
    st.html(f'<p class="found">{escape(said)}</p>')


def paint_around(told: WardProfile, selection: Selection, colours: Palette) -> Paint:
    """Paint the ward's district and those that border on it, fitted to the ward and its neighbours.

    Each ward is judged among its own district's, as its own profile does, unless the whole force
    is compared; the colours are the same everywhere.
    """
    drawn = vintage(selection.period)
    near = neighbours(told.code, drawn)
    own = paint_wards(told.view, selection, colours)
    areas = dict(own.areas)
    if not told.view.whole_force:
        others = {district_of(code, selection.period) for code in near} - {told.csp}
        for csp in sorted(others):
            view = ward_view(told.indicator.id, told.period.id, csp)
            areas |= paint_wards(view, selection, colours).areas
    return replace(
        own, areas=areas, near=(told.code, *near), elsewhere="Not in a district that borders here"
    )


def neighbour_list(told: WardProfile) -> WardList:
    """Return the ward and those that border on it, the highest rate first."""
    near = neighbour_figures(told.indicator.id, told.period.id, told.code)
    unit = told.indicator.unit
    counted = near["numerator"].notna().any()
    rows = [
        (row["rate"], _neighbour(str(code), row, told, counted)) for code, row in near.iterrows()
    ]
    rows.append((told.row["rate"], _itself(told, counted)))
    known = [pair for pair in rows if not is_missing(pair[0])]
    absent = [pair for pair in rows if is_missing(pair[0])]
    known.sort(key=lambda pair: -float(pair[0]))
    heads = ["Rate", "Ratio"]
    note = (
        f"Neighbours share a border or a corner with {told.name}, in whichever district. "
        f"Rate: {unit}. Ratio: this ward's rate over the neighbour's. "
    )
    if counted:
        heads += ["95% interval", "This ward is"]
        note += "Similar where its interval holds 1."
    else:
        note += "No interval: the document prints rates without counts."
    return WardList(
        caption=f"{len(near)} neighbouring wards" if len(near) != 1 else "One neighbouring ward",
        heads=heads,
        rows=[row for _, row in [*known, *absent]],
        note=note,
    )


def _neighbour(code: str, row: pd.Series, told: WardProfile, counted: bool) -> Row:
    name = str(row["area_name"])
    if row["district_code"] != told.csp:
        name += f", {district_name(row['district_code'])}"
    cells: list[Cell] = [
        {"kind": "number", "text": rate(row["rate"], told.indicator.unit)},
        {"kind": "number", "text": _ratio(row["ratio"], "×")},
    ]
    if counted:
        between = ""
        if not is_missing(row["ratio_lower"]):
            between = f"{_ratio(row['ratio_lower'])} to {_ratio(row['ratio_upper'])}"
        cells.append({"kind": "number", "text": between, "small": ""})
        words = {"higher": (2, "higher"), "lower": (1, "lower"), "similar": (0, "similar")}
        level, text = words.get(row["against"], (0, "–"))
        cells.append({"kind": "chip", "level": level, "text": text})
    return Row(code=code, name=name, chosen=False, cells=cells)


def _ratio(value: float, sign: str = "") -> str:
    """A ratio; under 1 one decimal would make most of them alike."""
    if is_missing(value):
        return times(value)
    return f"{value:.{2 if value < 1 else 1}f}{sign}"


def _itself(told: WardProfile, counted: bool) -> Row:
    cells: list[Cell] = [
        {"kind": "number", "text": rate(told.row["rate"], told.indicator.unit)},
        {"kind": "number", "text": "this ward"},
    ]
    if counted:
        # An empty small line marks the interval as the column that a narrow screen leaves out.
        cells.append({"kind": "number", "text": "", "small": ""})
        cells.append({"kind": "chip", "level": 0, "text": ""})
    return Row(code=told.code, name=told.name, chosen=True, cells=cells)


# --- mix and months -----------------------------------------------------------------------------


def mix_section(told: WardProfile, colours: Palette) -> None:
    """Draw what the ward's crime consists of, beside its district's."""
    mix = crime_mix(told.period.id, told.code)
    if mix is None:
        st.markdown("## The mix of crimes is not drawn")
        st.markdown(
            f"The documents print rates for {told.period.label}, no counts. Shares made of rounded "
            "rates would be figures that no document has."
        )
        return
    table = pd.DataFrame(
        {
            "Crime type": mix["name"],
            f"{told.name}: recorded": mix["count"],
            f"{told.name}: % of crime": mix["share"].round(1),
            f"{told.district}: % of crime": mix["district_share"].round(1),
            "Difference, points": mix["points"].round(1),
        }
    )
    show(
        mix_chart(mix, told, colours),
        mix_message(told, mix),
        mix_alternative(told, mix),
        table,
        f"mix-{told.code}-{told.period.id}",
    )


def mix_chart(mix: pd.DataFrame, told: WardProfile, colours: Palette) -> go.Figure:
    """Draw both shares of each crime type as two dots on one line."""
    rows = mix.iloc[::-1]
    figure = go.Figure()
    for _, row in rows.iterrows():
        figure.add_scatter(
            x=[row["district_share"], row["share"]],
            y=[row["name"]] * 2,
            mode="lines",
            line={"color": colours.rest, "width": 2},
            hoverinfo="skip",
        )
    for column, name, colour, size in (
        ("district_share", told.district, colours.rest, 10),
        ("share", told.name, colours.accent, 13),
    ):
        figure.add_scatter(
            x=rows[column].round(2).tolist(),
            y=rows["name"].tolist(),
            mode="markers",
            marker={"color": colour, "size": size},
            hovertemplate="%{y}: %{x:.1f}%<extra>" + escape(name) + "</extra>",
        )
    _name_dots(figure, told, colours)
    figure.update_xaxes(ticksuffix="%", rangemode="tozero")
    figure.update_yaxes(ticklabelstandoff=8)
    return style(figure, 60 + 26 * len(rows))


def _name_dots(figure: go.Figure, told: WardProfile, colours: Palette) -> None:
    """Name the two dots in the corner that the falling shares leave empty."""
    for place, (name, colour, text) in enumerate(
        ((told.name, colours.accent, colours.accent), (told.district, colours.rest, colours.quiet))
    ):
        figure.add_annotation(
            x=1,
            y=0.2 - 0.09 * place,
            xref="paper",
            yref="paper",
            xanchor="right",
            text=f'<span style="color:{colour}">●</span> {escape(name)}',
            showarrow=False,
            bgcolor=colours.ground,
            font={"color": text, "size": 14},
        )


def months_section(told: WardProfile, colours: Palette) -> None:
    """Draw the ward's months with the limits of their ordinary variation."""
    counts = ward_months(told.indicator.id, told.period.id, told.code)
    if counts is None:
        st.markdown("## No months to draw")
        st.markdown(
            f"The figures for {told.period.label} are printed for the whole year, so there is no "
            "course of months and no control chart."
        )
        return
    chart = xmr(counts.astype("Float64"), clip_at_zero=True)
    key = f"months-{told.code}-{told.indicator.id}-{told.period.id}"
    show(
        control_figure(chart, colours),
        months_title(told, chart),
        months_alternative(told, chart),
        _months_table(chart),
        key,
    )
    st.caption(months_note(chart))


def control_figure(chart: ControlChart, colours: Palette) -> go.Figure:
    """Draw an XmR chart: points, mean, limits; a month that signals is ringed."""
    dates = [month(str(one)) for one in chart.values.index]
    years = {str(one)[:4] for one in chart.values.index}
    figure = go.Figure()
    for value, name, dash in (
        (chart.upper, "upper limit", "dash"),
        (chart.mean, "mean", "solid"),
        (chart.lower, "lower limit", "dash"),
    ):
        if pd.isna(value):
            continue
        figure.add_hline(
            y=value,
            line={"color": colours.rest, "width": 1.6, "dash": dash},
            annotation={
                "text": f" {name} {rate(value)}",
                "font": {"color": colours.quiet, "size": 14},
                "x": 1,
                "xanchor": "left",
                "yanchor": "middle",
            },
        )
    signalled = chart.signalled.tolist()
    figure.add_scatter(
        x=dates,
        y=chart.values.astype("float64").tolist(),
        mode="lines+markers",
        line={"color": colours.accent, "width": 3},
        marker={
            "size": [15 if one else 8 for one in signalled],
            "symbol": ["diamond" if one else "circle" for one in signalled],
            "color": [colours.flagged if one else colours.accent for one in signalled],
        },
        hovertemplate="%{x}: %{y:.0f} recorded<extra></extra>",
    )
    figure.update_yaxes(rangemode="tozero")
    if len(years) == 1:  # twelve months with the year on each would stand on end
        figure.update_xaxes(tickvals=dates, ticktext=[date[:3] for date in dates], tickangle=0)
    style(figure, 340)
    figure.update_layout(margin={"r": 140})
    return figure


def _months_table(chart: ControlChart) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Month": list(chart.values.index),
            "Recorded": chart.values.astype("Int64").tolist(),
            "Mean": round(chart.mean, 1),
            "Lower limit": round(chart.lower, 1),
            "Upper limit": round(chart.upper, 1),
            "Signal": [reason or "none" for reason in chart.reasons],
        }
    )


# --- what is inside -----------------------------------------------------------------------------


def inside_section(told: WardProfile) -> None:
    """List the census areas that make up the ward, with their deprivation and their own rates."""
    inside = lsoas_inside(told.indicator.id, told.period.id, told.code)
    layer = told.period.lsoa_vintage or "lsoa11"
    deprivation = load_deprivation(layer).reindex(inside.index)
    counted = inside["numerator"].notna().any()
    st.markdown(f"## {_deprivation_message(told, deprivation['imd_decile'])}")
    heads = ["Census area (LSOA)", "Deprivation decile"]
    if counted:
        heads += ["Rate", "95% interval", "Recorded", "Residents", "Times the ward"]
    body = []
    for code, row in inside.iterrows():
        cells = [f"<th scope='row'>{escape(str(row['area_name']))}</th>"]
        cells.append(f"<td>{_decile(deprivation['imd_decile'][code])}</td>")
        if counted:
            figures = (
                rate(row["rate"], told.indicator.unit),
                interval(row["lower"], row["upper"]),
                count(row["numerator"]),
                count(row["residents"]),
                times(row["times_ward"]),
            )
            cells += [f"<td class='number'>{escape(one)}</td>" for one in figures]
        body.append(f"<tr>{''.join(cells)}</tr>")
    _table("Census areas of the ward", heads, body, range(2, len(heads)), narrow=not counted)
    edition = str(deprivation["edition"].iloc[0]).removeprefix("imd-")
    note = (
        f"English Indices of Deprivation {edition}: decile 1 is the most deprived tenth of "
        "England's areas; deciles are ranks and are not averaged. Its crime part is made from "
        "recorded crime, so that to explain crime by it would be partly circular."
    )
    if counted:
        note += (
            f" Rates: {lower_first(told.indicator.name)}, {told.indicator.unit}; locations are "
            "snapped to nearby points, which can move a record over a census area's border."
        )
    st.caption(note)
    table = inside[["area_name", "numerator", "residents", "rate", "lower", "upper"]].round(2)
    table = table.join(deprivation.drop(columns=["edition"])).reset_index(names="code")
    csv_download(table, f"inside-{told.code}-{told.indicator.id}-{told.period.id}")


def _deprivation_message(told: WardProfile, deciles: pd.Series) -> str:
    areas = len(deciles)
    most = int((deciles <= 2).sum())
    least = int((deciles >= 9).sum())
    of = f"{areas} census areas" if areas > 1 else "one census area"
    if most:
        which = "It" if areas == 1 else str(most)
        verb = "is" if most == 1 else "are"
        return (
            f"{told.name} is made of {of}: {which.lower() if areas == 1 else which} {verb} in the "
            "most deprived fifth of England"
        )
    if least == areas:
        return f"{told.name} is made of {of}, all in the least deprived fifth of England"
    return f"{told.name} is made of {of}, none in the most deprived fifth of England"


def _decile(value: float) -> str:
    """A decile as a number and a row of ten cells, the area's filled."""
    if is_missing(value):
        return "–"
    place = int(value)
    cells = "".join(f"<i{' class=on' if n == place else ''}></i>" for n in range(1, 11))
    return f'<span class="decile"><b>{place}</b><span aria-hidden="true">{cells}</span></span>'


def _table(
    name: str, heads: list[str], body: list[str], numbers: range, narrow: bool = False
) -> None:
    """Draw a small table; one wider than its place scrolls, by the keyboard too."""
    head = "".join(
        f"<th scope='col'{' class=number' if place in numbers else ''}>{escape(text)}</th>"
        for place, text in enumerate(heads)
    )
    st.html(
        f"<div class='plain-table' tabindex='0' role='group' aria-label='{escape(name)}'>"
        f"<table class='plain{' narrow' if narrow else ''}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


# --- what the documents say ---------------------------------------------------------------------


def documents_section(told: WardProfile) -> None:
    """Quote what the plans say of the ward as a place at risk."""
    catalogue = load_catalogue()
    st.markdown(f"## What the plans say about {told.name}")
    if not is_ward_of(told.code, "ward19"):
        st.markdown(
            f"The documents speak of the wards of {YEARS['ward19']}. {told.name}'s boundaries have "
            "changed since, so nothing they say is carried over to it."
        )
        return
    places = documented_ward(told.code, told.period.id)
    if places.empty:
        st.markdown(f"No loaded document names {told.name} as a place at greatest risk.")
        return
    quotes = []
    for _, row in places.iterrows():
        source = catalogue.source(row["document"])
        standing = f"Named {TIERS[row['tier']]}"
        if not is_missing(row["rank"]):
            standing += f", {ordinal(row['rank'])} in its list"
        reasons = f" · {row['reasons']}" if row["reasons"] else ""
        quotes.append(
            f'<figure class="quote"><div><span class="place">{escape(source.short)}</span>'
            f"{escape(reasons)}</div><blockquote>“{escape(row['quotation'])}”</blockquote>"
            f"<figcaption>{escape(source.title)} ({escape(source.date)}), section: "
            f"{escape(row['section'])}. {escape(standing)}.</figcaption></figure>"
        )
    st.html("".join(quotes))


def printed_section(told: WardProfile) -> None:
    """List every figure that the documents print for the ward, whatever the period shown."""
    if not is_ward_of(told.code, "ward19"):
        return
    catalogue = load_catalogue()
    printed = printed_for(told.code, told.csp)
    st.markdown(f"## Figures the documents print for {told.name}")
    if printed.empty:
        st.markdown(f"No loaded document prints a figure for {told.name}.")
        return
    body = []
    for (document, period, unit), rows in printed.groupby(
        ["document", "period", "unit"], sort=False
    ):
        told_of = (catalogue.source(document).short, catalogue.period(period).label, unit)
        body.append(
            f"<tr class='group'><th colspan='4' scope='colgroup'>{escape(' · '.join(told_of))}"
            "</th></tr>"
        )
        body += [_printed_row(row) for _, row in rows.iterrows()]
    heads = ["Indicator", told.name, told.district, "Force"]
    _table("Printed figures", heads, body, range(1, 4))
    csv_download(printed, f"printed-{told.code}")


def _printed_row(row: pd.Series) -> str:
    name = row["name"] + (f" ({row['group']})" if row["group"] else "")
    figures = [rate(row[one], row["unit"]) for one in ("value", "district", "force")]
    cells = "".join(f"<td class='number'>{escape(one)}</td>" for one in figures)
    return f"<tr><th scope='row'>{escape(name)}</th>{cells}</tr>"


# --- the same ward on other pages ---------------------------------------------------------------


def theme_links(told: WardProfile) -> list[tuple[Theme, str]]:
    """Return the themes of the indicators that the ward stands out on, the furthest above first."""
    catalogue = load_catalogue()
    found: dict[str, tuple[Theme, str]] = {}
    for indicator in told.evidence["indicator"]:
        for theme in catalogue.themes.values():
            own = (*theme.indicators, *([theme.lead_counted] if theme.lead_counted else []))
            if indicator in own and not theme.proxy:
                found.setdefault(theme.id, (theme, str(indicator)))
    return list(found.values())[:MOST_THEMES]


def elsewhere_section(told: WardProfile, selection: Selection) -> None:
    """Link to the same ward on the other pages."""
    here = replace(selection, csp=told.csp, ward=told.code)
    st.markdown(f"## {told.name} on other pages")
    with st.container(key="elsewhere", horizontal=True, gap="medium"):
        for name, label, icon in (
            ("overview", f"Overview of {told.district}", ":material/dashboard:"),
            ("explore", "Explore its records", ":material/search:"),
            ("compare", "Compare districts", ":material/bar_chart:"),
        ):
            st.page_link(
                f"pages/{name}.py",
                label=label,
                icon=icon,
                query_params=query(change(here, name), name),
            )
        for theme, indicator in theme_links(told):
            after = change(here, "theme", theme=theme.id, indicator=indicator)
            st.page_link(
                "pages/theme.py",
                label=f"Theme: {theme.name}",
                icon=":material/map:",
                query_params=query(after, "theme"),
            )
