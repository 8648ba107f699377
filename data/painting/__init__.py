"""What a value looks like: its class, colour, hatch, outline and the words under its name.

Gives out palettes, paints of maps and their keys, for a browser or a document to draw. May import
words and figures.
"""
