"""The workbook: an index, one sheet a finding, the sources. Text is never a formula."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.trace import cited_sources
from survey.show import cite, style, tables

_WIDEST = 46
_HEAD_ROW = 4


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
        "title": book.add_format({**base, "font_size": 14, "bold": True}),
        "note": book.add_format({**base, "font_color": style.MUTED}),
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
        "count": book.add_format({**base, "num_format": "#,##0"}),
        "pct": book.add_format({**base, "num_format": "0.0"}),
        "link": book.add_format({**base, "font_color": style.ACCENT, "underline": 1}),
    }


def _finding_sheet(book, finding: Finding, sources: pd.DataFrame, formats: dict) -> None:  # noqa: ANN001
    sheet = book.add_worksheet(finding.id)
    sheet.write_string(0, 0, finding.headline_ja, formats["title"])
    sheet.write_string(1, 0, f"{finding.question_ja}　{cite.line(sources)}", formats["note"])
    sheet.write_url(2, 0, "internal:'目次'!A1", formats["link"], "目次へ")
    row = _write_table(sheet, _HEAD_ROW, finding.table, formats) + 1
    for text in [*(f"注意：{caveat}" for caveat in finding.caveats_ja), f"方法：{finding.method_ja}"]:
        sheet.write_string(row, 0, text, formats["note"])
        row += 1
    _print_setup(sheet, finding.id)


def _write_table(sheet, start: int, table: pd.DataFrame, formats: dict) -> int:  # noqa: ANN001
    """Write a table from row ``start``; the first row below it."""
    for column, name in enumerate(table.columns):
        heading, kind = tables.heading(name), tables.kind(name)
        sheet.write_string(start, column, heading, formats["head"])
        widest = len(heading) * 1.1
        for row, value in enumerate(table[name], start=start + 1):
            text = tables.written(value, name)
            if not text:
                sheet.write_blank(row, column, None, formats["text"])
            elif kind in ("count", "pct"):
                sheet.write_number(row, column, float(value), formats[kind])
            else:
                sheet.write_string(row, column, text, formats["text"])
            widest = max(widest, _width(text))
        sheet.set_column(column, column, min(max(widest + 2, 9), _WIDEST))
    if len(table):
        sheet.freeze_panes(start + 1, 0)
        sheet.autofilter(start, 0, start + len(table), len(table.columns) - 1)
        sheet.repeat_rows(start)
    return start + 1 + len(table)


def _width(text: str) -> float:
    """Characters wide, a Japanese one counting for nearly two."""
    return sum(1.8 if ord(character) > 0x2E80 else 1.0 for character in text)


def _sources_sheet(book, sources: pd.DataFrame, formats: dict) -> None:  # noqa: ANN001
    sheet = book.add_worksheet("出典")
    sheet.write_string(0, 0, "出典：公表された資料と、その版・ファイル・sha256", formats["title"])
    sheet.write_url(2, 0, "internal:'目次'!A1", formats["link"], "目次へ")
    _write_table(sheet, _HEAD_ROW, sources, formats)
    _print_setup(sheet, "出典")


def _index_sheet(sheet, findings: list[Finding], subject: Subject, formats: dict) -> None:  # noqa: ANN001
    sheet.write_string(
        0,
        0,
        f"{subject.name_ja}の行政手続オンライン化（比較の相手：{subject.group.name_ja}）",
        formats["title"],
    )
    for column, text in enumerate(("シート", "問い", "分かったこと", "時点")):
        sheet.write_string(2, column, text, formats["head"])
    for row, finding in enumerate(findings, start=3):
        sheet.write_url(row, 0, f"internal:'{finding.id}'!A1", formats["link"], finding.id)
        for column, text in enumerate((finding.question_ja, finding.headline_ja, finding.as_of), start=1):
            sheet.write_string(row, column, text, formats["text"])
    sheet.write_url(3 + len(findings), 0, "internal:'出典'!A1", formats["link"], "出典")
    for column, width in enumerate((18, 34, 80, 24)):
        sheet.set_column(column, column, width)
    _print_setup(sheet, "目次")


def _print_setup(sheet, name: str) -> None:  # noqa: ANN001
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{name}&R&P / &N")
