"""Foreign text is text: what the screens hand to Streamlit as Markdown is ours, or escaped.

Names, notes, file names and addresses come from users. This reads the code of the screens: a text
that Streamlit takes for Markdown is written there, or went through an escape. What it cannot see,
HTML and charts among it, the canaries of the app's tests do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What is told through this one is escaped in it.
TELLING = ROOT / "components/page/telling.py"
SCREENS = [
    ROOT / "app.py",
    *sorted(ROOT.glob("pages/*.py")),
    *(one for one in sorted(ROOT.glob("components/**/*.py")) if one != TELLING),
]
# Figures, months and the like, in which nothing foreign can stand.
FIGURES = {"count", "len", "month", "rate", "percent_change", "percent_interval", "interval"}
FIGURES |= {
    "short_span",
    "full_span",
    "span",
    "moment",
    "ordinal",
    "times",
    "int",
    "number_of",
    "day",
}
ESCAPES = {"as_markdown", "as_lines"}

MESSAGES = {"markdown", "caption", "error", "warning", "info", "success", "toast", "spinner"}
MESSAGES |= {"header", "subheader", "title", "write", "badge"}
LABELLED = {"popover", "expander", "button", "form_submit_button", "download_button", "dialog"}
LABELLED |= {"link_button", "radio", "checkbox", "toggle", "segmented_control", "pills", "metric"}
LABELLED |= {"selectbox", "multiselect", "text_input", "text_area", "number_input", "date_input"}
LABELLED |= {"file_uploader", "select_slider", "slider", "time_input", "status", "table"}
# Options of these are Markdown as well.
OF_OPTIONS = {"radio", "segmented_control", "pills", "select_slider"}
WORDS = {"help", "captions"}
WORDS_OF = {"page_link": "label", "progress": "text", "image": "caption"}


Function = ast.FunctionDef


class _Code:
    """One file's code: what its names stand for, and whether a text in it is ours or escaped."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.home: dict[ast.AST, Function | None] = {}
        self._settle(self.tree, None)
        self.functions = {one.name: one for one in self.home if isinstance(one, Function)}
        self.calls = [one for one in self.home if isinstance(one, ast.Call)]

    def _settle(self, node: ast.AST, home: Function | None) -> None:
        for one in ast.iter_child_nodes(node):
            self.home[one] = home
            self._settle(one, one if isinstance(one, Function) else home)

    def is_text(self, node: ast.expr | None) -> bool:
        """Whether the text is written in the code but for figures and what was escaped."""
        match node:
            case None | ast.Constant():
                return True
            case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(map(self.is_text, parts))
            case ast.Dict(values=parts):
                return all(map(self.is_text, parts))
            case ast.FormattedValue(value=value, format_spec=form):
                return form is not None or self.is_text(value)
            case ast.IfExp(body=left, orelse=right) | ast.BinOp(left=left, right=right):
                return self.is_text(left) and self.is_text(right)
            case ast.Lambda(body=one) | ast.Starred(value=one) | ast.Subscript(value=one):
                return self.is_text(one)
            case (
                ast.ListComp(elt=one)
                | ast.GeneratorExp(elt=one)
                | ast.Attribute(value=one, attr="get")
            ):
                return self.is_text(one)
            case ast.Call(func=ast.Attribute(attr="strip" | "upper" | "set_index", value=one)):
                return self.is_text(one)
            case ast.Call(func=ast.Attribute(attr="join" | "map"), args=[one]):
                return self.is_text(one)
            case ast.Call(func=ast.Name(id="map"), args=[one, *_]):
                return self.is_text(one)
            case ast.Call(func=ast.Name(id=name)):
                return name in ESCAPES | FIGURES or self._is_made(name)
            case ast.Name():
                return node.id in ESCAPES | FIGURES or node.id.isupper() or self._is_held(node)
        return False

    def _is_made(self, function: str) -> bool:
        """Whether a function of this file returns nothing but such texts."""
        made = self.functions.get(function)
        given = [one for one in self.home if isinstance(one, ast.Return) and self.home[one] is made]
        return made is not None and all(self.is_text(one.value) for one in given)

    def _is_held(self, name: ast.Name) -> bool:
        """Whether a variable, or a parameter at every call of this file, holds such texts."""
        home = self.home[name]
        held = [
            one.value
            for one in self.home
            if isinstance(one, ast.Assign)
            and self.home[one] is home
            and any(isinstance(to, ast.Name) and to.id == name.id for to in one.targets)
        ]
        places = [one.arg for one in home.args.args] if home else []
        if home and name.id in places:
            at = places.index(name.id)
            called = [one for one in self.calls if getattr(one.func, "id", "") == home.name]
            held += [one.args[at] if at < len(one.args) else ast.Set([]) for one in called]
        return bool(held) and all(map(self.is_text, held))

    def told(self) -> Iterator[tuple[ast.Call, ast.expr]]:
        """Give each text that Streamlit reads as Markdown, with the call that shows it."""
        for node in self.calls:
            if not isinstance(node.func, ast.Attribute):
                continue
            name, named = node.func.attr, {one.arg: one.value for one in node.keywords}
            if name in MESSAGES | LABELLED and node.args:
                yield node, node.args[0]
            wanted = (WORDS if name in LABELLED else set()) | {WORDS_OF.get(name, "")}
            if name in OF_OPTIONS:
                # Without a name for each the options themselves are shown.
                wanted |= {"format_func"}
                if "format_func" not in named and len(node.args) > 1:
                    yield node, node.args[1]
            yield from ((node, named[one]) for one in wanted if one in named)


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_read_as_markdown_is_ours_or_escaped(path: Path) -> None:
    code = _Code(path)
    raw = [
        f"line {call.lineno}: {ast.unparse(text)}"
        for call, text in code.told()
        if not code.is_text(text)
    ]
    assert not raw, raw
