"""What a trend is of: one record, read from the address bar and written back to it.

It stands beside the shared `Selection`: a district or a ward is the shared one, which the other
pages read too; the whole force area, a census area and what this page alone knows have keys of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from data.explore.crime_types import default_types
from data.figures.area_figures import Level
from data.installed.catalogue import load_catalogue
from data.selection.exploration import types_of
from data.selection.selection import Reading, Selection, district_name
from data.selection.selection import query as shared_query
from data.tables.areas import load_areas
from data.trend.comparisons import Comparison, compare_spans, offered_comparisons
from data.trend.direction import usual_comparison
from data.trend.emerging import AreaLevel, Lens, judged_months
from data.trend.months import area_name, around, loaded, vintage_of
from data.trend.trends import Basis
from geo.series import months_from

PAGE = "trends"
WHOLE_FORCE = "force"
OWN_KEYS = ("place", "types", "show", "against", "by", "area", "lens", "until", "baseline")
SHOWN: dict[str, Basis] = {"count": "count", "rate": "rate", "by-day": "by day"}
RankedLevel = Literal["district", "ward", "lsoa"]
RANKED: tuple[RankedLevel, ...] = get_args(RankedLevel)
AREAS: tuple[AreaLevel, ...] = get_args(AreaLevel)
LENSES: tuple[Lens, ...] = get_args(Lens)


@dataclass(frozen=True, slots=True)
class Trending:
    """A place, crime types, what the chart shows, and what is compared and ranked.

    ``boundary`` is the LSOA vintage whose wards are meant; None where the place has but one
    ground. ``against`` is None where the loaded months allow no comparison.
    """

    level: Level
    code: str
    types: tuple[str, ...]
    boundary: str | None
    basis: Basis = "count"
    against: Comparison | None = None
    by: RankedLevel = "ward"
    area: AreaLevel = "ward"
    lens: Lens = "funnel"
    until: str | None = None
    baseline: str | None = None

    @property
    def name(self) -> str:
        """The place's own name."""
        if self.level == "force":
            return load_catalogue().force.name
        return area_name(self.level, self.code, self.boundary)

    @property
    def whole_name(self) -> str:
        """The place with the district that it lies in: 'Stowe, Lichfield'."""
        inside = self.level in ("ward", "lsoa")
        return f"{self.name}, {district_name(self.district)}" if inside else self.name

    @property
    def district(self) -> str:
        """The code of the district that the place is or lies in; empty for the force area."""
        return "" if self.level == "force" else around(self.level, self.code)[-2]


@dataclass(frozen=True, slots=True)
class TrendReading:
    """What the address asks for, with what was wrong with it."""

    trending: Trending
    shared: Selection
    faults: tuple[str, ...] = ()

    @property
    def districts(self) -> tuple[str, ...]:
        """Whose wards are ranked and judged: the place's district's; none for the whole force."""
        own = self.trending.district
        return (own,) if own and self.shared.wards == "district" else ()

    def as_reading(self) -> Reading:
        """Return the faults as the frame of every page tells them."""
        return Reading(self.shared, self.faults)


def read(params: Mapping[str, str], shared: Selection) -> TrendReading:
    """Read the page's own keys; a code that is not known is a fault, never another's figures."""
    faults: list[str] = []
    level, code, shared = _place(params.get("place"), shared, faults)
    shown = _one_of("show", params.get("show"), tuple(SHOWN), faults)
    usual: RankedLevel = "district" if level == "force" else "ward"
    ranked = (usual, *(one for one in RANKED if one != usual))
    trending = Trending(
        level=level,
        code=code,
        types=types_of(params.get("types"), faults),
        boundary=_boundary(level, code, shared),
        basis=SHOWN[shown],
        against=_against(params.get("against"), faults),
        by=_one_of("by", params.get("by"), ranked, faults),
        area=_one_of("area", params.get("area"), AREAS, faults),
        lens=_one_of("lens", params.get("lens"), LENSES, faults),
        until=_until(params.get("until"), faults),
        baseline=_baseline(params.get("baseline"), faults),
    )
    return TrendReading(trending, shared, tuple(faults))


def _place(given: str | None, shared: Selection, faults: list[str]) -> tuple[Level, str, Selection]:
    """The place, and the shared selection with the district and the ward that it lies in."""
    catalogue = load_catalogue()
    if given == WHOLE_FORCE:
        return "force", catalogue.force.code, shared
    if given is not None:
        areas = load_areas()
        held = areas[(areas["area_code"] == given) & areas["area_type"].str.startswith("lsoa")]
        if not held.empty:
            return "lsoa", given, replace(shared, csp=str(held["district_code"].iloc[-1]))
        faults.append(
            f"There is no census area (LSOA) with the code '{given}' in {catalogue.force.name}. "
            f"Choose a place from the list; '{WHOLE_FORCE}' stands for the whole force area."
        )
    if shared.ward is not None:
        return "ward", shared.ward, shared
    return "district", shared.csp, shared


