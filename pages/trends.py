"""Is it real, is it getting worse: months, change, emerging areas, direction, forecast."""

from __future__ import annotations

import streamlit as st

from components.chart.style import palette
from components.page.frame import current, stop_on_faults
from components.page.sections import sections
from components.trend.change import change_section
from components.trend.direction import direction_section
from components.trend.emerging import emerging_section
from components.trend.filters import trend_filters
from components.trend.forecast import forecast_section
from components.trend.heading import the_trend, trend_heading
from components.trend.months import months_section
from components.trend.strip import trend_strip
from data.selection.trending import PAGE, read

reading = read(st.query_params.to_dict(), current(PAGE))
stop_on_faults(reading.as_reading())
colours = palette()

trend_filters(reading)
told = the_trend(reading)
if told is not None:
    trend_heading(reading, told)
    sections(
        {
            "Months": lambda: months_section(reading, told, colours),
            "Change": lambda: change_section(reading, colours),
            "Emerging areas": lambda: emerging_section(reading, colours),
            "Direction of travel": lambda: direction_section(reading),
            "Forecast": lambda: forecast_section(reading, told, colours),
        },
        key="trend-sections",
    )
    trend_strip(told)
