"""A finding's table on a sheet: its columns in order, each value in its cell, rows as high as their texts."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pandas as pd

from survey.analysis.groups import Subject
from survey.catalog.specs import listed
from survey.findings.texts import columns
from survey.outputs.text.displayed import ColumnWords, is_listed, is_number, kind, written
from survey.outputs.workbook import cells
from survey.outputs.workbook.layout import Layout, laid_out
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.sizes import SHORT_HEAD, Column, height_pt, upright_height_pt

TABLE_ROW = 4
# Columns that name what a row is about.
_NAMES = ("name_ja", "municipality_ja", "who_ja", "set_ja", "text_ja", "problem_ja", "title_ja")
NONE_JA, _INDENT = "該当なし", "　"


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns that are for looking up at its end."""
    last = [name for name in looked_up() if name in table.columns]
    return table[[*table.columns.drop(last), *last]]


@cache
def looked_up() -> dict[str, str]:
    """The columns that stand last and are not printed, each with what it is for."""
    return {name: text.look_up_ja for name, text in columns().items() if text.look_up_ja}


def marks_ja(table: pd.DataFrame) -> str:
    """The legend of the marks in the columns that bear places' names; "" where there are none."""
    members = [name for name in table.columns if not is_listed(name)]
    if not members:
        return ""
    used = {written(value, name) for name in members for value in table[name]}
    marks = listed("marks").query("reading == 'availability'").fillna("")
    meanings = zip(marks["printed"], marks["meaning_ja"], strict=True)
    texts = [f"{mark or '空白'}＝{meaning}" for mark, meaning in meanings if mark in used]
    return f"表の印：{'、'.join(texts)}"


def heading(column: str, words: ColumnWords) -> str:
    """A column's heading on a sheet: without the unit, which its numbers wear, and broken before what is in brackets.

    No line then begins with a closing bracket.
    """
    text = words.bare_heading(column)
    return text.replace("（", "\n（") if len(text) > SHORT_HEAD else text


def layout_of(table: pd.DataFrame, words: ColumnWords) -> Layout:
    """How the table lies on the sheet; nothing to lay out is one column."""
    columns = [
        Column(
            head=heading(name, words),
            texts=[_shown(value, name, words) + _off(name, following) for value in table[name]],
            is_name=name in _NAMES,
            is_upright=not is_listed(name),
            is_whole=kind(name) == "day" or any(map(cells.is_link, map(str, table[name]))),
            for_looking_up=name in looked_up(),
        )
        for name, following in pairwise([*table.columns, ""])
    ]
    return laid_out(columns or [Column("", ())])


def _shown(value: str | float | None, column: str, words: ColumnWords) -> str:
    """A value as its cell shows it, with its unit."""
    text = cells.shown(written(value, column))
    return text + words.unit(column) if text and is_number(column) else text


def _off(column: str, following: str) -> str:
    """As wide as a number stands off a text at its right: without that room no program keeps them apart."""
    return _INDENT if is_number(column) and not is_number(following) else ""


def write(
    sheet,  # noqa: ANN001 - an xlsxwriter worksheet
    table: pd.DataFrame,
    layout: Layout,
    subject: Subject,
    words: ColumnWords,
    looks: Looks,
) -> dict[int, float]:
    """Write a table from row TABLE_ROW on, what is the subject's own tinted; its rows' heights in points.

    A table without rows says so in one.
    """
    mine = (table["municipality_code"] == subject.code) if "municipality_code" in table else [False] * len(table)
    for column, (name, width) in enumerate(zip(table.columns, layout.widths, strict=False)):
        is_place = not is_listed(name)
        is_own = is_place and name == subject.name_ja
        sheet.set_column(column, column, width)
        head = looks.head(is_upright=is_place, is_mine=is_own)
        cells.write(sheet, TABLE_ROW, column, heading(name, words), head)
        for row, (value, is_mine) in enumerate(zip(table[name], mine, strict=True), start=TABLE_ROW + 1):
            ways = {"is_mine": is_mine or is_own, "is_wrapped": column < layout.printed}
            cells.write_cell(sheet, (row, column), value, name, words, looks, **ways)
    if len(table.columns) and not len(table):
        for column in range(len(table.columns)):
            cells.write(sheet, TABLE_ROW + 1, column, "" if column else NONE_JA, looks.cell())
    if len(table):
        # Buttons to filter by would hide headings that stand; buttons on the others alone would sort them alone.
        if all(map(is_listed, table.columns)):
            sheet.autofilter(TABLE_ROW, 0, TABLE_ROW + len(table), len(table.columns) - 1)
        sheet.freeze_panes(TABLE_ROW + 1, layout.keys)
    return _set_heights(sheet, table, layout, words) if len(table.columns) else {}


def _set_heights(sheet, table: pd.DataFrame, layout: Layout, words: ColumnWords) -> dict[int, float]:  # noqa: ANN001
    """Each row as high as its texts ask for: not every program finds that out when it opens the file."""
    heads = list(zip((heading(name, words) for name in table.columns), layout.widths, strict=True))
    upright = [name for name in table.columns if not is_listed(name)]
    lying = [head for name, head in zip(table.columns, heads, strict=True) if name not in upright]
    heights_pt = {TABLE_ROW: max([height_pt(lying), *([upright_height_pt(upright)] if upright else [])])}
    for number, row in enumerate(table.itertuples(index=False, name=None), start=TABLE_ROW + 1):
        row_cells = zip(row, table.columns, layout.widths[: layout.printed], strict=False)
        heights_pt[number] = height_pt((_shown(value, name, words), width) for value, name, width in row_cells)
    if not len(table):
        heights_pt[TABLE_ROW + 1] = height_pt([(NONE_JA, layout.widths[0])])
    for number, height in heights_pt.items():
        sheet.set_row(number, height)
    return heights_pt
