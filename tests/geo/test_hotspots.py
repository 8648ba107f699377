from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from statsmodels.stats.multitest import multipletests

from geo.contiguity import queen_neighbours
from geo.hotspots import (
    GI_LABELS,
    MORAN_LABELS,
    _draws,
    benjamini_hochberg,
    getis_ord_star,
    local_moran,
)

SIDE = 6


def layer(columns: int = SIDE, rows: int = SIDE, island: bool = False) -> gpd.GeoDataFrame:
    places = {f"{y:x}{x:x}": (x, y) for y in range(rows) for x in range(columns)}
    if island:
        places["island"] = (50, 50)
    shapes = [shapely.box(x, y, x + 1, y + 1) for x, y in places.values()]
    return gpd.GeoDataFrame(index=list(places), geometry=shapes, crs=27700)


@pytest.fixture(scope="module")
def grid():
    return queen_neighbours(layer())


@pytest.fixture(scope="module")
def with_island():
    return queen_neighbours(layer(island=True))


@pytest.fixture
def rates(grid) -> pd.Series:
    """Noise, with a hot corner and a cold one."""
    values = pd.Series(np.random.default_rng(3).gamma(8, 1.0, 36), index=grid.unique_ids)
    values[["00", "01", "10", "11"]] += 15
    values[["44", "45", "54", "55"]] /= 10
    return values


