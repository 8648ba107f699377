"""What meetings agreed on: rankings of themes kept by name, with the scores and weights behind."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data import store
from data.priority.ranking import priority_table, ranking
from data.priority.scores import PriorityError, now, refuse_place, refuse_words

RESULTS = "priority_results"
"""Kind in the store: key ``<csp>/<period>/<number>`` the ranking, with ``/scores`` its matrix."""

NAME_LIMIT, NOTE_LIMIT = 80, 1_000
_SCORES = "/scores"


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A ranking as it was kept.

    Attributes
    ----------
    key, csp, period : str
        In the store; which matrix.
    name, when, who, note : str
        What it is called, when it was kept (UTC, ISO 8601), by whom, with which remark.
    section_weights, weights : dict
        The weights of that day, by section and by criterion.
    """

    key: str
    csp: str
    period: str
    name: str
    when: str
    who: str
    note: str
    section_weights: dict[str, float]
    weights: dict[str, float]

    @property
    def themes(self) -> pd.DataFrame:
        """The ranking, by theme id, as `data.priority.ranking.Ranking.themes`."""
        return store.read_table(RESULTS, self.key).set_index("theme")

    @property
    def scores(self) -> pd.DataFrame:
        """Every score with its evidence and reason, as `data.priority.ranking.priority_table`."""
        return store.read_table(RESULTS, self.key + _SCORES)


def keep_result(csp: str, period_id: str, name: str, *, note: str = "", who: str = "") -> Result:
    """Keep the ranking as it stands, with its scores and weights; earlier ones stay.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.
    name : str
        What the meeting calls it, at most 80 characters.
    note, who : str
        A remark of at most 1,000 characters, and who keeps it.

    Returns
    -------
    Result

    Raises
    ------
    PriorityError
        If the name is empty, or a text is too long.
    KeyError
        For an unknown partnership or period.
    data.store.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> keep_result("E07000194", "2025", " ")
    Traceback (most recent call last):
        ...
    data.priority.scores.PriorityError: Give the result a name, such as the meeting's date.
    """
    name, note = name.strip(), note.strip()
    if not name:
        raise PriorityError("Give the result a name, such as the meeting's date.")
    for what, text, most in (("name", name, NAME_LIMIT), ("note", note, NOTE_LIMIT)):
        if len(text) > most:
            raise PriorityError(f"The {what} has {len(text)} characters. Shorten it to {most}.")
    refuse_place(csp, period_id)
    _, who = refuse_words(name, who)
    what = f"Kept a ranking of themes: {name}"
    # Alone, so that ranking, scores and weights are of one moment and no number is given twice.
    with store.transaction(what, who=who, note=note, alone=True) as change:
        kept = ranking(csp, period_id)
        numbers = [int(one.key.rsplit("/", 1)[1]) for one in kept_results(csp, period_id)]
        key = f"{csp}/{period_id}/{max(numbers, default=0) + 1:04d}"
        detail = {
            "csp": csp,
            "period": period_id,
            "name": name,
            "when": now(),
            "who": who,
            "note": note,
            "section_weights": kept.section_weights.to_dict(),
            "weights": kept.weights.to_dict(),
        }
        change.put(RESULTS, key, kept.themes.reset_index(names="theme"), detail)
        change.put(RESULTS, key + _SCORES, priority_table(csp, period_id), {"of": key})
    return next(one for one in kept_results(csp, period_id) if one.key == key)


def kept_results(csp: str, period_id: str | None = None) -> list[Result]:
    """Return a partnership's kept rankings, the newest first.

    Parameters
    ----------
    csp : str
        District code.
    period_id : str, optional
        Of one period only.

    Returns
    -------
    list of Result
        Empty where none was kept.

    Examples
    --------
    >>> kept_results("E07000194", "no-such-period")
    []
    """
    found = [
        Result(key, **entry.detail)
        for key, entry in store.current().of_kind(RESULTS).items()
        if not key.endswith(_SCORES) and entry.detail["csp"] == csp
    ]
    wanted = [one for one in found if period_id in (None, one.period)]
    return sorted(wanted, key=lambda one: (one.when, one.key), reverse=True)


def compared_with_now(result: Result) -> pd.DataFrame:
    """Set a kept ranking beside the one of today, of the same partnership and period.

    Parameters
    ----------
    result : Result
        From `kept_results`.

    Returns
    -------
    pandas.DataFrame
        By theme id, as it was ranked then: ``name``, ``score`` and ``rank`` then, ``score_now``,
        ``rank_now``, ``moved`` (places up since; missing where a rank is).

    Raises
    ------
    data.store.store.StoreError
        If the kept ranking cannot be read.

    Examples
    --------
    >>> [len(compared_with_now(one)) for one in kept_results("E07000194", "no-such-period")]
    []
    """
    then = result.themes
    today = ranking(result.csp, result.period).themes[["name", "score", "rank"]]
    both = then[["name", "score", "rank"]].join(
        today[["score", "rank"]], rsuffix="_now", how="outer"
    )
    # A theme that the catalogue has had added since has no name in what was kept.
    both["name"] = both["name"].fillna(today["name"])
    both["moved"] = both["rank"].astype("Int64") - both["rank_now"].astype("Int64")
    return both.sort_values(["rank", "rank_now"], kind="stable", na_position="last")
