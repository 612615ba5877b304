"""``goes_with_use`` says what plain Python finds in the raw tables, and never more than they allow."""

from __future__ import annotations

import math
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


def _share(text: str) -> float | None:
    return float(text.rstrip("%")) if text.rstrip("%").replace(".", "").isdigit() else None


def _companions() -> dict[str, dict[str, float]]:
    """The four figures that the country has, by code, from the raw tables."""
    residents, codes = by_hand.residents(), [code for code, _ in by_hand.country()]
    printed = {
        name: dict(zip(codes, map(_share, by_hand.comparison_row(heading)), strict=True))
        for name, heading in (
            ("32手続のオンライン化率", "よく使う32手続のオンライン化状況"),
            ("カード保有率", "マイナンバーカードの保有状況"),
        )
    }
    return {
        **{name: {code: share for code, share in row.items() if share is not None} for name, row in printed.items()},
        "65歳以上の割合": {code: old / total for code, (total, old) in residents.items()},
        "人口": {code: float(total) for code, (total, _) in residents.items()},
    }


def _is_apart(n: int, value: float) -> bool:
    reach = 1.959964 * math.sqrt((1 + value**2 / 2) / (n - 3))
    return abs(math.atanh(value)) > reach


@pytest.fixture(scope="module")
def counted() -> dict[tuple[int, str], tuple[float, bool, float | None]]:
    """By row of the dashboard and companion: the country's figure, whether it is apart from 0, and the wards'."""
    found = {}
    wards = by_hand.ward_codes()
    for row in by_hand.printed_rates():
        rates = {code: rate for code, rate in by_hand.numbers(row).items() if row != 26 or code not in SET_ASIDE}
        if len(rates) < 30 or sum(rate > 0 for rate in rates.values()) < 10:
            continue
        near = {code: rate for code, rate in rates.items() if code in wards}
        enough = len(near) >= 10 and sum(rate > 0 for rate in near.values()) >= 5 and len(set(near.values())) > 1
        for name, values in _companions().items():
            n, value = _by_hand(rates, values)
            found[row, name] = value, _is_apart(n, value), _by_hand(near, values)[1] if enough else None
    return found


def test_the_intervals_that_leave_out_zero_are_those_counted_by_hand(
    toshima: Study, counted: dict[tuple[int, str], tuple[float, bool, float | None]]
) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    of_27 = {key: found for key, found in counted.items() if key[0] == 18 or key[0] >= 28}
    apart = [name for (_, name), (_, is_apart, _) in of_27.items() if is_apart]
    assert finding.values["pairs"] == len(counted)
    assert finding.values["apart_from_zero"] == sum(is_apart for _, is_apart, _ in counted.values())
    assert (
        f"4つの数値の{len(of_27)}組（手続×数値）のうち、全国で順位に関係が見えるのは{len(apart)}組"
        in finding.headline_ja
    )
    higher = sum(value > 0 and is_apart for (_, name), (value, is_apart, _) in of_27.items() if name == "人口")
    assert f"人口が多い団体ほど率が高い{higher}組など" in finding.headline_ja
    assert any(f"{len(counted) * 5 / 100:.0f}組ほど" in caveat for caveat in finding.caveats_ja)


def test_what_the_wards_turn_round_is_counted_by_hand_and_what_they_show_is_said(
    toshima: Study, counted: dict[tuple[int, str], tuple[float, bool, float | None]]
) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    both = {key: (value, near) for key, (value, _, near) in counted.items() if near is not None}
    turned = {key for key, (value, near) in both.items() if value * near < 0}
    assert (finding.values["in_both"], finding.values["reversed"]) == (len(both), len(turned))
    of_27 = [key for key in both if key[0] == 18 or key[0] >= 28]
    rows = finding.table[finding.table["number_27"].notna() & finding.table["rank_correlation"].notna()]
    seen = (rows["wards_rank_correlation_low"] > 0) | (rows["wards_rank_correlation_high"] < 0)
    assert finding.headline_ja.endswith(f"23区だけで見えるのは{len(of_27)}組中{seen.sum()}組")
    assert finding.table["is_reversed"].sum() == len(turned)
    in_group = [row[-1].partition("組中") for row in finding.charts[0].rows]
    assert [sum(int(count) for count, _, _ in in_group), sum(int(count) for _, _, count in in_group)] == [
        len(of_27),
        seen.sum(),
    ]
    road, _, near = counted[8, "65歳以上の割合"]
    assert road * near < 0
    told = next(caveat for caveat in finding.caveats_ja if "うち全国と逆向き" in caveat)
    assert "道路占用許可×65歳以上の割合" in told
    assert finding.charts[1].highlight


def test_ties_limit_a_figure_and_it_is_said(toshima: Study) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    row = _row(finding.table, "care_need_certification", "人口")
    rates = list(by_hand.rates_of(16).values())
    zeros = rates.count(0) / len(rates)
    # With that share of zeros and all else apart, no figure can be larger: sqrt(1 - share³).
    assert row["rank_correlation_limit"] == pytest.approx(math.sqrt(1 - zeros**3), abs=0.006)
    pairs = finding.table[finding.table["rank_correlation"].notna()]
    assert (pairs["rank_correlation"].abs() <= pairs["rank_correlation_limit"] + 0.005).all()
    assert any("強さは比べられません" in caveat for caveat in finding.caveats_ja)
    assert "最も強い" not in finding.headline_ja + finding.method_ja + "".join(
        chart.title_ja for chart in finding.charts
    )


def test_that_one_figure_holds_the_procedures_themselves_is_said(toshima: Study) -> None:
    finding = goes_with_use(toshima.tables, toshima.subject)
    told = next(caveat for caveat in finding.caveats_ja if caveat.startswith("32手続のオンライン化率："))
    assert "自身が含まれる" in told


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
    studies = [study_of(name) for name in ("豊島区", "青ヶ島村", "札幌市")]
    found = [goes_with_use(study.tables, study.subject) for study in studies]
    assert len({finding.headline_ja.partition("。")[0] for finding in found}) == 1


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
