"""``used`` keeps presence, completeness and use apart, and ``used_elsewhere`` names whom the raw table names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import by_hand
from survey.analysis.completeness import pages_read
from survey.findings.common import MARK
from survey.findings.finding import Finding
from survey.findings.take_up.used import used
from survey.findings.take_up.used_elsewhere import used_elsewhere
from survey.paths import Project
from survey.study import Study
from survey.tidy.channels import MAIL

USE = ["group_reporting", "group_real_use", "group_left_out", "group_highest_online_share_pct", "highest_names_ja"]
COMPLETENESS = ["completeness", "group_pages_read", "group_paper_or_visit"]


@pytest.fixture
def own(project: Project) -> Study:
    """A study whose tables a test may change."""
    return Study("131164", project)


def _by_number(finding: Finding) -> pd.DataFrame:
    return finding.table[finding.table["number_27"].notna()].set_index("number_27")


def test_the_27_come_first_then_what_the_group_prints_a_rate_for(toshima: Study) -> None:
    table = used(toshima.tables, toshima.subject).table
    assert list(table["number_27"].head(27)) == list(range(1, 28))
    outside = table[table["number_27"].isna()]
    wards = by_hand.ward_codes()
    rated = [row for row in range(2, 28) if row != 18 and any(code in wards for code in by_hand.numbers(row))]
    assert len(outside) == len(rated)
    assert (outside["group_reporting"] + outside["group_left_out"] > 0).all()


@pytest.mark.parametrize("number", range(1, 28))
def test_use_is_counted_as_a_count_by_hand_has_it(number: int, toshima: Study) -> None:
    row = _by_number(used(toshima.tables, toshima.subject)).loc[number]
    wards, left_out = by_hand.ward_codes(), by_hand.left_out(number)
    rates = {code: rate for code, rate in by_hand.rates_of(number).items() if code in wards}
    trusted = {code: rate for code, rate in rates.items() if code not in left_out}
    assert row["group_reporting"] == len(rates)
    assert row["group_real_use"] == sum(rate >= 10 for rate in trusted.values())
    assert row["group_left_out"] == len(rates) - len(trusted)
    real = sorted((code for code in trusted if trusted[code] >= 10), key=lambda code: (-trusted[code], code))
    named = "、".join(f"{wards[code]}{trusted[code]:.1f}%" for code in real)
    assert row["real_use_names_ja"].replace(MARK, "") == named
    if not trusted:
        assert pd.isna(row["group_highest_online_share_pct"])
        return
    highest = max(trusted.values())
    assert row["group_highest_online_share_pct"] == highest
    leaders = [wards[code] for code in sorted(trusted) if trusted[code] == highest > 0]
    assert row["highest_names_ja"].replace(MARK, "").removesuffix("など").split("、") == (leaders[:3] or [""])


def test_presence_is_the_count_of_circles(toshima: Study) -> None:
    table = _by_number(used(toshima.tables, toshima.subject))
    for number, letter in enumerate(by_hand.priority_columns(), start=1):
        circles = sum(row[letter] in by_hand.CIRCLES for row in by_hand.wards().values())
        assert table.loc[number, "group_online"] == circles


def test_completeness_is_not_surveyed_while_no_page_was_read_and_is_never_zero(toshima: Study) -> None:
    assert toshima.tables.channels.empty
    finding = used(toshima.tables, toshima.subject)
    assert not set(COMPLETENESS) & set(finding.table.columns), "the same words in every row tell nothing"
    assert sum("未調査" in caveat for caveat in map(str, finding.caveats_ja)) == 1
    assert "完結" not in finding.method_ja


def _doors(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Made-up doors: municipality, channel, procedures, the sentence that asks for a visit."""
    frame = pd.DataFrame(rows, columns=["municipality_code", "channel", "procedure_ids", "visit_printed"])
    return frame.assign(edition="2026-12-01", original_paper_printed=None)


def test_pages_that_were_read_change_completeness_and_nothing_else(own: Study) -> None:
    before = used(own.tables, own.subject).table
    own.tables.channels = _doors(
        ("131164", "logoform", "pregnancy_notification|childcare_application", None),
        ("131130", "pittari", "pregnancy_notification", "窓口へお越しください"),
        ("131130", "logoform", "pregnancy_notification", None),
        ("131211", MAIL, "pregnancy_notification", "窓口へお越しください"),
        ("011002", "pittari", "pregnancy_notification", "窓口へお越しください"),
    )
    finding = used(own.tables, own.subject)
    after = finding.table
    pd.testing.assert_frame_equal(after.drop(columns=COMPLETENESS), before)
    by_id = after.set_index("procedure_id")
    assert list(by_id.loc["pregnancy_notification", COMPLETENESS]) == ["surveyed", 2, 1]
    assert list(by_id.loc["childcare_application", COMPLETENESS]) == ["surveyed", 1, 0]
    assert by_id.loc["disaster_certificate", "completeness"] == "not_surveyed"
    assert not any("未調査" in caveat for caveat in map(str, finding.caveats_ja))
    assert "完結" in finding.method_ja


