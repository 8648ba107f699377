"""From the publishers' servers to files on this disk: politely, resumably, never half.

Gives out `fetch_boundaries`, `fetch_police` and `fetch_background`. May import nothing of ours but
`geo`.
"""
