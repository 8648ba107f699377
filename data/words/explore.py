"""The explorer in words: its title, its conclusion, and what each measure and layer says."""

from __future__ import annotations

import pandas as pd

from data.explore.areas import UNIT
from data.explore.crime_types import crime_types_of, default_types, groups_of
from data.explore.view import ExploreView
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    count,
    fitting,
    full_span,
    interval,
    is_missing,
    joined,
    lower_first,
    number_of,
    rate,
    short_span,
    times,
)
from data.places.named import AreaSet
from data.selection.exploration import Exploration
from data.selection.selection import district_name
from geo.hotspots import SIGNIFICANCE

LEVEL_NAMES = {"ward": "Wards", "lsoa": "LSOAs"}
ONE_AREA = {"ward": "ward", "lsoa": "LSOA"}
MEASURE_NAMES = {
    "rate": "Rate per 1,000 residents",
    "count": "Count per month",
    "share": "Share of the district",
    "change": "Change on the year before",
}
MEASURE_READINGS = {
    "rate": "Records a year for every 1,000 residents: compares places of different size.",
    "count": "Records a month: where the work is. Large areas lead, whatever their risk.",
    "share": "Percent of the district's records that fall in the area.",
    "change": "Against the same months a year before, with its 95% interval.",
}
MEASURE_UNITS = {
    "rate": "per 1,000 residents a year",
    "count": "records a month",
    "share": "% of the district's records",
    "change": "% change on the year before",
}
LAYER_NAMES = {
    "none": "None: shade the measure",
    "band": "Statutory bands",
    "gi": "Getis-Ord Gi* hot spots",
    "moran": "Local Moran clusters",
    "smoothed": "Smoothed rate",
    "points": "Street points",
    "density": "Density of records",
}
LAYER_READINGS = {
    "none": "The measure itself, in five classes of equal numbers of areas.",
    "band": "Areas whose rate is over the mean of the areas shown by one or two standard "
    "deviations: the strategic assessment's own rule.",
    "gi": "Areas that, together with their neighbours, have rates higher (or lower) than chance "
    "would put side by side.",
    "moran": "High-High is a high rate among high neighbours, Low-Low a low one among low; "
    "High-Low and Low-High are the odd ones out.",
    "smoothed": "Each rate drawn towards that of all areas shown, the more the fewer people live "
    "there: an estimate that small numbers cannot throw about.",
    "points": "Circles on the publisher's snap points, sized by their records.",
    "density": "Records on each square kilometre of ground, smoothed: where they lie close, "
    "whatever ward they are in.",
}
LAYER_PARAMETERS = {
    "none": "",
    "band": "Unweighted mean, sample standard deviation, over the areas shown.",
    "gi": "Smoothed rates (empirical Bayes); queen contiguity, the area itself included, "
    "row-standardised; conditional permutations with a fixed seed, 9,999 and 99,999 where p is at "
    "most 5%; two-sided; among the areas shown, so what lies over the border is not seen.",
    "moran": "Queen contiguity, row-standardised; conditional permutations with a fixed seed, "
    "9,999 and 99,999 where p is at most 5%; two-sided at 5%; among the areas shown.",
    "smoothed": "Empirical Bayes (Marshall 1991), global, towards the pooled rate of the areas "
    "shown. The crude rate stays in the table.",
    "points": "",
    "density": "Quartic kernel over snap points: bandwidth 500 m in cells of 125 m for one "
    "district, 1,000 m in cells of 250 m for several.",
}
FDR_READING = (
    "With many areas tested some look unusual by chance; this holds the share of such false "
    "finds (Benjamini-Hochberg)."
)
NO_POINTS = (
    "Street points and density need single records, and the store holds none for these months: "
    "import their police files on the Sources page with street points kept."
)
ANONYMISED = (
    "police.uk moves every record to an anonymous snap point, which stands for at least eight "
    "addresses or a public place: a point is not where it happened, and records on one point need "
    "not be of one place."
)


def type_label(indicator_id: str) -> str:
    """Name a crime type as an option, saying which list it is from.

    >>> type_label("shoplifting"), type_label("all-crime")
    ('Shoplifting (police.uk type, in Theft)', 'All recorded crime (all 13 types but ASB)')
    """
    catalogue = load_catalogue()
    indicator = catalogue.indicator(indicator_id)
    labels = crime_types_of((indicator_id,))
    if (indicator_id,) == default_types():
        return f"{indicator.name} (all {len(labels)} types but ASB)"
    if len(labels) > 1:
        return f"{indicator.name} (Home Office group of {len(labels)} types)"
    kind = "police.uk type"
    if labels[0] != indicator.name:
        kind += f" ‘{labels[0]}’"
    inside = [catalogue.indicator(one).name for one in groups_of(indicator_id)]
    return f"{indicator.name} ({kind}{', in ' + joined(inside) if inside else ''})"


