"""A Plotly figure on a page, drawn by a component of our own once the page's map is painted.

Plotly is 4.8 MB of script, which a browser reads in one go. Streamlit's own element asks for it at
once, and the map's program waits behind it: on the explorer's first visit for 0.9 s of 2.9 s. This
one asks for it when the map is on the screen, and needs no rerun for that.
"""

from __future__ import annotations

from pathlib import Path

import plotly
import plotly.graph_objects as go
from streamlit.components.v1 import declare_component

from components.served.component import served_component

# The program that belongs to the installed plotly, from this machine.
_plotly = declare_component("plotly", path=str(Path(plotly.__file__).parent / "package_data"))
PROGRAM = f"component/{_plotly.name}/plotly.min.js?{plotly.__version__}"


def plotted(figure: go.Figure, title: str, alt: str, key: str) -> None:
    """Draw a figure of a height that its layout states; ``alt`` says in words what it shows.

    ``title`` is its message, which stands on the page already: on the full screen and in a saved
    picture it comes along.
    """
    component = served_component("plotted", '<figure class="plotted"></figure>', own_tree=False)
    # As Plotly writes it: dates, missing values and numpy's numbers are its business.
    told = {"figure": figure.to_json(), "title": title, "alt": alt, "name": key}
    component(data=told | {"program": PROGRAM}, key=key)
