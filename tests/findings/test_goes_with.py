"""``goes_with_use`` says what plain Python finds in the raw tables, and never more than they allow."""

from __future__ import annotations

import re
from collections.abc import Callable

import by_hand
import pandas as pd
import pytest

from survey.errors import NotComputable
from survey.findings.goes_with import goes_with_use
from survey.paths import Project
from survey.study import Study

# Set aside by a reviewed correction.
SET_ASIDE = {"131032", "131121"}


def _row(table: pd.DataFrame, procedure: str, companion: str) -> pd.Series:
    (index,) = table.index[(table["procedure_id"] == procedure) & (table["companion_ja"] == companion)]
    return table.loc[index]


def _by_hand(rates: dict[str, float], companion: dict[str, float]) -> tuple[int, float]:
    codes = sorted(set(rates) & set(companion))
    return len(codes), by_hand.spearman([rates[code] for code in codes], [companion[code] for code in codes])


@pytest.mark.parametrize(
    ("number", "procedure"),
    [(1, "child_allowance_claim"), (14, "child_rearing_allowance_status_report"), (27, "disaster_certificate")],
)
def test_the_correlation_with_population_and_age_is_the_one_counted_by_hand(
    number: int, procedure: str, toshima: Study
) -> None:
    table = goes_with_use(toshima.tables, toshima.subject).table
    rates, residents = by_hand.rates_of(number), by_hand.residents()
    for companion, values in (
        ("人口", {code: float(total) for code, (total, _) in residents.items()}),
        ("65歳以上の割合", {code: old / total for code, (total, old) in residents.items()}),
    ):
        row = _row(table, procedure, companion)
        n, value = _by_hand(rates, values)
        assert row["in_pair"] == n
        assert row["rank_correlation"] == pytest.approx(value, abs=0.005)


def test_rates_that_a_correction_sets_aside_are_in_no_pair(toshima: Study) -> None:
    table = goes_with_use(toshima.tables, toshima.subject).table
    printed = by_hand.numbers(26)
    assert set(printed) >= SET_ASIDE
    row = _row(table, "moving_out_notification", "人口")
    assert row["in_pair"] == len(printed) - len(SET_ASIDE)
    assert row["wards_in_pair"] == len(set(printed) & set(by_hand.ward_codes())) - len(SET_ASIDE)


def test_a_pair_within_the_group_is_that_of_its_members(toshima: Study) -> None:
    table = goes_with_use(toshima.tables, toshima.subject).table
    wards = by_hand.ward_codes()
    rates = {code: rate for code, rate in by_hand.rates_of(12).items() if code in wards}
    n, value = _by_hand(rates, {code: float(total) for code, (total, _) in by_hand.residents().items()})
    row = _row(table, "childcare_application", "人口")
    assert row["wards_in_pair"] == n
    assert row["wards_rank_correlation"] == pytest.approx(value, abs=0.005)


def test_the_pairs_are_just_those_with_enough_rates(toshima: Study) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    enough = 0
    for row in by_hand.printed_rates():
        rates = by_hand.numbers(row)
        if row == 26:
            rates = {code: rate for code, rate in rates.items() if code not in SET_ASIDE}
        enough += len(rates) >= 30 and sum(rate > 0 for rate in rates.values()) >= 10
    pairs = finding.table[finding.table["rank_correlation"].notna()]
    assert pairs["procedure_id"].nunique() == enough
    # Cards issued are stored for the 23 wards only: too few for a pair of the country.
    assert set(pairs["companion_ja"]) == {"32手続のオンライン化率", "カード保有率", "65歳以上の割合", "人口"}
    assert len(pairs) == finding.values["pairs"] == enough * 4


def test_the_sentence_counts_the_intervals_that_leave_out_zero_and_what_chance_would_give(toshima: Study) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    pairs = finding.table[finding.table["rank_correlation"].notna()]
    apart = pairs["is_apart_from_zero"].sum()
    assert finding.values["apart_from_zero"] == apart
    assert f"{len(pairs)}組のうち順位に関係が見えるのは{apart}組" in finding.headline_ja
    assert f"偶然でも{len(pairs) * 5 / 100:.0f}組ほど" in finding.headline_ja
    assert pairs["rank_correlation"].abs().is_monotonic_decreasing
    assert pairs.iloc[0]["rank_correlation"] == pytest.approx(
        float(re.search(r"順位相関([\d.]+)", finding.headline_ja)[1])
    )


def test_dates_differ_and_issued_and_held_are_told_apart(toshima: Study) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    first = finding.caveats_ja[0]
    assert "令和4年度" in first
    assert "カード交付率は令和4年9月30日" in first
    assert "カード保有率は基準日不明" in first
    assert any("カード交付率：" in caveat and "保有率とは別の指標" in caveat for caveat in finding.caveats_ja)


def test_what_the_group_has_no_figures_for_is_not_spoken_of(study_of: Callable[[str], Study]) -> None:
    study = study_of("八王子市")
    finding = goes_with_use(study.tables, study.subject)
    assert "カード交付率" not in set(finding.table["companion_ja"])
    assert not any(caveat.startswith("カード交付率") for caveat in finding.caveats_ja)
    assert set(finding.evidence["source_id"]) == {"da_dx_dashboard", "mic_population"}


def test_the_nationwide_part_is_the_same_whoever_asks(study_of: Callable[[str], Study]) -> None:
    names = ["豊島区", "青ヶ島村", "札幌市"]
    studies = [study_of(name) for name in names]
    found = [goes_with_use(study.tables, study.subject) for study in studies]
    assert len({finding.headline_ja for finding in found}) == 1


def test_a_group_with_few_rates_is_told_so(study_of: Callable[[str], Study]) -> None:
    study = study_of("青ヶ島村")
    finding = goes_with_use(study.tables, study.subject)
    assert finding.values["pairs_in_group"] == 0
    assert any("東京都の13町村の中だけでは" in caveat and "計算できません" in caveat for caveat in finding.caveats_ja)


def test_a_companion_that_is_the_same_everywhere_has_no_figure(project: Project) -> None:
    study = Study("131164", project)
    rows = study.tables.indicators
    study.tables.indicators = rows.assign(value=rows["value"].mask(rows["indicator_id"] == "card_held_share_pct", 70.0))
    finding = goes_with_use(study.tables, study.subject)
    assert "カード保有率" not in set(finding.table["companion_ja"])
    assert finding.values["pairs"] > 0


def test_without_enough_rates_it_says_so(project: Project) -> None:
    study = Study("131164", project)
    rates = study.tables.take_up
    kept = set(study.tables.municipalities["municipality_code"].head(20))
    study.tables.take_up = rates.assign(
        online_share_pct=rates["online_share_pct"].where(rates["municipality_code"].isin(kept))
    )
    with pytest.raises(NotComputable, match="30以上"):
        goes_with_use(study.tables, study.subject)
