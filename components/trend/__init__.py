"""Trends: months, change, emerging areas, direction and forecast."""
