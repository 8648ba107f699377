"""What an officer explores: one record, read from the address bar and written back to it.

It stands beside the shared `Selection` (partnership, ward, theme, period), which the other pages
read too: one chosen district is the shared partnership, a chosen ward the shared ward, and the
run of months the shared period. What only this page knows has keys of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from data.explore.areas import AreaLevel, layer_of
from data.explore.crime_types import crime_types_of, default_types, offered_types
from data.explore.layers import Layer
from data.explore.spans import Run, offered_period, run_of, runs, year_before
from data.explore.view import ExploreView, Measure, codes_within, explore
from data.figures.area_figures import loaded_months
from data.installed.catalogue import load_catalogue
from data.phrases.plain import full_span
from data.places.named import AreaSet, find_set, set_of_wards
from data.selection.selection import Reading, Selection, change
from data.selection.selection import query as shared_query
from data.tables.areas import load_areas

PAGE = "explore"
WHOLE_FORCE = "force"
OWN_KEYS = (
    *("districts", "set", "types", "from", "to"),
    *("area", "measure", "layer", "fdr", "at", "street"),
)
LEVELS: tuple[AreaLevel, ...] = get_args(AreaLevel)
MEASURES: tuple[Measure, ...] = get_args(Measure)
# What the map can show of single records, over areas whose figures stay those of the measure.
StreetLayer = Literal["points", "density"]
STREET_LAYERS: tuple[StreetLayer, ...] = get_args(StreetLayer)
LAYERS: tuple[Layer | StreetLayer, ...] = (*get_args(Layer), *STREET_LAYERS)


@dataclass(frozen=True, slots=True)
class Exploration:
    """Districts (none: the whole force area), crime types, months, areas, measure and layer."""

    districts: tuple[str, ...]
    types: tuple[str, ...]
    first: str
    last: str
    level: AreaLevel = "ward"
    measure: Measure = "rate"
    layer: Layer | StreetLayer = "none"
    fdr: bool = True
    at: str | None = None
    # A place or several wards as one, by its key; `districts` are then where it lies.
    place: str | None = None

    @property
    def area_set(self) -> AreaSet | None:
        """The place or the wards that are explored as one, on the months' boundaries."""
        return find_set(self.place, layer_of("ward", self.first)) if self.place else None

    @property
    def within(self) -> tuple[str, ...]:
        """The codes of the set's areas on the level that is shown; none without a set."""
        return codes_within(self.area_set, self.level)

    @property
    def run(self) -> Run:
        """The run of loaded months that the exploration lies in."""
        run = run_of(self.first)
        assert run is not None  # `read` has refused any other month
        return run

    def view(self) -> ExploreView:
        """Return the frame that everything on the page is drawn from."""
        return explore(
            self.types,
            self.first,
            self.last,
            self.districts,
            self.level,
            self.measure,
            "none" if self.layer in STREET_LAYERS else cast(Layer, self.layer),
            self.fdr,
            self.area_set,
        )


@dataclass(frozen=True, slots=True)
class ExplorationReading:
    """An exploration read from an address, with what was wrong with the address."""

    exploration: Exploration
    shared: Selection
    faults: tuple[str, ...] = ()

    def as_reading(self) -> Reading:
        """Return the faults as the frame of every page tells them."""
        return Reading(self.shared, self.faults)


def default_months(shared: Selection) -> tuple[str, ...]:
    """Return the shared period's months; the latest run's where that period is not counted."""
    period = load_catalogue().period(shared.period)
    wanted = set(loaded_months(period)) if period.kind == "recorded" else set()
    held = [tuple(month for month in run.months if month in wanted) for run in runs()]
    held = [months for months in held if months]
    return held[-1] if held else runs()[-1].months


def read(params: Mapping[str, str], shared: Selection) -> ExplorationReading:
    """Read the page's own keys; a code that is not known is a fault, never another's figures."""
    faults: list[str] = []
    first, last = _months(params, shared, faults)
    # An address written by hand may name the months and leave the period to them.
    period = _period_of(first, last, shared.period)
    shared = replace(shared, period=period, kept=shared.kept or period != shared.period)
    exploration = Exploration(
        districts=_districts(params.get("districts"), shared, faults),
        types=types_of(params.get("types"), faults),
        first=first,
        last=last,
        level=_one_of("area", params.get("area"), LEVELS, faults),
        measure=_one_of("measure", params.get("measure"), MEASURES, faults),
        layer=_one_of("layer", params.get("layer"), LAYERS, faults),
        fdr=_one_of("fdr", params.get("fdr"), ("on", "off"), faults) == "on",
    )
    exploration, shared = _with_set(params.get("set"), exploration, shared, faults)
    if exploration.measure == "change" and year_before(first, last) is None:
        faults.append(
            f"There is no change to show for {full_span(first, last)}: the same months a year "
            "before are not loaded. Choose another measure."
        )
        exploration = replace(exploration, measure="rate")
    at = _at(params.get("at"), shared, exploration, faults)
    return ExplorationReading(replace(exploration, at=at), shared, tuple(faults))


