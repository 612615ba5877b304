"""A finding's table on a sheet: its columns in order, each value in its cell, rows as high as their texts."""

from __future__ import annotations

import pandas as pd

from survey.findings.subject import Subject
from survey.show import fitting, tables, workbook_looks, workbook_origin
from survey.show.workbook_layout import Column, Layout, height_pt, laid_out, upright_height_pt
from survey.show.workbook_looks import Looks

TABLE_ROW = 4
# Columns that name what a row is about, and such as stand last: they are for looking up and not printed.
_NAMES = ("name_ja", "municipality_ja", "who_ja", "set_ja", "text_ja", "problem_ja", "title_ja")
_LOOKED_UP = (
    "outcome_value", "outcome_unit", "source_url", "procedure_id", "practice_id", "problem_id",
    "obtained_from", "retrieved_at", "file_names", "file_sha256",
)  # fmt: skip
# Rows' cells longer than this are not printed: the file's list of sources and the command lead to them on paper.
_MOST_CELLS_EMS = 36


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns that are for looking up at its end."""
    cells = [name for name in (workbook_origin.COLUMN,) if name in table.columns]
    ids = [name for name in _LOOKED_UP if name in table.columns]
    last = [*ids, *cells] if cells and _is_for_looking_up(cells[0], table) else [*cells, *ids]
    return table[[*table.columns.drop(last), *last]]


def _is_for_looking_up(column: str, table: pd.DataFrame) -> bool:
    """Whether a column stands on the sheet only: what nobody reads on paper, and rows' cells where they are many."""
    many = column == workbook_origin.COLUMN and table[column].fillna("").map(fitting.ems).max() > _MOST_CELLS_EMS
    return column in _LOOKED_UP or many


def printed(layout: Layout) -> range:
    """The columns that are printed."""
    return range(layout.pages[-1][-1] + 1)


def layout_of(table: pd.DataFrame) -> Layout:
    """How the table lies on the sheet; nothing to lay out is one column."""
    columns = [
        Column(
            head=tables.heading(name),
            texts=[_shown(value, name) for value in table[name]],
            is_name=name in _NAMES,
            is_upright=not tables.is_listed(name),
            is_whole=any(map(workbook_looks.is_link, map(str, table[name]))),
            for_looking_up=_is_for_looking_up(name, table),
        )
        for name in table.columns
    ]
    return laid_out(columns or [Column("", ())])


def _shown(value: object, column: str) -> str:
    """A value as its cell shows it, with its unit."""
    text = workbook_looks.shown(tables.written(value, column))
    return text + tables.unit(column) if text and workbook_looks.is_number(column) else text


def write(sheet, table: pd.DataFrame, layout: Layout, subject: Subject, looks: Looks) -> int:  # noqa: ANN001
    """Write a table from row TABLE_ROW on, what is the subject's own tinted; the row below it, left empty."""
    shown = len(printed(layout))
    mine = (table["municipality_code"] == subject.code) if "municipality_code" in table else [False] * len(table)
    for column, (name, width) in enumerate(zip(table.columns, layout.widths, strict=False)):
        is_place = not tables.is_listed(name)
        is_own = is_place and name == subject.name_ja
        sheet.set_column(column, column, width)
        head = looks.head(is_upright=is_place, is_mine=is_own)
        workbook_looks.write(sheet, TABLE_ROW, column, tables.heading(name), head)
        for row, (value, is_mine) in enumerate(zip(table[name], mine, strict=True), start=TABLE_ROW + 1):
            is_mine, is_wrapped = is_mine or is_own, column < shown
            workbook_looks.write_cell(sheet, (row, column), value, name, looks, is_mine=is_mine, is_wrapped=is_wrapped)
    if len(table.columns):
        _set_heights(sheet, table, layout)
    if len(table):
        # Buttons to filter by would hide headings that stand.
        plain = [tables.is_listed(name) for name in table.columns]
        filtered = plain.index(False) if False in plain else len(plain)
        sheet.autofilter(TABLE_ROW, 0, TABLE_ROW + len(table), filtered - 1)
        sheet.freeze_panes(TABLE_ROW + 1, layout.keys)
        sheet.repeat_rows(TABLE_ROW)
    return TABLE_ROW + 2 + len(table)


def _set_heights(sheet, table: pd.DataFrame, layout: Layout) -> None:  # noqa: ANN001
    """Each row as high as its texts ask for: not every program finds that out when it opens the file."""
    heads = list(zip(map(tables.heading, table.columns), layout.widths, strict=True))
    upright = [name for name in table.columns if not tables.is_listed(name)]
    lying = [head for name, head in zip(table.columns, heads, strict=True) if name not in upright]
    sheet.set_row(TABLE_ROW, max([height_pt(lying), *([upright_height_pt(upright)] if upright else [])]))
    for number, row in enumerate(table.itertuples(index=False, name=None), start=TABLE_ROW + 1):
        texts = map(_shown, row, table.columns)
        sheet.set_row(number, height_pt(zip(texts, layout.widths[: len(printed(layout))], strict=False)))
