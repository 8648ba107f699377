from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from geo import rates

few = settings(derandomize=True, max_examples=50, deadline=None)


def areas(values: list, dtype: str | None = None) -> pd.Series:
    return pd.Series(values, index=[f"E0500000{i}" for i in range(len(values))], dtype=dtype)


def test_z_is_the_exact_quantile():
    assert rates.z_value(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert rates.z_value(0.998) == pytest.approx(3.090232, abs=1e-6)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_written_as_a_percentage_is_refused(confidence):
    with pytest.raises(ValueError, match=r"write 0\.95"):
        rates.z_value(confidence)


def test_crude_rate_by_hand():
    got = rates.crude_rate(areas([1240, 34]), areas([105_637, 10_000]), 1000)
    assert got.tolist() == pytest.approx([11.738, 3.4], abs=5e-4)
    assert rates.crude_rate(areas([34]), areas([10_000]), 10_000).tolist() == [34]


def test_missing_in_is_missing_out_and_zero_stays_zero():
    got = rates.crude_rate(areas([0, None, 5], "Int64"), areas([100, 100, None], "Int64"))
    assert got.dtype == "float64"
    assert got.iloc[0] == 0
    assert got.iloc[1:].isna().all()
    interval = rates.rate_interval(areas([0, None, 5], "Int64"), areas([100, 100, None], "Int64"))
    assert interval.iloc[0].tolist() == pytest.approx([0, 36.889], abs=1e-3)
    assert interval.iloc[1:].isna().all(axis=None)


def test_a_part_year_gives_an_annual_rate():
    february = rates.person_years(areas([7300]), 28)
    assert february.tolist() == [560]
    assert rates.crude_rate(areas([28]), february).tolist() == [50]


def test_days_loaded_may_differ_by_area():
    got = rates.person_years(areas([1460, 1460, None]), areas([365, 181, 365]))
    assert got.iloc[:2].tolist() == [1460, 724]
    assert np.isnan(got.iloc[2])


def test_no_loaded_month_is_an_error_not_a_rate_of_zero():
    with pytest.raises(ValueError, match="No month is loaded"):
        rates.person_years(areas([1200]), 0)


# Garwood (1936), as tabulated in every textbook: 95% limits of a Poisson count.
GARWOOD = {0: (0, 3.689), 1: (0.025, 5.572), 2: (0.242, 7.225), 5: (1.623, 11.668)}
GARWOOD |= {9: (4.115, 17.085), 10: (4.795, 18.390), 20: (12.217, 30.888), 100: (81.364, 121.627)}


def test_exact_interval_meets_the_published_table():
    got = rates.exact_poisson_interval(pd.Series(list(GARWOOD), index=list(GARWOOD)))
    for count, limits in GARWOOD.items():
        assert got.loc[count].tolist() == pytest.approx(limits, abs=6e-4)


def test_byar_by_hand():
    # 65 (1 - 1/585 - 1.959964/(3 x 8.0623))^3 and 66 (1 - 1/594 + 1.959964/(3 x 8.1240))^3
    got = rates.byar_interval(areas([65, 0]))
    assert got.iloc[0].tolist() == pytest.approx([50.165, 82.849], abs=2e-3)
    assert got.iloc[1, 0] == 0
    assert (rates.byar_interval(areas([1]), 0.998)["lower"] >= 0).all()


def test_ukhsa_switches_from_exact_to_byar_at_ten():
    got = rates.count_interval(areas([9, 10]))
    assert got.iloc[0].tolist() == pytest.approx(
        [stats.chi2.ppf(0.025, 18) / 2, stats.chi2.ppf(0.975, 20) / 2]
    )
    assert got.iloc[1].tolist() == rates.byar_interval(areas([10])).iloc[0].tolist()
    # The two differ at 10, so the assertion above can tell which was used.
    assert rates.exact_poisson_interval(areas([10])).iloc[0, 0] == pytest.approx(4.795, abs=5e-4)
    assert got.iloc[1, 0] == pytest.approx(4.787, abs=5e-4)


def test_ukhsa_documentation_example():
    # The numerators and denominators of phe_rate's own example, per 100,000, worked by its formula.
    got = rates.rate_interval(areas([9, 82, 7]), areas([10_000, 100, 10_000]), 100_000)
    exact = [stats.chi2.ppf(0.025, 18) / 2 * 10, stats.chi2.ppf(0.975, 20) / 2 * 10]
    assert got.iloc[0].tolist() == pytest.approx(exact)
    assert got.iloc[1].tolist() == pytest.approx([65_214, 101_784], rel=1e-4)


@few
@given(count=st.integers(0, 5000), confidence=st.sampled_from([0.9, 0.95, 0.998]))
def test_interval_holds_the_count_and_byar_is_near_exact(count, confidence):
    got = rates.count_interval(areas([count]), confidence).iloc[0]
    assert got["lower"] <= count <= got["upper"]
    exact = rates.exact_poisson_interval(areas([count]), confidence).iloc[0]
    assert got["lower"] == pytest.approx(exact["lower"], rel=0.02)
    assert got["upper"] == pytest.approx(exact["upper"], rel=0.01)


@few
@given(whole=st.integers(1, 5000), data=st.data(), confidence=st.sampled_from([0.9, 0.95, 0.998]))
def test_wilson_meets_statsmodels(whole, data, confidence):
    part = data.draw(st.integers(0, whole))
    got = rates.wilson_interval(areas([part]), areas([whole]), confidence).iloc[0].tolist()
    expected = proportion_confint(part, whole, alpha=1 - confidence, method="wilson")
    assert got == pytest.approx(expected, abs=1e-9)


def test_wilson_refuses_a_part_larger_than_the_whole_and_keeps_gaps():
    with pytest.raises(ValueError, match="larger than the whole in E05000001"):
        rates.wilson_interval(areas([1, 5]), areas([4, 4]))
    got = rates.wilson_interval(areas([0, None]), areas([0, 4]))
    assert got.isna().all(axis=None)


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        ([1, -2], [10, 10], "whole number of 0 or more; it is not in E05000001"),
        ([1, 2.5], [10, 10], "whole number of 0 or more; it is not in E05000001"),
        ([1, 2], [10, -1], "must not be negative; it is in E05000001"),
        ([1, 2], [10, 0], "denominator is 0 where the numerator is not: E05000001"),
        ([1, 2], [10, np.inf], "finite number or missing; it is not in E05000001"),
        ([1, "two"], [10, 10], "finite number or missing; it is not in E05000001"),
    ],
)
@pytest.mark.parametrize("function", [rates.crude_rate, rates.rate_interval])
def test_errors_name_the_area(function, numerator, denominator, words):
    with pytest.raises(ValueError, match=words):
        function(areas(numerator), areas(denominator))


