"""``card_movers``: one definition, the rise recomputed by hand from the printed tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

import by_hand
from survey.analysis.card_movers import MEETING_HELD_ON
from survey.errors import NotComputable
from survey.findings.coverage.card_movers import card_movers
from survey.paths import Project
from survey.study import Study

WARDS = sorted(by_hand.wards())


def _ends() -> tuple[str, str]:
    editions = by_hand.card_editions()
    return [edition for edition in editions if edition <= MEETING_HELD_ON][-1], editions[-1]


def _rises() -> dict[str, Decimal]:
    start, end = map(by_hand.card_rows, _ends())
    return {name: Decimal(end[name]["F"]) - Decimal(start[name]["F"]) for name in by_hand.wards()}


def test_the_start_is_the_last_edition_before_the_meeting() -> None:
    editions = by_hand.card_editions()
    start, _ = _ends()
    assert start <= MEETING_HELD_ON < editions[editions.index(start) + 1]


@pytest.mark.parametrize("name", WARDS)
def test_each_wards_rise_and_place_are_those_of_a_decimal_subtraction(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    finding = card_movers(study.tables, study.subject)
    rises = _rises()
    place = 1 + sum(other > rises[name] for other in rises.values())
    assert Decimal(str(finding.values["rise_points"])) == rises[name]
    assert finding.values["rank_by_rise"] == place
    tied = sum(other == rises[name] for other in rises.values()) > 1
    assert f"{name}の{rises[name]}ポイントが23区中{'同率' if tied else ''}{place}位" in finding.headline_ja
    largest = max(rises, key=rises.__getitem__)
    assert place == 1 or f"最も大きいのは{largest}の{rises[largest]}ポイント" in finding.headline_ja


def test_over_one_population_the_rise_is_the_new_cards_over_the_newer_residents(toshima: Study) -> None:
    finding = card_movers(toshima.tables, toshima.subject)
    start, end = map(by_hand.card_rows, _ends())
    table = finding.table.set_index("name_ja")
    rises = {}
    for name in by_hand.wards():
        rises[name] = 100 * (int(end[name]["E"]) - int(start[name]["E"])) / int(end[name]["D"])
        assert table.loc[name, "issued_share_rise_same_base_points"] == pytest.approx(rises[name], abs=0.051)
    place = 1 + sum(round(other, 1) > round(rises["豊島区"], 1) for other in rises.values())
    assert finding.values["rank_by_rise_same_base"] == place
    assert finding.values["rank_by_rise"] != place, "the base changes this ward's place"
    assert f"人口をそろえると{place}位" in finding.headline_ja


def test_the_two_populations_dates_are_said_first(toshima: Study) -> None:
    finding = card_movers(toshima.tables, toshima.subject)
    years = [by_hand.card_rows(edition)["豊島区"]["G"][:4] for edition in _ends()]
    assert years[0] != years[1]
    for year in years:
        assert f"令和{int(year) - 2018}年1月1日" in finding.caveats_ja[0]
    assert "8月か9月" in finding.caveats_ja[0]


@pytest.mark.parametrize("name", ["豊島区", "渋谷区"])
def test_whose_meeting_is_the_start_is_said(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    assert "豊島区の本部会議（令和3年3月29日）" in card_movers(study.tables, study.subject).method_ja


def test_issued_is_neither_held_nor_used_and_this_is_said(toshima: Study) -> None:
    text = "".join(card_movers(toshima.tables, toshima.subject).caveats_ja)
    assert "保有" in text
    assert "利用を意味しません" in text


def test_only_cards_issued_are_used_and_two_editions_of_them(toshima: Study) -> None:
    evidence = card_movers(toshima.tables, toshima.subject).evidence
    assert set(evidence["source_id"]) == {"mic_my_number_card"}
    assert set(evidence["edition"]) == set(_ends())
    assert len(evidence) == 23 * 2 * 3


@pytest.mark.parametrize("name", ["八王子市", "青ヶ島村", "札幌市", "奥尻町"])
def test_whoever_is_not_in_the_series_is_told_why(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    (finding,) = study.compute(["card_movers"])
    assert not finding.computable
    assert "23区の分だけ" in finding.headline_ja


def test_a_ward_without_a_figure_is_named_and_the_others_are_ranked(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    indicators = toshima.tables.indicators
    gone = (indicators["municipality_code"] == "131237") & (indicators["indicator_id"] == "card_issued_share_pct")
    gone &= indicators["edition"] == _ends()[0]
    study.tables.indicators = indicators.assign(value=indicators["value"].mask(gone))
    finding = card_movers(study.tables, study.subject)
    assert "江戸川区" not in set(finding.table["name_ja"])
    assert any("江戸川区" in caveat for caveat in finding.caveats_ja)
    assert "比べた22区中" in finding.headline_ja
    own = Study("131237", project, study.tables)
    (reason,) = own.compute(["card_movers"])
    assert not reason.computable
    assert "江戸川区のカード" in reason.headline_ja


def test_without_an_edition_before_the_meeting_nothing_is_said_of_a_rise(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    indicators = toshima.tables.indicators
    early = (indicators["source_id"] == "mic_my_number_card") & (indicators["edition"] <= MEETING_HELD_ON)
    study.tables.indicators = indicators[~early]
    with pytest.raises(NotComputable, match="no_cards_before_and_after"):
        card_movers(study.tables, study.subject)


def test_ranks_do_not_hang_on_the_order_of_the_rows(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    study.tables.indicators = toshima.tables.indicators.sample(frac=1, random_state=3)
    assert card_movers(study.tables, study.subject).values == card_movers(toshima.tables, toshima.subject).values
