"""Themes ranked by scored criteria, and how much the ranks depend on the weights.

An implementation of our own of what is public on the MoRiLE idea (management of risk in law
enforcement): harm, likelihood and organisational position are scored and then combined. It gives
no official MoRiLE score.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.ranking import rank_highest_first

LOWEST, HIGHEST = 1, 4
"""The least and the most that a criterion can be scored. There is no 0: not known is no score."""

FACTORS = (0.5, 0.75, 1.25, 1.5)
"""What each weight is multiplied by in `weight_moves`: a quarter and a half less and more."""

# One rank in a table of at most some thirty themes; float noise must not make one.
_DECIMALS = 9


def section_scores(scores: pd.DataFrame, weights: pd.Series, sections: pd.Series) -> pd.DataFrame:
    """Weighted mean of the scored criteria of each section.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row for each theme, one column for each criterion, values from 1 to 4; missing where
        nothing is known.
    weights : pandas.Series
        By criterion, 0 or more.
    sections : pandas.Series
        Section of each criterion.

    Returns
    -------
    pandas.DataFrame
        One column for each section in the order they come; from 1 to 4. Criteria without a score
        are left out of the mean, never taken as 0; a section of which nothing is scored (or only
        with weight 0) is missing.

    Raises
    ------
    ValueError
        If a score is outside 1 to 4, a weight is negative or missing, or a criterion has no
        section.

    Examples
    --------
    >>> scores = pd.DataFrame({"physical": [4.0], "financial": [1.0], "volume": [None]}, ["a"])
    >>> section_scores(scores, pd.Series({"physical": 2, "financial": 1, "volume": 1}),
    ...                pd.Series({"physical": "harm", "financial": "harm", "volume": "likelihood"}))
       harm  likelihood
    a   3.0         NaN
    """
    held, weight, names, member = _arrays(scores, weights, sections)
    means = _section_means(held, weight[None, :], member)[0]
    return pd.DataFrame(means, index=scores.index, columns=names)


def priority_scores(
    scores: pd.DataFrame,
    weights: pd.Series,
    sections: pd.Series,
    section_weights: pd.Series,
    needs: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Combine the sections of each theme into one score and rank the themes.

    Parameters
    ----------
    scores, weights, sections
        As in `section_scores`.
    section_weights : pandas.Series
        By section, 0 or more. A section that is not named combines with nothing: it is only shown.
    needs : mapping, optional
        By section, how many of its criteria (of those with a weight) must be scored for a theme
        to be ranked.

    Returns
    -------
    pandas.DataFrame
        By theme: one column for each section; ``score`` (1 to 4); ``rank`` (1 is the highest;
        ties share the better rank); ``scored`` and ``of`` (criteria with a score, criteria that
        combine); ``lowest`` and ``highest`` (the score if all that is missing were 1, or 4);
        ``best_rank`` and ``worst_rank`` (how far the missing scores could move the rank among
        the ranked themes). What no ranked theme has a score for is left out of these four: it
        tells no theme from another. Missing where a theme has not what it needs.

    Raises
    ------
    ValueError
        As `section_scores`, or where the section weights are all 0.

    Notes
    -----
    The score is the weighted geometric mean of the sections, so that with equal weights it ranks
    themes as the product harm x likelihood x position does: a theme must have both harm and
    likelihood to come first, and a high score in one does not make up for a low one as a sum
    would. A section without any score is left out of the mean.

    Examples
    --------
    >>> scores = pd.DataFrame({"harm": [4.0, 2.0], "volume": [1.0, 3.0]}, index=["a", "b"])
    >>> one = pd.Series({"harm": 1.0, "volume": 1.0})
    >>> told = priority_scores(scores, one, pd.Series({"harm": "harm", "volume": "likelihood"}),
    ...                        pd.Series({"harm": 1.0, "likelihood": 1.0}))
    >>> told[["score", "rank"]].round(2)
       score  rank
    a   2.00     2
    b   2.45     1
    """
    held, weight, names, member = _arrays(scores, weights, sections)
    combining = _section_weights(section_weights, names)
    means = _section_means(held, weight[None, :], member)[0]
    told = pd.DataFrame(means, index=scores.index, columns=names)
    ranked = _has_what_it_needs(held, weight, names, member, needs or {})
    told["score"] = np.where(ranked, _combined(means[None], combining[None])[0], np.nan)
    told["rank"] = rank_highest_first(told["score"].round(_DECIMALS))
    counts = weight * (member @ combining) > 0
    told["scored"] = (~np.isnan(held[:, counts])).sum(axis=1)
    told["of"] = int(counts.sum())
    telling = np.where((~np.isnan(held[ranked])).any(axis=0), weight, 0.0)
    for name, filler in (("lowest", LOWEST), ("highest", HIGHEST)):
        filled = _section_means(np.where(np.isnan(held), filler, held), telling[None, :], member)
        told[name] = np.where(ranked, _combined(filled, combining[None])[0], np.nan)
    return told.join(_rank_bounds(told["lowest"], told["highest"]))


