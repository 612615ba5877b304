"""``behind``, ``ahead`` and ``beyond_27`` say what a count by hand says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import by_hand
from survey.findings.gap.ahead import ahead
from survey.findings.gap.behind import behind
from survey.findings.gap.beyond_27 import beyond_27
from survey.printed.text import label
from survey.study import Study

OTHER_COUNT_COLUMN = "BE"


def _online_and_applicable(letter: str) -> tuple[int, int]:
    marks = [row[letter] for row in by_hand.wards().values()]
    return sum(mark in by_hand.CIRCLES for mark in marks), sum(mark != "ー" for mark in marks)


@pytest.mark.parametrize("name", ["豊島区", "渋谷区", "葛飾区", "中央区"])
def test_behind_and_ahead_hold_just_the_procedures_that_the_rule_picks(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    here = by_hand.wards()[name]
    expected_behind, expected_ahead = set(), set()
    for number, letter in enumerate(by_hand.priority_columns(), start=1):
        online, applicable = _online_and_applicable(letter)
        if here[letter] == "" and online * 2 >= applicable:
            expected_behind.add((number, online, applicable))
        if here[letter] in by_hand.CIRCLES and online * 2 < applicable:
            expected_ahead.add((number, online, applicable))
    for finding, expected in ((behind, expected_behind), (ahead, expected_ahead)):
        table = finding(study.tables, study.subject).table
        rows = table[["number_27", "group_online", "group_applicable"]].astype(int)
        assert set(rows.itertuples(index=False, name=None)) == expected


def test_whom_to_ask_is_named_beside_each_procedure(toshima: Study) -> None:
    for _, row in behind(toshima.tables, toshima.subject).table.iterrows():
        letter = by_hand.priority_columns()[row["number_27"] - 1]
        online = {name for name, marks in by_hand.wards().items() if marks[letter] in by_hand.CIRCLES}
        assert set(row["online_names_ja"].split("、")) == online


def test_nothing_is_behind_where_everything_is_online_and_the_sentence_says_so(
    study_of: Callable[[str], Study],
) -> None:
    full = next(name for name, row in by_hand.wards().items() if by_hand.counted(row)["online"] == 27)
    study = study_of(full)
    finding = behind(study.tables, study.subject)
    assert finding.table.empty
    assert finding.headline_ja.endswith("27手続にはない")
    assert len(finding.evidence) == 23 * 27, "that nothing is behind rests on every mark"


def test_beyond_the_27_are_the_other_listed_procedures_that_tell_anybody_apart(toshima: Study) -> None:
    table = beyond_27(toshima.tables, toshima.subject).table
    headings = by_hand.marks_grid()[11]
    outside = [letter for letter in headings if letter not in ("part", "row", OTHER_COUNT_COLUMN) and headings[letter]]
    outside = [letter for letter in outside if letter not in by_hand.priority_columns()]
    rows = [row for number, row in by_hand.marks_grid().items() if number >= 12]
    telling = [letter for letter in outside if len({row[letter].replace("〇", "○") for row in rows}) > 1]
    assert len(telling) == len(outside) - 2
    names = toshima.tables.procedures.set_index("procedure_id")["name_ja"]
    assert list(table["procedure_id"].iloc[-1:]) == ["other_online_procedures_count"], "no procedure, but their number"
    table = table.iloc[:-1]
    online = dict(zip(table["procedure_id"].map(names), table["group_online"], strict=True))
    assert {label(name): count for name, count in online.items()} == {
        label(headings[letter]): _online_and_applicable(letter)[0] for letter in telling
    }


def test_printed_counts_of_unlisted_procedures_are_kept_as_printed(toshima: Study) -> None:
    listed = beyond_27(toshima.tables, toshima.subject).values["other_online_procedures"]
    printed = {name: row[OTHER_COUNT_COLUMN] for name, row in by_hand.wards().items()}
    assert {entry["name_ja"]: entry["cell_printed"] for entry in listed} == printed


@pytest.mark.parametrize("name", ["豊島区", "渋谷区", "港区", "中央区"])
def test_the_counts_that_the_sentence_names_stand_in_the_tables_last_row(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    finding = beyond_27(study.tables, study.subject)
    printed = {
        ward: int("".join(filter(str.isdigit, row[OTHER_COUNT_COLUMN])) or 0) for ward, row in by_hand.wards().items()
    }
    last = finding.table.iloc[-1]
    most = max(printed, key=printed.get)
    assert last["online_names_ja"].startswith(f"{most}{printed[most]:,}手続、")
    assert len(last["online_names_ja"].split("、")) == sum(count > 0 for count in printed.values())
    if name == "中央区":
        assert last.isna()["unlisted_count"], "set aside"
        return
    assert last["unlisted_count"] == printed[name]
    assert f"{last['unlisted_count']:,}" in finding.headline_ja
    assert finding.table["unlisted_count"].notna().sum() == 1
    assert not finding.table["is_behind"].iloc[-1]


def test_a_count_that_cannot_be_true_is_named_kept_and_never_drawn_or_ranked(toshima: Study) -> None:
    finding = beyond_27(toshima.tables, toshima.subject)
    set_aside = [entry for entry in finding.values["other_online_procedures"] if entry["set_aside"]]
    assert [entry["name_ja"] for entry in set_aside] == ["中央区"]
    assert any("中央区" in caveat for caveat in finding.caveats_ja)
    assert "中央区" not in finding.charts[1].labels


def test_the_median_rate_beyond_the_27_is_that_of_the_wards_that_report_one(toshima: Study) -> None:
    import statistics

    finding = beyond_27(toshima.tables, toshima.subject)
    row = finding.table.set_index("procedure_id").loc["road_occupancy_permit"]
    printed = by_hand.dashboard_row("application_rates", "道路占用許可申請等")
    rates = [float(text.rstrip("%")) for text in printed.values() if text]
    assert row["group_reporting"] == len(rates)
    assert row["group_median_online_share_pct"] == pytest.approx(statistics.median(rates))


def test_a_blank_that_a_printed_rate_contradicts_is_named_and_kept_out_of_the_sentence(
    study_of: Callable[[str], Study],
) -> None:
    printed = by_hand.dashboard_row("application_rates", "道路占用許可申請等")
    letter = next(letter for letter, text in by_hand.marks_grid()[11].items() if text == "道路占用許可申請等")
    contradicted = [
        name for name, row in by_hand.wards().items() if row[letter] == "" and printed[name] not in ("", "0%")
    ]
    assert contradicted, "the published figures hold such wards"
    for name in contradicted:
        study = study_of(name)
        finding = beyond_27(study.tables, study.subject)
        row = finding.table.set_index("procedure_id").loc["road_occupancy_permit"]
        assert row["is_contradicted"]
        assert "道路占用許可" not in finding.headline_ja
        assert any(f"道路占用許可{printed[name]}" in caveat for caveat in finding.caveats_ja)


def test_a_printed_zero_is_never_the_most_nor_said_to_be_a_count(study_of: Callable[[str], Study]) -> None:
    for name in ("札幌市", "三股町"):
        study = study_of(name)
        finding = beyond_27(study.tables, study.subject)
        (own,) = [
            entry
            for entry in finding.values["other_online_procedures"]
            if entry["municipality_code"] == study.subject.code
        ]
        assert own["cell_printed"] == "0"
        assert "0と印字（数えていない場合を含む）" in finding.headline_ja
        assert "0で最多" not in finding.headline_ja


def test_a_rate_beside_a_mark_says_on_the_spot_that_its_date_is_another(toshima: Study) -> None:
    for finding in (behind(toshima.tables, toshima.subject), ahead(toshima.tables, toshima.subject)):
        assert len(finding.table)
        has_rates = bool(finding.table["online_share_pct"].notna().any())
        assert ("時点が異なります" in finding.caveats_ja[0]) == has_rates
        assert "FY2022" in finding.as_of
