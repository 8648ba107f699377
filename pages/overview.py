"""Where risk sits in a district: headline figures, places at greatest risk, what changed."""

from __future__ import annotations

from components.changes import changes_section
from components.completeness import completeness_table
from components.frame import current, heading
from components.leads import ward_leads
from components.legend import risk_legend
from components.maps import choose, map_and_list
from components.painting import paint_risk
from components.palette import palette
from components.partner_tables import SECTION, has_tables, partner_section
from components.places import documented_reasons
from components.risk_panel import foremost, risk_panel
from components.sections import sections
from components.selection import district_name
from components.tables import risk_table
from components.tiles import headline_tiles
from components.trust_strip import period_strip
from components.wording import risk_conclusion, risk_title
from data.overview import headlines
from data.risk import risk_view

PAGE = "overview"
selection = current(PAGE)
csp, period, place = selection.csp, selection.basis, district_name(selection.csp)
colours = palette()
view = risk_view(period, csp, selection.wards == "force")
figures = headlines(period, csp)

heading(risk_title(period, place), risk_conclusion(view, figures, place))
headline_tiles(figures)
map_and_list(
    paint_risk(view, selection, colours),
    risk_panel(view, selection.ward),
    lambda: risk_legend(view, colours),
    choose(selection, PAGE),
    colours,
    lambda: ward_leads(selection, PAGE, None, foremost(view, selection.ward)),
)
period_strip(selection)
below = {
    "Places the documents name": lambda: documented_reasons(csp, view, period),
    "What changed most": lambda: changes_section(period, csp, colours),
    "Every ward": lambda: risk_table(view, f"risk-{csp}-{period}"),
    "How complete the records are": lambda: completeness_table(period),
}
if has_tables():
    below[SECTION] = lambda: partner_section(selection, csp)
sections(below, key="overview-sections")
