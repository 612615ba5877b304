"""The next steps: who is a candidate, what speaks for it, and in which order, counted a second way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from math import log
from operator import mul
from random import Random

import pandas as pd
import pytest
from made_up import tables_of
from profiles_by_hand import grid, nearest, number

import by_hand
from survey.analysis.candidates import OFFER, USE, candidates
from survey.analysis.weighting import COMPONENTS
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings.next_steps.priorities import priorities
from survey.settings import Weights
from survey.study import Study
from survey.tidy.tables import Tables

TOSHIMA = "131164"


@pytest.fixture(scope="module")
def table(toshima: Study) -> pd.DataFrame:
    return candidates(toshima.tables, toshima.subject).table.set_index("procedure_id")


def the_27() -> dict[str, str]:
    """The 27 priority procedures: our id -> column of the list."""
    numbered = listed("procedures").query("number_27 != ''")
    return dict(zip(numbered["procedure_id"], by_hand.priority_columns(), strict=True))


def rate_here(procedure_id: str) -> float | None:
    position = list(the_27()).index(procedure_id) + 1
    return by_hand.rates_of(position).get(TOSHIMA)


def test_of_the_27_the_candidates_are_the_blank_ones_and_those_online_that_print_under_10_percent(
    table: pd.DataFrame,
) -> None:
    mine = by_hand.wards()["豊島区"]
    expected = {}
    for procedure_id, letter in the_27().items():
        rate = rate_here(procedure_id)
        if mine[letter] == "" and not rate:
            expected[procedure_id] = OFFER
        if mine[letter] in by_hand.CIRCLES and rate is not None and rate < 10:
            expected[procedure_id] = USE
    # Most recipients need not report their status any more since June 2022.
    expected.pop("child_allowance_status_report", None)
    found = table.loc[table["number_27"].notna(), "task"]
    assert found.to_dict() == expected


def test_what_every_municipality_marks_alike_is_no_candidate(table: pd.DataFrame) -> None:
    rows = [row for number, row in by_hand.marks_grid().items() if number >= 12]
    titles = by_hand.marks_grid()[11]
    letters = list(titles)[list(titles).index("G") : list(titles).index("BE")]
    alike = {titles[letter] for letter in letters if len({row[letter] for row in rows}) == 1}
    assert alike == {"転出届", "転入予約"}
    assert not set(table["name_ja"]) & alike


def test_how_many_have_it_online_is_counted_from_the_list(table: pd.DataFrame) -> None:
    codes = {row["A"].zfill(6): row for row in by_hand.wards().values()}
    peers = nearest(TOSHIMA, list(codes), 10, of_tokyo=True)
    for procedure_id, letter in the_27().items():
        if procedure_id not in table.index or table.at[procedure_id, "task"] != OFFER:
            continue
        for column, members in (("group_share_pct", list(codes)), ("peers_online_share_pct", peers)):
            marks = [codes[code][letter] for code in members]
            having = [mark for mark in marks if mark != "ー"]
            online = sum(mark in by_hand.CIRCLES for mark in having)
            assert table.at[procedure_id, column] == pytest.approx(100 * online / len(having))


def test_how_many_get_it_used_is_counted_from_the_printed_rates(table: pd.DataFrame) -> None:
    for position, procedure_id in enumerate(the_27(), start=1):
        if procedure_id not in table.index or table.at[procedure_id, "task"] != USE:
            continue
        rates = by_hand.rates_of(position)
        real = [code for code, rate in rates.items() if rate >= 10 and code not in by_hand.left_out(position)]
        near = [code for code in rates if code in by_hand.ward_codes()]
        here = 100 * len(set(real) & set(near)) / len(near)
        assert table.at[procedure_id, "group_real_use_share_pct"] == pytest.approx(here)
        assert table.at[procedure_id, "country_reporting"] == len(rates)
        assert table.at[procedure_id, "country_real_use"] == len(real)
        mean = (here + 100 * len(real) / len(rates)) / 2
        assert table.at[procedure_id, "feasibility_score"] == pytest.approx(mean / 100)


def test_what_makes_an_offer_feasible_is_the_mean_of_the_two_shares_that_have_it(table: pd.DataFrame) -> None:
    offers = table[table["task"] == OFFER]
    assert len(offers)
    for _, row in offers.iterrows():
        mean = (row["group_share_pct"] + row["peers_online_share_pct"]) / 2
        assert row["feasibility_score"] == pytest.approx(mean / 100)


def test_the_residents_concerned_are_the_ministrys_and_the_largest_number_scores_one(table: pd.DataFrame) -> None:
    people = grid("mic_population", "2023-01-01", "A")[TOSHIMA[:5]]
    young = sum(number(people[letter]) for letter in "FGH")
    assert table.at["child_allowance_claim", "residents_concerned_count"] == young
    known = table["residents_concerned_count"].dropna()
    assert table["need_score"].dropna().to_dict() == pytest.approx((known / known.max()).to_dict())
    assert table["need_score"].isna().equals(table["residents_concerned_count"].isna())


def test_an_unknown_need_is_said_to_be_unknown_in_the_sentence_and_on_the_slide(toshima: Study) -> None:
    finding = priorities(toshima.tables, toshima.subject)
    unknown = int(finding.table["need_score"].isna().sum())
    assert unknown > 0
    assert f"{len(finding.table)}候補のうち{unknown}は必要性が不明" in finding.headline_ja
    names = toshima.tables.procedures.set_index("short_ja")["procedure_id"]
    need = finding.table.set_index("procedure_id")["need_score"]
    (chart,) = finding.charts
    for row in chart.rows:
        assert (row[3] == "不明") == pd.isna(need[names[row[2]]])


def test_obstacles_are_those_that_the_minutes_name_for_the_procedure(toshima: Study, table: pd.DataFrame) -> None:
    problems = listed("problems")
    for procedure_id, row in table.iterrows():
        named = problems[
            problems["procedure_ids"].str.split("|").map(lambda ids, wanted=procedure_id: wanted in ids)
            & (problems["is_obstacle"] == "true")
        ]
        if named.empty:
            assert pd.isna(row["readiness_score"])
        else:
            assert row["readiness_score"] == pytest.approx(1 / (1 + len(named)))


def test_elsewhere_the_minutes_say_nothing_and_readiness_is_unknown(study_of: Callable[[str], Study]) -> None:
    study = study_of("渋谷区")
    assert candidates(study.tables, study.subject).table["readiness_score"].isna().all()


@pytest.mark.parametrize("weights", [Weights(), Weights(need=0, feasibility=5, readiness=1), Weights(1, 0, 0)])
def test_the_order_within_a_task_is_that_of_the_weighted_means(toshima: Study, weights: Weights) -> None:
    subject = dataclasses.replace(toshima.subject, weights=weights)
    table = priorities(toshima.tables, subject).table
    by_name = dict(zip(COMPONENTS, (weights.need, weights.feasibility, weights.readiness), strict=True))
    for _, row in table.iterrows():
        read = {name: 0.5 if pd.isna(row[name]) else row[name] for name in by_name}
        mean = sum(read[name] * weight for name, weight in by_name.items()) / sum(by_name.values())
        assert row["priority_score"] == pytest.approx(mean)
    for _, rows in table.groupby("task"):
        scores = list(rows["priority_score"])
        assert list(rows["priority_rank"]) == [sum(other > score for other in scores) + 1 for score in scores]


def test_the_share_of_weightings_in_the_top_five_is_found_again_by_other_draws(toshima: Study) -> None:
    """Plain Python, its own random numbers: the shares agree within what a thousand draws can differ by."""
    table = priorities(toshima.tables, toshima.subject).table
    random = Random(1)
    for _, rows in table.groupby("task"):
        read = [[0.5 if pd.isna(row[name]) else row[name] for name in COMPONENTS] for _, row in rows.iterrows()]
        hits = [0] * len(read)
        for _ in range(1000):
            weights = [-log(1 - random.random()) for _ in COMPONENTS]
            totals = [round(sum(map(mul, row, weights)) / sum(weights), 9) for row in read]
            for place, total in enumerate(totals):
                hits[place] += sum(other > total for other in totals) < 5
        for hit, share in zip(hits, rows["top_five_share_pct"], strict=True):
            assert hit / 10 == pytest.approx(share, abs=8)


def test_weights_on_what_nobody_knows_give_a_reason_and_no_order(study_of: Callable[[str], Study]) -> None:
    study = study_of("渋谷区")
    subject = dataclasses.replace(study.subject, weights=Weights(need=0, feasibility=0, readiness=1))
    with pytest.raises(NotComputable, match="no_weighted_component_known"):
        priorities(study.tables, subject)


def test_applications_count_only_where_all_candidates_print_them(toshima: Study) -> None:
    """Numbers of two kinds never share a scale: made-up counts for one candidate are shown and not scored."""
    tables, subject = toshima.tables, toshima.subject
    ids = list(candidates(tables, subject).table["procedure_id"])

    def with_counts(procedure_ids: list[str]) -> Tables:
        made_up = pd.DataFrame(
            {
                "municipality_code": subject.code,
                "procedure_id": procedure_ids,
                "fiscal_year": 2023,
                "source_id": "made_up",
                "edition": "FY2023",
                "cell_printed": [f"{1000 * (place + 1):,} / 1" for place in range(len(procedure_ids))],
            }
        )
        names = ("availability", "procedures", "indicators", "problems", "municipalities", "channels", "sources")
        return tables_of(
            take_up=pd.concat([tables.take_up, made_up], ignore_index=True),
            **{name: getattr(tables, name) for name in names},
        )

    one = candidates(with_counts(ids[:1]), subject).table.set_index("procedure_id")
    assert one.at[ids[0], "applications_count"] == 1000
    assert one["need_score"].equals(one["residents_concerned_count"] / one["residents_concerned_count"].max())
    every = candidates(with_counts(ids), subject).table.set_index("procedure_id")
    assert every.at[ids[-1], "need_score"] == 1
    assert every["need_score"].notna().all()


def test_a_ward_with_nothing_left_to_do_is_told_so(toshima: Study) -> None:
    marks = toshima.tables.availability.assign(status="online")
    names = ("procedures", "indicators", "problems", "municipalities", "channels", "sources")
    tables = tables_of(
        availability=marks,
        take_up=toshima.tables.take_up,
        **{name: getattr(toshima.tables, name) for name in names},
    )
    with pytest.raises(NotComputable, match="no_candidates"):
        priorities(tables, toshima.subject)


def test_every_procedure_has_a_line_on_whom_it_concerns_and_no_indicator_is_invented() -> None:
    needs = listed("procedure_needs")
    assert list(needs["procedure_id"]) == list(listed("procedures")["procedure_id"])
    assert set(needs["residents_indicator_id"]) - {""} <= set(listed("indicators")["indicator_id"])
    assert (needs["note_ja"] != "").all()


def test_the_peers_cells_are_among_the_evidence(toshima: Study) -> None:
    """The ten nearest rest on finance, tax and Tokyo's own figures as much as on the list."""
    used = set(priorities(toshima.tables, toshima.subject).evidence["source_id"])
    assert {"mic_finance", "mic_municipal_tax", "tokyo_daytime_population", "mic_population"} <= used
