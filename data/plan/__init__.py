"""Partnerships' plans as rows: documents, readings against them, and what a meeting notes."""
