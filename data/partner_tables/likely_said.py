"""What a table probably is, for a form to begin with: its unit, its period, its sensitivity."""

from __future__ import annotations

import re

from data.catalogue.table_words import table_words
from data.catalogue.units import multiplier
from data.partner_tables.files import PartnerFile
from data.partner_tables.headings import scale_of
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.said_period import period_told
from data.partner_tables.written_periods import periods_within, written_period

_CHILDREN = re.compile(r"0 ?(?:-|–|to) ?17|under[ -]?18|aged 0|children|child pop", re.IGNORECASE)


def likely_unit(mapping: ColumnMapping) -> str:
    """Return the unit that the columns speak for.

    Parameters
    ----------
    mapping : ColumnMapping
        Of the table.

    Returns
    -------
    str
        One of the catalogue's units.

    Examples
    --------
    >>> likely_unit(ColumnMapping("Ward", numerator="CPP", denominator="0-17 population"))
    'per 10,000 aged under 18'
    >>> likely_unit(ColumnMapping("Ward", value="Rate per 1,000"))
    'per 1,000 residents'
    """
    below, value = mapping.denominator or "", mapping.value or ""
    children = bool(_CHILDREN.search(f"{below} {value}"))
    scale = scale_of(value)
    usual = "per 10,000 aged under 18" if children else "per 1,000 residents"
    if scale is not None:
        units = (
            ("per 1,000 aged under 18", usual)
            if children
            else (usual, "per 100,000 residents", "%")
        )
        return next((unit for unit in units if multiplier(unit) == scale), usual)
    return usual


def likely_period(file: PartnerFile, mapping: ColumnMapping) -> str:
    """Return the period that a table names, as users type it; empty where it names none.

    Parameters
    ----------
    file : PartnerFile
        Its column of periods is looked at, then the headings, the titles above and the name.
    mapping : ColumnMapping
        Of the table.

    Returns
    -------
    str
        Such as ``2024-25`` or ``2025-03-31``.

    Examples
    --------
    >>> import pandas as pd
    >>> file = PartnerFile("plans-2024-25.csv", "", 0, pd.DataFrame({"Ward": ["Stowe"]}), 1)
    >>> likely_period(file, ColumnMapping(area_name="Ward"))
    '2024-25'
    """
    found = [written_period(period_told(file.table, mapping)[1])]
    for title in (*file.titles, file.name.replace("_", " ")):
        found += [written_period(title), *periods_within(title)]
    return next((one.id.removeprefix("at-") for one in found if one is not None), "")


def seems_restricted(file: PartnerFile, mapping: ColumnMapping) -> bool:
    """Return whether the headings or titles name a subject that is restricted by nature.

    Parameters
    ----------
    file : PartnerFile
        With its titles.
    mapping : ColumnMapping
        Of the table.

    Returns
    -------
    bool
        Sensitivity is still for the user to say.

    Examples
    --------
    >>> import pandas as pd
    >>> file = PartnerFile("a.csv", "", 0, pd.DataFrame(), 1, titles=("Looked after children",))
    >>> seems_restricted(file, ColumnMapping())
    True
    """
    texts = (*mapping.columns.values(), *file.titles)
    return any(table_words().restricted.search(text) for text in texts)
