"""Partners' tables: read, matched, checked, kept, and given out without what must be withheld."""
