"""Places by name: an index of areas, and which of them a misspelt name is like.

Gives out the index and the likeness. May import the installed catalogue.
"""
