"""Hot spots that neighbours share: Getis-Ord Gi* and local Moran's I on the rates of one area set.

Both ask whether rates are alike next door to one another more than chance would have it. They say
nothing about how sure a single area's rate is (see `geo.funnel`), and with sparse counts they say
little: the note of each result tells what was tested and what was left out.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from geo.rates import name_areas, numbers

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST_AREAS = 8
"""With fewer rates than this neither statistic is worked out."""

SEED = 20_190_401
"""Starting point of the random permutations, so that a result is the same each time."""

PERMUTATIONS = 9_999
"""Conditional permutations of every area."""

MORE_PERMUTATIONS = 99_999
"""Of those whose p is at most `SIGNIFICANCE` at first: 2 in 10,000 cannot pass a correction over
hundreds of areas, however high the area."""

SIGNIFICANCE = 0.05
"""Local Moran's two-sided level."""

GI_LABELS = (
    "cold 99%",
    "cold 95%",
    "cold 90%",
    "not significant",
    "hot 90%",
    "hot 95%",
    "hot 99%",
)
"""Labels of `getis_ord_star`, coldest first."""

QUADRANTS = ("High-High", "Low-High", "Low-Low", "High-Low")
"""An area's own rate, then its neighbours' mean rate, each against the mean of the set."""

MORAN_LABELS = (*QUADRANTS, "not significant", "not tested")
"""Labels of `local_moran`."""


@dataclass(frozen=True, eq=False)
class HotspotResult:
    """A hot-spot statistic of one area set, and what has to be said with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per area, in the order of the rates.
    note : str
        Plain English: method, parameters, areas left out, islands; or why there is no result.
    left_out : tuple of str
        Codes of the areas without a rate: they are nobody's neighbour and have no result.
    islands : tuple of str
        Codes of the areas with a rate that border on no other area with one.
    """

    frame: pd.DataFrame
    note: str
    left_out: tuple[str, ...] = ()
    islands: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no area could be assessed; the note says why."""
        return bool(self.frame["label"].isna().all())


def benjamini_hochberg(p: pd.Series) -> pd.Series:
    """Adjust p-values for the many areas tested, by the false discovery rate.

    Of the areas that are called significant at an adjusted 5%, about 5% are expected to be so by
    chance; without it, 5% of *all* areas are.

    Parameters
    ----------
    p : pandas.Series
        Two-sided p-values indexed by area code.

    Returns
    -------
    pandas.Series
        Adjusted p-values, never below ``p``. A missing one stays missing and is not counted among
        the tests.

    Raises
    ------
    ValueError
        Where a p-value is not between 0 and 1.

    References
    ----------
    Benjamini Y, Hochberg Y (1995). Controlling the false discovery rate. JRSS B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg(pd.Series({"a": 0.01, "b": 0.04, "c": 0.03, "d": None})).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    tested = numbers(p, "p-value").dropna()
    adjusted = pd.Series(np.nan, index=p.index)
    if len(tested):
        adjusted[p.notna()] = stats.false_discovery_control(tested.to_numpy(), method="bh")
    return adjusted


