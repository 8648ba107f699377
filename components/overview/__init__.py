"""The overview: tiles, places at greatest risk, what changed, how complete the records are.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
