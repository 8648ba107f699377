"""``python -m data check``: whether the packaged tables agree, and the store is whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.building.packaging import PackageError, check_packaged
from data.catalogue.base import base_catalogue
from data.store import StoreError, check_store
from data.street.ids_kept import to_count_again
from data.tables.packaged import PACKAGED_FOLDER


def add_parser(subparsers: Any) -> None:
    """Add ``check`` to the command line."""
    checking = subparsers.add_parser(
        "check",
        description="Check that the packaged tables agree with each other, and that every file of "
        "the store (CSP_STORE) is there, unaltered and readable. Tells months that are to be "
        "imported again. Nothing is changed.",
    )
    checking.add_argument(
        "--folder", type=Path, default=PACKAGED_FOLDER, help="where the packaged tables are"
    )


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``check``."""
    told: list[str] = []
    faults: list[str] = []
    for check in (lambda: check_packaged(arguments.folder), check_store):
        try:
            told += check()
        except (PackageError, FileNotFoundError, StoreError) as error:
            # The other one is checked all the same: whoever checks wants to know all.
            faults.append(str(error))
    if faults:
        raise PackageError("\n".join(faults))
    return told + to_count_again(base_catalogue().force.slug)
