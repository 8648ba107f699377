"""Files of Compare and Trends say by themselves what they are of, to be read without the page."""

from __future__ import annotations

import pytest

from components.chart import charts
from components.compare import country, documents, matrix, sections
from components.trend import direction, emerging
from tests.app.visiting import healthy, visit

LICHFIELD = "E07000194"


@pytest.fixture
def files(monkeypatch):
    """What each file that a page offers says about itself, by its name."""
    held = {}

    def offered(table, name, *rest, about=None, **more):
        # A download has its label before it.
        held[name] = about or (rest[1] if len(rest) > 1 else {})

    for module in (charts, matrix, direction, emerging):
        monkeypatch.setattr(module, "table_and_csv", offered)
    for module in (country, documents, sections):
        monkeypatch.setattr(module, "csv_download", offered)
    return held


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("Chosen indicator", ["compare-bars", "compare-spread", "compare-funnel-wards"]),
        ("What changed", ["compare-volume-within", "compare-volume-since"]),
        ("Similar areas and England", ["among-districts-E07000194"]),
        ("The force in its years", ["years"]),
    ],
)
def test_files_of_compare_name_their_district_and_period(files, section, names):
    healthy(visit("compare", section, csp=LICHFIELD))
    for name in names:
        told = next(held for one, held in files.items() if one.startswith(name))
        assert told.get("Chosen district", told.get("Area")) in ("Lichfield", "Staffordshire")
        assert "Period" in told or name == "years"
    whole = files["districts-compared-2025-force"]
    assert (whole["Compared with"], whole["Period"]) == ("force", "2025 (12 months)")
    assert "against" in files.get("compare-volume-since", {}).get("Period", "against")


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("Months", "trend-E07000194-burglary"),
        ("Change", "trend-type-percent"),
        ("Direction of travel", "direction-of-travel-E07000194"),
    ],
)
def test_files_of_trends_name_their_place_and_what_is_counted(files, section, name):
    healthy(visit("trends", section, csp=LICHFIELD, types="burglary"))
    told = files[name]
    assert (told["Place"], told["Recorded crime"]) == ("Lichfield", "Burglary")
    assert told["Title"]
    assert ("Period" in told) == (section == "Change")
