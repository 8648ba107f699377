"""Prioritisation: themes ranked by their scores, tried out, and set beside the plans.

After what is public on MoRiLE; never an official MoRiLE score (docs/prioritisation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.priority.scheme import Scheme, load_scheme
from data.priority.scores import score_matrix, weights_of
from geo.prioritisation import priority_scores, random_weights, weight_moves

DRAWS, TOP = 5_000, 3
FEWEST = 5
"""How many themes must be ranked before one of them is said to come first."""

DISCLAIMER = (
    "An implementation of our own of what is public on MoRiLE. It is not an official MoRiLE score."
)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The themes ranked, with what the rank rests on.

    Attributes
    ----------
    themes : pandas.DataFrame
        By theme id, the highest first, themes that cannot be ranked last: ``name``, one column
        for each section (1 to 4), ``score`` (1 to 4), ``rank``, ``scored`` of ``of`` criteria,
        ``lowest`` and ``highest`` score and ``best_rank`` and ``worst_rank`` that missing scores
        leave open, and ``missing`` (why it is not ranked, or '').
    section_weights, weights : pandas.Series
        By section and by criterion.
    """

    themes: pd.DataFrame
    section_weights: pd.Series
    weights: pd.Series


def wide_scores(csp: str, period_id: str) -> pd.DataFrame:
    """Return the scores as themes (rows, in display order) by criteria (columns), as they stand."""
    matrix = score_matrix(csp, period_id)
    table = matrix.set_index(["theme", "criterion"])["score"].unstack()  # noqa: PD010
    return table.reindex(index=matrix["theme"].unique(), columns=list(load_scheme().criteria))


def ranking(
    csp: str,
    period_id: str,
    section_weights: Mapping[str, float] | None = None,
    weights: Mapping[str, float] | None = None,
    scores: Mapping[tuple[str, str], int | None] | None = None,
) -> Ranking:
    """Rank the themes of a partnership.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.
    section_weights, weights : mapping, optional
        Weights to try without saving them; by default those in force (`weights_of`).
    scores : mapping, optional
        Scores to try without saving them, by theme and criterion; None takes one out.

    Returns
    -------
    Ranking

    Raises
    ------
    ValueError
        As `geo.prioritisation.priority_scores`.

    Examples
    --------
    >>> told = ranking("E07000194", "2025").themes
    >>> int(told["rank"].iloc[0])
    1
    """
    scheme = load_scheme()
    sections, criteria = _tried(csp, period_id, section_weights, weights)
    table = wide_scores(csp, period_id)
    for (theme, criterion), score in (scores or {}).items():
        table.loc[theme, criterion] = pd.NA if score is None else score
    told = priority_scores(table, criteria, scheme.section_of, sections, scheme.needs)
    names = load_catalogue().themes
    told.insert(0, "name", [names[theme].name for theme in told.index])
    told["missing"] = _missing(table, criteria, scheme).where(told["rank"].isna(), "")
    return Ranking(told.sort_values("rank", kind="stable", na_position="last"), sections, criteria)


def _tried(
    csp: str,
    period_id: str,
    section_weights: Mapping[str, float] | None,
    weights: Mapping[str, float] | None,
) -> tuple[pd.Series, pd.Series]:
    sections, criteria = weights_of(csp, period_id)
    for held, given in ((sections, section_weights), (criteria, weights)):
        for name, weight in (given or {}).items():
            held[name] = weight
    return sections, criteria


def _missing(scores: pd.DataFrame, weights: pd.Series, scheme: Scheme) -> pd.Series:
    """Say of each theme how many more criteria would have to be scored to rank it."""
    scored = scores.loc[:, weights > 0].notna()
    short = pd.DataFrame(
        {
            name: needed - scored.loc[:, scheme.section_of[scored.columns] == name].sum(axis=1)
            for name, needed in scheme.needs.items()
        }
    )
    return pd.Series(
        [
            "Not ranked: "
            + " and ".join(
                f"{row[name]} more of {scheme.sections[name].name.lower()}"
                for name in scheme.needs
                if row[name] > 0
            )
            + " must be scored."
            for _, row in short.iterrows()
        ],
        index=short.index,
    )


def sensitivity_to_each(csp: str, period_id: str) -> pd.DataFrame:
    """Return how the ranks move when each weight in force moves by a quarter and a half.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        As `geo.prioritisation.weight_moves`, with ``name`` (of the weight) and ``theme_name``.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> sorted(sensitivity_to_each("E07000194", "2025")["factor"].unique().tolist())
    [0.5, 0.75, 1.25, 1.5]
    """
    scheme = load_scheme()
    sections, criteria = weights_of(csp, period_id)
    moves = weight_moves(
        wide_scores(csp, period_id), criteria, scheme.section_of, sections, scheme.needs
    )
    names = {key: one.name for key, one in scheme.sections.items()}
    names |= {key: one.name for key, one in scheme.criteria.items()}
    moves["name"] = moves["weight"].map(names)
    moves["theme_name"] = [load_catalogue().theme(one).name for one in moves["theme"]]
    return moves


