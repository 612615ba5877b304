"""The workbook: an index, one sheet a finding, their methods and sources. Text is never a formula."""

from __future__ import annotations

import io

import pandas as pd

from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.office_zip import rewritten
from survey.outputs.text import cite
from survey.outputs.text.displayed import with_values
from survey.outputs.workbook import cells, methods_sheet, notes, paper_setup, table
from survey.outputs.workbook.layout import Layout
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.origin import with_cells
from survey.outputs.workbook.sheets import INDEX, METHODS, SOURCES, write_link
from survey.outputs.workbook.sizes import TITLE_PT, height_pt, set_in

_INDEX_HEADS = ("シート", "区分", "問い", "分かったこと", "時点")
_INDEX_WIDTHS = (24, 16, 34, 70, 30)
_LINKS_ROW = 2
# What a reader of the sources wants on one page; the rest is in origin.json.
_SOURCE_COLUMNS = [
    "title_ja", "publisher_ja", "edition", "as_of_date", "landing_url", "definition_ja", "obtained_from",
    "retrieved_at", "file_names", "file_sha256", "raw_path",
]  # fmt: skip


def build(document: Document) -> bytes:
    """The workbook as a file's bytes, the same for the same document."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"{document.subject.name_ja}の行政手続オンライン化"})
        looks = Looks(book)
        index = book.add_worksheet(INDEX)
        for page in document.pages:
            _page_sheet(book, book.add_worksheet(page.sheet_ja), page, document, looks)
        methods_sheet.write(book.add_worksheet(METHODS), document, looks)
        _sources_sheet(book, book.add_worksheet(SOURCES), document, looks)
        _index_sheet(index, document, looks)
    return rewritten(buffer.getvalue())


def _page_sheet(book, sheet, page: Page, document: Document, looks: Looks) -> None:  # noqa: ANN001
    words, finding = document.words, page.finding
    shown = table.ordered(with_values(with_cells(page)))
    layout = table.layout_of(shown, words)
    heights_pt = table.write(sheet, shown, layout, page.subject, words, looks)
    end = table.TABLE_ROW + 1 + max(1, len(shown))
    heights_pt |= _head(sheet, finding.headline_ja, f"{finding.question_ja}　{cite.line(page.sources)}", layout, looks)
    heights_pt |= notes.write_values(sheet, end + 1, page.values, layout, looks)
    row = max(end, *heights_pt) + (2 if max(heights_pt) > end else 1)
    heights_pt |= notes.write_notes(sheet, row, notes.notes(page, shown, words), layout, looks)
    paper_setup.set_up(book, sheet, page.subject, layout, heights_pt, end)


def _head(sheet, title: str, line: str, layout: Layout, looks: Looks) -> dict[int, float]:  # noqa: ANN001
    """A sheet's title, the line below it and the link to the index; the rows' heights in points."""
    across = notes.write_across
    title_pt = across(sheet, 0, title, layout, looks.title(), TITLE_PT, is_title=True)
    line_pt = across(sheet, 1, line, layout, looks.note())
    for column, name in enumerate((INDEX, METHODS)):
        write_link(sheet, _LINKS_ROW, column, name, looks, f"{name}へ")
    return {0: title_pt, 1: line_pt}


def _sources_sheet(book, sheet, document: Document, looks: Looks) -> None:  # noqa: ANN001
    cited, words = _cited(document), document.words
    editions = zip(cited["source_id"], cited["edition"], strict=True)
    paths = [f"data/raw/{source_id}/{edition}/table.csv" for source_id, edition in editions]
    shown = table.ordered(cited.assign(raw_path=paths)[_SOURCE_COLUMNS])
    layout = table.layout_of(shown, words)
    heights_pt = table.write(sheet, shown, layout, document.subject, words, looks)
    title = "出典：使った資料と、その版"
    line = "掲載ページはサイトの名で示す（押すとそのページが開く）。ファイル名と照合用の値は右端の列にあり印刷されない"
    heights_pt |= _head(sheet, title, line, layout, looks)
    end = table.TABLE_ROW + 1 + len(shown)
    paper_setup.set_up(book, sheet, document.subject, layout, heights_pt, end)


def _cited(document: Document) -> pd.DataFrame:
    """The cited sources in the order of the tidy table."""
    keys = ["source_id", "edition"]
    return document.sources.merge(document.cited[keys], on=keys)


def _index_sheet(sheet, document: Document, looks: Looks) -> None:  # noqa: ANN001
    subject = document.subject
    title = f"{subject.name_ja}の行政手続オンライン化（比較の相手：{subject.group.name_ja}）"
    sheet.merge_range(0, 0, 0, len(_INDEX_WIDTHS) - 1, title, looks.title())
    sheet.set_row(0, height_pt([(title, sum(_INDEX_WIDTHS))], TITLE_PT))
    sheet.set_row(2, height_pt(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)))
    for column, (text, width) in enumerate(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)):
        sheet.write_string(2, column, text, looks.head())
        sheet.set_column(column, column, width)
    for row, page in enumerate(document.pages, start=3):
        write_link(sheet, row, 0, page.sheet_ja, looks)
        finding = page.finding
        words = (page.section_ja, finding.question_ja, finding.headline_ja, cite.as_of(finding.as_of))
        texts = tuple(set_in(text, width) for text, width in zip(words, _INDEX_WIDTHS[1:], strict=True))
        for column, text in enumerate(texts, start=1):
            cells.write(sheet, row, column, text, looks.cell())
        sheet.set_row(row, height_pt(zip((page.sheet_ja, *texts), _INDEX_WIDTHS, strict=True)))
    for row, name in enumerate((METHODS, SOURCES), start=3 + len(document.pages)):
        write_link(sheet, row, 0, name, looks)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    paper_setup.set_up_page(sheet, subject)
    sheet.fit_to_pages(1, 0)
