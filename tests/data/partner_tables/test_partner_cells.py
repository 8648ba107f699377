"""What a cell says, what a period is called, and what an indicator must say of itself."""

from __future__ import annotations

import pytest

from data.partner.definition import from_detail, refuse_clash, slug, to_detail
from data.partner.period import partner_period, point_in_time, read_period
from data.partner.words import PartnerError, quoted
from data.partner_tables.cells import read_cell
from tests.data.partner_tables.partner_tables import definition


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        (" 1,204 ", 1204),
        ("1 204", 1204),
        ("1\u00a0204", 1204),
        ("1,234,567.5", 1234567.5),
        ("-3.5", -3.5),
        ("\u22123", -3),
        ("13%", 13),
        ("13.5 %", 13.5),
        ("£1,200", 1200),
        ("1e3", 1000),
        (".5", 0.5),
    ],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    cell = read_cell(text)
    assert (cell.meaning, cell.number) == ("number", number)
    assert cell.percent == ("%" in text)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "n/a", "N/A", "..", ":", "x", "[x]", "null"])
def test_no_figure_is_missing(text: str) -> None:
    assert read_cell(text).meaning == "missing"


@pytest.mark.parametrize(
    "text", ["*", "c", "C", "[c]", "<5", "< 10", "≤5", "1-5", "1 to 4", "under 5", "Suppressed"]
)
def test_withheld_is_not_missing(text: str) -> None:
    assert read_cell(text).meaning == "suppressed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NaN", "finite"),
        ("-inf", "finite"),
        ("Infinity", "finite"),
        ("#DIV/0!", "spreadsheet's error"),
        ("=A1/B1", "not worked out"),
        ("2024-05-01", "date"),
        ("12,5", "12.5 with a point"),
        ("1,23,456", "not a number"),
        ("twelve", "not a number"),
        ("0x1F", "not a number"),
        ("1_000", "not a number"),
        ("9" * 50, "not a number"),
        ("1e200", "too large"),
        ("12\u202e3", "cannot be shown"),
        ("٣", "not a number"),
    ],
)
def test_nonsense_says_why(text: str, said: str) -> None:
    cell = read_cell(text)
    assert cell.meaning == "wrong"
    assert cell.number is None
    assert said in cell.reason


def test_what_is_quoted_stays_on_one_line() -> None:
    assert quoted("a\nb\x1b[31m\u202ec") == "'a b [31m c'"
    assert len(quoted("x" * 10_000)) < 70


@pytest.mark.parametrize(
    ("text", "id", "start", "end", "months"),
    [
        ("2023-24", "2023-24", "2023-04", "2024-03", 12),
        ("2009-10", "2009-10", "2009-04", "2010-03", 12),
        ("2023/2024", "2023-24", "2023-04", "2024-03", 12),
        ("1999-00", "1999-00", "1999-04", "2000-03", 12),
        ("2024", "2024", "2024-01", "2024-12", 12),
        ("2023-11 to 2024-10", "12m-to-2024-10", "2023-11", "2024-10", 12),
        ("12m-to-2024-10", "12m-to-2024-10", "2023-11", "2024-10", 12),
        ("12m-to-2024-12", "2024", "2024-01", "2024-12", 12),
        ("2018-10_2019-02", "2018-10_2019-02", "2018-10", "2019-02", 5),
        ("2024-06", "2024-06_2024-06", "2024-06", "2024-06", 1),
        ("2025-03-31", "at-2025-03-31", "2025-03", "2025-03", None),
        ("at-2025-03-31", "at-2025-03-31", "2025-03", "2025-03", None),
    ],
)
def test_periods(text: str, id: str, start: str, end: str, months: int | None) -> None:
    period = read_period(text)
    assert (period.id, period.start, period.end, period.months) == (id, start, end, months)
    assert read_period(period.id) == period


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-02-30", "2024-06 to 2024-01", "0001", "Q1 2024", "2023-25"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PartnerError):
        read_period(text)


def test_labels() -> None:
    assert partner_period("2024-06", "2024-06").label == "June 2024"
    assert partner_period("2024-06", "2024-08").label == "June 2024 to August 2024"
    assert point_in_time("2025-03-31").label == "On 31 March 2025"


def test_an_id_is_made_of_the_name() -> None:
    assert slug("Children’s plans (É, per 10k)") == "childrens-plans-e-per-10k"
    with pytest.raises(PartnerError, match="no letter or digit"):
        slug("!!!")


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(PartnerError) as caught:
        definition(unit="per head", partner=None, sensitivity=None)
    for said in ("unit", "partner is missing", "sensitivity is missing"):
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"level": "parish"}, "cannot be by 'parish'"),
        ({"theme": "no-such"}, "no theme 'no-such'"),
        ({"id": "Not An Id"}, "write 'not-an-id'"),
        ({"id": "../x"}, "write 'x'"),
        ({"short": "x" * 25}, "at most 24"),
    ],
)
def test_a_definition_that_cannot_stand(changed: dict[str, str], said: str) -> None:
    with pytest.raises(PartnerError, match=said):
        definition(**changed)


def test_a_definition_survives_the_store() -> None:
    made = definition(period=read_period("2025-03-31"))
    assert from_detail(to_detail(made)) == made
    with pytest.raises(PartnerError, match="Undo the change"):
        from_detail({"id": "x"})


def test_one_id_means_one_thing() -> None:
    with pytest.raises(PartnerError, match="indicator of the catalogue"):
        refuse_clash(definition(id="burglary"), {})
    held = {"deliberate-fires": definition(sensitivity="restricted")}
    with pytest.raises(PartnerError, match="sensitivity 'restricted'"):
        refuse_clash(definition(), held)
    refuse_clash(definition(sensitivity="restricted", period=read_period("2023")), held)
