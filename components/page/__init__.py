"""What every page is framed by: heading, sections, details, downloads, the trust strip.

Gives out functions that draw. May import what is served and the choosing.
"""
