"""The force in its years beside its region and its country, by the official yearly table."""

from __future__ import annotations

import plotly.graph_objects as go

from components.chart.charts import show
from components.chart.style import style
from components.page.telling import say, say_small
from data.figures.force_years import ForceYears, force_in_years, groups_of
from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import is_missing, joined, lower_first
from data.selection.selection import Selection
from data.words.beyond import years_message, years_table


def years_section(selection: Selection, colours: Palette) -> None:
    """Draw the years of the chosen indicator, or of all crime where the table lacks it."""
    catalogue = load_catalogue()
    chosen = catalogue.indicator(str(selection.indicator))
    shown = chosen if groups_of(chosen.id) else total_indicator()
    told = force_in_years(groups_of(shown.id))
    if told is None:
        say(f"The official yearly table does not hold {catalogue.force.name}.")
        return
    if shown.id != chosen.id:
        say(f"{chosen.name} is not in the official yearly table; this is all crime.")
    message = years_message(told, shown.name)
    show(
        _lines(told, colours),
        message,
        f"Lines by year. {message}.",
        years_table(told),
        "years",
        {"Area": told.names[0]},
    )
    names = joined([lower_first(one) for one in told.groups])
    say_small(
        f"Police recorded crime ({names}), years to September, without fraud; Home Office and ONS. "
        "Region and country hold every force, the four large ones that police.uk lacks among "
        "them; a year in which one of their forces has no figure is left out. How forces record "
        "changed over these years. Rates are in the table for years whose residents are at hand."
    )


def _lines(told: ForceYears, colours: Palette) -> go.Figure:
    """A line an area: the number recorded, the first year being 100."""
    figure = go.Figure()
    looks = ((colours.accent, 3, "solid"), (colours.ink, 2, "solid"), (colours.rest, 2, "dot"))
    years = [str(one) for one in told.index.index]
    for name, (colour, width, dash) in zip(told.names, looks, strict=False):
        values = [None if is_missing(one) else round(float(one), 1) for one in told.index[name]]
        figure.add_scatter(
            x=years,
            y=values,
            mode="lines+markers",
            name=as_chart_text(name),
            line={"color": colour, "width": width, "dash": dash},
            hovertemplate="%{x}: %{y}<extra>" + as_chart_text(name) + "</extra>",
        )
        figure.add_annotation(
            x=years[-1],
            y=values[-1],
            text=as_chart_text(name),
            xanchor="left",
            xshift=8,
            showarrow=False,
            font={"color": colour},
        )
    style(figure, 340)
    figure.update_layout(showlegend=False, margin={"r": 130})
    figure.update_yaxes(rangemode="tozero", title=f"{years[0]} = 100")
    return figure
