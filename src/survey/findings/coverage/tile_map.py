"""A view of ``standing``: any measure on the map of tiles."""

from __future__ import annotations

from typing import Any

import pandas as pd

from survey.analysis.chosen_measure import ONLINE_27, Measure
from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted
from survey.analysis.result import Result
from survey.analysis.tile_map import TileMap
from survey.analysis.tile_map import tile_map as analysed
from survey.findings import common, wording
from survey.findings.charts import Tiles
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_NOT_PRINTED = "記載なし"
# A member that the publication has no row for at all.
_NO_ROW = "資料なし"
_SET_ASIDE = "※"


def tile_map(tables: Tables, subject: Subject) -> Finding:
    """How many of the 27 are online where on the map? See ``mapped``."""
    return mapped(tables, subject, ONLINE_27)


def mapped(tables: Tables, subject: Subject, wanted: str) -> Finding:
    """One measure on the tile map (``analysis.tile_map``)."""
    found = analysed(tables, subject, wanted)
    chosen, unit = found.facts.chosen, subject.group.unit_ja
    name, dated = _name(chosen), wording.dated(chosen.as_of)
    written = {row["municipality_code"]: _written(row, chosen) for row in found.facts.tiles.to_dict("records")}
    return Finding(
        id="map",
        texts=texts("map").asking(f"地図で見ると（{name}）"),
        headline_ja=_headline(found.facts, written, subject),
        method_ja=(
            f"{name}（{dated}）を、{subject.group.name_ja}について並べた。"
            f"地図では各{unit}を同じ大きさの四角にした。四角の位置はおおよその方角で、隣り合う四角が実際に隣接するとは限らない。数値のない四角には色を付けない。"
        ),
        as_of=found.as_of,
        facts=found.facts,
        table=_table(found, written),
        charts=(_tiles(found.facts, written, subject),),
        caveats_ja=(f"{dated}。地図の四角の位置はおおよその方角です", *_caveats(chosen)),
        evidence=found.evidence,
    )


def _name(chosen: Measure) -> str:
    if chosen.kind == "count":
        return f"{chosen.most:.0f}手続のうちオンラインの数"
    return f"{chosen.published_ja}のオンライン申請率" if chosen.kind == "rate" else chosen.published_ja


def _unit(chosen: Measure) -> str:
    if chosen.kind == "count":
        return "手続"
    return f"（{chosen.unit}）" if chosen.is_yes_no else chosen.unit


def _written(row: dict[str, Any], chosen: Measure, aside_ja: str = _SET_ASIDE) -> str:
    """A tile's figure: 61.1%, 約1,000, 68.9%※ (set aside, by ``aside_ja``), or what the cell prints instead."""
    if not row["is_published"]:
        return _NO_ROW
    if chosen.is_yes_no or pd.isna(row["figure"]):
        return _NOT_PRINTED if pd.isna(row["cell_printed"]) else row["cell_printed"]
    about, aside = "約" if row["is_approximate"] else "", aside_ja if row["is_set_aside"] else ""
    return f"{about}{row['figure']:,.10g}{'%' if chosen.unit == '%' else ''}{aside}"


def _caveats(chosen: Measure) -> tuple[str, ...]:
    aside = [f"除いたもの（{_SET_ASIDE}）：{reason}" for reason in chosen.set_aside_ja]
    match chosen.kind:
        case "count":
            return (f"{common.BLANK}。空欄はオンラインに数えていません", common.PARTIAL)
        case "rate":
            note = [f"{chosen.full_name_ja}：{chosen.note_ja}"] if chosen.note_ja else []
            return (f"{_NOT_PRINTED}は「未提供」「申請なし」「未回答」を区別できず、0%とは別です", *note, *aside)
        case _:
            return (*([chosen.definition_ja] if chosen.definition_ja else []), *aside)


def _table(found: Result[TileMap], written: dict[str, str]) -> pd.DataFrame:
    chosen = found.facts.chosen
    table = found.table.assign(written_ja=found.table["municipality_code"].map(written))
    numbers = [chosen.column] if chosen.column else []
    table = table.rename(columns={"value": chosen.column or "value"})
    if chosen.kind == "count":
        return table[["municipality_code", "name_ja", *numbers]].astype({"online": "Int64"})
    return table[["municipality_code", "name_ja", *numbers, "written_ja"]]


