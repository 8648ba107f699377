"""Packaged and stored tables as frames: areas, residents, police counts, deprivation, children.

Gives out one loader a table, each with one documented set of columns. May import the catalogue and
the store.
"""
