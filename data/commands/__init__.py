"""The command line, a module a command: ``python -m data``.

Each gives out `add_parser` and `run`. May import every other wing, and does so when it is run.
"""
