"""What figures mean: the verdict in clauses, each with its figures, and the first page's summary.

Gives out `verdict` and the overview's headlines and changes. May import trends and figures.
"""
