"""What the reader has chosen: one record, read from the address bar and written back to it.

The address is the only place a choice is kept. A widget's callback writes the address and the run
that follows reads it, so a link, the back button and a picker all arrive the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from data.catalogue.records import LEGAL, Catalogue, Theme
from data.figures.area_figures import counted_by_points, periods_of
from data.figures.country import COMPARATORS, Comparator, effective
from data.figures.partner_rates import partner_rates
from data.figures.profile import is_ward_of, ward_indicators
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import areas_with_legal_wards, legal_districts
from data.selection.opening import held_periods, opening_indicator
from data.store.remembered import remembered
from data.tables.areas import load_areas

WardSet = Literal["district", "force"]
Shade = Literal["rate", "band", "lenses"]
Classes = Literal["force", "district"]
WARD_SETS: tuple[WardSet, ...] = ("district", "force")
SHADES: tuple[Shade, ...] = ("rate", "band", "lenses")
CLASSES: tuple[Classes, ...] = ("force", "district")
BOUNDARIES = ("bestfit", "legal")
# Pages that draw wards and count them by either outline.
WITH_WARDS = ("overview", "theme", "compare", "ward")
# Pages that set a district against others.
WITH_COMPARATOR = WITH_WARDS
# Pages that show no area's map: they carry any other page's choice along, and back to it.
KEEPING = ("sources", "plan")
_NO_LSOAS = (
    "The ward that was chosen is no census area's best fit: it has figures only where legal wards "
    "are shown and counted by point."
)
KEYS = (
    *("csp", "theme", "indicator", "period", "ward", "wards", "boundary", "shade", "classes"),
    *("comparator", "beside"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """A district, a theme and indicator, a period, perhaps a ward, and how to judge and shade.

    ``kept`` says that the reader chose the period: it then stays from page to page. ``beside`` is
    a period or an indicator whose map stands beside a theme's own.
    """

    csp: str
    theme: str
    indicator: str | None
    period: str
    ward: str | None = None
    wards: WardSet = "district"
    boundary: str = "bestfit"
    shade: Shade = "rate"
    kept: bool = False
    comparator: Comparator = "force"
    classes: Classes = "force"
    beside: str = ""

    @property
    def against(self) -> Comparator:
        """What districts are compared with: the force where the period is not counted elsewhere."""
        return effective(self.comparator, self.period)

    @property
    def basis(self) -> str:
        """The period whose figures are shown: by legal wards, where chosen, loaded and counted."""
        # A document's figures are of the wards that it names, whichever outlines are drawn.
        counted = load_catalogue().period(self.period).kind == "recorded"
        return f"{self.period}{LEGAL}" if counted and self.is_legal else self.period

    @property
    def is_legal(self) -> bool:
        """Whether maps draw legal wards: they are chosen, and loaded for this period."""
        return self.boundary == "legal" and f"{self.period}{LEGAL}" in load_catalogue().periods

    @property
    def layer(self) -> str:
        """The layer of wards that maps draw."""
        drawn = vintage(self.period)
        return f"{drawn}{LEGAL}" if self.is_legal else drawn


@dataclass(frozen=True, slots=True)
class Reading:
    """A selection read from an address, with what was wrong with the address.

    ``faults`` stop the page (no figures are shown for something that was not asked for);
    ``notes`` are told beside the figures.
    """

    selection: Selection
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def default_theme(catalogue: Catalogue, csp: str) -> str:
    """Return the first theme that is a priority of the CSP and is counted."""
    for theme in catalogue.themes_of(csp):
        if theme.lead_counted and not theme.proxy:
            return theme.id
    return next(iter(catalogue.themes))


# Each link of the sidebar asks for it, on every page and in every run.
@remembered(maxsize=128)
def theme_indicators(catalogue: Catalogue, theme: Theme) -> tuple[str, ...]:
    """Return the theme's indicators that can be drawn: a rate or share of any area.

    Counts and ranks are in the table of published figures: a map shades rates only.
    """
    listed = dict.fromkeys(
        [*([theme.lead_counted] if theme.lead_counted else []), *theme.indicators]
    )
    return tuple(
        one
        for one in listed
        if catalogue.indicator(one).unit.startswith(("per ", "%"))
        and catalogue.indicator(one).unit != "% change"
        and periods_of(one)
    )


def offered_periods(catalogue: Catalogue, page: str, indicator: str | None) -> tuple[str, ...]:
    """Return the periods a page can show: on the theme page those its indicator has values in."""
    if page == "theme" and indicator:
        return periods_of(indicator)
    if page in KEEPING:
        return tuple(period.id for period in catalogue.app_periods)
    if page in ("compare", "ward") and indicator in {one.id for one in partner_rates()}:
        # A partner's table is of its own periods, which no other indicator need have.
        return periods_of(str(indicator))
    # The explorer counts records, which no printed table holds.
    wanted = ("recorded",) if page == "explore" else ("recorded", "published")
    return tuple(period.id for period in catalogue.app_periods if period.kind in wanted)


def default_period(
    catalogue: Catalogue, page: str, indicator: str | None, csp: str | None = None
) -> str:
    """Return the period shown when the address names none: on a theme the district's best one."""
    offered = offered_periods(catalogue, page, indicator)
    if page == "theme" and indicator and csp and (held := held_periods(indicator, csp)):
        return held[0]
    usual = catalogue.default_period.id
    return usual if usual in offered or not offered else offered[0]


