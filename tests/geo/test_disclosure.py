"""Disclosure control: hand-worked tables, and an attack that was written apart from the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from geo.disclosure import DisclosureError, Suppressed, suppress, suppress_periods, withhold
from geo.disclosure_attack import CountSystem, Sum, unprotected

# ---------------------------------------------------------------- by hand


def statuses(counts: Mapping[str, int], groups: object = (), **options: object) -> dict[str, str]:
    return suppress(pd.Series(counts), groups, **options)["status"].to_dict()  # type: ignore[arg-type]


def one_district(*codes: str) -> pd.Series:
    return pd.Series("d", index=list(codes))


def test_one_to_five_are_hidden_and_zero_is_shown() -> None:
    got = suppress(pd.Series({"a": 0, "b": 1, "c": 5, "d": 6}))
    assert got["status"].to_dict() == {
        "a": "shown", "b": "primary", "c": "primary", "d": "shown",
    }  # fmt: skip
    assert got["count"].dropna().to_dict() == {"a": 0, "d": 6}


def test_the_smallest_count_and_zeros_can_be_set() -> None:
    assert statuses({"a": 10, "b": 11}, smallest=10) == {"a": "primary", "b": "shown"}
    assert statuses({"a": 0, "b": 9}, hide_zero=True) == {"a": "primary", "b": "shown"}


def test_a_lone_hidden_ward_takes_the_next_smallest_with_it_and_never_a_zero() -> None:
    got = statuses({"a": 3, "b": 0, "c": 12, "d1": 7}, one_district("a", "b", "c", "d1"))
    assert got == {"a": "primary", "b": "shown", "c": "shown", "d1": "secondary", "d": "shown"}


def test_two_hidden_wards_with_a_small_sum_take_a_third() -> None:
    """1 + 2 = 3 leaves (1, 2) and (2, 1) only; with 8 more, each can be 1 to 9."""
    got = statuses({"a": 1, "b": 2, "c": 8, "e": 20}, one_district("a", "b", "c", "e"))
    assert [got[code] for code in "abce"] == ["primary", "primary", "secondary", "shown"]


def test_two_hidden_wards_with_a_wide_enough_sum_are_enough() -> None:
    """4 + 3 = 7: each can be 1 to 6, a width of 5."""
    got = statuses({"a": 4, "b": 3, "c": 8}, one_district("a", "b", "c"))
    assert [got[code] for code in "abc"] == ["primary", "primary", "shown"]
    # 3 + 3 = 6: each can be 1 to 5, one too few.
    got = statuses({"a": 3, "b": 3, "c": 8}, one_district("a", "b", "c"))
    assert got["c"] == "secondary"


def test_where_no_ward_is_left_the_total_is_hidden() -> None:
    assert statuses({"a": 3, "b": 3, "c": 0}, one_district("a", "b", "c")) == {
        "a": "primary", "b": "primary", "c": "shown", "d": "secondary",
    }  # fmt: skip


def test_a_hidden_district_takes_another_and_a_ward_of_it() -> None:
    """The force less its other districts would tell the district, and its wards the other one."""
    wards = {"a": 3, "b": 3, "m": 40, "n": 30, "x": 50, "y": 60}
    district = pd.Series({"a": "d1", "b": "d1", "m": "d2", "n": "d2", "x": "d3", "y": "d3"})
    force = pd.Series("f", index=["d1", "d2", "d3"])
    got = statuses(wards, [district, force])
    assert {code for code, status in got.items() if status == "secondary"} == {"d1", "d2", "n"}
    assert got["f"] == "shown"


def test_a_ward_of_a_single_lsoa_is_hidden_with_it() -> None:
    lsoa = pd.Series({"l1": "w1", "l2": "w2", "l3": "w3"})
    ward = pd.Series("d", index=["w1", "w2", "w3"])
    got = statuses({"l1": 2, "l2": 9, "l3": 50}, [lsoa, ward])
    assert (got["l1"], got["w1"], got["l2"], got["w2"]) == (
        "primary", "primary", "secondary", "secondary",
    )  # fmt: skip
    assert got["l3"] == got["w3"] == got["d"] == "shown"


def test_a_filters_set_and_its_rest_are_not_a_way_round() -> None:
    """A district of four wards is safe with two hidden, unless a shown set parts the two."""
    wards = {"a": 2, "b": 9, "c": 20, "e": 30}
    priority = pd.Series({"a": "set", "c": "set"})
    got = statuses(wards, [one_district(*wards), priority])
    assert got["a"] == "primary"
    assert got["c"] == "secondary"
    assert got["d"] == got["set"] == "shown"


def test_the_rows_order_changes_nothing() -> None:
    counts = pd.Series({"a": 2, "b": 9, "c": 9, "e": 9})
    group = one_district("a", "b", "c", "e")
    forward, back = suppress(counts, group), suppress(counts.iloc[::-1], group.iloc[::-1])
    assert forward["status"].to_dict() == back["status"].to_dict()
    assert forward.loc["b", "status"] == "secondary"
    assert back.index.tolist() == ["e", "c", "b", "a", "d"]


def test_a_year_less_its_first_months_is_protected() -> None:
    counts = pd.DataFrame({"year": [13, 60], "nine": [10, 60]}, index=["a", "b"])
    got = suppress_periods(counts, {"year": ("nine",)}).status
    assert got.loc["a"].tolist() == ["shown", "secondary"]
    assert got.loc["b"].tolist() == ["shown", "shown"]


def test_quarters_and_wards_are_hidden_in_rectangles() -> None:
    """One small cell in a table with both margins shown: two rows and two columns must hide."""
    quarters = pd.DataFrame(
        {"q1": [2, 20, 30], "q2": [12, 25, 40], "q3": [31, 26, 45]}, index=["a", "b", "c"]
    )
    counts = quarters.assign(year=quarters.sum(axis=1))
    got = suppress_periods(counts, {"year": ("q1", "q2", "q3")}, one_district("a", "b", "c"))
    hidden = got.status.isin(["primary", "secondary"])
    assert hidden.loc[["a", "b"], ["q1", "q2"]].all(axis=None)
    assert hidden.sum().sum() == 4


def test_periods_that_overlap_do_not_tell_a_month() -> None:
    """Nothing in the year to January, six to February, nine to March: three in March."""
    counts = pd.DataFrame({"jan": [0], "feb": [6], "mar": [9]}, index=["a"])
    apart = suppress_periods(counts, {}).status.loc["a"].tolist()
    assert apart == ["shown", "shown", "shown"]
    pieces = {"jan": ("x", "y", "z"), "feb": ("y", "z", "+feb"), "mar": ("z", "+feb", "+mar")}
    got = suppress_periods(counts, pieces).status.loc["a"]
    assert "secondary" in got.tolist()


def test_a_missing_count_is_not_zero_and_its_districts_total_is_missing() -> None:
    counts = pd.Series({"a": 7, "b": None}, dtype="Int64")
    got = suppress(counts, one_district("a", "b"))
    assert got["status"].isna().to_dict() == {"a": False, "b": True, "d": True}


def test_a_ward_that_is_in_the_lookup_only_leaves_the_total_missing() -> None:
    got = suppress(pd.Series({"a": 7}), one_district("a", "b"))
    assert got["status"].isna()["d"]


def test_a_given_total_with_a_missing_ward_hides_what_would_tell_it() -> None:
    """10 in the district and 7 in the ward that is known would tell 3 in the other."""
    counts = pd.Series({"a": 7, "b": None, "d": 10}, dtype="Int64")
    got = suppress(counts, one_district("a", "b"))
    assert got["status"].dropna().to_dict() == {"a": "secondary", "d": "shown"}


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"a": 2.5}, "The count of a is 2.5"),
        ({"a": -1}, "The count of a is -1"),
        ({"a": "many"}, "The count of a is many"),
        ({"a": 7, "b": 9, "d": 12}, r"The count of d \(12\) is less than its parts \(16\)"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, object], message: str) -> None:
    with pytest.raises(DisclosureError, match=message):
        suppress(pd.Series(counts), one_district("a", "b"))


def test_an_area_twice_and_a_smallest_of_none_are_refused() -> None:
    with pytest.raises(DisclosureError, match="comes twice"):
        suppress(pd.Series([1, 2], index=["a", "a"]))
    with pytest.raises(DisclosureError, match="at least 1"):
        suppress(pd.Series({"a": 1}), smallest=0)


def test_everything_that_is_not_public_goes_missing_and_both_reasons_look_alike() -> None:
    figures = pd.DataFrame(
        {"name": list("abcd"), "count": [2, 9, 30, 4], "rate": 1.5, "band": "above"},
        index=list("abcd"),
    )
    status = pd.Series({"a": "primary", "b": "secondary", "c": "shown"})
    safe = withhold(figures, status, public=["name"])
    assert safe["status"].tolist()[:3] == ["suppressed", "suppressed", "shown"]
    assert safe.loc[["a", "b", "d"], ["count", "rate", "band"]].isna().all(axis=None)
    assert safe.loc["c", ["count", "rate", "band"]].tolist() == [30, 1.5, "above"]
    assert safe["name"].tolist() == list("abcd")
    with pytest.raises(KeyError, match="nmae"):
        withhold(figures, status, public=["nmae"])


# ---------------------------------------------------------------- by attack
# Written apart from the rule: every shown figure is an equation in the smallest pieces (an area in
# a shortest period), every hidden one is at least 1, for zeros would be shown.

AreaSets = Mapping[str, Sequence[str]]


class Attacker:
    def __init__(
        self, got: Suppressed, areas: AreaSets, periods: Mapping[str, Sequence[str]]
    ) -> None:
        leaves = sorted({leaf for members in areas.values() for leaf in members})
        pieces = sorted({piece for members in periods.values() for piece in members})
        self.place = {
            (leaf, piece): number
            for number, (leaf, piece) in enumerate((a, p) for a in leaves for p in pieces)
        }
        self.areas, self.periods = areas, periods
        rows, low, high = [], [], []
        self.hidden = []
        for area in areas:
            for period in periods:
                if period not in got.status.columns or area not in got.status.index:
                    continue
                status = got.status.loc[area, period]
                rows.append(self.row(area, period))
                if status == "shown":
                    low.append(float(got.counts.loc[area, period]))
                    high.append(low[-1])
                else:
                    self.hidden.append((area, period))
                    low.append(1.0)
                    high.append(np.inf)
        self.rows, self.low, self.high = np.array(rows), np.array(low), np.array(high)

    def row(self, area: str, period: str) -> np.ndarray:
        row = np.zeros(len(self.place))
        for leaf in self.areas[area]:
            for piece in self.periods[period]:
                row[self.place[leaf, piece]] = 1
        return row

    def whole_range(self, goal: np.ndarray) -> tuple[float, float]:
        """In whole numbers, by branch and bound."""
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                constraints=LinearConstraint(self.rows, self.low, self.high),
                bounds=Bounds(0, 10_000),
                integrality=np.ones(len(goal), dtype=int),
            )
            assert found.x is not None, found.message
            ends.append(float(goal @ np.round(found.x)))
        return ends[0], ends[1]

    def fraction_range(self, goal: np.ndarray) -> tuple[float, float]:
        """In any numbers, by the simplex method."""
        equal = self.low == self.high
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * goal,
                A_eq=self.rows[equal] if equal.any() else None,
                b_eq=self.low[equal] if equal.any() else None,
                A_ub=-self.rows[~equal] if (~equal).any() else None,
                b_ub=-self.low[~equal] if (~equal).any() else None,
                bounds=(0, 10_000),
            )
            assert found.success, found.message
            ends.append(float(goal @ found.x))
        return ends[0], ends[1]


def test_the_attacker_has_teeth() -> None:
    """Primary suppression alone is seen through."""
    bare = Suppressed(
        pd.DataFrame({"all": ["primary", "shown", "shown"]}, index=["a", "b", "d"]),
        pd.DataFrame({"all": pd.array([None, 9, 12], dtype="Int64")}, index=["a", "b", "d"]),
    )
    attacker = Attacker(bare, {"a": ["a"], "b": ["b"], "d": ["a", "b"]}, {"all": ["all"]})
    goal = attacker.row("a", "all")
    assert attacker.whole_range(goal) == (3, 3)
    assert attacker.fraction_range(goal) == pytest.approx((3, 3))


small_counts = st.one_of(st.integers(0, 7), st.integers(0, 7), st.integers(0, 40))
smallests = st.sampled_from([5, 5, 10])


@st.composite
def places(draw: st.DrawFn) -> tuple[list[str], list[pd.Series], AreaSets]:
    """Up to ten wards in districts in a force, and maybe a filter's set across districts."""
    wards = [f"w{number}" for number in range(draw(st.integers(1, 10)))]
    district = pd.Series({ward: f"d{draw(st.integers(1, 3))}" for ward in wards})
    force = pd.Series("f", index=sorted(set(district)))
    areas: dict[str, list[str]] = {ward: [ward] for ward in wards}
    for code, members in district.groupby(district):
        areas[str(code)] = list(members.index)
    areas["f"] = wards
    groups = [district, force]
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(wards), min_size=1, unique=True))
        groups.append(pd.Series("set", index=chosen))
        areas["set"] = chosen
    return wards, groups, areas


