"""The workbook opens with numbers as numbers, text as text, and the sources in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.show import tables, workbook
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
                if tables.kind(name) in ("count", "pct"):
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
    assert "A1:D1" in {str(cells) for cells in book["目次"].merged_cells.ranges}