def getis_ord_star(
    rates: pd.Series,
    graph: Graph,
    fdr: bool = True,
    permutations: tuple[int, int] = (PERMUTATIONS, MORE_PERMUTATIONS),
    seed: int = SEED,
) -> HotspotResult:
    """Getis-Ord Gi*: where a rate and its neighbours' rates together are high or low.

    Parameters
    ----------
    rates : pandas.Series
        Rates indexed by area code; they are the area set whose mean and spread count. Areas
        without a rate are left out and are nobody's neighbour: a gap is not a rate of 0.
    graph : libpysal.graph.Graph
        Queen contiguity of these areas and perhaps of others (`geo.contiguity.queen_neighbours`).
    fdr : bool
        Judge by Benjamini-Hochberg adjusted p-values.
    permutations : tuple of int
        Conditional permutations of every area, at least 999, and of those whose p is at most 0.05
        by them; the smallest possible p is 2 / (permutations + 1).
    seed : int
        Of the permutations: the same seed, areas and rates give the same p each time.

    Returns
    -------
    HotspotResult
        ``frame`` has ``z`` (analytical), ``p`` (two-sided pseudo p, not adjusted), ``p_adjusted``
        (the same without ``fdr``) and ``label`` (ordered categorical of `GI_LABELS`: the side by
        the neighbours' rates against those drawn, the confidence by ``p_adjusted``). An island has
        no neighbours to permute: its p is 1, and it is never significant. Everything is missing,
        and the note says why, with fewer than 8 rates or where all rates are equal; an area that
        borders on every other one is missing too, for it has no other neighbours to be drawn.

    Raises
    ------
    ValueError
        Where an area comes twice, is not in the graph, or a rate is not a finite number, and with
        fewer than 999 permutations.

    Notes
    -----
    Rates of few residents are best smoothed first (`geo.smoothing.empirical_bayes`). The rates of
    other areas are drawn to stand next to the area's own, as esda's ``G_Local`` with ``star=True``
    does. A normal p of z is far too small where rates are skewed, and is not used.

    Weights are row-standardised over the area and its neighbours, so Gi* is their mean rate, and
    ``z = (mean around i - mean) / (s sqrt((n / k - 1) / (n - 1)))`` with k areas around i (itself
    included) of n, and s with divisor n. The z of Gi* is the same whatever a row of weights is
    multiplied by. esda 2.9 takes the weights' sum for the sum of their squares, which holds for
    weights of 1 only: it is asked for those here, because with ``transform="R"`` its analytical z
    comes out too near 0 by the factor ``sqrt((n / k - 1) / (n - 1))``.

    References
    ----------
    Ord JK, Getis A (1995). Local spatial autocorrelation statistics. Geographical Analysis 27,
    286-306.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo.contiguity import queen_neighbours
    >>> row = gpd.GeoDataFrame(index=list("abcdefghij"), crs=27700,
    ...     geometry=[shapely.box(x, 0, x + 1, 1) for x in range(10)])
    >>> rates = pd.Series([9.0, 10, 9, 1, 1, 1, 1, 1, 1, 1], index=row.index)
    >>> getis_ord_star(rates, queen_neighbours(row), fdr=False).frame.loc[["b", "e"], "label"]
    b            hot 90%
    e    not significant
    Name: label, dtype: category
    Categories (7, str): ['cold 99%' < 'cold 95%' < 'cold 90%' < 'not significant' < 'hot 90%' <
                          'hot 95%' < 'hot 99%']
    """
    frame = _nothing(rates, ("z", "p", "p_adjusted"), GI_LABELS)
    chosen = _choose(rates, graph)
    if chosen.reason:
        return HotspotResult(frame, chosen.reason, chosen.left_out)
    z = _gi_star_z(chosen)
    found = _permuted(chosen, permutations, seed).mask(z.isna())
    frame["z"], frame["p"] = z, found["p"]
    frame["p_adjusted"] = benjamini_hochberg(frame["p"]) if fdr else frame["p"]
    frame["label"] = _gi_labels(found["side"].reindex(frame.index), frame["p_adjusted"])
    note = (
        f"Getis-Ord Gi* on {len(z)} rates: queen contiguity, row-standardised, each area with its "
        f"neighbours; {_drawn(permutations, seed)}, {_judged(fdr)}."
    )
    own = "no neighbours to permute, so never significant"
    hubs = z.index[z.isna()]
    if len(hubs):
        note += f" {_areas(len(hubs))} on every other area and cannot be tested."
    return HotspotResult(frame, note + _gaps(chosen, own), chosen.left_out, chosen.islands)


