"""One indicator against one row of a plan: baseline, newest value, change and status."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Period
from data.documents.published import load_published
from data.figures.area_figures import POLICE_SOURCE, area_figures, loaded_months
from data.figures.changes import change_since, shared_months
from data.figures.headlines import known
from data.figures.like_with_like import break_between
from data.figures.placed import placed, placed_of
from data.installed.catalogue import load_catalogue
from data.phrases.plain import month, percent_change, percent_interval
from data.plan.documents import Plan, PlanRow
from data.store.remembered import remembered
from geo.change import CANNOT_TELL, change_between
from geo.progress import course, reached

# Years between baseline and latest value after which a reader is told that recording changes.
LONG_GAP = 3
MONTHS_IN_YEAR = 12
NOT_SAME = (
    "The baseline is the document's own count and the latest is street-level records: not the same "
    "measure."
)
"""Why a printed count and a recorded one tell no change."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an indicator: as a document prints it, or counted from police records.

    ``period`` is a period id and ``label`` what a reader is shown; ``ends`` its last month.
    ``status`` is ``published`` or ``recorded``; ``source`` a source id; ``note`` the
    transcriber's.
    """

    value: float
    unit: str
    period: str
    label: str
    ends: str
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator that can measure a plan's row: baseline, newest value, change and status.

    ``percent``, ``lower`` and ``upper`` are the change in per cent with its 95% interval; missing
    without two counts. ``points`` is the difference of two printed values that are no counts.
    ``because`` says in a sentence how the status was reached, ``cautions`` what weakens it.
    """

    indicator: str
    group: str
    baseline: Value | None
    latest: Value | None
    percent: float | None
    lower: float | None
    upper: float | None
    points: float | None
    status: str
    because: str
    cautions: tuple[str, ...] = ()


def reading(indicator: str, group: str, row: PlanRow, plan: Plan) -> Reading:
    """Read what one indicator says of a plan's row."""
    baseline, later = _printed_pair(indicator, group, plan)
    counted = _counted_twin(indicator, group)
    if baseline and baseline.unit == "count" and counted and later is None:
        newest = _newest_count(counted, plan.csp)
        if newest:
            return _beside_records(indicator, counted, (baseline, newest), plan)
    if counted and (baseline is None or baseline.unit != "count"):
        reading = _between_records(indicator, counted, row, plan)
        if reading is not None:
            return reading
    if baseline is None or later is None:
        return _untold(indicator, group, baseline, later, plan)
    if baseline.unit == "count":
        return _between_prints(indicator, group, baseline, later, row, plan)
    return Reading(
        indicator, group, baseline, later, None, None, None, later.value - baseline.value,
        "cannot be told",
        "The documents print no counts, so chance cannot be ruled out.",
        _cautions(baseline, later, plan),
    )  # fmt: skip


def _untold(
    indicator: str, group: str, baseline: Value | None, latest: Value | None, plan: Plan
) -> Reading:
    if baseline is None and latest is None:
        why = "No value is loaded."
    elif latest is None:
        assert baseline is not None
        why = f"Nothing later than the baseline ({baseline.label}) is loaded."
    else:
        why = "There is no earlier value to compare with."
    return Reading(
        indicator, group, baseline, latest, None, None, None, None, "cannot be told", why
    )


@remembered(maxsize=256)
def _printed(csp: str, indicator: str, group: str) -> tuple[Value, ...]:
    """What the documents print for a district, earliest first."""
    published, catalogue = load_published(), load_catalogue()
    held = published[
        (published["area_code"] == csp)
        & (published["area_type"] == "district")
        & (published["indicator"] == indicator)
        & (published["group"] == group)
        & published["value"].notna()
    ]
    columns = held[["value", "unit", "period", "document", "note"]]
    values = [
        Value(
            float(value),
            unit,
            period,
            catalogue.period(period).label,
            _end_of(catalogue.period(period)),
            document,
            "published",
            note,
        )
        for value, unit, period, document, note in columns.itertuples(index=False, name=None)
    ]
    return tuple(sorted(values, key=lambda one: one.ends))


def _end_of(period: Period) -> str:
    # A document without dates speaks of a time before it: month 0 of its year.
    return period.end or f"{period.id[-4:]}-00"


def _printed_pair(indicator: str, group: str, plan: Plan) -> tuple[Value | None, Value | None]:
    """The last value before the plan starts, and the newest after that."""
    values = _printed(plan.csp, indicator, group)
    before = [one for one in values if one.ends < plan.starts]
    later = [one for one in values if one.ends >= plan.starts]
    return (before[-1] if before else None), (later[-1] if later else None)


