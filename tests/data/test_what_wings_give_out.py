"""What a wing of the data gives out is told whole: what it takes, what it returns, an example.

Who asks a function of another wing reads its docstring and not its code. What stays inside a wing
is read with the code, and one true sentence does.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# They make words, colours and addresses of what they are given: one true sentence says it.
EXEMPT = {"words", "phrases", "painting", "selection"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _wing(module: str) -> str:
    """The wing that a name of the data is in; empty for what lies outside the data."""
    room, _, rest = module.partition(".")
    return rest.partition(".")[0] if room == "data" else ""


@cache
def _trees() -> dict[str, ast.Module]:
    parts = ("app.py", "front_door.py", "pages/**/*.py", "components/**/*.py", "data/**/*.py")
    paths = [path for part in parts for path in ROOT.glob(part)]
    return {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imported(tree: ast.AST) -> dict[str, str]:
    """What a file imports from the data, in full, by the name that it has there."""
    held: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("data."):
            held |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            own = [one for one in node.names if one.name.startswith("data.")]
            held |= {one.asname: one.name for one in own if one.asname}
    return held


def used(tree: ast.AST) -> set[str]:
    """The names of the data that a file uses: imported, or asked of a module that is imported."""
    held = imported(tree)
    of_modules = {
        f"{held[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in held
    }
    return {*held.values(), *of_modules}


def _functions(tree: ast.Module) -> dict[str, Function]:
    return {node.name: node for node in tree.body if isinstance(node, Function)}


def _found(name: str) -> tuple[str, Function] | None:
    """A function by its full name, or by that of a module that passes it on."""
    module, _, own = name.rpartition(".")
    tree = _trees().get(module)
    if tree is None:
        return None
    if own in _functions(tree):
        return name, _functions(tree)[own]
    passed_on = imported(tree).get(own)
    return _found(passed_on) if passed_on else None


@cache
def given_out() -> dict[str, Function]:
    """The functions of each wing that another wing, a component, a page or the app uses."""
    found = [
        (module, *one)
        for module, tree in _trees().items()
        for name in used(tree)
        if (one := _found(name)) is not None
    ]
    return {
        name: function
        for module, name, function in found
        if _wing(module) != _wing(name) and not function.name.startswith("_")
    }


def _sections(told: str) -> dict[str, str]:
    """The sections of a docstring, each with what stands in it."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", told, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def lacking(function: Function) -> Iterator[str]:
    """The sections that a function's docstring owes and has not."""
    held = _sections(inspect.cleandoc(ast.get_docstring(function) or ""))
    takes = [node for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    if takes and "Parameters" not in held:
        yield "Parameters"
    returned = "" if function.returns is None else ast.unparse(function.returns)
    if returned not in ("None", "NoReturn") and not {"Returns", "Yields"} & held.keys():
        yield "Returns"
    examples = doctest.DocTestParser().get_examples(held.get("Examples", ""))
    if not any(one.want for one in examples):
        yield "Examples that show a value"


WINGS = sorted({_wing(name) for name in given_out()} - EXEMPT)


@pytest.mark.parametrize("wing", WINGS)
def test_what_a_wing_gives_out_is_told_whole(wing: str) -> None:
    lacks = {
        name: missing
        for name, function in sorted(given_out().items())
        if _wing(name) == wing and (missing := list(lacking(function)))
    }
    told = [f"{name} lacks {', '.join(missing)}" for name, missing in lacks.items()]
    assert not told, "\n".join(["Other wings, components or pages use:", *told])


def test_every_wing_that_is_exempt_gives_something_out() -> None:
    assert {_wing(name) for name in given_out()} >= EXEMPT


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from data.store.store import read_table", "data.store.store.read_table"),
        ("from data.store import store\nstore.read_table()", "data.store.store.read_table"),
        ("from data.store import store as s\ns.read_table()", "data.store.store.read_table"),
        ("import data.store.store as s\ns.read_table()", "data.store.store.read_table"),
        ("def f():\n    from data.settings import settings", "data.settings.settings"),
    ],
)
def test_each_way_to_import_is_seen(source: str, name: str) -> None:
    assert name in used(ast.parse(source))
    assert name in given_out()


def test_no_import_is_of_a_form_that_is_not_seen() -> None:
    """`import data.store.store` without a name, and imports that say no package."""
    unseen = [
        f"{module}, line {node.lineno}"
        for module, tree in _trees().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.level)
        or (
            isinstance(node, ast.Import)
            and any(f"{one.name}.".startswith("data.") and not one.asname for one in node.names)
        )
    ]
    assert unseen == []


WHOLE = '''
def doubled(number: int) -> int:
    """Return twice a number.

    Parameters
    ----------
    number : int

    Returns
    -------
    int

    Examples
    --------
    >>> doubled(2)
    4
    """
'''


@pytest.mark.parametrize(
    ("source", "lacks"),
    [
        (WHOLE, []),
        (WHOLE.replace("Parameters\n", "Takes\n"), ["Parameters"]),
        (WHOLE.replace("Returns\n    -------\n    int", ""), ["Returns"]),
        (WHOLE.replace("Returns\n    -------", "Yields\n    ------"), []),
        (WHOLE.replace(">>> doubled(2)\n    4", ">>> doubled(2);"), ["Examples that show a value"]),
        ("def f(*many, **named): ...", ["Parameters", "Returns", "Examples that show a value"]),
        ("def f() -> None: ...", ["Examples that show a value"]),
    ],
)
def test_a_section_that_is_not_there_is_found(source: str, lacks: list[str]) -> None:
    (function,) = _functions(ast.parse(source)).values()
    assert list(lacking(function)) == lacks