def local_moran(
    rates: pd.Series,
    graph: Graph,
    fdr: bool = True,
    permutations: tuple[int, int] = (PERMUTATIONS, MORE_PERMUTATIONS),
    seed: int = SEED,
) -> HotspotResult:
    """Local Moran's I (LISA): where a rate is like, or unlike, the rates next door.

    Parameters
    ----------
    rates : pandas.Series
        Rates indexed by area code, as in `getis_ord_star`.
    graph : libpysal.graph.Graph
        Queen contiguity, as in `getis_ord_star`.
    fdr : bool
        Judge by Benjamini-Hochberg adjusted p-values.
    permutations, seed
        As in `getis_ord_star`.

    Returns
    -------
    HotspotResult
        ``frame`` has ``I``, ``p`` (two-sided pseudo p, not adjusted), ``p_adjusted``,
        ``quadrant`` (one of `QUADRANTS`, significant or not) and ``label`` (the quadrant where
        ``p_adjusted`` is at most 0.05, else 'not significant'; 'not tested' for an island, whose
        other columns are missing). Everything is missing, and the note says why, with fewer than
        8 rates or where all rates are equal.

    Raises
    ------
    ValueError
        As `getis_ord_star`.

    Notes
    -----
    The statistic is esda's ``Moran_Local``. The permutations are drawn here: esda cannot draw more
    for some areas only, and keeps all of them, 0.6 GB for 697 areas. Its p counts draws that equal
    the observed value in the upper tail only, so that among many zero rates an area with all
    neighbours at zero gets the smallest p there is; here they count in both tails. It is also that
    of the nearer tail, half the two-sided one.

    References
    ----------
    Anselin L (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo.contiguity import queen_neighbours
    >>> row = gpd.GeoDataFrame(index=list("abcdefghijklmnopqrst"), crs=27700,
    ...     geometry=[shapely.box(x, 0, x + 1, 1) for x in range(20)])
    >>> rates = pd.Series([9.0, 10, 9] + [1.0] * 17, index=row.index)
    >>> found = local_moran(rates, queen_neighbours(row), fdr=False)
    >>> found.frame.loc[["b", "e"], ["quadrant", "label"]]
        quadrant            label
    b  High-High        High-High
    e    Low-Low  not significant
    """
    frame = _nothing(rates, ("I", "p", "p_adjusted"), MORAN_LABELS)
    frame.insert(3, "quadrant", _no_entry(rates.index, QUADRANTS))
    chosen = _choose(rates, graph)
    if chosen.reason:
        return HotspotResult(frame, chosen.reason, chosen.left_out)
    found = _moran(chosen).join(_permuted(chosen, permutations, seed))
    tested = chosen.rates.index.difference(pd.Index(chosen.islands), sort=False)
    frame["I"], frame["p"] = found.loc[tested, "I"], found.loc[tested, "p"]
    frame["p_adjusted"] = benjamini_hochberg(frame["p"]) if fdr else frame["p"]
    frame.loc[tested, "quadrant"] = found.loc[tested, "quadrant"]
    significant = frame["p_adjusted"] <= SIGNIFICANCE
    frame.loc[tested, "label"] = "not significant"
    frame.loc[significant, "label"] = frame.loc[significant, "quadrant"].astype("object")
    frame.loc[list(chosen.islands), "label"] = "not tested"
    note = (
        f"Local Moran's I on {len(tested)} rates: queen contiguity, row-standardised; "
        f"{_drawn(permutations, seed)}, {_judged(fdr)}, significant at {SIGNIFICANCE:.0%}."
    )
    return HotspotResult(frame, note + _gaps(chosen, "not tested"), chosen.left_out, chosen.islands)


@dataclass(frozen=True, eq=False)
class _Chosen:
    """The areas that have a rate, in the order of the graph, with the borders between them."""

    rates: pd.Series
    graph: Any
    left_out: tuple[str, ...]
    islands: tuple[str, ...]
    reason: str = ""


