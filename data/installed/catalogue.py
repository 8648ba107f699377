"""The product's content as data: indicators, themes, sources, periods and districts.

Everything a screen says that is not a number is read from four TOML files in
``data/catalogue/``, together with what this installation's store adds: imported months become
periods, a partner's table an indicator, and another force area takes the place of the packaged
one. Adding a theme or a plan is an edit to those files.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from data.catalogue.base import base_catalogue
from data.catalogue.files import read_catalogue
from data.catalogue.records import CATALOGUE_FOLDER, Catalogue
from data.installed.additions import with_store
from data.store.remembered import remembered


def load_catalogue(folder: Path | str = CATALOGUE_FOLDER) -> Catalogue:
    """Return the catalogue; the same object on every later call, until the store changes.

    Parameters
    ----------
    folder : Path or str
        Folder with the four files. By default those of the app, with what the store adds; any
        other folder is read as it stands.

    Returns
    -------
    Catalogue
        Records in the order of the files, save themes, which come by their ``order``.

    Raises
    ------
    CatalogueError
        Where a file cannot be used; see `data.catalogue.files.read_catalogue`.

    Examples
    --------
    >>> catalogue = load_catalogue()
    >>> catalogue.indicator("asb").unit
    'per 1,000 residents'
    >>> catalogue.theme("asb").lead
    'asb'
    >>> catalogue.default_period.id
    '2025'
    """
    return _own() if folder is CATALOGUE_FOLDER else _other(Path(folder).resolve())


@remembered(maxsize=4)
def _own() -> Catalogue:
    return with_store(base_catalogue())


@lru_cache(maxsize=4)
def _other(folder: Path) -> Catalogue:
    return read_catalogue(folder)
