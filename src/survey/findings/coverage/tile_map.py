"""Where on the map? ``map``: any measure on a grid of equal tiles, made by hand for the 23 wards."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.any_measure import ONLINE_27, SET_ASIDE_JA, Measure, measure
from survey.analysis.groups import Subject
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings import wording
from survey.findings.charts import Tiles
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# A member that the publication has no row for at all.
NO_ROW_JA = "資料なし"


def tile_map(tables: Tables, subject: Subject) -> Finding:
    """How many of the 27 are online where on the map? See ``mapped``."""
    return mapped(tables, subject, ONLINE_27)


def mapped(tables: Tables, subject: Subject, wanted: str) -> Finding:
    """One measure on the tile map: ``online_27``, a procedure_id (its newest rate), an indicator_id (newest edition).

    One row a member with its published figure; blanks and figures that a correction sets aside have no colour. The
    grid is the catalog's (tile_map.csv). Sources: those of the measure.

    Raises:
        NotFound: no measure has that id.
        NotComputable: the grid has no tile for this municipality, or nothing is published of the measure.
    """
    grid = _grid(tables, subject)
    shown = measure(tables, subject, wanted)
    placed = _placed(shown, grid)
    table = placed.sort_values(["value", "municipality_code"], ascending=[False, True], na_position="last")
    known = table.dropna(subset=["value"])
    return Finding(
        id="map",
        texts=texts("map").asking(f"地図で見ると（{shown.name_ja}）"),
        headline_ja=_headline(shown, table, subject),
        method_ja=(
            f"{shown.name_ja}（{shown.dated_ja}）を、{subject.group.name_ja}について並べた。"
            f"地図では各{subject.group.unit_ja}を同じ大きさの四角にした。四角の位置はおおよその方角で、隣り合う四角が実際に隣接するとは限らない。数値のない四角には色を付けない。"
        ),
        as_of=shown.as_of,
        facts={
            "measure": shown.id,
            "printed": len(known),
            "lowest": None if known.empty else float(known["value"].min()),
            "median": None if known.empty else float(known["value"].median()),
            "highest": None if known.empty else float(known["value"].max()),
            "group_size": subject.group.size,
        },
        table=_table(shown, table),
        charts=(_tiles(shown, placed, subject),),
        caveats_ja=(f"{shown.dated_ja}。地図の四角の位置はおおよその方角です", *shown.caveats_ja),
        evidence=shown.evidence,
    )


def _tiles(shown: Measure, placed: pd.DataFrame, subject: Subject) -> Tiles:
    values = placed["value"].dropna()
    lowest = float(values.min()) if shown.least is None else shown.least
    highest = float(values.max()) if shown.most is None else shown.most
    aside = f"、{SET_ASIDE_JA}は除外" if placed["written_ja"].str.contains(SET_ASIDE_JA).any() else ""
    return Tiles(
        title_ja=f"{shown.name_ja}（{shown.dated_ja}{aside}）",
        labels=tuple(placed["name_ja"]),
        columns=tuple(map(int, placed["tile_column"])),
        rows=tuple(map(int, placed["tile_row"])),
        values=tuple(None if pd.isna(value) else float(value) for value in placed["value"]),
        written=tuple(placed["written_ja"]),
        lowest=lowest,
        # A scale of no length would colour nothing.
        highest=highest if highest > lowest else lowest + 1.0,
        unit_ja=shown.unit_ja,
        alt_ja=f"{subject.group.name_ja}の地図。{shown.name_ja}（{shown.dated_ja}）。{subject.name_ja}を強調",
        highlight=measures.highlighted(placed, subject),
    )


def _grid(tables: Tables, subject: Subject) -> pd.DataFrame:
    """The tile and name of each member of the group, in code order."""
    grid = listed("tile_map").astype({"tile_column": int, "tile_row": int})
    if not set(subject.group.codes) <= set(grid["municipality_code"]):
        # The tiles are the 23 wards'.
        raise NotComputable(
            f"地図に置く位置は東京{len(grid)}区の分だけを用意しており、{subject.group.name_ja}の地図は描けない",
            next_step=(
                f"数値がないのではなく、{subject.group.name_ja}をどう並べるかを決めていないため。並べ方を加えれば描ける。"
                "オンラインの数と順位は「27手続はどこまで進んだか」にある。"
            ),
        )
    names = tables.municipalities[["municipality_code", "name_ja"]]
    grid = grid[grid["municipality_code"].isin(subject.group.codes)]
    return grid.merge(names, on="municipality_code").sort_values("municipality_code")


def _placed(shown: Measure, grid: pd.DataFrame) -> pd.DataFrame:
    """Each tile with its figure; a member that the publication does not have keeps its tile."""
    placed = grid.merge(shown.figures, on="municipality_code", how="left").reset_index(drop=True)
    return placed.assign(written_ja=placed["written_ja"].fillna(NO_ROW_JA))


def _table(shown: Measure, table: pd.DataFrame) -> pd.DataFrame:
    numbers = [shown.column] if shown.column else []
    table = table.rename(columns={"value": shown.column or "value"})
    if shown.id == ONLINE_27:
        return table[["municipality_code", "name_ja", *numbers]].astype({"online": "Int64"}).reset_index(drop=True)
    return table[["municipality_code", "name_ja", *numbers, "written_ja"]].reset_index(drop=True)


def _headline(shown: Measure, table: pd.DataFrame, subject: Subject) -> str:
    if shown.id == ONLINE_27:
        return _headline_27(shown, table, subject)
    known, unit = table.dropna(subset=["value"]), subject.group.unit_ja
    mine = table.set_index("municipality_code").loc[subject.code, "written_ja"].replace(SET_ASIDE_JA, "（除外）")
    said = f"{shown.name_ja}（{shown.dated_ja}）は"
    if len(known) == 1:
        return f"{said}、数値があるのは{known['name_ja'].iloc[0]}だけで{known['written_ja'].iloc[0]}"
    if shown.is_yes_no:
        return f"{said}、{len(known)}{unit}中{int(known['value'].sum())}{unit}が実施、{subject.name_ja}は{mine}"
    highest, lowest = (known[known["value"] == end] for end in (known["value"].max(), known["value"].min()))
    if len(highest) == len(known):
        return f"{said}、数値のある{len(known)}{unit}すべてで{highest['written_ja'].iloc[0]}"
    ends = f"{said}{_end(highest, unit)}が最大、{_end(lowest, unit)}が最小"
    stands_there = any(len(end) == 1 and end["municipality_code"].iloc[0] == subject.code for end in (highest, lowest))
    here = "" if stands_there else f"、{subject.name_ja}は{mine}"
    return f"{ends}{here}（数値のある{len(known)}{unit}）"


def _headline_27(shown: Measure, table: pd.DataFrame, subject: Subject) -> str:
    known, unit = table.dropna(subset=["value"]), subject.group.unit_ja
    among = wording.among(subject.group, len(known))
    if not known["value"].any():
        return f"{shown.most:.0f}手続のどれかに○のある{unit}は{among}にない"
    full, lowest = (known[known["value"] == end] for end in (shown.most, known["value"].min()))
    every = f"{shown.most:.0f}手続すべてがオンライン"
    if len(full) == len(known):
        return f"{among}のどこも{every}"
    some = f"の{unit}は{among}中{len(full)}（{wording.some(list(full['name_ja']))}）"
    return (
        f"{every}{some if len(full) else f'の{unit}は{among}になく'}、半数以上の{unit}が"
        f"{known['value'].median():.10g}手続以上、最も少ないのは{_end(lowest, unit, '手続')}"
    )


def _end(rows: pd.DataFrame, unit_ja: str, counted_ja: str = "") -> str:
    """Who stands at an end: 品川区の13.3%, or 0%の12区 where several do; ``counted_ja`` is what a count counts."""
    written = rows["written_ja"].iloc[0] + counted_ja
    return f"{rows['name_ja'].iloc[0]}の{written}" if len(rows) == 1 else f"{written}の{len(rows)}{unit_ja}"