def _choose(rates: pd.Series, graph: Graph) -> _Chosen:
    """Leave out the areas without a rate, and say where nothing can be worked out."""
    twice = rates.index[rates.index.duplicated()].unique()
    if len(twice):
        raise ValueError(f"Areas come twice: {name_areas(twice)}. Keep one rate per area.")
    values = numbers(rates, "rate")
    strangers = values.index.difference(graph.unique_ids)
    if len(strangers):
        raise ValueError(
            f"Areas are not among the boundaries: {name_areas(strangers)}. Take the boundaries of "
            "the vintage that the rates are of."
        )
    left_out = tuple(str(code) for code in values.index[values.isna()])
    # In the order of the graph: the permutations depend on it, the order of the rates is chance.
    known = values.dropna().reindex(graph.unique_ids).dropna()
    reason = _why_not(known)
    if reason:
        return _Chosen(known, None, left_out, (), reason)
    part = graph.subgraph(known.index)
    return _Chosen(known, part, left_out, tuple(str(code) for code in part.isolates))


def _why_not(known: pd.Series) -> str:
    """Say why these rates have no hot spots, or nothing."""
    if len(known) < FEWEST_AREAS:
        have = "area has" if len(known) == 1 else "areas have"
        return (
            f"No hot spots can be worked out: {len(known)} {have} a rate, and at least "
            f"{FEWEST_AREAS} are needed."
        )
    if (known == 0).all():
        return f"No hot spots can be worked out: all {len(known)} rates are zero."
    if np.ptp(known.to_numpy()) <= 1e-12 * float(known.abs().max()):
        return f"No hot spots can be worked out: all {len(known)} rates are the same."
    return ""


def _gi_star_z(chosen: _Chosen) -> pd.Series:
    """The analytical z of Gi*; missing for an area that borders on every other one."""
    # esda brings scikit-learn and scipy with it: over a second that app start must not wait for.
    from esda.getisord import G_Local

    around = chosen.graph.transform("B").assign_self_weight(1)
    # z does not change where a constant is taken off; esda divides by the sum of the rates, which
    # must be above 0 for its sign to hold.
    shifted = (chosen.rates - chosen.rates.min()).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        found = G_Local(shifted, around, transform="B", star=None, permutations=0)
    z = pd.Series(found.Zs, index=chosen.rates.index)
    around_each = np.asarray(around.sparse.sum(axis=1)).ravel()
    return z.mask(around_each >= len(z))


def _gi_labels(side: pd.Series, p: pd.Series) -> pd.Categorical:
    """Hot or cold at the highest of the three confidences that the p-value reaches."""
    steps = sum((p <= level).astype(int) for level in (0.10, 0.05, 0.01))
    codes = (3 + side.fillna(0).astype(int) * steps).where(p.notna(), -1)
    dtype = pd.CategoricalDtype(list(GI_LABELS), ordered=True)
    return pd.Categorical.from_codes(codes, dtype=dtype)


def _moran(chosen: _Chosen) -> pd.DataFrame:
    """I and quadrant of every area, islands with them."""
    from esda.moran import Moran_Local

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = Moran_Local(
            chosen.rates.to_numpy(), chosen.graph, transformation="r", permutations=0
        )
    quadrant = pd.Categorical.from_codes(found.q - 1, dtype=pd.CategoricalDtype(list(QUADRANTS)))
    return pd.DataFrame({"I": found.Is, "quadrant": quadrant}, index=chosen.rates.index)


