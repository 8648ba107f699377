"""The scores that the app can fill in by itself, each with its evidence, source and rule.

A criterion for which nothing is known gets no score; it is never filled in as 0 or as a middle.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

import pandas as pd

from data.catalogue.records import Theme
from data.documents.published import load_published
from data.figures.headlines import Headline, headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import rate, times_of
from data.priority.scheme import INDIVIDUAL, Scheme, Statement, load_scheme
from data.store.remembered import remembered
from geo.benchmark import WORDS

NOTHING = "Nothing that is loaded says."
PER_THOUSAND = "per 1,000 residents"
# Above or below the force, whatever the polarity calls it.
_BELOW = {under for under, _ in WORDS.values()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One criterion of one theme as the app fills it in.

    ``score`` is 1 to 4, or None where nothing is known; ``evidence`` what it rests on, in words;
    ``source`` a source id or ''; ``rule`` how the score follows from it. ``borrowed``: it is what
    a document says of another partnership.
    """

    theme: str
    criterion: str
    score: int | None
    evidence: str
    source: str
    rule: str
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """A theme's own measured indicator in one partnership and period; stand-ins are not used."""

    told: Headline
    change_percent: float | None
    change_direction: str
    change_said: str
    change_source: str


@remembered(maxsize=64)
def prefilled(csp: str, period_id: str) -> pd.DataFrame:
    """Return every theme and criterion with what the app fills in."""
    catalogue, scheme = load_catalogue(), load_scheme()
    rows = [
        one
        for theme in sorted(catalogue.themes.values(), key=lambda held: held.order)
        for one in _of_theme(theme, csp, period_id, scheme)
    ]
    table = pd.DataFrame([asdict(one) for one in rows], columns=[f.name for f in fields(Evidence)])
    table["score"] = table["score"].astype("Int64")
    return table


def _of_theme(theme: Theme, csp: str, period_id: str, scheme: Scheme) -> list[Evidence]:
    known = _known(theme, csp, period_id)
    filled = {
        "volume": _volume(theme, csp, known, scheme),
        "rate": _rate(theme, known, scheme),
        "trend": _trend(theme, csp, known, scheme),
    }
    made = [
        filled.get(criterion) or _said(theme, csp, criterion, scheme)
        for criterion in scheme.criteria
        if criterion != "evidence"
    ]
    return [*made, _confidence(theme, known, made)]


# --- Figures ----------------------------------------------------------------------------------


def _known(theme: Theme, csp: str, period_id: str) -> _Known | None:
    own = theme.lead_counted if theme.lead_counted and not theme.proxy else None
    if own:
        told = headline(own, period_id, csp)
        if told.rate is not None:
            change = told.change
            return _Known(told, change.percent, change.direction, change.basis, told.source)
    return _newest_print(theme, csp)


def _newest_print(theme: Theme, csp: str) -> _Known | None:
    """The theme's lead indicator as a document last printed it for the partnership."""
    if theme.lead is None or not _is_own(theme):
        return None
    rows = _printed(theme.lead, csp)
    change = _printed(f"{theme.lead.removesuffix('-count')}-change", csp)
    if rows.empty:
        return None
    told = headline(theme.lead, str(rows["period"].iloc[-1]), csp)
    if change.empty:
        return _Known(told, None, "", "", "")
    newest = change.iloc[-1]
    label = load_catalogue().period(str(newest["period"])).label
    return _Known(told, float(newest["value"]), "", f"as printed, {label}", str(newest["document"]))


def _is_own(theme: Theme) -> bool:
    """Whether the lead indicator measures this theme, and not another one that it stands in for."""
    stand_in = theme.proxy and theme.lead == theme.lead_counted
    first = min(
        (one for one in load_catalogue().themes.values() if one.lead == theme.lead),
        key=lambda one: one.order,
    )
    return not stand_in and first.id == theme.id


def _printed(indicator: str, csp: str) -> pd.DataFrame:
    """What documents print for a district, the latest last."""
    published, periods = load_published(), load_catalogue().periods
    rows = published[
        (published["indicator"] == indicator)
        & (published["area_code"] == csp)
        & (published["group"] == "")
        & published["value"].notna()
    ]
    ends = [periods[one].end or f"{one[-4:]}-00" for one in rows["period"]]
    return rows.assign(ends=ends).sort_values("ends", kind="stable")


def _grade(value: float, limits: tuple[float, float, float]) -> int:
    """From the first limit on grade 2, from the second 3, from the third 4."""
    return 1 + sum(value >= limit for limit in limits)


def _where(known: _Known) -> str:
    told = known.told
    return f"{told.indicator.name}, {load_catalogue().period(told.period).label}"


def _volume(theme: Theme, csp: str, known: _Known | None, scheme: Scheme) -> Evidence | None:
    """None where no rate is known: a document's words are then looked for."""
    if known is None or known.told.rate is None or known.told.indicator.unit != PER_THOUSAND:
        return None
    limits = scheme.rules.volume_from
    return Evidence(
        theme.id,
        "volume",
        _grade(known.told.rate, limits),
        f"{_where(known)}: {rate(known.told.rate)} for each 1,000 residents in a year.",
        known.told.source,
        f"Grade 2 from {limits[0]:g}, 3 from {limits[1]:g}, 4 from {limits[2]:g} a year.",
    )


