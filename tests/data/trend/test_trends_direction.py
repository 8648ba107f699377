"""Directions of travel: the scale of words against the documents' own pairs."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from statsmodels.stats.rates import confint_poisson_2indep

from data.documents.published import load_published
from data.trend.comparisons import change_by_area, compare_spans
from data.trend.direction import (
    DirectionError,
    direction_of_travel,
    published_directions,
    scale,
    words_for,
)
from geo.change import change_between
from geo.series import months_from

LICHFIELD, STAFFORD = "E07000194", "E07000197"
SINCE = compare_spans(
    ("2025-01", "2025-02", "2025-10", "2025-11", "2025-12"),
    tuple(months_from("2018-10", "2019-02")),
)
ADJECTIVES = ("no change", "slight", "small", "some", "significant", "steady")


def printed():
    rows = load_published()
    rows = rows[(rows["unit"] == "% change") & rows["value"].notna()]
    return rows[rows["indicator"].str.endswith("-change")]


def test_every_pair_is_in_a_document_with_that_word():
    rows = printed()
    for pair in scale()[1]:
        held = rows[
            (rows["document"] == pair.document)
            & (rows["indicator"] == pair.indicator)
            & (rows["value"] == pair.value)
        ]
        assert len(held), pair
        words = " ".join([*held["wording"], *held["note"]]).lower()
        assert pair.says in words, pair


def test_every_wording_with_a_size_in_it_is_among_the_pairs():
    """An adjective that the scale does not know would be lost without a word."""
    pairs = {(pair.document, pair.value) for pair in scale()[1] if pair.says}
    for row in printed().itertuples():
        start = row.wording.lower()
        if re.search(r"\b(slight\w*|small|some|steady|no change)\b", start):
            alone = (row.document, row.value) in pairs
            # One sentence tells of two changes; its adjective is the first one's.
            assert alone or "but increase in" in start, row.wording


def test_the_scale_gives_the_documents_words_where_they_fit():
    for pair in scale()[1]:
        ours = words_for(pair.value, real=pair.says == "significant").lower()
        stem = {"slightly": "slight"}.get(pair.says, pair.says)
        bare = ours.split()[0] in ("increase", "reduction")
        fits = bare if not stem else ours.startswith(stem)
        assert fits == pair.fits, (pair, ours)
        assert pair.fits or pair.cause, pair


def test_significant_is_what_an_interval_leaves_out():
    # The one '+9%, significant' is of about 1,455 offences; 9% fewer before is 1,335.
    low, _ = confint_poisson_2indep(1455, 1, 1335, 1, method="wald-log", compare="ratio")
    assert low > 1
    assert words_for(9, real=True) == "Significant increase"


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0.4, "No change"),
        (-0.4, "No change"),
        (0.6, "Slight increase"),
        (5.4, "Slight increase"),
        (5.6, "Small increase"),
        (7.4, "Small increase"),
        (-7.6, "Some reduction"),
        (8.4, "Some increase"),
        (8.6, "Increase"),
        (-100, "Reduction"),
        (400, "Increase"),
    ],
)
def test_the_edges_of_the_scale(percent, words):
    assert words_for(percent) == words


def test_the_sentence_is_in_the_documents_style():
    halves = compare_spans(
        tuple(months_from("2025-07", "2025-12")), tuple(months_from("2025-01", "2025-06"))
    )
    told = direction_of_travel(("asb",), "district", LICHFIELD, halves)
    row = change_by_area(("asb",), "district", halves).T[LICHFIELD]
    assert (told.now, told.before) == (row["now"], row["before"])
    assert told.percent == pytest.approx(row["percent"])
    sign = "+" if round(told.percent) > 0 else "−"
    held = f"({sign}{abs(round(told.percent))}%; 95% interval "
    assert told.sentence.startswith(f"{told.words if told.is_real else 'No real change'} {held}")
    assert "), 6 months ending" in told.sentence
    assert "6 months ending December 2025 on 6 months ending June 2025" in told.sentence
    assert "other months of the year" in told.sentence


@pytest.mark.parametrize(
    ("now", "before", "lead", "second"),
    [
        (102, 100, "No real change (+2%; 95% interval −23% to +34%), ", "a slight increase"),
        (38, 46, "No real change (−17%; 95% interval −46% to +27%), ", "a reduction"),
        (100, 100, "No real change (0%; 95% interval −24% to +32%), ", ""),
        (400, 200, "Significant increase (+100%; 95% interval +69% to +137%), ", ""),
    ],
)
def test_no_real_change_leads_where_the_interval_includes_zero(
    now, before, lead, second, monkeypatch
):
    years = pd.Series({LICHFIELD: 1000})
    frame = change_between(
        pd.Series({LICHFIELD: now}), years, pd.Series({LICHFIELD: before}), years
    )
    monkeypatch.setattr("data.trend.direction.change_by_area", lambda *_: frame)
    halves = compare_spans(
        tuple(months_from("2025-07", "2025-12")), tuple(months_from("2025-01", "2025-06"))
    )
    said = direction_of_travel.__wrapped__(  # what is kept is of the packaged months
        ("asb",), "district", LICHFIELD, halves
    ).sentence
    assert said.startswith(f"{lead}6 months ending December 2025")
    called = f"; the documents would call it {second}"
    assert (called in said) if second else ("documents would" not in said)


def test_the_usual_comparison_is_of_the_same_months_a_year_apart():
    told = direction_of_travel(("asb",), "district", LICHFIELD)
    assert told.comparison.label == "Jan–Apr 2025 against Jan–Apr 2024"
    assert told.is_real and told.sentence.startswith("Significant increase (+31%; ")


def test_nothing_is_told_over_a_break():
    told = direction_of_travel(("asb",), "district", LICHFIELD, SINCE)
    assert told.sentence.startswith("Cannot be told (")
    assert told.sentence.endswith("a break of recording lies between.")
    assert (told.words, told.percent, told.is_real) == ("", None, False)


def test_what_records_without_a_place_could_explain_is_not_told():
    told = direction_of_travel(("all-crime",), "district", "E06000021", SINCE)
    assert (
        "+4% as recorded, −13% if records without a location lay as the others do" in told.sentence
    )
    assert told.words == "" and not told.is_real


def test_no_percentage_on_a_small_base():
    halves = compare_spans(
        tuple(months_from("2025-07", "2025-12")), tuple(months_from("2025-01", "2025-06"))
    )
    frame = change_by_area(("robbery",), "ward", halves)
    small = frame.index[frame["before"] < 20]
    assert len(small)
    for code in small[:10]:
        told = direction_of_travel(("robbery",), "ward", code, halves)
        assert told.percent is None
        assert "%" not in told.sentence
        assert told.sentence.startswith("Too few to say (")


def test_a_ward_of_other_ground_is_not_compared():
    winters = compare_spans(("2025-01", "2025-02"), ("2019-01", "2019-02"))
    frame = change_by_area(("asb",), "ward", winters)
    gone = frame.index[frame["before"].isna()][0]
    told = direction_of_travel(("asb",), "ward", gone, winters)
    assert told.sentence.startswith("Not comparable, ")
    assert told.before is None
    with pytest.raises(KeyError, match="There is no ward 'E05999999'"):
        direction_of_travel(("asb",), "ward", "E05999999", winters)


def test_months_that_are_not_on_end_are_not_said_to_end():
    told = direction_of_travel(
        ("asb",),
        "district",
        LICHFIELD,
        compare_spans(("2025-02", "2025-10"), ("2018-10", "2019-02")),
    )
    assert "Feb and Oct 2025 on Oct 2018 and Feb 2019" in told.sentence


def test_published_directions_are_as_printed():
    table = published_directions(STAFFORD).set_index(["indicator", "period"])
    row = table.loc[("asb", "12 months to November 2020")]
    assert (row["percent"], row["ours"]) == (-2, "Slight reduction")
    assert row["wording"] == "ASB was slightly lower than the previous 12 months (-2%)"
    # A change named without a number has no words of ours either.
    unnamed = published_directions(STAFFORD, ("asb",))
    unnamed = unnamed[unnamed["percent"].isna()]
    assert unnamed["ours"].tolist() == [""]
    assert published_directions("E07000195").empty


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[size]", "cannot be used"),
        ("[[size]]\nmore = 'a'", "missing 2 required"),
        (
            "[[size]]\nup_to = 5\nmore = 'a'\nfewer = 'b'\nbecause = 'c'\n[[pair]]\n"
            "document='d'\nindicator='i'\nvalue=1\nsays=''\nfits=true",
            "do not rise to one without an end",
        ),
    ],
)
def test_a_slip_in_the_scale_is_told(tmp_path, text, message):
    path = tmp_path / "direction_of_travel.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DirectionError, match=message):
        scale(path)
