"""Tables of partners as they come: read, mapped, checked, previewed and put into the store.

Gives out the steps of the import and its template. May import partners' values, places and the
installed catalogue.
"""
