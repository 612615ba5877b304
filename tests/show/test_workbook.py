"""The workbook opens with numbers as numbers, text as text, and the sources in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import real_font
from openpyxl.worksheet.worksheet import Worksheet

from survey.findings import register
from survey.show import tables, workbook
from survey.show.sections import section_ja
from survey.study import Study

FIRST_TABLE_ROW = 5


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, toshima: Study) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "試験.xlsx"
    workbook.write(path, toshima.compute(), toshima.subject, toshima.tables.sources)
    return openpyxl.load_workbook(path)


def test_there_is_an_index_a_sheet_a_finding_and_the_sources(book: openpyxl.Workbook, toshima: Study) -> None:
    assert book.sheetnames == ["目次", *(finding.id for finding in toshima.compute()), "出典"]


def test_each_sheet_holds_the_findings_whole_table(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in toshima.compute():
        sheet = book[finding.id]
        assert sheet["A1"].value == finding.headline_ja
        headings = [cell.value for cell in sheet[FIRST_TABLE_ROW] if cell.value is not None]
        assert headings == [tables.heading(name) for name in finding.table.columns]
        for offset, (_, row) in enumerate(finding.table.iterrows(), start=1):
            for column, name in enumerate(finding.table.columns, start=1):
                cell = sheet.cell(FIRST_TABLE_ROW + offset, column).value
                if tables.kind(name) in ("count", "pct", "decimal", "number"):
                    assert cell == (None if pd.isna(row[name]) else pytest.approx(row[name]))
                else:
                    assert (cell or "") == tables.written(row[name], name)


def test_headings_are_japanese_and_frozen_and_a_page_is_a4_landscape(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in toshima.compute():
        sheet = book[finding.id]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if len(finding.table):
            assert sheet.freeze_panes == f"A{FIRST_TABLE_ROW + 1}"


def test_every_column_that_a_finding_shows_has_a_japanese_heading(toshima: Study) -> None:
    names = set(toshima.tables.municipalities["name_ja"])
    for finding in toshima.compute():
        for column in finding.table.columns:
            assert tables.heading(column) != column or column in names, f"{finding.id}: {column}"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.invalid")'])
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path, toshima: Study) -> None:
    (finding,) = toshima.compute(["behind"])
    bent = dataclasses.replace(finding, headline_ja=text, table=finding.table.assign(name_ja=text))
    path = tmp_path / "試験.xlsx"
    workbook.write(path, [bent], toshima.subject, toshima.tables.sources)
    sheet = openpyxl.load_workbook(path)[finding.id]
    assert (sheet["A1"].value, sheet["A1"].data_type) == (text, "s")
    assert sheet.cell(FIRST_TABLE_ROW + 1, list(bent.table.columns).index("name_ja") + 1).data_type == "s"


def test_the_sources_sheet_lists_every_stored_edition_with_its_hash(book: openpyxl.Workbook, toshima: Study) -> None:
    text = {cell.value for row in book["出典"].iter_rows() for cell in row}
    assert set(toshima.tables.sources["file_sha256"]) <= text


def test_the_index_title_spans_its_columns_so_that_it_is_not_cut(book: openpyxl.Workbook) -> None:
    assert "A1:E1" in {str(cells) for cells in book["目次"].merged_cells.ranges}


def test_the_index_has_a_line_a_finding_with_section_question_sentence_and_date(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    index = book["目次"]
    assert [cell.value for cell in index[3]] == ["シート", "区分", "問い", "分かったこと", "時点"]
    for row, finding in enumerate(toshima.compute(), start=4):
        name, section, question, sentence, date = (cell.value for cell in index[row])
        assert (name, question, sentence) == (finding.id, finding.question_ja, finding.headline_ja)
        assert section == section_ja(finding.id, toshima.subject.group)
        assert "-" not in date
        assert index.cell(row, 1).hyperlink.location == f"'{finding.id}'!A1"
    assert index.freeze_panes == "B4"
    assert _is_one_page_wide(index)


def test_every_findings_id_can_be_a_sheets_name() -> None:
    for finding_id in register.FINDINGS:
        assert len(finding_id) <= 31
        assert not set(finding_id) & set("[]:*?/\\")


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory, toshima: Study) -> Worksheet:
    """A sheet with four columns of eighty characters and two of few."""
    (finding,) = toshima.compute(["behind"])
    text = "仮の文をここに置く、八十字くらい。" * 5
    columns = {f"words_{number}": [text] * 6 for number in range(4)}
    table = pd.DataFrame({"name_ja": ["試験市"] * 6, **columns, "said_on": ["2021-03-29"] * 6})
    path = tmp_path_factory.mktemp("wordy") / "試験.xlsx"
    workbook.write(path, [dataclasses.replace(finding, table=table)], toshima.subject, toshima.tables.sources)
    return openpyxl.load_workbook(path)[finding.id]


def _widths(sheet: Worksheet) -> list[float]:
    """Every column's width; the file keeps one entry for neighbours of one width."""
    return [entry.width for entry in sheet.column_dimensions.values() for _ in range(entry.min, entry.max + 1)]


def _is_one_page_wide(sheet: Worksheet) -> bool:
    return sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)


def test_columns_of_long_text_are_wrapped_and_share_a_page_in_landscape(wordy: Worksheet) -> None:
    widths = _widths(wordy)
    assert max(widths) <= 45
    assert min(widths[1:5]) >= 24
    assert sum(widths) <= 145
    assert _is_one_page_wide(wordy)
    for row in range(FIRST_TABLE_ROW + 1, FIRST_TABLE_ROW + 7):
        for cell, width in zip(wordy[row], widths, strict=True):
            assert cell.alignment.wrap_text
            # A full-width character takes nearly two of Excel's, a line 13 points at least.
            lines = real_font.ems(cell.value) * 1.9 / width
            assert wordy.row_dimensions[row].height >= 13 * lines


def test_short_columns_keep_their_width_beside_long_ones(wordy: Worksheet) -> None:
    assert _widths(wordy)[-1] >= len("2021-03-29")


def test_no_row_is_higher_than_excel_allows(tmp_path: Path, toshima: Study) -> None:
    (finding,) = toshima.compute(["behind"])
    table = pd.DataFrame({"name_ja": ["あ" * 3000]})
    path = tmp_path / "試験.xlsx"
    workbook.write(path, [dataclasses.replace(finding, table=table)], toshima.subject, toshima.tables.sources)
    sheet = openpyxl.load_workbook(path)[finding.id]
    assert max(row.height for row in sheet.row_dimensions.values() if row.height) <= 409