def assert_safe(attacker: Attacker, smallest: int) -> None:
    for area, period in attacker.hidden:
        goal = attacker.row(area, period)
        low, high = attacker.whole_range(goal)
        assert high - low >= smallest, (area, period, low, high)
        loose_low, loose_high = attacker.fraction_range(goal)
        assert loose_low - 1e-6 <= low <= high <= loose_high + 1e-6


@settings(max_examples=80, deadline=None)
@given(st.data(), places(), smallests)
def test_no_hidden_count_can_be_worked_out(
    data: st.DataObject, place: tuple[list[str], list[pd.Series], AreaSets], smallest: int
) -> None:
    wards, groups, areas = place
    counts = pd.Series({ward: data.draw(small_counts) for ward in wards})
    got = suppress(counts, groups, smallest)
    as_periods = Suppressed(got[["status"]].set_axis(["all"], axis=1),
                            got[["count"]].set_axis(["all"], axis=1))  # fmt: skip
    assert_safe(Attacker(as_periods, areas, {"all": ["all"]}), smallest)
    assert_rule(got["status"], {a: int(counts[m].sum()) for a, m in areas.items()}, smallest)


def assert_rule(status: pd.Series, truth: Mapping[str, int], smallest: int) -> None:
    """Every small count is primary, and nothing else; zeros are shown."""
    for area, count in truth.items():
        assert (status[area] == "primary") == (1 <= count <= smallest), area
        assert count or status[area] == "shown", area


