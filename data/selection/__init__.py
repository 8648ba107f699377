"""What a reader has asked for, read from an address: district, theme, period, filters.

Gives out records and the address that leads back to them; knows no browser. May import figures,
explorer and trends.
"""