def _counted_twin(indicator: str, group: str) -> str | None:
    """The indicator whose police records count the same thing, if there is one."""
    if group:
        return None
    indicators = load_catalogue().indicators
    known = indicators.get(indicator.removesuffix("-count"))
    return known.id if known is not None and known.is_counted else None


def _recorded_periods() -> list[Period]:
    """Recorded periods, earliest first; a twin on legal wards has the same district counts."""
    periods = [one for one in load_catalogue().app_periods if one.kind == "recorded"]
    own = [one for one in periods if not one.id.endswith(".legal")]
    return sorted(own, key=lambda one: (one.end or "", one.start or ""))


def _newest_count(indicator: str, csp: str) -> Value | None:
    """The count of the newest twelve recorded months."""
    full = [one for one in _recorded_periods() if len(loaded_months(one)) == MONTHS_IN_YEAR]
    if not full:
        return None
    figures = area_figures(indicator, full[-1].id, "district")
    count = known(figures["numerator"].get(csp))
    if count is None:
        return None
    return Value(
        count,
        "count",
        full[-1].id,
        full[-1].label,
        str(full[-1].end),
        str(figures["source"][csp]),
        "recorded",
    )


# --- What can be compared, and what only stands side by side ------------------------------------


def _between_prints(
    indicator: str, group: str, baseline: Value, latest: Value, row: PlanRow, plan: Plan
) -> Reading:
    undated = _undated(baseline, latest)
    if undated:
        return _side_by_side(indicator, group, baseline, latest, plan, undated)
    told = _change(latest.value, baseline.value)
    return _judged(indicator, group, baseline, latest, told, row, plan)


def _beside_records(
    indicator: str, counted: str, values: tuple[Value, Value], plan: Plan
) -> Reading:
    """A document's count beside the count of street-level records: two measures, no change.

    The document counts by rules of its own (all incidents, Covid breaches among them, say); what
    the publisher of the records leaves out is not known by district. So no interval between them
    would tell a change in the district from the change of source.
    """
    baseline, latest = values
    why = f"{NOT_SAME} {_undated(baseline, latest)}".strip()
    catalogue = load_catalogue()
    held = placed_of(catalogue.indicator(counted), catalogue.period(latest.period))
    share = None if held is None else held.share
    of, nowhere = "of these types' street-level records", "no location, and so are in no district's"
    caution = (
        f"How many {of} have {nowhere} count, is not known."
        if share is None
        else f"{of.capitalize()} {1 - share:.1%} in the force area have {nowhere} count."
    )
    return _side_by_side(indicator, "", baseline, latest, plan, why, (caution,))


def _side_by_side(
    indicator: str,
    group: str,
    baseline: Value,
    latest: Value,
    plan: Plan,
    because: str,
    cautions: tuple[str, ...] = (),
) -> Reading:
    """Two values that are shown and not compared."""
    return Reading(
        indicator, group, baseline, latest, None, None, None, None, "cannot be told", because,
        (*cautions, *_cautions(baseline, latest, plan)),
    )  # fmt: skip


def _undated(baseline: Value, latest: Value) -> str:
    """Say which count has no date: how long it was counted for is then not known either."""
    named = {"baseline": baseline, "latest value": latest}
    without = [name for name, one in named.items() if one.ends.endswith("-00")]
    if not without:
        return ""
    return f"The {' and the '.join(without)} {'has' if len(without) == 1 else 'have'} no date."


def _between_records(indicator: str, counted: str, row: PlanRow, plan: Plan) -> Reading | None:
    """The same calendar months of the first recorded period and of the newest."""
    periods = _recorded_periods()
    before = [one for one in periods if (one.end or "") < plan.starts] or periods[:1]
    if not before or before[-1] is periods[-1]:
        return None
    first, last = before[-1], periods[-1]
    change = change_since(counted, first.id, last.id, "district")
    if plan.csp not in change.index:
        return None
    row_of = change.loc[[plan.csp]].iloc[0]
    months = {one[-2:] for one in loaded_months(first)} & {one[-2:] for one in loaded_months(last)}
    baseline, latest = (
        _shared_months(float(row_of[name]), period, len(months))
        for period, name in ((first, "before"), (last, "now"))
    )
    types = tuple(load_catalogue().indicator(counted).counts)
    now, then = shared_months(first.id, last.id)
    shares = placed(types, then).share, placed(types, now).share
    if why := break_between(types, now, then):
        return _side_by_side(indicator, "", baseline, latest, plan, f"{why}.")
    if shares[0] is None or shares[1] is None:
        why = "How many of these types' records have no location is not known."
        return _side_by_side(indicator, "", baseline, latest, plan, why)
    # The change is that of the counts shown, not of a rate over other residents.
    told = _change(latest.value, baseline.value)
    filled = _change(round(latest.value / shares[1]), round(baseline.value / shares[0]))
    caution = (
        "Both are counted from street-level records of these types, of which in the force area "
        f"{1 - shares[0]:.1%} and {1 - shares[1]:.1%} have no location."
    )
    # `filled` is the change if the district had its share of the records without a location: a
    # change that hangs on them cannot be told.
    if str(row_of["direction"]) == CANNOT_TELL or told["direction"] != filled["direction"]:
        why = "The records without a location could hide the change, or make it."
        return _side_by_side(indicator, "", baseline, latest, plan, why, (caution,))
    return _judged(indicator, "", baseline, latest, told, row, plan, (caution,))


