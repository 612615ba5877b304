"""The workbook: an index, one sheet a finding, the sources. Text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.trace import cited_sources
from survey.raw.store import write_whole
from survey.show import cite, tables, workbook_looks, workbook_origin, workbook_table
from survey.show.office_zip import rewritten
from survey.show.sections import section_ja
from survey.show.workbook_layout import (
    MARGIN_IN,
    SIZE_PT,
    TITLE_PT,
    Layout,
    across,
    height_pt,
)
from survey.show.workbook_looks import Looks

_INDEX_HEADS = ("シート", "区分", "問い", "分かったこと", "時点")
_INDEX_WIDTHS = (18, 14, 34, 66, 22)
# What a reader of the sources wants on one page; the rest is in origin.json.
_SOURCE_COLUMNS = [
    "title_ja", "publisher_ja", "edition", "as_of_date", "landing_url", "definition_ja", "obtained_from",
    "retrieved_at", "file_names", "file_sha256",
]  # fmt: skip


def write(path: Path, findings: list[Finding], subject: Subject, sources: pd.DataFrame) -> None:
    """Write every finding's table to one xlsx, whole or not at all. ``sources`` is the tidy table."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"{subject.name_ja}の行政手続オンライン化"})
        looks = Looks(book)
        index = book.add_worksheet("目次")
        for finding in findings:
            _finding_sheet(book.add_worksheet(finding.id), finding, subject, cited_sources(finding, sources), looks)
        _sources_sheet(book.add_worksheet("出典"), subject, sources, looks)
        _index_sheet(index, findings, subject, looks)
    write_whole(path, rewritten(buffer.getvalue()))


def _finding_sheet(sheet, finding: Finding, subject: Subject, sources: pd.DataFrame, looks: Looks) -> None:  # noqa: ANN001
    read = workbook_origin.with_cells(finding, subject, sources)
    table = workbook_table.ordered(tables.with_values(read))
    layout = workbook_table.layout_of(table)
    row = workbook_table.write(sheet, table, layout, subject, looks)
    _write_across(sheet, 0, finding.headline_ja, layout, looks.title(), TITLE_PT)
    _write_across(sheet, 1, f"{finding.question_ja}　{cite.line(sources)}", layout, looks.note())
    sheet.write_url(2, 0, "internal:'目次'!A1", looks.link(), "目次へ")
    notes = [(omitted, "")] if (omitted := tables.omitted_ja(read)) else []
    notes += [(f"注意：{caveat}", "") for caveat in finding.caveats_ja] + [(f"方法：{finding.method_ja}", "")]
    origin = workbook_origin.lines(finding, subject, sources)
    if origin:
        sheet.write_url(2, 1, f"internal:'{finding.id}'!A{row + len(notes) + 2}", looks.link(), "この数字の元へ")
        notes.append(("この数字の元（公表されたファイルと、その欄）", ""))
    for number, (text, address) in enumerate([*notes, *origin], start=row):
        is_heading = bool(origin) and number == row + len(notes) - 1
        _write_across(sheet, number, text, layout, looks.note(is_bold=is_heading), address=address, looks=looks)
    _print_setup(sheet, subject, layout)


def _write_across(
    sheet,  # noqa: ANN001 - an xlsxwriter worksheet
    row: int,
    text: str,
    layout: Layout,
    form,  # noqa: ANN001 - an xlsxwriter format
    size_pt: float = SIZE_PT,
    *,
    address: str = "",
    looks: Looks | None = None,
) -> None:
    """One text over as many columns as make a line worth reading, wrapped, the row as high as its lines."""
    first, last, width = across(layout)
    if last > first:
        sheet.merge_range(row, first, row, last, "", form)
    if address and looks:
        sheet.write_url(row, first, address, looks.link(), text)
    else:
        workbook_looks.write(sheet, row, first, text, form)
    sheet.set_row(row, height_pt([(text, width)], size_pt))


def _sources_sheet(sheet, subject: Subject, sources: pd.DataFrame, looks: Looks) -> None:  # noqa: ANN001
    table = sources[_SOURCE_COLUMNS]
    layout = workbook_table.layout_of(table)
    workbook_table.write(sheet, table, layout, subject, looks)
    title = "出典：公表された資料と、その版・ファイル・sha256"
    _write_across(sheet, 0, title, layout, looks.title(), TITLE_PT)
    _write_across(sheet, 1, "入手元・ファイル名・sha256は右の列にある（印刷されない）", layout, looks.note())
    sheet.write_url(2, 0, "internal:'目次'!A1", looks.link(), "目次へ")
    _print_setup(sheet, subject, layout)


def _index_sheet(sheet, findings: Sequence[Finding], subject: Subject, looks: Looks) -> None:  # noqa: ANN001
    title = f"{subject.name_ja}の行政手続オンライン化（比較の相手：{subject.group.name_ja}）"
    sheet.merge_range(0, 0, 0, len(_INDEX_WIDTHS) - 1, title, looks.title())
    sheet.set_row(0, height_pt([(title, sum(_INDEX_WIDTHS))], TITLE_PT))
    sheet.set_row(2, height_pt(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)))
    for column, (text, width) in enumerate(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)):
        sheet.write_string(2, column, text, looks.head())
        sheet.set_column(column, column, width)
    for row, finding in enumerate(findings, start=3):
        sheet.write_url(row, 0, f"internal:'{finding.id}'!A1", looks.link(), finding.id)
        section = section_ja(finding.id, subject.group)
        texts = (section, finding.question_ja, finding.headline_ja, cite.as_of(finding.as_of))
        for column, text in enumerate(texts, start=1):
            workbook_looks.write(sheet, row, column, text, looks.cell())
        sheet.set_row(row, height_pt(zip(texts, _INDEX_WIDTHS[1:], strict=True)))
    sheet.write_url(3 + len(findings), 0, "internal:'出典'!A1", looks.link(), "出典")
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    _print_setup(sheet, subject)


def _print_setup(sheet, subject: Subject, layout: Layout | None = None) -> None:  # noqa: ANN001
    """A4 in landscape, one page across unless the layout splits it; what is for looking up is not printed."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=MARGIN_IN, right=MARGIN_IN, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{subject.name_ja}　{sheet.name}&R&P / &N")
    if layout is None or len(layout.pages) == 1:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(layout.scale_pct)
        sheet.set_v_pagebreaks([page[layout.keys] for page in layout.pages[1:]])
        sheet.repeat_columns(0, layout.keys - 1)
        sheet.print_across()
    if layout is not None:
        _, notes, _ = across(layout)
        sheet.print_area(0, 0, sheet.dim_rowmax, max(workbook_table.printed(layout)[-1], notes))
