"""Districts side by side: which stand out, on what, against force, England and similar areas."""

from __future__ import annotations

from components.chart.style import palette
from components.compare.country import among_others_and_printed
from components.compare.findings import told_findings
from components.compare.matrix import leads_to, matrix
from components.compare.paper import board_paper
from components.compare.priorities import plans_beside_figures
from components.compare.sections import change_section, indicator_section
from components.compare.years import years_section
from components.page.frame import current, heading
from components.page.sections import sections
from components.page.trust_strip import period_strip
from data.installed.catalogue import load_catalogue
from data.selection.selection import district_name
from data.words.compare import compare_conclusion, compare_title

PAGE = "compare"
selection = current(PAGE)
period = load_catalogue().period(selection.period)
place = district_name(selection.csp)
colours = palette()

heading(
    compare_title(period, place),
    compare_conclusion(period, selection.csp, place, selection.against),
)
told_findings(selection, place)
matrix(selection, PAGE, colours)
leads_to(selection, place)
period_strip(selection, PAGE, with_partners=True)
sections(
    {
        "Chosen indicator": lambda: indicator_section(selection, PAGE, colours),
        "What changed": lambda: change_section(selection, colours),
        "Similar areas and England": lambda: among_others_and_printed(selection),
        "The force in its years": lambda: years_section(selection, colours),
        "Plans beside figures": lambda: plans_beside_figures(selection, colours),
        "For the board paper": lambda: board_paper(selection),
    },
    key="compare-sections",
)
