"""What users bring and enter, kept in files under one manifest, and what is remembered of it.

Gives out the names below, and `remembered` for what rests on the store. May import the settings.
"""

from data.store.files import Packed, packed
from data.store.store import (
    Change,
    Entry,
    Snapshot,
    StoreError,
    Transaction,
    ask_before_changes,
    check_store,
    current,
    described,
    digest_of,
    going_by,
    is_intact,
    read_layer,
    read_table,
    refresh,
    store_folder,
    transaction,
    undo,
)

__all__ = [
    "Change",
    "Entry",
    "Packed",
    "Snapshot",
    "StoreError",
    "Transaction",
    "ask_before_changes",
    "check_store",
    "current",
    "described",
    "digest_of",
    "going_by",
    "is_intact",
    "packed",
    "read_layer",
    "read_table",
    "refresh",
    "store_folder",
    "transaction",
    "undo",
]
