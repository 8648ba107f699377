"""The words of partners' tables: marks for figures, rows of no area, restricted subjects."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.catalogue.records import CATALOGUE_FOLDER, CatalogueError

FILE = "table_words.toml"
_LISTED = ("withheld", "beyond", "missing", "zero", "no_area")


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that mean one thing: some as they are, some by pattern.

    Attributes
    ----------
    marks : frozenset of str
        In small letters, with single spaces.
    pattern : Pattern
        What the whole text must match otherwise.
    """

    marks: frozenset[str]
    pattern: re.Pattern[str]

    def have(self, text: str) -> bool:
        """Whether a text, in small letters and with single spaces, is one of them."""
        return text in self.marks or self.pattern.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the file says.

    Attributes
    ----------
    withheld, beyond, missing, zero : Words
        Cells: a figure kept back, one of which only the least is told, none, and zero.
    no_area : Words
        Names of rows that are of no area.
    remarks : dict of str to str
        What may stand beside a number, with what it says.
    restricted, restricted_said : Pattern
        Subjects that are restricted by nature: wherever they stand, and where the user says them.
    restricted_themes : frozenset of str
        Ids of themes that are.
    """

    withheld: Words
    beyond: Words
    missing: Words
    zero: Words
    no_area: Words
    remarks: dict[str, str]
    restricted: re.Pattern[str]
    restricted_said: re.Pattern[str]
    restricted_themes: frozenset[str]


@lru_cache(maxsize=4)
def table_words(folder: Path = CATALOGUE_FOLDER) -> TableWords:
    """Read the words of partners' tables.

    Parameters
    ----------
    folder : Path
        Folder that has ``table_words.toml``.

    Returns
    -------
    TableWords

    Raises
    ------
    CatalogueError
        If the file is no TOML, lacks a table or key, or has a pattern that cannot be read.

    Examples
    --------
    >>> table_words().withheld.have("<5"), table_words().missing.have("tbc")
    (True, True)
    """
    path = folder / FILE
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        listed = {name: _words(held[name]) for name in _LISTED}
        restricted = held["restricted"]
        return TableWords(
            **listed,
            remarks={str(mark): str(says) for mark, says in held["remarks"].items()},
            restricted=_anywhere(restricted["words"]),
            restricted_said=_anywhere([*restricted["words"], *restricted["said"]]),
            restricted_themes=frozenset(restricted["themes"]),
        )
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read ({error.strerror}). Restore it.") from None
    except KeyError as error:
        raise CatalogueError(f"{path} has no {error}. Add it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, re.error) as error:
        raise CatalogueError(f"{path} cannot be used: {error}. Correct it.") from None


def _words(table: dict[str, list[str]]) -> Words:
    return Words(
        frozenset(table.get("marks", ())),
        # Without a pattern nothing matches: not even the empty text.
        re.compile("|".join(f"(?:{one})" for one in table["patterns"]) or r"(?!)", re.ASCII),
    )


def _anywhere(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
