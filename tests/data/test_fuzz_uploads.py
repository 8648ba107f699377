"""Mangled uploads through the real imports: a few with every run of the tests, many on demand.

``CSP_FUZZ_UPLOADS=600 python -m pytest tests/data/test_fuzz_uploads.py`` runs as many as it says.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data import store
from tests.data.fuzz_uploads import MANGLERS, FuzzError, run_upload, seeds, uploads

NUMBER = int(os.environ.get("CSP_FUZZ_UPLOADS", "90"))


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))


@pytest.mark.parametrize("name", MANGLERS)
def test_what_is_mangled_was_good_before(name: str, tmp_path: Path) -> None:
    upload = next(one for one in seeds() if one.name == name)
    assert run_upload(upload, tmp_path).saved
    assert store.refresh().generation == 1


def test_a_mangled_upload_gets_a_sentence_or_goes_in_whole(tmp_path: Path) -> None:
    wrong, saved = [], 0
    for upload in uploads(NUMBER):
        try:
            saved += run_upload(upload, tmp_path).saved
        except FuzzError as error:
            wrong.append(str(error))
    assert not wrong
    # Were all refused, or all taken, nothing would be proved.
    assert 0 < saved < NUMBER