@settings(max_examples=40, deadline=None)
@given(st.data(), places(), smallests, st.booleans())
def test_nor_with_periods_that_contain_one_another(
    data: st.DataObject,
    place: tuple[list[str], list[pd.Series], AreaSets],
    smallest: int,
    filled: bool,
) -> None:
    """A year, a half in it and a quarter in that; the rest of the year is shown or is not."""
    wards, groups, areas = place
    atoms = {p: {w: data.draw(small_counts) for w in wards} for p in ("p", "q", "r")}
    atom = pd.DataFrame(atoms, index=wards)
    periods = {"quarter": ["p"], "half": ["p", "q"], "year": ["p", "q", "r"]}
    nested: dict[str, tuple[str, ...]] = {"half": ("quarter",), "year": ("half",)}
    if filled:
        periods["rest"] = ["r"]
        nested["year"] = ("half", "rest")
    counts = pd.DataFrame({name: atom[parts].sum(axis=1) for name, parts in periods.items()})
    got = suppress_periods(counts, nested, groups, smallest)
    attacker = Attacker(got, areas, periods)
    assert_safe(attacker, smallest)
    for area, members in areas.items():
        for name, parts in {"q": ["q"], "r": ["r"]}.items():
            # What nobody shows but anybody can subtract.
            if 1 <= int(atom.loc[list(members), parts].sum().sum()) <= smallest:
                goal = np.zeros(len(attacker.place))
                for leaf in members:
                    goal[attacker.place[leaf, name]] = 1
                low, high = attacker.whole_range(goal)
                assert high - low >= smallest, (area, name, low, high)


