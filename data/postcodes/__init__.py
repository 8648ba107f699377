"""Postcodes of the force area, from the directory that a user brings, so that one can be found.

Gives out reading ONS's Postcode Directory and Ordnance Survey's Code-Point Open, and finding a
postcode. May import the outlines.
"""