def read(params: Mapping[str, str], page: str) -> Reading:
    """Read an address; a code that is not known is a fault, never another area's figures."""
    catalogue = load_catalogue()
    faults: list[str] = []
    notes: list[str] = []
    csp = _csp(params.get("csp"), catalogue, faults)
    theme = _theme(params.get("theme"), catalogue, csp, faults)
    indicator = _indicator(params.get("indicator"), catalogue, page, theme, csp, faults)
    period = _period(params.get("period"), catalogue, page, indicator, csp, faults)
    kept = params.get("period") == period
    wards = _one_of("wards", params.get("wards"), WARD_SETS, faults)
    shade = _one_of("shade", params.get("shade"), SHADES, faults)
    classes = _one_of("classes", params.get("classes"), CLASSES, faults)
    boundary = _one_of("boundary", params.get("boundary"), BOUNDARIES, faults)
    comparator = _one_of("comparator", params.get("comparator"), COMPARATORS, faults)
    selection = Selection(
        csp, theme, indicator, period, None, wards, boundary, shade, kept, comparator, classes
    )
    if comparator != selection.against and page in WITH_COMPARATOR:
        label = catalogue.period(period).label
        notes.append(
            f"Districts elsewhere are not counted for {label}, so districts are compared with the "
            "force here."
        )
    if boundary == "legal" and page in WITH_WARDS:
        notes += _without_legal(selection, catalogue)
    if page == "theme" and (given := params.get("beside")):
        selection = replace(selection, beside=_beside(given, selection, faults))
    ward = _ward(params.get("ward"), selection, catalogue, faults, notes)
    if ward and not _has_figures(ward, selection, page):
        ward = None
        notes.append(_NO_LSOAS)
    return Reading(replace(selection, ward=ward), tuple(faults), tuple(notes))


def _without_legal(selection: Selection, catalogue: Catalogue) -> list[str]:
    """What is shown by best fit although legal wards are asked for."""
    drawn = vintage(selection.period)
    of = catalogue.vintage_name(drawn)
    if not selection.is_legal:
        return [
            f"Legal ward boundaries of {of} are not loaded on this machine, so the map shows "
            "best-fit wards. Load them on the Sources page."
        ]
    if selection.csp not in legal_districts(drawn):
        place = district_name(selection.csp)
        return [f"Not all legal wards of {place} are loaded for {of}, so it stays on best fit."]
    return []


def _csp(given: str | None, catalogue: Catalogue, faults: list[str]) -> str:
    known = [district.code for district in catalogue.force.districts]
    if given is not None and given not in known:
        faults.append(
            f"There is no Community Safety Partnership with the code '{given}' in "
            f"{catalogue.force.name}. Choose one from the list."
        )
        return catalogue.force.default_district
    return given or catalogue.force.default_district


def _theme(given: str | None, catalogue: Catalogue, csp: str, faults: list[str]) -> str:
    if given is not None and given not in catalogue.themes:
        faults.append(f"There is no priority theme '{given}'. Choose one from the list.")
        given = None
    return given or default_theme(catalogue, csp)


