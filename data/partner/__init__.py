"""Partners' values after disclosure control: the only way that they leave the store.

Gives out definitions, periods and values by area. May import the tables and the catalogue; reading
partners' files is `data.partner_tables`.
"""