def _districts(given: str | None, shared: Selection, faults: list[str]) -> tuple[str, ...]:
    if given is None:
        return (shared.csp,)
    if given == WHOLE_FORCE:
        return ()
    known = [district.code for district in load_catalogue().force.districts]
    chosen = given.split(",")
    wrong = [code for code in chosen if code not in known]
    if wrong:
        faults.append(
            f"There is no district with the code '{wrong[0]}' in {load_catalogue().force.name}. "
            f"Choose from the list; '{WHOLE_FORCE}' stands for all of them."
        )
        return (shared.csp,)
    return tidy_districts(chosen)


def _with_set(
    given: str | None, exploration: Exploration, shared: Selection, faults: list[str]
) -> tuple[Exploration, Selection]:
    """Explore a set that the address names; the shared partnership is the one it lies in."""
    if given is None:
        return exploration, shared
    held = find_set(given, layer_of("ward", exploration.first))
    if held is None:
        faults.append(
            f"There is no place '{given}' on the wards of "
            f"{full_span(exploration.first, exploration.last)}. Find it by name, or choose its "
            "wards from the list."
        )
        return exploration, shared
    if len(held.districts) == 1 and held.districts[0] != shared.csp:
        shared = change(shared, PAGE, csp=held.districts[0])
    return replace(exploration, place=held.key, districts=tidy_districts([*held.districts])), shared


def tidy_wards(chosen: list[str], first: str) -> str | None:
    """Return the key of some wards as one set; None where none is chosen."""
    held = set_of_wards(chosen, layer_of("ward", first))
    return held.key if held else None


def tidy_districts(chosen: list[str]) -> tuple[str, ...]:
    """Return districts in display order; all of them, or none, are the whole force area."""
    known = [district.code for district in load_catalogue().force.districts]
    own = tuple(code for code in known if code in chosen)
    return () if len(own) == len(known) else own


def types_of(given: str | None, faults: list[str]) -> tuple[str, ...]:
    """Read crime types; one that is not known is a fault."""
    if given is None:
        return default_types()
    chosen = given.split(",")
    wrong = [one for one in chosen if one not in offered_types()]
    if wrong:
        faults.append(f"There is no crime type '{wrong[0]}'. Choose from the list.")
        return default_types()
    return tidy_types(chosen)


def tidy_types(chosen: list[str]) -> tuple[str, ...]:
    """Return types in display order; of a group and a type in it, the one chosen last stays.

    >>> tidy_types(["all-crime", "burglary"]), tidy_types(["burglary", "all-crime"])
    (('burglary',), ('all-crime',))
    >>> tidy_types([])
    ('all-crime',)
    """
    kept: list[str] = []
    for one in chosen:
        own = set(crime_types_of((one,)))
        kept = [
            other
            for other in kept
            if not (own <= set(crime_types_of((other,))) or set(crime_types_of((other,))) <= own)
        ]
        kept.append(one)
    return tuple(one for one in offered_types() if one in kept) or default_types()


def _months(params: Mapping[str, str], shared: Selection, faults: list[str]) -> tuple[str, str]:
    usual = default_months(shared)
    given = [params.get("from"), params.get("to")]
    for key, text in zip(("from", "to"), given, strict=True):
        if text is not None and run_of(text) is None:
            faults.append(
                f"'{text}' is not a loaded month ('{key}'). Loaded are "
                f"{'; '.join(full_span(one.months[0], one.months[-1]) for one in runs())}."
            )
            return usual[0], usual[-1]
    named = next((text for text in given if text), None)
    run = run_of(usual[0])
    assert run is not None  # months of a period that are loaded are in a run
    if named and named not in usual and "period" not in params:
        run = run_of(named) or run
        usual = run.months if named not in usual else usual
    first, last = (given[0] or usual[0]), (given[1] or usual[-1])
    if first not in run.months or last not in run.months or last < first:
        faults.append(
            f"{full_span(first, last)} is not a span of months in "
            f"{full_span(run.months[0], run.months[-1])}: a range lies in one run of loaded "
            "months, the earlier month first. Choose the months again."
        )
        return usual[0], usual[-1]
    return first, last