def _rate(theme: Theme, known: _Known | None, scheme: Scheme) -> Evidence | None:
    if known is None or known.told.times_against is None:
        return None
    told, limits = known.told, scheme.rules.ratio_from
    times = float(known.told.times_against)
    if told.comparison is not None:
        above = 4 if times >= limits[2] else 3
        score = 2 if told.comparison == "similar" else 1 if told.comparison in _BELOW else above
        if told.comparison in ("better", "worse"):
            score = 1 if times < 1 else above
        rule = (
            "By the 95% interval: below the force 1, similar 2, above 3, from "
            f"{limits[2]:g} times the force 4."
        )
    else:
        score = _grade(times, limits)
        rule = (
            f"A printed rate has no interval: under {limits[0]:g} times the force 1, under "
            f"{limits[1]:g} 2, under {limits[2]:g} 3, from there 4."
        )
    said = f"{_where(known)}: " + times_of(times, f"{told.against}'s rate", 2) + "."
    if told.indicator.polarity == "neutral":
        said += " More recorded is not simply worse: it is scored as demand."
    return Evidence(theme.id, "rate", score, said, told.source, rule)


def _trend(theme: Theme, csp: str, known: _Known | None, scheme: Scheme) -> Evidence | None:
    if known is None or (known.change_percent is None and not known.change_direction):
        return None
    limits = scheme.rules.change_from
    percent = known.change_percent
    size = "" if percent is None else f"{percent:+.0f}%, ".replace("-", "−")
    if known.change_direction == "too few to say":
        return None
    if known.change_direction:
        rising = 4 if percent is not None and percent > limits[2] else 3
        score = {"decrease": 1, "no real change": 2, "increase": rising}[known.change_direction]
        rule = f"By the 95% interval: falling 1, no real change 2, rising 3, over {limits[2]:g}% 4."
        said = f"{size}{known.change_direction} ({known.change_said}; the season is still in it)."
    else:
        assert percent is not None
        score = 1 if percent <= limits[0] else 2 if percent < limits[1] else 3
        score = 4 if percent > limits[2] else score
        rule = (
            f"A printed change has no interval: to {limits[0]:g}% 1, under {limits[1]:g}% 2, to "
            f"{limits[2]:g}% 3, over it 4."
        )
        said = f"{size}{known.change_said}."
    said = f"{known.told.indicator.name}: {said}"
    return Evidence(theme.id, "trend", score, said, known.change_source, rule)


# --- Words ------------------------------------------------------------------------------------


def _said(theme: Theme, csp: str, criterion: str, scheme: Scheme) -> Evidence:
    """What a document says: of this partnership, else, for harm alone, of another one.

    What a case does to its victim is much the same in the next district, so harm is borrowed and
    said to be. Volumes, trends and the partnership's own means are not.
    """
    kinds = scheme.harm_kinds.get(theme.id)
    wanted = [criterion]
    if kinds and criterion in kinds.kinds:
        wanted.append(INDIVIDUAL)
    sources = load_catalogue().sources
    found = [
        one
        for one in scheme.statements
        if one.theme == theme.id and one.criterion in wanted and one.document in sources
    ]
    own = [one for one in found if one.csp == csp]
    if own:
        return _from_words(theme, criterion, _newest(own), scheme, borrowed=False)
    if found and scheme.criteria[criterion].section == "harm":
        return _from_words(theme, criterion, _newest(found), scheme, borrowed=True)
    why = NOTHING
    if criterion in ("volume", "rate", "trend") and theme.proxy:
        why = "No figure of the theme's own: the indicator that stands in for it is not used."
    if criterion == "forecast":
        why = "No document of this partnership looks ahead, and nothing is forecast here."
    return Evidence(theme.id, criterion, None, why, "", "No evidence, no score.")


def _newest(statements: list[Statement]) -> Statement:
    """The document's own grade before one that was read into other words, then the newest."""
    return max(statements, key=lambda one: (not one.reading, one.document[-4:]))


def _from_words(
    theme: Theme, criterion: str, one: Statement, scheme: Scheme, *, borrowed: bool
) -> Evidence:
    source = load_catalogue().source(one.document)
    said = f"{source.short}: ‘{one.wording}’."
    if borrowed:
        said = f"Borrowed, said of another partnership. {said}"
    rule = one.reading or "The document's own word, read as a grade."
    if one.criterion == INDIVIDUAL:
        rule += f" Put on this kind of harm: {scheme.harm_kinds[theme.id].reason}"
    return Evidence(theme.id, criterion, one.level, said, one.document, rule, borrowed)


def _confidence(theme: Theme, known: _Known | None, made: list[Evidence]) -> Evidence:
    scored = [one for one in made if one.score is not None]
    rule = "4 counted here; 3 printed beside the force's; 2 this partnership's; 1 borrowed only."
    if not scored:
        return Evidence(theme.id, "evidence", None, NOTHING, "", "No evidence, no score.")
    of = len(made)
    counted = f"{len(scored)} of {of} criteria filled in"
    if known is not None and known.told.status == "recorded":
        return Evidence(theme.id, "evidence", 4, f"Counted here; {counted}.", "", rule)
    if known is not None and known.told.times_against is not None:
        return Evidence(theme.id, "evidence", 3, f"Printed with the force's; {counted}.", "", rule)
    if any(not one.borrowed for one in scored):
        said = f"A figure or words of this partnership; {counted}."
        return Evidence(theme.id, "evidence", 2, said, "", rule)
    return Evidence(theme.id, "evidence", 1, f"Borrowed words only; {counted}.", "", rule)
