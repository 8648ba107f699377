"""A place's months: control charts, changes between spans, emerging areas, direction.

Gives out `trend_of`, comparisons and step changes. May import the explorer's frames and the
figures.
"""
