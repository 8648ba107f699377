"""Compiling the packaged tables from publishers' files; run as ``python -m data build``."""
