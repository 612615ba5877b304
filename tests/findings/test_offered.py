"""``offered_not_used`` keeps offered and used apart, and zero, blank and a rate."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pytest

import by_hand
from survey.errors import NotComputable
from survey.findings.take_up.offered_not_used import offered_not_used
from survey.paths import Project
from survey.study import Study


def test_each_rate_is_the_printed_one_and_a_blank_stays_a_blank(toshima: Study) -> None:
    table = offered_not_used(toshima.tables, toshima.subject).table.set_index("procedure_id")
    for heading, procedure in (
        ("保育施設等の利用申込", "childcare_application"),
        ("児童手当等の現況届", "child_allowance_status_report"),
        ("妊娠の届出", "pregnancy_notification"),
    ):
        printed = by_hand.dashboard_row("application_rates", heading)["豊島区"]
        row = table.loc[procedure]
        if printed == "":
            assert row["cell_state"] == "blank"
            assert row["online_share_pct"] != row["online_share_pct"], "a blank has no number"
        else:
            assert row["online_share_pct"] == float(printed.rstrip("%"))
            assert (row["cell_state"] == "zero") == (printed == "0%")


def test_the_five_ways_to_read_a_rate_add_up_to_what_is_offered(study_of: Callable[[str], Study]) -> None:
    for name in by_hand.wards():
        study = study_of(name)
        values = offered_not_used(study.tables, study.subject).values
        assert values["offered"] == by_hand.counted(by_hand.wards()[name])["online"]
        assert values["offered"] == sum(values[key] for key in ("real_use", "some_use", "zero", "blank", "left_out"))


def test_a_lone_full_rate_is_neither_real_use_nor_hidden(study_of: Callable[[str], Study]) -> None:
    study = study_of("中野区")
    finding = offered_not_used(study.tables, study.subject)
    left_out = [number for number in range(1, 28) if study.subject.code in by_hand.left_out(number)]
    assert len(left_out) == finding.values["left_out"] == 1
    rates = [by_hand.rates_of(number).get(study.subject.code, 0) for number in range(1, 28) if number not in left_out]
    assert finding.values["real_use"] == sum(rate >= 10 for rate in rates)
    assert finding.headline_ja.endswith("数えないものが1（ちょうど100%など）")


def test_the_median_leaves_out_the_rates_that_a_correction_sets_aside(toshima: Study) -> None:
    table = offered_not_used(toshima.tables, toshima.subject).table.set_index("procedure_id")
    printed = by_hand.dashboard_row("application_rates", "転出届")
    kept = [float(text.rstrip("%")) for name, text in printed.items() if text and name not in ("港区", "世田谷区")]
    assert table.loc["moving_out_notification", "group_median_online_share_pct"] == statistics.median(kept)
    assert table.loc["moving_out_notification", "group_reporting"] == len(kept)


def test_the_two_dates_are_said_on_the_spot(toshima: Study) -> None:
    finding = offered_not_used(toshima.tables, toshima.subject)
    assert "2025-03-31" in finding.as_of
    assert "FY2022" in finding.as_of
    assert "時点が異なり" in finding.caveats_ja[0]


def test_a_median_of_one_or_two_members_is_not_drawn(toshima: Study) -> None:
    finding = offered_not_used(toshima.tables, toshima.subject)
    few = finding.table[finding.table["group_reporting"].between(1, 2)]
    assert len(few), "some procedures are reported by one or two wards"
    shorts = toshima.tables.procedures.set_index("procedure_id")["short_ja"]
    (chart,) = finding.charts
    medians = dict(zip(chart.labels, chart.series[1].values, strict=True))
    for procedure in few["procedure_id"]:
        assert medians.get(shorts[procedure]) is None


def test_what_cannot_be_compared_says_why_and_does_not_vanish(project: Project) -> None:
    study = Study("131164", project)
    mine = study.tables.availability["municipality_code"] == "131164"
    study.tables.availability = study.tables.availability.assign(
        status=study.tables.availability["status"].mask(mine, "unmarked")
    )
    rates = study.tables.take_up
    study.tables.take_up = rates.assign(
        online_share_pct=rates["online_share_pct"].mask(rates["municipality_code"] == "131164")
    )
    with pytest.raises(NotComputable):
        offered_not_used(study.tables, study.subject)
    (finding,) = study.compute(["offered_not_used"])
    assert not finding.computable
    assert "豊島区" in finding.headline_ja


def test_who_offers_none_of_the_27_is_told_how_many_rates_are_printed(study_of: Callable[[str], Study]) -> None:
    printed = by_hand.printed_rates()
    told = 0
    for code, online in by_hand.online_by_code().items():
        rated = sum(row[code].rstrip("%") != "" for row in printed.values())
        if online or not rated:
            continue
        study = study_of(code)
        headline = offered_not_used(study.tables, study.subject).headline_ja
        assert headline == (
            f"{study.subject.name_ja}は27手続に○がない。令和4年度のオンライン申請率の記載は全部で{rated}手続"
        )
        told += 1
    assert told > 50
