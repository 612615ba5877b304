"""The workbook: an index, one sheet a finding, the sources. Text is never a formula."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.trace import cited_sources
from survey.show import cite, style, tables
from survey.show.sections import section_ja

_WIDEST, _NARROWEST = 44, 9
# What an A4 page in landscape holds at the size on the screen; columns of long text give way, but not below this.
_PAGE, _LEAST_TEXT = 140, 24
# Excel makes no row higher.
_LINE_PT, _MOST_PT = 14.5, 409
_INDEX_HEADS = ("シート", "区分", "問い", "分かったこと", "時点")
_INDEX_WIDTHS = (18, 14, 34, 66, 22)
# Excel shows no link longer than this.
_LONGEST_LINK = 2000
_TABLE_ROW = 4
# What a reader of the sources wants on one page; the rest is in origin.json.
_SOURCE_COLUMNS = [
    "title_ja", "publisher_ja", "edition", "as_of_date", "landing_url", "obtained_from", "retrieved_at", "file_names",
    "file_sha256", "definition_ja",
]  # fmt: skip


def write(path: Path, findings: list[Finding], subject: Subject, sources: pd.DataFrame) -> None:
    """Write every finding's table to one xlsx. ``sources`` is the tidy table."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": f"{subject.name_ja}の行政手続オンライン化"})
        formats = _formats(book)
        index = book.add_worksheet("目次")
        for finding in findings:
            _finding_sheet(book, finding, cited_sources(finding, sources), formats)
        _sources_sheet(book, sources, formats)
        _index_sheet(index, findings, subject, formats)


def _formats(book) -> dict:  # noqa: ANN001 - an xlsxwriter workbook
    base = {"font_name": style.OFFICE_FONT, "font_size": 10, "valign": "top"}
    return {
        "title": book.add_format({**base, "font_size": 14, "bold": True, "text_wrap": True}),
        "note": book.add_format({**base, "font_color": style.MUTED, "text_wrap": True}),
        "head": book.add_format(
            {
                **base,
                "bold": True,
                "bg_color": style.QUIET,
                "border": 1,
                "border_color": style.SECOND,
                "text_wrap": True,
            }
        ),
        "text": book.add_format({**base, "text_wrap": True}),
        "row": book.add_format({**base, "text_wrap": True, "bottom": 1, "bottom_color": style.QUIET}),
        "count": book.add_format({**base, "num_format": "#,##0"}),
        "pct": book.add_format({**base, "num_format": "0.0"}),
        "decimal": book.add_format({**base, "num_format": "0.00"}),
        "number": book.add_format({**base, "num_format": "General"}),
        "link": book.add_format({**base, "font_color": style.ACCENT, "underline": 1, "text_wrap": True}),
    }


def _finding_sheet(book, finding: Finding, sources: pd.DataFrame, formats: dict) -> None:  # noqa: ANN001
    sheet = book.add_worksheet(finding.id)
    width, row = _write_table(sheet, finding.table, formats)
    _write_across(sheet, 0, finding.headline_ja, width, formats["title"], size=1.5)
    _write_across(sheet, 1, f"{finding.question_ja}　{cite.line(sources)}", width, formats["note"])
    sheet.write_url(2, 0, "internal:'目次'!A1", formats["link"], "目次へ")
    notes = [*(f"注意：{caveat}" for caveat in finding.caveats_ja), f"方法：{finding.method_ja}"]
    for number, text in enumerate(notes, start=row + 1):
        _write_across(sheet, number, text, width, formats["note"])
    _print_setup(sheet, finding.id)


def _write_table(sheet, table: pd.DataFrame, formats: dict) -> tuple[float, int]:  # noqa: ANN001
    """Write a table from row _TABLE_ROW on; the width of its columns together, and the first row below it."""
    texts = {name: [tables.written(value, name) for value in table[name]] for name in table.columns}
    widths = _widths([texts[name] for name in table.columns])
    heads = [tables.heading(name) for name in table.columns]
    for column, (name, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_TABLE_ROW, column, heads[column], formats["head"])
        for row, (value, text) in enumerate(zip(table[name], texts[name], strict=True), start=_TABLE_ROW + 1):
            _write_cell(sheet, row, column, value, text, tables.kind(name), formats)
    if heads:
        sheet.set_row(_TABLE_ROW, _height_pt(zip(heads, widths, strict=True)))
    for row in range(len(table)):
        cells = zip((texts[name][row] for name in table.columns), widths, strict=True)
        sheet.set_row(_TABLE_ROW + 1 + row, _height_pt(cells))
    if len(table):
        sheet.freeze_panes(_TABLE_ROW + 1, 0)
        sheet.autofilter(_TABLE_ROW, 0, _TABLE_ROW + len(table), len(table.columns) - 1)
        sheet.repeat_rows(_TABLE_ROW)
    return sum(widths), _TABLE_ROW + 1 + len(table)


