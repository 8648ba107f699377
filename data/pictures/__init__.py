"""What a screen shows as a file: pictures drawn by the server, without a browser.

Gives out `map_picture`. May import painting and outlines.
"""
