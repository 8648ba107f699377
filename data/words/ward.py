"""A ward's profile in words: every sentence is made from the figures that the page shows."""

from __future__ import annotations

import pandas as pd

from data.figures.country import Comparator
from data.figures.headlines import headline, times_a_rate
from data.figures.profile import WardProfile
from data.phrases.plain import (
    change_span,
    count,
    interval,
    is_missing,
    joined,
    lower_first,
    month,
    ordinal,
    percent_change,
    percent_interval,
    rate,
    rate_against,
    times,
    whose,
)
from data.phrases.signals import rare_sentence
from data.words.absence import (
    COUNTED,
    absent_wards,
    is_partners,
    measure,
    partner_of,
    reason,
    short_reason,
)
from data.words.figures import unit, with_unit
from data.words.headline import change_words
from geo.change import CANNOT_TELL, UNJUDGED
from geo.control_chart import ControlChart

MOST_NAMED = 2


def profile_title(told: WardProfile) -> str:
    """Say which ward, on what, for when, in one line."""
    said = unit(told.indicator, told.period)
    if "annualised" in told.period.label:
        said = said.split(", annualised")[0]
    parts = [f"{told.name}, {told.district}", told.indicator.name, told.period.label]
    return " · ".join([*parts, said])


def standing(told: WardProfile) -> str:
    """Say what the verdict on one indicator does not: on what the ward stands out."""
    unjudged = "" if is_missing(told.row["rate"]) else _not_judged(told)
    return " ".join(part for part in (unjudged, _stands_out(told)) if part)


def findings(told: WardProfile) -> list[str]:
    """Return what the ward's map and figures show: how it is judged, how it moved, what is high."""
    if is_partners(told.indicator) and is_missing(told.row["rate"]):
        return [partner_verdict(told)]
    judged = _not_judged(told) or _lenses(told)
    if is_partners(told.indicator):
        # It is no count of records, so its size and supplier come first.
        return [one for one in (_size(told), judged, _stands_out(told)) if one]
    return [one for one in (judged, _moved(told), _stands_out(told)) if one]


def _not_judged(told: WardProfile) -> str:
    """Why neither lens can judge a ward that is printed or counted alone."""
    if is_partners(told.indicator) or not is_missing(told.row["band"]):
        return ""
    if is_missing(told.row["rate"]):
        why = reason(told.row["status"], told.indicator, told.period)
        return f"{why.rstrip('.')}."
    known = int(told.view.own["rate"].notna().sum())
    return (
        f"It is printed for {known} of {told.wards_in_district} wards, so there is no average "
        "to judge it by."
    )


def partner_verdict(told: WardProfile) -> str:
    """Say of a partner's figure how large it is, what the lenses make of it, what stands out.

    It is no count of records, which the verdict of all other figures speaks of.
    """
    if is_missing(told.row["rate"]):
        why = reason(told.row["status"], told.indicator, told.period)
        said = (
            f"{told.indicator.name} in {told.name}, {told.period.label}: {lower_first(why)}. "
            f"{told.indicator.name} is supplied by {partner_of(told.indicator)}."
        )
        return " ".join(part for part in (said, _stands_out(told)) if part)
    parts = [_size(told), _lenses(told), _moved(told), _stands_out(told)]
    return " ".join(part for part in parts if part)


def _size(told: WardProfile) -> str:
    row, name = told.row, told.indicator.unit
    beside = (told.view.local["rate"], told.view.force["rate"])
    said = f"{told.indicator.name} in {told.name}: {with_unit(row['rate'], name, *beside)}"
    said += f", as supplied by {partner_of(told.indicator)}"
    against = [
        rate_against(row["rate"], benchmark["rate"], owner, name)
        for column, owner, benchmark in (
            ("times_district", whose(told.district), told.view.local),
            ("times_force", "the force's", told.view.force),
        )
        if not is_missing(row[column])
    ]
    if against:
        said += f", {' and '.join(against)}"
    if not is_missing(row["rank_district"]):
        said += f": {_ranks(told)}"
    return said + "."


def _ranks(told: WardProfile) -> str:
    row = told.row
    said = f"{_place(row['rank_district'])} of {told.wards_in_district} wards"
    if is_missing(row["rank_force"]):
        return said
    return f"{said}, {_place(row['rank_force'])} of the force's {told.wards_in_force}"


def _place(rank: float) -> str:
    return "the highest" if int(rank) == 1 else f"{ordinal(rank)} highest"


