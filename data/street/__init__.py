"""Street-level records of data.police.uk: found, inspected, counted by area, put into the store.

Gives out `import_police` and the counting that packaging shares with it. May import the tables.
"""
