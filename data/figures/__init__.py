"""One indicator in one period as frames of areas, judged, compared and changed.

Gives out `area_figures`, `ward_view`, `headline` and the comparisons that every screen draws from.
May import documents, partners' values and the installed catalogue; formulas are in `geo`.
"""
