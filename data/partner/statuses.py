"""What a cell of a partner's table says: a figure, that it is withheld, or nothing."""

from __future__ import annotations

GIVEN, SUPPRESSED, MISSING = "given", "suppressed", "missing"
