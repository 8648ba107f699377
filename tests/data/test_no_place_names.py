"""Content is data: no name or code of the packaged area's places stands in code that runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.installed.catalogue import load_catalogue
from data.tables.areas import load_areas
from data.tables.packaged import PACKAGED_FOLDER

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for part in (
        "app.py",
        "front_door.py",
        "pages/**/*.py",
        "components/**/*.py",
        "data/**/*.py",
        "geo/**/*.py",
    )
    for path in ROOT.glob(part)
)
# Words of one ward or another that are also words of the trade.
ORDINARY = {"Central", "Town", "Park", "North", "South", "East", "West"}
_CODE = re.compile(r"\b[EW]\d{8}\b")


def _names() -> list[str]:
    """Names of the packaged force, its districts and its wards; of LSOAs their stems are those."""
    areas = load_areas(PACKAGED_FOLDER)
    places = areas["area_type"].str.fullmatch(r"force|district|upper_tier|ward\d\d")
    force = load_catalogue().force
    known = {*areas.loc[places, "area_name"], force.name, force.police, force.slug}
    known |= {district.name for district in force.districts}
    # A short name as 'Brown' or 'Stone' is a word too: as a word of its own, with its capital.
    return sorted((name for name in known if len(name) > 4 and name not in ORDINARY), key=len)


CODES = set(load_areas(PACKAGED_FOLDER).dropna(subset=["force_code"])["area_code"])
NAMED = re.compile(r"\b(?:" + "|".join(re.escape(name) for name in reversed(_names())) + r")\b")


def _docstrings(tree: ast.AST) -> set[int]:
    """The constants that are docstrings, doctests in them included."""
    held = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, held) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _words_that_run(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string and every name of the code, with its line."""
    passed = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in passed:
                yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def place_names(source: str) -> list[str]:
    """Each place of the packaged area that code names, with its line."""
    return [
        f"line {line}: {found}"
        for line, text in _words_that_run(ast.parse(source))
        for found in [
            *NAMED.findall(text),
            *(code for code in _CODE.findall(text) if code in CODES),
        ]
    ]


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_no_place_is_named_in_code(path: Path) -> None:
    assert place_names(path.read_text(encoding="utf-8")) == []


def test_a_name_or_a_code_would_be_found() -> None:
    force = load_catalogue().force
    name, code = force.districts[0].name, force.districts[0].code
    assert place_names(f'"""{name} in a docstring."""\nx = 1  # {code}\n') == []
    assert place_names(f'\nif csp == "{code}":\n    say("in {name}.")\n') == [
        f"line 2: {code}",
        f"line 3: {name}",
    ]
    assert place_names(f'{{"{force.slug}": 1}}') == [f"line 1: {force.slug}"]
