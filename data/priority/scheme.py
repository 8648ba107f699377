"""What is scored when themes are prioritised: sections, criteria, rules, and documents' words.

Read from ``data/catalogue/prioritisation.toml`` and checked against the rest of the catalogue.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from dataclasses import dataclass as record
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from data.catalogue.files import read_catalogue
from data.catalogue.records import CATALOGUE_FOLDER, Catalogue
from data.documents.published import WORDING_LIMIT

SCHEME_FILE = Path(__file__).parents[1] / "catalogue" / "prioritisation.toml"
INDIVIDUAL = "individual"
"""What a statement grades that speaks of harm to individuals as a whole."""

_STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Grade = Annotated[int, Field(ge=1, le=4)]
Weight = Annotated[float, Field(ge=0, le=100)]


class SchemeError(ValueError):
    """The scheme cannot be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Section:
    """Criteria that are averaged. With weight 0 the section is shown and combines with nothing.

    ``needs``: how many of its criteria must be scored for a theme to be ranked.
    """

    id: str
    name: Text
    weight: Weight
    needs: Annotated[int, Field(ge=0, le=9)]
    definition: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Criterion:
    """What is scored from 1 to 4; ``levels`` says in words what each grade means."""

    id: str
    section: Text
    name: Text
    short: Text
    weight: Weight
    levels: tuple[Text, Text, Text, Text]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Rules:
    """From which figures on a grade is 2, 3 or 4."""

    volume_from: tuple[float, float, float]
    ratio_from: tuple[float, float, float]
    change_from: tuple[float, float, float]


@dataclass(frozen=True, slots=True, config=_STRICT)
class HarmKinds:
    """Which criteria a document's one word for individual harm is put on, and why."""

    kinds: tuple[Text, ...]
    reason: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class Statement:
    """What a document says of a theme in one partnership, and the grade it is read as."""

    theme: Text
    csp: Text
    document: Text
    criterion: Text
    level: Grade
    wording: Text
    reading: str = ""


@record(frozen=True, slots=True)
class Scheme:
    """The whole of ``prioritisation.toml``, in the order of the file."""

    sections: dict[str, Section]
    criteria: dict[str, Criterion]
    rules: Rules
    harm_kinds: dict[str, HarmKinds]
    statements: tuple[Statement, ...]

    @property
    def section_of(self) -> pd.Series:
        """Section id by criterion id."""
        return pd.Series({one.id: one.section for one in self.criteria.values()})

    @property
    def weights(self) -> pd.Series:
        """Weight of each criterion within its section."""
        return pd.Series({one.id: one.weight for one in self.criteria.values()}, dtype="float64")

    @property
    def section_weights(self) -> pd.Series:
        """Weight of each section."""
        return pd.Series({one.id: one.weight for one in self.sections.values()}, dtype="float64")

    @property
    def needs(self) -> dict[str, int]:
        """How many criteria of each section must be scored for a theme to be ranked."""
        return {one.id: one.needs for one in self.sections.values() if one.needs}


@lru_cache(maxsize=4)
def load_scheme(path: Path = SCHEME_FILE) -> Scheme:
    """Read and check the scheme.

    Parameters
    ----------
    path : Path
        The TOML file.

    Returns
    -------
    Scheme

    Raises
    ------
    SchemeError
        If the file is missing or not TOML, a key is unknown, missing or out of range, or a theme,
        criterion, section, document or partnership that it names is not known. Every fault is
        listed.

    Examples
    --------
    >>> scheme = load_scheme()
    >>> list(scheme.sections), scheme.needs
    (['harm', 'likelihood', 'position', 'confidence'], {'harm': 2, 'likelihood': 2})
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SchemeError(f"{path} is missing. Restore it from the repository.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeError(f"{path} is not valid TOML: {error}. Correct that line.") from error
    faults: list[str] = []
    tables = {name: held.pop(name, {}) for name in ("section", "criterion", "harm_kinds")}
    rules, statements = held.pop("rules", {}), held.pop("statement", [])
    faults += [f"[{name}]: is not a known table. Remove it." for name in held]
    scheme = Scheme(
        _records(Section, tables["section"], "section", faults),
        _records(Criterion, tables["criterion"], "criterion", faults),
        _record(Rules, rules, "rules", faults),
        _records(HarmKinds, tables["harm_kinds"], "harm_kinds", faults, with_id=False),
        tuple(
            _record(Statement, one, f"statement {number}", faults)
            for number, one in enumerate(statements, start=1)
        ),
    )
    _raise(faults, path)
    _raise(list(_dangling(scheme)), path)
    return scheme


def _records(
    kind: Any, tables: dict[str, Any], name: str, faults: list[str], with_id: bool = True
) -> dict[str, Any]:
    return {
        key: _record(kind, {"id": key, **table} if with_id else table, f"{name}.{key}", faults)
        for key, table in tables.items()
    }


def _record(kind: Any, table: Any, where: str, faults: list[str]) -> Any:
    try:
        return TypeAdapter(kind).validate_python(table)
    except ValidationError as error:
        faults += [
            f"[{where}] {' '.join(str(part) for part in one['loc'])}: {one['msg']} (found "
            f"{one['input']!r}). Correct it."
            for one in error.errors()
        ]
        return None


def _dangling(scheme: Scheme) -> Iterator[str]:
    """What names a thing that is not there, or is said twice."""
    # The scheme is packaged, so it is held against the packaged catalogue: an installation for
    # another force area has none of these documents, and uses none of what they say.
    catalogue = read_catalogue(CATALOGUE_FOLDER, None)
    for criterion in scheme.criteria.values():
        if criterion.section not in scheme.sections:
            yield f"[criterion.{criterion.id}] section: '{criterion.section}' is no section."
    for name, rule in asdict(scheme.rules).items():
        if list(rule) != sorted(rule):
            yield f"[rules] {name}: write the three numbers in rising order."
    for theme, held in scheme.harm_kinds.items():
        if theme not in catalogue.themes:
            yield f"[harm_kinds.{theme}]: no such theme in themes.toml."
        if not set(held.kinds) <= set(scheme.criteria):
            yield f"[harm_kinds.{theme}] kinds: name criteria of this file."
    seen: set[tuple[str, ...]] = set()
    for number, one in enumerate(scheme.statements, start=1):
        yield from _statement_faults(scheme, catalogue, one, f"statement {number}")
        key = (one.theme, one.csp, one.document, one.criterion)
        if key in seen:
            yield f"[statement {number}]: {' '.join(key)} comes twice. Keep one."
        seen.add(key)


def _statement_faults(
    scheme: Scheme, catalogue: Catalogue, one: Statement, where: str
) -> Iterator[str]:
    if one.theme not in catalogue.themes:
        yield f"[{where}] theme: '{one.theme}' is not in themes.toml."
    if one.document not in catalogue.sources:
        yield f"[{where}] document: '{one.document}' is not in sources.toml."
    if one.criterion not in {*scheme.criteria, INDIVIDUAL}:
        yield f"[{where}] criterion: '{one.criterion}' is no criterion of this file."
    if one.criterion == INDIVIDUAL and one.theme not in scheme.harm_kinds:
        yield f"[{where}]: say in [harm_kinds.{one.theme}] what kind of harm it is."
    if len(one.wording.split()) > WORDING_LIMIT:
        yield f"[{where}] wording: shorten it to {WORDING_LIMIT} words."


def _raise(faults: list[str], path: Path) -> None:
    if faults:
        raise SchemeError(f"{path} has {len(faults)} fault(s):\n- " + "\n- ".join(faults))
