"""An axis of months that shows every gap, and cuts one that is too long to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from data.painting.palette import Palette
from data.phrases.plain import month

# A longer gap is cut: it would leave no room for the months that are there.
LONGEST_DRAWN = 2
CUT_WIDTH = 1.5
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Gap:
    """Months on end that are absent, and where they lie on the axis."""

    months: tuple[str, ...]
    start: float
    end: float

    @property
    def is_cut(self) -> bool:
        """Whether it is drawn narrower than it is."""
        return len(self.months) > LONGEST_DRAWN


@dataclass(frozen=True, slots=True)
class MonthAxis:
    """Where each month is drawn; a month within a cut gap is nowhere."""

    place: dict[str, float]
    gaps: tuple[Gap, ...]


def month_axis(there: pd.Series) -> MonthAxis:
    """Lay out months; ``there`` says of every month from first to last whether it is drawn.

    >>> months = [str(one) for one in pd.period_range("2019-01", "2020-02", freq="M")]
    >>> axis = month_axis(pd.Series([True] + [False] * 12 + [True], index=months))
    >>> axis.place, len(axis.gaps[0].months), axis.gaps[0].is_cut
    ({'2019-01': 0.0, '2020-02': 2.5}, 12, True)
    """
    runs = (there != there.shift()).cumsum()
    places: dict[str, float] = {}
    gaps: list[Gap] = []
    place = 0.0
    for _, run in there.groupby(runs):
        months = tuple(str(one) for one in run.index)
        if bool(run.iloc[0]):
            places |= {one: place + step for step, one in enumerate(months)}
            place += len(months)
            continue
        width = CUT_WIDTH if len(months) > LONGEST_DRAWN else float(len(months))
        if width == len(months):
            places |= {one: place + step for step, one in enumerate(months)}
        gaps.append(Gap(months, place - 0.5, place + width - 0.5))
        place += width
    return MonthAxis(places, tuple(gaps))


def draw_axis(figure: go.Figure, axis: MonthAxis, colours: Palette) -> None:
    """Name the months under a chart, and mark what is absent."""
    names = _tick_months(list(axis.place))
    figure.update_xaxes(
        tickvals=[axis.place[one] for one in names],
        ticktext=[
            _tick(one, one[:4] != before[:4])
            for before, one in zip(["", *names], names, strict=False)
        ],
        tickangle=0,
        showgrid=False,
        zeroline=False,
        range=[-0.6, max(axis.place.values(), default=0) + 0.6],
    )
    for gap in axis.gaps:
        figure.add_vrect(
            x0=gap.start,
            x1=gap.end,
            fillcolor=colours.grid,
            opacity=0.55,
            line={"color": colours.rest, "width": 1, "dash": "dot"},
            layer="below",
        )
        figure.add_annotation(
            x=(gap.start + gap.end) / 2,
            y=0.5,
            yref="paper",
            text=_gap_words(gap),
            textangle=-90,
            showarrow=False,
            font={"size": 14, "color": colours.ink},
        )


def _gap_words(gap: Gap) -> str:
    return f"{len(gap.months)} months not loaded" if gap.is_cut else "not loaded"


def _tick_months(months: Sequence[str]) -> list[str]:
    """The months that are named: all, or each quarter's, half-year's or year's first."""
    for step in (1, 3, 6, 12):
        kept = [one for one in months if (int(one[5:]) - 1) % step == 0]
        if len(kept) <= MOST_TICKS:
            return kept
    return [one for one in months if one.endswith("-01")]


def _tick(text: str, with_year: bool) -> str:
    name = month(text).split()
    return "<br>".join(name) if with_year else name[0]
