"""Drawing and asking: the only place besides app.py and pages/ that imports Streamlit."""