def _has_what_it_needs(
    held: np.ndarray,
    weight: np.ndarray,
    names: list[str],
    member: np.ndarray,
    needs: Mapping[str, int],
) -> np.ndarray:
    """Whether each theme has enough scored criteria in each section."""
    scored = (~np.isnan(held) & (weight > 0)).astype(int) @ member.astype(int)
    least = np.array([needs.get(name, 0) for name in names])
    return (scored >= least).all(axis=1) & scored.any(axis=1)


def _rank_bounds(lowest: pd.Series, highest: pd.Series) -> pd.DataFrame:
    """The best and the worst rank that the missing scores leave open to each theme."""
    low, high = lowest.round(_DECIMALS).to_numpy(), highest.round(_DECIMALS).to_numpy()
    surely_above = (low[None, :] > high[:, None]).sum(axis=1)
    maybe_above = (high[None, :] > low[:, None]).sum(axis=1) - (high > low)
    known = lowest.notna()
    return pd.DataFrame(
        {
            "best_rank": pd.Series(surely_above + 1, lowest.index, "Int64").where(known),
            "worst_rank": pd.Series(maybe_above + 1, lowest.index, "Int64").where(known),
        }
    )


def weight_moves(
    scores: pd.DataFrame,
    weights: pd.Series,
    sections: pd.Series,
    section_weights: pd.Series,
    needs: Mapping[str, int] | None = None,
    factors: tuple[float, ...] = FACTORS,
) -> pd.DataFrame:
    """How the ranks move when one weight at a time is made smaller or larger.

    Parameters
    ----------
    scores, weights, sections, section_weights, needs
        As in `priority_scores`.
    factors : tuple of float
        What the weight is multiplied by.

    Returns
    -------
    pandas.DataFrame
        One row for each weight, factor and ranked theme: ``weight`` (a section or a criterion),
        ``level`` (``section`` or ``criterion``), ``factor``, ``theme``, ``rank``, ``base_rank``,
        ``move`` (positive is towards rank 1). Weights of 0 cannot move and are left out.

    Raises
    ------
    ValueError
        As `priority_scores`.

    Examples
    --------
    >>> scores = pd.DataFrame({"harm": [4.0, 2.0], "volume": [1.0, 3.0]}, index=["a", "b"])
    >>> one = pd.Series({"harm": 1.0, "volume": 1.0})
    >>> moves = weight_moves(scores, one, pd.Series({"harm": "harm", "volume": "likelihood"}),
    ...                      pd.Series({"harm": 1.0, "likelihood": 1.0}), factors=(2.0,))
    >>> moves.loc[(moves["weight"] == "harm") & (moves["level"] == "section"), "move"].tolist()
    [1, -1]
    """
    base = priority_scores(scores, weights, sections, section_weights, needs)["rank"].dropna()
    held, weight, names, member = _arrays(scores.loc[base.index], weights, sections)
    between = _section_weights(section_weights, names)
    levels = (
        ("section", names, between, list(section_weights.index)),
        ("criterion", list(scores.columns), weight, list(weights.index)),
    )
    changed = [
        (name, level, factor, known.index(name))
        for level, known, held_weights, order in levels
        for name in order
        if name in known and held_weights[known.index(name)] > 0
        for factor in factors
    ]
    inside, over = np.tile(weight, (len(changed), 1)), np.tile(between, (len(changed), 1))
    for at, (_, level, factor, column) in enumerate(changed):
        (over if level == "section" else inside)[at, column] *= factor
    ranks = _ranks_over(held, inside, over, member)
    rows = [
        (name, level, factor, theme, int(rank), int(before), int(before) - int(rank))
        for (name, level, factor, _), moved in zip(changed, ranks, strict=True)
        for theme, rank, before in zip(base.index, moved, base, strict=True)
    ]
    columns = ["weight", "level", "factor", "theme", "rank", "base_rank", "move"]
    return pd.DataFrame(rows, columns=columns)


def _ranks_over(
    held: np.ndarray, inside: np.ndarray, over: np.ndarray, member: np.ndarray
) -> np.ndarray:
    """Draws x themes: the rank of each theme under each set of weights, ties sharing the better."""
    totals = _combined(_section_means(held, inside, member), over).round(_DECIMALS)
    return 1 + (totals[:, None, :] > totals[:, :, None]).sum(axis=2)


