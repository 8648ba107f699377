"""Packaging: from publishers' files to the small tables that the app ships with.

Gives out `build` and the check of the packaged tables. May import the tables, outlines, boundary
files and counting.
"""
