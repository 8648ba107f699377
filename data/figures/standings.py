"""What each partnership's plans put first, beside what its figures say."""

from __future__ import annotations

from dataclasses import dataclass

from data.catalogue.records import Priority, Theme
from data.figures.country import Comparator
from data.figures.headlines import Headline, headline
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered


@dataclass(frozen=True, slots=True)
class Standing:
    """A theme in one CSP: what the plans make of it, and its lead indicator as compared.

    ``named`` are the plans that name the theme, newest first; empty where none does. ``told`` is
    the headline of the indicator that leads the theme; None where the theme has no counted one.
    ``own_plan`` says whether a plan of the CSP's own is loaded: without one, a theme that nothing
    names may still be its priority.
    """

    theme: Theme
    csp: str
    named: tuple[Priority, ...]
    told: Headline | None
    own_plan: bool

    @property
    def tier(self) -> str:
        """The tier in the newest plan that names the theme, or ''."""
        return self.named[0].tier if self.named else ""

    @property
    def is_high(self) -> bool:
        """Whether the lead indicator is over what it is set against by the 95% interval."""
        return (
            self.told is not None
            and self.told.comparison in ("worse", "higher")
            and (self.told.times_against or 0) > 1
        )


def districts_with_plan() -> tuple[str, ...]:
    """Return the districts whose own plan or assessment is loaded, in the catalogue's order.

    Returns
    -------
    tuple of str
        District codes. A district that only another partnership's document speaks of is left
        out: what that document does not name may be a priority all the same.

    Examples
    --------
    >>> len(districts_with_plan()), len(load_catalogue().force.districts)
    (4, 9)
    """
    catalogue = load_catalogue()
    own = {csp for source in catalogue.sources.values() for csp in source.csps}
    return tuple(one.code for one in catalogue.force.districts if one.code in own)


@remembered(maxsize=32)
def standings(period_id: str, comparator: Comparator = "force") -> tuple[Standing, ...]:
    """Return every theme in every CSP, themes in display order, districts in the catalogue's.

    Parameters
    ----------
    period_id : str
        The period of the figures that are set beside the plans.
    comparator : {"force", "global", "demographic", "economic", "all"}
        What the figures are set against.

    Returns
    -------
    tuple of Standing
        Themes that no plan names and no counted indicator leads are left out.

    Examples
    --------
    >>> asb = [one for one in standings("2025") if one.theme.id == "asb"]
    >>> len(asb), sum(one.tier == "priority" for one in asb), sum(one.is_high for one in asb)
    (9, 8, 1)
    """
    catalogue = load_catalogue()
    themes = [one for one in catalogue.themes.values() if one.priorities or one.lead_counted]
    return tuple(
        _standing(theme, district.code, period_id, comparator)
        for theme in sorted(themes, key=lambda one: one.order)
        for district in catalogue.force.districts
    )


def _standing(theme: Theme, csp: str, period_id: str, comparator: Comparator) -> Standing:
    named = sorted(
        (one for one in theme.priorities if one.csp == csp), key=lambda one: one.year, reverse=True
    )
    lead = theme.lead_counted
    told = headline(lead, period_id, csp, comparator) if lead else None
    return Standing(theme, csp, tuple(named), told, csp in districts_with_plan())


@remembered(maxsize=32)
def high_without_priority(period_id: str, comparator: Comparator = "force") -> tuple[Standing, ...]:
    """Return the themes that are high in a district but no priority of its own plans.

    Parameters
    ----------
    period_id : str
        The period of the figures that are set beside the plans.
    comparator : {"force", "global", "demographic", "economic", "all"}
        What the figures are set against.

    Returns
    -------
    tuple of Standing
        Those whose tier is not ``priority``, the furthest above first, in the districts
        of `districts_with_plan` only: a plan that is not loaded is not an absent priority. Where
        two themes are led by one indicator, a theme that the indicator only stands in for is left
        out if the theme of its own is there too, so that no figure counts twice.

    Examples
    --------
    >>> all(one.is_high and one.tier != "priority" for one in high_without_priority("2025"))
    True
    >>> {one.csp for one in high_without_priority("2025")} <= set(districts_with_plan())
    True
    """
    found = [
        one
        for one in standings(period_id, comparator)
        if one.own_plan and one.is_high and one.tier != "priority"
    ]
    own = {(one.csp, one.theme.lead_counted) for one in found if not one.theme.proxy}
    kept = [
        one for one in found if not one.theme.proxy or (one.csp, one.theme.lead_counted) not in own
    ]
    return tuple(sorted(kept, key=lambda one: -_times(one)))


def priority_not_high(period_id: str, comparator: Comparator = "force") -> tuple[Standing, ...]:
    """Return the priorities whose own indicator is not over what it is set against.

    Parameters
    ----------
    period_id : str
        The period of the figures that are set beside the plans.
    comparator : {"force", "global", "demographic", "economic", "all"}
        What the figures are set against.

    Returns
    -------
    tuple of Standing
        Themes that a stand-in leads are left out: what stands in for a theme says nothing against
        it. So are those whose rates have no interval to judge by.

    Examples
    --------
    >>> all(one.tier == "priority" and not one.is_high for one in priority_not_high("2025"))
    True
    """
    return tuple(
        one
        for one in standings(period_id, comparator)
        if one.tier == "priority"
        and not one.theme.proxy
        and one.told is not None
        and one.told.comparison is not None
        and not one.is_high
    )


def _times(one: Standing) -> float:
    return (one.told.times_against if one.told else None) or 0.0