def _period_of(first: str, last: str, shared: str) -> str:
    """The period that the other pages show: the shared one, if the months lie in it."""
    held = load_catalogue().period(shared)
    within = held.kind == "recorded" and {first, last} <= set(loaded_months(held))
    return shared if within else offered_period(first, last)


def _one_of(key: str, given: str | None, known: tuple, faults: list[str]):  # type: ignore[no-untyped-def]
    if given is not None and given not in known:
        faults.append(f"'{given}' is not a choice for '{key}': use {' or '.join(known)}.")
        return known[0]
    return given or known[0]


def _at(
    given: str | None, shared: Selection, exploration: Exploration, faults: list[str]
) -> str | None:
    level = exploration.level
    code = given if level == "lsoa" else shared.ward
    if code is None:
        return None
    areas = load_areas()
    drawn = layer_of(level, exploration.first)
    own = areas[(areas["area_type"] == drawn) & (areas["area_code"] == code)]
    if own.empty:
        if level == "lsoa":
            faults.append(
                f"There is no LSOA with the code '{code}' on the map of "
                f"{full_span(exploration.first, exploration.last)}. Choose one on the map."
            )
        return None
    if exploration.within:
        return code if code in exploration.within else None
    inside = not exploration.districts or own["district_code"].iloc[0] in exploration.districts
    return code if inside else None


def query(exploration: Exploration, shared: Selection) -> dict[str, str]:
    """Return the address of an exploration: only what differs from the default."""
    told = shared_query(shared, PAGE)
    if exploration.place:
        told["set"] = exploration.place
    elif exploration.districts != (shared.csp,):
        told["districts"] = ",".join(exploration.districts) or WHOLE_FORCE
    if exploration.types != default_types():
        told["types"] = ",".join(exploration.types)
    usual = default_months(shared)
    if (exploration.first, exploration.last) != (usual[0], usual[-1]):
        told |= {"from": exploration.first, "to": exploration.last}
    for key, field in (("area", "level"), ("measure", "measure"), ("layer", "layer")):
        value = getattr(exploration, field)
        if value != Exploration.__dataclass_fields__[field].default:
            told[key] = value
    if not exploration.fdr:
        told["fdr"] = "off"
    if exploration.at and exploration.level == "lsoa":
        told["at"] = exploration.at
    return told


def alter(reading: ExplorationReading, **chosen: object) -> ExplorationReading:
    """Return the exploration after a choice, with the shared selection that goes with it.

    A single district becomes the shared partnership, so that the other pages open on it. What no
    longer fits is let go: an area outside the districts, of another level or other boundaries.
    """
    before, shared = reading.exploration, reading.shared
    after = _settled_set(replace(before, **chosen), chosen)  # type: ignore[arg-type]
    period = _period_of(after.first, after.last, shared.period)
    if period != shared.period:
        shared = change(shared, PAGE, period=period)
    if len(after.districts) == 1 and after.districts[0] != shared.csp:
        shared = change(shared, PAGE, csp=after.districts[0])
    if after.measure == "change" and year_before(after.first, after.last) is None:
        after = replace(after, measure="rate")
    if after.at is not None and not _still_drawn(after, before):
        after = replace(after, at=None)
    return _settle(after, shared)


def _settled_set(after: Exploration, chosen: Mapping[str, object]) -> Exploration:
    """Let a set go where districts are chosen, or where the months' boundaries have it not."""
    if "districts" in chosen:
        return replace(after, place=None)
    if after.place is None:
        # Its districts stay, as the reader would go on from them.
        return after
    held = after.area_set
    if held is None:
        return replace(after, place=None)
    return replace(after, districts=tidy_districts([*held.districts]))


def _still_drawn(after: Exploration, before: Exploration) -> bool:
    drawn = layer_of(after.level, after.first)
    if after.at == before.at and drawn != layer_of(before.level, before.first):
        return False
    areas = load_areas()
    if after.within:
        return after.at in after.within
    own = areas[(areas["area_type"] == drawn) & (areas["area_code"] == after.at)]
    districts = after.districts
    return not own.empty and (not districts or own["district_code"].iloc[0] in districts)


def _settle(after: Exploration, shared: Selection) -> ExplorationReading:
    """Put the chosen area where the other pages find it: its ward and district are shared."""
    if after.at is None:
        return ExplorationReading(after, replace(shared, ward=None))
    areas = load_areas()
    drawn = layer_of(after.level, after.first)
    home = areas[(areas["area_type"] == drawn) & (areas["area_code"] == after.at)]
    shared = replace(shared, csp=str(home["district_code"].iloc[0]))
    ward = after.at if after.level == "ward" else None
    return ExplorationReading(after, replace(shared, ward=ward))