def _permuted(chosen: _Chosen, permutations: tuple[int, int], seed: int) -> pd.DataFrame:
    """Two-sided pseudo p of each area's neighbours, and the side that they lie on: 1 or -1.

    The area's own rate stays where it is, so that Gi* and I move with the sum of the rates next to
    it: both have the p of that sum among sums of as many rates of other areas.
    """
    if min(permutations) < 999:
        raise ValueError(f"{min(permutations)} permutations are too few to tell 5%; take 999.")
    values = chosen.rates.to_numpy()
    positions = {code: at for at, code in enumerate(chosen.rates.index)}
    around = [
        np.array([positions[one] for one in chosen.graph[code].index if one != code], dtype=int)
        for code in chosen.rates.index
    ]
    generator = np.random.default_rng(seed)
    found = np.ones((len(values), 2))
    again = list(range(len(values)))
    for many in permutations:
        draws = _draws(generator, many, max(len(one) for one in around) + 1, len(values))
        sums = values[draws].cumsum(axis=0)
        for at in again:
            found[at] = _tails(values, at, around[at], draws, sums)
        again = np.flatnonzero(found[:, 0] <= SIGNIFICANCE).tolist()
    return pd.DataFrame(found, index=chosen.rates.index, columns=["p", "side"])


def _draws(generator: np.random.Generator, many: int, most: int, among: int) -> np.ndarray:
    """Draw up to ``most`` different numbers under ``among``, many times: a column for each time."""
    if most * 4 > among:
        columns = np.tile(np.arange(among), (many, 1))
        return generator.permuted(columns, axis=1)[:, :most].T.copy()
    draws = generator.integers(0, among, (most, many), dtype=np.int32)
    while True:
        ordered = np.sort(draws, axis=0)
        twice = np.flatnonzero((ordered[1:] == ordered[:-1]).any(axis=0))
        if not len(twice):
            return draws
        draws[:, twice] = generator.integers(0, among, (most, len(twice)), dtype=np.int32)


def _tails(
    values: np.ndarray, at: int, around: np.ndarray, draws: np.ndarray, sums: np.ndarray
) -> tuple[float, float]:
    """The two-sided p of the sum around one area among sums drawn of the others, and its side."""
    many = len(around)
    if not many or many >= len(values) - 1:
        return 1.0, 0.0
    drawn = sums[many - 1].copy()
    # Where the area itself was drawn, the next number drawn takes its place.
    own = (draws[:many] == at).any(axis=0)
    drawn[own] = sums[many, own] - values[at]
    observed = values[around].sum()
    # A draw of the same neighbours in another order differs in the last digit; it is a tie.
    tie = 1e-9 * (1 + np.abs(values).max() * many)
    higher, lower = (drawn >= observed - tie).sum(), (drawn <= observed + tie).sum()
    p = min(1.0, 2 * (min(higher, lower) + 1) / (draws.shape[1] + 1))
    return p, float(np.sign(lower - higher))


def _nothing(rates: pd.Series, columns: tuple[str, ...], labels: tuple[str, ...]) -> pd.DataFrame:
    """A frame without any entry, which is what an area set without a result gets."""
    frame = pd.DataFrame(np.nan, index=rates.index, columns=list(columns), dtype="float64")
    frame["label"] = _no_entry(rates.index, labels, ordered=labels is GI_LABELS)
    return frame


def _no_entry(index: pd.Index, labels: tuple[str, ...], ordered: bool = False) -> pd.Series:
    return pd.Series(pd.NA, index=index, dtype=pd.CategoricalDtype(list(labels), ordered=ordered))


def _judged(fdr: bool) -> str:
    return "Benjamini-Hochberg adjusted" if fdr else "not adjusted for the many areas tested"


def _drawn(permutations: tuple[int, int], seed: int) -> str:
    first, more = permutations
    return (
        f"two-sided pseudo p from {first:,} conditional permutations, {more:,} where it is at most "
        f"{SIGNIFICANCE:.0%} (seed {seed})"
    )


def _areas(number: int) -> str:
    return "1 area borders" if number == 1 else f"{number} areas border"


def _gaps(chosen: _Chosen, rule: str) -> str:
    """Tell of areas left out and of islands."""
    told = ""
    if chosen.left_out:
        number = len(chosen.left_out)
        told += f" {number} {'area' if number == 1 else 'areas'} without a rate left out."
    if chosen.islands:
        told += f" {_areas(len(chosen.islands))} on no other area with a rate: {rule}."
    return told