def random_weights(
    scores: pd.DataFrame,
    weights: pd.Series,
    sections: pd.Series,
    section_weights: pd.Series,
    needs: Mapping[str, int] | None = None,
    *,
    draws: int = 5_000,
    top: int = 3,
    seed: int = 20_260_101,
) -> pd.DataFrame:
    """How the ranks spread over weights drawn at random: what does not hang on any choice of them.

    Parameters
    ----------
    scores, weights, sections, section_weights, needs
        As in `priority_scores`. Of the weights only which are over 0 matters.
    draws : int
        How many sets of weights.
    top : int
        How many places count as the top.
    seed : int
        Of the random numbers, so that a table can be made again.

    Returns
    -------
    pandas.DataFrame
        By ranked theme, the most often on top first: ``in_top`` (share of the draws, 0 to 1, in
        which its rank is `top` or better; ties count), ``median_rank``, ``rank_5`` and
        ``rank_95`` (fifth and ninety-fifth percentile of its rank).

    Raises
    ------
    ValueError
        As `priority_scores`, or if `draws` or `top` is under 1.

    Notes
    -----
    The weights of the sections, and those of the criteria within each section, are drawn from a
    flat Dirichlet distribution: every split of the whole is as likely as any other.

    Examples
    --------
    >>> scores = pd.DataFrame({"harm": [4.0, 2.0, 1.0], "volume": [4.0, 3.0, 1.0]}, list("abc"))
    >>> one = pd.Series({"harm": 1.0, "volume": 1.0})
    >>> random_weights(scores, one, pd.Series({"harm": "harm", "volume": "likelihood"}),
    ...                pd.Series({"harm": 1.0, "likelihood": 1.0}), top=1)["in_top"].tolist()
    [1.0, 0.0, 0.0]
    """
    if draws < 1 or top < 1:
        raise ValueError(f"draws is {draws} and top is {top}. Give at least 1 of each.")
    base = priority_scores(scores, weights, sections, section_weights, needs)
    ranked = scores[base["rank"].notna()]
    held, weight, names, member = _arrays(ranked, weights, sections)
    combining = _section_weights(section_weights, names)
    generator = np.random.default_rng(seed)
    drawn = np.zeros((draws, len(weight)))
    for at in range(len(names)):
        inside = np.flatnonzero(member[:, at] & (weight > 0))
        if len(inside):
            drawn[:, inside] = generator.dirichlet(np.ones(len(inside)), draws)
    between = np.zeros((draws, len(names)))
    moving = np.flatnonzero(combining > 0)
    between[:, moving] = generator.dirichlet(np.ones(len(moving)), draws)
    ranks = _ranks_over(held, drawn, between, member)
    told = pd.DataFrame(
        {
            "in_top": (ranks <= top).mean(axis=0),
            "median_rank": np.median(ranks, axis=0),
            "rank_5": np.percentile(ranks, 5, axis=0),
            "rank_95": np.percentile(ranks, 95, axis=0),
        },
        index=ranked.index,
    )
    return told.sort_values(["in_top", "median_rank"], ascending=[False, True], kind="stable")


def _arrays(
    scores: pd.DataFrame, weights: pd.Series, sections: pd.Series
) -> tuple[np.ndarray, np.ndarray, list[str], np.ndarray]:
    """Scores, weights, section names, and which criterion belongs to which section."""
    held = scores.apply(pd.to_numeric).to_numpy(dtype="float64", na_value=np.nan)
    if np.any((held < LOWEST) | (held > HIGHEST)):
        at = np.argwhere((held < LOWEST) | (held > HIGHEST))[0]
        raise ValueError(
            f"{scores.index[at[0]]}, {scores.columns[at[1]]}: the score {held[tuple(at)]:g} is "
            f"outside {LOWEST} to {HIGHEST}. Leave out what is not known."
        )
    weight = weights.reindex(scores.columns).to_numpy(dtype="float64", na_value=np.nan)
    if np.isnan(weight).any() or (weight < 0).any():
        bad = scores.columns[np.isnan(weight) | (weight < 0)][0]
        raise ValueError(f"The weight of '{bad}' is missing or negative. Give 0 or more.")
    belongs = sections.reindex(scores.columns)
    if belongs.isna().any():
        raise ValueError(f"'{belongs.index[belongs.isna()][0]}' belongs to no section. Name one.")
    names = list(dict.fromkeys(belongs))
    return held, weight, names, belongs.to_numpy()[:, None] == np.array(names)[None, :]


def _section_weights(section_weights: pd.Series, names: list[str]) -> np.ndarray:
    given = section_weights.reindex(names).fillna(0.0).to_numpy(dtype="float64")
    if (given < 0).any() or not given.any():
        raise ValueError("The weights of the sections must be 0 or more, and one over 0.")
    return given


def _section_means(held: np.ndarray, weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Draws x themes x sections: the weighted mean of what is scored."""
    known = (~np.isnan(held)).astype("float64")
    value = np.nan_to_num(held)
    parts = weights[:, :, None] * member[None, :, :]
    over = np.einsum("tc,dcs->dts", known, parts)
    summed = np.einsum("tc,dcs->dts", value, parts)
    return np.divide(summed, over, out=np.full(over.shape, np.nan), where=over > 0)


def _combined(means: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Draws x themes: the weighted geometric mean of the sections that have a score."""
    known = ~np.isnan(means)
    logs = np.log(np.where(known, means, 1.0))
    over = np.einsum("dts,ds->dt", known.astype("float64"), weights)
    summed = np.einsum("dts,ds->dt", logs, weights)
    mean = np.divide(summed, over, out=np.full(over.shape, np.nan), where=over > 0)
    return np.exp(mean)
