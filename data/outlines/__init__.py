"""Boundaries as they are drawn and counted by: best-fit layers, and legal wards from the store.

Gives out `load_boundaries`, who borders on whom, and the records of legal wards. May import
the tables; reading users' boundary files is `data.boundary`.
"""
