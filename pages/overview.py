"""Where risk sits in a district: headline figures, places at greatest risk, what changed."""

from __future__ import annotations

from components.chart.style import palette
from components.choosing.leads import ward_leads
from components.map.legend import legend
from components.map.maps import choose, map_and_list
from components.map.picture import LABEL, picture_links
from components.overview.changes import changes_section
from components.overview.completeness import completeness_table
from components.overview.places import documented_reasons
from components.overview.risk_panel import risk_panel
from components.overview.tiles import headline_tiles
from components.page.frame import current, heading
from components.page.partner_tables import SECTION, has_tables, partner_section
from components.page.sections import sections
from components.page.tables import risk_table
from components.page.trust_strip import period_strip
from data.figures.area_figures import POLICE_SOURCE
from data.figures.risk import marked_if_none_differed, risk_view
from data.painting.wards import paint_risk, risk_key
from data.selection.selection import district_name
from data.verdict.overview import headlines, printed_sources
from data.words.figures import risk_title
from data.words.in_short import risk_in_short
from data.words.risk import foremost

PAGE = "overview"
selection = current(PAGE)
csp, period, place = selection.csp, selection.basis, district_name(selection.csp)
colours = palette()
whole = selection.wards == "force"
view = risk_view(period, csp, whole)
figures = headlines(period, csp, selection.against)

line, sentence = risk_title(period, place), risk_in_short(view, figures, place)
paint = paint_risk(view, selection, colours)
heading(line, sentence)
map_and_list(
    paint,
    lambda: risk_panel(view, selection.ward),
    lambda: legend(risk_key(view, colours)),
    choose(selection, PAGE),
    colours,
    lambda: ward_leads(selection, PAGE, None, foremost(view, selection.ward)),
    lambda: headline_tiles(figures, csp),
)
sources = [POLICE_SOURCE] if view.both_lenses else printed_sources(period, csp)
picture = picture_links(paint, lambda: risk_key(view, colours), line, sentence, sources, colours)
period_strip(selection, PAGE, more={LABEL: picture})
below = {
    "Places the documents name": lambda: documented_reasons(csp, view, period),
    "What changed most": lambda: changes_section(period, csp, colours),
    "Every ward": lambda: risk_table(
        view, f"risk-{csp}-{period}", period, marked_if_none_differed(period, csp, whole)
    ),
    "How complete the records are": lambda: completeness_table(period),
}
if has_tables():
    below[SECTION] = lambda: partner_section(selection, csp)
sections(below, key="overview-sections")
