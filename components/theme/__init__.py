"""A priority theme: headline, hotspot panel, card, who is affected, children.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