def types_name(types: tuple[str, ...], most: int = 3) -> str:
    """Name crime types together.

    >>> types_name(("theft", "burglary"))
    'Theft and burglary'
    """
    names = [load_catalogue().indicator(one).name for one in types]
    return joined([names[0], *(lower_first(name) for name in names[1:])], most)


def place_name(districts: tuple[str, ...]) -> str:
    """Name the districts explored."""
    if not districts:
        return load_catalogue().force.name
    return joined([district_name(code) for code in districts])


def place_of(view: ExploreView) -> str:
    """Name what is explored: a place, several wards as one, or the districts."""
    if view.area_set is None:
        return place_name(view.districts)
    reaches = view.level == "ward" and not view.area_set.whole
    return f"{view.named} (whole wards)" if reaches else view.named


def place_kind(one: AreaSet) -> str:
    """Say what a place is made of, shortly: '4 neighbourhoods', 'ward'."""
    if one.kind == "wards":
        return number_of(len(one.wards), "ward")
    if one.kind == "neighbourhood":
        return "neighbourhood"
    many = len(one.neighbourhoods)
    return number_of(many, "neighbourhood") if many else "ward around it"


def set_note(view: ExploreView) -> str:
    """Say what a place is made of here, and where its wards reach beyond it; nothing without one.

    No place has an official outline: it is what its neighbourhoods or its wards are.
    """
    own = view.area_set
    if own is None or own.kind == "wards":
        return ""
    if not own.neighbourhoods:
        return f"{own.name}: the ward that it lies in; no neighbourhood is called after it."
    many = "neighbourhoods" if len(own.neighbourhoods) > 1 else "neighbourhood"
    made = f"the {many} {'; '.join(own.neighbourhoods)}"
    lsoas = number_of(len(own.lsoas), "LSOA")
    if own.whole:
        return f"{own.name}: {made}. {lsoas}, which are {number_of(len(own.wards), 'ward')}."
    if view.level == "lsoa":
        return f"{own.name}: {made}. {lsoas}, counted exactly. Whole wards would reach beyond it."
    return (
        f"{own.name}: {made}. {lsoas}. Its wards, shown whole, reach beyond it: choose LSOAs under "
        "Areas to count it alone."
    )


def area_name(view: ExploreView, code: str) -> str:
    """Name an area, an LSOA with its ward."""
    row = view.areas.loc[code]
    name = str(row["area_name"])
    return f"{name} ({row['ward_name']})" if view.level == "lsoa" else name


def what_is_shaded(view: ExploreView) -> str:
    """Name what the map shows."""
    if view.layer == "none":
        return f"rate {UNIT}" if view.measure == "rate" else MEASURE_UNITS[view.measure]
    if view.layer == "smoothed":
        return f"smoothed rate {UNIT}"
    return LAYER_NAMES[view.layer]


# How the title names what the map shows of single records.
STREET_LAYERS_SHOWN = {"points": "street points", "density": "records per km² a year"}


def explore_title(view: ExploreView, drawn: str | None = None) -> str:
    """Say what the screen shows, for where and for when, in one line.

    ``drawn`` is a layer of single records that the map shows instead of the areas' figures.
    """
    months = full_span(view.months[0], view.months[-1])
    shown = STREET_LAYERS_SHOWN[drawn] if drawn else what_is_shaded(view)
    return " · ".join([types_name(view.types), place_of(view), months, shown])


def annualised(view: ExploreView) -> str:
    """Say that a part of a year stands for a whole one; nothing for a full year."""
    if len(view.months) == 12:
        return ""
    many = "1 month" if len(view.months) == 1 else f"{len(view.months)} months"
    return f" Yearly rates are made from {many}."


def explore_in_short(view: ExploreView) -> str:
    """Say in one plain sentence where most is, or what the layer finds."""
    return fitting(_where(view))


def explore_total(view: ExploreView) -> str:
    """Say how much was recorded in the chosen districts, and against the force."""
    place, force = view.place, view.force
    said = f"{count(place['numerator'])} recorded in {place_of(view)}"
    if not is_missing(place["rate"]):
        unit = MEASURE_UNITS["rate"]
        said += f", {rate(place['rate'], unit, force['rate'])} {unit}"
        if view.districts and float(force["rate"] or 0) > 0:
            ratio = float(place["rate"]) / float(force["rate"])
            said += f" ({times(ratio)} the force's {rate(force['rate'], unit, place['rate'])})"
    return f"{said}. {annualised(view)}".strip()


def _where(view: ExploreView) -> list[str]:
    areas = view.areas
    if int(areas["numerator"].sum()) == 0:
        return ["Nothing was recorded, so no area is higher than another"]
    if view.layer in ("gi", "moran", "band"):
        return _standing_out(view)
    known = areas[areas[view.shaded].notna()] if view.shaded in areas else areas
    if known.empty or view.measure == "change":
        return _changed(view)
    top = known.iloc[0]
    column = "smoothed" if view.layer == "smoothed" else "value"
    measure = "rate" if view.layer == "smoothed" else view.measure
    figure = rate(top[column]) + {"count": " a month", "share": "%"}.get(measure, "")
    said = f"Highest in {area_name(view, str(top.name))}, {figure}"
    return [f"{said}; {_concentration(areas, ONE_AREA[view.level])}", said]


