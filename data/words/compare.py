"""The Compare page in words: every sentence is drawn from the figures shown."""

from __future__ import annotations

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.documents.similar_areas import ForceTable, SimilarAreas
from data.figures.comparison import (
    Funnel,
    compared_indicators,
    comparison_matrix,
    force_wards,
    hidden_wards,
    sides,
)
from data.figures.country import Comparator
from data.figures.headlines import Headline
from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    count,
    is_missing,
    joined,
    lower_first,
    ordinal,
    rate,
    times_of,
)
from data.words.absence import absent_wards, is_partners, named_sources, short_reason
from data.words.comparators import set_against
from data.words.figures import against_force

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HIGH = ("high 95%", "high 99.8%")
LOW = ("low 95%", "low 99.8%")
FLAGS = {
    "high 99.8%": "above the 99.8% limit",
    "high 95%": "above the 95% limit",
    "within limits": "within the limits",
    "low 95%": "below the 95% limit",
    "low 99.8%": "below the 99.8% limit",
}


def number(value: int) -> str:
    """Write a small number as a word.

    >>> number(0), number(9), number(14)
    ('none', 'nine', '14')
    """
    return NUMBERS[value] if value < len(NUMBERS) else str(value)


def inside(indicator: Indicator) -> str:
    """Name an indicator inside a sentence: short where the short name is an abbreviation."""
    return indicator.short if indicator.short.isupper() else lower_first(indicator.name)


def period_words(period: Period) -> str:
    """Name a period inside a sentence.

    >>> period_words(load_catalogue().period("2018-19"))
    '2018-19'
    """
    return period.label.removesuffix(" (published)").replace(" (12 months)", "")


def compare_title(period: Period, place: str) -> str:
    """Say what the matrix shows, and for when."""
    districts = number(len(load_catalogue().force.districts)).capitalize()
    return f"{districts} districts side by side · {period.label} · {place} highlighted"


def compare_conclusion(
    period: Period, csp: str, place: str, comparator: Comparator = "force"
) -> str:
    """Say which districts are above on most types."""
    if period.kind == "partner":
        return _supplied_conclusion(period, csp, place)
    table = sides(period.id, comparator)
    if table["judged"].max() == 0:
        return _published_conclusion(period)
    judged = int(table["judged"].max())
    first = table.iloc[0]
    said = (
        f"{first['area_name']} is above {set_against(comparator, csp)} on {int(first['above'])} "
        f"of {judged} indicators by the 95% interval"
    )
    return f"{said}{_next(table)}."


def _next(table: pd.DataFrame) -> str:
    """Name the districts that come next."""
    second = int(table["above"].iloc[1])
    others = table[(table["above"] == second) & (table.index != table.index[0])]
    if not second:
        return ""
    return f"; the next, {joined(others['area_name'].tolist())}, on {number(second)}"


def own_sides(row: pd.Series, place: str, force: str = "it") -> str:
    """Say on how many indicators a district is above, similar to and below the others."""
    names = joined([lower_first(one) for one in row["above_names"]], 4)
    above = f"above {force} on {number(int(row['above']))}" + (f" ({names})" if names else "")
    return (
        f"{place} is {above}, similar on {number(int(row['similar']))} and "
        f"below on {number(int(row['below']))}."
    )


def _published_conclusion(period: Period) -> str:
    matrix = comparison_matrix(period.id)
    known = matrix[matrix["rate"].notna()]
    named = known["area_name"].unique().tolist()
    districts = matrix["area_name"].nunique()
    if not named:
        return f"No loaded document prints a district's rate for {period.label}."
    lower = int((known["rate"] < known["force_rate"]).sum())
    return (
        f"The documents print rates for {joined(named)} only, of {number(districts)} districts: "
        f"{joined(named)} is under the force's printed rate on {lower} of {len(known)} indicators. "
        "No counts are printed, so nothing says which differences are more than chance."
    )