def test_only_the_newest_reading_of_the_pages_counts() -> None:
    older = _doors(("131164", "logoform", "pregnancy_notification", "窓口へお越しください")).assign(
        edition="2026-11-01"
    )
    newer = _doors(("131164", "logoform", "pregnancy_notification", None))
    counted = pages_read(pd.concat([older, newer]), ("131164",))
    assert counted.loc["pregnancy_notification"].to_dict() == {"read": 1, "asking": 0}


def test_the_sentence_follows_the_rule_on_doubt(toshima: Study) -> None:
    finding = used(toshima.tables, toshima.subject)
    table = _by_number(finding)
    top = table.loc[table["group_highest_online_share_pct"].idxmax()]
    assert finding.headline_ja.endswith(f"{top['group_highest_online_share_pct']:.1f}%")
    assert top["highest_names_ja"] in finding.headline_ja
    assert finding.values["with_real_use"] == (table["group_real_use"] > 0).sum()
    assert f"{finding.values['with_real_use']}手続（令和4年度、100%などを除く）" in finding.headline_ja
    entitlement_end = table.loc[4]
    assert by_hand.rates_of(4)["131148"] == 100, "what 中野区 prints"
    assert entitlement_end["group_highest_online_share_pct"] < 10
    assert entitlement_end["group_left_out"] == 1


def test_the_chart_sets_the_highest_beside_the_subjects_own_as_printed(study_of: Callable[[str], Study]) -> None:
    study = study_of("世田谷区")
    finding = used(study.tables, study.subject)
    (chart,) = finding.charts
    procedures = study.tables.procedures.set_index("short_ja")["procedure_id"]
    table = finding.table.set_index("procedure_id")
    for label, highest, mine in zip(chart.labels, chart.series[0].values, chart.series[1].values, strict=True):
        short, who = re.fullmatch(r"(.+)（(.+)）", label).groups()
        row = table.loc[procedures[short]]
        assert (who, highest) == (row["highest_names_ja"], row["group_highest_online_share_pct"])
        assert mine == row["online_share_pct"] or (mine is None and pd.isna(row["online_share_pct"]))
    for index, value in enumerate(chart.series[0].values):
        assert (index in chart.highlight) == (value >= 10)


def test_where_all_print_zero_or_nothing_the_sentence_says_that(own: Study, study_of: Callable[[str], Study]) -> None:
    village = study_of("青ヶ島村")
    finding = used(village.tables, village.subject)
    villages = set(village.subject.group.codes)
    printed = [len(villages & set(by_hand.rates_of(number))) for number in range(1, 28)]
    rated = sum(count > 0 for count in printed)
    assert finding.headline_ja.endswith(f"27手続中{rated}手続（1手続に最大{max(printed)}町村）で、どれも0%")
    assert finding.charts == ()
    rates = own.tables.take_up
    mine = rates["municipality_code"].isin(own.subject.group.codes)
    own.tables.take_up = rates.assign(online_share_pct=rates["online_share_pct"].mask(mine))
    nothing = used(own.tables, own.subject)
    assert nothing.headline_ja.endswith("読み取れる団体が0")
    assert len(nothing.table) == 27


def test_the_order_of_the_rows_changes_no_finding(own: Study) -> None:
    ids = ["used", "used_elsewhere", "doubtful_rates"]
    before = own.compute(ids)
    for name in ("take_up", "availability", "indicators"):
        table = getattr(own.tables, name)
        setattr(own.tables, name, table.sample(frac=1, random_state=1).reset_index(drop=True))
    for first, second in zip(before, own.compute(ids), strict=True):
        assert second.headline_ja == first.headline_ja
        pd.testing.assert_frame_equal(second.table, first.table)
        assert second.charts == first.charts


def test_shares_lie_between_0_and_100_and_counts_within_the_group(study_of: Callable[[str], Study]) -> None:
    for name in ("豊島区", "札幌市", "奥尻町"):
        study = study_of(name)
        size = study.subject.group.size
        table = used(study.tables, study.subject).table
        assert table["group_highest_online_share_pct"].dropna().between(0, 100).all()
        assert (table["group_real_use"] <= table["group_reporting"]).all()
        assert table[["group_reporting", "group_left_out"]].le(size).all(axis=None)