def textbook_z(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Ord and Getis 1995, equation 7 for Gi*, with the weights written out."""
    n, mean = len(values), values.mean()
    spread = np.sqrt((values**2).mean() - mean**2)
    total, squares = weights.sum(axis=1), (weights**2).sum(axis=1)
    return (weights @ values - total * mean) / (
        spread * np.sqrt((n * squares - total**2) / (n - 1))
    )


def around(graph) -> np.ndarray:
    """Row-standardised weights with the area itself among them."""
    own = graph.sparse.toarray() + np.eye(graph.n)
    return own / own.sum(axis=1, keepdims=True)


# --- Gi* ---------------------------------------------------------------------------------------


def test_gi_star_by_hand():
    # Nine areas in a row, rates 9 0 0 ...: mean 1, s = sqrt(9 - 1) = 2.8284; ends have k = 2.
    row = queen_neighbours(layer(columns=9, rows=1))
    rates = pd.Series([9.0, *[0.0] * 8], index=row.unique_ids)
    z = getis_ord_star(rates, row, fdr=False).frame["z"]
    assert z.iloc[0] == pytest.approx((4.5 - 1) / (np.sqrt(8) * np.sqrt((9 / 2 - 1) / 8)))
    assert z.iloc[1] == pytest.approx((3 - 1) / (np.sqrt(8) * np.sqrt((9 / 3 - 1) / 8)))
    assert z.iloc[4] == pytest.approx(-1 / (np.sqrt(8) * np.sqrt((9 / 3 - 1) / 8)))


def test_gi_star_is_the_textbook_formula(grid, rates):
    got = getis_ord_star(rates, grid, fdr=False).frame
    np.testing.assert_allclose(got["z"], textbook_z(rates.to_numpy(), around(grid)))


def test_gi_stars_p_is_that_of_esdas_permutations(grid, rates):
    """Within what 9,999 draws leave to chance: four standard errors."""
    from esda.getisord import G_Local

    theirs = G_Local(rates.to_numpy(), grid, transform="B", star=True, permutations=9_999, seed=1)
    draws = theirs.rGs if theirs.rGs.shape[0] == grid.n else theirs.rGs.T
    higher = (draws >= theirs.Gs[:, None] - 1e-12).sum(axis=1)
    lower = (draws <= theirs.Gs[:, None] + 1e-12).sum(axis=1)
    p = np.minimum(1, 2 * (np.minimum(higher, lower) + 1) / 10_000)
    got = getis_ord_star(rates, grid, fdr=False).frame["p"]
    error = np.sqrt(2 * p * np.maximum(1 - p / 2, 0.5) / 10_000) * 4 + 4e-4
    assert (np.abs(got - p) <= error).all()


def test_p_by_every_permutation():
    """Nine in a row: the middle one's two neighbours, among all 28 pairs of the other eight."""
    row = queen_neighbours(layer(columns=9, rows=1))
    values = [3.0, 1, 4, 9, 5, 8, 2, 6, 7]
    rates = pd.Series(values, index=row.unique_ids)
    pairs = [a + b for a, b in combinations([*values[:4], *values[5:]], 2)]
    higher = sum(one >= 9 + 8 for one in pairs) / len(pairs)
    assert (len(pairs), higher) == (28, 1 / 28)
    for statistic in (getis_ord_star, local_moran):
        p = statistic(rates, row, fdr=False).frame["p"].iloc[4]
        assert p == pytest.approx(2 / 28, abs=0.012)


def test_few_areas_are_drawn_from_without_repeats():
    generator = np.random.default_rng(1)
    for among, most in ((12, 5), (400, 9)):
        draws = _draws(generator, 2_000, most, among)
        assert draws.shape == (most, 2_000)
        assert (np.diff(np.sort(draws, axis=0), axis=0) > 0).all()
        # Each number is as likely at each place.
        share = np.bincount(draws[0], minlength=among) / 2_000
        assert share.max() < 1 / among + 6 * np.sqrt(1 / among / 2_000)


def test_the_second_round_lets_a_p_pass_the_correction():
    """Of 256 areas, 2 in 1,000 times 256 / 4 is over 5%, however high the four are."""
    wide = queen_neighbours(layer(columns=16, rows=16))
    values = pd.Series(np.random.default_rng(4).normal(10, 1, 256), index=wide.unique_ids)
    values.iloc[[0, 1, 16, 17]] += 30
    short = local_moran(values, wide, permutations=(999, 999))
    assert (short.frame["label"] == "not significant").all()
    full = local_moran(values, wide)
    assert full.frame["label"].iloc[0] == "High-High"
    assert full.frame["p"].min() == 2 / 100_000
    assert "9,999 conditional permutations, 99,999 where it is at most 5%" in full.note


def test_gi_star_is_esdas_with_weights_of_one(grid, rates):
    from esda.getisord import G_Local

    binary = G_Local(rates.to_numpy(), grid, transform="B", star=True, permutations=0)
    np.testing.assert_allclose(getis_ord_star(rates, grid).frame["z"], binary.Zs)


def test_esdas_row_standardised_z_differs_by_a_known_factor(grid, rates):
    """If this fails, esda has mended its variance and the note in the docstring can go."""
    from esda.getisord import G_Local

    own = grid.assign_self_weight(1)
    standardised = G_Local(rates.to_numpy(), own, transform="R", star=None, permutations=0)
    n, k = grid.n, grid.cardinalities.to_numpy() + 1
    factor = np.sqrt((n / k - 1) / (n - 1))
    np.testing.assert_allclose(standardised.Zs, getis_ord_star(rates, grid).frame["z"] * factor)


def test_z_has_mean_0_and_variance_1_under_shuffling(grid, rates):
    """What a z has to be; it decides between the two formulas above."""
    generator = np.random.default_rng(1)
    draws = np.array(
        [textbook_z(generator.permutation(rates.to_numpy()), around(grid)) for _ in range(4_000)]
    )
    np.testing.assert_allclose(draws.mean(axis=0), 0, atol=0.07)
    np.testing.assert_allclose(draws.std(axis=0), 1, atol=0.05)


def test_labels_follow_side_and_p():
    assert GI_LABELS.index("cold 99%") < GI_LABELS.index("not significant")
    grid = queen_neighbours(layer(columns=12, rows=12))
    values = pd.Series(np.random.default_rng(0).normal(50, 5, 144), index=grid.unique_ids)
    values.iloc[:14] += 20
    values.iloc[-14:] -= 12
    got = getis_ord_star(values, grid, fdr=False).frame
    for low, high, words in ((0, 0.01, "99%"), (0.01, 0.05, "95%"), (0.05, 0.10, "90%")):
        inside = got[(got["p"] > low) & (got["p"] <= high)]
        assert {str(one).split()[-1] for one in inside["label"]} == {words}
    hot = got["label"].astype(str).str.startswith("hot")
    cold = got["label"].astype(str).str.startswith("cold")
    assert hot.iloc[:12].sum() >= 8
    assert cold.iloc[-12:].any()
    assert not (hot | cold)[got["p"] > 0.10].any()
    assert got["label"].cat.ordered


def test_fdr_judges_by_adjusted_p(grid, rates):
    plain = getis_ord_star(rates, grid, fdr=False)
    adjusted = getis_ord_star(rates, grid)
    pd.testing.assert_series_equal(plain.frame["p"], adjusted.frame["p"])
    assert (adjusted.frame["p_adjusted"] >= adjusted.frame["p"]).all()
    expected = multipletests(adjusted.frame["p"], method="fdr_bh")[1]
    np.testing.assert_allclose(adjusted.frame["p_adjusted"], expected)
    assert "not adjusted" in plain.note
    assert "Benjamini-Hochberg" in adjusted.note
    assert adjusted.frame.loc["00", "label"] == "hot 99%"


def test_rates_of_either_sign_and_scale_have_the_same_z(grid, rates):
    z = getis_ord_star(rates, grid).frame["z"]
    np.testing.assert_allclose(getis_ord_star(rates * 1000 - 9000, grid).frame["z"], z)


def test_an_island_has_nothing_to_permute(with_island):
    rates = pd.Series(np.arange(37.0), index=with_island.unique_ids)
    result = getis_ord_star(rates, with_island)
    assert result.islands == ("island",)
    own = (36 - rates.mean()) / rates.std(ddof=0)
    assert result.frame.loc["island", "z"] == pytest.approx(own)
    assert result.frame.loc["island", ["p", "label"]].tolist() == [1, "not significant"]
    assert "no neighbours to permute, so never significant" in result.note


def test_an_area_next_to_all_others_cannot_be_tested():
    comb = [shapely.box(x, 1, x + 1, 2) for x in range(9)]
    comb.append(shapely.segmentize(shapely.box(0, 0, 9, 1), 1))  # with the teeth's corners
    codes = list("abcdefghiZ")
    graph = queen_neighbours(gpd.GeoDataFrame(index=codes, geometry=comb, crs=27700))
    rates = pd.Series(np.arange(10.0) ** 2, index=codes)
    result = getis_ord_star(rates, graph)
    assert pd.isna(result.frame.loc["Z", "label"])
    assert result.frame["label"].notna().sum() == 9
    assert "1 area borders on every other area and cannot be tested." in result.note


# --- Missing, sparse, wrong --------------------------------------------------------------------


@pytest.mark.parametrize("statistic", [getis_ord_star, local_moran])
def test_a_missing_rate_is_left_out_and_is_nobodys_neighbour(statistic, grid, rates):
    gap = rates.copy()
    gap["22"] = np.nan
    result = statistic(gap, grid)
    assert result.frame.loc["22"].isna().all()
    assert result.left_out == ("22",)
    assert "1 area without a rate left out" in result.note
    without = statistic(rates.drop("22"), grid)
    pd.testing.assert_frame_equal(result.frame.drop("22"), without.frame)
    assert without.left_out == ()


def test_an_area_whose_neighbours_lack_rates_becomes_an_island(grid, rates):
    gap = rates.copy()
    gap[["01", "10", "11"]] = np.nan
    assert getis_ord_star(gap, grid).islands == ("00",)
    result = local_moran(gap, grid, permutations=(999, 999))
    assert result.frame.loc["00", "label"] == "not tested"
    assert result.frame.loc["00", ["I", "p", "p_adjusted", "quadrant"]].isna().all()


@pytest.mark.parametrize("statistic", [getis_ord_star, local_moran])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([0.0] * 36, "all 36 rates are zero"),
        ([0.1 + 0.2] * 35 + [0.3], "all 36 rates are the same"),
        ([np.nan] * 36, "0 areas have a rate, and at least 8"),
        ([5.0] + [np.nan] * 35, "1 area has a rate"),
        ([1.0, 2, 3, 4, 5, 6, 7] + [np.nan] * 29, "7 areas have a rate"),
    ],
)
def test_sparse_sets_have_a_reason_and_no_result(statistic, values, reason, grid):
    result = statistic(pd.Series(values, index=grid.unique_ids), grid)
    assert result.is_empty
    assert result.frame.isna().all(axis=None)
    assert list(result.frame.index) == list(grid.unique_ids)
    assert reason in result.note


