"""Prioritisation: scores, weights, firmness, plan, harm, kept results.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
