"""``progress`` sorts the 27 as a count by hand does, for every ward, and reads nothing into a blank."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable

import pytest

import by_hand
from survey.catalog.specs import CATALOG, corrections, source_spec
from survey.findings.charts import Bars, TextTable
from survey.findings.september.progress import progress
from survey.study import Study


def _by_hand(name: str) -> dict[str, str]:
    """Each of the 27 by id: proven where a rate above 0 % is printed, else as marked."""
    rates = {item.id: item.heading[0] for item in source_spec("da_dx_dashboard").parts["application_rates"].items}
    marks = by_hand.mark_ids()
    words = {"○": "online_now", "〇": "online_now", "ー": "not_applicable", "": "unmarked"}
    found = {}
    for letter in by_hand.priority_columns():
        procedure_id = marks[letter]
        printed = by_hand.dashboard_row("application_rates", rates[procedure_id])[name]
        used = float(printed.rstrip("%") or 0) > 0
        found[procedure_id] = "proven_by_deadline" if used else words[by_hand.wards()[name][letter]]
    return found


@pytest.mark.parametrize("name", sorted(by_hand.wards()))
def test_the_27_of_every_ward_are_sorted_as_by_hand(name: str, study_of: Callable[[str], Study]) -> None:
    assert not [entry for entry in corrections() if entry.match.get("procedure_id") in _by_hand(name)]
    study = study_of(name)
    finding = progress(study.tables, study.subject)
    expected = _by_hand(name)
    assert dict(zip(finding.table["procedure_id"], finding.table["deadline_state"], strict=True)) == expected
    counts = Counter(expected.values())
    assert {state: finding.values[state] for state in counts} == counts
    assert f"{name}の27手続のうち、期限の令和4年度末までに使われたと確かめられるのは{counts['proven_by_deadline']}" in (
        finding.headline_ja
    )


@pytest.mark.parametrize("name", ["豊島区", "渋谷区"])
def test_proof_that_rests_on_rates_to_be_checked_is_said_to(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    doubtful, finding = (study.compute([wanted])[0] for wanted in ("doubtful_rates", "progress"))
    to_check = set(doubtful.table.loc[doubtful.table["municipality_ja"] == name, "procedure_id"])
    proven = set(finding.table.loc[finding.table["deadline_state"] == "proven_by_deadline", "procedure_id"])
    assert finding.values["to_check"] == len(proven & to_check)
    assert (f"（うち{len(proven & to_check)}の率は要確認）" in finding.headline_ja) == bool(proven & to_check)


@pytest.mark.parametrize("name", ["豊島区", "中央区", "八王子市", "青ヶ島村", "真鶴町"])
def test_the_states_add_up_and_the_bars_are_they(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    finding = progress(study.tables, study.subject)
    states = ("proven_by_deadline", "online_now", "unmarked", "not_applicable")
    assert sum(finding.values[state] for state in states) == finding.values["procedures"] == 27
    bars = finding.charts[0]
    assert isinstance(bars, Bars)
    assert [sum(series.values) for series in bars.series] == [finding.values[state] for state in states]
    for state, words in zip(states[2:], ("空欄は", "該当なしは"), strict=True):
        assert (words in finding.headline_ja) == (finding.values[state] > 0)


def test_obstacles_stand_beside_procedures_only_where_minutes_name_them(
    toshima: Study, study_of: Callable[[str], Study]
) -> None:
    with (CATALOG / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["is_obstacle"] == "true" and row["procedure_ids"]]
    finding = progress(toshima.tables, toshima.subject)
    for _, row in finding.table.iterrows():
        named = {entry["name_ja"] for entry in rows if row["procedure_id"] in entry["procedure_ids"].split("|")}
        assert set(filter(None, row["obstacles_ja"].split("、"))) == named
    (table,) = [chart for chart in finding.charts if isinstance(chart, TextTable)]
    assert sorted(row[0] for row in table.rows) == sorted(entry["name_ja"] for entry in rows)
    other = study_of("渋谷区")
    elsewhere = progress(other.tables, other.subject)
    assert "obstacles_ja" not in elsewhere.table
    assert len(elsewhere.charts) == 1
    assert ("toshima_minutes", "2021-03-29") not in elsewhere.editions


def test_the_obstacles_counts_are_those_of_their_procedures(toshima: Study) -> None:
    finding = progress(toshima.tables, toshima.subject)
    with (CATALOG / "problems.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["name_ja"]: row["procedure_ids"].split("|") for row in csv.DictReader(file)}
    states = _by_hand("豊島区")
    for row in finding.charts[1].rows:
        counts = Counter(states[procedure_id] for procedure_id in ids[row[0]])
        assert [int(cell) for cell in row[2:]] == [
            counts[state] for state in ("proven_by_deadline", "online_now", "unmarked")
        ]


def test_a_use_that_the_newer_list_does_not_mark_is_named(toshima: Study, study_of: Callable[[str], Study]) -> None:
    tables = toshima.tables
    marks = tables.availability.merge(tables.procedures[tables.procedures["number_27"].notna()], on="procedure_id")
    used = tables.take_up.query("online_share_pct > 0 and fiscal_year == 2022")
    odd = marks[marks["status"] != "online"].merge(used, on=["municipality_code", "procedure_id"])
    assert len(odd), "the published figures hold such marks"
    for code, procedures in odd.groupby("municipality_code")["short_ja"]:
        study = study_of(code)
        finding = progress(study.tables, study.subject)
        (caveat,) = [caveat for caveat in finding.caveats_ja if "一覧では○でない" in caveat]
        assert all(name in caveat for name in procedures.head(3))
    assert not [text for text in progress(tables, toshima.subject).caveats_ja if "一覧では○でない" in text]


def test_two_dates_and_the_unchecked_plan_are_said_first(toshima: Study) -> None:
    finding = progress(toshima.tables, toshima.subject)
    assert "時点が異なります" in finding.caveats_ja[0]
    assert "計画の原文は確かめていません" in finding.caveats_ja[1]
    assert {"FY2022", by_hand.MARKS_EDITION} <= set(finding.as_of)


def test_the_dashboards_share_is_named_and_not_used(toshima: Study) -> None:
    printed = by_hand.dashboard_row("comparison", "子育て・介護26手続のオンライン化状況")["豊島区"]
    caveats = "".join(progress(toshima.tables, toshima.subject).caveats_ja)
    assert f"26手続の{printed}と印字" in caveats
    assert "判定に使っていません" in caveats
