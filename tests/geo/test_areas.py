"""Area types, codes, names and sums over a best fit."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import (
    AREA_TYPES,
    AreaError,
    area_type,
    malformed_codes,
    match_names,
    normalise_name,
    split_weights,
    sum_to_areas,
)


@pytest.mark.parametrize(
    ("type_id", "code"),
    [
        ("force", "E23000015"),
        ("district", "E07000194"),
        ("district", "E06000021"),
        ("upper_tier", "E10000028"),
        ("upper_tier", "E06000021"),
        ("ward19", "E05006906"),
        ("ward24", "E05014555"),
        ("lsoa11", "E01029447"),
        ("lsoa21", "W01000001"),
        ("region", "E12000005"),
        ("country", "E92000001"),
        ("country", "K04000001"),
    ],
)
def test_each_type_knows_its_codes(type_id: str, code: str) -> None:
    assert malformed_codes(pd.Series([code]), type_id).empty


@pytest.mark.parametrize("code", ["", "e05006906", "E0500690", "E050069061", " E05006906", None])
def test_a_code_that_is_nearly_right_is_malformed(code: str | None) -> None:
    assert len(malformed_codes(pd.Series([code], index=[7]), "ward19")) == 1


def test_an_unknown_type_is_told_with_the_known_ones() -> None:
    with pytest.raises(AreaError, match=r"'wards'.*ward19"):
        area_type("wards")


def test_vintages_are_in_the_type() -> None:
    assert {each.vintage for each in AREA_TYPES.values() if each.level == "ward"} == {2019, 2024}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boley Park", "BOLEY  PARK"),
        ("Armitage with Handsacre", "Armitage With Handsacre "),
        ("Highfields & Western Downs", "Highfields and Western Downs"),
        ("St John's", "St. Johns"),
        ("St John’s", "Saint John's"),
        ("Stoke-on-Trent", "Stoke on Trent"),
    ],
)
def test_publishers_spellings_meet(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


def test_different_wards_do_not_meet() -> None:
    assert normalise_name("Highfield") != normalise_name("Highfields & Western Downs")


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


def test_names_are_never_guessed() -> None:
    areas = pd.DataFrame({"area_code": ["w1", "w2"], "area_name": ["Highfield", "Stowe"]})
    codes = match_names(["Stowe", "Highfields"], areas)
    assert codes["Stowe"] == "w2"
    assert pd.isna(codes["Highfields"])


def test_a_shared_name_is_refused() -> None:
    areas = pd.DataFrame({"area_code": ["w1", "w2"], "area_name": ["Central", "CENTRAL"]})
    with pytest.raises(AreaError, match="one district"):
        match_names(["Central"], areas)


def test_sums_keep_the_total_and_the_difference_of_zero_and_missing() -> None:
    members = pd.Series({"a": "w1", "b": "w1", "c": "w2", "d": "w3"})
    sums = sum_to_areas(pd.Series({"a": 2, "b": 3, "c": 0}), members)
    assert sums["w1"] == 5
    assert sums["w2"] == 0
    assert pd.isna(sums["w3"])


def test_a_gap_in_the_values_makes_the_sum_missing() -> None:
    members = pd.Series({"a": "w1", "b": "w1"})
    values = pd.Series({"a": 2, "b": pd.NA}, dtype="Int64")
    assert pd.isna(sum_to_areas(values, members)["w1"])


def test_values_of_another_vintage_are_refused() -> None:
    with pytest.raises(AreaError, match="same vintage"):
        sum_to_areas(pd.Series({"z": 1}), pd.Series({"a": "w1"}))


def test_a_lookup_that_would_count_twice_is_refused() -> None:
    members = pd.Series(["w1", "w2"], index=["a", "a"])
    with pytest.raises(AreaError, match="twice"):
        sum_to_areas(pd.Series({"a": 1}), members)


def test_splits_and_merges_are_told_apart() -> None:
    changes = pd.DataFrame(
        {"lsoa11_code": ["u", "s", "s", "m", "n"], "lsoa21_code": ["u", "s1", "s2", "mn", "mn"]}
    )
    told = split_weights(changes)
    assert told["parts_of_old"].tolist() == [1, 2, 2, 1, 1]
    assert told["parts_of_new"].tolist() == [1, 1, 1, 2, 2]
