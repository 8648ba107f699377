"""What is started, by `streamlit run app.py`: the gate, and behind it the front door."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.starlette import App

from components.served.gate import Gate, answered_names, health
from components.served.prepared import prepare

# Streamlit finds this by reading the file, imports it once and serves it. The front door is run for
# each reader and imported by nobody: a component exists only where a session declared it.
prepare()
app = App(
    "pages/front_door.py",
    routes=[Route("/health", health)],
    middleware=[Middleware(Gate, names=answered_names())],
)
