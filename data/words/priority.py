"""Prioritisation in words: every sentence is made from the ranks and scores it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.catalogue.records import Period
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    count,
    is_missing,
    joined,
    lower_first,
    ordinal,
    whose,
)
from data.priority.ranking import AGREE, FEWEST, LOW, SILENT, TOP, UNKNOWN

SCORES = "scores of our own, 1 to 4"


def priority_title(period: Period, place: str) -> str:
    """Say what the matrix shows, for where and for when."""
    return f"Prioritisation · {place} · {period.label} · {SCORES}"


def priority_conclusion(themes: pd.DataFrame, plan: pd.DataFrame, changed: int) -> str:
    """Say what ranks first, of how many, how the plans' priorities fare, and what was changed.

    Where too few are ranked nobody is said to come first, and nothing to rank high or low.
    """
    few = few_ranked(themes)
    fates = "" if few else plan_fates(plan)
    told = (few or _first(themes), f"{fates}." if fates else "", changes_sentence(changed))
    return " ".join(one for one in told if one)


def few_ranked(themes: pd.DataFrame) -> str:
    """Say that too few themes are ranked to name a first one; '' where enough are.

    >>> few_ranked(pd.DataFrame({"rank": [1, 2, None]}))
    '2 of 3 themes have enough scores to be ranked: too few to say which comes first.'
    """
    many = int(themes["rank"].notna().sum())
    if not many:
        return (
            f"None of {count(len(themes))} themes can be ranked yet: too little of harm and "
            "likelihood is scored."
        )
    if many >= FEWEST:
        return ""
    return (
        f"{count(many)} of {count(len(themes))} themes {'has' if many == 1 else 'have'} enough "
        "scores to be ranked: too few to say which comes first."
    )


def _first(themes: pd.DataFrame) -> str:
    """Say what ranks first, and which ranks the missing scores leave open to it."""
    ranked = themes[themes["rank"].notna()]
    first = ranked[ranked["rank"] == 1]
    verb = "ranks" if len(first) == 1 else "rank"
    said = f"{joined(first['name'].tolist())} {verb} first of {count(len(ranked))}"
    best, worst = first["best_rank"].min(), first["worst_rank"].max()
    if best != worst:
        said += f"; missing scores leave {ordinal(best)} to {ordinal(worst)} open"
    left = len(themes) - len(ranked)
    if not left:
        return f"{said}."
    return f"{said}. {count(left)} more {'has' if left == 1 else 'have'} too few scores to rank."


def plan_fates(plan: pd.DataFrame) -> str:
    """Count how many of the plans' priorities rank high, rank low, or cannot be ranked."""
    held = plan[plan["says"].isin(list(_FATES))].sort_values("year", ascending=False, kind="stable")
    told: list[str] = []
    for document, own in held.groupby("document", sort=False):
        source = load_catalogue().source(str(document)).short
        one = len(own) == 1
        if told:
            which = f"older {'one' if one else 'ones'}, in {source}"
        else:
            which = f"{'priority' if one else 'priorities'} in {source}"
        told.append(f"of {count(len(own))} {which}, {_fates(own['says'])}")
    said = "; ".join(told)
    return said[:1].upper() + said[1:]


def _fates(says: pd.Series) -> str:
    found = {one: int((says == one).sum()) for one in _FATES}
    return joined(
        [
            f"{count(found[one])} {verbs[0] if found[one] == 1 else verbs[1]}"
            for one, verbs in _FATES.items()
            if found[one]
        ]
    )


def plan_sentence(plan: pd.DataFrame) -> str:
    """Say where ranking and plans agree and where they disagree, by name.

    >>> plan_sentence(pd.DataFrame({"name": ["A", "B", "C"], "says": [AGREE, LOW, SILENT],
    ...                             "document": ["stafford_strategy_2020"] * 3, "year": "2020"}))
    'Of 2 priorities in Stafford 2020-24, 1 ranks high and 1 ranks low on this evidence. Plans and
    ranking agree on A. They disagree on B, a priority that ranks low, and on C, which ranks high
    and is no priority.'
    """
    named = {one: plan.loc[plan["says"] == one, "name"].tolist() for one in (*_FATES, SILENT)}
    parts = [plan_fates(plan)]
    if named[AGREE]:
        parts.append(f"Plans and ranking agree on {joined(named[AGREE], most=9)}")
    apart = []
    if named[LOW]:
        low = "a priority that ranks" if len(named[LOW]) == 1 else "priorities that rank"
        apart.append(f"on {joined(named[LOW], most=9)}, {low} low")
    if named[SILENT]:
        high = "ranks high and is" if len(named[SILENT]) == 1 else "rank high and are"
        apart.append(f"on {joined(named[SILENT], most=9)}, which {high} no priority")
    if apart:
        parts.append(f"They disagree {', and '.join(apart)}")
    return " ".join(f"{one}." for one in parts if one)


_FATES = {
    AGREE: ("ranks high", "rank high"),
    LOW: ("ranks low on this evidence", "rank low on this evidence"),
    UNKNOWN: ("cannot be ranked", "cannot be ranked"),
}


def changes_sentence(changed: int) -> str:
    """Say how many scores a meeting changed."""
    if not changed:
        return ""
    return (
        f"{count(changed)} {'score was' if changed == 1 else 'scores were'} changed in a meeting."
    )


def needed_words(first: str, done: bool) -> str:
    """Say what is needed to save: what comes first while it is not done, and a reason and a name.

    >>> needed_words("choose another score", False)
    'First choose another score. Needs a reason and a name.'
    >>> needed_words("choose another score", True)
    'Needs a reason and a name.'
    """
    needs = "Needs a reason and a name."
    return needs if done else f"First {first}. {needs}"


