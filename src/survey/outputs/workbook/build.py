"""The workbook: an index, one sheet a finding, their methods and sources. Text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.trace import cited_sources
from survey.outputs.office_zip import rewritten
from survey.outputs.text import cite
from survey.outputs.text import displayed as tables
from survey.outputs.text.sections import section_ja
from survey.outputs.workbook import looks as workbook_looks
from survey.outputs.workbook import names as workbook_names
from survey.outputs.workbook import notes as workbook_notes
from survey.outputs.workbook import origin as workbook_origin
from survey.outputs.workbook import origin_sheet as workbook_origin_sheet
from survey.outputs.workbook import paper_setup as workbook_paper
from survey.outputs.workbook import table as workbook_table
from survey.outputs.workbook.layout import Layout
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.names import INDEX, ORIGIN, SOURCES, sheet_ja
from survey.outputs.workbook.sizes import TITLE_PT, height_pt, set_in
from survey.raw.atomic import write_whole

_INDEX_HEADS = ("シート", "区分", "問い", "分かったこと", "時点")
_INDEX_WIDTHS = (24, 16, 34, 70, 30)
_LINKS_ROW = 2
# What a reader of the sources wants on one page; the rest is in origin.json.
_SOURCE_COLUMNS = [
    "title_ja", "publisher_ja", "edition", "as_of_date", "landing_url", "definition_ja", "obtained_from",
    "retrieved_at", "file_names", "file_sha256", "raw_path",
]  # fmt: skip


def write(path: Path, findings: list[Finding], subject: Subject, sources: pd.DataFrame) -> None:
    """Write every finding's table to one xlsx, whole or not at all. ``sources`` is the tidy table."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"{subject.name_ja}の行政手続オンライン化"})
        looks = Looks(book)
        index = book.add_worksheet(INDEX)
        for finding in findings:
            sheet = book.add_worksheet(sheet_ja(finding.id))
            _finding_sheet(book, sheet, finding, subject, cited_sources(finding, sources), looks)
        workbook_origin_sheet.write(book.add_worksheet(ORIGIN), findings, subject, sources, looks)
        used = {edition for finding in findings for edition in finding.editions}
        cited = [edition in used for edition in zip(sources["source_id"], sources["edition"], strict=True)]
        _sources_sheet(book, book.add_worksheet(SOURCES), subject, sources[cited], looks)
        _index_sheet(index, findings, subject, looks)
    write_whole(path, rewritten(buffer.getvalue()))


def _finding_sheet(book, sheet, finding: Finding, subject: Subject, sources: pd.DataFrame, looks: Looks) -> None:  # noqa: ANN001
    table = workbook_table.ordered(tables.with_values(workbook_origin.with_cells(finding, subject, sources)))
    layout = workbook_table.layout_of(table)
    heights_pt = workbook_table.write(sheet, table, layout, subject, looks)
    end = workbook_table.TABLE_ROW + 1 + max(1, len(table))
    heights_pt |= _head(sheet, finding.headline_ja, f"{finding.question_ja}　{cite.line(sources)}", layout, looks)
    heights_pt |= workbook_notes.write_figures(sheet, end + 1, workbook_names.figures(finding, subject), layout, looks)
    row = max(end, *heights_pt) + (2 if max(heights_pt) > end else 1)
    told = workbook_notes.notes(finding, subject, table)
    heights_pt |= workbook_notes.write_notes(sheet, row, told, layout, looks)
    workbook_paper.set_up(book, sheet, subject, layout, heights_pt, end)


def _head(sheet, title: str, line: str, layout: Layout, looks: Looks) -> dict[int, float]:  # noqa: ANN001
    """A sheet's title, the line below it and the link to the index; the rows' heights in points."""
    written = workbook_notes.write_across
    title_pt = written(sheet, 0, title, layout, looks.title(), TITLE_PT, is_title=True)
    line_pt = written(sheet, 1, line, layout, looks.note())
    for column, name in enumerate((INDEX, ORIGIN)):
        sheet.write_url(_LINKS_ROW, column, f"internal:'{name}'!A1", looks.link(), f"{name}へ")
    return {0: title_pt, 1: line_pt}


def _sources_sheet(book, sheet, subject: Subject, sources: pd.DataFrame, looks: Looks) -> None:  # noqa: ANN001
    paths = [f"data/raw/{row.source_id}/{row.edition}/table.csv" for row in sources.itertuples()]
    table = workbook_table.ordered(sources.assign(raw_path=paths)[_SOURCE_COLUMNS])
    layout = workbook_table.layout_of(table)
    heights_pt = workbook_table.write(sheet, table, layout, subject, looks)
    title = "出典：使った資料と、その版"
    line = "掲載ページはサイトの名で示す（押すとそのページが開く）。ファイル名と照合用の値は右端の列にあり印刷されない"
    heights_pt |= _head(sheet, title, line, layout, looks)
    end = workbook_table.TABLE_ROW + 1 + len(table)
    workbook_paper.set_up(book, sheet, subject, layout, heights_pt, end)


def _index_sheet(sheet, findings: Sequence[Finding], subject: Subject, looks: Looks) -> None:  # noqa: ANN001
    title = f"{subject.name_ja}の行政手続オンライン化（比較の相手：{subject.group.name_ja}）"
    sheet.merge_range(0, 0, 0, len(_INDEX_WIDTHS) - 1, title, looks.title())
    sheet.set_row(0, height_pt([(title, sum(_INDEX_WIDTHS))], TITLE_PT))
    sheet.set_row(2, height_pt(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)))
    for column, (text, width) in enumerate(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)):
        sheet.write_string(2, column, text, looks.head())
        sheet.set_column(column, column, width)
    for row, finding in enumerate(findings, start=3):
        name = sheet_ja(finding.id)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks.link(), name)
        section = section_ja(finding.id, subject.group)
        told = (section, finding.question_ja, finding.headline_ja, cite.as_of(finding.as_of))
        texts = tuple(set_in(text, width) for text, width in zip(told, _INDEX_WIDTHS[1:], strict=True))
        for column, text in enumerate(texts, start=1):
            workbook_looks.write(sheet, row, column, text, looks.cell())
        sheet.set_row(row, height_pt(zip((name, *texts), _INDEX_WIDTHS, strict=True)))
    for row, name in enumerate((ORIGIN, SOURCES), start=3 + len(findings)):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks.link(), name)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    workbook_paper.set_up_page(sheet, subject)
    sheet.fit_to_pages(1, 0)