def sensitivity_to_all(csp: str, period_id: str) -> pd.DataFrame:
    """Return how the ranks spread over weights drawn at random.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        As `geo.prioritisation.random_weights`, 5,000 draws with a fixed seed and the top three,
        with ``name`` of the theme.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> bool(sensitivity_to_all("E07000194", "2025")["in_top"].between(0, 1).all())
    True
    """
    scheme = load_scheme()
    sections, criteria = weights_of(csp, period_id)
    told = random_weights(
        wide_scores(csp, period_id),
        criteria,
        scheme.section_of,
        sections,
        scheme.needs,
        draws=DRAWS,
        top=TOP,
    )
    told.insert(0, "name", [load_catalogue().theme(theme).name for theme in told.index])
    return told


# --- Beside the plan --------------------------------------------------------------------------

AGREE = "priority, and ranks high"
SILENT = "ranks high, but is no priority of the plans"
LOW = "priority, but ranks low on this evidence"
UNKNOWN = "priority, but there is too little evidence to rank it"
NEITHER = "no priority, and does not rank high"


def beside_plan(csp: str, period_id: str) -> pd.DataFrame:
    """Compare the ranks with the priorities that the partnership's plans name.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        By theme id, as ranked: ``name``, ``rank``, ``best_rank``, ``worst_rank``, ``tier`` (in
        the newest plan that names the theme, or ''), ``document`` and ``year`` (that plan's source
        id and year, or ''), ``says``. *High* is a rank in the upper half of the ranked themes, and
        no lower than the number of priorities of the plans, so that no more can rank high than
        the plans put first.

    Examples
    --------
    >>> said = beside_plan("E07000194", "2025")["says"]
    >>> UNKNOWN in set(said) or AGREE in set(said)
    True
    """
    told = ranking(csp, period_id).themes
    newest = {theme: _newest_standing(theme, csp) for theme in told.index}
    table = told[["name", "rank", "best_rank", "worst_rank"]].copy()
    table["tier"] = [newest[theme][0] for theme in told.index]
    table["document"] = [newest[theme][1] for theme in told.index]
    table["year"] = [newest[theme][2] for theme in told.index]
    ranked = int(table["rank"].notna().sum())
    places = min(int((table["tier"] == "priority").sum()), (ranked + 1) // 2)
    table["says"] = [
        _says(tier == "priority", None if pd.isna(rank) else int(rank), places)
        for tier, rank in zip(table["tier"], table["rank"], strict=True)
    ]
    # A theme of no plan that cannot be ranked says nothing to anyone.
    return table[(table["tier"] != "") | table["rank"].notna()]


def _newest_standing(theme_id: str, csp: str) -> tuple[str, str, str]:
    named = [one for one in load_catalogue().theme(theme_id).priorities if one.csp == csp]
    newest = max(named, key=lambda one: one.year, default=None)
    return (newest.tier, newest.document, newest.year) if newest else ("", "", "")


def _says(is_priority: bool, rank: int | None, places: int) -> str:
    if rank is None:
        return UNKNOWN if is_priority else "too little evidence to rank it"
    high = rank <= places
    if is_priority:
        return AGREE if high else LOW
    return SILENT if high else NEITHER


# --- Exporting --------------------------------------------------------------------------------


def priority_table(csp: str, period_id: str) -> pd.DataFrame:
    """Return the matrix as a table to read or download, ranks and reasons included.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        One row for each theme and criterion, as ranked: ``Rank``, ``Theme``, ``Section``,
        ``Criterion``, ``Score``, ``Filled in``, ``Meaning`` (of the score), ``Evidence``,
        ``Source``, ``Rule``, ``Borrowed``, ``Changed``, ``Reason``, ``Who``, ``When``, ``Note``
        (that it is no official MoRiLE score). Cells hold what users typed: neutralise them
        before they go into a spreadsheet (`data.tables.safe_cells`).

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> len(priority_table("E07000194", "2025")) == 27 * 12
    True
    """
    scheme, catalogue = load_scheme(), load_catalogue()
    ranks = ranking(csp, period_id).themes["rank"]
    matrix = score_matrix(csp, period_id)
    order = {theme: at for at, theme in enumerate(ranks.index)}
    matrix = matrix.sort_values("theme", key=lambda ids: ids.map(order), kind="stable")
    criteria = [scheme.criteria[one] for one in matrix["criterion"]]
    return pd.DataFrame(
        {
            "Rank": ranks.reindex(matrix["theme"]).to_numpy(),
            "Theme": [catalogue.theme(one).name for one in matrix["theme"]],
            "Section": [scheme.sections[one.section].name for one in criteria],
            "Criterion": [one.name for one in criteria],
            "Score": matrix["score"].to_numpy(),
            "Filled in": matrix["prefilled"].to_numpy(),
            "Meaning": [
                one.levels[score - 1] if score else ""
                for one, score in zip(criteria, matrix["score"].fillna(0).astype(int), strict=True)
            ],
            "Evidence": matrix["evidence"].to_numpy(),
            "Source": [catalogue.source(one).short if one else "" for one in matrix["source"]],
            "Rule": matrix["rule"].to_numpy(),
            "Borrowed": matrix["borrowed"].to_numpy(),
            "Changed": matrix["overridden"].to_numpy(),
            "Reason": matrix["reason"].to_numpy(),
            "Who": matrix["who"].to_numpy(),
            "When": matrix["when"].to_numpy(),
            "Note": DISCLAIMER,
        }
    )
