"""Charts of one indicator over the districts: ranked, against chance, and how wards spread."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.chart.style import style
from data.catalogue.records import Indicator
from data.figures.comparison import Funnel
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import is_missing, rate
from data.words.absence import short_reason, status_words
from data.words.compare import compared, signed

# Where a point's name may stand, in pixels from the point: beside it first, then over and under.
PLACES: tuple[tuple[int, int, str], ...] = (
    (9, 0, "left"),
    (-9, 0, "right"),
    (0, 14, "center"),
    (0, -14, "center"),
    (9, 14, "left"),
    (9, -14, "left"),
    (-9, 14, "right"),
    (-9, -14, "right"),
)
LETTER, LINE = 7.1, 16  # pixels that a letter and a line of small type take
LONGEST_NAME = 24
# The plot of a funnel in pixels, about: what a name covers is judged by it.
FUNNEL_WIDTH, FUNNEL_HEIGHT = 330, 330
FEW_POINTS = 12
# What a name covers, by how much that would spoil the reading; from TOO_CROWDED it is left out.
# Further from its point it would be taken for another's.
NAME_COVERED, TOO_CROWDED, POINT_COVERED, LINE_CROSSED = 100, 60, 60, 3


def _numbers(values: pd.Series, digits: int = 2) -> list[float | None]:
    """Send few digits, and nothing at all for a missing value."""
    return [None if is_missing(one) else round(float(one), digits) for one in values]


def _written(rates: pd.Series) -> list[str]:
    """The rates as every sentence writes them, for what a pointer shows."""
    return [rate(one) for one in rates]


def _rate_and_flag(points: pd.DataFrame) -> list[list[str]]:
    return [
        [rate(one), str(flag)] for one, flag in zip(points["rate"], points["flag"], strict=True)
    ]


def ranked_bars(
    rows: pd.DataFrame,
    wider: tuple[tuple[str, float], ...],
    line: tuple[str, Any],
    csp: str,
    colours: Palette,
) -> go.Figure:
    """Draw the districts' rates with 95% intervals, highest first, and what they are set against.

    ``line`` is its name and rate.
    """
    held = rows.sort_values("rate", ascending=True, na_position="first", kind="stable")
    chosen = held["area_code"] == csp
    known = held["lower"].notna()
    # Light enough for the figures written on the bars, and still apart from the ground.
    other = colours.neighbour if colours.dark else colours.faint
    figure = go.Figure()
    figure.add_bar(
        y=held["area_name"].map(as_chart_text).tolist(),
        x=_numbers(held["rate"]),
        orientation="h",
        marker={"color": [colours.accent if one else other for one in chosen]},
        error_x={
            "visible": bool(known.any()),
            "type": "data",
            "symmetric": False,
            "array": _numbers((held["upper"] - held["rate"]).where(known)),
            "arrayminus": _numbers((held["rate"] - held["lower"]).where(known)),
            "color": colours.ink,
            "thickness": 1.5,
            "width": 3,
        },
        customdata=_written(held["rate"]),
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    for (_, row), accent in zip(held.iterrows(), chosen, strict=True):
        missing = is_missing(row["rate"])
        written = f"<b>{rate(row['rate'], row['unit'])}</b>"
        figure.add_annotation(
            x=0,
            y=as_chart_text(row["area_name"]),
            text=as_chart_text(_absent(row)) if missing else written,
            xanchor="left",
            showarrow=False,
            font={"color": colours.ground if accent and not missing else colours.ink},
        )
    lines = [(*line, "solid")]
    lines += [(name, value, "dot") for name, value in wider]
    for place, (name, value, dash) in enumerate(lines):
        if is_missing(value):
            continue
        figure.add_vline(x=float(value), line={"color": colours.ink, "width": 2, "dash": dash})
        figure.add_annotation(
            x=float(value),
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=18 * place,
            text=f"{as_chart_text(name)} {rate(value, held['unit'].iloc[0])}",
            showarrow=False,
        )
    style(figure, 30 * len(held) + 92)
    figure.update_layout(bargap=0.22, margin={"t": 26 + 18 * len(wider), "b": 44})
    figure.update_xaxes(rangemode="tozero", title=_small(rows["unit"].iloc[0].capitalize()))
    figure.update_yaxes(ticksuffix="  ", showgrid=False)
    return figure


def _absent(row: pd.Series) -> str:
    return short_reason(row["status"], load_catalogue().indicator(str(row["indicator"])))


def bars_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the ranked bars as a table."""
    indicator = load_catalogue().indicator(str(rows["indicator"].iloc[0]))
    held = rows.sort_values("rate", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(
        {
            "District": held["area_name"],
            "Rate": held["rate"].round(2),
            "Lower 95%": held["lower"].round(2),
            "Upper 95%": held["upper"].round(2),
            "Recorded": held["numerator"],
            "Residents": held["residents"],
            "Force rate": held["force_rate"].round(2),
            "Set against": held["against"].replace("", "–"),
            "Their rate": held["against_rate"].round(2),
            "Times their rate": held["times_against"].round(2),
            "Against them": held["comparison"].map(compared, na_action="ignore").fillna("–"),
            "Status": [status_words(one, indicator) for one in held["status"]],
        }
    )


def spread_chart(
    rows: pd.DataFrame, wards: pd.DataFrame, csp: str, ward: str | None, colours: Palette
) -> go.Figure:
    """Draw every ward's rate on its district's line, the district's own rate as a tick.

    The highest ward of each district is named, so that an extreme in a low district shows.
    """
    order = rows.sort_values("rate", ascending=True, na_position="first", kind="stable")
    labels = order["area_name"].map(as_chart_text).tolist()
    names = dict(zip(order["area_code"], labels, strict=True))
    known = wards[wards["rate"].notna()]
    figure = go.Figure()
    for own in (False, True):
        held = known[(known["district_code"] == csp) == own]
        figure.add_scatter(
            x=_numbers(held["rate"], 1),
            y=[names[code] for code in held["district_code"]],
            text=held["area_name"].map(as_chart_text).tolist(),
            mode="markers",
            marker={
                "color": colours.accent if own else colours.rest,
                "size": 10 if own else 9,
                "opacity": 0.75 if own else 0.55,
            },
            customdata=_written(held["rate"]),
            hovertemplate="%{text}: %{customdata}<extra></extra>",
        )
    figure.add_scatter(
        x=_numbers(order["rate"]),
        y=labels,
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 20,
            "line": {"width": 3, "color": colours.ink},
        },
        customdata=_written(order["rate"]),
        hovertemplate="%{y}, the whole district: %{customdata}<extra></extra>",
    )
    furthest = float(known["rate"].max()) if len(known) else 1.0
    for code, row in _named(known, ward).iterrows():
        # A name has room beside its point, or above it where the chart ends.
        beside = row["rate"] < furthest * 0.6
        figure.add_annotation(
            x=float(row["rate"]),
            y=names[row["district_code"]],
            text=f"{as_chart_text(shortened(row['area_name']))} {rate(row['rate'])}",
            xanchor="left" if beside else "right",
            xshift=8 if beside else 6,
            yshift=0 if beside else 13,
            showarrow=False,
            font={
                "size": 14,
                "color": colours.accent if code == ward else colours.ink,
            },
        )
    force = order["force_rate"].iloc[0]
    if not is_missing(force):
        figure.add_vline(x=float(force), line={"color": colours.ink, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=float(force),
            y=1,
            yref="paper",
            yanchor="bottom",
            text=f"Force {rate(force)}",
            showarrow=False,
        )
    style(figure, 30 * len(order) + 92)
    figure.update_layout(margin={"t": 26, "b": 44})
    figure.update_xaxes(
        range=[-furthest * 0.02, furthest * 1.04], title=_small(order["unit"].iloc[0].capitalize())
    )
    figure.update_yaxes(
        ticksuffix="  ",
        categoryorder="array",
        categoryarray=labels,
        range=[-0.6, len(order) - 0.4],
    )
    return figure


def shortened(name: str) -> str:
    """Shorten a ward's name for a chart; the table beside it has it whole.

    >>> shortened("Burton & Eton"), shortened("Hanley Park, Joiner's Square & Shelton")
    ('Burton & Eton', "Hanley Park, Joiner's…")
    """
    if len(name) <= LONGEST_NAME:
        return name
    return name[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(" ,&") + "…"


def _named(known: pd.DataFrame, ward: str | None) -> pd.DataFrame:
    """The highest ward of each district, and the chosen one."""
    top = known.sort_values("rate", ascending=False).drop_duplicates("district_code")
    if ward is not None and ward in known.index and ward not in top.index:
        top = pd.concat([top, known.loc[[ward]]])
    return top


def spread_table(
    wards: pd.DataFrame, names: dict[str, str], indicator: Indicator | None = None
) -> pd.DataFrame:
    """Return the strip plot as a table."""
    status = wards["status"]
    if indicator is not None:
        words = {one: status_words(one, indicator) for one in status.unique()}
        status = status.map(words)
    return pd.DataFrame(
        {
            "Ward": wards["area_name"],
            "District": wards["district_code"].map(names),
            "Rate": wards["rate"].astype("Float64").round(2),
            "Recorded": wards["numerator"],
            "Residents": wards["residents"],
            "Funnel (force's wards)": wards["funnel"].astype(object).fillna("–"),
            "Status": status,
            "Code": wards.index,
        }
    )


def funnel_chart(told: Funnel, csp: str, ward: str | None, colours: Palette) -> go.Figure:
    """Draw areas by residents and rate, with 95% and 99.8% limits around their pooled rate."""
    points = told.points
    figure = go.Figure()
    across = [int(one) for one in told.limits.index]
    for column, dash in (
        ("upper_998", "solid"),
        ("lower_998", "solid"),
        ("upper_95", "dot"),
        ("lower_95", "dot"),
    ):
        figure.add_scatter(
            x=across,
            y=_numbers(told.limits[column]),
            mode="lines",
            line={"color": colours.rest, "width": 1.5, "dash": dash},
            hoverinfo="skip",
        )
    figure.add_hline(y=told.baseline, line={"color": colours.ink, "width": 1.5})
    own = points["district_code"].eq(csp) | (points.index == csp)
    for accent in (False, True):
        held = points[own == accent]
        outside = held["flag"].isin(["high 99.8%", "low 99.8%"])
        figure.add_scatter(
            x=held["residents"].tolist(),
            y=_numbers(held["rate"]),
            text=held["area_name"].map(as_chart_text).tolist(),
            customdata=_rate_and_flag(held),
            mode="markers",
            marker={
                "color": colours.accent if accent else colours.rest,
                "size": 9,
                "opacity": 0.9 if accent else 0.65,
                # Outside the outer limits: filled; inside: a ring, so that grey print tells.
                "symbol": ["circle" if one else "circle-open" for one in outside],
                "line": {"width": 1.8},
            },
            hovertemplate="%{text}: %{customdata[0]}, %{x:,} residents, %{customdata[1]}"
            "<extra></extra>",
        )
    across_axis, up_axis = _funnel_ranges(told)
    for mark in _placed(_named_points(points, own, ward), told, across_axis, up_axis):
        code, x_shift, y_shift, anchor = mark
        figure.add_annotation(
            x=int(points.loc[code, "residents"]),
            y=round(float(points.loc[code, "rate"]), 2),
            text=as_chart_text(shortened(points.loc[code, "area_name"])),
            showarrow=False,
            xshift=x_shift,
            yshift=y_shift,
            xanchor=anchor,
            font={"size": 14, "color": colours.accent if own[code] else colours.ink},
        )
    _name_limits(figure, told, up_axis, colours)
    style(figure, FUNNEL_HEIGHT + 70)
    figure.update_xaxes(
        title=_small("Residents"),
        tickformat=",",
        range=list(across_axis),
        showgrid=False,
        showline=True,
        linecolor=colours.quiet,
    )
    figure.update_yaxes(range=list(up_axis))
    figure.add_annotation(
        x=0,
        xref="paper",
        y=1,
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        text=as_chart_text(told.unit.capitalize()),
        showarrow=False,
        font={"color": colours.quiet},
    )
    figure.update_layout(margin={"t": 26, "r": 78, "b": 46})
    return figure


def _funnel_ranges(told: Funnel) -> tuple[tuple[float, float], tuple[float, float]]:
    """Fit the axes to the areas: a funnel is read by its limits, not from zero."""
    residents, rates = told.points["residents"], told.points["rate"]
    high = max(float(rates.max()), float(told.limits["upper_95"].max()))
    low = float(rates.min())
    start = 0.0 if low < high * 0.3 else low - (high - low) * 0.18
    return (
        (float(residents.min()) * 0.6, float(residents.max()) * 1.06),
        (start, high + (high - start) * 0.07),
    )


def _named_points(points: pd.DataFrame, own: pd.Series, ward: str | None) -> list[str]:
    """Every district; or the furthest wards, the chosen district's furthest and the chosen one."""
    high = points.sort_values("rate", ascending=False)
    # The chosen one first: it is sure of its place.
    named = [
        *([ward] if ward in points.index else []),
        *high[own.reindex(high.index)].index[:3],
        *(high.index if len(points) <= FEW_POINTS else high.index[:4]),
    ]
    return list(dict.fromkeys(str(code) for code in named))


def _placed(
    named: list[str],
    told: Funnel,
    across: tuple[float, float],
    up: tuple[float, float],
) -> list[tuple[str, int, int, str]]:
    """Find each name a place where it covers no other name and few points and lines."""

    def pixels(residents: float, rate_there: float) -> tuple[float, float]:
        return (
            (float(residents) - across[0]) / (across[1] - across[0]) * FUNNEL_WIDTH,
            (float(rate_there) - up[0]) / (up[1] - up[0]) * FUNNEL_HEIGHT,
        )

    points = told.points
    at = {str(code): pixels(row["residents"], row["rate"]) for code, row in points.iterrows()}
    lines = [
        [pixels(residents, value) for residents, value in told.limits[column].items()]
        for column in told.limits
    ]
    lines.append([pixels(one, told.baseline) for one in told.limits.index])
    boxes: list[tuple[float, float, float, float]] = []
    found = []
    for code in named:
        wide = LETTER * len(shortened(points.loc[code, "area_name"]))
        cost, best = min(
            (_cost(_box(at[code], one, wide), boxes, at, lines, code) + order * 0.01, one)
            for order, one in enumerate(PLACES)
        )
        # A name that only fits over another, a point or the edge stays in the table.
        if cost >= TOO_CROWDED and code != named[0]:
            continue
        boxes.append(_box(at[code], best, wide))
        found.append((code, *best))
    return found


def _box(
    at: tuple[float, float], place: tuple[int, int, str], wide: float
) -> tuple[float, float, float, float]:
    left = at[0] + place[0] - {"left": 0.0, "center": wide / 2, "right": wide}[place[2]]
    return left, at[1] + place[1] - LINE / 2, left + wide, at[1] + place[1] + LINE / 2


def _cost(
    box: tuple[float, float, float, float],
    boxes: list[tuple[float, float, float, float]],
    points: dict[str, tuple[float, float]],
    lines: list[list[tuple[float, float]]],
    code: str,
) -> float:
    """Count what a name would cover: another name is worst, then the edge, points and lines."""
    left, low, right, high = box
    names = sum(
        left < other[2] and right > other[0] and low < other[3] and high > other[1]
        for other in boxes
    )
    hidden = sum(
        left - 4 < x < right + 4 and low - 4 < y < high + 4
        for other, (x, y) in points.items()
        if other != code
    )
    outside = left < 0 or right > FUNNEL_WIDTH or low < 0 or high > FUNNEL_HEIGHT
    # The limits are drawn in small steps, so that a line through a box has a point in it.
    crossed = sum(any(left < x < right and low < y < high for x, y in one) for one in lines)
    return (
        NAME_COVERED * names
        + TOO_CROWDED * outside
        + POINT_COVERED * hidden
        + LINE_CROSSED * crossed
    )


def _name_limits(
    figure: go.Figure, told: Funnel, up: tuple[float, float], colours: Palette
) -> None:
    """Name the lines at their ends, moved apart where they are close."""
    end = told.limits.iloc[-1]
    apart = (up[1] - up[0]) * LINE / FUNNEL_HEIGHT
    last = None
    for text, value in (
        ("99.8%", end["lower_998"]),
        ("95%", end["lower_95"]),
        (f"pooled {rate(told.baseline)}", told.baseline),
        ("95%", end["upper_95"]),
        ("99.8%", end["upper_998"]),
    ):
        at = float(value) if last is None else max(float(value), last + apart)
        last = at
        figure.add_annotation(
            x=1,
            xref="paper",
            y=at,
            text=f" {text}",
            xanchor="left",
            showarrow=False,
            font={"size": 14, "color": colours.quiet},
        )


def funnel_table(told: Funnel) -> pd.DataFrame:
    """Return the funnel as a table."""
    points = told.points.sort_values("rate", ascending=False)
    return pd.DataFrame(
        {
            "Area": points["area_name"],
            "Residents": points["residents"],
            "Rate": points["rate"].astype("Float64").round(2),
            "Funnel": points["flag"].astype(object).fillna("–"),
            "Code": points.index,
        }
    )


def volume_chart(table: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw the change in number and, beside it, the change of the rate in per cent.

    ``table`` is one of `data.verdict.overview`'s changes; rows are ordered by the change in number.
    """
    rows = table.assign(moved=table["now"] - table["before"]).sort_values("moved")
    real = rows["direction"].isin(["increase", "decrease"])
    ink = [colours.accent if one else colours.rest for one in real]
    names = rows["name"].map(as_chart_text).tolist()
    figure = go.Figure()
    figure.add_bar(
        y=names,
        x=_numbers(rows["moved"], 0),
        orientation="h",
        marker={"color": ink},
        text=[signed(one) for one in rows["moved"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:+,}<extra></extra>",
    )
    figure.add_scatter(
        y=names,
        x=_numbers(rows["percent"], 1),
        xaxis="x2",
        mode="markers",
        marker={"color": ink, "size": 10},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": _numbers(rows["percent_upper"] - rows["percent"], 1),
            "arrayminus": _numbers(rows["percent"] - rows["percent_lower"], 1),
            "color": colours.rest,
            "thickness": 2,
            "width": 0,
        },
        hovertemplate="%{y}: %{x:+.0f}%<extra></extra>",
    )
    for name, percent in zip(names, rows["percent"], strict=True):
        if is_missing(percent):
            figure.add_annotation(
                x=0,
                xref="x2",
                y=name,
                text="  under 20 at first",
                xanchor="left",
                showarrow=False,
                font={"size": 14, "color": colours.quiet},
            )
    style(figure, 27 * len(rows) + 84)
    most = float(rows["moved"].abs().max() or 1)
    figure.update_layout(
        xaxis={"domain": [0, 0.45], "title": _small("Change in number recorded")},
        xaxis2={
            "domain": [0.55, 1],
            "title": _small("Change of the rate, with 95% interval"),
            "ticksuffix": "%",
            "tickformat": ".0f",
            "gridcolor": colours.grid,
            "zeroline": True,
            "zerolinecolor": colours.ink,
            "fixedrange": True,
            "anchor": "y",
        },
        margin={"b": 48},
    )
    figure.update_xaxes(
        selector={"anchor": "y2"}, gridcolor=colours.grid, zerolinecolor=colours.ink
    )
    low = float(rows["moved"].min())
    high = float(rows["moved"].max())
    figure.layout.xaxis.update(
        range=[min(low, 0) - most * 0.22, max(high, 0) + most * 0.22],
        zerolinecolor=colours.ink,
        tickformat=",d",
    )
    figure.update_yaxes(ticksuffix="  ", showgrid=True)
    return figure


def _small(text: str) -> dict[str, Any]:
    return {"text": as_chart_text(text), "font": {"size": 14}}


def volume_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the volume chart as a table: figures as numbers, empty where there is none."""
    return pd.DataFrame(
        {
            "Indicator": table["name"],
            "Earlier number": table["before"].astype("Int64"),
            "Later number": table["now"].astype("Int64"),
            "Change in number": (table["now"] - table["before"]).astype("Int64"),
            "Change % if those without a place lay as the others": table["filled"]
            .astype("Float64")
            .round(1),
            "Change of the rate %": table["percent"].astype("Float64").round(1),
            "Lower 95% of the change": table["percent_lower"].astype("Float64").round(1),
            "Upper 95% of the change": table["percent_upper"].astype("Float64").round(1),
            "Verdict": table["direction"].astype(str),
        }
    )
