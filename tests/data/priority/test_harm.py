"""Harm weights: entered with a source or not at all, and what they make of the counts."""

from __future__ import annotations

import pytest

from data import store
from data.figures.area_figures import monthly_counts, residents_of
from data.priority.harm import (
    HarmWeightsError,
    check_weights,
    crime_types,
    harm_by_type,
    harm_sentence,
    harm_view,
    harm_weights,
    parse_weights,
    remove_weights,
    save_weights,
)

pytestmark = pytest.mark.usefixtures("own_store")

LICHFIELD = "E07000194"
WEIGHTS = (("Robbery", 100.0), ("Shoplifting", 2.0))


def test_without_weights_there_is_no_view() -> None:
    assert harm_weights() is None
    assert harm_view("2025", "ward") is None
    assert harm_by_type("2025", LICHFIELD, "district") is None
    assert harm_sentence("2025", LICHFIELD) == ""


def test_anti_social_behaviour_is_no_crime_to_weigh() -> None:
    assert len(crime_types()) == 13
    with pytest.raises(HarmWeightsError, match="'Anti-social behaviour' is none of"):
        check_weights([("Anti-social behaviour", 1), ("Robbery", 2)])


def test_a_district_by_hand() -> None:
    save_weights(WEIGHTS, source="Own estimate", unit="points", licence="Own", who="analyst")
    robbery = int(monthly_counts("robbery", "2025", "district").loc[LICHFIELD].sum())
    shoplifting = int(monthly_counts("shoplifting", "2025", "district").loc[LICHFIELD].sum())
    residents = int(residents_of("2025", "district")[LICHFIELD])
    one = harm_view("2025", "district").loc[LICHFIELD]
    assert one["weighted_records"] == robbery + shoplifting
    assert one["harm"] == 100 * robbery + 2 * shoplifting
    assert one["harm_rate"] == pytest.approx(one["harm"] / residents * 1_000)
    assert one["crime_rate"] == pytest.approx((robbery + shoplifting) / residents * 1_000)
    assert one["records"] == int(
        monthly_counts("all-crime", "2025", "district").loc[LICHFIELD].sum()
    )
    assert one["moves"] == one["rank_by_crime"] - one["rank_by_harm"]


def test_shares_by_type_and_types_without_a_weight() -> None:
    save_weights(WEIGHTS, source="Own estimate")
    told = harm_by_type("2025", LICHFIELD, "district")
    assert told["harm_share"].sum() == pytest.approx(100)
    assert told["record_share"].sum() == pytest.approx(100)
    assert told["harm"].isna().sum() == 11
    assert len(harm_weights().without) == 11
    assert told.index[0] in ("Robbery", "Shoplifting")
    assert "Own estimate" in harm_sentence("2025", LICHFIELD)


def test_a_part_of_a_year_is_weighed_by_the_year() -> None:
    save_weights(WEIGHTS, source="Own estimate")
    one = harm_view("2018-10_2019-02", "district").loc[LICHFIELD]
    residents = int(residents_of("2018-10_2019-02", "district")[LICHFIELD])
    assert one["harm_rate"] == pytest.approx(one["harm"] / (residents * 151 / 365) * 1_000)


def test_a_file_is_read_whatever_its_case_and_spaces() -> None:
    content = "\ufeffcrime_type,weight,remark\n robbery ,746,x\nTHEFT  FROM THE PERSON,86,\n"
    assert parse_weights(content.encode()) == (
        ("Robbery", 746.0),
        ("Theft from the person", 86.0),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"type,weight\nRobbery,1\n", "no column crime_type"),
        (b"crime_type,weight\nRobbery,0\nBurglary,1\n", "Row 2, weight: '0' is no number over 0"),
        (b"crime_type,weight\nRobbery,-3\nBurglary,1\n", "Row 2, weight: '-3'"),
        (b"crime_type,weight\nRobbery,nan\nBurglary,1\n", "Row 2, weight: 'nan'"),
        (b"crime_type,weight\nRobbery,inf\nBurglary,1\n", "Row 2, weight: 'inf'"),
        (b"crime_type,weight\nRobbery,\nBurglary,1\n", "Row 2, weight: ''"),
        (b"crime_type,weight\nBurglary,1\nPiracy,2\n", "Row 3, crime_type: 'Piracy' is none of"),
        (b"crime_type,weight\nRobbery,1\nrobbery,2\n", "Row 3, crime_type: 'Robbery' comes twice"),
        (b"crime_type,weight\nRobbery,1\n", "2 crime types or more"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 100_001, "at most 100,000"),
        (b"crime_type,weight\n" + b"Robbery,1\n" * 201, "201 rows; at most 200"),
    ],
)
def test_a_bad_file_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(HarmWeightsError, match=said):
        parse_weights(content)


def test_weights_without_a_source_are_refused() -> None:
    with pytest.raises(HarmWeightsError, match="Name the source"):
        save_weights(WEIGHTS, source=" ")
    with pytest.raises(HarmWeightsError, match="source has 201 characters"):
        save_weights(WEIGHTS, source="x" * 201)
    assert store.current().generation == 0


def test_weights_can_be_taken_out_and_brought_back() -> None:
    save_weights(WEIGHTS, source="Own estimate")
    remove_weights("chair")
    assert harm_weights() is None and harm_view("2025", "district") is None
    store.undo(store.current().generation)
    assert harm_weights().weights == WEIGHTS
