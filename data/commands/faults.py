"""Which errors a user can put right; any other is a fault of ours, and its traceback is wanted."""

from __future__ import annotations

import sys

_NAMED = (
    ("geo.areas", "AreaError"),
    ("geo.boundaries", "BoundaryError"),
    ("data.building.packaging", "PackageError"),
    ("data.building.sources", "SourceError"),
    ("data.catalogue.records", "CatalogueError"),
    ("data.background.reading", "BackgroundError"),
    ("data.commands.show", "QuestionError"),
    ("data.commands.update", "NeedsSomebodyError"),
    ("data.fetching.faults", "FetchError"),
    ("data.known.sheets", "KnownFileError"),
    ("data.partner.words", "PartnerError"),
    ("data.postcodes.reading", "PostcodeError"),
    ("data.settings", "SettingsError"),
    ("data.store.files", "StoreError"),
    ("data.street.engine", "EngineError"),
    ("data.street.files", "StreetFileError"),
)


def expected() -> tuple[type[Exception], ...]:
    """Return the errors that can have been raised: those of the modules that were imported.

    Importing the others for their names would take longer than most commands.

    Returns
    -------
    tuple of type
        For an ``except`` or `isinstance`; `OSError` is always the first.

    Examples
    --------
    >>> expected()[0].__name__
    'OSError'
    """
    loaded = ((sys.modules[module], name) for module, name in _NAMED if module in sys.modules)
    # A module that is half imported, because its own import failed, has no names yet.
    return (OSError, *(getattr(module, name) for module, name in loaded if hasattr(module, name)))
