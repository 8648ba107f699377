"""Another force area: made from publishers' files and put into the store.

Gives out `make_area`. May import packaging.
"""
