"""Tests and doctests use a store of their own, never the one that a user filled."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# Before any module is imported, for some make their folder on import. Where publishers' files are
# (CSP_SOURCE_...) is a setting of the tests, and stays.
for _name in [one for one in os.environ if one.startswith("CSP_")]:
    if not _name.startswith("CSP_SOURCE_"):
        os.environ.pop(_name)
os.environ["CSP_STORE"] = tempfile.mkdtemp(prefix="csp-tests-")

# Hypothesis stops a slow example by default: on a busy machine that fails what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
