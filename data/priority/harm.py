"""Crime weighted by harm, with weights that a user brings and names the source of.

No weights come with the app. Those of ONS (Crime Severity Score) and of Cambridge (Crime Harm
Index) weigh some hundreds of offences; data.police.uk gives 13 types of crime, so somebody has to
decide how the offences of a type are mixed. That decision is the user's, and stands in the source.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass

import pandas as pd

from data import store
from data.figures.area_figures import Level, area_figures, records_cube, residents_of
from data.figures.headlines import known
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.harm import harm_weighted
from geo.ranking import rank_highest_first
from geo.rates import person_years
from geo.series import days_of

KIND, KEY = "harm_weights", "weights"
COLUMNS = ("crime_type", "weight")
LIMITS = {"source": 200, "unit": 60, "licence": 120}
MOST_ROWS, MOST_BYTES = 200, 100_000
FEWEST_TYPES = 2

LIMIT_SENTENCE = (
    "A police record is weighed by its type, not by its offence: every crime of a type weighs the "
    "same, from a threat to a killing in 'Violence and sexual offences'. Anti-social behaviour is "
    "no crime and has no weight. Read the result as a second view beside the counts."
)


class HarmWeightsError(ValueError):
    """Weights cannot be used; the message names row and column, and what to do."""


@dataclass(frozen=True, slots=True)
class HarmWeights:
    """Weights by crime type with where they come from.

    ``weights`` is a tuple of (crime type, weight); ``unit`` says what a weight is (days in
    prison, points); ``without`` are the crime types that have none, and are left out.
    """

    weights: tuple[tuple[str, float], ...]
    source: str
    unit: str
    licence: str
    without: tuple[str, ...]

    @property
    def by_type(self) -> pd.Series:
        """Weight by crime type."""
        return pd.Series(dict(self.weights), dtype="float64")


def crime_types() -> tuple[str, ...]:
    """Return the crime types that can be weighed: those of all crime, so never ASB.

    Returns
    -------
    tuple of str
        The publisher's labels, by alphabet.

    Examples
    --------
    >>> len(crime_types()), "Anti-social behaviour" in crime_types()
    (13, False)
    """
    return tuple(sorted(load_catalogue().indicator("all-crime").counts))


def parse_weights(content: bytes) -> tuple[tuple[str, float], ...]:
    r"""Read a table of weights: comma-separated, with columns crime_type and weight.

    Parameters
    ----------
    content : bytes
        UTF-8 text, at most 100 kB and 200 rows.

    Returns
    -------
    tuple of (crime type, weight)
        In the order of the file; spaces and letter case of the types do not matter.

    Raises
    ------
    HarmWeightsError
        If the text cannot be read, a column is missing, a type is not known or comes twice, or a
        weight is not a number over 0. Every fault is listed with its row.

    Examples
    --------
    >>> parse_weights(b"crime_type,weight\nRobbery,746\nshoplifting,13\n")
    (('Robbery', 746.0), ('Shoplifting', 13.0))
    """
    if len(content) > MOST_BYTES:
        raise HarmWeightsError(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,} fit.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HarmWeightsError("The file is not UTF-8 text. Save it as CSV (UTF-8).") from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise HarmWeightsError(
            f"Row 1: there is no column {' or '.join(missing)}. Head the columns crime_type,weight."
        )
    rows = [(row["crime_type"], row["weight"]) for row in reader]
    return check_weights(rows)


def check_weights(rows: list[tuple[object, object]]) -> tuple[tuple[str, float], ...]:
    """Check typed or read weights."""
    if len(rows) > MOST_ROWS:
        raise HarmWeightsError(f"There are {len(rows)} rows; at most {MOST_ROWS} fit.")
    spelt = {one.casefold(): one for one in crime_types()}
    faults, held = [], {}
    for number, (name, weight) in enumerate(rows, start=2):
        known_type = spelt.get(" ".join(str(name or "").split()).casefold())
        number_given = _number(weight)
        if known_type is None:
            faults.append(
                f"Row {number}, crime_type: '{name}' is none of {', '.join(crime_types())}."
            )
        elif known_type in held:
            faults.append(f"Row {number}, crime_type: '{known_type}' comes twice. Keep one.")
        elif number_given is None:
            faults.append(
                f"Row {number}, weight: '{weight}' is no number over 0. Leave out a type that has "
                "no weight."
            )
        else:
            held[known_type] = number_given
    if not faults and len(held) < FEWEST_TYPES:
        faults.append(f"Give weights for {FEWEST_TYPES} crime types or more.")
    if faults:
        raise HarmWeightsError("\n".join(faults))
    return tuple(held.items())


def _number(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def save_weights(
    weights: tuple[tuple[str, float], ...],
    *,
    source: str,
    unit: str = "",
    licence: str = "",
    who: str = "",
    note: str = "",
) -> None:
    """Keep weights in the store, with their source.

    Parameters
    ----------
    weights : tuple of (crime type, weight)
        From `parse_weights` or `check_weights`.
    source : str
        Where they come from and how offences were put together into types; required.
    unit, licence : str
        What a weight is, and on which terms it may be used.
    who, note : str
        For the history.

    Raises
    ------
    HarmWeightsError
        If the source is empty, or a text is too long.

    Examples
    --------
    >>> save_weights((("Robbery", 746.0), ("Burglary", 438.0)), source=" ")
    Traceback (most recent call last):
        ...
    data.priority.harm.HarmWeightsError: Name the source of the weights: without one they are not...
    """
    checked = check_weights([(name, weight) for name, weight in weights])
    typed = {"source": source.strip(), "unit": unit.strip(), "licence": licence.strip()}
    if not typed["source"]:
        raise HarmWeightsError("Name the source of the weights: without one they are not shown.")
    for name, most in LIMITS.items():
        if len(typed[name]) > most:
            raise HarmWeightsError(
                f"The {name} has {len(typed[name])} characters. Shorten it to {most}."
            )
    frame = pd.DataFrame(checked, columns=list(COLUMNS))
    with store.transaction("Entered harm weights", who=who, note=note) as change:
        change.put(KIND, KEY, frame, typed)


def remove_weights(who: str = "") -> None:
    """Take the weights out of the store; `data.store.store.undo` puts them back.

    Parameters
    ----------
    who : str
        For the history.

    Raises
    ------
    data.store.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    Where there are none, nothing is changed:

    >>> remove_weights(who="J. Smith")
    >>> harm_weights() is None
    True
    """
    with store.transaction("Took out the harm weights", who=who) as change:
        change.remove(KIND, KEY)


def harm_weights() -> HarmWeights | None:
    """Return the weights in the store, or None where nobody entered any.

    Returns
    -------
    HarmWeights or None
        With their source; a crime type that was given no weight is in ``without``.

    Raises
    ------
    data.store.store.StoreError
        If the store's table cannot be read.

    Examples
    --------
    >>> held = harm_weights()
    >>> held is None or bool(held.source)
    True
    """
    entry = store.current().entries.get((KIND, KEY))
    if entry is None:
        return None
    frame = store.read_table(KIND, KEY)
    pairs = zip(frame["crime_type"].astype(str), frame["weight"].astype(float), strict=True)
    weights = tuple(pairs)
    given = {name for name, _ in weights}
    return HarmWeights(
        weights,
        str(entry.detail["source"]),
        str(entry.detail["unit"]),
        str(entry.detail["licence"]),
        tuple(one for one in crime_types() if one not in given),
    )


def harm_view(period_id: str, level: Level) -> pd.DataFrame | None:
    """Weigh the recorded crime of every area of a level.

    Parameters
    ----------
    period_id : str
        A recorded period.
    level : {"lsoa", "ward", "district", "force"}
        Areas.

    Returns
    -------
    pandas.DataFrame or None
        By area code, as `geo.harm.harm_weighted` (harm per 1,000 residents in a year), with
        ``area_name``, ``district_code``, ``crime_rate`` (records of weighed types per 1,000),
        ``rank_by_harm`` and ``rank_by_crime`` (1 is the highest) and ``moves`` (places up, by
        harm against by count). None where no weights are in the store.

    Examples
    --------
    >>> view = harm_view("2025", "district")
    >>> view is None or len(view) == 9
    True
    """
    held = harm_weights()
    return None if held is None else _weighed(period_id, level, held)


@remembered(maxsize=32)
def _weighed(period_id: str, level: Level, held: HarmWeights) -> pd.DataFrame:
    counted = _by_type(period_id, level)
    months = set(records_cube(period_id, level).columns.get_level_values("month"))
    years = person_years(residents_of(period_id, level), days_of(months)).reindex(counted.index)
    told = harm_weighted(counted, held.by_type, years)
    names = area_figures("all-crime", period_id, level)[["area_name", "district_code"]]
    told = names.join(told)
    told["crime_rate"] = told["weighted_records"] / years * 1_000
    told["rank_by_harm"] = rank_highest_first(told["harm_rate"])
    told["rank_by_crime"] = rank_highest_first(told["crime_rate"])
    told["moves"] = told["rank_by_crime"] - told["rank_by_harm"]
    return told


def harm_by_type(period_id: str, area_code: str, level: Level) -> pd.DataFrame | None:
    """Return what each crime type gives to an area's records and to its harm.

    Parameters
    ----------
    period_id, area_code : str
        A recorded period and an area of the level.
    level : {"lsoa", "ward", "district", "force"}
        What the area is.

    Returns
    -------
    pandas.DataFrame or None
        By crime type, the most harm first: ``records``, ``weight``, ``harm``, ``record_share``
        and ``harm_share`` (per cent of the weighed types; missing for a type without a weight).

    Raises
    ------
    KeyError
        For an area that the level has not.

    Examples
    --------
    >>> told = harm_by_type("2025", "E07000194", "district")
    >>> told is None or len(told) == 13
    True
    """
    held = harm_weights()
    if held is None:
        return None
    records = _by_type(period_id, level).loc[area_code]
    weight = held.by_type.reindex(records.index)
    weighed = records.where(weight.notna())
    harm = weighed * weight
    table = pd.DataFrame({"records": records, "weight": weight, "harm": harm})
    table["record_share"] = weighed / weighed.sum() * 100
    table["harm_share"] = harm / harm.sum() * 100
    return table.sort_values("harm", ascending=False, na_position="last", kind="stable")


def _by_type(period_id: str, level: Level) -> pd.DataFrame:
    """Records of each crime type, ASB left out; a type that nobody recorded is a true 0."""
    totals = records_cube(period_id, level).T.groupby(level="crime_type").sum().T
    return totals.reindex(columns=list(crime_types()), fill_value=0)


def harm_sentence(period_id: str, csp: str) -> str:
    """Say in one sentence how a district stands by harm against by count; '' without weights.

    Parameters
    ----------
    period_id : str
        A recorded period.
    csp : str
        District code.

    Returns
    -------
    str
        Ranks by harm and by records of the weighed types, each per resident; 1 is the highest. ''
        also where the district is not known or has no rank.

    Examples
    --------
    >>> isinstance(harm_sentence("2025", "E07000194"), str)
    True
    """
    view, held = harm_view(period_id, "district"), harm_weights()
    if view is None or held is None or csp not in view.index:
        return ""
    own = view.loc[csp]
    harm, crime = known(own["rank_by_harm"]), known(own["rank_by_crime"])
    if harm is None or crime is None:
        return ""
    return (
        f"{own['area_name']} is number {harm:.0f} of {len(view)} districts by harm and number "
        f"{crime:.0f} by recorded crime, for each resident; weights: {held.source}."
    )
