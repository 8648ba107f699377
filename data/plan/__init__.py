"""Partnerships' plans, row by row: baseline, newest reading, course, owner and note.

Gives out the tracker and its notes. May import figures and documents.
"""
