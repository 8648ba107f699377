"""What one cell of a partner's table says: a number, nothing, that it was withheld, or nonsense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Meaning = Literal["number", "missing", "suppressed", "wrong"]

# What publishers write for 'there is no figure' and for 'there is one, and it is withheld': not
# the same, for a withheld count is known to be small, and the sums around it can give it away.
_MISSING = frozenset(
    {"", "-", "–", "—", "--", "..", "...", ":", "n/a", "na", "n.a.", "none", "null", "nil return"}
    | {"x", "[x]", "z", "[z]", "u", "[u]", "not available", "not applicable", "no data", "missing"}
)
_SUPPRESSED = frozenset(
    {"*", "**", "[c]", "c", "s", "[s]", "sup", "supp", "suppressed", "withheld", "[w]", "redacted"}
    | {"confidential", "[low]", "disclosive"}
)
# '<5', '≤ 5', 'under 5', 'fewer than 5', '1-5', '1 to 4'
_SMALL = re.compile(
    r"(?:<=?|≤|under|less than|fewer than)\s*\d{1,3}|\d{1,3}\s*(?:-|–|to)\s*\d{1,3}",
    re.IGNORECASE | re.ASCII,
)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", re.DOTALL)
_LONGEST_NUMBER = 40


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
        Where it is wrong: why, and what to do.
    percent : bool
        Whether the number carried a percent sign.
    """

    meaning: Meaning
    number: float | None = None
    reason: str = ""
    percent: bool = False


def read_cell(text: str) -> Cell:
    """Read one cell of a column of numbers."""
    plain = text.strip().strip("\ufeff\u200b").strip()
    key = plain.casefold()
    if key in _MISSING:
        return Cell("missing")
    if key in _SUPPRESSED or _SMALL.fullmatch(key):
        return Cell("suppressed")
    percent = plain.endswith("%")
    bare = plain.removesuffix("%").strip() if percent else plain.removeprefix("£").strip()
    bare = bare.replace("\u2212", "-")
    if len(bare) <= _LONGEST_NUMBER:
        if _GROUPED.fullmatch(bare):
            bare = re.sub(r"[,\s\u00a0\u202f]", "", bare)
        if _PLAIN.fullmatch(bare):
            return _finite(float(bare), percent)
    return Cell("wrong", reason=_why(plain))


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
    if re.fullmatch(r"[+-]?\d+,\d{1,2}", text):
        return f"is not a number: write {text.replace(',', '.')} with a point"
    if not text.isprintable():
        return "has characters that cannot be shown: type the figure again"
    return (
        "is not a number: write digits, leave it empty where there is no figure, or '*' where it "
        "is withheld"
    )


def is_number_like(text: str) -> bool:
    """Return whether a cell would do in a column of numbers: a number, or a mark for none."""
    return read_cell(text).meaning != "wrong"