def _supplied_conclusion(period: Period, csp: str, place: str) -> str:
    """Say what partners supplied for a period, and where the chosen district is over the force."""
    supplied = compared_indicators(period.id)
    matrix = comparison_matrix(period.id)
    own = matrix[matrix["area_code"] == csp]
    above = [lower_first(one) for one in own.loc[own["side"] == "above", "name"]]
    judged = int(own["side"].notna().sum())
    names = joined([lower_first(one.name) for one in supplied], 4)
    said = f"For {period_words(period)} only partners' tables are here: {names}, supplied by "
    said += f"{named_sources(supplied)}."
    if judged == 1:
        stands = "is" if above else "is not"
        said += f" On the one with counts {place} {stands} above the rest of the force."
    elif judged:
        named = f" ({joined(above, 4)})" if above else ""
        said += (
            f" {place} is above the rest of the force by the 95% interval on {number(len(above))} "
            f"of {number(judged)} that came with counts{named}."
        )
    return f"{said} Police records are in other periods."


def bars_message(rows: pd.DataFrame, told: Headline, place: str) -> str:
    """Say who is highest, and where the chosen district stands."""
    known = rows[rows["rate"].notna()].sort_values("rate", ascending=False)
    name = told.indicator.name
    unit = told.indicator.unit
    if known.empty:
        return f"{name}: {short_reason(rows['status'].iloc[0], told.indicator)} for any district"
    top = known.iloc[0]
    if len(known) < len(rows):
        verb = "shown" if is_partners(told.indicator) else "published"
        return f"{name}: {verb} for {joined(known['area_name'].tolist())} only"
    said = f"{name}: highest in {top['area_name']} ({rate(top['rate'], unit)}"
    if not is_missing(top["times_against"]):
        said += f", {times_of(top['times_against'], top['against'])}"
    said += ")"
    if told.comparator == "force" and told.rank and told.rank > 1:
        said += f"; {place} is {ordinal(told.rank)}"
        compared = against_force(told.comparison, told.indicator.polarity, told.against)
        said += f", {compared}" if compared else ""
    elif told.comparator != "force" and told.rank:
        compared = against_force(told.comparison, told.indicator.polarity, told.against)
        said += f"; {place} is {ordinal(told.rank)} of the {told.of}, {compared}"
    return said


def spread_message(indicator: Indicator, period: Period) -> str:
    """Name the districts under the force's rate that have a ward over every district's rate."""
    wards = force_wards(indicator.id, period.id).wards
    known = int(wards["rate"].notna().sum())
    if known < len(wards) and is_partners(indicator):
        return f"{indicator.name}: {_short_absence(wards, indicator)}"
    if known < len(wards):
        return f"{indicator.name}: published for {number(known)} of {len(wards)} wards only"
    hidden = hidden_wards(indicator.id, period.id)
    if hidden.empty:
        return "No district under the force's rate has a ward over every district's rate"
    top = hidden.iloc[0]
    said = (
        f"{top['district_name']} is under the force's rate, but its {top['area_name']} ward is "
        f"{times_of(top['times_force'], 'that rate')} and over every district's rate"
    )
    more = hidden.groupby("district_name", sort=False).size().drop(top["district_name"])
    if more.empty:
        return said
    are = "is a ward" if int(more.sum()) == 1 else "are wards"
    others = "another district" if len(more) == 1 else f"{number(len(more))} more districts"
    return f"{said}; so {are} of {others} under the force's: {joined(more.index.tolist(), 9)}"


def _short_absence(wards: pd.DataFrame, indicator: Indicator) -> str:
    said = absent_wards(wards, indicator)
    return lower_first(said.removesuffix("."))


def funnel_message(told: Funnel, what: str, place: str | None = None) -> str:
    """Say how many areas lie outside the funnel, and what it allows for."""
    flags = told.points["flag"]
    high, low = int(flags.isin(HIGH).sum()), int(flags.isin(LOW).sum())
    allowed = "they ordinarily differ" if told.dispersion > 1 else "chance would give"
    said = (
        f"{_some(high)} of {number(len(flags))} {what} "
        f"{'is' if high == 1 else 'are'} higher than {allowed}, {_some(low).lower()} lower"
    )
    return said + (f"; {place}" if place else "")


