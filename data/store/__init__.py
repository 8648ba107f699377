"""What users bring and enter, kept in files under one manifest, and what is remembered of it.

Gives out what the store holds and its changes (`store`), and `remembered` for whatever rests on
it. May import the settings.
"""
