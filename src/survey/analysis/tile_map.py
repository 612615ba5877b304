"""One measure on a grid of equal tiles, made by hand for the 23 wards."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.chosen_measure import Measure, chosen_measure
from survey.analysis.groups import Subject
from survey.analysis.result import Result, for_words
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class TileMap:
    """How many members have a figure of ``measure``, its ends and its median; None where nobody has one.

    ``chosen`` is the measure; ``tiles`` has a row a member in code order: municipality_code, tile_column, tile_row,
    name_ja and ``Measure.figures``, is_published (the publication has a row for it). ``at_highest``, ``at_lowest`` and
    ``at_most`` are the codes of the members at the printed ends and at the measure's own upper end;
    ``has_set_aside``: some member's figure is set aside.
    """

    measure: str
    printed: int
    lowest: float | None
    median: float | None
    highest: float | None
    group_size: int
    chosen: Measure = for_words()
    tiles: pd.DataFrame = for_words()
    at_highest: tuple[str, ...] = for_words()
    at_lowest: tuple[str, ...] = for_words()
    at_most: tuple[str, ...] = for_words()
    has_set_aside: bool = for_words()


def tile_map(tables: Tables, subject: Subject, wanted: str) -> Result[TileMap]:
    """One measure on the tile map: ``online_27``, a procedure_id (its newest rate), an indicator_id (newest edition).

    Blanks and figures that a correction sets aside have no value. The grid is the catalog's (tile_map.csv). The table
    has ``TileMap.tiles``, the highest value first and those without one last. Sources: those of the measure.

    Raises:
        NotFound: no measure has that id.
        NotComputable: the grid has no tile for this municipality, or nothing is published of the measure.
    """
    grid = _grid(tables, subject)
    chosen = chosen_measure(tables, subject, wanted)
    figures = chosen.figures.assign(is_published=True)
    tiles = grid.merge(figures, on="municipality_code", how="left").reset_index(drop=True)
    for name in ("is_published", "is_approximate", "is_set_aside"):
        tiles[name] = tiles[name].eq(True)
    ordered = tiles.sort_values(["value", "municipality_code"], ascending=[False, True], na_position="last")
    known = ordered.dropna(subset=["value"])
    values = known["value"]
    facts = TileMap(
        measure=chosen.id,
        printed=len(known),
        lowest=None if known.empty else float(values.min()),
        median=None if known.empty else float(values.median()),
        highest=None if known.empty else float(values.max()),
        group_size=subject.group.size,
        chosen=chosen,
        tiles=tiles,
        at_highest=tuple(known.loc[values == values.max(), "municipality_code"]),
        at_lowest=tuple(known.loc[values == values.min(), "municipality_code"]),
        at_most=tuple(known.loc[values == chosen.most, "municipality_code"]),
        has_set_aside=bool((tiles["is_set_aside"] & tiles["figure"].notna()).any()),
    )
    return Result(facts=facts, table=ordered.reset_index(drop=True), as_of=(chosen.as_of,), evidence=chosen.evidence)


def _grid(tables: Tables, subject: Subject) -> pd.DataFrame:
    """The tile and name of each member of the group, in code order."""
    grid = listed("tile_map").astype({"tile_column": int, "tile_row": int})
    if not set(subject.group.codes) <= set(grid["municipality_code"]):
        # The tiles are the 23 wards'.
        raise NotComputable("no_tiles", tiles=len(grid))
    names = tables.municipalities[["municipality_code", "name_ja"]]
    grid = grid[grid["municipality_code"].isin(subject.group.codes)]
    return grid.merge(names, on="municipality_code").sort_values("municipality_code")
