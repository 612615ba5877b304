"""``doubtful_rates`` flags what its rules say, counted by hand in the raw table, and deletes nothing."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import by_hand
from survey.analysis.rate_flags import RULES, flagged, left_out_nationwide, rate_flags, to_check_nationwide
from survey.analysis.rates import latest_rates
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings.finding import Finding
from survey.findings.take_up.doubtful_rates import doubtful_rates
from survey.findings.take_up.offered_not_used import offered_not_used
from survey.paths import Project
from survey.study import Study

MOVING_OUT, CERTIFICATION, APPLICATION, STATUS_REPORT = 26, 38, 39, 40
CARE_NEED, CARE_RENEWAL = 43, 44


@pytest.fixture(scope="module")
def finding(toshima: Study) -> Finding:
    return doubtful_rates(toshima.tables, toshima.subject)


@pytest.fixture(scope="module")
def found(toshima: Study) -> dict[str, set[tuple[str, int]]]:
    """By rule, the flagged cells as ward and row of the dashboard."""
    flags = rate_flags(toshima.tables, toshima.subject.group)
    rows = flags["locator"].str.extract(r"(\d+)$")[0].astype(int)
    cells = list(zip(flags["municipality_code"], rows, flags["rule_ids"], strict=True))
    return {rule: {(code, row) for code, row, ids in cells if rule in ids.split("|")} for rule in RULES}


def _wards_rates() -> dict[int, dict[str, float]]:
    wards = by_hand.ward_codes()
    return {
        row: {code: rate for code, rate in by_hand.numbers(row).items() if code in wards}
        for row in by_hand.printed_rates()
    }


def test_far_off_is_what_quartiles_by_hand_put_beyond_the_fence(found: dict[str, set[tuple[str, int]]]) -> None:
    expected = set()
    for row, rates in _wards_rates().items():
        if len(rates) < 8:
            continue
        lower, _, upper = statistics.quantiles(rates.values(), n=4, method="inclusive")
        if lower == upper or statistics.median(rates.values()) == 0:
            continue
        expected |= {(code, row) for code, rate in rates.items() if rate > upper + 3 * (upper - lower) and rate >= 10}
    assert found["far_off"] == expected
    wards = by_hand.ward_codes()
    assert {wards[code] for code, row in expected if row == MOVING_OUT} == {"港区", "世田谷区"}
    assert "品川区" in {wards[code] for code, rate in _wards_rates()[MOVING_OUT].items() if rate >= 10}


def test_exactly_full_is_flagged_only_where_few_come_near_in_the_country_and_among_the_wards(
    found: dict[str, set[tuple[str, int]]],
) -> None:
    expected, believed = set(), set()
    for row, rates in _wards_rates().items():
        every = by_hand.numbers(row).values()
        rare = sum(rate >= 90 for rate in every) * 2 < len(every)
        rare_here = len(rates) < 8 or sum(rate >= 90 for rate in rates.values()) * 2 < len(rates)
        full = {(code, row) for code, rate in rates.items() if rate == 100}
        expected |= full if rare and rare_here else set()
        believed |= full if rare and not rare_here else set()
    assert found["full"] == expected
    assert {by_hand.rate_titles()[row] for _, row in believed} == {"入札"}, "the wards share one system"


def test_one_rate_under_two_procedures_of_one_form_is_flagged_in_both(found: dict[str, set[tuple[str, int]]]) -> None:
    expected = set()
    rates = _wards_rates()
    for one, other in (
        (CERTIFICATION, APPLICATION),
        (APPLICATION, STATUS_REPORT),
        (CERTIFICATION, STATUS_REPORT),
        (CARE_NEED, CARE_RENEWAL),
    ):
        for code in set(rates[one]) & set(rates[other]):
            if rates[one][code] == rates[other][code] >= 1:
                expected |= {(code, one), (code, other)}
    assert found["same_form"] == expected
    assert {by_hand.ward_codes()[code] for code, _ in expected} >= {"渋谷区", "板橋区"}


def test_a_rate_beside_a_blank_or_a_dash_is_flagged(found: dict[str, set[tuple[str, int]]]) -> None:
    headings = {text.strip(): letter for letter, text in by_hand.marks_grid()[11].items()}
    # Six are headed otherwise in the list, or are not on it; none of them prints a rate against its mark.
    titles = {row: title for row, title in by_hand.rate_titles().items() if title in headings}
    assert len(by_hand.rate_titles()) - len(titles) == 6
    marks = {code: by_hand.wards()[name] for code, name in by_hand.ward_codes().items()}
    expected = {
        (code, row)
        for row, title in titles.items()
        for code, rate in _wards_rates()[row].items()
        if rate > 0 and marks[code][headings[title]] not in by_hand.CIRCLES
    }
    assert expected
    assert found["against_mark"] == expected


def test_the_catalog_names_every_rule_in_the_order_they_are_told(finding: Finding) -> None:
    assert list(listed("rate_flag_rules")["rule_id"]) == list(RULES)
    procedures = set(listed("procedures")["procedure_id"])
    forms = listed("shared_forms")
    assert set(forms["procedure_id"]) | set(forms["other_procedure_id"]) <= procedures
    assert set(finding.values["by_rule"]) == set(RULES)


def test_flags_delete_nothing_and_corrections_alone_set_aside(finding: Finding, toshima: Study) -> None:
    printed = sum(len(rates) for rates in _wards_rates().values())
    assert finding.values["rates_printed"] == printed
    taken_up = offered_not_used(toshima.tables, toshima.subject).table.set_index("procedure_id")
    kept = list(_wards_rates()[39].values())
    assert taken_up.loc["childcare_application", "group_median_online_share_pct"] == statistics.median(kept)
    aside = finding.table[finding.table["is_set_aside"]]
    assert set(zip(aside["municipality_ja"], aside["procedure_id"], strict=True)) == {
        ("港区", "moving_out_notification"),
        ("世田谷区", "moving_out_notification"),
    }
    assert finding.values["set_aside"] == 2


@pytest.mark.parametrize("name", ["世田谷区", "渋谷区", "中野区"])
def test_the_subjects_own_flagged_rates_come_first(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    finding = doubtful_rates(study.tables, study.subject)
    own = finding.values["flagged_here"]
    assert own > 0
    assert list(finding.table["municipality_ja"].head(own)) == [name] * own
    assert name not in set(finding.table["municipality_ja"].iloc[own:])
    assert finding.headline_ja.startswith(f"{name}の申請率のうち、使う前に確かめたいものは{own}件")
    (chart,) = finding.charts
    assert 0 in chart.highlight


def test_who_has_none_is_told_so_and_what_the_group_has(finding: Finding) -> None:
    assert finding.values["flagged_here"] == 0
    assert finding.headline_ja.endswith("豊島区にはない")
    assert f"{finding.values['rates_printed']}件のうち" in finding.headline_ja
    assert f"{finding.values['flagged']}件（令和4年度" in finding.headline_ja


def test_blanks_are_counted_by_themselves(finding: Finding) -> None:
    wards = by_hand.ward_codes()
    rows = [18, *range(28, 54)]
    blank = sum(by_hand.printed_rates()[row][code] == "" for row in rows for code in wards)
    assert finding.values["blank_of_27"] == blank


def test_the_chart_names_the_cells_of_its_rows(finding: Finding) -> None:
    (chart,) = finding.charts
    cells = set(finding.table["municipality_ja"] + finding.table["online_share_pct"].map("{:.1f}%".format))
    for row in chart.rows:
        for cell in row[1].removesuffix("など").split("、"):
            assert cell in cells


def test_a_group_that_prints_no_rate_has_nothing_to_doubt(project: Project) -> None:
    study = Study("131164", project)
    rates = study.tables.take_up
    mine = rates["municipality_code"].isin(study.subject.group.codes)
    study.tables.take_up = rates.assign(online_share_pct=rates["online_share_pct"].mask(mine))
    assert rate_flags(study.tables, study.subject.group).empty
    with pytest.raises(NotComputable, match="no_rates_to_check"):
        doubtful_rates(study.tables, study.subject)
    (finding,) = study.compute(["doubtful_rates"])
    assert not finding.computable
    assert finding.headline_ja.startswith("23区に令和4年度のオンライン申請率の記載が一つもなく")


def test_the_rules_that_leave_out_are_those_the_catalog_says(toshima: Study) -> None:
    rules = listed("rate_flag_rules")
    wanted = set(rules.loc[rules["leaves_out"] == "yes", "rule_id"])
    assert wanted == {"against_mark", "full"}
    assert set(left_out_nationwide(toshima.tables)["rule_ids"].str.split("|").explode()) == wanted


@pytest.mark.parametrize("number", range(1, 28))
def test_what_is_left_out_nationwide_is_what_a_count_by_hand_leaves_out(number: int, toshima: Study) -> None:
    flags = left_out_nationwide(toshima.tables)
    numbers = toshima.tables.procedures.set_index("procedure_id")["number_27"]
    flags = flags[flags["procedure_id"].map(numbers) == number]
    assert set(flags["municipality_code"]) == by_hand.left_out(number)


def test_a_cell_has_one_verdict_whoever_asks(study_of: Callable[[str], Study]) -> None:
    tables = study_of("豊島区").tables
    left_out, marked = left_out_nationwide(tables).index, to_check_nationwide(tables).index
    for name in ("豊島区", "八王子市", "青ヶ島村", "札幌市", "奥尻町"):
        flags = rate_flags(tables, study_of(name).subject.group)
        own = flags["municipality_code"].isin(study_of(name).subject.group.codes)
        assert own.all()
        assert set(flags.index[flags["is_left_out"]]) == set(flags.index) & set(left_out)
        assert set(flags.index) == {
            index
            for index in left_out.union(marked)
            if tables.take_up.at[index, "municipality_code"] in study_of(name).subject.group.codes
        }


def test_one_rate_to_ask_about_is_not_one_of_many(study_of: Callable[[str], Study], finding: Finding) -> None:
    assert finding.values["flagged"] > 1
    assert "など）" in finding.headline_ja
    study = study_of("清川村")
    lone = doubtful_rates(study.tables, study.subject)
    assert lone.values["flagged"] == 1
    assert "など" not in lone.headline_ja


def test_a_group_of_one_has_nobody_to_be_far_off_from(toshima: Study) -> None:
    for code in toshima.subject.group.codes:
        alone = replace(toshima.subject.group, name_ja="1区", codes=(code,))
        flags = rate_flags(toshima.tables, alone)
        assert not flags["rule_ids"].str.contains("far_off").any()
        subject = replace(toshima.subject, code=code, name_ja=by_hand.ward_codes()[code], group=alone)
        assert doubtful_rates(toshima.tables, subject).facts.group_size == 1


# Made-up rates of made-up places. Ids of real procedures, as the shared forms are the catalog's.
PROCEDURES = ["childcare_certification", "childcare_application", "pregnancy_notification"]
rates_of_places = st.dictionaries(
    st.tuples(st.integers(1, 12).map(str), st.sampled_from(PROCEDURES)),
    st.one_of(st.none(), st.sampled_from([0.0, 0.1, 1.0, 5.0, 9.9, 10.0, 40.0, 99.0, 100.0])),
    min_size=1,
)
marks_of_places = st.dictionaries(
    st.tuples(st.integers(1, 12).map(str), st.sampled_from(PROCEDURES)),
    st.sampled_from(["online", "unmarked", "not_applicable"]),
)


def _frame(cells: dict, column: str) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(code, procedure, value) for (code, procedure), value in cells.items()],
        columns=["municipality_code", "procedure_id", column],
    )
    return frame.astype({"online_share_pct": "float64"} if column == "online_share_pct" else {})


def _flags(rates: pd.DataFrame, marks: pd.DataFrame) -> dict[tuple[str, str], str]:
    hits = flagged(rates, marks, list(RULES))
    return {
        (code, procedure): rules
        for code, procedure, rules in hits[["municipality_code", "procedure_id", "rule_ids"]].itertuples(index=False)
    }


@given(rates_of_places, marks_of_places, st.randoms())
def test_the_order_of_the_rows_changes_no_flag(rates: dict, marks: dict, random) -> None:  # noqa: ANN001
    one, other = _frame(rates, "online_share_pct"), _frame(marks, "status")
    shuffled = one.sample(frac=1, random_state=random.randrange(1000)).reset_index(drop=True)
    assert _flags(shuffled, other) == _flags(one, other)


@given(rates_of_places, marks_of_places)
def test_a_flag_lies_on_a_printed_rate_above_zero_and_blanks_change_nothing(rates: dict, marks: dict) -> None:
    flags = _flags(_frame(rates, "online_share_pct"), _frame(marks, "status"))
    assert all(rates[key] for key in flags)
    printed = {key: rate for key, rate in rates.items() if rate is not None}
    if printed:
        assert _flags(_frame(printed, "online_share_pct"), _frame(marks, "status")) == flags
    else:
        assert flags == {}


@given(rates_of_places, marks_of_places)
def test_each_flag_says_what_its_rule_means(rates: dict, marks: dict) -> None:
    for (code, procedure), rules in _flags(_frame(rates, "online_share_pct"), _frame(marks, "status")).items():
        others = [rate for (_, other), rate in rates.items() if other == procedure and rate is not None]
        rate = rates[code, procedure]
        if "far_off" in rules:
            assert rate >= 10
            assert len(others) >= 8
            assert rate > statistics.median(others) > 0
        if "full" in rules:
            assert rate == 100
        if "same_form" in rules:
            assert procedure != "pregnancy_notification"
            assert rates[code, PROCEDURES[1 - PROCEDURES.index(procedure)]] == rate >= 1
        if "against_mark" in rules:
            assert marks[code, procedure] != "online"


def test_a_single_leader_among_zeros_is_not_far_off_and_a_lone_outlier_in_a_spread_is() -> None:
    marks = _frame({}, "status")
    zeros = {(str(place), "pregnancy_notification"): 0.0 for place in range(11)}
    assert _flags(_frame({**zeros, ("11", "pregnancy_notification"): 60.0}, "online_share_pct"), marks) == {}
    spread = {(str(place), "pregnancy_notification"): float(place) for place in range(11)}
    flags = _flags(_frame({**spread, ("11", "pregnancy_notification"): 60.0}, "online_share_pct"), marks)
    assert flags == {("11", "pregnancy_notification"): "far_off"}


def test_rates_are_those_of_the_newest_year_only(project: Project) -> None:
    study = Study("131164", project)
    rows = study.tables.take_up
    older = rows[rows["municipality_code"] == "131164"].assign(fiscal_year=2021, online_share_pct=100.0)
    study.tables.take_up = pd.concat([rows, older], ignore_index=True)
    assert set(latest_rates(study.tables)["fiscal_year"]) == {2022}
    assert doubtful_rates(study.tables, study.subject).values["flagged_here"] == 0
