"""Names of areas as publishers write them: with the district beside, before or in brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from geo.areas import normalise_name

_CODE = re.compile(r"(?<!\w)([EW]\d{8})(?!\w)", re.IGNORECASE)
# 'ward2022:Stowe, Lichfield', as Nomis writes areas.
_PREFIX = re.compile(r"^\s*(?:[a-z]+ ?)?\d{2,4}(?:cd|nm)?\s*:\s*", re.IGNORECASE)
_PARTS = re.compile(r"[(),:;/|\[\]–—]|\s-\s")
_ENDS = re.compile(
    r"(?: (?:electoral )?ward| (?:district|borough|city)(?: council)?| council| [dbm]?bc| dc| cc)$"
)
_STARTS = re.compile(r"^(?:(?:city|borough|district|county) of|ward of|ward) ")


def name_key(name: object) -> str:
    """Return the key of a name: as elsewhere, and 'Stowe ward' is Stowe."""
    key = normalise_name(str(name))
    return _STARTS.sub("", _ENDS.sub("", key)) or key


def code_in(text: str) -> str:
    """Return the code that stands beside a name in one cell; empty where there is none."""
    found = _CODE.search(text)
    return found[1].upper() if found else ""


def name_parts(text: str) -> list[str]:
    """Return the parts of a cell that may each be a name: '{name} ({district})' has two."""
    return _PARTS.split(_PREFIX.sub("", text))


def name_and_district(
    text: str, districts: Mapping[str, str], larger: Collection[str]
) -> tuple[str, str | None]:
    """Return the key of a name without what is told of where it is, and the district told.

    `districts` are codes by key; `larger` the keys of county and country, which say nothing.

    >>> name_and_district("ward2022:Stowe, Borough", {"borough": "E07000001"}, ())
    ('stowe', 'E07000001')
    >>> name_and_district("Borough: Stowe", {"borough": "E07000001"}, ())
    ('stowe', 'E07000001')
    """
    plain = _CODE.sub(" ", _PREFIX.sub("", text))
    district, left = None, []
    for part in name_parts(plain):
        key = name_key(part)
        if key in districts and district is None:
            district = districts[key]
        elif key and key not in larger and key not in ("uk", "england", "wales"):
            left.append(part)
    return name_key(" ".join(left)), district
