"""What stands above and below a sheet's table: its sentence, the numbers of that, its notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from survey.outputs.document.page import ListedValues, Page, Value
from survey.outputs.text import breaking, fitting
from survey.outputs.text.displayed import ColumnWords
from survey.outputs.workbook import cells
from survey.outputs.workbook.layout import Layout, across
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.origin import way_back_ja
from survey.outputs.workbook.sheets import by_sheet
from survey.outputs.workbook.sizes import DEFAULT_WIDTH, SIZE_PT, height_pt, line_ems, px, set_in
from survey.outputs.workbook.table import marks_ja

VALUES_JA = "見出しの数字"
# A number below the table stands beside a label of about this many digits' width, in columns of this many pixels.
_LABEL_WIDTH, _VALUE_PX = 50.0, 75.0


def notes(page: Page, table: pd.DataFrame, words: ColumnWords) -> list[str]:
    """The lines below a page's table: how to read it, and how its secretariat walks back from it."""
    finding = page.finding
    if not finding.computable:
        return [f"この表に要るもの：{finding.texts.needs_ja}"]
    read = [*map(_list_ja, page.listed_values), marks_ja(table)]
    caveats = [f"注意：{by_sheet(caveat)}" for caveat in finding.caveats_ja]
    back = way_back_ja(page) if len(page.cells) else ""
    return [text for text in (*read, *caveats, words.omitted_ja(finding.table), back) if text]


def _list_ja(listed: ListedValues) -> str:
    each = (f"{name}{number}{listed.unit_ja}" for name, number in listed.values)
    return f"{listed.label_ja}：{'、'.join(each)}"


def write_notes(sheet, row: int, texts: Iterable[str], layout: Layout, looks: Looks) -> dict[int, float]:  # noqa: ANN001
    """Write lines from ``row`` on; their heights in points, by row."""
    return {number: write_across(sheet, number, text, layout, looks.note()) for number, text in enumerate(texts, row)}


def write_values(sheet, row: int, values: Sequence[Value], layout: Layout, looks: Looks) -> dict[int, float]:  # noqa: ANN001
    """Write the numbers of the sentence from ``row`` on, each with what it counts; the rows' heights in points."""
    if not values:
        return {}
    heights_pt = {row: write_across(sheet, row, VALUES_JA, layout, looks.note(is_bold=True))}
    last, width = across(layout, most=_LABEL_WIDTH)
    beside, wide = [last + 1], px([layout.widths[last + 1]]) if last + 1 < layout.printed else px([DEFAULT_WIDTH])
    while wide < _VALUE_PX:
        beside.append(beside[-1] + 1)
        wide += px([layout.widths[beside[-1]]]) if beside[-1] < layout.printed else px([DEFAULT_WIDTH])
    for number, value in enumerate(values, start=row + 1):
        _merged(sheet, number, 0, last, looks.note())
        cells.write(sheet, number, 0, value.label_ja, looks.note())
        form = looks.figure(value.unit_ja)
        _merged(sheet, number, beside[0], beside[-1], form)
        sheet.write_number(number, beside[0], float(value.value), form)
        heights_pt[number] = height_pt([(value.label_ja, width)])
        sheet.set_row(number, heights_pt[number])
    return heights_pt


def write_across(
    sheet,  # noqa: ANN001 - an xlsxwriter worksheet
    row: int,
    text: str,
    layout: Layout,
    form,  # noqa: ANN001 - an xlsxwriter format
    size_pt: float = SIZE_PT,
    *,
    is_title: bool = False,
) -> float:
    """One text over as many columns as make a line worth reading, wrapped; the row's height, that of its lines."""
    last, width = across(layout, is_title=is_title)
    text = _broken(text, line_ems(width, size_pt)) if is_title else set_in(text, width, size_pt)
    _merged(sheet, row, 0, last, form)
    cells.write(sheet, row, 0, text, form)
    height = height_pt([(text, width)], size_pt)
    sheet.set_row(row, height)
    return height


def _broken(text: str, length_ems: float) -> str:
    """A title broken where it may be: not every program keeps a closing bracket from beginning a line."""
    at_best = breaking.break_title(text, length_ems)
    lines = at_best.split("\v") if at_best != text else _balanced(text, length_ems)
    return "\n".join(lines) if "".join(lines) == text else text


def _balanced(text: str, length_ems: float) -> list[str]:
    """A text on as few lines as it needs, and these about equally long."""
    least = len(fitting.wrapped(text, length_ems))
    tried = (fitting.wrapped(text, length_ems * tenths / 10) for tenths in (6, 7, 8, 9, 10))
    return next(lines for lines in tried if len(lines) == least)


def _merged(sheet, row: int, first: int, last: int, form) -> None:  # noqa: ANN001
    if last > first:
        sheet.merge_range(row, first, row, last, "", form)
