"""Partners' indicators that pages set beside the others: rates and shares, by period."""

from __future__ import annotations

from data.catalogue.records import LEGAL, Indicator
from data.figures.area_figures import Level
from data.installed.catalogue import load_catalogue
from data.partner.levels import LEVELS, level_of
from data.partner.values import partner_definitions, partner_periods_of, saved_tables
from data.store.remembered import remembered


@remembered(maxsize=1)
def partner_rates() -> tuple[Indicator, ...]:
    """Return partners' indicators that a map can shade: a rate or a share.

    Returns
    -------
    tuple of Indicator
        By id, whatever their periods and levels; restricted ones too. Empty where no partner's
        table is in the store.

    Examples
    --------
    >>> all(one.unit.startswith(("per ", "%")) for one in partner_rates())
    True
    """
    catalogue = load_catalogue()
    held = [catalogue.indicator(one) for one in partner_definitions()]
    return tuple(one for one in held if is_rate(one))


def is_rate(indicator: Indicator) -> bool:
    """Tell a rate or a share from a count, a rank and a change."""
    return indicator.unit.startswith(("per ", "%")) and indicator.unit != "% change"


@remembered(maxsize=64)
def partners_rates(period_id: str, level: Level = "district") -> tuple[Indicator, ...]:
    """Return the partners' rates that have a table in a period which reaches a level.

    Parameters
    ----------
    period_id : str
        A period of the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted. A table by ward adds up to districts; one by district says nothing of wards.

    Returns
    -------
    tuple of Indicator
        Restricted ones too: a page shows them with the reason why their figures are not there.

    Examples
    --------
    >>> partners_rates("no-such-period")
    ()
    """
    tables = {(one.definition.id, one.period.id): one for one in saved_tables().values()}
    return tuple(
        one
        for one in partner_rates()
        if (table := tables.get((one.id, period_id.removesuffix(LEGAL)))) is not None
        and LEVELS.index(level_of(table.definition.level)) <= LEVELS.index(level)
    )


@remembered(maxsize=1)
def ward_rates() -> tuple[Indicator, ...]:
    """Return the partners' rates that any period has by ward or by smaller areas."""
    return tuple(
        one
        for one in partner_rates()
        if any(one in partners_rates(period, "ward") for period in partner_periods_of(one.id))
    )
