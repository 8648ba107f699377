"""What is said of an official table of recorded rates, and of months beside it."""

from __future__ import annotations

import pandas as pd

from data.figures.official_rates import OfficialTable
from data.phrases.plain import joined, lower_first, month, rate
from data.words.compare import number

_FULL = (1, 2, 3, 4)


def official_message(table: OfficialTable, place: str) -> str:
    """Say on how many offences a district is over the rest of the force.

    Parameters
    ----------
    table : OfficialTable
        Of `data.figures.official_rates`.
    place : str
        The district's name.

    Returns
    -------
    str
    """
    held = table.rows[table.rows["rate"].notna()]
    over = held[held["ratio_lower"] > 1].sort_values("ratio", ascending=False)
    named = joined([lower_first(one) for one in over["name"]], 4)
    said = (
        f"{place}, {table.year}, by the {table.publisher}: over the rest of the force on "
        f"{number(len(over))} of {len(held)} rows"
    )
    return said + (f" ({named})" if named else "")


def official_note(table: OfficialTable) -> str:
    """Say whose table it is, over which residents, and what it lacks.

    Parameters
    ----------
    table : OfficialTable
        Of `data.figures.official_rates`.

    Returns
    -------
    str
    """
    said = (
        f"Police recorded crime, {table.publisher}; residents of {table.base}. Over and under by "
        "the 95% interval of the ratio to the rest of the force. Rows overlap: groups hold their "
        "parts. Anti-social behaviour is in no official table of crime."
    )
    if table.quarters not in (_FULL, (0,)):
        held = joined([f"quarter {one}" for one in table.quarters], 4)
        said += f" The year so far: {held}, annualised."
    return said


def official_download(table: OfficialTable) -> pd.DataFrame:
    """Return the table for a file.

    Parameters
    ----------
    table : OfficialTable
        Of `data.figures.official_rates`.

    Returns
    -------
    pandas.DataFrame
        A row an offence; rates per 1,000 residents.
    """
    rows = table.rows
    return pd.DataFrame(
        {
            "Offence": rows["name"],
            "Year": table.year,
            "Crimes": rows["count"].astype("Int64"),
            "Rate": rows["rate"].round(2),
            "Lower 95%": rows["lower"].round(2),
            "Upper 95%": rows["upper"].round(2),
            "Force rate": rows["force_rate"].round(2),
            "Times the rest": rows["ratio"].round(2),
            "Times lower 95%": rows["ratio_lower"].round(2),
            "Times upper 95%": rows["ratio_upper"].round(2),
        }
    )


def against_official(table: pd.DataFrame) -> str:
    """Say how many of the officially recorded crimes the months of police.uk hold.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `data.figures.official_rates.months_against_official`.

    Returns
    -------
    str
        Empty where there is nothing to compare.
    """
    if table.empty:
        return ""
    lowest = table.sort_values("share").iloc[0]
    first, last = (month(one) for one in str(lowest["quarter"]).split(" to "))
    said = f"The months of police.uk hold {rate(table['share'].iloc[-1], '%')} of the crimes that "
    said += "the Home Office counts for the newest quarter"
    if len(table) > 1:
        said += f"; the lowest is {rate(lowest['share'], '%')}, {first} to {last}"
    return f"{said}."
