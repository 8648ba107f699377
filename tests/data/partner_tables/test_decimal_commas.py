"""Decimal commas: a column that is plainly so is read so and told; one that could be is asked."""

from __future__ import annotations

import pytest

from data.__main__ import main
from data.partner.levels import areas_of
from data.partner_tables.decimal_commas import style_of
from tests.data.partner_tables.partner_tables import checked, definition

OWN = areas_of("ward24").index[:4].tolist()


def semicolons(heading, *cells):
    rows = [f"{code};{cell}" for code, cell in zip(OWN, cells, strict=False)]
    return ("\n".join([f"Ward code;{heading}", *rows]) + "\n").encode()


def figures(table, column="value"):
    return table.frame.set_index("area_code")[column].reindex(OWN[: len(table.frame)]).tolist()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("12,5", "7", "0,125", "1.234,5"), [12.5, 7, 0.125, 1234.5]),
        (("12,5", "1,234", "1.234", "-3,1"), [12.5, 1.234, 1234, -3.1]),
        (("1 234,5", "2,25", "12,5", "1.234.567,8"), [1234.5, 2.25, 12.5, 1234567.8]),
    ],
)
def test_a_column_of_decimal_commas_is_read_so_and_told(cells, expected):
    table = checked(semicolons("Rate", *cells), definition(unit="index"))
    assert table.errors.empty, table.report
    assert figures(table) == expected
    assert any("has decimal commas" in told for told in table.report)
    assert any("has decimal commas" in told for told in table.read_as)


def test_percent_signs_remarks_and_marks_stay_what_they_are():
    table = checked(
        semicolons("% of homes", "12,5 %", "*", "7,25% [r]", ".."), definition(unit="%")
    )
    assert table.frame["marker"].tolist() == ["given", "suppressed", "given", "missing"]
    assert figures(table)[0] == 12.5 and figures(table)[2] == 7.25


def test_thousands_among_counts_are_thousands_without_a_question():
    content = semicolons("Count;Population", "1,234;4,000", "987;5,000")
    table = checked(content, definition(unit="count"))
    assert table.errors.empty and figures(table, "numerator") == [1234, 987]


def test_a_rate_that_could_be_either_is_asked_and_not_guessed():
    content = semicolons("Rate", "1,234", "2,345", "3,456")
    said = definition(unit="per 100,000 residents")
    asked = checked(content, said)
    assert [one.ask for one in asked.asks] == ["commas"]
    assert "can be 1234 or 1.234 (3 rows)" in asked.errors.loc[0, "reason"]
    assert figures(checked(content, said, commas="thousands")) == [1234, 2345, 3456]
    decimal = checked(content, said, commas="decimal")
    assert figures(decimal) == [1.234, 2.345, 3.456]
    assert any("decimal commas" in one for one in decimal.read_as)


def test_counts_beside_decimal_commas_are_asked_and_their_points_are_thousands():
    comma = checked(
        semicolons("Count;Population;Rate", "1,234;5.000;246,8", "11;4.000;2,8"), definition()
    )
    assert [one.column for one in comma.asks] == ["Count"]
    point = checked(
        semicolons("Count;Population;Rate", "1.234;5.000;246,8", "11;4.000;2,75"), definition()
    )
    assert point.errors.empty, point.report
    assert figures(point, "numerator") == [1234, 11]
    assert figures(point, "denominator") == [5000, 4000]


def test_a_column_that_has_both_is_told_cell_by_cell():
    table = checked(semicolons("Rate", "12,5", "12.5"), definition(unit="index"))
    assert table.errors["reason"].tolist() == ["is not a number: write 12.5 with a point"]


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["1,234,567"], "point"), (["1.234.567"], "comma"), (["12345,678"], "comma"),
        (["12345.678"], "point"), (["0,125"], "comma"), ([".5"], "point"), (["2024-25"], ""),
        (["1,234", "1.234"], "either"), (["10,000", "9"], "either"), ([""], ""),
    ],
)  # fmt: skip
def test_the_style_of_a_column(cells, style):
    assert style_of(cells) == style


@pytest.mark.usefixtures("own_store")
def test_the_command_line_names_the_option_that_answers(tmp_path, capsys):
    path = tmp_path / "rates.csv"
    path.write_bytes(semicolons("Rate", "1,234", "2,345"))
    said = [
        *("import", "table", str(path), "--indicator-name", "Rates", "--unit"),
        *("per 100,000 residents", "--sensitivity", "open", "--partner", "Health"),
        *("--definition", "Of people.", "--level", "ward24", "--period", "2024", "--who", "A"),
    ]
    assert main(said) != 0
    told = capsys.readouterr()
    assert "--commas thousands, or --commas decimal" in told.out + told.err
    assert main([*said, "--commas", "thousands"]) == 0
