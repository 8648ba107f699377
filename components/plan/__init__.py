"""The plan tracker: its filters, table, row and files.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