@pytest.mark.parametrize("statistic", [getis_ord_star, local_moran])
def test_nullable_rates_in_any_order(statistic, grid, rates):
    shuffled = rates.sample(frac=1, random_state=1).astype("Float64")
    got = statistic(shuffled, grid).frame
    assert list(got.index) == list(shuffled.index)
    pd.testing.assert_frame_equal(got.reindex(rates.index), statistic(rates, grid).frame)


@pytest.mark.parametrize("statistic", [getis_ord_star, local_moran])
def test_errors(statistic, grid, rates):
    with pytest.raises(ValueError, match="not among the boundaries: E05"):
        statistic(pd.concat([rates, pd.Series({"E05": 1.0})]), grid)
    with pytest.raises(ValueError, match="come twice: 00"):
        statistic(pd.concat([rates, rates[["00"]]]), grid)
    with pytest.raises(ValueError, match="rate must be a finite number"):
        statistic(rates.replace(rates.iloc[0], np.inf), grid)


# --- Local Moran -------------------------------------------------------------------------------


def esdas_moran(rates, graph, permutations=9_999, seed=1):
    from esda.moran import Moran_Local

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Moran_Local(
            rates.to_numpy(), graph, transformation="r", permutations=permutations, seed=seed
        )


def test_moran_is_esdas(grid, rates):
    got = local_moran(rates, grid, seed=1, fdr=False).frame
    esda = esdas_moran(rates, grid)
    np.testing.assert_allclose(got["I"], esda.Is)
    # esda gives the p of one tail; without ties the two-sided one is twice that.
    p = np.minimum(1, 2 * esda.p_sim)
    assert (np.abs(got["p"] - p) <= 4 * np.sqrt(2 * p / 10_000) + 4e-4).all()
    names = {1: "High-High", 2: "Low-High", 3: "Low-Low", 4: "High-Low"}
    assert got["quadrant"].tolist() == [names[quadrant] for quadrant in esda.q]


