"""The two plans' figures: what is printed, and whether the prints agree with each other."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.documents.source_documents import COLUMNS, table
from tests.data.documents.source_documents import EAST_STAFFORDSHIRE as EAST
from tests.data.documents.source_documents import TAMWORTH_PLAN as TAMWORTH
from tests.data.documents.source_documents import printed as value

UNITS = {
    "per 1,000 residents",
    "%",
    "% change",
    "count",
    "rank",
    "pounds",
    "ratio",
}
RECORDED = "2016-17"
# The middle of the only range that gives every printed rate (116,000 to 116,112).
POPULATION = 116_056
THEFT_PARTS = (
    "burglary",
    "vehicle-offences",
    "theft-from-person",
    "bicycle-theft",
    "shoplifting",
    "other-theft",
)
TOP_LEVEL = (
    "violence-against-person",
    "sexual-offences",
    "robbery",
    "theft-offences",
    "arson-criminal-damage",
    "drug-offences",
    "possession-weapons",
    "public-order",
    "misc-crimes-society",
)


@pytest.fixture(scope="module")
def east() -> pd.DataFrame:
    return table(EAST)


@pytest.fixture(scope="module")
def tamworth() -> pd.DataFrame:
    return table(TAMWORTH)


@pytest.fixture(scope="module")
def msg() -> pd.DataFrame:
    frame = table("east_staffordshire_msg_2016-17").set_index("indicator")
    return frame.astype({"count": int, "rate": float, "rank": int, "rank_of": int})


@pytest.mark.parametrize("stem", [EAST, TAMWORTH])
def test_schema(stem: str) -> None:
    frame = table(stem)
    assert list(frame.columns) == COLUMNS
    assert set(frame["document"]) == {stem}
    assert set(frame["unit"]) <= UNITS
    assert not frame.duplicated(["area_code", "indicator", "group", "period"]).any()
    assert (frame["wording"].str.split().str.len().between(1, 25)).all()
    assert (frame["section"] != "").all()


@pytest.mark.parametrize("stem", [EAST, TAMWORTH])
def test_a_value_is_empty_only_where_the_document_prints_none(stem: str) -> None:
    frame = table(stem)
    assert ((frame["value"] == "") == (frame["status"] == "not published")).all()
    printed = frame.loc[frame["status"] == "published", "value"]
    assert printed.str.fullmatch(r"-?\d+(\.\d+)?").all()


@pytest.mark.parametrize("stem", [EAST, TAMWORTH])
def test_every_printed_value_stands_in_its_own_wording(stem: str) -> None:
    # Figures that the documents give in words are the only exceptions.
    in_words = {"alcohol-offences-rank", "reoffending-share"}
    signs_in_words = {"all-crime-change"}
    for row in table(stem).query("status == 'published'").itertuples():
        if row.indicator in in_words and row.group != "aged under 18":
            continue
        text = row.wording.replace(",", "")
        number = row.value.lstrip("-") if row.indicator in signs_in_words else row.value
        assert number in text, f"{row.indicator}: {row.value} is not in {row.wording!r}"


@pytest.mark.parametrize(
    ("indicator", "count", "rate", "rank"),
    [
        ("all-crime", 7913, 68.2, 6),
        ("violence-with-injury", 1156, 10.0, 1),
        ("burglary", 682, 5.9, 10),
        ("drug-offences", 195, 1.7, 6),
        ("public-order", 321, 2.8, 7),
    ],
)
def test_recorded_crime_as_printed(
    east: pd.DataFrame, indicator: str, count: int, rate: float, rank: int
) -> None:
    assert value(east, f"{indicator}-count", RECORDED) == count
    assert value(east, indicator, RECORDED) == rate
    group = "within Most Similar Group, from highest"
    assert value(east, f"{indicator}-rank", RECORDED, group) == rank


def test_damaged_drug_row_is_noted_and_not_kept(east: pd.DataFrame) -> None:
    rows = east[east["indicator"].str.startswith("drug-offences")]
    assert len(rows) == 3
    assert rows["note"].str.contains("105 crimes, rate '17'").all()
    # 105 crimes cannot give 1.7 or 17 per 1,000 in this population: the row is misread.
    assert round(105 / POPULATION * 1000, 1) == 0.9


def test_total_implies_a_population_of_116_thousand() -> None:
    # 68.2 is any rate from 68.15 to 68.25, so 7,913 crimes mean 115,941 to 116,112 residents.
    low, high = 7913 / 68.25 * 1000, 7913 / 68.15 * 1000
    assert low == pytest.approx(115_941, abs=1)
    assert high == pytest.approx(116_112, abs=1)
    assert low < POPULATION < high


def test_every_rate_agrees_with_the_one_population(msg: pd.DataFrame) -> None:
    # Tolerance: the half unit (0.05 per 1,000) lost when a rate is printed to one decimal.
    off = (msg["count"] / POPULATION * 1000 - msg["rate"]).abs()
    assert len(msg) == 18
    assert (off <= 0.05).all(), off[off > 0.05].to_dict()


def test_the_population_is_pinned_by_two_rows(msg: pd.DataFrame) -> None:
    # 551 vehicle offences print as 4.7 and 2,479 violent crimes as 21.4 only in this range.
    low = (msg["count"] / (msg["rate"] + 0.05) * 1000).max()
    high = (msg["count"] / (msg["rate"] - 0.05) * 1000).min()
    assert low == pytest.approx(116_000, abs=1)
    assert high == pytest.approx(116_112, abs=1)
    assert pytest.approx((low + high) / 2, abs=1) == POPULATION


def test_violence_parts_fall_one_short_of_the_printed_total(msg: pd.DataFrame) -> None:
    parts = msg.loc[["violence-with-injury", "violence-without-injury"], "count"].sum()
    assert parts == 2478
    assert msg.loc["violence-against-person", "count"] == 2479


def test_theft_parts_add_up_exactly(msg: pd.DataFrame) -> None:
    assert msg.loc[list(THEFT_PARTS), "count"].sum() == 3088
    assert msg.loc["theft-offences", "count"] == 3088
    # Six rates rounded to one decimal: at most 6 × 0.05 apart, plus the total's own 0.05.
    assert abs(msg.loc[list(THEFT_PARTS), "rate"].sum() - 26.6) <= 0.35


def test_top_level_types_fall_197_short_of_the_total(msg: pd.DataFrame, east: pd.DataFrame) -> None:
    # The document's own gap: it is kept as printed and said in the note.
    assert msg.loc[list(TOP_LEVEL), "count"].sum() == 7716
    assert msg.loc["all-crime", "count"] - 7716 == 197
    note = east.loc[east["indicator"] == "all-crime-count", "note"].iloc[0]
    assert "197" in note


def test_comparison_table_matches_the_figures(msg: pd.DataFrame, east: pd.DataFrame) -> None:
    verdicts = {"Above", "Below", "Similar"}
    assert set(msg["comparison_msg"]) | set(msg["comparison_england"]) == verdicts
    assert (msg["rank_of"] == 15).all()
    assert msg["rank"].between(1, 15).all()
    group = "within Most Similar Group, from highest"
    for indicator, row in msg.iterrows():
        assert value(east, str(indicator), RECORDED) == row["rate"]
        assert value(east, f"{indicator}-count", RECORDED) == row["count"]
        assert value(east, f"{indicator}-rank", RECORDED, group) == row["rank"]


@pytest.mark.parametrize(
    ("indicator", "above_below"),
    [
        ("all-crime", ("Above", "Below")),
        ("violence-without-injury", ("Above", "Similar")),
        ("public-order", ("Below", "Below")),
        ("drug-offences", ("Similar", "Below")),
        ("misc-crimes-society", ("Above", "Above")),
    ],
)
def test_comparisons_as_printed(
    msg: pd.DataFrame, indicator: str, above_below: tuple[str, str]
) -> None:
    row = msg.loc[indicator]
    assert (row["comparison_msg"], row["comparison_england"]) == above_below


@pytest.mark.parametrize(
    ("indicator", "group", "expected"),
    [
        ("alcohol-violence-share", "", 30),
        ("violence-public-place-share", "", 63),
        ("offenders-share", "males under 29", 29),
        ("sexual-offences-victims-share", "girls and women aged 10-19", 44),
        ("theft-offenders-share", "males aged 30-39", 46),
        ("reoffending-share", "adults", 20),
        ("reoffending-share", "aged under 18", 50),
        ("domestic-abuse-victims-with-children-share", "", 77),
        ("domestic-abuse-known-share", "", 45),
        ("ftd-safe-day", "", 98),
        ("ftd-safe-dark", "", 81),
        ("hate-crime-count", "", 153),
        ("hate-crime-change", "", 25),
        ("funding", "Locality Deal Fund", 100_000),
    ],
)
def test_east_staffordshire_figures(
    east: pd.DataFrame, indicator: str, group: str, expected: float
) -> None:
    assert value(east, indicator, "undated-2018", group) == expected


def test_targets_agree_with_the_figures(east: pd.DataFrame) -> None:
    targets = table("targets")
    assert list(targets["baseline"]) == ["966", "780", "3502", "81", "", "41", ""]
    assert (targets[["y2018_19", "y2019_20", "y2020_21"]] == "").all(axis=None)
    assert set(targets["direction_wanted"]) == {"increase", "decrease"}
    section = east[east["section"].str.startswith("13.")]
    assert list(section["value"]) == list(targets["baseline"])
    assert list(section["indicator"]) == list(targets["indicator"])


def test_feeling_safe_after_dark_is_printed_twice_alike(east: pd.DataFrame) -> None:
    both = east.loc[east["indicator"] == "ftd-safe-dark", "value"]
    assert list(both) == ["81", "81"]


def test_priority_wards_stand_in_places_at_risk() -> None:
    places = table("places_at_risk").query(f"document == '{EAST}'")
    tiers = places.groupby("tier")["area_name"].agg(sorted).to_dict()
    assert tiers == {
        "priority": ["Anglesey", "Burton", "Shobnall"],
        "consideration": ["Eton Park", "Horninglow", "Stapenhill", "Winshill"],
    }
    assert places["area_code"].is_unique
    assert (places["csp"] == "E07000193").all()
    assert (places["quotation"].str.split().str.len() <= 30).all()


@pytest.mark.parametrize(
    ("indicator", "period", "group", "expected"),
    [
        ("asb-change", "12m-to-2020-12", "", -9),
        ("public-place-violence-change", "12m-to-2021-02", "", -48),
        ("all-crime-change", "12m-to-2021-02", "", -22),
        ("domestic-abuse-change", "12m-to-2020-12", "", 6),
        ("domestic-abuse-referrals-change", "undated-2021", "", 33),
        ("domestic-abuse-change", "12m-to-2021-01", "domestic related crime, all", -1),
        ("ftd-satisfied-area", "undated-2021", "", 93),
        ("ftd-satisfied-life", "undated-2021", "", 92),
        ("ftd-police-presence", "undated-2021", "", 46),
        ("ftd-safe-day", "undated-2021", "", 98),
        ("ftd-safe-dark", "undated-2021", "", 85),
        ("funding", "2021-22", "Locality Deal Fund", 64_173),
        ("funding", "2020", "National Lottery: Covid support", 100_000),
        ("funding", "2020", "Councillor Community grants", 9_000),
        ("vulnerability-cases-count", "undated-2021", "", 85),
        ("diversion-hours", "2020", "summer holiday", 14_000),
    ],
)
def test_tamworth_figures(
    tamworth: pd.DataFrame, indicator: str, period: str, group: str, expected: float
) -> None:
    assert value(tamworth, indicator, period, group) == expected


@pytest.mark.parametrize(
    ("indicator", "group", "now", "before", "exact"),
    [
        ("public-place-violence", "", "12m-to-2021-02", "12m-to-2020-02", -47.56),
        (
            "domestic-abuse",
            "domestic related crime, all",
            "12m-to-2021-01",
            "12m-to-2020-01",
            -0.76,
        ),
    ],
)
def test_printed_change_is_the_rounded_change_of_the_printed_counts(
    tamworth: pd.DataFrame, indicator: str, group: str, now: str, before: str, exact: float
) -> None:
    after = value(tamworth, f"{indicator}-count", now, group)
    base = value(tamworth, f"{indicator}-count", before, group)
    change = (after / base - 1) * 100
    assert change == pytest.approx(exact, abs=0.005)
    # Tolerance: the half point lost when a change is printed as a whole number.
    assert abs(change - value(tamworth, f"{indicator}-change", now, group)) <= 0.5


def test_domestic_crime_figures_say_where_they_are_misplaced(tamworth: pd.DataFrame) -> None:
    rows = tamworth[tamworth["section"] == "3.6. Burglaries (Car Key)"]
    assert len(rows) == 3
    assert rows["indicator"].str.startswith("domestic-abuse").all()
    assert rows["note"].str.contains("Burglaries (Car Key)", regex=False).all()