def _concentration(areas: pd.DataFrame, kind: str) -> str:
    """Say how few areas hold half of what was recorded."""
    sizes = areas["numerator"].astype("float64").sort_values(ascending=False)
    running = sizes.cumsum()
    half = int((running < running.iloc[-1] / 2).sum()) + 1
    noun = kind if len(areas) == 1 else f"{kind}s"
    return f"half of all records are in {half} of {len(areas)} {noun}"


def _changed(view: ExploreView) -> list[str]:
    if view.measure != "change":
        return ["No area has a rate"]
    directions = view.areas["change_direction"].value_counts()
    rose, fell = int(directions.get("increase", 0)), int(directions.get("decrease", 0))
    return [f"Of {len(view.areas)} areas {rose} rose and {fell} fell by more than chance explains"]


HOT = {
    "band": ("above average", "significantly above average"),
    "gi": ("hot 90%", "hot 95%", "hot 99%"),
    "moran": ("High-High",),
}
HOT_WORDS = {
    "band": "over the band",
    "gi": "in a hot spot",
    "moran": "high among high neighbours",
}


def _standing_out(view: ExploreView) -> list[str]:
    labels = view.areas["label"]
    if labels.isna().all():
        return ["Nothing could be tested"]  # the layer's own note says why
    high = view.areas[labels.isin(HOT[view.layer])]
    kind = ONE_AREA[view.level]
    if high.empty:
        return [f"No {kind} of {len(view.areas)} is {HOT_WORDS[view.layer]}"]
    names = joined([area_name(view, str(code)) for code in high.index])
    verb = "is" if len(high) == 1 else "are"
    said = f"{len(high)} of {len(view.areas)} {kind}s {verb} {HOT_WORDS[view.layer]}"
    return [f"{said}: {names}", f"{said}, first {area_name(view, str(high.index[0]))}", said]


def chosen_sentence(view: ExploreView, code: str) -> str:
    """Tell the chosen area's figures."""
    row = view.areas.loc[code]
    said = f"{area_name(view, code)}: {count(row['numerator'])} recorded"
    if not is_missing(row["rate"]):
        said += (
            f", {rate(row['rate'])} {MEASURE_UNITS['rate']} (95% interval "
            f"{interval(row['lower'], row['upper'])}), {count(row['residents'])} residents"
        )
    if not is_missing(row["rank"]):
        said += f"; rank {row['rank']} of {len(view.areas)}"
    if not is_missing(row.get("imd_decile")):
        said += f"; deprivation decile {row['imd_decile']} (1 the most deprived)"
    return said + "."


def layer_note(view: ExploreView) -> str:
    """Say how to read the layer, with its parameters and what it could not do."""
    if view.layer == "none":
        return ""
    parts = [LAYER_READINGS[view.layer]]
    if view.layer == "band":
        parts += [_band_note(view), view.note]
    elif view.layer == "smoothed":
        parts.append(LAYER_PARAMETERS["smoothed"])
    else:
        parts += [view.note, _by_chance(view)]
    return " ".join(part for part in parts if part)


def _band_note(view: ExploreView) -> str:
    if view.rule is None:
        return ""
    rule = view.rule
    said = (
        f"Mean of {rule.wards} {ONE_AREA[view.level]} rates {rate(rule.mean)} (unweighted), "
        f"1 SD over it {rate(rule.above)}, 2 SD {rate(rule.significantly_above)}."
    )
    if view.level == "lsoa":
        said += " The rule was made for wards; on small areas one shopping street widens the SD."
    return said


def _by_chance(view: ExploreView) -> str:
    """With nothing found after the adjustment, say what there is without it."""
    areas = view.areas
    if areas["label"].isna().all() or not (areas["p_adjusted"] > areas["p"]).any():
        return ""
    if (areas["p_adjusted"] <= SIGNIFICANCE).any():
        return ""
    tested = int(areas["p"].notna().sum())
    alone = int((areas["p"] <= SIGNIFICANCE).sum())
    if not alone:
        return f"Even taken one by one none of {tested} stands out at 5%."
    return (
        f"Nothing stands out at 5% once the {tested} areas tested are allowed for; taken one by "
        f"one {alone} would, and about {round(tested * SIGNIFICANCE)} would by chance alone."
    )


def months_label(exploration: Exploration) -> str:
    """Name the chosen months shortly.

    >>> from data.selection.exploration import Exploration
    >>> months_label(Exploration((), ("asb",), "2025-01", "2025-12"))
    'Jan–Dec 2025'
    """
    return short_span(exploration.first, exploration.last)