def test_moran_i_by_hand():
    row = queen_neighbours(layer(columns=9, rows=1))
    rates = pd.Series([9.0, *[0.0] * 8], index=row.unique_ids)
    got = local_moran(rates, row, permutations=(999, 999)).frame
    # z = (x - 1) / sqrt(8): 2.828 and -0.354; I = (n - 1) / n * z * mean z of the neighbours.
    high, low = 8 / np.sqrt(8), -1 / np.sqrt(8)
    assert got["I"].iloc[0] == pytest.approx(8 / 9 * high * low)
    assert got["I"].iloc[1] == pytest.approx(8 / 9 * low * (high + low) / 2)
    assert got["quadrant"].iloc[:3].tolist() == ["High-Low", "Low-High", "Low-Low"]


def test_ties_count_in_both_tails():
    """esda finds a lone incident among zeros as significant as can be; it is the usual draw."""
    grid = queen_neighbours(layer(columns=10, rows=10))
    rates = pd.Series(0.0, index=grid.unique_ids)
    rates[["00", "55", "90"]] = 5.0
    got = local_moran(rates, grid, seed=1, fdr=False).frame
    assert esdas_moran(rates, grid).p_sim[grid.unique_ids.get_loc("55")] == pytest.approx(1e-4)
    assert got.loc["55", "quadrant"] == "High-Low"
    assert got.loc["55", "p"] == 1
    assert got.loc["55", "label"] == "not significant"


def test_the_same_each_time_and_in_every_thread(grid, rates):
    first = local_moran(rates, grid, permutations=(999, 999)).frame
    results = []

    def again() -> None:
        results.append(local_moran(rates, grid, permutations=(999, 999)).frame)

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        pd.testing.assert_frame_equal(first, result)
    other = local_moran(rates, grid, permutations=(999, 999), seed=2).frame
    assert not other["p"].equals(first["p"])
    pd.testing.assert_series_equal(other["I"], first["I"])


def test_the_global_random_state_is_given_back(grid, rates):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    local_moran(rates, grid, permutations=(999, 999))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_moran_labels_and_fdr(grid, rates):
    plain = local_moran(rates, grid, fdr=False).frame
    adjusted = local_moran(rates, grid).frame
    np.testing.assert_allclose(
        adjusted["p_adjusted"], multipletests(plain["p"], method="fdr_bh")[1]
    )
    assert set(plain["label"]) <= set(MORAN_LABELS)
    assert plain.loc["00", "label"] == "High-High"
    significant = plain["p"] <= 0.05
    assert (plain.loc[~significant, "label"] == "not significant").all()
    assert (
        plain.loc[significant, "label"].astype(str)
        == plain.loc[significant, "quadrant"].astype(str)
    ).all()
    assert (adjusted["label"] != "not significant").sum() <= significant.sum()


def test_an_island_is_not_tested(with_island):
    rates = pd.Series(np.arange(37.0), index=with_island.unique_ids)
    result = local_moran(rates, with_island, permutations=(999, 999))
    assert result.frame.loc["island", "label"] == "not tested"
    assert result.frame.loc["island", ["I", "p", "p_adjusted", "quadrant"]].isna().all()
    assert result.frame.drop("island").notna().all(axis=None)
    assert "Local Moran's I on 36 rates" in result.note
    assert "on no other area with a rate: not tested." in result.note
    # It is no test, so it does not weigh on the adjustment of the others.
    tested = result.frame.drop("island")
    np.testing.assert_allclose(tested["p_adjusted"], multipletests(tested["p"], method="fdr_bh")[1])


def test_too_few_permutations(grid, rates):
    with pytest.raises(ValueError, match="99 permutations are too few"):
        local_moran(rates, grid, permutations=(99, 999))


# --- False discovery rate, and the cost of importing -------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_benjamini_hochberg_is_statsmodels(seed):
    p = pd.Series(np.random.default_rng(seed).beta(0.3, 1, 50).round(2))
    p[[3, 7]] = np.nan
    got = benjamini_hochberg(p)
    assert got.isna().tolist() == p.isna().tolist()
    np.testing.assert_allclose(got.dropna(), multipletests(p.dropna(), method="fdr_bh")[1])


def test_benjamini_hochberg_of_nothing():
    assert benjamini_hochberg(pd.Series([np.nan, np.nan])).isna().all()
    assert benjamini_hochberg(pd.Series(dtype="float64")).empty
    with pytest.raises(ValueError):
        benjamini_hochberg(pd.Series([1.5]))


def test_importing_does_not_load_esda():
    code = (
        "import sys, geo.hotspots, geo.contiguity, geo.smoothing; "
        "print([name for name in ('esda', 'libpysal') if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "[]"
