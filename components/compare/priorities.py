"""What the plans put first beside what the figures say: a matrix, and where the two part."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from components.compare.grid import Grid, GridCell, GridRow, Key
from components.page.telling import say, say_heading, say_small
from components.served.grid import grid
from data.figures.comparison import single_types
from data.figures.country import Comparator
from data.figures.standings import (
    Standing,
    districts_with_plan,
    high_without_priority,
    priority_not_high,
    standings,
)
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import (
    joined,
    lower_first,
    rate,
    ratio,
)
from data.selection.selection import Selection, change, query
from data.words.comparators import set_against
from data.words.compare import compared, number

KEY = "compare-priorities"
TIERS = ("priority", "cross-cutting", "additional", "supplementary")
NO_PLAN = "no plan of its own is loaded, so its priorities are not known"


def plans_beside_figures(selection: Selection, colours: Palette) -> None:
    """Draw the matrix of priorities and list where plans and figures part."""
    priority_matrix(selection, colours)
    parting(selection)


def priority_matrix(selection: Selection, colours: Palette) -> None:
    """Draw the themes by districts; a cell leads to the theme's page for that district."""
    say_heading(priorities_message(selection.period, selection.against))
    told = grid("compare_grid", priority_grid(selection, colours.dark), KEY)
    # The name of a district leads nowhere.
    if told and told["row"]:
        address = theme_query(selection, told["row"], told["column"])
        st.switch_page("theme.py", query_params=address)


def theme_query(selection: Selection, theme: str, csp: str) -> dict[str, str]:
    """Return the address of a theme's page in a district, with this page's period if it has it."""
    there = change(selection, "theme", csp=csp, theme=theme)
    return query(there, "theme")


def priorities_message(period: str, comparator: Comparator = "force") -> str:
    """Name the theme that most plans put first, and how many high figures no plan puts first.

    The second part rests on the districts whose own plan is loaded, and says how many they are.
    """
    told = standings(period, comparator)
    themes = {one.theme.id: one.theme for one in told}
    wide = {
        name: sum(one.tier == "priority" for one in told if one.theme.id == name) for name in themes
    }
    first = max(wide, key=lambda name: wide[name])
    districts = len(load_catalogue().force.districts)
    own = len(districts_with_plan())
    if not wide[first]:
        return f"No plan is loaded for any of the {number(districts)} districts"
    said = (
        f"{themes[first].name} is a priority in {_of_all(wide[first], districts)} districts, the "
        "most of any theme"
    )
    if not own or not _is_judged(period):
        return said
    high = len(high_without_priority(period, comparator))
    whose = "district whose own plan is" if own == 1 else "districts whose own plans are"
    what = "every high figure is a priority"
    if high:
        figures = "high figure is" if high == 1 else "high figures are"
        what = f"{number(high)} {figures} not a priority"
    return f"{said}; in the {number(own)} {whose} loaded, {what}"


def _of_all(part: int, whole: int) -> str:
    """Say how many of all: 'eight of nine', 'all nine'."""
    return f"all {number(whole)}" if part == whole else f"{number(part)} of {number(whole)}"


def _is_judged(period: str) -> bool:
    """Whether any figure of the period has an interval that could call it high."""
    return any(one.told and one.told.comparison for one in standings(period))


def priority_grid(selection: Selection, dark: bool) -> Grid:
    """Return the priority matrix as the table draws it."""
    catalogue = load_catalogue()
    told = standings(selection.period, selection.against)
    high = high_without_priority(selection.period, selection.against)
    rows = [
        GridRow(
            code=theme,
            name=catalogue.theme(theme).name,
            fixed=True,
            cells=[_cell(one, one in high, selection) for one in held],
        )
        for theme, group in groupby(told, key=lambda one: one.theme.id)
        if (held := list(group))
    ]
    key: list[Key] = [{"kind": tier, "text": tier.capitalize()} for tier in TIERS]
    if high:
        key.append({"kind": "high", "mark": "▲", "text": "high, and not a priority of its plans"})
    other = set_against(selection.against, selection.csp)
    key.append({"text": f"▲: the theme's lead figure is over {other}"})
    if len(districts_with_plan()) < len(catalogue.force.districts):
        key.append({"kind": "absent", "text": "no plan loaded: priorities not known"})
    return Grid(
        caption="Priority themes of each partnership, by plan year and tier",
        corner="Theme",
        manner="plans",
        dark=dark,
        columns=[
            {
                "code": one.code,
                "name": one.name,
                "chosen": one.code == selection.csp,
            }
            for one in catalogue.force.districts
        ],
        rows=rows,
        words={"absent": NO_PLAN},
        changeWords="",
        key=key,
        note="Years are those of the plans that name the theme; the tier is that of the newest. "
        + _others_note()
        + "A cell opens the theme's page for the district.",
        sortable=False,
        sorted="",
        sortedFor="",
    )


