"""The catalogue as this installation has it: its files with what the store adds to them.

Gives out `load_catalogue` and what is held (months, boundaries, tables, changes). May import the
tables, outlines and partners' values.
"""
