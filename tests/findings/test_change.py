"""``change`` sets two definitions side by side and lists what contradicts."""

from __future__ import annotations

from collections.abc import Callable

import by_hand
from survey.findings.coverage.change import change
from survey.study import Study


def test_both_shares_are_the_published_ones(toshima: Study) -> None:
    table = change(toshima.tables, toshima.subject).table.set_index("name_ja")
    printed = by_hand.dashboard_row("comparison", "子育て・介護26手続のオンライン化状況")
    columns = by_hand.priority_columns()[:-1]  # the 27 without the disaster certificate, the last of them
    assert by_hand.marks_grid()[11][by_hand.priority_columns()[-1]] == "罹災証明書の発行申請"
    for name, row in by_hand.wards().items():
        assert table.loc[name, "dashboard_share_pct"] == float(printed[name].rstrip("%"))
        assert table.loc[name, "list_online_count"] == sum(row[letter] in by_hand.CIRCLES for letter in columns)


def test_the_wards_that_look_lower_are_listed_as_contradictions(toshima: Study) -> None:
    finding = change(toshima.tables, toshima.subject)
    printed = by_hand.dashboard_row("comparison", "子育て・介護26手続のオンライン化状況")
    columns = by_hand.priority_columns()[:-1]
    lower = {
        name
        for name, row in by_hand.wards().items()
        if round(100 * sum(row[letter] in by_hand.CIRCLES for letter in columns) / 26) < int(printed[name].rstrip("%"))
    }
    assert set(finding.values["contradictions"]) == lower
    assert any(all(name in caveat for name in lower) for caveat in finding.caveats_ja)


def test_the_two_definitions_never_share_a_chart_or_a_difference(toshima: Study) -> None:
    finding = change(toshima.tables, toshima.subject)
    assert len(finding.charts) == 2
    assert all(len(chart.series) == 1 for chart in finding.charts)
    assert list(finding.table.columns) == [
        "municipality_code",
        "name_ja",
        "dashboard_share_pct",
        "list_online_count",
        "list_share_pct",
        "looks_lower",
    ]
    assert any("つなげません" in caveat for caveat in finding.caveats_ja)


def test_equal_shares_are_neither_a_rise_nor_a_fall(study_of: Callable[[str], Study]) -> None:
    for name, words in (("新宿区", "同じ水準"), ("豊島区", "伸びたとは言えない"), ("荒川区", "下がったとは言えない")):
        study = study_of(name)
        assert words in change(study.tables, study.subject).headline_ja
