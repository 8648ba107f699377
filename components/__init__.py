"""Drawing and asking: with `pages` and the two files they start from all that knows Streamlit.

A wing a page, and below them what pages share. Figures, sentences and colours come from `data`.
"""
