"""Trends: months with control limits, change, emerging areas, direction, forecast.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
