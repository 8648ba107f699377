"""Charts: dressed in the palette, drawn by Plotly in the browser once the map is painted.

Gives out `show`, `style` and the shared charts. May import the page's frame.
"""
