"""Boundary files of users: opened, asked about, checked, repaired and put into the store.

Gives out `inspect_boundaries`, `checked_boundaries` and the import. May import the outlines and the
installed catalogue.
"""
