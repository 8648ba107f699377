"""What a ward is made of, what the plans say about it, and the figures they print for it."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say, say_heading, say_small
from data.figures.profile import WardProfile, is_ward_of
from data.figures.surroundings import documented_ward, lsoas_inside, printed_for
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    count,
    interval,
    is_missing,
    lower_first,
    ordinal,
    rate,
    times,
    whose,
)
from data.tables.deprivation import load_deprivation
from data.words.absence import is_partners, partner_of, reason, short_reason, status_words

TIERS = {"priority": "as a priority", "consideration": "for consideration"}


def inside_section(told: WardProfile) -> None:
    """List the census areas that make up the ward, with their deprivation and their own rates."""
    inside = lsoas_inside(told.indicator.id, told.period.id, told.code)
    if inside.empty:
        say(f"{told.name} is no census area's best fit, and is counted by point alone.")
        return
    layer = told.period.lsoa_vintage or "lsoa11"
    deprivation = load_deprivation(layer).reindex(inside.index)
    counted = inside["numerator"].notna().any()
    say_heading(_deprivation_message(told, deprivation["imd_decile"]))
    heads = ["Census area (LSOA)", "Deprivation decile"]
    supplied = is_partners(told.indicator)
    if counted and supplied:
        heads += ["Rate", "95% interval", "Numerator", "Denominator", "Times the ward"]
    elif counted:
        heads += ["Rate", "95% interval", "Recorded", "Residents", "Times the ward"]
    body = []
    for code, row in inside.iterrows():
        cells = [f"<th scope='row'>{escape(str(row['area_name']))}</th>"]
        cells.append(f"<td>{_decile(deprivation['imd_decile'][code])}</td>")
        if counted:
            why = short_reason(row["status"], told.indicator)
            figures = (
                why if is_missing(row["rate"]) else rate(row["rate"], told.indicator.unit),
                interval(row["lower"], row["upper"]),
                count(row["numerator"]),
                count(row["denominator"] if supplied else row["residents"]),
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
    if supplied and inside["status"].eq("restricted").any():
        why = reason("restricted", told.indicator, told.period)
        note += f" {told.indicator.name} by census area: {lower_first(why)}."
    elif counted and supplied:
        note += (
            f" Rates: {lower_first(told.indicator.name)}, {told.indicator.unit}, as supplied by "
            f"{partner_of(told.indicator)}."
        )
    elif counted:
        note += (
            f" Rates: {lower_first(told.indicator.name)}, {told.indicator.unit}; locations are "
            "snapped to nearby points, which can move a record over a census area's border."
        )
    if told.period.boundary == "legal":
        note += (
            " These are the census areas that fit the ward best; its legal border may cut some of "
            "them."
        )
    say_small(note)
    table = inside[["area_name", "numerator", "residents", "rate", "lower", "upper"]].round(2)
    if supplied:
        table["status"] = [
            status_words(one, told.indicator, told.period) for one in inside["status"]
        ]
    table = table.join(deprivation.drop(columns=["edition"])).reset_index(names="code")
    about = {
        "district": told.district,
        "period": told.period.label,
        "title": told.indicator.name,
        "unit": told.indicator.unit,
    }
    csv_download(table, f"inside-{told.code}-{told.indicator.id}-{told.period.id}", about=about)


def _deprivation_message(told: WardProfile, deciles: pd.Series) -> str:
    areas = len(deciles)
    most = int((deciles <= 2).sum())
    least = int((deciles >= 9).sum())
    of = f"{areas} census areas" if areas > 1 else "one census area"
    whole = "" if areas == 1 else "all "
    if most == areas:
        where = f", {whole}in the most deprived fifth"
    elif most:
        where = f": {most} {'is' if most == 1 else 'are'} in the most deprived fifth"
    elif least == areas:
        where = f", {whole}in the least deprived fifth"
    else:
        where = f", {'not' if areas == 1 else 'none'} in the most deprived fifth"
    return f"{told.name} is made of {of}{where} of England"


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


def documents_section(told: WardProfile) -> None:
    """Quote what the plans say of the ward as a place at risk."""
    catalogue = load_catalogue()
    say_heading(f"What the plans say about {told.name}")
    printed = catalogue.force.printed_wards
    if printed and not is_ward_of(told.code, printed):
        year = catalogue.vintage_name(printed)
        say(
            f"The documents speak of the wards of {year}. {whose(told.name)} boundaries have "
            "changed since, so nothing they say is carried over to it."
        )
        return
    places = documented_ward(told.code, told.period.id)
    if places.empty:
        say(f"No loaded document names {told.name} as a place at greatest risk.")
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
    catalogue = load_catalogue()
    named = catalogue.force.printed_wards
    if named and not is_ward_of(told.code, named):
        return
    printed = printed_for(told.code, told.csp)
    say_heading(f"Figures the documents print for {told.name}")
    if printed.empty:
        say(f"No loaded document prints a figure for {told.name}.")
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
