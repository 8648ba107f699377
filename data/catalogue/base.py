"""The catalogue of the force area that this installation serves, before the store adds to it."""

from __future__ import annotations

from data import store
from data.catalogue.files import read_catalogue
from data.catalogue.records import CATALOGUE_FOLDER, Catalogue
from data.store.remembered import remembered


@remembered(maxsize=4)
def base_catalogue() -> Catalogue:
    """Return the catalogue's files, for the packaged force area or the one in the store.

    Returns
    -------
    Catalogue

    Raises
    ------
    CatalogueError
        Where a file cannot be used.

    Examples
    --------
    >>> base_catalogue().force.slug
    'staffordshire'
    """
    entry = store.current().entries.get(("area", "catalogue"))
    return read_catalogue(CATALOGUE_FOLDER, None if entry is None else entry.detail)
