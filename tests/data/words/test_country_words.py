from __future__ import annotations

from data.figures.country import among_districts
from data.words.country import OVER, country_message, country_table, near_sentence, standings

LICHFIELD = "E07000194"


def test_the_heading_counts_what_the_rows_say():
    held = standings("2025", LICHFIELD)
    assert len(held) == 15
    over = [
        name for name, (told, _) in held.items() if name != "all-crime" and told.comparison in OVER
    ]
    alike = [
        name
        for name, (_, near) in held.items()
        if name != "all-crime" and near and near.comparison in OVER
    ]
    assert over == alike == ["vehicle-offences"]
    said = country_message("2025", LICHFIELD, "Lichfield")
    assert said == (
        "Among the 224 English districts with complete data Lichfield is over the others together "
        "on one of 14 types (vehicle offences), over those most like it on one (vehicle offences)"
    )


def test_the_table_is_what_the_strips_are_drawn_from():
    table = country_table("2025", LICHFIELD).set_index("Indicator")
    told = among_districts("vehicle-offences", "2025", LICHFIELD)
    row = table.loc["Vehicle offences"]
    assert (row["Place"], row["Of"]) == (told.rank, told.of)
    assert (row["Rate"], row["Ratio"]) == (round(told.rate, 2), round(told.ratio, 2))
    assert row["Median rate"] == round(told.spread["median"], 2)


def test_those_without_data_are_named():
    near = among_districts("all-crime", "2025", LICHFIELD, "global")
    said = near_sentence(near, "Lichfield")
    assert "Huntingdonshire" in said and "commuter districts" in said
    assert said.endswith("left out: Buckinghamshire, Cherwell and North Somerset.")
