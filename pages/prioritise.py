"""Which themes come first: scored with their evidence, ranked, tried out, set beside the plans."""

from __future__ import annotations

from components.chart.style import palette
from components.page.frame import current, heading
from components.page.sections import sections
from components.priority.firmness import firmness_section
from components.priority.frame import priority_notice, priority_says
from components.priority.harm import harm_section
from components.priority.kept import changes_section, results_section
from components.priority.plan import plan_section
from components.priority.scoring import scoring_section
from components.priority.weights import weights_section

PAGE = "prioritise"
selection = current(PAGE)
colours = palette()

heading(*priority_says(selection))
priority_notice(selection)
sections(
    {
        "Scores and ranking": lambda: scoring_section(selection, colours),
        "How firm it is": lambda: firmness_section(selection, colours),
        "Weights": lambda: weights_section(selection),
        "Beside the plan": lambda: plan_section(selection),
        "Changes": lambda: changes_section(selection),
        "Results": lambda: results_section(selection),
        "Harm": lambda: harm_section(selection, colours),
    },
    key="prioritise-sections",
)