def offered_indicators(catalogue: Catalogue, page: str, theme: str) -> tuple[str, ...]:
    """Return the indicators a page can show: its theme's; to compare, every counted one."""
    if page == "compare":
        shown = (*catalogue.counted_indicators, *partner_rates())
        return tuple(one.id for one in shown)
    if page == "ward":
        return ward_indicators()
    own = theme_indicators(catalogue, catalogue.theme(theme))
    if page in KEEPING:
        counted = (one.id for one in catalogue.counted_indicators)
        return tuple(dict.fromkeys([*own, *counted, *ward_indicators()]))
    return own


def default_indicator(catalogue: Catalogue, page: str, theme: str, csp: str) -> str | None:
    """Return the indicator shown when the address names none.

    A theme opens on one that the district has a figure on, wherever there is one; pages that only
    carry the choice along must mean the same by an address without it.
    """
    if page in ("compare", "ward"):
        return next(iter(offered_indicators(catalogue, page, theme)), None)
    return opening_indicator(theme_indicators(catalogue, catalogue.theme(theme)), csp)


def _indicator(
    given: str | None, catalogue: Catalogue, page: str, theme: str, csp: str, faults: list[str]
) -> str | None:
    offered = offered_indicators(catalogue, page, theme)
    if given is not None and given not in offered:
        by_theme = page not in ("compare", "ward")
        where = f" under the theme '{catalogue.theme(theme).name}'" if by_theme else ""
        faults.append(f"There is no indicator '{given}'{where}. Choose one from the list.")
        given = None
    return given or default_indicator(catalogue, page, theme, csp)


def _period(
    given: str | None,
    catalogue: Catalogue,
    page: str,
    indicator: str | None,
    csp: str,
    faults: list[str],
) -> str:
    if given is not None and (given not in catalogue.periods or given.endswith(LEGAL)):
        faults.append(f"There is no period '{given}'. Choose one from the list.")
        given = None
    if given is not None and given not in offered_periods(catalogue, page, indicator):
        subject = "The explorer" if page == "explore" else "The overview"
        if page in ("theme", "compare", "ward") and indicator:
            subject = catalogue.indicator(indicator).name
        faults.append(
            f"{subject} has no figures for {catalogue.period(given).label}. "
            "Choose another period from the list."
        )
        given = None
    return given or default_period(catalogue, page, indicator, csp)


def _one_of(key: str, given: str | None, known: tuple, faults: list[str]):  # type: ignore[no-untyped-def]
    if given is not None and given not in known:
        faults.append(f"'{given}' is not a choice for '{key}': use {' or '.join(known)}.")
        return known[0]
    return given or known[0]


def offered_beside(selection: Selection) -> tuple[str, ...]:
    """Return what a theme's map can be set beside: other periods of it, other indicators in it."""
    catalogue = load_catalogue()
    if selection.indicator is None:
        return ()
    periods = [
        one for one in periods_of(selection.indicator) if catalogue.period(one).boundary != LEGAL
    ]
    theme = theme_indicators(catalogue, catalogue.theme(selection.theme))
    counted = [one.id for one in catalogue.counted_indicators]
    indicators = [
        one for one in dict.fromkeys([*theme, *counted]) if selection.period in periods_of(one)
    ]
    every = [*periods, *indicators]
    return tuple(one for one in every if one not in (selection.period, selection.indicator))


def _beside(given: str, selection: Selection, faults: list[str]) -> str:
    if given in offered_beside(selection):
        return given
    faults.append(f"There is no map of '{given}' to set beside this one. Choose one from the list.")
    return ""


def _ward(
    given: str | None,
    selection: Selection,
    catalogue: Catalogue,
    faults: list[str],
    notes: list[str],
) -> str | None:
    if given is None:
        return None
    drawn = vintage(selection.period)
    areas = areas_with_legal_wards()
    is_ward = areas["area_type"].str.startswith("ward")
    named = areas[(areas["area_code"] == given) & is_ward]
    if named.empty:
        faults.append(f"There is no ward with the code '{given}' in {catalogue.force.name}.")
        return None
    name = named["area_name"].iloc[0]
    if drawn not in set(named["area_type"]):
        notes.append(
            f"{name} ({given}) is not a ward of {catalogue.vintage_name(drawn)}, the boundaries of "
            "this period: choose a ward again."
        )
        return None
    if selection.wards == "district" and named["district_code"].iloc[0] != selection.csp:
        notes.append(
            f"{name} ({given}) is not in {district_name(selection.csp)}: choose a ward again."
        )
        return None
    return given