@settings(max_examples=40, deadline=None)
@given(st.lists(small_counts, min_size=4, max_size=4), smallests)
def test_nor_a_month_from_years_that_overlap(months: list[int], smallest: int) -> None:
    periods = {"first": ["a", "b", "c"], "then": ["b", "c", "d"]}
    atom = dict(zip("abcd", months, strict=True))
    counts = pd.DataFrame({n: [sum(atom[m] for m in ms)] for n, ms in periods.items()}, index=["w"])
    got = suppress_periods(counts, periods, smallest=smallest)
    attacker = Attacker(got, {"w": ["w"]}, periods)
    assert_safe(attacker, smallest)
    for month, count in atom.items():
        goal = np.zeros(4)
        goal[attacker.place["w", month]] = 1
        low, high = attacker.whole_range(goal)
        assert high - low >= smallest or not 1 <= count <= smallest, (month, low, high)


def test_an_arithmetic_group_and_the_programme_agree() -> None:
    """The same sum, once by itself and once given twice, which sends it to the solver."""
    values, published = np.array([2, 4, 9, 15]), np.array([True] * 4)
    each = Sum(3, (0, 1, 2))
    for hidden in ([True, True, False, False], [True, True, True, False], [True, False] * 2):
        once = unprotected(CountSystem(values, published, (each,)), np.array(hidden), 5)
        twice = unprotected(CountSystem(values, published, (each, each)), np.array(hidden), 5)
        assert once == twice
