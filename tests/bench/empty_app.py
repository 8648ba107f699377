"""The least that Streamlit can show: what no page can be faster than."""

from __future__ import annotations

import streamlit as st

if __name__ == "__main__":
    st.write("An empty page.")
