"""The reader's choices: pickers, search, leads to other pages, and the address they write.

Gives out widgets whose callbacks write the address. May import what is served.
"""
