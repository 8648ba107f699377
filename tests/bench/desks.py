"""The desks beside the naive way: the map of every LSOA, and nine small maps with their matrix."""

from __future__ import annotations

from statistics import median

from data.explore.crime_types import crime_types_of, default_types, offered_types
from data.installed.catalogue import load_catalogue
from data.tables.police import CRIME_TYPES
from tests.bench.driver import APP, Part, Site, Visit

BASELINE = "tests/bench/baseline_app.py"
WARDS, LSOAS, DISTRICTS = 185, 697, 9
# What is compared: words, the app's site, its baseline, and the measures.
PAIRS = (
    ("map of every LSOA", "explore", "naive lsoas", "first map", "repaint"),
    ("nine small maps", "compare", "naive nine", "first map", "repaint"),
    ("matrix", "compare", "naive nine", "first matrix", "repaint matrix"),
)


def desk_sites() -> list[Site]:
    """Return the two desks that draw most, each beside its baseline."""
    catalogue = load_catalogue()
    every = set(crime_types_of(default_types()))
    counted = [one.name for one in catalogue.counted_indicators]
    # All recorded crime is chosen at first and leaves ASB out: a type in it takes its place, while
    # ASB would be counted beside it.
    within = [one for one in offered_types() if set(crime_types_of((one,))) <= every]
    types = [catalogue.indicator(one).name for one in within]
    drawn = "path.leaflet-interactive"
    return [
        Site(
            "naive lsoas",
            BASELINE,
            "/?areas=lsoa",
            Part("map", drawn, LSOAS),
            picker="Crime type",
            choices=CRIME_TYPES,
        ),
        Site(
            "explore",
            APP,
            "/explore?area=lsoa&districts=force",
            Part("map", "path.area", LSOAS, token=True),
            picker="Crime types",
            choices=tuple(types),
            opener=".st-key-filter-Crime-types button",
        ),
        Site(
            "naive nine",
            BASELINE,
            "/?areas=nine",
            Part("map", drawn, WARDS, many=True),
            picker="Crime type",
            choices=CRIME_TYPES,
            also=(Part("matrix", "table th", DISTRICTS),),
        ),
        Site(
            "compare",
            APP,
            "/compare",
            Part("map", "path.ward", WARDS, host=".st-key-compare-maps", many=True),
            picker="Indicator",
            choices=tuple(counted),
            also=(Part("matrix", ".at", DISTRICTS * len(counted), host=".st-key-compare-matrix"),),
        ),
    ]


def tell_desks(visits: dict[str, list[Visit]]) -> None:
    """Print how each desk does beside its baseline, in the same run."""

    def ratio(site: str, other: str, key: str) -> float:
        return middle(other, key) / middle(site, key)

    def middle(site: str, key: str) -> float:
        return median(one.took[key] for one in visits[site])

    lines = [
        f"{words}: first paint {ratio(site, other, first):.1f}x faster, repaint "
        f"{ratio(site, other, repaint):.1f}x faster ({middle(site, repaint):.2f} s) and "
        f"{ratio(site, other, 'repaint bytes'):.1f}x lighter than its baseline"
        for words, site, other, first, repaint in PAIRS
        if {site, other} <= set(visits)
    ]
    if lines:
        print("\n" + "\n".join(lines))