def changed_by(row: Mapping[str, object] | pd.Series) -> str:
    """Say who changed a score, when and why, and what the app had filled in.

    >>> changed_by({"prefilled": 2, "who": "chair", "when": "2026-03-02T10:00:00+00:00",
    ...             "reason": "Two repeat cases"})
    'By chair, 2 March 2026: Two repeat cases. Filled in was 2.'
    """
    before = row["prefilled"]
    who = f"By {row['who']}, {day(str(row['when']))}" if row["who"] else day(str(row["when"]))
    reason = str(row["reason"]).rstrip(".")
    return f"{who}: {reason}. Filled in was {'nothing' if is_missing(before) else before}."


def day(when: str) -> str:
    """Name a day.

    >>> day("2026-03-02T10:00:00+00:00")
    '2 March 2026'
    """
    moment = pd.Timestamp(when)
    return f"{moment.day} {moment:%B %Y}"


def rank_move(name: str, before: object, after: object) -> str:
    """Say how a theme's rank moves."""
    if is_missing(after):
        still = "still cannot" if is_missing(before) else "can no longer"
        return f"{name} {still} be ranked."
    if is_missing(before):
        return f"{name} can now be ranked: {ordinal(after)}."
    if before == after:
        return f"{name} stays {ordinal(after)}."
    return f"{name} moves from {ordinal(before)} to {ordinal(after)}."


def ranks_moved(before: pd.DataFrame, after: pd.DataFrame, theme: str) -> str:
    """Say where a theme that is scored anew moves, and which others move with it."""
    name = str(before.loc[theme, "name"])
    said = rank_move(name, before.loc[theme, "rank"], after.loc[theme, "rank"])
    return f"{said} {others_moved(before, after, theme)}"


def others_moved(before: pd.DataFrame, after: pd.DataFrame, theme: str) -> str:
    """Say which other themes move when one of them is scored anew."""
    both = before[["name", "rank"]].join(after["rank"], rsuffix="_after")
    both = both.drop(index=theme).dropna()
    moved = both[both["rank"] != both["rank_after"]]
    if moved.empty:
        return "No other theme moves."
    told = [
        f"{row['name']} {ordinal(row['rank'])} to {ordinal(row['rank_after'])}"
        for _, row in moved.iterrows()
    ]
    return f"With it: {joined(told, most=5)}."


def firmness_message(spread: pd.DataFrame) -> str:
    """Say what is on top whatever the weights are, and what hangs on them."""
    if spread.empty:
        return "No theme can be ranked yet, so there is nothing to try"
    firm = spread.loc[spread["in_top"] >= FIRM, "name"].tolist()
    if firm and len(spread) > TOP:
        verb = "is" if len(firm) == 1 else "are"
        return (
            f"{joined(firm)} {verb} in the top {TOP} under at least {FIRM:.0%} of all weights; "
            "the others' places hang on the weights"
        )
    if len(spread) <= TOP:
        return f"Only {count(len(spread))} can be ranked, so a top {TOP} says nothing"
    return f"No theme is in the top {TOP} under {FIRM:.0%} of all weights: they decide who leads"


FIRM = 0.9
"""In what share of the weights a theme must be on top for its place to be called firm."""


def moves_message(moves: pd.DataFrame) -> str:
    """Say which one weight moves the ranks most."""
    if moves.empty or not moves["move"].abs().max():
        return "No single weight, halved or half as much again, moves any theme"
    most = moves.iloc[int(moves["move"].abs().argmax())]
    up = "up" if most["move"] > 0 else "down"
    places = abs(int(most["move"]))
    return (
        f"The largest move by one weight: {most['theme_name']} {places} "
        f"{'place' if places == 1 else 'places'} {up}, with {factor(float(most['factor']))} "
        f"weight on {lower_first(str(most['name']))}"
    )


def factor(value: float) -> str:
    """Name what a weight is multiplied by.

    >>> factor(0.5), factor(1.25)
    ('half the', 'a quarter more')
    """
    return {
        0.5: "half the",
        0.75: "three quarters of the",
        1.25: "a quarter more",
        1.5: "half as much more",
    }.get(value, f"{value:g} times the")


def weights_message(now: pd.DataFrame, then: pd.DataFrame, differs: bool) -> str:
    """Say what the tried weights would change."""
    if not differs:
        return "The ranking by the weights in force"
    both = now["rank"].to_frame("now").join(then["rank"]).dropna()
    moved = int((both["now"] != both["rank"]).sum())
    if not moved:
        return "With these weights no theme would move"
    return f"With these weights {count(moved)} {'theme' if moved == 1 else 'themes'} would move"


def districts_message(view: pd.DataFrame) -> str:
    """Say which districts stand higher or lower by harm than by count."""
    most = view.iloc[int(view["moves"].abs().argmax())]
    if not most["moves"]:
        return "The districts stand in the same order by harm as by count"
    way = "higher" if most["moves"] > 0 else "lower"
    places = abs(int(most["moves"]))
    return (
        f"{most['area_name']} stands {places} {'place' if places == 1 else 'places'} {way} by harm "
        "than by count"
    )


def by_type_message(types: pd.DataFrame, place: str) -> str:
    """Say which type gives most of the harm, and how much of the records."""
    first = types.iloc[0]
    return (
        f"{types.index[0]}: {first['record_share']:.0f}% of {whose(place)} weighed records and "
        f"{first['harm_share']:.0f}% of the harm"
    )
