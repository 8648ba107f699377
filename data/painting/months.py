"""From wards by month to what the map steps through: classes that mean the same in each month."""

from __future__ import annotations

import pandas as pd

from data.figures.by_month import WardsByMonth, by_month
from data.figures.ward_view import WardView
from data.painting.paint import NO_DATA, Months, spans
from data.painting.palette import Palette
from data.phrases.plain import is_missing, month, rate
from data.store.remembered import remembered
from geo.classes import classify


# Asked for by each run of a page, and the same for every reader.
@remembered(maxsize=64)
def paint_months(view: WardView, colours: Palette) -> Months | None:
    """Return the wards of a view month by month.

    Parameters
    ----------
    view : WardView
        What the map shows.
    colours : Palette
        Of the reader's theme.

    Returns
    -------
    Months or None
        None where there are no months to step through (`data.figures.by_month.by_month`).

    Examples
    --------
    >>> from data.figures.ward_view import ward_view
    >>> from data.painting.palette import LIGHT
    >>> told = paint_months(ward_view("asb", "2025", "E07000194"), LIGHT)
    >>> told.names[-1], told.states[4], len(told.classes)
    ('December 2025', 'absent', 22)
    """
    held = by_month(view)
    if held is None:
        return None
    ramp = colours.ramp(view.indicator.polarity, len(held.breaks))
    return Months(
        names=tuple(month(one, full=True) for one in held.counts.columns),
        states=tuple(_state(one, held) for one in held.counts.columns),
        classes=_classes(held),
        counts={
            str(code): tuple(None if is_missing(one) else int(one) for one in row)
            for code, row in held.counts.iterrows()
        },
        rates={str(code): tuple(rate(one) for one in row) for code, row in held.rates.iterrows()},
        ramp=ramp,
        key=tuple(zip(ramp, spans([rate(one) for one in held.breaks]), strict=True)),
        unit=f"{view.indicator.unit} a year",
    )


def _state(name: str, held: WardsByMonth) -> str:
    if name in held.absent:
        return "absent"
    return "incomplete" if name in held.incomplete else ""


def _classes(held: WardsByMonth) -> dict[str, tuple[int, ...]]:
    rates = held.rates.astype("float64")
    kinds = classify(pd.Series(rates.to_numpy().ravel()), held.breaks).fillna(NO_DATA).astype(int)
    rows = kinds.to_numpy().reshape(rates.shape).tolist()
    return {str(code): tuple(row) for code, row in zip(rates.index, rows, strict=True)}
