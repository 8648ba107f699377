"""Emerging hot spots of the packaged year, against categories worked out by brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.outlines.neighbours import neighbour_graph
from data.trend.emerging import emerging, emerging_sentence
from data.trend.months import area_months
from geo.emerging import CATEGORIES
from geo.hotspots import getis_ord_star
from geo.series import months_from
from geo.smoothing import empirical_bayes

LICHFIELD = "E07000194"
QUARTERS = [months_from(f"2025-{m:02}", f"2025-{m + 2:02}") for m in (1, 4, 7, 10)]


def by_pattern(flags: list[bool]) -> str:
    first, second, third, last = flags
    if last and not (first or second or third):
        return "new"
    if all(flags):
        return "persistent"
    if last and third and not first:
        return "recent"
    if last:
        return "sporadic"
    if third:
        return "fading"
    return "past" if first or second else "never"


@pytest.mark.parametrize("level", ["ward", "lsoa"])
def test_the_funnel_against_brute_force(level):
    found = emerging(("burglary",), level)
    counts, residents = area_months(("burglary",), level)
    flags = {code: [] for code in counts.index}
    for months in QUARTERS:
        total = counts[months].sum(axis=1)
        people = residents["2025-12"].astype(float)
        expected = people * total.sum() / people.sum()
        score = np.sqrt(total) + np.sqrt(total + 1) - np.sqrt(4 * expected + 1)
        drawn_in = np.clip(score, np.quantile(score, 0.1), np.quantile(score, 0.9))
        spread = np.sqrt(max(1.0, float((drawn_in**2).mean())))
        for code in counts.index:
            if spread > 1:
                flags[code].append(bool(score[code] / spread > stats.norm.isf(0.001)))
            else:
                tail = stats.poisson.sf(int(total[code]) - 1, expected[code])
                flags[code].append(bool(tail < 0.001))
    expected = {code: by_pattern(four) for code, four in flags.items()}
    assert found.areas["category"].astype(str).to_dict() == expected
    assert found.areas["flag_3"].to_dict() == {code: four[2] for code, four in flags.items()}


def test_gi_against_each_window_on_its_own():
    found = emerging(("asb",), "ward", "gi")
    counts, residents = area_months(("asb",), "ward")
    graph = neighbour_graph("ward24", tuple(counts.index))
    for at, months in enumerate(QUARTERS, start=1):
        rates = empirical_bayes(counts[months].sum(axis=1), residents["2025-12"])
        hot = getis_ord_star(rates, graph).frame["label"]
        expected = hot.isin(["hot 95%", "hot 99%"])
        assert found.areas[f"flag_{at}"].reindex(expected.index).tolist() == expected.tolist()


def test_every_area_is_in_one_category_and_new_ones_come_first():
    found = emerging(("asb",), "ward")
    order = [one.id for one in CATEGORIES]
    places = [order.index(one) for one in found.areas["category"].astype(str)]
    assert places == sorted(places)
    assert sum(found.numbers.values()) == len(found.areas) == 185
    assert found.windows == tuple(map(tuple, QUARTERS))
    assert "3 months" in found.note
    assert "too few to judge one by one" in found.note


def test_counts_and_rates_are_those_of_the_window():
    found = emerging(("asb",), "ward")
    counts, residents = area_months(("asb",), "ward")
    code = found.areas.index[0]
    total = int(counts.loc[code, QUARTERS[3]].sum())
    assert found.areas.loc[code, "count_4"] == total
    people = int(residents.loc[code, "2025-12"])
    assert found.areas.loc[code, "rate_4"] == pytest.approx(total / (people * 92 / 365) * 1000)


def test_a_districts_wards_are_judged_among_one_another():
    found = emerging(("all-crime",), "ward", districts=(LICHFIELD,))
    assert set(found.areas["district_code"]) == {LICHFIELD}
    whole = emerging(("all-crime",), "ward").areas.loc[found.areas.index, "category"]
    assert found.areas["category"].astype(str).tolist() != whole.astype(str).tolist()
    assert "among the district's wards" in found.note


def test_too_few_months_say_how_many_are_missing():
    found = emerging(("asb",), "ward", last="2019-02")
    assert (found.missing, found.areas.empty) == (7, True)
    assert found.note.startswith("Nothing can be said yet: 12 months are needed and 5 months")
    assert emerging(("asb",), "ward", last="2025-01").missing == 11
    with pytest.raises(ValueError, match="2020-01 is not a loaded month"):
        emerging(("asb",), "ward", last="2020-01")


def test_the_sentence_names_the_new_ones():
    found = emerging(("asb",), "ward")
    said = emerging_sentence(found, "ASB")
    new = found.areas.loc[found.areas["category"] == "new", "area_name"]
    assert f"{len(new)} new ({new.iloc[0]}" in said
    assert f"{found.numbers['persistent']} persistent" in said
    none = pd.Categorical(["never"] * len(found.areas), [one.id for one in CATEGORIES])
    quiet = type(found)(
        found.areas.assign(category=none),
        found.windows,
        found.rules,
        found.lens,
        found.level,
        found.lens_rule,
        found.note,
        found.missing,
    )
    assert emerging_sentence(quiet, "ASB") == "ASB, Oct–Dec 2025: none new, of 185."