def test_leaving_out_a_member_invents_no_rate(toshima: Study) -> None:
    whole = used(toshima.tables, toshima.subject).table.set_index("procedure_id")
    codes = tuple(code for code in toshima.subject.group.codes if code != "131211")
    fewer = replace(toshima.subject, group=replace(toshima.subject.group, name_ja="22区", codes=codes))
    printed = {rate for number in range(1, 28) for rate in by_hand.rates_of(number).values()}
    left = used(toshima.tables, fewer).table.set_index("procedure_id")
    of_27 = left[left["number_27"].notna()]
    assert set(of_27["group_highest_online_share_pct"].dropna()) <= printed
    assert left["group_reporting"].le(whole["group_reporting"].reindex(left.index)).all()
    assert "足立区" not in "".join(left["highest_names_ja"])


def test_a_member_alone_is_its_own_group(toshima: Study) -> None:
    alone = replace(toshima.subject, group=replace(toshima.subject.group, name_ja="1区", codes=("131164",)))
    table = used(toshima.tables, alone).table.set_index("procedure_id")
    rate = by_hand.rates_of(12)["131164"]
    assert table.loc["childcare_application", "group_highest_online_share_pct"] == rate
    assert set(table["highest_names_ja"]) <= {"", "豊島区"}


# Elsewhere


@pytest.mark.parametrize("number", [1, 4, 8, 14, 16, 17, 19, 24, 26])
def test_the_country_is_counted_as_a_count_by_hand_has_it(number: int, toshima: Study) -> None:
    row = _by_number(used_elsewhere(toshima.tables, toshima.subject)).loc[number]
    rates, names = by_hand.rates_of(number), dict(by_hand.country())
    left_out = by_hand.left_out(number)
    trusted = {code: rate for code, rate in rates.items() if code not in left_out}
    assert row["country_left_out"] == len(rates) - len(trusted)
    assert row["country_reporting"] == len(rates)
    assert row["country_above_zero"] == sum(rate > 0 for rate in rates.values())
    assert row["country_real_use"] == sum(rate >= 10 for rate in trusted.values())
    assert row["country_highest_online_share_pct"] == max(trusted.values())
    leaders = sorted((code for code, rate in trusted.items() if rate >= 1), key=lambda code: (-trusted[code], code))
    named = [f"{names[code]}{trusted[code]:.1f}%" for code in leaders]
    assert row["ask_names_ja"].replace(MARK, "") == "、".join(named[:3]) + ("など" if len(named) > 3 else "")


def test_the_list_is_of_the_procedures_that_nobody_near_uses(toshima: Study) -> None:
    near = _by_number(used(toshima.tables, toshima.subject))
    finding = used_elsewhere(toshima.tables, toshima.subject)
    assert set(_by_number(finding).index) == set(near.index[near["group_real_use"] == 0])
    assert finding.values["not_used_near"] == len(finding.table)
    assert finding.values["used_somewhere"] + finding.values["used_nowhere"] == len(finding.table)


def test_care_need_certification_is_used_by_a_handful_and_ube_leads(toshima: Study) -> None:
    row = _by_number(used_elsewhere(toshima.tables, toshima.subject)).loc[16]
    rates, names = by_hand.rates_of(16), dict(by_hand.country())
    first, second = sorted(rates, key=rates.get, reverse=True)[:2]
    assert names[first] == "山口県宇部市"
    assert rates[first] > 10 * rates[second]
    assert row["ask_names_ja"].startswith(f"山口県宇部市{rates[first]:.1f}%")


def test_exactly_full_rates_are_nobody_to_call(toshima: Study) -> None:
    table = _by_number(used_elsewhere(toshima.tables, toshima.subject))
    for number in table.index:
        rates = by_hand.rates_of(number)
        assert sum(rate >= 90 for rate in rates.values()) * 2 < len(rates)
        assert table.loc[number, "country_left_out"] >= sum(rate == 100 for rate in rates.values())
        assert "100.0%" not in table.loc[number, "ask_names_ja"]


def test_what_is_counted_of_the_country_is_the_same_whoever_asks(study_of: Callable[[str], Study]) -> None:
    def seen_by(name: str) -> pd.DataFrame:
        study = study_of(name)
        table = used_elsewhere(study.tables, study.subject).table.set_index("procedure_id")
        return table[[column for column in table if column.startswith("country_") or column == "ask_names_ja"]]

    # Nobody of these villages prints as much as 10 %, so all 27 are theirs to look for.
    every = seen_by("青ヶ島村")
    assert len(every) == 27
    for name in ("豊島区", "八王子市", "札幌市", "奥尻町"):
        found = seen_by(name)
        pd.testing.assert_frame_equal(found, every.loc[found.index], check_dtype=False)


