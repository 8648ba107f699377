"""Any crime types, months and areas together in one frame, as officers choose them.

Gives out `explore`, its mix and months, street points and their density, and the plain table of an
indicator (`shown`). May import the figures.
"""