def test_nobody_lives_there_so_there_is_no_rate():
    assert rates.crude_rate(areas([0, None]), areas([0, 0])).isna().all()


def test_long_lists_of_areas_are_cut_short():
    assert rates.name_areas(pd.Index(list("abcdefg"))) == "a, b, c, d, e and 2 more"


def test_areas_are_paired_by_code_not_by_position():
    got = rates.crude_rate(pd.Series({"a": 1, "b": 2}), pd.Series({"b": 2000, "a": 1000}))
    assert got.to_dict() == {"a": 1, "b": 1}


def test_an_area_on_one_side_only_is_an_error():
    with pytest.raises(ValueError, match="same areas: b, c on one side only"):
        rates.crude_rate(pd.Series({"a": 1, "b": 2}), pd.Series({"a": 1000, "c": 1000}))


def test_an_area_that_comes_twice_cannot_be_paired():
    twice = pd.Series([1, 2], index=["a", "a"])
    with pytest.raises(ValueError, match="Areas come twice"):
        rates.crude_rate(twice, pd.Series({"a": 1000, "b": 10}))
    # The same long table on both sides needs no pairing.
    assert rates.crude_rate(twice, pd.Series([1000, 1000], index=["a", "a"])).tolist() == [1, 2]


def test_inputs_are_left_alone():
    numerator, denominator = areas([0, 3]), areas([0, 1000])
    rates.rate_interval(numerator, denominator)
    assert numerator.tolist() == [0, 3]
    assert denominator.tolist() == [0, 1000]