def _boundary(level: Level, code: str, shared: Selection) -> str | None:
    """The LSOA vintage of the period's wards, where the place is one of them."""
    if level in ("district", "force"):
        return None
    drawn = vintage_of(load_catalogue().ward_vintage(shared.period))
    if drawn is None:
        return None
    kind = drawn if level == "lsoa" else load_catalogue().ward_vintage(shared.period)
    areas = load_areas()
    own = areas[(areas["area_code"] == code) & (areas["area_type"] == kind)]
    return None if own.empty else drawn


def _against(given: str | None, faults: list[str]) -> Comparison | None:
    if given is None:
        return usual_comparison()
    try:
        return comparison_of(given)
    except ValueError as error:
        faults.append(f"'{given}' is no comparison of months: {error}")
        return usual_comparison()


def comparison_of(key: str) -> Comparison:
    """Return the comparison that an address names by its four months.

    >>> comparison_of("2025-07_2025-12_2025-01_2025-06").label
    'Jul–Dec 2025 against Jan–Jun 2025'
    """
    for one in offered_comparisons():
        # One that leaves months out is named by its ends, which do not say which.
        if one.key == key:
            return one
    ends = key.split("_")
    if len(ends) != 4:
        raise ValueError("it takes four months: 2025-07_2025-12_2025-01_2025-06.")
    now, before = months_from(*ends[:2]), months_from(*ends[2:])
    if not now or not before:
        raise ValueError("the first month of a span is not after its last.")
    return compare_spans(tuple(now), tuple(before))


def _until(given: str | None, faults: list[str]) -> str | None:
    offered = judged_months()
    if given is None or given in offered:
        return given
    faults.append(
        f"The areas that stand out cannot be told for '{given}': choose a month that twelve loaded "
        f"months on end lead to{': ' + ', '.join(offered) if len(offered) < 13 else ''}."
    )
    return None


def _baseline(given: str | None, faults: list[str]) -> str | None:
    """The month that limits are frozen at; whether a place has enough before it, its chart says."""
    if given is None or given in loaded().index:
        return given
    faults.append(f"Limits cannot be frozen at '{given}': choose a month that is loaded.")
    return None


def _one_of(key: str, given: str | None, known: tuple[Any, ...], faults: list[str]) -> Any:
    if given is not None and given not in known:
        faults.append(f"'{given}' is not a choice for '{key}': use {' or '.join(known)}.")
        return known[0]
    return given or known[0]


def query(trending: Trending, shared: Selection) -> dict[str, str]:
    """Return the address of a trend: only what differs from the default."""
    told = shared_query(shared, PAGE)
    if trending.level == "force":
        told["place"] = WHOLE_FORCE
    elif trending.level == "lsoa":
        told["place"] = trending.code
    if trending.types != default_types():
        told["types"] = ",".join(trending.types)
    shown = next(name for name, basis in SHOWN.items() if basis == trending.basis)
    if shown != "count":
        told["show"] = shown
    usual = usual_comparison()
    if trending.against and (usual is None or trending.against.key != usual.key):
        told["against"] = trending.against.key
    if trending.by != ("district" if trending.level == "force" else "ward"):
        told["by"] = trending.by
    for key, plain in (("area", "ward"), ("lens", "funnel")):
        if getattr(trending, key) != plain:
            told[key] = getattr(trending, key)
    if trending.until:
        told["until"] = trending.until
    if trending.baseline:
        told["baseline"] = trending.baseline
    return told


def move(reading: TrendReading, level: Level, code: str) -> TrendReading:
    """Return the trend of another place; its district and ward become the shared ones."""
    areas = load_areas()
    shared = replace(reading.shared, ward=None)
    if level == "district":
        shared = replace(shared, csp=code)
    elif level != "force":
        kind = areas["area_type"].str.startswith(level)
        home = areas[(areas["area_code"] == code) & kind].iloc[-1]
        shared = replace(shared, csp=str(home["district_code"]))
        ward = code if level == "ward" else around("lsoa", code)[1]
        drawn = load_catalogue().ward_vintage(shared.period)
        is_drawn = ((areas["area_code"] == ward) & (areas["area_type"] == drawn)).any()
        shared = replace(shared, ward=ward if is_drawn else None)
    before = reading.trending
    usual: RankedLevel = "district" if level == "force" else "ward"
    by = usual if "force" in (level, before.level) else before.by
    after = replace(before, level=level, code=code, by=by, boundary=_boundary(level, code, shared))
    return TrendReading(after, shared)


def alter(reading: TrendReading, **chosen: Any) -> TrendReading:
    """Return the trend after a choice; ``wards`` and ``period`` are of the shared selection."""
    common: dict[str, Any] = {key: chosen.pop(key) for key in ("wards", "period") if key in chosen}
    if "period" in common:
        common["kept"] = common["period"] != load_catalogue().default_period.id
    return TrendReading(replace(reading.trending, **chosen), replace(reading.shared, **common))