def _widths(columns: list[list[str]]) -> list[float]:
    """Each column as wide as its longest text needs, within a page: long texts share what the short ones leave."""
    widths = [min(max([_NARROWEST, *(_width(text) + 2 for text in texts)]), _WIDEST) for texts in columns]
    long = [width for width in widths if width > _LEAST_TEXT]
    left = _PAGE - (sum(widths) - sum(long))
    if not long or sum(long) <= left:
        return widths
    shrunk = max(0.0, min(1.0, (left - _LEAST_TEXT * len(long)) / (sum(long) - _LEAST_TEXT * len(long))))
    return [width if width <= _LEAST_TEXT else _LEAST_TEXT + (width - _LEAST_TEXT) * shrunk for width in widths]


def _write_cell(sheet, row: int, column: int, value: object, text: str, kind: str, formats: dict) -> None:  # noqa: ANN001
    if not text:
        sheet.write_blank(row, column, None, formats["text"])
    elif kind in ("count", "pct", "decimal", "number"):
        sheet.write_number(row, column, float(value), formats[kind])
    elif text.startswith(("https://", "http://")) and len(text) < _LONGEST_LINK:
        sheet.write_url(row, column, text, formats["link"], text)
    else:
        sheet.write_string(row, column, text, formats["text"])


def _write_across(sheet, row: int, text: str, width: float, form, *, size: float = 1.0) -> None:  # noqa: ANN001
    """One text over the table's columns, wrapped, the row as high as its lines."""
    width = max(width, 90.0)
    sheet.write_string(row, 0, text, form)
    last = _last_column(sheet)
    if last:
        sheet.merge_range(row, 0, row, last, text, form)
    sheet.set_row(row, _height_pt([(text, width / size)]) * size)


def _last_column(sheet) -> int:  # noqa: ANN001
    """The table's last column, or as many default ones as make a line worth reading."""
    return sheet.dim_colmax if sheet.dim_colmax and sheet.dim_rowmax >= _TABLE_ROW else 9


def _height_pt(cells: Iterable[tuple[str, float]]) -> float:
    """How high a row must be for its wrapped texts (text, column width in characters)."""
    return min(_MOST_PT, _LINE_PT * max(1, *(math.ceil(_width(text) / (width - 1)) for text, width in cells)))


def _width(text: str) -> float:
    """Characters wide, a Japanese one counting for nearly two."""
    return sum(1.9 if ord(character) > 0x2E80 else 1.0 for character in text)


def _sources_sheet(book, sources: pd.DataFrame, formats: dict) -> None:  # noqa: ANN001
    sheet = book.add_worksheet("出典")
    width, _ = _write_table(sheet, sources[_SOURCE_COLUMNS], formats)
    _write_across(sheet, 0, "出典：公表された資料と、その版・ファイル・sha256", width, formats["title"], size=1.5)
    sheet.write_url(2, 0, "internal:'目次'!A1", formats["link"], "目次へ")
    _print_setup(sheet, "出典")


def _index_sheet(sheet, findings: list[Finding], subject: Subject, formats: dict) -> None:  # noqa: ANN001
    title = f"{subject.name_ja}の行政手続オンライン化（比較の相手：{subject.group.name_ja}）"
    sheet.merge_range(0, 0, 0, len(_INDEX_WIDTHS) - 1, title, formats["title"])
    for column, text in enumerate(_INDEX_HEADS):
        sheet.write_string(2, column, text, formats["head"])
    for row, finding in enumerate(findings, start=3):
        sheet.write_url(row, 0, f"internal:'{finding.id}'!A1", formats["link"], finding.id)
        section = section_ja(finding.id, subject.group)
        texts = (section, finding.question_ja, finding.headline_ja, cite.as_of(finding.as_of))
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text, formats["row"])
        sheet.set_row(row, _height_pt(zip(texts, _INDEX_WIDTHS[1:], strict=True)))
    sheet.write_url(3 + len(findings), 0, "internal:'出典'!A1", formats["link"], "出典")
    for column, width in enumerate(_INDEX_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    _print_setup(sheet, "目次")


def _print_setup(sheet, name: str) -> None:  # noqa: ANN001
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{name}&R&P / &N")
