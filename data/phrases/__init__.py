"""The smallest phrases: how a figure, a month, a list and a signal of a chart are written.

Gives out functions from figures to text; none computes a figure, and here alone is rounded. May
import `geo` only, so that every wing can speak.
"""