def test_a_marked_rate_is_counted_and_named_with_its_mark_near_and_far(study_of: Callable[[str], Study]) -> None:
    """大田区's rate lies far off the other wards' and contradicts no mark: it is theirs and anybody's to ask about."""
    printed = f"大田区{by_hand.rates_of(3)['131113']:.1f}%{MARK}"
    near, far = study_of("豊島区"), study_of("八王子市")
    assert printed in _by_number(used(near.tables, near.subject)).loc[3, "real_use_names_ja"]
    finding = used_elsewhere(far.tables, far.subject)
    assert f"東京都{printed}" in _by_number(finding).loc[3, "ask_names_ja"]
    assert any(caveat.startswith(MARK) for caveat in map(str, finding.caveats_ja))


def test_where_nobody_near_prints_a_rate_it_says_so_and_not_that_nobody_uses_it(toshima: Study) -> None:
    finding = used_elsewhere(toshima.tables, toshima.subject)
    wards = set(by_hand.ward_codes())
    silent = [number for number in range(1, 28) if not wards & set(by_hand.rates_of(number))]
    table = _by_number(finding)
    assert silent
    assert list(table.index[table["group_reporting"] == 0].sort_values()) == silent
    assert f"（記載なし{len(silent)}を含む）" in finding.headline_ja
    assert any(f"{len(silent)}手続は率を記載した区がなく" in caveat for caveat in map(str, finding.caveats_ja))


def test_that_the_year_of_the_rates_is_inferred_is_said(toshima: Study) -> None:
    for finding in toshima.compute(["offered_not_used", "used", "used_elsewhere", "doubtful_rates"]):
        assert any("推定" in caveat and "第三者" in caveat for caveat in map(str, finding.caveats_ja)), finding.id


def test_the_sentence_names_the_procedure_that_the_fewest_use(toshima: Study) -> None:
    finding = used_elsewhere(toshima.tables, toshima.subject)
    somewhere = finding.table[finding.table["country_real_use"] > 0]
    fewest = somewhere[somewhere["country_real_use"] == somewhere["country_real_use"].min()]
    top = fewest.loc[fewest["country_highest_online_share_pct"].idxmax()]
    assert f"は{top['country_real_use']}団体、" in finding.headline_ja
    assert finding.headline_ja.endswith(f"{top['country_highest_online_share_pct']:.1f}%")


def test_where_nobody_in_the_country_uses_one_either_it_says_so(own: Study) -> None:
    rates = own.tables.take_up
    own.tables.take_up = rates.assign(online_share_pct=rates["online_share_pct"].clip(upper=9.9))
    finding = used_elsewhere(own.tables, own.subject)
    assert (
        finding.headline_ja
        == "23区に申請率10%以上がない27手続（記載なし3を含む）は、全国にもない（令和4年度、100%などを除く）"
    )
    assert finding.charts == ()


def test_where_the_group_uses_all_there_is_nobody_to_look_for(own: Study) -> None:
    rates, marks = own.tables.take_up, own.tables.availability
    mine = rates["municipality_code"].isin(own.subject.group.codes)
    # A rate of its own for every procedure, so that no two agree; and nothing left that contradicts one.
    of_its_own = 20 + rates["procedure_id"].rank(method="dense")
    own.tables.take_up = rates.assign(online_share_pct=rates["online_share_pct"].mask(mine, of_its_own))
    own.tables.availability = marks.assign(status="online")
    finding = used_elsewhere(own.tables, own.subject)
    assert finding.table.empty
    assert finding.headline_ja == "27手続のうち、23区に申請率10%以上がない手続は0（令和4年度、100%などを除く）"
    assert finding.charts == ()


def test_the_table_says_how_rates_that_are_not_counted_are_treated(toshima: Study) -> None:
    (finding,) = toshima.compute(["used"])
    (told,) = [caveat for caveat in map(str, finding.caveats_ja) if "数に入れない率" in caveat]
    assert "含めています" in told
    assert f"延べ{int(finding.table['group_left_out'].sum())}件" in told
    some = finding.table[finding.table["group_left_out"] > 0]
    counted = some["group_reporting"] - some["group_left_out"]
    assert len(some)
    assert (some["group_real_use"] <= counted).all(), "reporting holds them, real use does not"
