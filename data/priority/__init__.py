"""Themes by criteria: scheme, evidence, scores, ranking, results; and crime weighted by harm."""
