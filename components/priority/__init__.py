"""Prioritisation."""