def _cell(one: Standing, high: bool, selection: Selection) -> GridCell:
    """``high`` is whether the standing is one of those that `parting` lists."""
    address = theme_query(selection, one.theme.id, one.csp)
    parts = "&".join(f"{key}={value}" for key, value in address.items())
    cell = GridCell(text="–", kind="none", href=f"theme?{parts}" if parts else "theme")
    if one.named:
        years = sorted({standing.year for standing in one.named})
        cell |= {"text": one.tier.capitalize(), "kind": one.tier, "small": ", ".join(years)}
    elif not one.own_plan:
        cell |= {"text": "not loaded", "kind": "absent"}
    if one.is_high and one.told:
        cell["flag"] = f"{lower_first(one.told.indicator.short)} is over {one.told.against}"
    if high:
        cell |= {"text": "High", "kind": "high", "small": one.tier or "not named"}
    return cell


def _others_note() -> str:
    """Say whose document names a priority where no plan of the district's own is loaded."""
    catalogue = load_catalogue()
    named = [
        one
        for theme in catalogue.themes.values()
        for one in theme.priorities
        if one.csp not in districts_with_plan()
    ]
    if not named:
        return ""
    whose = joined(sorted({catalogue.source(one.document).title for one in named}))
    return f"Where a district has no plan loaded, a tier and year are what {whose} says of it. "


def parting(selection: Selection) -> None:
    """List where figures are high without a priority, and priorities that are not high."""
    period = load_catalogue().period(selection.period)
    if not _is_judged(period.id):
        say(
            f"For {period.label} the documents print rates without counts, so no figure can be "
            "called high by its interval. Choose a recorded period to set plans and figures side "
            "by side."
        )
        return
    left, right = st.columns(2, gap="large")
    with left:
        say_heading(f"High in {period.label}, but not a priority")
        st.html(_items(high_lines(period.id, selection.against)))
        say_small(_plans_note(selection))
    with right:
        say_heading(f"A priority, but not high in {period.label}")
        st.html(_items(_nothigh_lines(period.id, selection.against)))
        say_small(
            f"Not high means not above {set_against(selection.against, selection.csp)} by the 95% "
            "interval. "
            "A priority can rest on harm, on public expectation or on places within the district. "
            "Themes led by a stand-in, or by no counted figure, are not judged here."
        )


def _items(lines: list[str]) -> str:
    held = "".join(f"<li>{line}</li>" for line in lines) or "<li>None.</li>"
    return f'<ul class="found">{held}</ul>'


def high_lines(period: str, comparator: Comparator = "force") -> list[str]:
    """List the high figures that are no priority, a line for each district, as HTML."""
    found = sorted(high_without_priority(period, comparator), key=lambda one: _order(one.csp))
    lines = []
    for csp, group in groupby(found, key=lambda one: one.csp):
        held = "; ".join(_high_words(one) for one in group)
        lines.append(f"<b>{escape(load_catalogue().force.district(csp).name)}:</b> {held}.")
    return lines


def _order(csp: str) -> int:
    return [one.code for one in load_catalogue().force.districts].index(csp)


def _high_words(one: Standing) -> str:
    if one.told is None:
        return ""
    indicator = one.told.indicator
    name = lower_first(indicator.short)
    # A theme and its indicator of one name are named once.
    named = "" if name == lower_first(one.theme.name) else f"{name} "
    said = (
        f"{lower_first(one.theme.name)} ({named}{rate(one.told.rate, indicator.unit)}, "
        f"{ratio(one.told.times_against)} × {one.told.against.removeprefix('the ')}"
    )
    if one.theme.proxy:
        said += ", a stand-in"
    return escape(said + (f"; {one.tier} only)" if one.named else ")"))


def _nothigh_lines(period: str, comparator: Comparator) -> list[str]:
    lines = []
    for theme, group in groupby(
        priority_not_high(period, comparator), key=lambda one: one.theme.id
    ):
        held = list(group)
        names = ", ".join(f"{_name(one)} ({_times(one)})" for one in held)
        lines.append(f"<b>{escape(load_catalogue().theme(theme).name)}:</b> {escape(names)}.")
    return lines


def _name(one: Standing) -> str:
    return load_catalogue().force.district(one.csp).name


def _times(one: Standing) -> str:
    if one.told is None or one.told.times_against is None:
        return ""
    return f"{compared(str(one.told.comparison))}, {ratio(one.told.times_against)} ×"


def _plans_note(selection: Selection) -> str:
    catalogue = load_catalogue()
    own = districts_with_plan()
    with_plan = [one.name for one in catalogue.force.districts if one.code in own]
    without = [one.name for one in catalogue.force.districts if one.code not in own]
    said = (
        f"By the 95% interval against {set_against(selection.against, selection.csp)}, over the "
        f"{len(single_types())} single indicators and theft. "
    )
    if without:
        held = f"Only {joined(with_plan, 9)} are listed" if len(with_plan) > 1 else ""
        if len(with_plan) == 1:
            held = f"Only {with_plan[0]} is listed"
        said += (
            f"{held or 'No district is listed'}: no plan of its own is loaded for "
            f"{joined(without, 9)}, and a plan that is not loaded is not an absent priority."
        )
    return said
