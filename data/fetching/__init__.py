"""Downloads from the publishers: politely, resumably, and never half.

`data.fetching.session` sends one request at a time and asks again after a passing fault;
`data.fetching.boundaries` reads areas from a feature service, `data.fetching.police` a force's
months from the police archive. What is on offer, and where, is in ``catalogue/downloads.toml``.
"""
