"""The catalogue as this installation has it: its files with what the store adds to them.

Gives out `load_catalogue` and what is held (months, boundaries, tables, changes). May import the
tables, outlines, partners' values and the import of street-level records.
"""
