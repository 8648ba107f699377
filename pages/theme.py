"""One priority theme in one district: choropleth, hotspot panel, local against force."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from components.chart.charts import months_section
from components.chart.style import palette
from components.choosing.leads import ward_leads
from components.map.legend import legend
from components.map.maps import choose, map_and_list, no_figures
from components.map.picture import LABEL, picture_links
from components.page.frame import current
from components.page.partner_tables import SECTION, has_tables, partner_section
from components.page.sections import sections
from components.page.tables import published_table, ward_table
from components.page.trust_strip import trust_strip
from components.theme.affected import affected_section
from components.theme.beside import maps_beside
from components.theme.card import theme_card
from components.theme.children import children_context
from components.theme.force_figures import SECTION as FORCE
from components.theme.force_figures import force_section, has_force_figures
from components.theme.heading import theme_heading
from components.theme.headline import headline_row
from components.theme.hotspot_panel import hotspot_panel
from components.theme.plans import theme_plans
from data.figures.headlines import headline
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.months import paint_months
from data.painting.wards import paint_wards, theme_key
from data.selection.selection import district_name
from data.words.figures import title
from data.words.in_short import theme_in_short
from data.words.newest import older_theme

PAGE = "theme"
selection = current(PAGE)
catalogue = load_catalogue()
theme = catalogue.theme(selection.theme)
csp, place = selection.csp, district_name(selection.csp)
colours = palette()
told = None
below = {
    "Against others": lambda: theme_card(theme, csp, told),
    "What the plans say": lambda: theme_plans(theme, selection),
    "Who is affected": lambda: affected_section(theme, csp, colours),
    "Published figures": lambda: published_table(theme, csp),
}

if selection.indicator is None:
    no_figures(theme, selection, colours, PAGE)
else:
    view = ward_view(selection.indicator, selection.basis, csp, selection.wards == "force")
    panel = partial(hotspot_panel, view, selection.ward)
    told = headline(selection.indicator, selection.basis, csp, selection.against)
    line, sentence = title(view, place, theme), theme_in_short(view, told, place)
    theme_heading(line, sentence, view, selection, place)
    chosen = choose(selection, PAGE)
    paint = paint_wards(view, selection, colours)
    if selection.beside:
        maps_beside(view, selection, colours, panel, chosen)
    else:
        map_and_list(
            replace(paint, months=paint_months(view, colours)),
            panel,
            lambda: legend(theme_key(view, selection, colours, theme)),
            chosen,
            colours,
            lambda: ward_leads(selection, PAGE, selection.indicator),
            lambda: headline_row(told, place),
        )
    picture = picture_links(
        paint,
        lambda: theme_key(view, selection, colours, theme),
        line,
        sentence,
        [*view.own["source"], view.local["source"]],
        colours,
    )
    trust_strip(view, selection, older_theme(selection), {LABEL: picture})
    below["Months"] = lambda: months_section(view, selection, colours)
    below["Every ward"] = lambda: ward_table(view, f"{view.indicator.id}-{csp}-{view.period.id}")
if any(catalogue.indicator(one).children for one in theme.indicators):
    below["Children's services"] = lambda: children_context(theme, csp, colours)
if has_force_figures(theme.id):
    below[FORCE] = lambda: force_section(theme.id)
if has_tables(theme.id):
    below[SECTION] = lambda: partner_section(selection, csp, theme.id)
sections(below, key="theme-sections")