def funnel_place(told: Funnel, csp: str, place: str) -> str:
    """Say where one district or its wards lie in a funnel."""
    if csp in told.points.index:
        return f"{place} is {FLAGS[str(told.points.loc[csp, 'flag'])]}"
    own = told.points[told.points["district_code"] == csp]
    high = int(own["flag"].isin(HIGH).sum())
    held = _some(high).lower()
    return f"{held} of the high ones {'is' if high == 1 else 'are'} in {place}"


def _some(value: int) -> str:
    """Begin a sentence with a number.

    >>> _some(0), _some(2), _some(20)
    ('None', 'Two', '20')
    """
    return number(value).capitalize()


def maps_message(indicator: Indicator, period: Period, csp: str, place: str) -> str:
    """Say where the wards of the highest class are."""
    view = force_wards(indicator.id, period.id)
    if len(view.breaks) < 2:
        verb = "shown" if is_partners(indicator) else "published"
        return f"{indicator.name} by ward: too few wards {verb} to compare"
    high = view.wards[view.wards["rate"] > view.breaks[-2]]
    held = high["district_code"].value_counts()
    most = str(held.index[0])
    said = (
        f"{indicator.name}: {int(held.iloc[0])} of the {len(high)} wards in the highest class are "
        f"in {load_catalogue().force.district(most).name}"
    )
    return said if csp == most else f"{said}, {number(int(held.get(csp, 0)))} in {place}"


def volume_message(table: pd.DataFrame) -> str:
    """Say what rose and fell most in numbers of records."""
    moved = (table["now"] - table["before"]).sort_values()
    parts = []
    for place, verb in ((-1, "rose"), (0, "fell")):
        change = int(moved.iloc[place])
        if (change > 0) == (verb == "rose") and change:
            name = inside(load_catalogue().indicator(str(moved.index[place])))
            parts.append(f"{name} {verb} most in number ({signed(change)})")
    return ", ".join(parts) or "no number changed"


def compared(comparison: str) -> str:
    """Write how a recorded rate compares: fewer recorded is lower, and need not be better.

    >>> compared("better"), compared("worse"), compared("similar")
    ('lower', 'worse', 'similar')
    """
    return "lower" if comparison == "better" else comparison


def signed(value: float) -> str:
    """Write a change in number with its sign.

    >>> signed(12.0), signed(-1044.0), signed(0.0)
    ('+12', '−1,044', '0')
    """
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{count(abs(value))}"


def printed_groups(rows: pd.DataFrame) -> str:
    """Count the rows of a printed table in words, which say whether all of them are crimes."""
    total = total_indicator()
    known = [one for one in rows["indicator"] if one in load_catalogue().indicators]
    counts = {name for one in known for name in load_catalogue().indicator(one).counts}
    what = (
        "groups of crime"
        if counts <= set(total.counts)
        else "groups of crime and anti-social behaviour"
    )
    return f"the {number(len(rows))} {what} in the printed table"


def groups_overlap(rows: pd.DataFrame) -> bool:
    """Say whether a printed table has the whole of crime among its rows, and so its parts twice."""
    return total_indicator().id in set(rows["indicator"])


def similar_message(table: SimilarAreas) -> str:
    """Say on how many rows a district is above its Most Similar Group and England."""
    rows = table.rows
    group = int((rows["comparison_msg"] == "Above").sum())
    england = int((rows["comparison_england"] == "Above").sum())
    return (
        f"above its Most Similar Group on {number(group)} of {printed_groups(rows)}, above "
        f"England on {number(england)}"
    )


def above_both(table: SimilarAreas) -> str:
    """Name the offences on which a district is above both."""
    rows = table.rows
    both = (rows["comparison_msg"] == "Above") & (rows["comparison_england"] == "Above")
    names = [lower_first(one) for one in rows.loc[both, "crime_type"]]
    return f"Above both: {joined(names, 6)}." if names else ""


def force_table_message(table: ForceTable) -> str:
    """Say on which offences a district's printed rate is over the force's."""
    rows = table.rows
    over = rows[rows["rate"] > rows["force_rate"]].sort_values("times_force", ascending=False)
    names = joined([lower_first(one) for one in over["name"]], 4)
    said = f"over the force's rate on {number(len(over))} of {printed_groups(rows)}"
    return said + (f": {names}" if names else "")
