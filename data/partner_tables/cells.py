"""What one cell of a partner's table says: a number, nothing, that it was withheld, or nonsense."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from data.catalogue.table_words import table_words

Meaning = Literal["number", "missing", "suppressed", "wrong"]

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?", re.ASCII)
_BRACKETED = re.compile(r"\(\s*([\d.,\u00a0\u202f ]+%?)\s*\)", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", re.DOTALL)
# A number with what stands before and behind it; a footnote's number may be raised or in brackets.
_BESIDE = re.compile(
    r"(?P<before>[^\w\s+.£-]+|[^\d\s+.£-][^\d]*?[\s.])?\s*"
    r"(?P<number>[+-]?£?\.?\d[\d.,\u00a0\u202f ]*?%?)"
    r"\s*(?P<after>[^\d\s.,%].*)?",
    re.DOTALL,
)
_FOOTNOTE = re.compile(r"[⁰¹²³⁴-⁹]+|\[(?:note )?\d{1,2}\]|\(note \d{1,2}\)")
_LONGEST_NUMBER = 40
_DECIMAL_COMMA = re.compile(r"[+-]?£?\d{1,3}(?:[.\u00a0\u202f ]?\d{3})*,\d{1,9} ?%?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says.

    Attributes
    ----------
    meaning : {"number", "missing", "suppressed", "wrong"}
        Suppressed by the supplier is not missing.
    number : float or None
        Where it is a number.
    reason : str
        Where it is wrong: why, and what to do. Where only the least of a figure is told: so.
    percent : bool
        Whether the number carried a percent sign.
    remark : str
        What stands beside the number, in words.
    bracketed : bool
        Whether the number stands in brackets, which mark a minus in accounts and nothing elsewhere.
    """

    meaning: Meaning
    number: float | None = None
    reason: str = ""
    percent: bool = False
    remark: str = ""
    bracketed: bool = False


def read_cell(text: str) -> Cell:
    """Read one cell of a column of numbers."""
    plain = text.strip().strip("\ufeff\u200b").strip()
    marked = _marked(" ".join(plain.casefold().split()))
    if marked is not None:
        return marked
    if len(plain) > 4 * _LONGEST_NUMBER:
        return Cell("wrong", reason=_why(plain))
    number = _number(plain)
    if number is not None:
        return number
    if (inside := _BRACKETED.fullmatch(plain)) and (number := _number(inside[1])):
        return replace(number, remark="in brackets", bracketed=number.meaning == "number")
    return _with_remark(plain) or Cell("wrong", reason=_why(plain))


def _marked(key: str) -> Cell | None:
    """What a mark in place of a figure says; None for any other text."""
    if len(key) > 80:
        return None
    words = table_words()
    if words.missing.have(key):
        return Cell("missing")
    if words.zero.have(key):
        return Cell("number", 0.0, remark=key)
    if words.withheld.have(key):
        return Cell("suppressed")
    if words.beyond.have(key):
        return Cell("suppressed", reason="only the least of it is told")
    return None


def _number(plain: str) -> Cell | None:
    percent = plain.endswith("%")
    bare = plain.removesuffix("%").strip() if percent else plain.removeprefix("£").strip()
    bare = bare.replace("\u2212", "-")
    if len(bare) > _LONGEST_NUMBER:
        return None
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[,\s\u00a0\u202f]", "", bare)
    return _finite(float(bare), percent) if _PLAIN.fullmatch(bare) else None


def _with_remark(plain: str) -> Cell | None:
    """A number that something known stands beside; None for any other text."""
    found = _BESIDE.fullmatch(plain)
    if found is None or not (found["before"] or found["after"]):
        return None
    known = table_words().remarks
    says = []
    for part in (found["before"], found["after"]):
        key = " ".join((part or "").casefold().split())
        if key and key not in known and not _FOOTNOTE.fullmatch(key):
            return None
        says += [known.get(key, "with a footnote")] if key else []
    number = _number(found["number"])
    return number and replace(number, remark=", ".join(says))


def _finite(number: float, percent: bool) -> Cell:
    if abs(number) > 1e15:
        return Cell("wrong", reason="is too large to be a figure of an area")
    return Cell("number", number, percent=percent)


def _why(text: str) -> str:
    if _NOT_FINITE.fullmatch(text):
        return "is not a finite number: leave the cell empty where there is no figure"
    if text.startswith("#"):
        return "is a spreadsheet's error: correct the formula, or leave the cell empty"
    if text.startswith(("=", "@", "+")):
        return "is a formula, and formulas are not worked out here: paste its value"
    if _ISO_DATE.fullmatch(text):
        return "is a date: spreadsheets turn '1-5' into one; write the figure, or '*' if withheld"
    if _DECIMAL_COMMA.fullmatch(text):
        plain = re.sub(r"[.\s\u00a0\u202f]", "", text).replace(",", ".")
        return f"is not a number: write {plain} with a point"
    if not text.isprintable():
        return "has characters that cannot be shown: type the figure again"
    return (
        "is not a number: write digits, leave it empty where there is no figure, or '*' where it "
        "is withheld"
    )


def is_number_like(text: str) -> bool:
    """Return whether a cell would do in a column of numbers: a number, or a mark for none.

    >>> is_number_like("12,5"), is_number_like("1.234,5"), is_number_like("*"), is_number_like("a")
    (True, True, True, False)
    """
    return bool(_DECIMAL_COMMA.fullmatch(text.strip())) or read_cell(text).meaning != "wrong"
