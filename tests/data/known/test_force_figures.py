"""Official figures of a whole force: read, kept, shown under their theme, given to no district."""

from __future__ import annotations

import pandas as pd
import pytest

from data import store
from data.__main__ import main
from data.figures.force_figures import force_figures
from data.known import KnownFileError, described, kept, looked_at, take
from data.partner.values import saved_tables
from data.words.force_figures import force_download, force_message, force_note, force_table
from tests.data.known import force_files as files
from tests.data.known.official_files import written
from tests.data.known.series_files import csv_of

pytestmark = pytest.mark.usefixtures("own_store")
PLACE = "Staffordshire and Stoke-on-Trent"
YEAR = (("2023 Q1", 12), ("2023 Q2", 18), ("2023 Q3", 9), ("2023 Q4", 10))


def took(content, name="nrm.csv"):
    return take(looked_at(content, name))


def test_referrals_are_the_publisher_s_totals_and_never_added_up():
    took(files.nrm(*YEAR))
    (told,) = force_figures("modern-slavery")
    assert told.counts.loc[("", "")].tolist() == [12, 18, 9, 10]
    assert told.counts.loc[("Criminal", "Child (17 or under)"), "2023 Q4"] == 4
    assert force_message(told, PLACE) == (
        f"{PLACE}, 2023 Q4: 10 people whom the police referred as potential victims of modern "
        "slavery; 49 in the four quarters to then"
    )
    assert "no district has a figure of its own" in force_note(told)
    assert not saved_tables()


def test_a_local_authority_of_the_force_s_name_is_not_the_force():
    took(files.nrm(("2023 Q4", 10)))
    (told,) = force_figures("modern-slavery")
    assert 77 not in told.counts.to_numpy()


def test_quarters_that_do_not_follow_one_another_are_not_summed():
    took(files.nrm(("2022 Q4", 5), *YEAR[1:]))
    (told,) = force_figures("modern-slavery")
    assert "four quarters" not in force_message(told, PLACE)


def test_a_mark_in_place_of_a_number_is_missing_and_not_0():
    table = looked_at(files.nrm(*YEAR[:3], ("2023 Q4", "c")), "nrm.csv")
    assert "1 rows have a mark in place of a number: not known, and not 0." in described(table)
    take(table)
    (told,) = force_figures("modern-slavery")
    assert force_message(told, PLACE).startswith(f"{PLACE}, 2023 Q4: no figure of people")
    shown = force_table(told)
    assert shown.loc[0, "Of these"] == "All" and shown.loc[0, "2023 Q4"] == "–"
    assert len(force_download(told)) == 11


def test_a_later_file_adds_its_quarters_and_undo_takes_them_back():
    took(files.nrm(*YEAR[:2]))
    change = took(files.nrm(*YEAR[2:]))
    assert kept() == {"nrm-referrals": ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4")}
    store.undo(change.number)
    (told,) = force_figures("modern-slavery")
    assert list(told.counts) == ["2023 Q1", "2023 Q2"]


def test_another_force_s_referrals_and_two_figures_for_one_are_refused():
    with pytest.raises(KnownFileError, match="holds nothing of this force area"):
        looked_at(files.nrm(*YEAR, force="Kent Police"), "nrm.csv")
    begins = ("2023 Q1", "Police", "Staffordshire Police", *["Total"] * 4)
    twice = csv_of(files.NRM, (*begins, 3), (*begins, 4))
    with pytest.raises(KnownFileError, match="2023 Q1 has two figures for 'total'"):
        looked_at(twice, "nrm.csv")


def test_fires_are_added_up_over_quarters_and_part_of_a_year_says_so():
    quarters = [("2023/24", f"Q{one}", 100 + one) for one in (1, 2, 3, 4)]
    table = looked_at(files.fires(*quarters, ("2024/25", "Q1", 90)), "fire0102.xlsx")
    assert "Part of a year: 2024-25 (1 of 4 quarters)." in described(table)
    take(table)
    (told,) = force_figures("fire")
    assert told.counts.loc[("Primary fires", ""), "2023-24"] == 410
    assert told.counts.loc[("False alarms", ""), "2024-25 (1 of 4 quarters)"] == 180
    assert "no figure of incidents" in force_message(told, PLACE)


@pytest.mark.parametrize(
    "service", ["Staffordshire Fire and Rescue Service", "Staffordshire Fire & Rescue Authority"]
)
def test_a_fire_service_is_known_by_its_whole_name(service):
    table = looked_at(files.fires(("2023/24", "Q1", 7), service=service), "fire0102.xlsx")
    assert [one.key for one in table.parts] == ["2023-24"]


def test_the_command_line_takes_it_and_says_whose_figure_it_is(tmp_path, capsys):
    path = written(tmp_path, "nrm.csv", files.nrm(*YEAR))
    assert main(["import", "known", str(path)]) == 0
    assert "as a figure of the whole force." in capsys.readouterr().out
    assert isinstance(force_figures("modern-slavery")[0].counts, pd.DataFrame)
