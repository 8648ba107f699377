"""Every sentence of the screens, from the figures they show and from nothing else.

Gives out functions from views to text. May import figures, trends, verdicts, plans and selections;
the smallest phrases are in `data.phrases`.
"""
