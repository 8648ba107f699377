"""From the publishers' servers to files on this disk: politely, resumably, never half.

Gives out `fetch_boundaries` and `fetch_police`. May import nothing of ours but `geo`.
"""
