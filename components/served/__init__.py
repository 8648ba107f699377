"""What the browser is served from this machine: our files, drawings, components.

Gives out addresses and mountable components. May import `data`.
"""
