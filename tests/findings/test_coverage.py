"""``standing`` and ``matrix`` say what a count by hand says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest

import by_hand
from survey.errors import NotFound
from survey.findings.coverage.matrix import matrix
from survey.findings.coverage.standing import standing
from survey.findings.registry import FINDINGS, VIEWS
from survey.findings.texts import texts
from survey.paths import Project
from survey.study import Study

WARDS = sorted(by_hand.wards())


def test_there_are_23_wards_and_27_priority_procedures() -> None:
    assert len(by_hand.wards()) == 23
    assert len(by_hand.priority_columns()) == 27


@pytest.mark.parametrize("name", WARDS)
def test_each_wards_marks_are_those_counted_by_hand(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    values = standing(study.tables, study.subject).values
    by_count = by_hand.counted(by_hand.wards()[name])
    assert {key: values[key] for key in ("online", "unmarked", "not_applicable")} == {
        key: by_count[key] for key in ("online", "unmarked", "not_applicable")
    }
    online = {ward: by_hand.counted(row)["online"] for ward, row in by_hand.wards().items()}
    assert values["rank_by_count"] == 1 + sum(other > online[name] for other in online.values())
    share = {ward: by_hand.counted(row) for ward, row in by_hand.wards().items()}
    share = {ward: count["online"] / (count["online"] + count["unmarked"]) for ward, count in share.items()}
    assert values["rank_by_share"] == 1 + sum(other > share[name] for other in share.values())
    assert values["group_size"] == 23


def test_the_three_counts_of_every_ward_add_up_to_the_27(toshima: Study) -> None:
    table = standing(toshima.tables, toshima.subject).table
    assert (table[["online", "unmarked", "not_applicable"]].sum(axis=1) == 27).all()


def test_ties_share_the_best_place_and_the_next_place_is_skipped(toshima: Study) -> None:
    table = standing(toshima.tables, toshima.subject).table
    places = Counter(table["rank_by_count"])
    expected = 1
    for place in sorted(places):
        assert place == expected
        expected += places[place]


def test_the_rank_by_count_lies_between_the_ends_that_another_reading_of_blanks_allows(toshima: Study) -> None:
    table = standing(toshima.tables, toshima.subject).table
    assert (table["rank_best"] <= table["rank_by_count"]).all()
    assert (table["rank_by_count"] <= table["rank_worst"]).all()
    settled = table[table["unmarked"] == 0]
    assert len(settled), "wards without a blank are what makes this test bite"
    for _, row in settled.iterrows():
        others = table[table["municipality_code"] != row["municipality_code"]]
        assert row["rank_best"] == 1 + (others["online"] > row["online"]).sum()


def test_the_headline_holds_the_wards_own_numbers(toshima: Study) -> None:
    finding = standing(toshima.tables, toshima.subject)
    values = finding.values
    assert f"27手続のうち{values['online']}手続がオンライン" in finding.headline_ja
    assert f"数で同率{values['rank_by_count']}位" in finding.headline_ja
    assert f"割合で同率{values['rank_by_share']}位" in finding.headline_ja
    assert f"{values['rank_best']}〜{values['rank_worst']}位" in finding.headline_ja


def test_a_municipality_without_a_single_mark_is_told_so_and_not_ranked_by_share(project: Project) -> None:
    study = Study("131164", project)
    marks = study.tables.availability
    study.tables.availability = marks.assign(
        status=marks["status"].mask(marks["municipality_code"] == "131164", "not_applicable")
    )
    finding = standing(study.tables, study.subject)
    assert finding.values["rank_by_share"] is None
    assert "どれにも○がなく" in finding.headline_ja


def test_the_matrix_prints_every_wards_mark_of_every_procedure(toshima: Study) -> None:
    table = matrix(toshima.tables, toshima.subject).table
    assert list(table["number_27"]) == list(range(1, 28))
    for name, row in by_hand.wards().items():
        assert list(table[name]) == [row[letter] for letter in by_hand.priority_columns()]


def test_the_matrix_chart_frames_the_subjects_row_and_keeps_blank_and_dash_apart(toshima: Study) -> None:
    (chart,) = matrix(toshima.tables, toshima.subject).charts
    assert chart.row_labels[chart.highlight_row] == toshima.subject.name_ja
    kinds = pd.DataFrame(chart.states).stack().value_counts()
    by_count = sum((by_hand.counted(row) for row in by_hand.wards().values()), Counter())
    assert dict(kinds) == dict(by_count)
    meanings = {state: (mark, words) for state, mark, words in chart.legend}
    assert len(set(meanings.values())) == 3


def test_a_views_id_is_taken_wherever_a_findings_is(toshima: Study) -> None:
    for view_id, finding_id in VIEWS.items():
        assert [finding.id for finding in toshima.compute([view_id, finding_id])] == [finding_id]
        assert toshima.page(view_id) in toshima.compute([finding_id])[0].views
        assert toshima.finding(view_id).headline_ja == toshima.page(view_id).headline_ja
    with pytest.raises(NotFound, match="matrix"):
        toshima.page("matrices")


def test_where_a_finding_cannot_be_computed_its_views_say_why(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    study.tables.availability = marks[marks["municipality_code"] != "131164"]
    for view_id in (name for name, finding_id in VIEWS.items() if finding_id == "standing"):
        page = study.page(view_id)
        assert not page.computable
        assert "豊島区が載っていない" in page.headline_ja


def test_the_appendix_stands_last() -> None:
    is_appendix = [texts(finding_id).is_appendix for finding_id in FINDINGS]
    assert any(is_appendix)
    assert is_appendix == sorted(is_appendix)
