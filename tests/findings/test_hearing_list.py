"""Whom to ask: counted a second way from the raw grids, and ordered by the rule that is stated."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import by_hand
from survey.analysis.hearing_reasons import KINDS, LOW_BESIDE, OFFERS, USES, reasons
from survey.analysis.leads import leads
from survey.analysis.rate_flags import left_out_nationwide, rate_flags, to_check_nationwide
from survey.analysis.rates import REAL_USE_PCT
from survey.findings.common import MARK, MARK_JA
from survey.findings.next_steps.hearing_list import ahead_in_words, hearing_list
from survey.study import Study
from survey.tidy.tables import Tables

PLACES = ["豊島区", "中央区", "葛飾区", "八王子市", "札幌市", "青ヶ島村", "奥尻町"]


@pytest.fixture(params=PLACES)
def study(request: pytest.FixtureRequest, study_of: Callable[[str], Study]) -> Study:
    return study_of(request.param)


def _numbers(study: Study) -> dict[str, int]:
    procedures = study.tables.procedures.dropna(subset=["number_27"])
    return dict(zip(procedures["procedure_id"], procedures["number_27"].astype(int), strict=True))


@pytest.mark.parametrize("name", ["豊島区", "葛飾区", "渋谷区"])
def test_the_wards_with_a_circle_where_this_one_is_blank_are_those_of_the_grid(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    found = reasons(study.tables, study.subject)
    columns, mine = by_hand.priority_columns(), by_hand.wards()[name]
    rated = {number for number in range(1, 28) if by_hand.rates_of(number).get(study.subject.code, 0) > 0}
    blank = [letter for number, letter in enumerate(columns, start=1) if mine[letter] == "" and number not in rated]
    wanted = {
        (ward, columns.index(letter) + 1)
        for ward, row in by_hand.wards().items()
        for letter in blank
        if ward != name and row[letter] in by_hand.CIRCLES
    }
    offers = found.ahead[(found.ahead["kind"] == OFFERS)]
    offers = offers[offers["municipality_code"].isin(study.subject.group.codes)]
    wards, numbers = by_hand.ward_codes(), _numbers(study)
    assert {
        (wards[code], numbers[procedure])
        for code, procedure in zip(offers["municipality_code"], offers["procedure_id"], strict=True)
    } == wanted
    assert wanted


def test_a_blank_that_a_rate_of_ones_own_contradicts_is_nobodys_lead(toshima: Study) -> None:
    (name,) = {"child_rearing_allowance_status_report"} & set(
        reasons(toshima.tables, toshima.subject).ahead["procedure_id"]
    )
    rates = toshima.tables.take_up
    mine = (rates["municipality_code"] == toshima.subject.code) & (rates["procedure_id"] == name)
    tables = Tables(toshima.project)
    tables.take_up = rates.assign(online_share_pct=rates["online_share_pct"].mask(mine, 5.0))
    found = reasons(tables, toshima.subject).ahead
    assert not ((found["procedure_id"] == name) & (found["kind"] == OFFERS)).any()


def test_who_uses_what_is_not_used_here_prints_such_a_rate(study: Study) -> None:
    found = reasons(study.tables, study.subject)
    numbers, here = _numbers(study), study.subject.code
    used = found.ahead[found.ahead["kind"] == USES]
    assert len(used)
    own_flagged = set()
    for row in used.itertuples():
        rates = by_hand.rates_of(numbers[row.procedure_id])
        assert rates[row.municipality_code] == row.online_share_pct >= REAL_USE_PCT
        if row.own_is_flagged:
            own_flagged.add(row.procedure_id)
        elif here in rates:
            own = rates[here]
            assert own < REAL_USE_PCT or own <= row.online_share_pct / 2
            assert row.own_share_pct == own
        else:
            assert pd.isna(row.own_share_pct)
    doubted = rate_flags(study.tables, study.subject.group)
    doubted = set(doubted.loc[doubted["municipality_code"] == here, "procedure_id"])
    wide = left_out_nationwide(study.tables)
    assert own_flagged <= doubted | set(wide.loc[wide["municipality_code"] == here, "procedure_id"])


def test_no_ward_that_really_uses_more_is_forgotten(toshima: Study) -> None:
    found = reasons(toshima.tables, toshima.subject)
    doubted = pd.concat([rate_flags(toshima.tables, toshima.subject.group), left_out_nationwide(toshima.tables)])
    aside = {*zip(doubted["municipality_code"], doubted["procedure_id"], strict=True)}
    marked = {*zip(found.ahead["municipality_code"], found.ahead["procedure_id"], strict=True)}
    for procedure, number in _numbers(toshima).items():
        rates = by_hand.rates_of(number)
        own = rates.get(toshima.subject.code, 0)
        for code in by_hand.ward_codes():
            is_more = rates.get(code, 0) >= 10 and (own < 10 or own <= rates[code] / 2)
            if code != toshima.subject.code and is_more and (code, procedure) not in aside:
                assert (code, procedure) in marked


def test_everybody_listed_is_ahead_in_something_and_nobody_is_the_subject(study: Study) -> None:
    found = reasons(study.tables, study.subject)
    assert (found.table[OFFERS] | found.table[USES]).all()
    assert study.subject.code not in set(found.table["municipality_code"])
    assert not found.table["municipality_code"].duplicated().any()


def test_the_order_is_by_kinds_of_reason_then_likeness(study: Study) -> None:
    table = hearing_list(study.tables, study.subject).table
    keys = [
        (-count, distance if pd.notna(distance) else float("inf"), code)
        for count, distance, code in zip(
            table["reasons_count"], table["distance"], table["municipality_code"], strict=True
        )
    ]
    assert keys == sorted(keys)
    assert list(table["hearing_rank"]) == list(range(1, len(table) + 1))
    counted = reasons(study.tables, study.subject).table.set_index("municipality_code")[list(KINDS)].sum(axis=1)
    assert table.set_index("municipality_code")["reasons_count"].to_dict() == counted.to_dict()


def test_the_sentence_says_who_is_first_and_how_many_there_are(study: Study) -> None:
    found = hearing_list(study.tables, study.subject)
    assert found.table["name_ja"].iloc[0] in found.headline_ja
    assert str(found.values["near"]) in found.headline_ja
    assert found.values["near"] + found.values["elsewhere"] == len(found.table)


def test_the_slide_has_somebody_for_each_problem_that_anybody_is_ahead_in(toshima: Study) -> None:
    found = hearing_list(toshima.tables, toshima.subject)
    rows = found.charts[0].rows
    assert len(rows) <= 8
    drawn = found.table[found.table["name_ja"].isin([row[1] for row in rows])]
    named = lambda table: {problem for text in table["problems_ja"] for problem in text.split("、") if text}  # noqa: E731
    assert named(drawn) == named(found.table)


def test_a_place_without_minutes_has_no_problem_among_its_reasons(study: Study) -> None:
    found = hearing_list(study.tables, study.subject)
    has_minutes = (study.tables.problems["municipality_code"] == study.subject.code).any()
    assert bool(found.table["problems_ja"].any()) == has_minutes
    assert any("会議録はこの調査に取り込んでいない" in caveat for caveat in found.caveats_ja) != has_minutes


def test_others_prefectures_are_named_and_ones_own_is_not(toshima: Study) -> None:
    table = hearing_list(toshima.tables, toshima.subject).table
    places = toshima.tables.municipalities.set_index("municipality_code")
    for name, code in zip(table["name_ja"], table["municipality_code"], strict=True):
        place = places.loc[code]
        assert name == ("" if place["prefecture"] == "東京都" else place["prefecture"]) + place["name_ja"]


def test_where_nobody_is_ahead_the_sentence_says_none(toshima: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables(toshima.project)
    tables.availability = toshima.tables.availability.assign(status="online")
    tables.take_up = toshima.tables.take_up.assign(online_share_pct=float("nan"))
    found = hearing_list(tables, toshima.subject)
    assert found.table.empty
    assert found.charts == ()
    assert found.headline_ja.endswith("0")


def test_a_flagged_rate_of_ones_own_is_called_so(toshima: Study) -> None:
    ahead = pd.DataFrame(
        {
            "municipality_code": ["131148"],
            "procedure_id": ["made_up"],
            "kind": [USES],
            "online_share_pct": [50.0],
            "wants_check": [False],
            "own_share_pct": [float("nan")],
        }
    )
    names = pd.Series({"made_up": "試験"})
    (flagged,) = leads(ahead.assign(own_is_flagged=True), names).values()
    assert ahead_in_words(flagged, toshima.subject) == ["試験の申請率50.0%（豊島区は要確認）"]
    (unflagged,) = leads(ahead.assign(own_is_flagged=False), names).values()
    assert "記載なし" in ahead_in_words(unflagged, toshima.subject)[0]


def test_a_lead_tells_of_the_highest_rate_and_counts_the_others() -> None:
    rows = [("a", OFFERS, float("nan")), ("b", USES, 20.0), ("c", USES, 30.0), ("d", OFFERS, float("nan"))]
    ahead = pd.DataFrame(rows, columns=["procedure_id", "kind", "online_share_pct"]).assign(
        municipality_code="131148", wants_check=False, own_share_pct=float("nan"), own_is_flagged=False
    )
    (lead,) = leads(ahead, pd.Series({name: name.upper() for name in "abcd"})).values()
    assert (lead.offered, lead.used_count) == (("A", "D"), 2)
    assert (lead.used_short_ja, lead.used_share_pct, lead.own_share_pct) == ("C", 30.0, None)


@pytest.mark.parametrize("name", ["豊島区", "渋谷区", "八王子市"])
def test_a_rate_of_theirs_that_is_to_be_checked_first_wears_the_mark(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    found = reasons(study.tables, study.subject).ahead
    uses = found[found["kind"] == USES]
    to_check = to_check_nationwide(study.tables)
    keys = {*zip(to_check["municipality_code"], to_check["procedure_id"], strict=True)}
    is_marked = [key in keys for key in zip(uses["municipality_code"], uses["procedure_id"], strict=True)]
    assert list(uses["wants_check"]) == is_marked
    assert any(is_marked)
    finding = study.compute(["hearing_list"])[0]
    assert any(f"%{MARK}" in words for words in finding.table["reasons_ja"])
    assert MARK_JA in finding.caveats_ja


def test_low_is_what_the_docstring_says() -> None:
    assert LOW_BESIDE == 0.5
