"""Who is not at the app's machine reads everything and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from components.sources.history import _what
from data import store
from data.partner_tables.store import save_partner_table
from data.selection.rights import READ_ONLY
from data.store import Change
from tests.app.visiting import healthy, table_with, visit, words
from tests.data.partner_tables.partner_tables import checked, definition, whole_table

SECTIONS = {"Police records", "Ward boundaries", "A partner's table"}


@pytest.fixture
def from_elsewhere(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction("Imported Names of a restricted table", who="An analyst") as change:
        change.put("sample", "x", pd.DataFrame({"count": [3]}))
    monkeypatch.setattr("components.page.rights.on_own_machine", lambda *_: False)


@pytest.mark.parametrize("page", ["plan", "prioritise", "sources", "trends"])
def test_pages_with_something_to_enter_say_that_nothing_is_saved(
    from_elsewhere: None, page: str
) -> None:
    assert READ_ONLY in words(healthy(visit(page)))


@pytest.mark.parametrize("page", ["overview", "theme", "compare"])
def test_pages_to_read_are_as_they_were(from_elsewhere: None, page: str) -> None:
    assert READ_ONLY not in words(healthy(visit(page)))


def test_nothing_can_be_brought_from_elsewhere(from_elsewhere: None) -> None:
    assert not SECTIONS & {one.label for one in healthy(visit("sources")).tabs}
    # A link to one of them opens the first section instead.
    asked = healthy(visit("sources", "Police records"))
    assert asked.session_state["sources-sections"] == "What is loaded"


def test_the_history_tells_others_what_and_when_and_has_no_way_back(from_elsewhere: None) -> None:
    app = healthy(visit("sources", "History"))
    told = words(app)
    assert "An analyst" in told and "SHA-256" not in told
    assert all(one.disabled for one in app.button if str(one.label) == "Undo")


def test_the_history_names_no_table_of_a_partner_to_others(from_elsewhere: None) -> None:
    told = Change(1, "2026-01-01", "An analyst", "Imported Children at risk", "", ())
    assert _what(replace(told, put=(("partner", "at-risk/2025"),))) == (
        "A partner's table was changed"
    )
    assert _what(replace(told, put=(("plan_note", "x"),))) == "Imported Children at risk"


def test_what_is_loaded_names_no_restricted_table_to_others(
    own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_partner_table(checked(whole_table("ward24", {})), "An analyst", "by their own system")
    restricted = definition(name="Children at risk", sensitivity="restricted")
    save_partner_table(checked(whole_table("ward24", {}), restricted), "An analyst")
    own = table_with(healthy(visit("sources")), "Indicator")
    assert {*own["Indicator"]} == {"Deliberate fires", "Children at risk"}
    monkeypatch.setattr("components.page.rights.on_own_machine", lambda *_: False)
    app = healthy(visit("sources"))
    told = table_with(app, "Indicator")
    assert [*told["Indicator"]] == ["Deliberate fires"]
    assert not {"Saved by", "File", "Note"} & {*told}
    assert "1 restricted table is also held, and not listed here." in words(app)


def test_the_store_asks_before_every_change(from_elsewhere: None) -> None:
    import components.page.rights

    assert not components.page.rights.may_change()
    with pytest.raises(store.StoreError, match="changes are made on the machine"):
        store.undo(1, "A visitor")
    with pytest.raises(store.StoreError), store.transaction("x") as change:
        change.put("sample", "y", pd.DataFrame({"count": [1]}))
    assert store.refresh().generation == 1


def test_an_installation_can_let_others_change_things(
    from_elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_ALLOW_CHANGES", "1")
    assert READ_ONLY not in words(healthy(visit("plan")))
    assert store.undo(1, "A visitor").undoes == 1


def test_undoing_needs_a_name(own_store: Path) -> None:
    with store.transaction("Put", who="An analyst") as change:
        change.put("sample", "x", pd.DataFrame({"count": [3]}))
    app = healthy(visit("sources", "History"))
    (undo,) = [one for one in app.button if str(one.label) == "Undo"]
    assert undo.disabled
    named = next(one for one in app.text_input if one.key == "who-history")
    named.input("Chair").run()
