"""What a partner says of its table: the indicator, how sensitive it is, its areas and time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic import ValidationError as PydanticError
from pydantic.dataclasses import dataclass

from data.catalogue.base import base_catalogue
from data.catalogue.records import Label, Polarity, Sensitivity, Text, Unit
from data.partner.levels import held_levels, level_of
from data.partner.period import PartnerPeriod
from data.partner.words import PartnerError

_STRICT = ConfigDict(extra="forbid")
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True, config=_STRICT)
class IndicatorDefinition:
    """An indicator as the partner defines it, with the areas and the time of one table.

    Attributes
    ----------
    id : str
        Lower-case words joined by hyphens; see `slug`.
    name, short : str
        As screens show it; `short` has at most 24 characters.
    unit, polarity, sensitivity : str
        From the catalogue's closed lists.
    partner : str
        Who supplied the table.
    definition, caveat : str
        What is counted over what, and what to beware of.
    level : str
        Area type with its vintage: ``ward24``, ``lsoa21``, ``district``.
    period : PartnerPeriod
        The time that the values are of.
    theme : str
        Id of the theme it is shown with; empty for none.
    """

    id: str
    name: Text
    short: Label
    unit: Unit
    polarity: Polarity
    sensitivity: Sensitivity
    partner: Text
    definition: Text
    caveat: Text
    level: str
    period: PartnerPeriod
    theme: str = ""

    @property
    def is_restricted(self) -> bool:
        """Whether small-area values are for authorised users only."""
        return self.sensitivity == "restricted"

    @property
    def area_level(self) -> str:
        """The level without its vintage: ``ward``, ``lsoa`` or ``district``."""
        return level_of(self.level)


def slug(name: str) -> str:
    """Return the id that a name gives: lower-case words of letters and digits joined by hyphens.

    Parameters
    ----------
    name : str
        As screens show it.

    Returns
    -------
    str
        At most 60 characters.

    Raises
    ------
    PartnerError
        If the name has no letter or digit.

    Examples
    --------
    >>> slug("Children’s plans (per 10k)")
    'childrens-plans-per-10k'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-")
    if not made:
        raise PartnerError(
            f"The name '{name}' has no letter or digit to make an id of. Give the indicator a name."
        )
    return made


def define_indicator(**given: Any) -> IndicatorDefinition:
    """Make a definition from what a form or a command line gives, all faults told at once.

    Parameters
    ----------
    **given
        The attributes of `IndicatorDefinition`. Without ``id`` the name makes it; without
        ``short`` the name does, cut at 24 characters; without ``caveat`` it says whose it is.

    Returns
    -------
    IndicatorDefinition

    Raises
    ------
    PartnerError
        If a key is missing, unknown or outside its closed list, or if the id is that of an
        indicator of the catalogue. The message names each.

    Examples
    --------
    >>> from data.partner.period import read_period
    >>> define_indicator(
    ...     name="Deliberate fires", unit="per 1,000 residents", polarity="higher is worse",
    ...     sensitivity="open", partner="Fire service", level="ward24",
    ...     definition="Fires set on purpose, over all residents.", period=read_period("2024"),
    ... ).id
    'deliberate-fires'
    """
    filled = {key: value for key, value in given.items() if value is not None}
    name = str(filled.get("name", "")).strip()
    filled.setdefault("id", slug(name) if name else "")
    # Without a name it is the name that is missed, and not what would be made of it.
    filled.setdefault("short", name[:24].strip() or "-")
    filled.setdefault("caveat", f"As supplied by {filled.get('partner', 'a partner')}.")
    try:
        made = TypeAdapter(IndicatorDefinition).validate_python(filled)
    except PydanticError as error:
        raise PartnerError(
            "The indicator is not fully described: "
            + " ".join(_fault(dict(detail)) for detail in error.errors())
        ) from None
    _refuse(made)
    return made


def _fault(detail: dict[str, Any]) -> str:
    key = " ".join(str(part) for part in detail["loc"])
    if detail["type"] == "missing":
        return f"{key} is missing."
    if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{key} is not known."
    return f"{key}: {detail['msg'][0].lower()}{detail['msg'][1:]}, not {detail['input']!r}."


def _refuse(made: IndicatorDefinition) -> None:
    if made.id != slug(made.id):
        raise PartnerError(f"The id '{made.id}' is not one: write '{slug(made.id)}'.")
    if made.level not in held_levels():
        raise PartnerError(
            f"A table cannot be by '{made.level}'. It may be by: {', '.join(held_levels())}."
        )
    if made.theme and made.theme not in base_catalogue().themes:
        known = ", ".join(base_catalogue().themes)
        raise PartnerError(f"There is no theme '{made.theme}'. The themes are: {known}.")


def refuse_clash(definition: IndicatorDefinition, saved: Mapping[str, IndicatorDefinition]) -> None:
    """Refuse a definition whose id means something else already.

    Parameters
    ----------
    definition : IndicatorDefinition
        Of the table at hand.
    saved : mapping of str to IndicatorDefinition
        Partner indicators that the store holds, by id.

    Raises
    ------
    PartnerError
        If the id is the catalogue's, or is saved with another unit, polarity or sensitivity: one
        indicator cannot be two things, and a restricted one cannot become open by a new upload.

    Examples
    --------
    >>> from dataclasses import replace
    >>> refuse_clash(EXAMPLE, {EXAMPLE.id: replace(EXAMPLE, sensitivity="restricted")})
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: 'deliberate-fires' is saved with the sensitivity ...
    """
    held = saved.get(definition.id)
    if held is None:
        if definition.id in base_catalogue().indicators:
            raise PartnerError(
                f"'{definition.id}' is an indicator of the catalogue. Give yours another name, "
                f"such as '{definition.name} ({definition.partner})'."
            )
        return
    for what in ("unit", "polarity", "sensitivity"):
        before, now = getattr(held, what), getattr(definition, what)
        if before != now:
            raise PartnerError(
                f"'{definition.id}' is saved with the {what} '{before}', and this table says "
                f"'{now}'. Say the same, use another name, or remove the indicator first."
            )


def to_detail(definition: IndicatorDefinition) -> dict[str, Any]:
    """Return a definition as plain JSON, for the store.

    Parameters
    ----------
    definition : IndicatorDefinition
        Of a table.

    Returns
    -------
    dict of str to Any
        Its attributes by name, the period as a dict of its own.

    Examples
    --------
    >>> from_detail(to_detail(EXAMPLE)) == EXAMPLE
    True
    """
    return asdict(definition)


def from_detail(detail: Mapping[str, Any]) -> IndicatorDefinition:
    """Return the definition that the store holds as plain JSON."""
    try:
        return TypeAdapter(IndicatorDefinition).validate_python(dict(detail))
    except PydanticError as error:
        raise PartnerError(
            "The store holds a partner table whose definition cannot be read: "
            + " ".join(_fault(dict(one)) for one in error.errors())
            + " Undo the change that put it there."
        ) from None


EXAMPLE = IndicatorDefinition(
    id="deliberate-fires",
    name="Deliberate fires",
    short="Deliberate fires",
    unit="per 1,000 residents",
    polarity="higher is worse",
    sensitivity="open",
    partner="Fire and rescue service",
    definition="Fires that the service records as set on purpose, over all residents.",
    caveat="Only fires that the service was called to.",
    level="ward24",
    period=PartnerPeriod("2024", "2024", "2024-01", "2024-12", 12),
)
"""A definition for examples and forms."""