def _lenses(told: WardProfile) -> str:
    band, funnel = told.row["band"], told.row["funnel"]
    among = f" among the force's {told.wards_in_force} wards" if told.view.whole_force else ""
    if is_missing(band):
        absent = absent_wards(told.view.own, told.indicator)
        return f"{absent.removesuffix('.')}, so none is ranked or banded."
    if is_missing(funnel):
        why = "it needs counts of people or events over residents"
        return f"The statutory band puts it at ‘{band}’{among}; there is no funnel, because {why}."
    limit = str(funnel).split()[-1]
    return {
        "both": f"Both lenses mark it{among}: {band}, and over the funnel's {limit} limit.",
        "SD only": f"Only the statutory band marks it{among} ({band}); it is within the funnel: "
        "wards ordinarily differ so much.",
        "funnel only": f"Only the funnel marks it{among} (over its {limit} limit: higher than "
        "wards ordinarily differ); the statutory band does not.",
        "neither": f"Neither lens marks it as high{among}.",
    }[str(told.row["lenses"])]


def _moved(told: WardProfile) -> str:
    change = told.change
    if not change.basis or not change.direction:
        return ""
    span = change_span(change.basis)
    if change.direction == "too few to say":
        return f"{span}: too few to say whether it changed."
    if change.direction == CANNOT_TELL:
        return f"{span}: whether it changed cannot be told."
    said = f"{span}: {percent_change(change.percent)}"
    if change.lower is not None:
        said += f" (interval {percent_interval(change.lower, change.upper)})"
    if change.direction == "no real change":
        said += ", no real change"
    return said + "."


def _stands_out(told: WardProfile) -> str:
    if told.flags is None:
        return ""
    if told.flags == 0:
        return f"It stands out on none of {told.judged} indicators."
    named = [
        lower_first(row["name"]) + _how_far(row, f" {told.district}" if place == 0 else "")
        for place, (_, row) in enumerate(told.evidence.head(MOST_NAMED).iterrows())
    ]
    lead = "most on" if told.flags > MOST_NAMED else "on"
    return f"It stands out on {told.flags} of {told.judged} indicators, {lead} {joined(named)}."


def _how_far(row: pd.Series, district: str) -> str:
    """How many times the district's rate it is, where the district has one."""
    far = row["times_district"]
    return "" if is_missing(far) else f" ({times(far)}{district})"


def headline_cells(
    told: WardProfile, comparator: Comparator = "force"
) -> list[tuple[str, str, str]]:
    """Return the headline row: name, value and note of each figure."""
    row, name = told.row, told.indicator.unit
    local, whole = told.view.local, told.view.force
    ratio = MISSING_RATIO if is_missing(row["times_district"]) else times(row["times_district"])
    rank = row["rank_district"]
    cells = [
        ("This ward", rate(row["rate"], name, local["rate"], whole["rate"]), _own_note(told)),
        (
            f"Against {told.district}",
            ratio,
            f"{told.district} {rate(local['rate'], name, row['rate'])}",
        ),
        _wider_cell(told, comparator),
        (
            f"Rank in {told.district}",
            "–" if is_missing(rank) else f"{ordinal(rank)} of {told.wards_in_district}",
            _rank_note(told),
        ),
        ("Lenses", *_lens_words(told)),
    ]
    if told.change.basis and told.change.direction:
        cells.append(("Change", *_change_words(told)))
    return cells


MISSING_RATIO = "–"


def _wider_cell(told: WardProfile, comparator: Comparator) -> tuple[str, str, str]:
    """The ward against the force, or against those that its district is compared with."""
    row, name = told.row, told.indicator.unit
    beside = headline(told.indicator.id, told.view.period.id, told.view.csp, comparator)
    ratio, label, other = row["times_force"], "the force", told.view.force["rate"]
    note = f"force area {rate(other, name, row['rate'])}"
    if beside.comparator != "force" and beside.against_rate:
        label, other = beside.against, beside.against_rate
        ratio = times_a_rate(row["rate"], other)
        note = f"together {rate(other, name, row['rate'])}, from every force's files"
    return f"Against {label}", MISSING_RATIO if is_missing(ratio) else times(ratio), note


def _own_note(told: WardProfile) -> str:
    row = told.row
    if is_missing(row["rate"]) and is_partners(told.indicator):
        return short_reason(row["status"], told.indicator)
    if is_missing(row["rate"]) and row["status"] == COUNTED:
        return f"{measure(row, supplied=False)}; no official residents"
    if is_missing(row["rate"]):
        return f"not published for {told.period.label}"
    if is_missing(row["lower"]):
        return f"as {'supplied' if is_partners(told.indicator) else 'printed'}, no interval"
    said = f"95% interval {interval(row['lower'], row['upper'])} · "
    if is_partners(told.indicator):
        return said + measure(row, supplied=True)
    return f"{said}{count(row['numerator'])} recorded, {count(row['residents'])} residents"


