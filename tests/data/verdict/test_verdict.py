"""The verdict over a grid of cases, and over the packaged figures."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.figures.area_figures import area_figures
from data.figures.placed import placed_of
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.tables.areas import load_areas
from data.trend.trends import trend
from data.verdict.clauses import Clause, Figure, Verdict, verdict, verdict_of
from data.verdict.evidence import Benchmark, ChartState, Evidence, Lenses, Move
from geo.control_chart import SIGNALS, Signal

CANNOT = "cannot be told"
LICHFIELD, FORCE, STOWE = "E07000194", "E23000015", "E05010670"
YEAR = tuple(f"2025-{month:02}" for month in range(1, 13))
TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

BASE = Evidence(
    indicator="Anti-social behaviour",
    unit="per 1,000 residents",
    place="Ward 12",
    within="Lichfield",
    level="ward",
    span="Jan–Dec 2025",
    status="recorded",
    source="police_uk",
    count=312,
    rate=48.23,
    lower=43.0,
    upper=53.9,
    benchmarks=(Benchmark("Lichfield's", 15.94, False), Benchmark("the force's", 21.4, True)),
    lenses=Lenses("above average", "high 99.8%", "both", "the district's 22 wards"),
    move=Move(
        "Jul–Dec against Jan–Jun 2025",
        now=168,
        before=144,
        percent=16.67,
        lower=-6.6,
        upper=45.7,
        direction="no real change",
        source="police_uk",
    ),
    chart=ChartState(12, 26.0, 10.31, 41.69, ()),
    no_location=0.0053,
    best_fit=True,
    months=12,
    due=12,
)


def signal(rule: str, length: int = 1) -> Signal:
    limits = {"above_limit": (41.69,) * length, "below_limit": (60.31,) * length}.get(rule, ())
    return Signal(rule, YEAR[:length], tuple(50.0 + n for n in range(length)), limits)


def move(**changed) -> Move:
    return replace(BASE.move, **changed)


STATUSES = ("recorded", "published", "partner", "not published", "suppressed", "restricted")
SIZES = (
    {},
    {"count": None, "rate": None, "lower": None, "upper": None},
    {"count": 0, "rate": 0.0, "lower": 0.0, "upper": 0.57},
    {"count": 1, "rate": 0.154, "lower": 0.004, "upper": 0.86},
    {"count": 4, "rate": None, "lower": None, "upper": None},
    {"count": None, "rate": 182.6, "lower": None, "upper": None},
    {"count": 1234567, "rate": 1000.04, "lower": 998.3, "upper": 1001.8},
)
BENCHMARKS = (BASE.benchmarks, (), (Benchmark("the force's", 0.031, None),))
LENSES = (
    None,
    BASE.lenses,
    Lenses("not highlighted", "within limits", "neither", "the force's 185 wards"),
    Lenses("above average", "within limits", "SD only", "the district's 22 wards"),
    Lenses("not highlighted", "high 95%", "funnel only", "the district's 22 wards"),
    Lenses("significantly above average", "", "", "the district's 22 wards"),
    Lenses("", "high 95%", "", "the district's 22 wards"),
    Lenses("", "low 95%", "", "the district's 2 wards"),
)
MOVES = (
    None,
    BASE.move,
    move(percent=31.5, lower=5.2, upper=64.4, direction="increase"),
    move(percent=-48.1, lower=-60.0, upper=-33.4, direction="decrease"),
    move(now=1341, before=1336, percent=0.37, lower=-7.0, upper=8.3),
    move(now=7, before=19, percent=None, lower=None, upper=None, direction="too few to say"),
    move(now=38, before=19, percent=100.0, lower=15.0, upper=247.0, direction="increase"),
    move(now=5, before=0, percent=None, lower=None, upper=None, direction="too few to say"),
    move(now=0, before=0, percent=None, lower=None, upper=None, direction="too few to say"),
    move(now=0, before=34, percent=-100.0, lower=None, upper=None, direction="decrease"),
    move(now=None, before=None, percent=None, lower=None, upper=None, direction=""),
    move(now=480, before=300, percent=60.0, lower=40.0, upper=82.0, direction=CANNOT, filled=-20.0),
    move(now=480, before=300, percent=None, lower=None, upper=None, direction=CANNOT),
    move(
        span="As published, 12 months to October 2019",
        now=None,
        before=None,
        percent=8.0,
        lower=None,
        upper=None,
        direction="",
        source="lichfield_strategic_assessment_2019",
    ),
)
CHARTS = (
    None,
    BASE.chart,
    ChartState(1, 26.0, None, None, ()),
    ChartState(12, 0.6, None, None, (), "rare"),
    ChartState(24, 26.0, 10.31, 41.69, (signal("above_limit"),)),
    ChartState(24, 26.0, 10.31, 41.69, (signal("below_limit", 5),)),
    ChartState(24, 26.0, 10.31, 41.69, (signal("run_above", 9), signal("outer_high", 3))),
    ChartState(9, 26.0, 10.31, 41.69, tuple(signal(rule, 7) for rule in SIGNALS)),
)
CAVEATS = (
    {},
    {"no_location": None, "best_fit": False, "months": None, "due": None},
    {"months": 5, "due": 5, "no_location": 0.116},
    {"months": 11, "absent": ("2025-04",)},
    {"months": 7, "absent": YEAR[:5]},
)


def traced(clause: Clause, token: str) -> bool:
    """Whether a number of a clause is one of its figures, rounded as it is written."""
    plain = token.replace(",", "")
    decimals = len(plain.split(".")[1]) if "." in plain else 0
    for one in clause.figures:
        if isinstance(one.value, str):
            if token in TOKEN.findall(one.value):
                return True
        elif f"{abs(one.value):.{decimals}f}" == plain:
            return True
        if token in TOKEN.findall(one.name):
            return True
    return False


def check(told: Verdict) -> None:
    """What holds of every verdict."""
    assert 1 <= len(told.sentences) <= 3
    for word in (
        "nan",
        "None",
        "<NA>",
        "inf",
        "  ",
        " ,",
        " .",
        "..",
        "()",
    ):
        assert word not in told.text, told.text
    assert not re.search(r"(?<![\d,.])1 (months|records)\b", told.text), told.text
    assert not re.search(r"\b(rose|fell|rising crime|crime is up|dropped)\b", told.text)
    for clause in told.clauses:
        assert all(isinstance(one, Figure) and one.source for one in clause.figures)
        for token in TOKEN.findall(clause.text):
            assert traced(clause, token), (token, clause)
    for sentence in told.sentences:
        assert sentence[0].joint == ""
        assert sentence[0].text[0].isupper() or not sentence[0].text[0].isalpha()
    assert told.text.endswith(".")


def cases() -> list[Evidence]:
    """Every size with every status; every other part with each of its kinds."""
    found = [
        replace(BASE, status=status, **size)  # type: ignore[arg-type]
        for status, size in product(STATUSES, SIZES)
    ]
    found += [
        replace(BASE, benchmarks=marks, lenses=lenses)
        for marks, lenses in product(BENCHMARKS, LENSES)
    ]
    found += [replace(BASE, move=one, chart=chart) for one, chart in product(MOVES, CHARTS)]
    found += [replace(BASE, **more) for more in CAVEATS]  # type: ignore[arg-type]
    return found


def test_every_case_of_the_grid():
    grid = cases()
    assert len(grid) > 160
    for one in grid:
        check(verdict_of(one))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    status=st.sampled_from(STATUSES),
    size=st.sampled_from(SIZES),
    marks=st.sampled_from(BENCHMARKS),
    lenses=st.sampled_from(LENSES),
    moved=st.sampled_from(MOVES),
    chart=st.sampled_from(CHARTS),
    more=st.sampled_from(CAVEATS),
    unit=st.sampled_from(["per 1,000 residents", "per 10,000 aged under 18", "%", "count"]),
)
def test_cases_of_all_parts_together(status, size, marks, lenses, moved, chart, more, unit):
    check(
        verdict_of(
            replace(
                BASE,
                status=status,
                unit=unit,
                benchmarks=marks,
                lenses=lenses,
                move=moved,
                chart=chart,
                **size,
                **more,
            )
        )
    )


def test_the_whole_verdict_by_hand():
    assert verdict_of(BASE).text == (
        "Recorded anti-social behaviour in Ward 12, Lichfield, Jan–Dec 2025: 48.2 per 1,000 "
        "residents (312 records), 3.0 times Lichfield's 15.9 and 2.3 times the force's 21.4 "
        "(chance could explain the difference); among the district's 22 wards both lenses mark it, "
        "as above average and over the funnel's 99.8% limit. "
        "Jul–Dec against Jan–Jun 2025: 17% more recorded (95% interval −7% to +46%), no real "
        "change; its control chart shows ordinary month-to-month variation, "
        "by provisional limits on 12 months. "
        "Of these records 0.5% have no location and are in no place; the ward is the census "
        "areas that fit it best, not its legal boundary."
    )


@pytest.mark.parametrize("before", range(20))
def test_no_percentage_of_a_change_on_a_base_under_twenty(before):
    """Not even where the evidence carries one."""
    few = move(now=40, before=before, percent=100.0, direction="increase")
    clause = next(
        one for one in verdict_of(replace(BASE, move=few)).clauses if one.kind == "change"
    )
    assert "%" not in clause.text
    assert "too few to say" in clause.text


def test_a_count_of_none_is_a_figure_too():
    clause = next(
        one for one in verdict_of(replace(BASE, move=MOVES[7])).clauses if one.kind == "change"
    )
    held = {one.name: one.value for one in clause.figures}
    assert (held["records now"], held["records before"]) == (5, 0)


@pytest.mark.parametrize("status", ["suppressed", "restricted"])
def test_nothing_of_a_hidden_figure_is_told(status):
    told = verdict_of(replace(BASE, status=status))
    assert len(told.clauses) == 1
    values = [one.value for one in told.clauses[0].figures]
    assert all(isinstance(value, str) for value in values)
    assert "312" not in told.text
    assert "48.2" not in told.text
    assert "22" not in told.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"count": 0, "rate": 0.0}, "No record of anti-social behaviour in Ward 12"),
        ({"count": 3, "rate": 0.5}, "(only 3 records)"),
        ({"count": 1, "rate": 0.2}, "(only 1 record)"),
        ({"count": 4, "rate": None}, "only 4 records, and no rate, for nobody lives there"),
        ({"months": 11, "absent": ("2025-04",)}, "1 of 12 months is not loaded (Apr 2025)"),
        ({"months": 7, "absent": YEAR[:5]}, "5 of 12 months are not loaded (Jan 2025, Feb 2025, "),
        ({"months": 5, "due": 5}, "The yearly rate is made from 5 months"),
        ({"move": MOVES[7]}, "5 recorded, from none: too few to say"),
        ({"move": MOVES[8]}, "none recorded in either"),
        ({"move": MOVES[9]}, "none recorded, from 34"),
        ({"move": MOVES[2]}, "32% more recorded (95% interval +5% to +64%)"),
        ({"move": MOVES[4]}, "about as many recorded (1,341, from 1,336; 95% interval −7% to +8%)"),
        (
            {"move": MOVES[11]},
            "60% more recorded (95% interval +40% to +82%), but whether it changed cannot be told: "
            "records without a location could explain it (−20% if they lay as the others do)",
        ),
        (
            {"move": MOVES[12]},
            "480 recorded, from 300; over a break of recording no change is told",
        ),
        ({"move": None}, "No change can be told: no year before to compare"),
        ({"move": None, "status": "published"}, "no earlier figure is published beside it"),
        ({"chart": CHARTS[2]}, "has no limits"),
        ({"chart": CHARTS[3]}, "so few are recorded that no control chart can judge"),
        ({"chart": CHARTS[4]}, "signals Jan 2025 (50) above the upper limit of 41.7"),
        ({"chart": CHARTS[6]}, "9 months in a row above the mean by day (Jan–Sep 2025)"),
        ({"chart": CHARTS[7]}, "and 6 more, by provisional limits on 9 months"),
        ({"lenses": LENSES[3]}, "only the statutory band marks it"),
        ({"lenses": LENSES[5]}, "with no counts for a funnel"),
        ({"best_fit": False}, "have no location"),
        ({"status": "partner"}, "Partner's anti-social behaviour"),
    ],
)
def test_each_awkward_case_is_said(changed, said):
    assert said in verdict_of(replace(BASE, **changed)).text


def test_the_best_fit_is_said_of_such_wards_only():
    assert "legal boundary" in verdict_of(BASE).text
    assert "legal boundary" not in verdict_of(replace(BASE, best_fit=False)).text


PLACES = [
    ("ward", STOWE),
    ("ward", "E05010653"),
    ("district", LICHFIELD),
    ("district", "E06000021"),
    ("force", FORCE),
]


@pytest.mark.parametrize("period", ["2025", "2018-10_2019-02", "2018-19"])
def test_real_verdicts_hold_to_the_rules(period):
    for indicator in ("all-crime", "asb", "robbery", "theft-from-person", "cpp", "lac"):
        for level, code in PLACES:
            told = verdict(indicator, period, level, code)
            check(told)
            row = area_figures(indicator, period, level).T[code]
            rates = [
                one.value for clause in told.clauses for one in clause.figures if one.name == "rate"
            ]
            assert rates in ([], [row["rate"]])


def test_the_figures_are_those_of_the_screens():
    told = verdict("all-crime", "2025", "ward", STOWE)
    held = {one.name: one.value for clause in told.clauses for one in clause.figures}
    view = ward_view("all-crime", "2025", LICHFIELD)
    row = view.wards.T[STOWE]
    assert held["rate"] == row["rate"]
    assert held["records"] == row["numerator"]
    assert held["Lichfield's rate"] == view.local["rate"]
    assert held["the force's rate"] == view.force["rate"]
    assert held["statutory band"] == row["band"]
    assert held["funnel"] == row["funnel"]
    assert "Jan–Apr 2025 against Jan–Apr 2024" in told.text
    assert (held["records now"], held["change"]) == (row["change_now"], row["change_percent"])
    stage = trend(("all-crime",), "ward", STOWE).chart.stages[-1].chart
    assert held["upper control limit"] == stage.upper
    catalogue = load_catalogue()
    own = placed_of(catalogue.indicator("all-crime"), catalogue.period("2025"))
    share = held["records of the force area without a location"]
    assert share == pytest.approx(own.unplaced / (own.placed + own.unplaced) * 100)


def test_a_published_change_stands_in_where_nothing_is_counted():
    told = verdict("asb", "2018-19", "district", LICHFIELD)
    assert "8% more recorded" in told.text
    assert "as the document prints them" in told.text


def test_every_census_area_of_a_ward_has_a_verdict():
    areas = load_areas()
    own = areas[(areas["area_type"] == "lsoa21") & (areas["district_code"] == LICHFIELD)]
    for code in own["area_code"].head(12):
        told = verdict("burglary", "2025", "lsoa", code)
        check(told)
        assert "legal boundary" not in told.text


def test_judged_among_the_force():
    own = verdict("all-crime", "2025", "ward", STOWE).text
    wide = verdict("all-crime", "2025", "ward", STOWE, True).text
    assert "the district's 22 wards" in own
    assert "the force's 185 wards" in wide


def test_unknown_places_are_refused():
    with pytest.raises(KeyError, match="There is no ward 'E05999999' in 2025"):
        verdict("asb", "2025", "ward", "E05999999")
    assert load_catalogue().indicator("asb").is_counted
