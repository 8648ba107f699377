"""Bringing ward boundaries: any file of them, asked about, checked, pictured and then saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from components.chart.style import palette
from components.page.form import ask_files, done, forget_told, laid_down, refused, signed, tell_done
from components.page.telling import say, say_marked, say_small, tell_error, tell_warning
from components.sources.fetch import fetch_boundaries_form
from components.sources.outline_map import outline_picture
from data.boundary.files import (
    BoundaryFile,
    BoundaryLayer,
    CheckedBoundaries,
    checked_boundaries,
    inspect_boundaries,
)
from data.boundary.mends import MENDS
from data.boundary.outcome import drawn_sentences, known_outlines
from data.boundary.store import save_boundaries
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import legal_districts
from data.phrases.plain import number_of
from data.store import StoreError
from data.tables.areas import load_areas
from geo.areas import type_in_words
from geo.boundaries import BoundaryError

ENDINGS = [
    *("zip", "gpkg", "geojson", "json", "topojson", "parquet", "geoparquet", "kml", "kmz", "gml"),
    *("gz", "tgz"),
    *("fgb", "shp", "shx", "dbf", "prj", "cpg", "tab", "dat", "map", "id", "ind", "mif", "mid"),
]
SYSTEMS = {
    "EPSG:27700": "British National Grid (EPSG:27700)",
    "EPSG:4326": "Longitude and latitude (EPSG:4326)",
    "EPSG:3857": "Web Mercator (EPSG:3857)",
}
PLACE = "boundaries"
# Of files that belong together, the one that is opened.
MAIN = (".shp", ".tab", ".mif")


@dataclass(frozen=True)
class Choices:
    """What the user said of a file where it does not say it itself."""

    layer: str
    area_type: str | None
    code_column: str | None
    name_column: str | None
    crs: str | None
    matches: dict[int, str] | None = None


def boundaries_section() -> None:
    """Draw the way from a boundary file to legal wards on the map."""
    st.markdown("## Legal ward boundaries")
    tell_done(PLACE)
    st.markdown(
        "The app draws wards as unions of census areas (best fit). With the legal boundaries, maps "
        "draw them, and records whose street points are in the store are counted by the ward that "
        "the point lies in. One click in the sidebar goes back to best fit."
    )
    fetch_boundaries_form()
    given = ask_files(
        PLACE,
        "Boundary file: zipped shapefile, .shp or .tab with its companions, GeoPackage, GeoJSON, "
        "KML, GML, FlatGeobuf …",
        ENDINGS,
        several=True,
        any_kind=True,
    )
    if not given:
        return
    forget_told(PLACE)
    try:
        with laid_down(given, together=True) as paths:
            _read(_main_file(paths))
    except (BoundaryError, StoreError) as error:
        refused(error)


def _main_file(paths: list[Path]) -> Path:
    """Of a file and its companions, the one that is opened; otherwise the one file."""
    shapes = [path for path in paths if path.suffix.lower() in MAIN]
    chosen = shapes or paths
    if len(chosen) > 1:
        names = ", ".join(path.name for path in chosen)
        raise BoundaryError(
            f"These are {len(chosen)} boundary files ({names}). Give one at a time."
        )
    return chosen[0]


def _read(path: Path) -> None:
    known, outline = load_areas(), load_boundaries("district").reset_index()
    file = inspect_boundaries(path, known, outline, known_outlines())
    chosen = _asked(file)
    if chosen is None:
        return
    without = _unticked()
    try:
        checked = _checked(path, chosen, known, outline, without)
    except BoundaryError:
        # What was unticked can be ticked again.
        _offer(dict.fromkeys(without, ""))
        raise
    _offer(
        {one.kind: one.sentence for one in checked.report.findings if one.kind in MENDS}
        | dict.fromkeys(without, "")
    )
    _report(checked)
    _save(checked)


def _checked(
    path: Path,
    chosen: Choices,
    known: pd.DataFrame,
    outline: gpd.GeoDataFrame,
    without: tuple[str, ...],
) -> CheckedBoundaries:
    return checked_boundaries(
        path,
        layer=chosen.layer,
        area_type=chosen.area_type,
        code_column=chosen.code_column,
        name_column=chosen.name_column,
        crs=chosen.crs,
        known=known,
        outline=outline,
        without=without,
        matches=chosen.matches,
    )


def _mend_key(kind: str) -> str:
    return f"boundary-mend-{kind}-{st.session_state.get(f'turn-{PLACE}', 0)}"


def _unticked() -> tuple[str, ...]:
    """The mends that the user does without."""
    return tuple(kind for kind in MENDS if st.session_state.get(_mend_key(kind)) is False)


def _offer(mends: dict[str, str]) -> None:
    """Offer each mend that the file needs, one by one; without one the file is refused."""
    if not mends:
        return
    st.markdown("### Odd rows")
    for kind, sentence in mends.items():
        st.checkbox(MENDS[kind], value=True, key=_mend_key(kind))
        if sentence:
            say_small(sentence)


def _asked(file: BoundaryFile) -> Choices | None:
    """Ask what is uncertain, and show what was guessed, so that it can be put right."""
    layers = {layer.name: layer for layer in file.layers}
    layer = next(iter(layers.values()))
    if len(layers) > 1:
        layer = layers[str(st.selectbox("Which layer?", list(layers), key="boundary-layer"))]
    if layer.problem:
        tell_error(layer.problem)
        return None
    say(
        f"{layer.format}, {number_of(layer.rows, 'area')}. {layer.type_reason} "
        f"{f'Coordinates: {layer.crs}.' if layer.crs else layer.crs_reason}",
        bold=f"{file.name}:",
    )
    with st.expander("Columns and coordinates", expanded=bool(layer.questions)):
        chosen = _choices(layer)
    # A column that the user took for one of codes is gone by before any match.
    return _by_name(layer, chosen) if layer.matches and chosen.code_column is None else chosen


def _by_name(layer: BoundaryLayer, chosen: Choices) -> Choices | None:
    """Suggest the known areas that a layer without codes has, together or one by one."""
    agreed = sum(one.agrees for one in layer.matches)
    kind = layer.matches[0].area_type
    st.markdown("### Which areas these are")
    say(
        f"The file has names and no codes. {number_of(agreed, 'area')} of {layer.rows} agree with "
        f"known {type_in_words(kind)} by name and ground.",
    )
    every = st.checkbox("Take all that agree", key="boundary-match-all")
    rows = pd.DataFrame(
        {
            "Take": [every and one.agrees for one in layer.matches],
            "In the file": [one.name for one in layer.matches],
            "Known area": [one.known for one in layer.matches],
            "Shared ground %": [round(100 * one.share) for one in layer.matches],
            "Agrees": [one.agrees for one in layer.matches],
        }
    )
    told = st.data_editor(
        rows,
        hide_index=True,
        disabled=list(rows.columns[1:]),
        key=f"boundary-matches-{every}",
    )
    taken = {
        one.row: one.code for one, wanted in zip(layer.matches, told["Take"], strict=True) if wanted
    }
    if not taken:
        say_small("Take the areas that are meant; nothing is taken unasked.")
        return None
    return replace(chosen, area_type=kind, matches=taken)


def _choices(layer: BoundaryLayer) -> Choices:
    one, two, three, four = st.columns(4)
    codes = [column.name for column in layer.code_columns]
    columns = [*(codes or [""]), *(name for name in layer.columns if name not in codes)]
    code = one.selectbox("Column of codes", columns, key="boundary-code")
    names = ["", *layer.columns]
    at = names.index(layer.name_column) if layer.name_column in names else 0
    name = two.selectbox("Column of names", names, index=at, key="boundary-name")
    fitted = list(load_catalogue().fitted)
    others = ["msoa21", "parish", "ced", "neighbourhood"]
    guessed = [layer.area_type] if layer.area_type else []
    types = list(dict.fromkeys([*guessed, *fitted, *others]))
    kind = three.selectbox(
        "What the areas are",
        types,
        format_func=_type_name,
        key="boundary-type",
        accept_new_options=True,
        help="A ward type with its year, such as ward22",
    )
    declared = "as the file says" if layer.crs else "as inferred"
    system = four.selectbox(
        "Coordinates",
        ["", *SYSTEMS],
        format_func=lambda one: SYSTEMS.get(one, declared),
        key="boundary-crs",
    )
    if layer.sample is not None:
        st.dataframe(layer.sample, hide_index=True)
    # What was guessed is left to the reader of the file, who gives its reason.
    first = code == (codes[0] if codes else "")
    return Choices(layer.name, kind, None if first else code, name or None, system or None)


def _type_name(area_type: str) -> str:
    if area_type.startswith("ward"):
        return f"Wards of {load_catalogue().vintage_name(area_type)}"
    words = type_in_words(area_type)
    return words[:1].upper() + words[1:]


def _report(checked: CheckedBoundaries) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"### {number_of(len(checked.areas), 'area')} passed the checks")
        for finding in (one for one in checked.report.findings if one.kind not in MENDS):
            icon = ":material/warning:" if finding.severity == "warning" else ":material/check:"
            say_marked(icon, finding.sentence)
        if checked.area_type not in load_catalogue().fitted:
            tell_warning(
                f"No loaded period is on {_type_name(checked.area_type).lower()}: they are kept, "
                "and no map draws them yet.",
            )
    with right:
        says = f"In the file: {number_of(len(checked.areas), 'area')}, in full detail once saved"
        st.image(outline_picture(checked.areas, palette()), caption=says)


def _save(checked: CheckedBoundaries) -> None:
    with st.form(f"save-{PLACE}", border=False):
        name, note = signed(PLACE)
        wanted = st.form_submit_button("Save these boundaries", icon=":material/save:")
    if not wanted:
        return
    before = legal_districts(checked.area_type)
    with st.spinner("Saving in full detail, and simplified for drawing…"):
        change = save_boundaries(checked, who=name, note=note)
    done(
        PLACE,
        f"Saved as change {change.number}: {number_of(len(checked.areas), 'area')}, "
        f"{_type_name(checked.area_type).lower()}. "
        f"{' '.join(drawn_sentences(checked.area_type, before))} The history can undo it.",
    )