def _rank_note(told: WardProfile) -> str:
    if is_missing(told.row["rank_district"]):
        return "not every ward has a figure"
    if is_missing(told.row["rank_force"]):
        return "1st is the highest rate"
    return (
        f"{ordinal(told.row['rank_force'])} of {told.wards_in_force} in the force; 1st is highest"
    )


def _lens_words(told: WardProfile) -> tuple[str, str]:
    band, funnel = told.row["band"], told.row["funnel"]
    if is_missing(band):
        short = "some wards have no figure"
        if told.row["status"] == COUNTED:
            return "–", "no rates on legal wards"
        return "–", short if is_partners(told.indicator) else "too few wards published"
    if is_missing(funnel):
        return "band only", f"{band}; a funnel needs counts"
    return str(told.row["lenses"]), f"band: {band}; funnel: {funnel}"


def _change_words(told: WardProfile) -> tuple[str, str]:
    value, note = change_words(told.change)
    if told.change.lower is None or told.change.direction in UNJUDGED:
        return value, note
    return value, f"{percent_interval(told.change.lower, told.change.upper)}, {note}"


def mix_message(told: WardProfile, mix: pd.DataFrame) -> str:
    """Say which type of crime the ward has much more of than its district, of its whole."""
    shares = mix["points"].dropna()
    if shares.empty:
        return f"No crime is recorded in {told.name}"
    row = mix.T[shares.idxmax()]
    return (
        f"{row['name']}: {rate(row['share'], '%', row['district_share'])} of "
        f"{whose(told.name)} recorded crime, "
        f"{rate(row['district_share'], '%', row['share'])} of {whose(told.district)}"
    )


def mix_alternative(told: WardProfile, mix: pd.DataFrame) -> str:
    """Put the crime mix in words, for readers who do not see the chart."""
    rows = "; ".join(
        f"{row['name']} {rate(row['share'], '%')} ({rate(row['district_share'], '%')})"
        for _, row in mix.iterrows()
    )
    return f"Shares of all recorded crime in {told.name} ({told.district} in brackets): {rows}."


def months_title(told: WardProfile, chart: ControlChart) -> str:
    """Say whether a month is more than the ward's ordinary month-to-month noise."""
    name = f"{whose(told.name)} {lower_first(told.indicator.short)}"
    signalled = chart.signalled
    months = [month(str(one), True) for one in signalled.index[signalled]]
    provisional = "provisional " if chart.warning else ""
    if chart.kind == "rare":
        return f"{name}, month by month: too rare for a control chart"
    if pd.isna(chart.upper):
        return f"{name}, month by month"
    beyond = chart.signals["above_limit"] | chart.signals["below_limit"]
    if beyond.any():
        outside = [month(str(one), True) for one in beyond.index[beyond]]
        return f"{name}: {joined(outside)} outside the {provisional}limits"
    if months:
        return f"{name}: no month outside the {provisional}limits, a pattern in {joined(months)}"
    return f"{name}: every month within the {provisional}limits of ordinary variation"


def months_alternative(told: WardProfile, chart: ControlChart) -> str:
    """Put the control chart in words."""
    values = ", ".join(
        f"{month(str(one))} {'absent' if is_missing(value) else count(value)}"
        for one, value in chart.values.items()
    )
    limits = (
        ""
        if pd.isna(chart.upper)
        else f" Mean {rate(chart.mean)}, limits {rate(chart.lower)} to {rate(chart.upper)}."
    )
    return f"Recorded each month in {told.name}: {values}.{limits}"


def months_note(chart: ControlChart) -> str:
    """Say what the limits rest on, and which rule signals where."""
    if chart.kind == "rare":
        return f"{rare_sentence(chart)[:1].upper()}{rare_sentence(chart)[1:]}"
    said = chart.warning
    if chart.kind == "poisson":
        said += (
            " Limits: under 5 are recorded a month, so they are exact Poisson ones, which chance "
            "alone passes in 0.135% of months at most."
        )
    elif not pd.isna(chart.upper):
        said += (
            " Limits: the mean plus or minus 2.66 times the mean step from month to month, without "
            "steps of over 3.267 times the mean one; a month inside them is ordinary variation."
        )
    if chart.by_length and not pd.isna(chart.upper):
        said += " Months are judged by day: a short month has lower limits."
    told = [f"{month(str(one))}: {reason}" for one, reason in chart.reasons.items() if reason]
    if told:
        said += f" Signals: {'; '.join(told)}."
    return said.strip()