def _headline(facts: TileMap, written: dict[str, str], subject: Subject) -> str:
    chosen, unit = facts.chosen, subject.group.unit_ja
    names = _names(facts)
    if chosen.kind == "count":
        return _headline_27(facts, names, written, subject)
    own = facts.tiles[facts.tiles["municipality_code"] == subject.code].to_dict("records")[0]
    mine = _written(own, chosen, "（除外）")
    leads = f"{_name(chosen)}（{wording.dated(chosen.as_of)}）は"
    first = facts.at_highest[0]
    if facts.printed == 1:
        return f"{leads}、数値があるのは{names[first]}だけで{written[first]}"
    if chosen.is_yes_no:
        done = len(facts.at_most)
        return f"{leads}、{facts.printed}{unit}中{done}{unit}が実施、{subject.name_ja}は{mine}"
    if len(facts.at_highest) == facts.printed:
        return f"{leads}、数値のある{facts.printed}{unit}すべてで{written[first]}"
    highest, lowest = (_end(codes, names, written, unit) for codes in (facts.at_highest, facts.at_lowest))
    is_end = (subject.code,) in (facts.at_highest, facts.at_lowest)
    here = "" if is_end else f"、{subject.name_ja}は{mine}"
    return f"{leads}{highest}が最大、{lowest}が最小{here}（数値のある{facts.printed}{unit}）"


def _headline_27(facts: TileMap, names: dict[str, str], written: dict[str, str], subject: Subject) -> str:
    unit, of = subject.group.unit_ja, f"{facts.chosen.most:.0f}手続"
    among = wording.among(subject.group, facts.printed)
    if not facts.highest:
        return f"{of}のどれかに○のある{unit}は{among}にない"
    full = [names[code] for code in facts.at_most]
    every = f"{of}すべてがオンライン"
    if len(full) == facts.printed:
        return f"{among}のどこも{every}"
    some = f"の{unit}は{among}中{len(full)}（{wording.some(full)}）" if full else f"の{unit}は{among}になく"
    return (
        f"{every}{some}、半数以上の{unit}が{facts.median:.10g}手続以上、"
        f"最も少ないのは{_end(facts.at_lowest, names, written, unit, '手続')}"
    )


def _names(facts: TileMap) -> dict[str, str]:
    return dict(zip(facts.tiles["municipality_code"], facts.tiles["name_ja"], strict=True))


def _end(codes: tuple[str, ...], names: dict[str, str], written: dict[str, str], unit_ja: str, of_ja: str = "") -> str:
    """Who stands at an end: 品川区の13.3%, or 0%の12区 where several do; ``of_ja`` is what a count counts."""
    figure = written[codes[0]] + of_ja
    return f"{names[codes[0]]}の{figure}" if len(codes) == 1 else f"{figure}の{len(codes)}{unit_ja}"


def _tiles(facts: TileMap, written: dict[str, str], subject: Subject) -> Tiles:
    chosen, tiles = facts.chosen, facts.tiles
    name, dated = _name(chosen), wording.dated(chosen.as_of)
    lowest = (facts.lowest or 0.0) if chosen.least is None else chosen.least
    highest = (facts.highest or 0.0) if chosen.most is None else chosen.most
    aside = f"、{_SET_ASIDE}は除外" if facts.has_set_aside else ""
    return Tiles(
        title_ja=f"{name}（{dated}{aside}）",
        labels=tuple(tiles["name_ja"]),
        columns=tuple(map(int, tiles["tile_column"])),
        rows=tuple(map(int, tiles["tile_row"])),
        values=tuple(None if pd.isna(value) else float(value) for value in tiles["value"]),
        written=tuple(written[code] for code in tiles["municipality_code"]),
        lowest=lowest,
        # A scale of no length would colour nothing.
        highest=highest if highest > lowest else lowest + 1.0,
        unit_ja=_unit(chosen),
        alt_ja=f"{subject.group.name_ja}の地図。{name}（{dated}）。{subject.name_ja}を強調",
        highlight=highlighted(tiles, subject),
    )
