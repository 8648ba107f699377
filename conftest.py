"""Tests and doctests use a store of their own, never the one that a user filled."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# Set before any module is imported, for some make their folder on import.
os.environ["CSP_STORE"] = tempfile.mkdtemp(prefix="csp-tests-")
for _name in ("SHOW_RESTRICTED", "SUPPRESS_UP_TO", "ENGINE", "MEMORY_LIMIT", "HOSTS"):
    os.environ.pop(f"CSP_{_name}", None)

# Hypothesis stops a slow example by default: on a busy machine that fails what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
