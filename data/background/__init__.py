"""A background of the map: roads, rails, water and built-up ground from a file that a user brings.

Gives out reading a file cut to the force area, and keeping it in the store. May import the
outlines.
"""
