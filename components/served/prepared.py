"""What is made before the port answers: the first reader then waits no longer than the next.

Nothing here may declare a component: one exists only where a session declared it.
"""

from __future__ import annotations

import importlib
import logging
import time

from data.store import refresh

# Read by every page's first run; seconds each, on a cold machine.
LIBRARIES = ("geopandas", "folium", "plotly.graph_objects", "pyarrow.parquet")
_log = logging.getLogger(__name__)


def prepare() -> None:
    """Read the libraries and judge the district that the app opens on; say how long it took.

    Whatever stands in the way, such as a store that cannot be read, is logged; the pages say why.
    """
    print("Preparing the first map …", flush=True)
    began = time.monotonic()
    for name in LIBRARIES:
        importlib.import_module(name)
    try:
        refresh()
        # Imported here: the modules take seconds too, and the line above is to be seen first.
        from components.served.ahead import judge_first, settle

        judge_first()
        settle()
    except Exception:
        # The app answers none the less, and its pages say what is wrong.
        _log.exception("The first map could not be prepared.")
    print(f"Ready after {time.monotonic() - began:.1f} s.", flush=True)
