"""Drawing and asking: with `app.py` and `pages` the only place that knows Streamlit.

A wing a page, and below them what pages share. Figures, sentences and colours come from `data`.
"""
