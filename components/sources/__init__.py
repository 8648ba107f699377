"""What is loaded, and bringing more: police months, boundaries, partners' tables.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
