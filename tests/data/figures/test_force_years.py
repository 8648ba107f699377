"""The force in its years: the publisher's own figures, and what a gap leaves out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import data.figures.force_years
from data.figures.force_years import force_in_years, groups_of
from data.installed.catalogue import load_catalogue
from data.tables.country import load_force_years
from geo.rates import byar_interval

FORCES = ("staffordshire", "warwickshire", "west-mercia", "west-midlands")


def test_the_force_its_region_and_its_country_as_printed():
    told = force_in_years(groups_of("all-crime"))
    assert told.names == ("Staffordshire", "West Midlands", "England")
    assert told.counts.loc[2024].tolist() == [86_929, 530_330, 5_021_167]
    assert told.counts.loc[2015].tolist() == [64_123, 339_950, 3_504_126]
    assert told.index.loc[2024, "Staffordshire"] == pytest.approx(86_929 / 64_123 * 100)
    assert told.rates.loc[2024, "Staffordshire"] == pytest.approx(86_929 / 1_177_578 * 1_000)
    assert list(told.rates.index) == [2022, 2023, 2024]
    limits = byar_interval(pd.Series([86_929])).iloc[0] / 1_177_578 * 1_000
    assert told.lower.loc[2024, "Staffordshire"] == pytest.approx(limits["lower"])


def test_the_region_is_the_sum_of_its_four_forces_in_every_year():
    held = load_force_years()
    total = held[held["group"] == groups_of("all-crime")[0]].pivot_table("count", "year", "area")
    assert (total[list(FORCES)].sum(axis=1) == total["West Midlands"]).all()


def test_a_year_without_one_of_its_forces_is_left_out_of_the_country():
    told = force_in_years(groups_of("all-crime"))
    assert told.counts["England"].isna().pipe(lambda one: one.index[one].tolist()) == [2019]
    assert told.counts[["Staffordshire", "West Midlands"]].notna().all(axis=None)


def test_groups_are_added_where_the_types_of_crime_are_wider():
    told = force_in_years(groups_of("violence-sexual"))
    assert told.counts.loc[2024, "Staffordshire"] == 36_983 + 3_780


def test_every_named_group_is_in_the_table_and_asb_is_not():
    held = set(load_force_years()["group"])
    for indicator in load_catalogue().counted_indicators:
        assert set(groups_of(indicator.id)) <= held
    assert groups_of("asb") == ()
    with pytest.raises(KeyError, match="no offence group 'Piracy'"):
        force_in_years(("Piracy",))


@pytest.mark.parametrize(
    ("slug", "police", "names"),
    [
        ("cheshire", "Cheshire Constabulary", ("Cheshire", "North West", "England")),
        ("gwent", "Gwent Police", ("Gwent", "Wales")),
    ],
)
def test_another_force_has_its_own_region_and_country(monkeypatch, slug, police, names):
    catalogue = load_catalogue()
    other = replace(catalogue, force=replace(catalogue.force, slug=slug, police=police))
    monkeypatch.setattr(data.figures.force_years, "load_catalogue", lambda: other)
    told = force_in_years.__wrapped__(groups_of("burglary"))
    assert told.names == names
    held = load_force_years().set_index(["area", "year", "group"])["count"]
    assert told.counts.iloc[-1, 0] == held[slug, 2024, "Burglary"]
