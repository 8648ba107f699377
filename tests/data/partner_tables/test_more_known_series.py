"""More official series: exclusions, what came before offending, registers, reoffending, Nomis."""

from __future__ import annotations

import pytest

from data.installed.catalogue import load_catalogue
from data.known import KnownFileError, looked_at
from data.partner.values import partner_values
from data.partner_tables.known_series import checked_series, series_caveats, take_series
from tests.data.known import more_series_files as files
from tests.data.known.series_files import LICHFIELD, STAFFORD, STOKE, csv_of

COHORTS = "2007-09_2013-08"
pytestmark = pytest.mark.usefixtures("own_store")


def took(content, name="file.csv"):
    table = looked_at(content, name)
    series = checked_series(table)
    take_series(table, series, who="An analyst")
    return series


def values(indicator, period):
    return partner_values(indicator, period, "district")


def test_exclusions_are_of_academic_years_and_of_all_schools():
    series = took(files.exclusions())
    drugs = values("exclusions-drugs-alcohol", "12m-to-2016-08")
    assert drugs.loc[STOKE, "value"] == 20
    # The county's figure is told, and is no district's.
    assert drugs.loc[STAFFORD, "status"] == "not published"
    assert any("Staffordshire County Council 62" in told for _, told in series_caveats(series))


@pytest.mark.parametrize("year", ["2015/16", "2015-16", "2015/2016"])
def test_an_academic_year_is_one_however_it_is_written(year):
    took(files.exclusions(year))
    assert values("exclusions-drugs-alcohol", "12m-to-2016-08").loc[STOKE, "value"] == 20


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_file_that_a_spreadsheet_parted_otherwise_is_known(mark):
    plain = files.exclusions().decode("utf-8-sig").replace(",", mark).encode("utf-16")
    took(plain)
    assert values("exclusions-drugs-alcohol", "12m-to-2016-08").loc[STOKE, "value"] == 20


def test_a_withheld_exclusion_is_withheld_and_a_true_0_is_0():
    took(files.exclusions())
    assert values("permanent-exclusions-drugs-alcohol", "12m-to-2016-08").loc[STOKE, "status"] == (
        "suppressed"
    )
    assert values("exclusions-racist-abuse", "12m-to-2016-08").loc[STOKE, "value"] == 0


def test_what_came_before_is_of_young_offenders_by_their_home():
    rows = [
        ("England", "Home", 72, "Any Offence", "Suspended"),
        ("Stoke-on-Trent", "Home", 17, "All Pupils", "Suspended"),
        ("Stoke-on-Trent", "Home", 78, "Any Offence", "Suspended"),
        ("Stoke-on-Trent", "School", 77, "Any Offence", "Suspended"),
        ("Staffordshire", "Home", 74, "Any Offence", "Suspended"),
    ]
    ((_, told),) = series_caveats(took(files.offending(*rows)))
    assert values("offenders-ever-suspended", COHORTS).loc[STOKE, "value"] == 78
    assert "Staffordshire County Council 74%" in told


def test_the_table_of_all_pupils_is_a_share_of_them():
    ((_, told), _) = series_caveats(took(files.all_pupils()))
    assert values("pupils-offending", COHORTS).loc[STOKE, "value"] == pytest.approx(4)
    assert values("pupils-serious-violence", COHORTS).loc[STOKE, "value"] == pytest.approx(1)
    # 1,291 of 51,560: the share, and never the number of pupils.
    assert "Staffordshire County Council 3%" in told


def test_a_table_that_does_not_say_what_it_counts_is_named_and_not_taken():
    content = csv_of(("LA", "indicator", "group", "perc"), ("England", "Home", "All Pupils", 35))
    with pytest.raises(KnownFileError, match="does not say in its columns what is counted"):
        looked_at(content, "education_csc_offending_fsm.csv")


def test_registers_are_per_cent_and_carry_the_library_s_licence():
    took(files.prevalence())
    assert values("depression-registered", "2019-20").loc[LICHFIELD, "value"] == pytest.approx(10)
    catalogue = load_catalogue()
    source = catalogue.sources[catalogue.indicators["depression-registered"].source[0]]
    assert source.licence == "Open Parliament Licence v3.0"


@pytest.mark.parametrize("cohort_column", [False, True])
def test_reoffending_is_reoffenders_over_their_cohort(cohort_column):
    ((_, told),) = series_caveats(took(files.reoffending(cohort_column=cohort_column)))
    assert values("proven-reoffending", "2022-23").loc[STOKE, "value"] == pytest.approx(30)
    assert "Staffordshire County Council 24%" in told


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Claimant count by sex and age",),
            ("ONS Crown Copyright Reserved [from Nomis on 21 April 2025]",),
            ("Date", ":", "March 2025"),
            (),
            ("2022 ward", "mnemonic", "Number"),
            ("Stowe", "E05010666", 120),
        ],
        [
            ("DATE", "DATE_NAME", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "OBS_VALUE"),
            ("2025-03", "March 2025", "Lichfield", LICHFIELD, 900),
        ],
    ],
    ids=["query", "interface"],
)
def test_a_nomis_download_is_sent_where_its_titles_are_read(rows):
    with pytest.raises(KnownFileError, match=r"Nomis download.*'A partner's table'"):
        looked_at(csv_of(*rows), "nomis.csv")