def _shared_months(count: float, period: Period, months: int) -> Value:
    # What stands in brackets tells how a rate is made; this is a count.
    label = f"{period.label.partition(' (')[0]}: the {months} calendar months that both have"
    return Value(count, "count", period.id, label, str(period.end), POLICE_SOURCE, "recorded")


def _change(now: float, before: float) -> pd.Series:
    """The change between two counts of periods alike in length."""
    year = pd.Series({"district": 1.0})
    told = change_between(pd.Series({"district": now}), year, pd.Series({"district": before}), year)
    return told.loc[["district"]].iloc[0]


def _judged(
    indicator: str,
    group: str,
    baseline: Value,
    latest: Value,
    told: pd.Series,
    row: PlanRow,
    plan: Plan,
    cautions: tuple[str, ...] = (),
) -> Reading:
    found = "" if pd.isna(told["direction"]) else str(told["direction"])
    names = ("percent", "percent_lower", "percent_upper")
    percent, lower, upper = (known(told[name]) for name in names)
    ended = latest.ends > plan.ends
    status = course(found, row.direction, ended)
    target = next((value for _, value in reversed(row.targets) if value is not None), None)
    if reached(latest.value, target, row.direction) and not ended:
        status = "on course"
    return Reading(
        indicator, group, baseline, latest, percent, lower, upper, None, status,
        _because(found, percent, lower, upper, row.direction, plan.ends if ended else ""),
        (*cautions, *_cautions(baseline, latest, plan)),
    )  # fmt: skip


def _because(
    found: str,
    percent: float | None,
    lower: float | None,
    upper: float | None,
    wanted: str,
    ended: str,
) -> str:
    """Say how a status was reached; ``ended`` is the plan's last month, where that is past."""
    if found in ("", "too few to say") or percent is None:
        return "Too few are counted to tell a change from chance."
    size = percent_change(percent)
    if lower is not None and upper is not None:
        size += f" (95% interval {percent_interval(lower, upper)})"
    if found == "no real change":
        said = "the interval takes in no change"
    else:
        said = f"a real change {'up' if found == 'increase' else 'down'}"
    if ended:
        return f"{size}: {said}, after the plan's end ({month(ended)}), so it tells no course."
    if found == "no real change":
        return f"{size}: {said}."
    if not wanted:
        return f"{size}: {said}, but the plan does not say which way is wanted."
    return f"{size}: {said}, and the plan wants {_a(wanted)}."


def _a(wanted: str) -> str:
    return f"{'an' if wanted[0] in 'aeiou' else 'a'} {wanted}"


def _cautions(baseline: Value, latest: Value, plan: Plan) -> tuple[str, ...]:
    said = []
    years = int(latest.ends[:4]) - int(baseline.ends[:4])
    if years > LONG_GAP:
        said.append(f"{years} years lie between the two: what is recorded, and how, has changed.")
    if baseline.ends.endswith("-00"):
        said.append("The document does not date its baseline.")
    if latest.ends > plan.ends:
        said.append(f"The latest figure is from after the plan's end ({plan.ends}).")
    if baseline.note:
        said.append(f"Baseline: {baseline.note}")
    return tuple(said)


def comparability(told: Reading | None, plan: Plan) -> str:
    """Say in a few words whether a baseline and a latest value are alike."""
    if told is None or told.baseline is None or told.latest is None:
        return "nothing to compare"
    before, after = told.baseline, told.latest
    years = int(after.ends[:4]) - int(before.ends[:4])
    unlike = {
        "printed count against street-level records": before.status != after.status,
        "two documents": before.status == after.status and before.source != after.source,
        "some records have no location": before.status == after.status == "recorded",
        f"{years} years apart": years > LONG_GAP,
        "baseline undated": before.ends.endswith("-00"),
        "latest undated": after.ends.endswith("-00"),
        "after the plan's end": after.ends > plan.ends,
        "a remark on the baseline": bool(before.note),
    }
    found = [words for words, holds in unlike.items() if holds]
    if not found:
        return "like with like"
    apart = before.status != after.status or (before.unit == "count" and _undated(before, after))
    return f"{'not compared' if apart else 'with caution'}: {', '.join(found)}"
