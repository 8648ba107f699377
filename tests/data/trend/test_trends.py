"""Series over all loaded months, their charts and forecasts, against the packaged tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data import store
from data.installed.catalogue import load_catalogue
from data.phrases.signals import signal_sentences
from data.tables.packaged import PACKAGED_FOLDER
from data.trend.months import (
    NoSuchAreaError,
    area_months,
    bases_of,
    loaded,
    monthly_series,
    unchanged,
)
from data.trend.trends import trend, trend_forecast, trend_table
from geo.control_chart import SIGNALS, month_lengths, staged_xmr, xmr
from geo.series import months_from

LICHFIELD, STOKE, FORCE = "E07000194", "E06000021", "E23000015"
STOWE, STAFFORD = "E05010670", "E07000197"
ASB = ("asb",)


def packaged(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACKAGED_FOLDER / f"{name}.parquet")


def counted(types: list[str], vintage: str, wards: str, column: str, code: str) -> pd.Series:
    """Records by month, joined afresh from the packaged tables."""
    counts = packaged("police_counts")
    counts = counts[(counts["area_type"] == vintage) & counts["crime_type"].isin(types)]
    lookup = packaged(f"lookups/{vintage}_{wards}")
    merged = counts.merge(lookup, left_on="area_code", right_on="lsoa_code")
    held = merged[merged[column] == code].groupby("month")["count"].sum()
    months = packaged("police_months")
    return held.reindex(months.loc[months["area_type"] == vintage, "month"], fill_value=0)


@pytest.fixture
def imported(tmp_path, monkeypatch):
    """A store of its own, and a way to put months into it."""
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    store.refresh()

    def put(months: list[str], vintage: str, cells: list[tuple[str, str, int]]) -> None:
        frame = pd.DataFrame(cells, columns=["area_code", "crime_type", "count"])
        total = int(frame["count"].sum())
        account = {
            "area_type": vintage,
            "rows_read": total,
            "duplicates": 0,
            "outside_force": 0,
            "no_location": 0,
            "counted": total,
            "no_location_asb": 0,
            "counted_asb": 0,
        }
        with store.transaction("Imported months") as change:
            for month in months:
                own = frame.assign(month=month, area_type=vintage)
                change.put("police_month", f"staffordshire/{month}", own, detail=account)

    return put


def lsoas(ward: str, vintage: str, wards: str) -> list[str]:
    lookup = packaged(f"lookups/{vintage}_{wards}")
    return lookup.loc[lookup["ward_code"] == ward, "lsoa_code"].tolist()


def test_a_districts_months_meet_the_packaged_records():
    series = monthly_series(ASB, "district", LICHFIELD)
    types = ["Anti-social behaviour"]
    expected = pd.concat(
        [
            counted(types, "lsoa11", "ward19", "district_code", LICHFIELD),
            counted(types, "lsoa21", "ward24", "district_code", LICHFIELD),
        ]
    )
    assert series.counts.dropna().astype("int64").to_dict() == expected.to_dict()
    assert series.joined


def test_absent_months_are_gaps_and_never_zero():
    series = monthly_series(ASB, "force", FORCE)
    assert series.months.index.tolist() == months_from("2018-10", "2025-12")
    absent = [("2019-03", "2021-12"), ("2022-12", "2023-12"), ("2024-05", "2024-12")]
    assert series.absent == tuple(month for span in absent for month in months_from(*span))
    assert series.counts[list(series.absent)].isna().all()
    assert series.months.loc[list(series.absent), "rate"].isna().all()


def test_a_loaded_month_without_a_record_is_zero():
    counts, _ = area_months(("robbery",), "ward")
    year = counts[months_from("2025-01", "2025-12")]
    assert year.notna().all(axis=None)
    assert (year == 0).any(axis=None)


def test_rates_are_over_the_residents_of_the_months_own_base():
    series = monthly_series(ASB, "district", LICHFIELD)
    population = packaged("population")
    for month, base, vintage, wards in (
        ("2019-01", "mid-2019", "lsoa11", "ward19"),
        ("2022-04", "mid-2020", "lsoa11", "ward19"),
        ("2025-03", "mid-2024", "lsoa21", "ward24"),
    ):
        lookup = packaged(f"lookups/{vintage}_{wards}").set_index("lsoa_code")["district_code"]
        held = population[population["base"] == base].set_index("area_code")["residents"]
        people = int(held[lookup.reindex(held.index) == LICHFIELD].sum())
        row = series.months.T[month]
        assert (row["base"], row["residents"]) == (base, people)
        assert row["rate"] == pytest.approx(row["count"] / people * 1000)


def test_a_ward_is_joined_only_where_its_ground_is_the_same():
    """Against sets of LSOAs, traced one by one through the lookup."""
    before, after = packaged("lookups/lsoa11_ward19"), packaged("lookups/lsoa21_ward24")
    related = packaged("lookups/lsoa11_lsoa21")
    shared = set(before["ward_code"]) & set(after["ward_code"])
    expected = set()
    for ward in shared:
        old = set(before.loc[before["ward_code"] == ward, "lsoa_code"])
        new = set(after.loc[after["ward_code"] == ward, "lsoa_code"])
        became = related[related["lsoa11_code"].isin(old)]
        came_from = related[related["lsoa21_code"].isin(new)]
        irregular = (became["change_code"] == "X").any() or (came_from["change_code"] == "X").any()
        same = set(became["lsoa21_code"]) == new and set(came_from["lsoa11_code"]) == old
        if same and not irregular:
            expected.add(ward)
    assert unchanged("ward", "lsoa11", "lsoa21") == expected
    assert STOWE in expected
    # The same code is not enough: some kept it on other ground.
    assert 0 < len(shared - expected) < 10


def test_a_ward_of_other_ground_keeps_only_its_own_months():
    before, after = packaged("lookups/lsoa11_ward19"), packaged("lookups/lsoa21_ward24")
    shared = set(before["ward_code"]) & set(after["ward_code"])
    moved = sorted(shared - unchanged("ward", "lsoa11", "lsoa21"))[0]
    later = monthly_series(ASB, "ward", moved)
    earlier = monthly_series(ASB, "ward", moved, boundary="lsoa11")
    old = months_from("2018-10", "2019-02") + months_from("2022-01", "2022-11")
    new = months_from("2024-01", "2024-04") + months_from("2025-01", "2025-12")
    assert later.counts.dropna().index.tolist() == new
    assert earlier.counts.dropna().index.tolist() == old
    assert later.left_out == tuple(old)
    assert not later.joined
    assert later.boundary_note == (
        "Oct 2018–Nov 2022 is on wards of 2019, which draw other ground here, and is not in the "
        "series."
    )
    # A month of other ground is not an absent one.
    assert not set(later.left_out) & set(later.absent)


def test_a_ward_that_is_gone_has_the_months_it_was_there():
    gone = sorted(
        set(packaged("lookups/lsoa11_ward19")["ward_code"])
        - set(packaged("lookups/lsoa21_ward24")["ward_code"])
    )[0]
    series = monthly_series(ASB, "ward", gone)
    old = months_from("2018-10", "2019-02") + months_from("2022-01", "2022-11")
    assert series.counts.dropna().index.tolist() == old


def test_a_joined_ward_says_which_months_go_by_which_boundaries():
    note = monthly_series(ASB, "ward", STOWE).boundary_note
    assert "Oct 2018–Nov 2022 by wards of 2019" in note
    assert "Jan 2024–Dec 2025 by wards of 2024/25" in note


def test_lsoas_are_joined_where_they_are_unchanged():
    related = packaged("lookups/lsoa11_lsoa21")
    same = set(related.loc[related["change_code"] == "U", "lsoa11_code"])
    assert unchanged("lsoa", "lsoa11", "lsoa21") == same
    split = related.loc[related["change_code"] == "S", "lsoa21_code"].iloc[0]
    assert not monthly_series(ASB, "lsoa", split).joined


def test_wards_add_up_to_their_district():
    wards, residents = area_months(("all-crime",), "ward")
    districts, people = area_months(("all-crime",), "district")
    lookup = packaged("lookups/lsoa21_ward24").drop_duplicates("ward_code").set_index("ward_code")
    year = months_from("2025-01", "2025-12")
    home = lookup["district_code"].reindex(wards.index)
    assert wards[year].groupby(home).sum().equals(districts[year])
    assert residents[year].groupby(home).sum().equals(people[year])


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ((ASB, "ward", "E05999999"), NoSuchAreaError, "There is no ward 'E05999999'"),
        ((("fraud",), "district", LICHFIELD), ValueError, "'fraud' has no monthly counts"),
        (((), "district", LICHFIELD), ValueError, "Choose counted indicators"),
    ],
)
def test_what_is_not_there_is_refused(asked, error, message):
    with pytest.raises(error, match=message):
        monthly_series(*asked)


def test_no_chart_is_drawn_across_the_years_that_are_absent():
    told = trend(ASB, "district", LICHFIELD)
    assert [(one.first, one.last) for one in told.chart.stages] == [
        ("2018-10", "2019-02"),
        ("2022-01", "2022-03"),
        ("2022-04", "2022-10"),
        ("2022-11", "2022-11"),
        ("2024-01", "2025-12"),
    ]
    # The eight months absent in 2024 are too few for limits of their own on each side.
    assert not told.is_provisional
    assert any("provisional, on 5 of the 13 months" in one for one in told.limits)
    assert any(one.startswith("55 months are not loaded") for one in told.notes)
    assert any(one.startswith("No season is shown: 1 whole year") for one in told.notes)
    # All of these have a location; of burglaries one in seven had none.
    assert not any("have a location" in one for one in told.notes)
    other = trend(("burglary",), "district", LICHFIELD).notes
    assert any("Of these records" in one and "have a location" in one for one in other)


def test_limits_are_those_of_the_months_by_hand():
    told = trend(ASB, "district", LICHFIELD)
    values = [int(one) for one in told.series.counts["2024-01":].dropna()]
    days = [31, 29, 31, 30, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    usual = [value / day * 365.25 / 12 for value, day in zip(values, days, strict=True)]
    # No step from April 2024 to January 2025: the months between are absent.
    steps = [abs(usual[n + 1] - usual[n]) for n in range(15) if n != 3]
    stage = told.chart.stages[-1].chart
    assert stage.mean == pytest.approx(sum(usual) / 16)
    assert stage.upper == pytest.approx(sum(usual) / 16 + 2.66 * sum(steps) / 14)
    # The counts shown stay counts; February's limit is lower by its days.
    assert stage.values.dropna().tolist() == values
    assert stage.limits.loc["2025-02", "upper"] == pytest.approx(stage.upper * 28 * 12 / 365.25)


def test_december_stands_out_by_day_too():
    """Of 2025 alone, as an audit found; the higher months of 2024 lift the limits over it."""
    told = trend(("burglary",), "district", STAFFORD)
    year = told.series.months.loc["2025-01":]
    alone = staged_xmr(year["count"], clip_at_zero=True, lengths=month_lengths(year.index))
    assert (year.loc["2025-12", "count"], alone.signals.T["2025-12"].any()) == (40, True)
    assert alone.limits.loc["2025-12", "upper"] == pytest.approx(36.8, abs=0.05)
    assert told.signals[0].startswith("Feb 2024 (69) is above the upper limit of 48.1")


@pytest.mark.parametrize("basis", ["rate", "by day"])
@pytest.mark.parametrize("indicator", ["asb", "burglary", "bicycle-theft", "theft-from-person"])
def test_whatever_is_shown_the_same_months_signal(indicator, basis):
    for code in (LICHFIELD, STOKE, STAFFORD):
        by_count = trend((indicator,), "district", code).chart.signals
        pd.testing.assert_frame_equal(
            trend((indicator,), "district", code, basis).chart.signals, by_count
        )


def test_few_records_have_exact_limits_and_rare_ones_none():
    few = trend(("theft-from-person",), "district", "E07000192")
    assert "limits 0 to 6 in a month of usual length; under 5 a month" in few.limits[-1]
    rare = trend(("theft-from-person",), "district", "E07000196")
    assert rare.is_rare
    assert "longest time without one: 6 months (Jul–Dec 2025)" in rare.limits[-1]
    assert rare.signals == ()


def test_limits_are_frozen_where_enough_months_allow_it():
    told = trend(("burglary",), "district", STAFFORD, until="2025-09")
    stage = told.chart.stages[-1].chart
    assert (stage.until, stage.rests_on) == ("2025-09", 13)
    assert stage.mean == pytest.approx(
        told.series.months["per_usual_month"]["2024-01":"2025-09"].mean()
    )
    assert "frozen at Sep 2025" in told.limits[-1]
    # Six months of the baseline are there from February 2025; after the last none is judged.
    assert told.baselines == tuple(months_from("2025-02", "2025-11"))
    short = trend(("burglary",), "district", STAFFORD, until="2025-01")
    assert short.limits[-1].startswith("The limits are not frozen at Jan 2025")
    assert short.chart.stages[-1].chart.rests_on == 16


def test_what_leaving_out_wide_ranges_changes():
    """Every single type and every group the app counts, by district, over the months of 2025."""
    changed = 0
    for indicator in load_catalogue().counted_indicators:
        counts, _ = area_months((indicator.id,), "district", "lsoa21")
        for _, series in counts.filter(like="2025").iterrows():
            chart = xmr(series)
            plain = chart.mean + 2.66 * chart.moving_ranges.mean()
            changed += chart.upper < plain - 1e-9
    assert (changed, len(load_catalogue().counted_indicators) * 9) == (15, 144)


def test_burglary_in_december_on_plain_counts():
    counts, _ = area_months(("burglary",), "district", "lsoa21")
    chart = xmr(counts.loc[STAFFORD].filter(like="2025"))
    assert round(chart.upper, 1) == 37.9
    assert [(one.points, one.values) for one in chart.found] == [(("2025-12",), (40.0,))]


def test_a_run_is_told_as_seen_and_the_season_once():
    high = [10.0, 12] * 3 + [30, 31] * 4 + [10, 12] * 3
    year = pd.Series(high, index=months_from("2024-01", "2025-08"))
    said = signal_sentences(staged_xmr(year))
    runs = [one for one in said if "in a row above the mean of" in one]
    assert runs[0].startswith("Jul 2024 to Feb 2025: 8 months in a row above the mean of")
    season = "The limits rest on 20 months, under two years: the season may explain a run."
    assert " ".join(said).count(season) == 1
    assert "lasting" not in " ".join(said)
    longer = pd.Series([11.0, 12] * 4 + high, index=months_from("2024-01", "2026-04"))
    assert "in a row above" in " ".join(signal_sentences(staged_xmr(longer)))
    assert "season" not in " ".join(signal_sentences(staged_xmr(longer)))


def test_every_signal_is_explained_with_its_months():
    for code in (LICHFIELD, STOKE):
        for indicator in ("asb", "all-crime", "shoplifting", "burglary"):
            told = trend((indicator,), "district", code)
            found = [one for stage in told.chart.stages for one in stage.chart.found]
            assert len(told.signals) == len(found)
            assert all("20" in sentence for sentence in told.signals)
            marked = told.chart.signals.any(axis=None)
            assert bool(told.signals) == bool(marked)


def test_bases_change_the_points_and_nothing_else():
    count, rate = trend(ASB, "district", LICHFIELD), trend(ASB, "district", LICHFIELD, "rate")
    by_day = trend(ASB, "district", LICHFIELD, "by day")
    assert rate.points.dropna().tolist() == pytest.approx(
        count.series.months["rate"].dropna().astype(float).tolist()
    )
    month = "2025-02"
    assert by_day.points[month] == pytest.approx(count.points[month] / 28 * 365.25 / 12)
    assert rate.rolling.equals(count.rolling)


def test_imported_months_lengthen_the_series(imported):
    area = lsoas(STOWE, "lsoa21", "ward24")[0]
    more = months_from("2024-01", "2024-12") + months_from("2026-01", "2026-06")
    imported(more, "lsoa21", [(area, "Burglary", 7), (area, "Anti-social behaviour", 3)])
    told = trend(("burglary",), "ward", STOWE)
    assert told.series.counts[more].tolist() == [7] * 18
    assert told.series.counts[months_from("2025-01", "2025-12")].notna().all()
    # The months before the two gaps are stages of their own; the rest is one.
    assert [one.first for one in told.chart.stages] == [
        "2018-10",
        "2022-01",
        "2022-04",
        "2024-01",
    ]
    assert not told.is_provisional
    assert told.rolling["2024-12"] == 84
    assert told.year_before.loc["2025-06", "before"] == 7
    assert told.season is not None
    assert len(told.season.years) == 2


def test_an_imported_month_between_leaves_the_others_absent(imported):
    area = lsoas(STOWE, "lsoa21", "ward24")[0]
    imported(["2024-10", "2024-12"], "lsoa21", [(area, "Burglary", 2)])
    series = monthly_series(("burglary",), "ward", STOWE)
    assert pd.isna(series.counts["2024-11"])
    assert series.months.loc["2024-11", "status"] == "absent"
    rolling = trend(("burglary",), "ward", STOWE).rolling
    assert np.isnan(rolling["2025-10"])
    assert rolling["2025-11"] == series.counts["2024-12":"2025-11"].sum()


def test_the_april_2020_change_starts_limits_anew(imported):
    area = lsoas(STOWE, "lsoa11", "ward19")[0]
    imported(months_from("2019-03", "2020-12"), "lsoa11", [(area, "Anti-social behaviour", 30)])
    told = trend(ASB, "ward", STOWE)
    # The gaps of 2021 and 2023 start limits anew as well.
    assert [one.first for one in told.chart.stages][:3] == ["2018-10", "2020-04", "2022-01"]
    assert "Breaches of Covid-19 rules" in told.chart.stages[1].reason
    assert "restrictions" in told.chart.stages[1].reason
    assert {one.key for one in told.drawn_steps} >= {
        "covid-recording-2020-04",
        "covid-restrictions-2020-04",
    }
    burglary = trend(("burglary",), "ward", STOWE).chart.stages[1]
    assert "Breaches" not in burglary.reason


def test_a_step_that_fell_in_a_long_gap_is_not_named():
    told = trend(ASB, "district", LICHFIELD)
    assert {one.key for one in told.steps} >= {"covid-recording-2020-04"}
    assert not any("covid" in one.key for one in told.drawn_steps)
    assert told.chart.stages[1].reason.startswith("34 months absent before it. January to March")
    assert told.limits[-1].endswith(" Limits start anew here: 13 months absent before it.")
    assert "Covid" not in " ".join(told.limits)


def test_the_files_own_periods_say_which_residents_belong_to_their_months(imported):
    imported(["2018-09", "2019-03"], "lsoa11", [(lsoas(STOWE, "lsoa11", "ward19")[0], "Drugs", 1)])
    bases = bases_of("lsoa11")
    assert set(bases["2018-10":"2019-02"]) == {"mid-2019"}
    assert bases.notna().all()
    assert loaded().index[0] == "2018-09"


def test_a_forecast_says_how_many_months_are_missing():
    told, sentence = trend_forecast(ASB, "district", LICHFIELD)
    assert (told.is_there, told.missing, told.missing_for_season) == (False, 12, 24)
    assert sentence == (
        "No forecast: 12 months on end are loaded and 24 are needed: 12 are missing."
    )


def test_a_forecast_with_its_back_test_where_months_are_enough(imported):
    area = lsoas(STOWE, "lsoa21", "ward24")[0]
    imported(months_from("2024-01", "2024-12"), "lsoa21", [(area, "Anti-social behaviour", 20)])
    told, sentence = trend_forecast(ASB, "ward", STOWE)
    assert told.rests_on == 24
    assert told.months.index.tolist() == ["2026-01", "2026-02", "2026-03"]
    assert told.back_test is not None
    assert sentence.startswith("January 2026: ")
    assert "without a season, for which 12 months are missing" in sentence
    assert f"{told.back_test.covered:.0%} of them lay in the interval" in sentence


def test_the_table_shows_the_charts_figures():
    told = trend(ASB, "district", LICHFIELD)
    table = trend_table(told).set_index("Month")
    assert table["Recorded"].dropna().tolist() == told.series.counts.dropna().tolist()
    assert table.loc["2019-06"].drop(["Signal", "Incomplete", "Boundaries"]).isna().all()
    assert table.loc["2025-01", "Mean"] == round(told.chart.limits.loc["2025-01", "mean"], 2)
    signalled = table.index[table["Signal"] != ""].tolist()
    assert signalled == told.chart.signalled.index[told.chart.signalled].tolist()
    words = {word for text in table["Signal"] for word in text.split("; ") if word}
    assert words <= set(SIGNALS.values())
