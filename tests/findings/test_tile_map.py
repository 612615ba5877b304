"""``map``: the grid of tiles is a map of the 23 wards, and any measure on it is the published one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import by_hand
from survey.catalog.specs import listed
from survey.errors import NotComputable, NotFound
from survey.findings.charts import Tiles
from survey.findings.coverage.tile_map import mapped
from survey.paths import Project
from survey.study import Study

# Which wards share a border (or face each other over a river or canal), each pair once.
BORDERS = {
    "足立区": "葛飾区 墨田区 荒川区 北区",
    "葛飾区": "墨田区 江戸川区",
    "江戸川区": "墨田区 江東区",
    "墨田区": "荒川区 台東区 江東区 中央区",
    "江東区": "中央区 港区 品川区 大田区",
    "荒川区": "北区 文京区 台東区",
    "台東区": "文京区 千代田区 中央区",
    "北区": "板橋区 豊島区 文京区",
    "板橋区": "練馬区 豊島区",
    "練馬区": "豊島区 中野区 杉並区 新宿区",
    "豊島区": "中野区 新宿区 文京区",
    "文京区": "新宿区 千代田区",
    "新宿区": "中野区 渋谷区 港区 千代田区",
    "千代田区": "中央区 港区",
    "中央区": "港区",
    "中野区": "杉並区 渋谷区",
    "杉並区": "渋谷区 世田谷区",
    "渋谷区": "世田谷区 目黒区 品川区 港区",
    "世田谷区": "目黒区 大田区",
    "目黒区": "品川区 大田区",
    "品川区": "港区 大田区",
}


@pytest.fixture(scope="session")
def tiles(toshima: Study) -> dict[str, tuple[int, int]]:
    """Ward -> column and row."""
    names = toshima.tables.municipalities.set_index("municipality_code")["name_ja"]
    grid = listed("tile_map")
    assert grid["municipality_code"].is_unique
    places = zip(grid["tile_column"].astype(int), grid["tile_row"].astype(int), strict=True)
    return dict(zip(grid["municipality_code"].map(names), places, strict=True))


def test_each_ward_has_one_tile_and_no_tile_two_wards(tiles: dict[str, tuple[int, int]]) -> None:
    assert set(tiles) == set(by_hand.wards())
    assert len(set(tiles.values())) == 23


def test_the_grid_starts_at_the_top_left_and_has_no_empty_row_or_column(tiles: dict[str, tuple[int, int]]) -> None:
    for axis in (0, 1):
        used = {place[axis] for place in tiles.values()}
        assert used == set(range(max(used) + 1))


def test_tiles_side_by_side_are_wards_that_border_each_other_but_for_one(tiles: dict[str, tuple[int, int]]) -> None:
    at = {place: name for name, place in tiles.items()}
    touching = {
        frozenset((name, at[neighbour]))
        for name, (column, row) in tiles.items()
        for neighbour in ((column + 1, row), (column, row + 1))
        if neighbour in at
    }
    borders = {frozenset((name, other)) for name, others in BORDERS.items() for other in others.split()}
    # A river lies between them, and the corners of two other wards.
    assert touching - borders == {frozenset(("台東区", "江東区"))}


def test_no_ward_stands_alone_and_every_ward_can_be_reached_from_tile_to_tile(
    tiles: dict[str, tuple[int, int]],
) -> None:
    taken, reached, ahead = set(tiles.values()), set(), [tiles["豊島区"]]
    while ahead:
        column, row = ahead.pop()
        reached.add((column, row))
        around = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
        ahead += list((around & taken) - reached)
    assert reached == taken


@pytest.mark.parametrize(
    ("north", "south"),
    [("足立区", "荒川区"), ("北区", "文京区"), ("豊島区", "新宿区"), ("渋谷区", "目黒区"), ("品川区", "大田区")],
)
def test_north_is_up(north: str, south: str, tiles: dict[str, tuple[int, int]]) -> None:
    assert tiles[north][1] < tiles[south][1]


@pytest.mark.parametrize(
    ("west", "east"),
    [("練馬区", "豊島区"), ("杉並区", "千代田区"), ("世田谷区", "港区"), ("墨田区", "江戸川区"), ("北区", "葛飾区")],
)
def test_east_is_at_the_right(west: str, east: str, tiles: dict[str, tuple[int, int]]) -> None:
    assert tiles[west][0] < tiles[east][0]


def test_the_registered_map_counts_the_27_as_a_count_by_hand_does(toshima: Study) -> None:
    finding = toshima.page("map")
    (chart,) = finding.charts
    assert isinstance(chart, Tiles)
    counts = {name: by_hand.counted(row)["online"] for name, row in by_hand.wards().items()}
    assert dict(zip(chart.labels, chart.values, strict=True)) == counts
    assert dict(zip(finding.table["name_ja"], finding.table["online"], strict=True)) == counts
    assert (chart.lowest, chart.highest) == (0, 27)
    assert [chart.labels[i] for i in chart.highlight] == ["豊島区"]
    full = [name for name, count in counts.items() if count == 27]
    assert f"23区中{len(full)}（" in finding.headline_ja
    assert all(name in finding.headline_ja for name in full)
    (least,) = [name for name, count in counts.items() if count == min(counts.values())]
    assert f"最も少ないのは{least}の{counts[least]}手続" in finding.headline_ja
    half = sorted(counts.values())[11]
    assert f"半数以上の区が{half}手続以上" in finding.headline_ja


def test_a_procedures_rates_are_the_printed_ones_and_what_is_set_aside_has_no_colour(toshima: Study) -> None:
    chart = mapped(toshima.tables, toshima.subject, "moving_out_notification").charts[0]
    printed = by_hand.dashboard_row("application_rates", "転出届")
    kept = {name: float(text.rstrip("%")) for name, text in printed.items() if text}
    set_aside = {"港区", "世田谷区"}
    for name, value, written in zip(chart.labels, chart.values, chart.written, strict=True):
        assert value == (None if name in set_aside else kept[name])
        assert written.endswith("※") == (name in set_aside)
    assert chart.lowest == 0
    assert chart.highest == max(rate for name, rate in kept.items() if name not in set_aside)
    assert "令和4年度、※は除外" in chart.title_ja
    assert chart.unit_ja == "%"


def test_a_blank_rate_is_no_zero(toshima: Study) -> None:
    chart = mapped(toshima.tables, toshima.subject, "childcare_application").charts[0]
    printed = by_hand.dashboard_row("application_rates", "保育施設等の利用申込")
    assert {"", "0%"} <= set(printed.values()), "both are printed"
    assert "※" not in chart.title_ja
    for name, value, written in zip(chart.labels, chart.values, chart.written, strict=True):
        if printed[name] == "":
            assert (value, written) == (None, "記載なし")
        else:
            assert value == float(printed[name].rstrip("%"))


def test_an_indicator_is_shown_in_its_newest_edition_with_its_date(toshima: Study) -> None:
    finding = mapped(toshima.tables, toshima.subject, "card_issued_share_pct")
    newest = by_hand.card_editions()[-1]
    (chart,) = finding.charts
    assert dict(zip(chart.labels, chart.values, strict=True)) == {
        name: float(row["F"]) for name, row in by_hand.card_rows(newest).items()
    }
    assert finding.as_of == (newest,)
    assert "時点" in chart.title_ja
    assert set(finding.evidence["edition"]) == {newest}


def test_a_figure_whose_date_nobody_knows_says_so_in_the_title(toshima: Study) -> None:
    assert "基準日は不明" in mapped(toshima.tables, toshima.subject, "card_held_share_pct").charts[0].title_ja


def test_every_measure_gives_a_map_or_a_reason(toshima: Study) -> None:
    ids = ["online_27", *toshima.tables.procedures["procedure_id"], *listed("indicators")["indicator_id"]]
    assert len(set(ids)) == len(ids), "an id names one measure"
    drawn = 0
    for wanted in ids:
        finding = toshima.map(wanted).finding
        assert "nan" not in finding.headline_ja
        assert len(finding.headline_ja) <= 90
        if not finding.computable:
            assert "どこについても" in finding.headline_ja
            continue
        drawn += 1
        (chart,) = finding.charts
        assert len(chart.labels) == 23
        assert chart.lowest < chart.highest
        assert all(chart.lowest <= value <= chart.highest for value in chart.values if value is not None)
        assert "" not in chart.written
    assert drawn > len(ids) / 2


def test_an_unknown_measure_is_answered_with_near_ones(toshima: Study) -> None:
    with pytest.raises(NotFound, match="moving_out_notification"):
        toshima.map("moving_out")


@pytest.mark.parametrize("name", ["八王子市", "青ヶ島村", "札幌市"])
def test_whoever_is_no_ward_is_told_that_the_tiles_are_the_wards(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    with pytest.raises(NotComputable, match="no_tiles"):
        mapped(study.tables, study.subject, "online_27")
    finding = study.page("map")
    assert not finding.computable
    assert "東京23区の分だけ" in finding.headline_ja
    assert finding.headline_ja.endswith("地図は描けない")
    assert study.map("population_count").headline_ja == finding.headline_ja


def test_where_nobody_or_everybody_has_all_27_the_sentence_says_so(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    study.tables.availability = marks.assign(status="online")
    assert mapped(study.tables, study.subject, "online_27").headline_ja == "23区のどこも27手続すべてがオンライン"
    nobody = marks["status"].mask(marks["procedure_id"] == "disaster_certificate", "unmarked")
    study.tables.availability = marks.assign(status=nobody)
    assert "すべてがオンラインの区は23区になく" in mapped(study.tables, study.subject, "online_27").headline_ja


def test_where_several_have_the_fewest_their_count_stands_before_how_many_they_are(
    project: Project, toshima: Study
) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    least = marks["municipality_code"].isin(["131130", "131164"])
    study.tables.availability = marks.assign(status=marks["status"].mask(least, "unmarked"))
    assert mapped(study.tables, study.subject, "online_27").headline_ja.endswith("最も少ないのは0手続の2区")


def test_a_ward_without_a_row_keeps_its_tile_without_colour(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    indicators = toshima.tables.indicators
    study.tables.indicators = indicators[indicators["municipality_code"] != "131130"]
    chart = mapped(study.tables, study.subject, "population_count").charts[0]
    tile = chart.labels.index("渋谷区")
    assert (chart.values[tile], chart.written[tile]) == (None, "資料なし")
    assert len(chart.labels) == 23


def test_the_table_is_ordered_by_the_figure_and_what_has_none_comes_last(toshima: Study) -> None:
    table = mapped(toshima.tables, toshima.subject, "childcare_application").table
    rates = table["online_share_pct"]
    assert rates.dropna().is_monotonic_decreasing
    assert rates.isna().to_numpy().argmax() == rates.notna().sum()
