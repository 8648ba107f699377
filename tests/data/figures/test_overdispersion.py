"""Wards differ by more than chance: the audit's figures, and what then stands out."""

from __future__ import annotations

import pytest

from data.figures.area_figures import area_figures
from data.figures.risk import marked_if_none_differed, risk_view
from geo.funnel import FUNNEL, dispersion_of, funnel_flag

LICHFIELD = "E07000194"


@pytest.mark.usefixtures("census_residents")
@pytest.mark.parametrize(
    ("indicator", "phi"),
    [
        ("all-crime", 72.5),
        ("shoplifting", 41.6),
        ("violence-sexual", 31.5),
        ("asb", 21.9),
        ("arson-criminal-damage", 8.8),
        ("vehicle-offences", 6.7),
        ("burglary", 3.0),
    ],
)
def test_the_force_s_wards_vary_by_many_times_chance(indicator, phi):
    wards = area_figures(indicator, "2025", "ward")
    told = dispersion_of(wards["numerator"], wards["denominator"])
    # The audit's transformation is not known to the last step: a hundredth or a tenth apart.
    assert told == pytest.approx(phi, rel=0.012, abs=0.1)


def test_without_the_adjustment_most_wards_lie_outside_and_with_it_few():
    wards = area_figures("all-crime", "2025", "ward")
    sides = (wards["numerator"], wards["denominator"])
    inside = FUNNEL[2]
    assert (funnel_flag(*sides, dispersion=1.0) != inside).mean() == pytest.approx(0.83, abs=0.005)
    assert (funnel_flag(*sides) != inside).mean() == pytest.approx(0.12, abs=0.005)


def test_what_chance_alone_would_mark_is_told_and_held_down():
    told = risk_view("2025", LICHFIELD)
    assert told.tested == 22 * 14
    assert marked_if_none_differed("2025", LICHFIELD) == pytest.approx(4.4, abs=0.05)
    assert int((told.own["flags"] > 0).sum()) == 3
    assert marked_if_none_differed("2018-19", LICHFIELD) is None
