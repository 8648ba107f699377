"""The one map, its key and the list beside it, repainted in place.

Gives out `ward_map`, `map_and_list` and `legend`. May import the page's frame and the choosing.
"""
