"""The verdict: one to three sentences on a place, each clause with the figures it comes from.

How large it is against its benchmarks and what both lenses make of it; whether it changed, and
whether its control chart signals; what the figures leave out. Every number in a clause is among
its figures, so that a screen can show where it is from. What is counted is what was recorded:
no sentence says that crime itself went up or down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.figures.area_figures import Level
from data.figures.country import Comparator
from data.phrases.plain import (
    NO_LEGAL_RESIDENTS,
    count,
    joined,
    lower_first,
    month,
    percent_change,
    percent_interval,
    rate,
    rate_against,
    short_span,
)
from data.phrases.signals import beyond, moves
from data.store.remembered import remembered
from data.verdict.evidence import HIDDEN, Benchmark, Evidence, Move, gather
from geo.change import CANNOT_TELL, SMALLEST_BASE
from geo.control_chart import SIGNALS, Signal

POLICE = "police_uk"
# Named in one verdict; the chart shows the others.
MOST_SIGNALS = 2
MOST_MONTHS = 3
# With fewer records than this a rate and its ratios are little more than chance.
FEW_RECORDS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a clause comes from: shown on hover, and checked against the clause.

    ``value`` is unrounded; text for a name, a span or a label.
    """

    name: str
    value: float | int | str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, with what joins it to the part before it."""

    kind: str
    text: str
    figures: tuple[Figure, ...]
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One to three sentences, each of one clause or more."""

    sentences: tuple[tuple[Clause, ...], ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in the order they are read."""
        return tuple(clause for sentence in self.sentences for clause in sentence)

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(
            "".join(f"{clause.joint}{clause.text}" for clause in sentence) + "."
            for sentence in self.sentences
        )


@remembered(maxsize=512)
def verdict(
    indicator_id: str,
    period_id: str,
    level: Level,
    code: str,
    whole_force: bool = False,
    comparator: Comparator = "force",
) -> Verdict:
    """Return the verdict on a place, on one indicator in one period.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        What the place is.
    code : str
        Its code, on the period's boundaries.
    whole_force : bool
        Judge a ward by both lenses among the force area's wards instead of its district's.
    comparator : {"force", "global", "demographic", "economic", "all"}
        What a district is set against.

    Returns
    -------
    Verdict
        At most three sentences.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> told = verdict("all-crime", "2018-19", "ward", "E05010670")
    >>> told.sentences[0][0].text
    'Published all recorded crime in Stowe, Lichfield, Apr 2018–Mar 2019: 182.6 per 1,000 residents'
    """
    return verdict_of(gather(indicator_id, period_id, level, code, whole_force, comparator))


def verdict_of(told: Evidence) -> Verdict:
    """Put evidence in words."""
    if told.status in HIDDEN or (told.rate is None and told.count is None):
        return Verdict(((_no_figure(told),),))
    sentences = (tuple(_size(told)), tuple(_movement(told)), tuple(_caveats(told)))
    return Verdict(tuple(sentence for sentence in sentences if sentence))


def _no_figure(told: Evidence) -> Clause:
    name, where = _name(told), _where(told)
    figures = _named(told)
    match told.status:
        case "suppressed":
            text = (
                f"The figure on {name} for {where} is suppressed: the count is so small, or could "
                "be got by subtraction, that it might point to a person"
            )
        case "restricted":
            text = (
                f"The figure on {name} for {where} is restricted and is not shown: it is for "
                "authorised users only"
            )
        case "recorded":
            text = f"No month of {name} is loaded for {where}, so nothing can be said"
        case _:
            text = f"No figure on {name} is published for {where}, and nothing is guessed"
    return Clause("no figure", text, figures)


def _name(told: Evidence) -> str:
    return lower_first(told.indicator)


def _where(told: Evidence) -> str:
    """The place with the one it lies in, and the months."""
    place = f"{told.place}, {told.within}" if told.within else told.place
    return f"{place}, {told.span}"


def _named(told: Evidence) -> tuple[Figure, ...]:
    """The names in a clause: they may hold numbers, and a reader may ask what they are."""
    names = (
        ("indicator", told.indicator),
        ("place", told.place),
        ("within", told.within),
        ("months", told.span),
        ("unit", told.unit),
    )
    return tuple(Figure(name, value, "", told.source) for name, value in names if value)


def _size(told: Evidence) -> Iterator[Clause]:
    """How much, against what, and what both lenses make of it."""
    name, where = _name(told), _where(told)
    if told.count == 0:
        held = (*_named(told), Figure("records", 0, "records", told.source))
        yield Clause("size", f"No record of {name} in {where}", held)
        return
    said = {"recorded": "Recorded", "partner": "Partner's"}.get(told.status, "Published")
    # 'Recorded all recorded crime' says it twice.
    lead = f"{told.indicator if said.lower() in name else f'{said} {name}'} in {where}: "
    figures = list(_named(told))
    parts = []
    if told.rate is not None:
        parts.append(_rate(told.rate, told.unit, *(one.rate for one in told.benchmarks)))
        figures.append(Figure("rate", told.rate, told.unit, told.source))
    if told.count is not None:
        few = "only " if told.count < FEW_RECORDS else ""
        noun = "record" if told.count == 1 else "records"
        parts.append(f"{few}{count(told.count)} {noun}")
        figures.append(Figure("records", told.count, "records", told.source))
    text = f"{parts[0]} ({parts[1]})" if len(parts) > 1 else parts[0]
    if told.rate is None:
        legal = told.level == "ward" and not told.best_fit
        why = NO_LEGAL_RESIDENTS if legal else "nobody lives there"
        text += f", and no rate, for {why}"
    yield Clause("size", lead + text, tuple(figures))
    if told.rate is not None:
        yield from _against(told)
        yield from _judged(told)


def _rate(value: float, unit: str, *beside: float) -> str:
    """Write a rate with its unit; a share carries its sign already."""
    written = rate(value, unit, *beside)
    return written if unit == "%" else f"{written} {unit}"


def _against(told: Evidence) -> Iterator[Clause]:
    for place, one in enumerate(told.benchmarks):
        yield Clause(
            "benchmark",
            _times(told, one),
            (
                Figure(f"{one.name} rate", one.rate, told.unit, told.source),
                Figure("ratio", float(told.rate or 0) / one.rate, "times", told.source),
                *_interval_of(told),
            ),
            joint=" and " if place else ", ",
        )


def _interval_of(told: Evidence) -> tuple[Figure, ...]:
    """The rate's own interval: what 'chance could explain' rests on."""
    if told.lower is None or told.upper is None:
        return ()
    return (
        Figure("95% interval, lower", told.lower, told.unit, told.source),
        Figure("95% interval, upper", told.upper, told.unit, told.source),
    )


def _times(told: Evidence, one: Benchmark) -> str:
    text = rate_against(told.rate or 0.0, one.rate, one.name, told.unit)
    return f"{text} (chance could explain the difference)" if one.similar else text


def _judged(told: Evidence) -> Iterator[Clause]:
    held = told.lenses
    if held is None:
        return
    limit = held.funnel.split()[-1] if held.funnel.startswith("high") else ""
    band, among = held.band, f"among {held.among}"
    if not held.band:
        text = f"by the funnel alone, {_funnel(limit)} {among}"
    elif not held.funnel:
        text = f"‘{band}’ by the statutory band {among}, with no counts for a funnel"
    else:
        text = {
            "both": f"{among} both lenses mark it, as {band} and over the funnel's {limit} limit",
            "SD only": f"{among} only the statutory band marks it ({band}): it is within the "
            "funnel: areas ordinarily differ so much",
            "funnel only": f"{among} only the funnel marks it, over its {limit} limit",
            "neither": f"{among} neither lens marks it as high",
        }[held.both]
    figures = [Figure("judged among", held.among, "", told.source)]
    figures += [Figure("statutory band", band, "", told.source)] if band else []
    figures += [Figure("funnel", held.funnel, "", told.source)] if held.funnel else []
    yield Clause("lenses", text, tuple(figures), joint="; ")


def _funnel(limit: str) -> str:
    return f"it is over the {limit} limit" if limit else "it is not high"


def _movement(told: Evidence) -> Iterator[Clause]:
    """How it moved, and what the control chart says."""
    clauses = [*_changed(told), *_chart(told)]
    for place, clause in enumerate(clauses):
        text = clause.text if place else clause.text[:1].upper() + clause.text[1:]
        yield Clause(clause.kind, text, clause.figures, joint="; " if place else "")


def _changed(told: Evidence) -> Iterator[Clause]:
    held = told.move
    if held is None:
        why = (
            "no year before to compare is loaded"
            if told.status == "recorded"
            else "no earlier figure is published beside it"
        )
        yield Clause("change", f"no change can be told: {why}", ())
        return
    figures = [Figure("compared", held.span, "", held.source)]
    for name, value in (("records now", held.now), ("records before", held.before)):
        if value is not None:
            figures.append(Figure(name, value, "records", held.source))
    for name, percent in (
        ("change", held.percent),
        ("95% interval of the change, lower", held.lower),
        ("95% interval of the change, upper", held.upper),
        ("change if those without a location lay as the others do", held.filled),
    ):
        if percent is not None:
            figures.append(Figure(name, percent, "%", held.source))
    yield Clause("change", f"{held.span}: {_moved(held)}", tuple(figures))


def _moved(held: Move) -> str:
    """What became of the records, with a percentage only on a base that bears one."""
    few = held.before is not None and held.before < SMALLEST_BASE
    if held.percent is None or few or held.direction == "too few to say":
        if held.now is None or held.before is None:
            return "no change can be told, because a count is missing"
        if held.direction == CANNOT_TELL:
            return (
                f"{_many(held.now)} recorded, from {_many(held.before)}; over a break of recording "
                "no change is told"
            )
        if held.now == held.before == 0:
            return "none recorded in either"
        return f"{_many(held.now)} recorded, from {_many(held.before)}: too few to say"
    if held.now == 0:
        return f"none recorded, from {count(held.before)}"
    said, inside = _by_how_much(held)
    if held.lower is not None and held.upper is not None:
        inside = [*inside, f"95% interval {percent_interval(held.lower, held.upper)}"]
    if inside:
        said += f" ({'; '.join(inside)})"
    if held.direction == "no real change":
        apart = (held.lower or 0) > 0 or (held.upper or 0) < 0
        # Alone it would be one; of all districts and types looked at, so many are by chance.
        said += (
            ", which chance could explain among so many changes" if apart else ", no real change"
        )
    if held.direction == CANNOT_TELL:
        said += ", but whether it changed cannot be told"
        if held.filled is not None:
            said += (
                f": records without a location could explain it ({percent_change(held.filled)} if "
                "they lay as the others do)"
            )
    return said


def _by_how_much(held: Move) -> tuple[str, list[str]]:
    """A percentage; where it would read 0%, both counts, which need not be the same."""
    percent = float(held.percent or 0)
    if whole := round(percent):
        return f"{abs(whole):,}% {'more' if whole > 0 else 'fewer'} recorded", []
    if held.now is None or held.before is None:
        return f"{'about ' if percent else ''}as many recorded", []
    if held.now == held.before:
        return "as many recorded", [f"{count(held.now)} in both"]
    return "about as many recorded", [f"{count(held.now)}, from {count(held.before)}"]


def _many(value: int) -> str:
    return "none" if value == 0 else count(value)


def _chart(told: Evidence) -> Iterator[Clause]:
    held = told.chart
    if held is None:
        return
    points = Figure("months that the limits rest on", held.points, "months", POLICE)
    if held.kind == "rare":
        mean = Figure("mean", held.mean or 0.0, "records a month", POLICE)
        yield Clause("chart", "so few are recorded that no control chart can judge", (points, mean))
        return
    if held.upper is None or held.lower is None or held.mean is None:
        text = "its control chart has no limits, for no two months stand next to each other"
        yield Clause("chart", text, (points,))
        return
    figures = [
        points,
        Figure("mean", held.mean, "records a month", POLICE),
        Figure("lower control limit", held.lower, "records a month", POLICE),
        Figure("upper control limit", held.upper, "records a month", POLICE),
    ]
    if held.signals:
        shown = sorted(held.signals, key=lambda one: list(SIGNALS).index(one.rule))
        text = "its control chart signals " + joined([_signal(one) for one in shown], MOST_SIGNALS)
        figures += [one for signal in shown[:MOST_SIGNALS] for one in _signal_figures(signal)]
        figures.append(Figure("signals not named", len(shown[MOST_SIGNALS:]), "signals", POLICE))
    else:
        text = "its control chart shows ordinary month-to-month variation"
    if held.is_provisional:
        text += f", by provisional limits on {_months(held.points)}"
    yield Clause("chart", text, tuple(figures))


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"


def _signal(one: Signal) -> str:
    """A signal in a few words."""
    moved = moves(one)
    span = short_span(moved[0], moved[-1])
    if one.rule in ("above_limit", "below_limit"):
        return beyond(one, most=MOST_MONTHS)
    return {
        "run_above": f"{_months(len(one.points))} in a row above the mean by day ({span})",
        "run_below": f"{_months(len(one.points))} in a row below the mean by day ({span})",
        "rising": f"{_months(len(moved))} each with more a day than the one before ({span})",
        "falling": f"{_months(len(moved))} each with fewer a day than the one before ({span})",
        "outer_high": f"months near the upper limit ({span})",
        "outer_low": f"months near the lower limit ({span})",
    }[one.rule]


def _signal_figures(one: Signal) -> Iterator[Figure]:
    moved = moves(one)
    yield Figure(SIGNALS[one.rule], short_span(moved[0], moved[-1]), "", POLICE)
    yield Figure("months of the signal", len(moved), "months", POLICE)
    yield Figure("months not named", max(0, len(one.points) - MOST_MONTHS), "months", POLICE)
    for at, limit in zip(one.points, one.limits, strict=False):
        yield Figure(f"control limit of {month(at)}", limit, "records a month", POLICE)
    for at, value in zip(one.points, one.values, strict=True):
        yield Figure(month(at), value, "records", POLICE)
        yield Figure("month", month(at), "", POLICE)


def _caveats(told: Evidence) -> Iterator[Clause]:
    """What the figures leave out."""
    clauses = [*_incomplete(told), *_whence(told)]
    for place, clause in enumerate(clauses):
        text = clause.text if place else clause.text[:1].upper() + clause.text[1:]
        yield Clause(clause.kind, text, clause.figures, joint="; " if place else "")


def _incomplete(told: Evidence) -> Iterator[Clause]:
    if told.months is not None and told.absent and told.due is not None:
        named = [month(one) for one in told.absent]
        yield Clause(
            "absent months",
            f"{len(named)} of {_months(told.due)} {'is' if len(named) == 1 else 'are'} not loaded "
            f"({joined(named, MOST_MONTHS)}) and left out, not taken as 0",
            (
                Figure("months absent", len(named), "months", told.source),
                Figure("months due", told.due, "months", told.source),
                Figure("months not named", max(0, len(named) - MOST_MONTHS), "months", told.source),
                Figure("taken as", 0, "records", told.source),
                *(Figure("absent", one, "", told.source) for one in named),
            ),
        )
    elif told.months is not None and told.months < 12 and told.rate is not None:
        yield Clause(
            "annualised",
            f"the yearly rate is made from {_months(told.months)}",
            (Figure("months counted", told.months, "months", told.source),),
        )


def _whence(told: Evidence) -> Iterator[Clause]:
    if told.no_location is not None:
        share = told.no_location * 100
        yield Clause(
            "no location",
            f"of these records {share:.1f}% have no location and are in no place",
            (Figure("records of the force area without a location", share, "%", told.source),),
        )
    if told.best_fit:
        yield Clause(
            "best fit", "the ward is the census areas that fit it best, not its legal boundary", ()
        )
    if told.status == "published":
        yield Clause(
            "as printed", "figures are as the document prints them, without an interval", ()
        )
    elif told.status == "partner":
        yield Clause("partner", "figures are as the partner gave them", ())
