"""What the store adds to the catalogue: periods, legal boundaries, partners' indicators."""

from __future__ import annotations

from dataclasses import replace

from data import store
from data.catalogue_records import Catalogue, Period
from data.imported_periods import imported_periods
from data.police import load_months
from data.population import load_population_bases

LEGAL = ".legal"


def with_store(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with what this installation's store adds to it.

    Parameters
    ----------
    catalogue : Catalogue
        As its files tell it.

    Returns
    -------
    Catalogue
        With a period for every run of imported months, a twin of each period whose legal ward
        boundaries are in the store (its id ends in ``.legal``), and partners' indicators with
        their periods, each under its theme.

    Examples
    --------
    >>> from data.base_catalogue import base_catalogue
    >>> with_store(base_catalogue()).default_period.id
    '2025'
    """
    periods = imported_periods(catalogue, load_months(), load_population_bases())
    told = replace(catalogue, periods=periods)
    return replace(told, periods=periods | legal_twins(told))


def legal_twins(catalogue: Catalogue) -> dict[str, Period]:
    """Return each period whose legal wards are in the store once more, counted and drawn by them.

    Examples
    --------
    >>> from data.base_catalogue import base_catalogue
    >>> legal_twins(base_catalogue())
    {}
    """
    held = store.current().of_kind("boundaries_drawn")
    return {
        f"{period.id}{LEGAL}": replace(
            period, id=f"{period.id}{LEGAL}", boundary="legal", app=False, default=False
        )
        for period in catalogue.periods.values()
        if catalogue.ward_vintage(period.id) in held
    }
