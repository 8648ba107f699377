"""Prioritisation of themes: evidence, scores, weights, ranking, kept results, harm.

Gives out the ranking and what a meeting enters for it. May import figures and documents.
"""