def _has_figures(ward: str, selection: Selection, page: str) -> bool:
    """Whether a ward is counted: by the LSOAs that the best fit gives it, or else by points."""
    if page in KEEPING or ward in set(load_areas()["area_code"]):
        return True
    if page not in WITH_WARDS:
        return False
    return selection.is_legal and counted_by_points(load_catalogue().period(selection.basis))


def district_name(csp: str) -> str:
    """Return the name of a CSP's district."""
    return load_catalogue().force.district(csp).name


@remembered(maxsize=32)
def _plain(page: str) -> Selection:
    """What a page shows whose address says nothing."""
    return read({}, page).selection


def query(selection: Selection, page: str) -> dict[str, str]:
    """Return the address of a selection on a page: only what differs from the default."""
    catalogue = load_catalogue()
    plain = _plain(page)
    told = {}
    if selection.csp != plain.csp:
        told["csp"] = selection.csp
    if selection.theme != default_theme(catalogue, selection.csp):
        told["theme"] = selection.theme
    first = default_indicator(catalogue, page, selection.theme, selection.csp)
    if selection.indicator and selection.indicator != first:
        told["indicator"] = selection.indicator
    usual = default_period(catalogue, page, selection.indicator, selection.csp)
    # A period that was chosen is told where it is the usual one too: the next page's may differ.
    if selection.period != usual or selection.kept:
        told["period"] = selection.period
    for key in ("ward", "wards", "boundary", "shade", "classes", "comparator"):
        if getattr(selection, key) != getattr(plain, key):
            told[key] = getattr(selection, key)
    if page == "theme" and selection.beside:
        told["beside"] = selection.beside
    return told


def change(selection: Selection, page: str, **chosen: str | None) -> Selection:
    """Return the selection after a choice, as a page can show it.

    What no longer fits goes to its default: an indicator of another theme, a period that the reader
    did not choose or that has no figures, a ward of another district or of other boundaries.
    """
    after = replace(selection, **chosen)  # type: ignore[arg-type]
    if "csp" in chosen:
        after = replace(after, ward=None)
    after = replace(after, indicator=_indicator_after(selection, after, page, chosen))
    after = _with_period(after, page, chosen)
    drawn = vintage(after.period)
    # A profile follows its ward from period to period, as long as its boundaries are the same.
    kept = page == "ward" and after.ward is not None and is_ward_of(after.ward, drawn)
    gone = drawn != vintage(selection.period) and not kept
    if gone or (after.wards == "district" and not _lies_in(after.ward, after.csp)):
        after = replace(after, ward=None)
    if after.beside and after.beside not in offered_beside(after):
        after = replace(after, beside="")
    return after


def _indicator_after(
    before: Selection, after: Selection, page: str, chosen: Mapping[str, object]
) -> str | None:
    """The indicator after a choice: what a theme opened on is not carried to another district."""
    catalogue = load_catalogue()
    usual = default_indicator(catalogue, page, after.theme, after.csp)
    opened = default_indicator(catalogue, page, before.theme, before.csp)
    if "csp" in chosen and "indicator" not in chosen and before.indicator == opened:
        return usual
    offered = offered_indicators(catalogue, page, after.theme)
    return after.indicator if after.indicator in offered else usual


def _with_period(after: Selection, page: str, chosen: Mapping[str, object]) -> Selection:
    """Settle the period: it stays where the reader chose it and what comes next has it."""
    catalogue, indicator = load_catalogue(), after.indicator
    usual = default_period(catalogue, page, indicator, after.csp)
    is_offered = after.period in offered_periods(catalogue, page, indicator)
    if "period" in chosen and is_offered:
        return replace(after, kept=after.period != usual)
    # A ward that was chosen is one of its period's boundaries, and is followed to other pages.
    followed = after.ward is not None and not {"csp", "theme"} & set(chosen)
    stays = is_offered and (after.kept or followed)
    lands = not chosen or bool({"csp", "theme", "indicator"} & set(chosen))
    if stays and lands and page == "theme" and indicator:
        held = held_periods(indicator, after.csp)
        stays = not held or after.period in held
    return after if stays else replace(after, period=usual, kept=False)


def _lies_in(ward: str | None, csp: str) -> bool:
    if ward is None:
        return False
    areas = areas_with_legal_wards()
    return csp in set(areas.loc[areas["area_code"] == ward, "district_code"])


def vintage(period: str) -> str:
    """Return the ward vintage of a period, or that of the documents where it names none."""
    return load_catalogue().ward_vintage(period)
