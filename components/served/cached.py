"""The only st.cache_*: what is made once and shared by every session."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path

import streamlit as st
from streamlit.components.v1 import declare_component

from components.served.ahead import judge_everything
from data.catalogue.records import LEGAL
from data.installed.catalogue import load_catalogue
from data.limits import sweep_folders
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import drawn_wards
from data.store import store_folder
from data.store.remembered import remembered
from geo.boundaries import drawing_geojson


def _own_folder(name: str) -> Path:
    """A folder of this process, gone with it."""
    folder = Path(tempfile.mkdtemp(prefix=f"csp-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _drawings() -> Path:
    """Where the app puts what it makes for the browser; all of it can be made again."""
    folder = store_folder() / "drawings"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _own_folder("drawings")
    # A store that may only be read is still shown.
    return folder if os.access(folder, os.W_OK) else _own_folder("drawings")


DRAWINGS = _drawings()
_served = declare_component("boundaries", path=str(DRAWINGS))


WINGS = Path(__file__).parents[1]
_FOR_BROWSERS = {".css", ".js", ".png"}


def _gathered() -> Path:
    """Copies of the wings' scripts, styles and pictures, in a folder of this process.

    They lie beside the Python that uses them, and Streamlit serves whole folders.
    """
    folder = _own_folder("frontend")
    for path in WINGS.rglob("*"):
        if path.suffix not in _FOR_BROWSERS:
            continue
        if (folder / path.name).exists():
            raise FileExistsError(f"Two files for the browser are called {path.name}.")
        shutil.copyfile(path, folder / path.name)
    return folder


FRONTEND = _gathered()
_frontend = declare_component("frontend", path=str(FRONTEND))


@st.cache_resource
def asset(name: str) -> str:
    """Return the text of one of our own files for the browser."""
    return (FRONTEND / name).read_text(encoding="utf-8")


@st.cache_resource
def asset_address(name: str) -> str:
    """Return where the browser finds one of our own files, from the page's address.

    A file that is named travels once; one that is written into the page travels with every rerun.
    The hash makes sure that no cache hides a new release.
    """
    version = hashlib.sha256(asset(name).encode()).hexdigest()[:8]
    return f"component/{_frontend.name}/{name}?{version}"


@st.cache_resource
def joined_address(name: str, parts: tuple[Path, ...]) -> str:
    """Write scripts or styles one after the other into one file; return its address.

    A page's frame reads one after the other what it names, and waits for each behind all that
    the page itself is doing.
    """
    # A line of its own ends the comment that the last one may end with.
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    (FRONTEND / name).write_text(text, encoding="utf-8")
    return asset_address(name)


@remembered(maxsize=16)
def drawing_address(layer: str) -> str:
    """Write a layer's geometry for the browser once; return its address, as the map frame sees it.

    The name carries a hash of the content, so the browser may keep the file for ever. Only public
    boundaries are written: a served file can be read by anyone who can reach the app.
    """
    legal = layer.endswith(LEGAL)
    areas = drawn_wards(layer.removesuffix(LEGAL)) if legal else load_boundaries(layer)
    outlines = areas.dissolve("district_code", as_index=False)
    names = {one.code: one.name for one in load_catalogue().force.districts}
    codes = outlines["district_code"]
    outlines = outlines.assign(area_code=codes, area_name=codes.map(names).fillna(codes)).set_index(
        "area_code"
    )
    content = json.dumps(
        {"areas": drawing_geojson(areas), "outlines": drawing_geojson(outlines)},
        separators=(",", ":"),
    ).encode()
    return drawn_file(layer, content)


def drawn_file(name: str, content: bytes) -> str:
    """Write what the browser draws under a name of its content; return its address.

    Only what anyone may see: a served file can be read by anyone who can reach the app.
    """
    path = DRAWINGS / f"{name}-{hashlib.sha256(content).hexdigest()[:10]}.json"
    if not path.exists():
        # Written aside and moved: another process must never serve half a file.
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(path)
    return f"../{_served.name}/{path.name}"


@st.cache_resource
def sweep_uploads() -> None:
    """Remove, once, what an app that was killed left of uploads in the temporary folder."""
    sweep_folders()


WARM_UP_AFTER = 2.0  # seconds: the first page comes first


@st.cache_resource
def warm_up() -> None:
    """Judge the default district's wards on every counted indicator, once, in the background.

    The first choice of an indicator in a meeting then finds its figures ready, as later ones do.
    """
    timer = threading.Timer(WARM_UP_AFTER, judge_everything)
    timer.daemon = True
    timer.start()
