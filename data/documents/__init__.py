"""What the published documents print: figures, cards, who is affected, similar areas.

Gives out frames of printed values, each with document, section and wording. May import the
installed catalogue and the tables.
"""
