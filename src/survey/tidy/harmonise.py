"""From one raw edition to long rows: one row a cell, with the municipality's code and the cell's address."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from survey.catalog.layouts import Item, Part
from survey.catalog.municipalities import list_day
from survey.catalog.source_models import FiguresSource
from survey.errors import BadCell, BadLayout
from survey.printed.eras import find_as_of
from survey.raw.locators import addresses_in_rows, columns_at, joined_printed
from survey.raw.store import RawEdition
from survey.sources import blocks
from survey.sources.layout import find_layout
from survey.sources.layout_errors import PartOfFile
from survey.tidy.places import Sheet, check_municipalities, codes_of, expected_municipalities, with_cell

LONG_COLUMNS = [
    "municipality_code", "table", "id", "reading", "as_of_date", "cell_printed", "cells", "locator",
]  # fmt: skip


def long_rows(raw: RawEdition, spec: FiguresSource) -> pd.DataFrame:
    """Every figure of one edition, one row each.

    Columns: municipality_code, table, id, reading, as_of_date (None where unknown), cell_printed, cells (the
    printed cells as a tuple, several for a sum or a ratio), locator (``part!U12``).

    Raises:
        BadCell: a false or unknown code, a name that is not the code's, an unreadable date.
        BadLayout: a heading that the catalog does not know of this edition, municipalities missing or twice, or an
            edition the catalog must describe first.
    """
    if spec.needs_edition_entry and raw.edition not in spec.editions:
        raise BadLayout(
            f"edition {raw.edition!r} prints no date of its own and the catalog does not describe it",
            where=f"src/survey/catalog/sources/{spec.id}.yml",
            expected="an entry under editions: with fiscal_year and as_of",
            next_step="write the entry (null for a date nobody established), then repeat",
        )
    sheets = [sheet_of(raw, spec, part_id) for part_id in spec.parts]
    frames = [
        (_rows_along if sheet.part.municipalities.along == "rows" else _columns_along)(sheet, spec, raw)
        for sheet in sheets
    ]
    return pd.concat(frames, ignore_index=True)[LONG_COLUMNS]


def sheet_of(raw: RawEdition, spec: FiguresSource, part_id: str) -> Sheet:
    """One part of the edition, its columns found by the headings that are stored with it."""
    part = spec.parts[part_id].of_edition(raw.edition)
    grid = raw.table[raw.table["part"] == part_id].drop(columns="part").reset_index(drop=True)
    where = PartOfFile(spec.id, raw.edition, part_id, _file_name(raw, part), part.sheet)
    part = blocks.expanded(part, grid, where.name)
    return Sheet(find_layout(part, grid, where, is_stored=True).part, grid, where, list_day(spec, raw.edition))


def cell_in_words(raw: RawEdition, spec: FiguresSource, locator: str) -> str:
    """A locator (``part!U12``) in the words of an error: file, sheet and cell."""
    part_id, _, address = locator.partition("!")
    part = spec.parts[part_id].of_edition(raw.edition)
    return PartOfFile(spec.id, raw.edition, part_id, _file_name(raw, part), part.sheet).at(address)


def _file_name(raw: RawEdition, part: Part) -> str:
    names = [file["name"] for file in raw.origin["files"]]
    return next((name for name in names if re.search(part.file, name)), "; ".join(names))


def _rows_along(sheet: Sheet, spec: FiguresSource, raw: RawEdition) -> pd.DataFrame:
    axis = sheet.part.municipalities
    body = sheet.grid[sheet.grid["row"].astype(int) >= int(axis.first)]
    printed = pd.DataFrame(
        {
            "municipality_code": codes_of(sheet, body),
            "name": body[axis.name],
            "address": axis.name + body["row"],
        }
    )
    check_municipalities(sheet, printed)
    frames = []
    for item in sheet.part.items:
        cells = list(body[columns_at(item.address, body.columns)].itertuples(index=False, name=None))
        locator = pd.Series(addresses_in_rows(item.address, body["row"]))
        as_of = _as_of(sheet, item, spec, raw, body)
        frames.append(_frame(sheet, item, printed["municipality_code"], as_of, cells, locator))
    return pd.concat(frames, ignore_index=True)


def _columns_along(sheet: Sheet, spec: FiguresSource, raw: RawEdition) -> pd.DataFrame:
    axis = sheet.part.municipalities
    letters = sheet.grid.columns[list(sheet.grid.columns).index(axis.first) :]
    by_row = sheet.grid.set_index("row")
    names = by_row.loc[axis.name, letters]
    names = names[names != ""]
    known = expected_municipalities(axis, sheet.day)
    if len(names) != len(known):
        raise BadLayout(
            "the number of municipalities differs, so they cannot be joined by position",
            where=sheet.where.at(f"{axis.first}{axis.name}"),
            expected=f"{len(known):,} names",
            got=f"{len(names):,}",
            next_step="take the publisher's file unopened; if municipalities came or ended, say when in "
            "src/survey/catalog/municipalities.csv (valid_from, valid_until and who succeeded whom)",
        )
    printed = pd.DataFrame(
        {
            "municipality_code": known["municipality_code"].to_numpy(),
            "name": names.to_numpy(),
            "address": [f"{letter}{axis.name}" for letter in names.index],
        }
    )
    check_municipalities(sheet, printed)
    cells_of = dict(zip(by_row.index, by_row[names.index].to_numpy().tolist(), strict=True))
    frames = []
    for item in sheet.part.items:
        cells = [(text,) for text in cells_of[item.address]]
        locator = pd.Series([f"{letter}{item.address}" for letter in names.index])
        as_of = _as_of(sheet, item, spec, raw, None)
        frames.append(_frame(sheet, item, printed["municipality_code"], as_of, cells, locator))
    return pd.concat(frames, ignore_index=True)


def _frame(
    sheet: Sheet,
    item: Item,
    codes: pd.Series,
    as_of: object,
    cells: Sequence[tuple[str, ...]],
    locator: pd.Series,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_code": codes.to_numpy(),
            "table": item.table,
            "id": item.id,
            "reading": item.reading,
            "as_of_date": as_of,
            "cell_printed": [joined_printed(item.address, parts) for parts in cells],
            "cells": cells,
            "locator": (sheet.where.part_id + "!" + locator).to_numpy(),
        }
    )


def _as_of(sheet: Sheet, item: Item, spec: FiguresSource, raw: RawEdition, body: pd.DataFrame | None) -> object:
    """The date of an item's figures: one for all rows, one a row, or None."""
    if item.as_of == "edition":
        return raw.origin["as_of_date"]
    if body is None or not item.as_of.startswith("column:"):
        return spec.edition(raw.edition).as_of.get(item.as_of)
    letter = item.as_of.removeprefix("column:")
    dates = []
    for printed, row in zip(body[letter], body["row"], strict=True):
        found = find_as_of(printed)
        if found is None:
            raise with_cell(
                BadCell("this is not a date", expected="2022/04/01 or 令和4年4月1日", got=repr(printed)),
                sheet,
                f"{letter}{row}",
            )
        dates.append(found)
    return dates
