"""How others got past it: who is counted, in which order they stand, and that no figure comes from nowhere."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import tables_of
from profiles_by_hand import nearest

import by_hand
from survey.analysis.practice_overview import FEW
from survey.analysis.practice_records import GROUP_RANK, NATIONWIDE_RANK, others_for, practices_seen_from
from survey.catalog.specs import listed
from survey.findings.charts import title_and_note_ja
from survey.findings.finding import Finding, computed
from survey.findings.next_steps.priorities import priorities
from survey.findings.practices.by_problem import MOST_ROWS, by_problem
from survey.findings.practices.practices import practices
from survey.outputs.text.displayed import ColumnWords
from survey.study import Study
from survey.tidy.tables import Tables

TOSHIMA, SHIBUYA = "131164", "131130"
PLACES = ["豊島区", "渋谷区", "八王子市", "青ヶ島村", "鰺ヶ沢町"]
PROBLEMS = list(listed("problems")["problem_id"])


def views(study: Study) -> dict[str, Finding]:
    """By problem, what is said of how others got past it."""
    (finding,) = study.compute(["practices"])
    return {view.id: view for view in finding.views}


@cache
def records() -> tuple[dict[str, str], ...]:
    """The stored list, read with csv alone."""
    with (by_hand.RAW / "practices" / "2026-11-23" / "table.csv").open(encoding="utf-8", newline="") as file:
        _, headings, *rows = csv.reader(file)
    return tuple(dict(zip(["part", "row", *headings[2:]], row, strict=True)) for row in rows)


def about(ids: set[str], *, without: str) -> list[dict[str, str]]:
    """The records about one of these problems that are another's than one municipality's."""
    return [
        row for row in records() if ids & set(row["problem_ids"].split("|")) and row["municipality_code"] != without
    ]


def test_every_problem_has_a_view_in_the_order_of_the_table_on_a_sheet_of_its_own(
    toshima: Study,
) -> None:
    (finding,) = toshima.compute(["practices"])
    assert [view.id for view in finding.views] == list(finding.table["problem_id"])
    assert set(views(toshima)) == set(PROBLEMS)
    known = listed("problems").set_index("problem_id")
    sheets = [view.texts.sheet_ja for view in finding.pages]
    assert len(set(sheets)) == len(sheets)
    for name, view in views(toshima).items():
        assert view.computable
        assert len(view.table)
        assert view.texts.sheet_ja == f"取組_{known.at[name, 'short_ja']}"
        # Excel's limits.
        assert len(view.texts.sheet_ja) <= 31
        assert not set(view.texts.sheet_ja) & set("[]:*?/\\")
        assert f"「{known.at[name, 'name_ja']}」" in view.question_ja
        assert ("をどう乗り越えたか" in view.question_ja) == (known.at[name, "is_obstacle"] == "true")


@pytest.mark.parametrize("problem_id", PROBLEMS)
@pytest.mark.parametrize("code", [TOSHIMA, SHIBUYA])
def test_the_counts_are_those_of_the_list_without_the_wards_own(
    problem_id: str, code: str, study_of: Callable[[str], Study]
) -> None:
    view = views(study_of("豊島区" if code == TOSHIMA else "渋谷区"))[problem_id]
    rows = about({problem_id}, without=code)
    wards = {row["municipality_code"] for row in rows} & set(by_hand.ward_codes())
    with_number = [row for row in rows if row["outcome_value"]]
    values = view.values
    assert values["problem_id"] == problem_id
    counts = (values["practices"], values["group_with_practice"], values["with_outcome"])
    assert counts == (len(rows), len(wards), len(with_number))
    others = {row["municipality_code"] or row["body_ja"] for row in rows} - set(by_hand.ward_codes())
    assert values["elsewhere"] == len(others)
    assert values["second_hand"] == sum(row["certainty"] == "second-hand" for row in rows)
    assert values["without_start"] == sum(not row["started"] for row in rows)
    assert f"取組{len(rows)}件（23区では{len(wards)}区）" in view.headline_ja
    assert (f"成果の数字があるのは{len(with_number)}件" in view.headline_ja) == bool(with_number)
    assert ("成果の数字はどのページにもない" in view.headline_ja) == (not with_number)
    own = [row for row in records() if row["municipality_code"] == code]
    assert values["own"] == sum(problem_id in row["problem_ids"].split("|") for row in own)
    assert len(view.table) == len(rows) + values["own"]


def test_ones_own_practices_stand_last_and_are_not_counted(toshima: Study) -> None:
    mine = {row["practice_id"] for row in records() if row["municipality_code"] == TOSHIMA}
    with_own = [view for view in views(toshima).values() if view.values["own"]]
    assert with_own
    for view in with_own:
        is_own = view.table["practice_id"].isin(mine)
        assert list(is_own) == [False] * view.values["practices"] + [True] * view.values["own"]


def test_every_record_of_a_problem_is_in_its_view_with_its_own_words_and_address(toshima: Study) -> None:
    printed = {row["practice_id"]: row for row in records()}
    shown = set()
    for name, view in views(toshima).items():
        for row in view.table.to_dict("records"):
            mine = printed[row["practice_id"]]
            assert name in mine["problem_ids"].split("|")
            assert row["action_ja"] == mine["action_ja"]
            assert row["source_url"] == mine["source_url"]
            assert (row["outcome_ja"] if pd.notna(row["outcome_ja"]) else "") == mine["outcome_ja"]
            shown.add(row["practice_id"])
    assert shown == {name for name, row in printed.items() if set(PROBLEMS) & set(row["problem_ids"].split("|"))}


@pytest.mark.parametrize("name", PLACES)
def test_the_example_in_a_sentence_is_an_outcome_of_the_list_word_for_word(
    name: str, study_of: Callable[[str], Study]
) -> None:
    printed = {row["outcome_ja"] for row in records() if row["outcome_value"]}
    found = [view for view in views(study_of(name)).values() if view.values["with_outcome"]]
    assert found
    for view in found:
        assert any(view.headline_ja.endswith(f"「{words}」") for words in printed), view.headline_ja


@pytest.mark.parametrize("name", PLACES)
def test_others_come_before_ones_own_seen_before_second_hand_numbers_before_words_before_nothing(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    found = practices_seen_from(study.tables, study.subject)
    keys = [
        (
            row["is_here"],
            row["certainty"] != "seen",
            pd.isna(row["outcome_value"]),
            pd.isna(row["outcome_ja"]),
            not row["is_member"],
        )
        for _, row in found.rows.iterrows()
    ]
    assert keys == sorted(keys)
    for _, rows in found.rows.assign(key=keys).groupby("key", sort=False):
        ranks = [
            (
                row[GROUP_RANK] if pd.notna(row[GROUP_RANK]) else 10**6,
                row[NATIONWIDE_RANK] if pd.notna(row[NATIONWIDE_RANK]) else 10**6,
            )
            for _, row in rows.iterrows()
        ]
        assert ranks == sorted(ranks)


def test_the_ranks_by_similarity_are_counted_a_second_way(toshima: Study) -> None:
    found = practices_seen_from(toshima.tables, toshima.subject).rows.set_index("municipality_code")
    wards = nearest(TOSHIMA, list(by_hand.ward_codes()), 22, of_tokyo=True)
    ranks = found[GROUP_RANK].dropna()
    assert len(ranks)
    assert {code: wards.index(code) + 1 for code in set(ranks.index)} == ranks.groupby(level=0).first().to_dict()


def test_a_town_and_a_prefecture_are_not_compared_with_a_ward_and_stay_blank(toshima: Study) -> None:
    found = practices_seen_from(toshima.tables, toshima.subject).rows
    kinds = dict(zip(*(listed("municipalities")[name] for name in ("municipality_code", "kind")), strict=True))
    small = found["municipality_code"].map(kinds).isin(["town", "village"]) | found["municipality_code"].isna()
    assert small.any()
    assert found.loc[small, NATIONWIDE_RANK].isna().all()
    assert found.loc[~small & ~found["is_here"], NATIONWIDE_RANK].notna().all()


def test_a_group_too_small_to_compare_leaves_the_rank_in_it_blank(study_of: Callable[[str], Study]) -> None:
    study = study_of("青ヶ島村")
    group = replace(study.subject.group, name_ja="試験の5町村", codes=study.subject.group.codes[:5])
    subject = replace(study.subject, group=group)
    found = practices_seen_from(study.tables, subject)
    assert found.rows[GROUP_RANK].isna().all()
    assert found.rows[NATIONWIDE_RANK].notna().any()


# The overview


@pytest.mark.parametrize("name", ["豊島区", "渋谷区"])
def test_the_overview_counts_each_problem_from_the_list(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    finding = study.compute(["practices"])[0]
    wards = set(by_hand.ward_codes())
    assert set(finding.table["problem_id"]) == set(listed("problems")["problem_id"])
    for row in finding.table.to_dict("records"):
        rows = about({row["problem_id"]}, without=study.subject.code)
        codes = {each["municipality_code"] for each in rows}
        others = {each["municipality_code"] or each["body_ja"] for each in rows} - wards
        assert row["practices_count"] == len(rows)
        assert row["group_with_practice"] == len(codes & wards)
        assert row["elsewhere_with_practice"] == len(others)
        assert row["with_outcome_count"] == sum(bool(each["outcome_value"]) for each in rows)
        without = len(rows) - row["with_outcome_count"]
        assert (f"成果の数字（{without}件に記載なし）" in row["open_question_ja"]) == (without > 0)
    in_the_way = set(listed("problems").query("is_obstacle == 'true'")["problem_id"])
    rows = about(in_the_way, without=study.subject.code)
    assert f"課題{len(in_the_way)}に他の自治体などの取組{len(rows)}件" in finding.headline_ja
    counts = Counter(name for row in rows for name in row["problem_ids"].split("|"))
    assert set(finding.values["few"]) == {name for name in in_the_way if counts[name] < FEW}


def test_a_problem_that_nobody_met_is_shown_as_a_question(toshima: Study) -> None:
    without = toshima.tables.practices[~toshima.tables.practices["problem_ids"].str.contains("list_doubted")]
    finding = practices(replaced(toshima, practices=without), toshima.subject)
    row = finding.table.set_index("problem_id").loc["list_doubted"]
    assert row["practices_count"] == 0
    assert row["open_question_ja"] == "取り組んだ自治体はあるか"
    assert finding.values["few"] == ("list_doubted",)
    assert f"{FEW}件未満は国の優先対象への疑問" in finding.headline_ja


# Whose problems they are


def test_where_no_minutes_are_stored_the_first_caveat_says_whose_problems_these_are(
    study_of: Callable[[str], Study],
) -> None:
    for finding in study_of("八王子市").compute(["practices"])[0].pages:
        assert finding.caveats_ja[0] == (
            "八王子市の会議録はこの調査に取り込んでいないため、課題は豊島区の令和3年3月29日の会議で挙がったものです"
        )
    for finding in study_of("豊島区").compute(["practices"])[0].pages:
        assert finding.caveats_ja[0].startswith("課題は令和3年3月29日の会議で挙がった")


def test_without_minutes_or_without_a_list_the_findings_say_why(toshima: Study) -> None:
    nothing = {"problems": toshima.tables.problems.head(0), "practices": toshima.tables.practices.head(0)}
    for name, words in (
        ("problems", "会議録をこの調査に取り込んでいない"),
        ("practices", "取組の一覧をこの調査に取り込んでいない"),
    ):
        finding = computed("practices", practices, replaced(toshima, **{name: nothing[name]}), toshima.subject)
        assert not finding.computable
        assert words in finding.headline_ja
        assert finding.views == ()


# Laws


# Each example ranks the practices anew; an order that matters shows with any shuffle.
@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(toshima: Study, random: object) -> None:
    rows = toshima.tables.practices
    order = list(rows.index)
    random.shuffle(order)
    tables = replaced(toshima, practices=rows.loc[order])
    shuffled = by_problem(tables, toshima.subject, "resident_register_matching")
    expected = views(toshima)["resident_register_matching"]
    assert shuffled.headline_ja == expected.headline_ja
    pd.testing.assert_frame_equal(shuffled.table, expected.table)


@settings(max_examples=12)
@given(st.data())
def test_a_practice_without_a_printed_outcome_never_yields_a_number(toshima: Study, data: st.DataObject) -> None:
    rows = toshima.tables.practices
    silent = data.draw(st.sets(st.sampled_from(sorted(rows["practice_id"]))))
    is_silent = rows["practice_id"].isin(silent)
    columns = {
        name: rows[name].mask(is_silent) for name in ("outcome_value", "outcome_ja", "outcome_unit", "outcome_period")
    }
    finding = by_problem(replaced(toshima, practices=rows.assign(**columns)), toshima.subject, "pregnancy_interview")
    table = finding.table.set_index("practice_id")
    kept = table.index.difference(list(silent))
    assert table.loc[table.index.isin(silent), "outcome_value"].isna().all()
    assert finding.values["with_outcome"] == int(rows.set_index("practice_id").loc[kept, "outcome_value"].notna().sum())
    assert ("成果の数字はどのページにもない" in finding.headline_ja) == (finding.values["with_outcome"] == 0)
    assert not re.search("nan|None", finding.headline_ja + "".join(map("".join, finding.charts[0].rows)))


def replaced(study: Study, **changed: pd.DataFrame) -> Tables:
    names = ("municipalities", "procedures", "problems", "practices", "indicators")
    return tables_of(**{name: getattr(study.tables, name) for name in names} | changed)


# On the slide, in the workbook, in the next steps


def test_a_slide_shows_the_first_rows_and_says_of_how_many(toshima: Study) -> None:
    for finding in views(toshima).values():
        chart = finding.charts[0]
        assert len(chart.rows) == min(MOST_ROWS, len(finding.table))
        assert len(finding.table) > MOST_ROWS, "a chart that leaves rows out is what this test is about"
        assert f"{len(finding.table)}のうち{len(chart.rows)}を表示）" in title_and_note_ja(chart)
        own = len(finding.table) - finding.values["practices"]
        assert (f"豊島区自身の{own}件を含む{len(finding.table)}のうち" in title_and_note_ja(chart)) == (own > 0)
        assert [row[0] for row in chart.rows] == list(finding.table["who_ja"].head(MOST_ROWS))


def test_the_tables_read_as_words_under_headings(toshima: Study) -> None:
    for finding in toshima.compute(["practices"])[0].pages:
        table = ColumnWords().displayed(finding.table)
        assert not set(table.columns) & set(finding.table.columns)
        assert not re.search(r"\bnan\b|None|<NA>", table.to_string())
    assert "二次情報" in set(ColumnWords().displayed(views(toshima)["pregnancy_on_the_spot"].table)["確かさ"])


def test_a_next_step_counts_the_practices_of_others_that_name_it_or_what_blocks_it(toshima: Study) -> None:
    table = priorities(toshima.tables, toshima.subject).table.set_index("procedure_id")
    blocking = listed("problems").query("is_obstacle == 'true'").to_dict("records")
    for procedure_id, count in table["practices_count"].items():
        ids = {row["problem_id"] for row in blocking if procedure_id in row["procedure_ids"].split("|")}
        named = [
            row["practice_id"]
            for row in records()
            if row["municipality_code"] != TOSHIMA
            and (procedure_id in row["procedure_ids"].split("|") or ids & set(row["problem_ids"].split("|")))
        ]
        assert count == len(named), procedure_id
        assert set(others_for(toshima.tables, toshima.subject, procedure_id)["practice_id"]) == set(named)
    assert table["practices_count"].max() > 0


def test_practices_do_not_move_the_order_of_the_next_steps(toshima: Study) -> None:
    names = ("municipalities", "procedures", "problems", "indicators", "availability", "take_up", "corrections")
    tables = tables_of(**{name: getattr(toshima.tables, name) for name in names})
    tables.practices = toshima.tables.practices.head(0)
    without = priorities(tables, toshima.subject).table
    expected = toshima.compute(["priorities"])[0].table
    assert list(without["procedure_id"]) == list(expected["procedure_id"])
    assert without["practices_count"].eq(0).all()


def test_a_problem_that_names_no_procedure_is_not_said_to_block_none(toshima: Study) -> None:
    (finding,) = toshima.compute(["practices"])
    rows = listed("problems").fillna("").to_dict("records")
    nameless = [row["name_ja"] for row in rows if row["is_obstacle"] == "true" and not row["procedure_ids"]]
    (told,) = [caveat for caveat in finding.caveats_ja if "名を挙げられた手続が0" in caveat]
    assert nameless
    assert all(f"「{name}」" in told for name in nameless)
