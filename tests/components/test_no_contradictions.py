"""No sentence, tile or table contradicts its figures after rounding: all districts, periods, wards.

What is slow for one place (limits, series) is asked only where it can matter; the rest is said from
the frames that the screens draw, a whole view of wards at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from components.page.tables import ward_rows
from components.theme.card import _document_rows
from data.documents.cards import document_cards
from data.documents.published import load_published
from data.figures.area_figures import area_figures, monthly_counts, periods_of
from data.figures.changes import change_within, span_of_halves
from data.figures.headlines import headline, known
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.painting.wards import paint_wards, ward_key
from data.phrases.plain import amount, change_span, rounded, whose
from data.selection.selection import Selection, theme_indicators
from data.trend.comparisons import offered_comparisons
from data.verdict.clauses import verdict, verdict_of
from data.verdict.evidence import Benchmark, Evidence, _counted_move
from data.words.headline import headline_cells
from data.words.in_short import theme_in_short
from geo.control_chart import RUN_LENGTH

CATALOGUE = load_catalogue()
DISTRICTS = {one.code: one.name for one in CATALOGUE.force.districts}
FORCE = CATALOGUE.force.code
COUNTED = [one.id for one in CATALOGUE.counted_indicators]
RECORDED = [one.id for one in CATALOGUE.app_periods if one.kind == "recorded"]
DRAWN = sorted({i for one in CATALOGUE.themes.values() for i in theme_indicators(CATALOGUE, one)})

NUMBER = r"\d[\d,]*(?:\.\d+)?"
RATIO = re.compile(
    rf"(?:(?P<times>{NUMBER}) times|just (?P<side>under|over)) (?P<of>[^,;(.]*?(?:'s|')) "
    rf"(?P<rate>{NUMBER})"
)
TENTHS = re.compile(r"(?<![\d.,+−-])0\.\d(?![\d%×]| times)")
NO_DIRECTION = re.compile(r"(?<![\d.])0(?:\.0+)?% (?:more|fewer)|recorded \(0%\)|[+−]0(?:\.0+)?%")
RUN = re.compile(r"(\d+) months (in a row (?:above|below)|each with (more|fewer))[^(]*\(([^)]*)\)")


def said_of(text: str) -> None:
    """What holds of every text."""
    assert "s's" not in text, text
    assert "pounds" not in text, text
    assert not TENTHS.search(text), text
    assert not NO_DIRECTION.search(text), text


def number(text: str) -> float:
    return float(text.replace(",", ""))


def ratios_agree(text: str, own: float, benchmarks: dict[str, float]) -> None:
    """A ratio, the rates beside it and the truth lie on one side of 1."""
    for found in RATIO.finditer(text):
        true = own / benchmarks[found["of"]]
        if found["side"]:
            assert (found["side"] == "over") == (true > 1), text
            continue
        written = number(found["times"])
        assert (written > 1) == (true > 1 + 1e-9) and (written < 1) == (true < 1 - 1e-9), text
        printed = number(re.findall(rf": ({NUMBER})", text)[0])
        beside = number(found["rate"])
        if written != 1:
            assert (printed > beside) == (written > 1) and printed != beside, text


def months_of(span: str) -> list[str]:
    """The months of 'Jun–Nov 2025' or 'Dec 2024–Mar 2025'."""
    first, _, last = span.partition("–")
    last = last or first
    if not first[-4:].isdigit():
        first += last[-5:]
    ends = [pd.Timestamp(f"1 {one}") for one in (first, last)]
    return pd.period_range(*ends, freq="M").strftime("%Y-%m").tolist()


def runs_agree(text: str, counts: pd.Series) -> int:
    """The months named are as many as are said, and each moved as it is said."""
    found = RUN.findall(text)
    for many, _, way, span in found:
        months = months_of(span)
        assert len(months) == int(many), text
        before = [str(pd.Period(one, "M") - 1) for one in months]
        if way and {*months, *before} <= set(counts.index):
            moved = counts[months].to_numpy() - counts[before].to_numpy()
            assert (moved > 0).all() if way == "more" else (moved < 0).all(), text
    return len(found)


def evidence_of(view: WardView, level: str, rows: pd.DataFrame) -> Iterator[Evidence]:
    """The evidence of a verdict for each area, but for its chart."""
    indicator, period = view.indicator, view.period
    changes = change_within(indicator.id, period.id, level)  # type: ignore[arg-type]
    moved = None if changes is None else changes.T
    span = change_span(span_of_halves(period.id)) if changes is not None else ""
    force = known(view.force["rate"])
    local = area_figures(indicator.id, period.id, "district")["rate"]
    for code, row in rows.iterrows():
        csp = str(row["district_code"])
        wider = [(whose(DISTRICTS[csp]), known(local[csp]))] if level == "ward" else []
        wider.append(("the force's", force))
        lower, upper = known(row["lower"]), known(row["upper"])
        marks = tuple(
            Benchmark(name, rate, None if lower is None else lower <= rate <= float(upper or 0))
            for name, rate in wider
            if rate
        )
        yield Evidence(
            indicator.name, indicator.unit, str(row["area_name"]), "", level, period.label,
            str(row["status"]), "police_uk",
            count=None if pd.isna(row["numerator"]) else int(row["numerator"]),
            rate=known(row["rate"]), lower=lower, upper=upper, benchmarks=marks,
            move=None if moved is None else _counted_move(moved[code], span),
        )  # fmt: skip


def verdicts_agree(view: WardView, level: str, rows: pd.DataFrame) -> None:
    for told in evidence_of(view, level, rows):
        text = verdict_of(told).text
        said_of(text)
        if told.rate:
            ratios_agree(
                text.split("among")[0], told.rate, {one.name: one.rate for one in told.benchmarks}
            )
        if told.move and told.move.percent and " recorded" in text and round(told.move.percent):
            way = "more" if told.move.percent > 0 else "fewer"
            other = "fewer" if way == "more" else "more"
            assert f"% {other} recorded" not in text, text


def tiles_agree(indicator: str, period: str, csp: str) -> None:
    """The headline row: ratio against comparison, rates apart where their ratio is not 1."""
    told = headline(indicator, period, csp)
    cells = headline_cells(told, DISTRICTS[csp])
    said_of(" | ".join(part for cell in cells for part in cell))
    (_, own, _), (_, force, _), (_, ratio, compared) = cells[:3]
    if told.times_against is None or ratio == "–":
        return
    if "lower" in compared or "higher" in compared:
        assert not ratio.startswith("1.0"), cells
        below = ratio.startswith("just under") or (ratio[0].isdigit() and number(ratio[:-1]) < 1)
        assert ("lower" in compared) == below, cells
    if not ratio.startswith(("1.0", "just")):
        assert own != force, cells


def screens_agree(view: WardView) -> None:
    """Pointer, key, sentence and table of a view of wards."""
    selection = Selection(view.csp, "asb", view.indicator.id, view.period.id)
    for _, _, words in paint_wards(view, selection, LIGHT).areas.values():
        said_of(words)
    for _, _, words in ward_key(view, selection, LIGHT):
        said_of(words)
    told = headline(view.indicator.id, view.period.id, view.csp)
    said_of(theme_in_short(view, told, DISTRICTS[view.csp]))
    table, wards = ward_rows(view), view.wards
    shown = table[f"Rate ({view.indicator.unit})"]
    assert shown.equals(rounded(wards["rate"]).reset_index(drop=True).rename(shown.name))
    under = wards["rate"].astype("float64").lt(1).to_numpy(na_value=False)
    apart = (shown.astype("float64") - wards["rate"].astype("float64").to_numpy()).abs()[under]
    assert (apart.dropna() <= 0.005 + 1e-9).all()
    if "Change %" in table:
        moved = table["Change %"].astype("float64")
        assert not moved[table["Change verdict"].eq("increase")].le(0).any()
        assert not moved[table["Change verdict"].eq("decrease")].ge(0).any()


@pytest.mark.parametrize("period", RECORDED)
@pytest.mark.parametrize("indicator", COUNTED)
def test_nothing_counted_contradicts_itself(indicator, period):
    for csp in DISTRICTS:
        tiles_agree(indicator, period, csp)
    # Every ward in one view, judged among the force's; and in turn a district's own.
    csp = list(DISTRICTS)[COUNTED.index(indicator) % len(DISTRICTS)]
    every = ward_view(indicator, period, csp, whole_force=True)
    for view in (every, ward_view(indicator, period, csp)):
        screens_agree(view)
    verdicts_agree(every, "ward", every.wards)
    verdicts_agree(every, "district", area_figures(indicator, period, "district"))


@pytest.mark.parametrize("indicator", DRAWN)
def test_nothing_printed_contradicts_itself(indicator):
    for period in periods_of(indicator):
        if CATALOGUE.period(period).kind == "recorded":
            continue
        wards = area_figures(indicator, period, "ward")
        held = set(wards.loc[wards["rate"].notna(), "district_code"])
        rates = area_figures(indicator, period, "district")["rate"]
        for csp in rates.index[rates.notna()]:
            tiles_agree(indicator, period, csp)
        for csp in held:
            screens_agree(ward_view(indicator, period, csp))


def trends_in(counts: pd.DataFrame) -> list[str]:
    """The places whose counts move one way often enough for a signal."""
    steps = np.sign(np.diff(counts.astype("float64").to_numpy(), axis=1))
    long = RUN_LENGTH - 1
    runs = np.lib.stride_tricks.sliding_window_view(steps, long, axis=1) if long else steps
    return counts.index[(np.abs(runs.sum(axis=2)) == long).any(axis=1)].astype(str).tolist()


def test_a_run_is_as_long_as_the_months_that_are_named():
    seen = 0
    for indicator in COUNTED:
        for level in ("district", "ward"):
            counts = monthly_counts(indicator, "2025", level)
            for code in trends_in(counts):
                text = verdict(indicator, "2025", level, code).text
                seen += runs_agree(text, counts.T[code])
    assert seen  # some place has a run


def test_money_is_written_as_money():
    printed = load_published()
    rows = printed[printed["unit"].eq("pounds") & printed["value"].notna()]
    written = [amount(value, "pounds") for value in rows["value"]]
    assert "£7,300" in written and "£9.1 billion" in written
    for csp in DISTRICTS:
        for theme in CATALOGUE.themes.values():
            for card in document_cards(theme, csp):
                for _, text in _document_rows(theme, card, DISTRICTS[csp]):
                    assert not re.search(r"\.0 pounds|\d pounds", text), text


def test_months_that_are_left_out_are_named():
    for one in offered_comparisons():
        assert " months of " not in one.label, one.label
