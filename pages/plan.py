"""A partnership's plan, row by row: baseline, latest value, on or off course, owner and note."""

from __future__ import annotations

from components.chart.style import palette
from components.page.frame import current, stop_on_faults
from components.plan.filters import asked
from components.plan.sections import plan_heading, plan_or_none

PAGE = "plan"
selection = current(PAGE)
shown, reading = asked(selection)
stop_on_faults(reading)

plan_heading(selection)
plan_or_none(selection, shown, palette())
