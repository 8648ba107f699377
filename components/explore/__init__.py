"""The officer's desk: filters, map, table, streets and files of any crime types and months.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
