"""Periods of the months that are loaded beyond those that the catalogue's files name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from data.catalogue.records import Catalogue, Period
from data.phrases.plain import number_of

YEAR = 12
# All months of an LSOA vintage: what a free choice of months, or a long series, is counted in.
LOADED = "loaded-"


def imported_periods(
    catalogue: Catalogue, months: pd.DataFrame, bases: pd.DataFrame
) -> dict[str, Period]:
    """Return the catalogue's periods with those that the loaded months make."""
    wards = _wards_of_lsoas(catalogue.periods.values())
    made: dict[str, Period] = {}
    vintages = months["area_type"].astype(str)
    for vintage in sorted(set(vintages) & set(wards)):
        loaded = sorted(months.loc[vintages == vintage, "month"].astype(str))
        whole = (f"{LOADED}{vintage}", loaded[0], loaded[-1])
        for span_id, first, last in (*_years(loaded), *_latest_year(loaded), whole):
            base = _nearest_base(bases, vintage, first)
            period_id = span_id if span_id not in made else f"{span_id}-{vintage}"
            made[period_id] = _recorded(period_id, loaded, first, last, vintage, wards, base)
    periods = _in_order(_new_ones(catalogue, made), catalogue.periods)
    return _with_default(_without_empty(periods, set(months["month"].astype(str))))


def _wards_of_lsoas(periods: Iterable[Period]) -> dict[str, str]:
    """The wards that each LSOA vintage is fitted to, as the files' recorded periods tell."""
    return {
        period.lsoa_vintage: period.ward_vintage
        for period in periods
        if period.kind == "recorded" and period.lsoa_vintage and period.ward_vintage
    }


def _years(loaded: list[str]) -> Iterable[tuple[str, str, str]]:
    for year in sorted({month[:4] for month in loaded}):
        own = [month for month in loaded if month[:4] == year]
        yield year, own[0], own[-1]


def _latest_year(loaded: list[str]) -> Iterable[tuple[str, str, str]]:
    """The twelve months to the latest, if all are loaded and they are no calendar year."""
    last = pd.Period(loaded[-1], "M")
    due = [str(month) for month in pd.period_range(end=last, periods=YEAR, freq="M")]
    if set(due) <= set(loaded) and last.month != YEAR:
        yield f"recorded-12m-to-{last}", due[0], due[-1]


def _nearest_base(bases: pd.DataFrame, vintage: str, month: str) -> str | None:
    """The population base whose year is nearest; of two, the earlier."""
    held = bases.loc[bases["area_type"] == vintage, "base"].astype(str)
    if held.empty:
        return None
    return min(sorted(held), key=lambda base: abs(int(base[-4:]) - int(month[:4])))


def _recorded(
    period_id: str,
    loaded: list[str],
    first: str,
    last: str,
    vintage: str,
    wards: Mapping[str, str],
    base: str | None,
) -> Period:
    due = len(pd.period_range(first, last, freq="M"))
    present = sum(first <= month <= last for month in loaded)
    return Period(
        id=period_id,
        label=_label(first, last, due, present),
        kind="recorded",
        start=first,
        end=last,
        months=due,
        ward_vintage=wards[vintage],
        lsoa_vintage=vintage,  # type: ignore[arg-type]
        population_base=base,
        note=_note(base, due, present),
        app=not period_id.startswith(LOADED),
    )


def _label(first: str, last: str, due: int, present: int) -> str:
    began, ended = pd.Period(first, "M"), pd.Period(last, "M")
    if due == YEAR and began.month == 1:
        span = first[:4]
    elif due == YEAR:
        span = f"12 months to {ended.strftime('%B %Y')}"
    elif first == last:
        span = ended.strftime("%B %Y")
    else:
        span = f"{began.strftime('%B')} to {ended.strftime('%B %Y')}"
    held = number_of(due, "month")
    counted = held if present == due else f"{present} of {held}"
    if due == YEAR and present == YEAR:
        return span if span.startswith("12 months") else f"{span} ({counted})"
    return f"{span} ({counted}, annualised)"


def _note(base: str | None, due: int, present: int) -> str:
    told = ["Counted from the street-level records of data.police.uk that are loaded here."]
    if base:
        told.append(f"The residents are those of {base.replace('-', ' ')}.")
    if present < YEAR:
        told.append(
            f"{number_of(present, 'month')} {'is' if present == 1 else 'are'} set to a yearly "
            f"rate; a season that is not {'in it' if present == 1 else 'among them'} is missing "
            "from it."
        )
    if present < due:
        told.append("An absent month is left out of the rate, and is no zero.")
    return " ".join(told)


def _new_ones(catalogue: Catalogue, made: dict[str, Period]) -> dict[str, Period]:
    """Those whose months no recorded period of the files spans already."""
    spans = {
        (period.start, period.end)
        for period in catalogue.periods.values()
        if period.kind == "recorded"
    }
    # A year of which the files already name every loaded month (five months over two years, say)
    # would only cut their own period in two.
    return {
        period_id: period
        for period_id, period in made.items()
        if (period.start, period.end) not in spans
        and not any(
            str(start) <= str(period.start) and str(period.end) <= str(end) for start, end in spans
        )
    }


def _in_order(made: Mapping[str, Period], periods: Mapping[str, Period]) -> dict[str, Period]:
    both = dict(periods) | {
        (f"recorded-{key}" if key in periods else key): period for key, period in made.items()
    }
    both = {key: replace(period, id=key) for key, period in both.items()}
    recorded = [one for one in both.values() if one.kind == "recorded"]
    recorded.sort(key=lambda one: (one.app, str(one.end), one.months or 0), reverse=True)
    others = [one for one in both.values() if one.kind != "recorded"]
    return {one.id: one for one in [*recorded, *others]}


def _without_empty(periods: dict[str, Period], loaded: set[str]) -> dict[str, Period]:
    """Offer no period without a loaded month, unless no recorded period has any."""
    recorded = [one for one in periods.values() if one.kind == "recorded"]
    full = [
        one.id
        for one in recorded
        if any(str(one.start) <= month <= str(one.end) for month in loaded)
    ]
    empty = {one.id for one in recorded} - set(full)
    if not full or not empty:
        return periods
    default = next(one.id for one in periods.values() if one.default)
    chosen = full[0] if default in empty else default  # the newest comes first
    return {
        key: replace(one, app=one.app and key not in empty, default=key == chosen)
        for key, one in periods.items()
    }


def _with_default(periods: dict[str, Period]) -> dict[str, Period]:
    default = next(one for one in periods.values() if one.default)
    whole = [
        one
        for one in periods.values()
        if one.kind == "recorded" and one.app and one.months == YEAR and "of 12" not in one.label
    ]
    newest = max(whole, key=lambda one: str(one.end), default=default)
    if str(newest.end) <= str(default.end):
        return periods
    return {key: replace(one, default=one.id == newest.id) for key, one in periods.items()}
