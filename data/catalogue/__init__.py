"""The product's content as data: indicators, themes, sources, periods, districts, in TOML.

Gives out the records, their reader and what a unit means. May import the store, which may hold
another force area; what this installation adds to the content is in `data.installed`.
"""
