"""The one kind of refusal that a partner's table meets, and how cells are quoted in it."""

from __future__ import annotations

_LONGEST = 60


class PartnerError(ValueError):
    """A partner's table cannot be used and nothing was saved; one sentence says why."""


class SheetChoiceError(PartnerError):
    """A workbook has several sheets with something in them: one must be chosen.

    Attributes
    ----------
    sheets : tuple of str
        Those that may be chosen.
    """

    def __init__(self, message: str, sheets: tuple[str, ...]) -> None:
        """Keep the sheets for a picker."""
        super().__init__(message)
        self.sheets = sheets

    def __reduce__(self) -> tuple[type[SheetChoiceError], tuple[str, tuple[str, ...]]]:
        """Travel whole from the process that reads the workbook."""
        return type(self), (str(self), self.sheets)


def quoted(text: object, longest: int = _LONGEST) -> str:
    """Return a cell as messages quote it: on one line, cut where it is long.

    Parameters
    ----------
    text : object
        What stands in the cell.
    longest : int
        Characters that are shown at most.

    Returns
    -------
    str
        In single quotes, with an ellipsis where it was cut. What cannot be printed is a space.

    Examples
    --------
    >>> quoted("two" + chr(10) + "lines")
    "'two lines'"
    >>> quoted("x" * 100, longest=5)
    "'xxxxx…'"
    """
    # Control and format characters could turn a message, or a terminal, upside down.
    whole = str(text)[: longest * 4]
    shown = "".join(letter if letter.isprintable() else " " for letter in whole)
    shown = " ".join(shown.split())
    return f"'{shown[:longest]}…'" if len(shown) > longest else f"'{shown}'"


def listed(words: list[str], most: int = 5) -> str:
    """Name the first few of many, and how many more there are.

    Parameters
    ----------
    words : list of str
        In the order to name them.
    most : int
        How many are named at most.

    Returns
    -------
    str
        Divided by commas.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"
