"""The catalogue loads, agrees with the published figures, and tells an editor what is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import data.installed.catalogue
from data.catalogue.records import (
    CATALOGUE_FOLDER,
    TIER_ORDER,
    Catalogue,
    CatalogueError,
    Tier,
    Unit,
)
from data.documents.published import PUBLISHED_FOLDER
from data.installed.catalogue import load_catalogue
from tests.data.documents.source_documents import ASSESSMENT, DOCUMENTS, table, tables

CSPS = [f"E0700019{n}" for n in range(2, 10)] + ["E06000021"]
# The 14 categories of the open data.
CRIME_TYPES = {
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
}
# From the finest area to the widest, as an indicator's smallest_area is told.
LEVELS = ["lsoa", "ward", "district", "upper_tier", "force", "region", "country"]
LEVEL_OF_TYPE = {"ward19": "ward", "ward24": "ward", "lsoa11": "lsoa", "lsoa21": "lsoa"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return tables()


def test_module_not_folder_is_imported() -> None:
    assert Path(data.installed.catalogue.__file__).name == "catalogue.py"


def test_loaded_once(catalogue: Catalogue) -> None:
    assert load_catalogue() is catalogue


# --- Indicators -------------------------------------------------------------------------------


def test_units_are_those_of_the_published_figures(published: pd.DataFrame) -> None:
    assert set(published["unit"]) <= set(get_args(Unit))


def test_every_published_indicator_is_defined(catalogue: Catalogue) -> None:
    for path in PUBLISHED_FOLDER.glob("*.csv"):
        frame = table(path.stem)
        if "indicator" in frame:
            # A figure of people, not of an indicator, names none.
            unknown = set(frame["indicator"]) - {""} - set(catalogue.indicators)
            assert not unknown, f"{path.name}: add to indicators.toml: {sorted(unknown)}"


def test_published_rows_agree_with_their_indicator(
    catalogue: Catalogue, published: pd.DataFrame
) -> None:
    for row in published.itertuples():
        indicator = catalogue.indicator(row.indicator)
        assert row.unit == indicator.unit, row
        assert row.document in indicator.source, row
        # 'group' is a set of areas that a document compares with, of no level of its own.
        if row.area_type != "group":
            level = LEVEL_OF_TYPE.get(row.area_type, row.area_type)
            assert LEVELS.index(level) >= LEVELS.index(indicator.smallest_area), row


def test_counted_indicators_cover_the_open_data(catalogue: Catalogue) -> None:
    counted = catalogue.counted_indicators
    assert {crime_type for one in counted for crime_type in one.counts} == CRIME_TYPES
    for indicator in counted:
        assert set(indicator.counts) <= CRIME_TYPES
        assert indicator.unit == "per 1,000 residents"
        assert indicator.smallest_area == "lsoa"
        assert "police_uk" in indicator.source


def test_all_crime_leaves_out_antisocial_behaviour(catalogue: Catalogue) -> None:
    counts = catalogue.indicator("all-crime").counts
    assert set(counts) == CRIME_TYPES - {"Anti-social behaviour"}
    assert len(counts) == len(set(counts)) == 13


@pytest.mark.parametrize(
    "indicator_id",
    ["domestic-abuse", "drug-offences", "drug-possession", "drug-trafficking", "cpp", "lac"],
)
def test_more_is_not_simply_worse(catalogue: Catalogue, indicator_id: str) -> None:
    assert catalogue.indicator(indicator_id).polarity == "neutral"


def test_ranks_have_no_polarity(catalogue: Catalogue) -> None:
    assert {i.polarity for i in catalogue.indicators.values() if i.unit == "rank"} == {"neutral"}


@pytest.mark.parametrize(
    "indicator_id",
    ["cpp", "lac", "missing-persons", "missing-high-risk", "mental-health-calls"],
)
def test_restricted_indicators(catalogue: Catalogue, indicator_id: str) -> None:
    assert catalogue.indicator(indicator_id).is_restricted


def test_counted_indicators_are_open(catalogue: Catalogue) -> None:
    assert not any(indicator.is_restricted for indicator in catalogue.counted_indicators)


def test_short_names_tell_indicators_apart(catalogue: Catalogue) -> None:
    shorts = [indicator.short for indicator in catalogue.indicators.values()]
    assert len(shorts) == len(set(shorts))


def test_national_series_for_children(catalogue: Catalogue) -> None:
    named = {i.id: i.children for i in catalogue.indicators.values() if i.children}
    assert named == {"cpp": "cpp", "lac": "lac"}


# --- Places, periods and sources --------------------------------------------------------------


def test_nine_csps_with_their_upper_tier(catalogue: Catalogue) -> None:
    force = catalogue.force
    assert [district.code for district in force.districts] == CSPS
    assert {d.upper_tier for d in force.districts[:8]} == {"E10000028"}
    assert force.district("E06000021").upper_tier == "E06000021"
    assert force.default_district == "E07000194"


def test_periods_offered(catalogue: Catalogue) -> None:
    offered = {period.id: period.kind for period in catalogue.app_periods}
    assert offered == {
        "2025": "recorded",
        "2024-01_2024-04": "recorded",
        "2018-10_2019-02": "recorded",
        "2018-19": "published",
    }
    # Months that serve districts only are in no picker.
    assert catalogue.period("2022-01_2022-11").districts_only
    assert catalogue.default_period.id == "2025"
    assert catalogue.period("2018-10_2019-02").months == 5
    assert catalogue.period("2018-19").ward_vintage == "ward19"


def test_months_fit_start_and_end(catalogue: Catalogue) -> None:
    for period in catalogue.periods.values():
        if period.months and period.start and period.end:
            first, last = pd.Period(period.start, "M"), pd.Period(period.end, "M")
            assert last.ordinal - first.ordinal + 1 == period.months, period.id


def test_every_published_period_and_document_is_known(
    catalogue: Catalogue, published: pd.DataFrame
) -> None:
    assert set(published["period"]) <= set(catalogue.periods)
    documents = {one.id for one in catalogue.sources.values() if one.kind == "document"}
    assert documents == set(published["document"]) == set(DOCUMENTS)


def test_open_data_carry_their_licence(catalogue: Catalogue) -> None:
    for source in catalogue.sources.values():
        is_open = source.licence in (
            "Open Government Licence v3.0",
            "Open Parliament Licence v3.0",
            "CC BY 4.0",
        )
        assert is_open == (source.kind == "data")


# --- Themes -----------------------------------------------------------------------------------


def test_priorities_of_the_2019_assessment(catalogue: Catalogue) -> None:
    counts = {
        theme.id: sum(standing.document == ASSESSMENT for standing in theme.priorities)
        for theme in catalogue.themes.values()
    }
    assert {theme_id: count for theme_id, count in counts.items() if count} == {
        "asb": 8,
        "domestic-abuse": 9,
        "burglary": 3,
        "county-lines": 6,
        "fraud": 4,
        "alcohol": 2,
        "mental-health-missing-persons": 8,
        "contextual-safeguarding": 5,
        "repeat-offending": 8,
        # The additional challenges are named for the district of the document alone.
        "modern-slavery": 1,
        "fire": 1,
        "business-crime": 1,
        "serious-violence": 1,
        "cohesion-hate": 1,
        "prevent": 1,
    }


@pytest.mark.parametrize(
    ("theme_id", "without"),
    [
        ("asb", {"E07000195"}),
        ("burglary", set(CSPS) - {"E07000194", "E07000196", "E07000199"}),
        ("county-lines", {"E07000196", "E07000197", "E07000198"}),
        ("fraud", set(CSPS) - {"E07000194", "E07000196", "E07000197", "E07000198"}),
        ("alcohol", set(CSPS) - {"E07000194", "E07000195"}),
        ("mental-health-missing-persons", {"E07000196"}),
        ("contextual-safeguarding", {"E07000193", "E07000196", "E07000197", "E07000198"}),
        ("repeat-offending", {"E07000196"}),
    ],
)
def test_csps_of_the_2019_assessment(
    catalogue: Catalogue, theme_id: str, without: set[str]
) -> None:
    standings = catalogue.theme(theme_id).priorities
    assert {s.csp for s in standings if s.document == ASSESSMENT} == set(CSPS) - without


def test_every_csp_has_priorities(catalogue: Catalogue) -> None:
    for csp in CSPS:
        assert "domestic-abuse" in {theme.id for theme in catalogue.themes_of(csp)}


def test_priorities_come_strongest_tier_first(catalogue: Catalogue) -> None:
    tiers = [TIER_ORDER.index(s.tier) for _, s in catalogue.theme_priorities("E07000194")]
    assert tiers == sorted(tiers)
    assert set(TIER_ORDER) == set(get_args(Tier))
    themes = catalogue.themes_of("E07000194")
    assert len({theme.id for theme in themes}) == len(themes)


def test_every_card_figure_is_published(catalogue: Catalogue, published: pd.DataFrame) -> None:
    columns = ["document", "area_code", "indicator", "group", "period"]
    printed = set(published[columns].itertuples(index=False, name=None))
    for theme in catalogue.themes.values():
        for card in theme.cards:
            for figure in card.figures:
                key = (
                    card.document,
                    figure.area_code or card.csp,
                    figure.indicator,
                    figure.group,
                    figure.period or card.period,
                )
                assert key in printed, f"{theme.id}: no published value for {key}"


def test_cards_keep_no_figure_in_their_words(catalogue: Catalogue) -> None:
    """A figure in prose would pass by disclosure control, and could disagree with its value."""
    for theme in catalogue.themes.values():
        for card in theme.cards:
            words = (
                card.volume_harm,
                card.comparison,
                card.direction,
                card.public_expectation,
                card.hotspots,
                card.at_risk,
            )
            assert not re.search(r"\d\.\d|\d,\d|\d ?%|\bper 1", " ".join(words)), card


def test_cards_and_asks_of_a_csp(catalogue: Catalogue) -> None:
    theme = catalogue.theme("asb")
    assert [card.document for card in theme.cards_of("E07000194")] == [
        ASSESSMENT,
        "lichfield_delivery_plan_2022",
    ]
    assert theme.asks_of("E07000194")
    assert not theme.asks_of("E07000195")


def test_a_proxy_is_called_one(catalogue: Catalogue) -> None:
    proxies = {theme.id for theme in catalogue.themes.values() if theme.proxy}
    assert {"county-lines", "business-crime", "serious-violence"} <= proxies
    for theme in catalogue.themes.values():
        assert not theme.proxy or "proxy" in theme.note


def test_unknown_id_suggests_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError, match="Did you mean 'burglary'"):
        catalogue.theme("burglery")


# --- Faults in the files ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_FOLDER, copy)
    yield copy


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "indicators.toml",
            "[asb]\n",
            '[asb]\ncolour = "red"\n',
            r"indicators.toml \[asb\] colour: is not a known key",
        ),
        (
            "indicators.toml",
            'short = "ASB"\nunit = "per 1,000 residents"\n',
            'short = "ASB"\n',
            r"indicators.toml \[asb\] unit: is missing",
        ),
        (
            "indicators.toml",
            'unit = "per 1,000 residents"',
            'unit = "per thousand"',
            r"indicators.toml \[all-crime\] unit: is 'per thousand'. Use one of",
        ),
        (
            "indicators.toml",
            'short = "ASB"',
            'short = "Anti-social behaviour, recorded"',
            r"indicators.toml \[asb\] short: .* 31 characters. Shorten it to 24",
        ),
        (
            "indicators.toml",
            '"police_uk"',
            '"police_ukk"',
            r"indicators.toml \[all-crime\] source: 'police_ukk' is not in sources.toml. "
            r"Did you mean 'police_uk'",
        ),
        (
            "themes.toml",
            'indicators = [\n    "asb",',
            'indicators = [\n    "asbo",',
            r"themes.toml \[asb\] indicators: 'asbo' is not in indicators.toml",
        ),
        (
            "themes.toml",
            'tier = "priority"',
            'tier = "top"',
            r"themes.toml \[asb\] priority 1 tier: is 'top'. Use one of",
        ),
        (
            "themes.toml",
            '{ csp = "E07000192", document = "lichfield_strategic',
            '{ csp = "E07000999", document = "lichfield_strategic',
            r"themes.toml \[asb.priority\] csp: 'E07000999' is not in areas.toml",
        ),
        (
            "themes.toml",
            'lead_counted = "asb"',
            'lead_counted = "fraud"',
            r"themes.toml \[asb\] lead_counted: 'fraud' has no counts",
        ),
        (
            "themes.toml",
            'lead_counted = "burglary"',
            'lead_counted = "burglary"\nproxy = true',
            r"themes.toml \[burglary\] proxy: .* say in note that it is a proxy",
        ),
        (
            "themes.toml",
            "order = 20",
            "order = 10",
            r"themes.toml \[domestic-abuse\] order: 10 is used twice",
        ),
        (
            "themes.toml",
            'period = "2018-19"',
            'period = "2018-1"',
            r"themes.toml \[asb.card\] period: '2018-1' is not in areas.toml",
        ),
        (
            "sources.toml",
            'url = "https://',
            'url = "',
            r"sources.toml \[lichfield_delivery_plan_2022\] url:",
        ),
        (
            "areas.toml",
            'default_district = "E07000194"',
            'default_district = "E07000200"',
            r"areas.toml \[force\] default_district: E07000200 is not among the districts",
        ),
        ("areas.toml", "default = true\n", "", r"exactly one period must have default = true"),
        (
            "areas.toml",
            'population_base = "mid-2024"\n',
            "",
            r"areas.toml \[periods.2025\]: a recorded period needs",
        ),
    ],
)
def test_fault_names_file_and_key(folder: Path, file: str, old: str, new: str, told: str) -> None:
    _change(folder / file, old, new)
    with pytest.raises(CatalogueError, match=told):
        load_catalogue(folder)


def test_duplicate_id_is_refused(folder: Path) -> None:
    path = folder / "indicators.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[asb]\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"indicators\.toml is not valid TOML: .*asb"):
        load_catalogue(folder)


def test_priority_given_twice_is_refused(folder: Path) -> None:
    row = next(
        line
        for line in (folder / "themes.toml").read_text(encoding="utf-8").splitlines()
        if 'tier = "priority"' in line
    )
    _change(folder / "themes.toml", row, f"{row}\n{row}")
    with pytest.raises(CatalogueError, match=r"themes.toml \[asb.priority\]: .* comes twice"):
        load_catalogue(folder)


def test_every_fault_is_told_at_once(folder: Path) -> None:
    _change(folder / "indicators.toml", 'short = "ASB"', 'shrt = "ASB"')
    _change(folder / "themes.toml", 'tier = "priority"', 'tier = "top"')
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    for part in ("shrt: is not a known key", "short: is missing", "tier: is 'top'"):
        assert part in str(caught.value)


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "sources.toml").unlink()
    with pytest.raises(CatalogueError, match=r"sources\.toml is missing"):
        load_catalogue(folder)
