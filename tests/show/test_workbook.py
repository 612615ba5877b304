"""The workbook opens with numbers as numbers, text as text, and the sources in it."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import real_font
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from survey.catalog.specs import listed
from survey.errors import SurveyError
from survey.findings import register
from survey.findings.trace import cited_sources
from survey.show import style, tables, workbook
from survey.show.sections import section_ja
from survey.show.workbook_layout import LEAST_SCALE_PCT, Column, laid_out
from survey.study import Study

FIRST_TABLE_ROW = 5
# Left and right of a cell's text together.
_MARGINS_PT = 5 * 0.75


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, toshima: Study) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "試験.xlsx"
    workbook.write(path, toshima.compute(), toshima.subject, toshima.tables.sources)
    return openpyxl.load_workbook(path)


def test_there_is_an_index_a_sheet_a_finding_and_the_sources(book: openpyxl.Workbook, toshima: Study) -> None:
    assert book.sheetnames == ["目次", *(finding.id for finding in toshima.compute()), "出典"]


def _column(sheet: Worksheet, name: str) -> int:
    """Where a column of the finding's table stands, by its heading."""
    headings = [cell.value for cell in sheet[FIRST_TABLE_ROW]]
    return headings.index(tables.heading(name)) + 1


def test_each_sheet_holds_the_findings_whole_table(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in toshima.compute():
        sheet = book[finding.id]
        sentences = {cell.value for cell in sheet[1]} - {None}
        assert sentences == {finding.headline_ja}
        notes = [str(cell.value) for row in sheet.iter_rows(min_row=FIRST_TABLE_ROW + 1) for cell in row if cell.value]
        for name in finding.table.columns:
            if len(finding.table) and not any(tables.written(value, name) for value in finding.table[name]):
                assert any(tables.heading(name) in note for note in notes)
                continue
            column = _column(sheet, name)
            for row, value in enumerate(finding.table[name], start=FIRST_TABLE_ROW + 1):
                cell = sheet.cell(row, column)
                text = tables.written(value, name)
                if tables.kind(name) in ("count", "pct", "decimal", "number"):
                    assert cell.value == (None if pd.isna(value) else pytest.approx(value))
                elif cell.hyperlink:
                    assert cell.hyperlink.target == text
                    assert text.startswith(cell.value.rstrip("…"))
                else:
                    assert (cell.value or "") == text


def test_a_number_stays_a_number_and_wears_its_unit(book: openpyxl.Workbook) -> None:
    sheet = book["standing"]
    online = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "online"))
    share = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "share_of_applicable_pct"))
    rank = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "rank_by_count"))
    assert [cell.number_format for cell in (online, share, rank)] == ['#,##0"手続"', '0.0"%"', '#,##0"位"']
    assert {cell.data_type for cell in (online, share, rank)} == {"n"}


def test_a_columns_unit_is_the_one_that_its_heading_and_its_name_give() -> None:
    for column, heading, kind in listed("columns").itertuples(index=False, name=None):
        unit = tables.unit(column)
        assert (unit == "%") == column.endswith("_pct"), column
        assert not unit or kind in ("count", "pct", "decimal", "number"), column
        named = re.search(r"（(手続|件|人|千円|ポイント|%)）$", heading)
        if named and kind != "text":
            assert unit == named[1], column


def test_headings_are_japanese_and_frozen_and_a_page_is_a4_landscape(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in toshima.compute():
        sheet = book[finding.id]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if len(finding.table):
            assert sheet.freeze_panes.endswith(str(FIRST_TABLE_ROW + 1))
            assert sheet.print_title_rows == f"${FIRST_TABLE_ROW}:${FIRST_TABLE_ROW}"


def test_every_column_that_a_finding_shows_has_a_japanese_heading(toshima: Study) -> None:
    names = set(toshima.tables.municipalities["name_ja"])
    for finding in toshima.compute():
        for column in finding.table.columns:
            assert tables.heading(column) != column or column in names, f"{finding.id}: {column}"


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
]


def _with_texts(toshima: Study, texts: list[str], path: Path) -> Worksheet:
    """A sheet whose sentence, caveat and cells are these texts."""
    (finding,) = toshima.compute(["behind"])
    table = pd.DataFrame({"name_ja": texts, "online_names_ja": texts})
    bent = dataclasses.replace(finding, headline_ja=texts[0], caveats_ja=tuple(texts), table=table)
    workbook.write(path, [bent], toshima.subject, cited_sources(finding, toshima.tables.sources))
    return openpyxl.load_workbook(path)[finding.id]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_stays_text_even_when_it_is_typed_into_again(
    text: str, tmp_path: Path, toshima: Study
) -> None:
    sheet = _with_texts(toshima, [text], tmp_path / "試験.xlsx")
    cell = sheet.cell(FIRST_TABLE_ROW + 1, 1)
    assert (unescape(cell.value), cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert sheet["A1"].data_type == "s"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60), min_size=1))
@example(["http://" + "x y" * 900])
@example(["http://example.invalid/" + "%" * 1900])
@example(["_x0041_", "\x0b=1", "\ufffe"])
def test_no_text_whatever_becomes_a_formula_or_is_lost(
    tmp_path_factory: pytest.TempPathFactory, toshima: Study, texts: list[str]
) -> None:
    sheet = _with_texts(toshima, texts, tmp_path_factory.mktemp("hostile") / "試験.xlsx")
    for row, text in enumerate(texts, start=FIRST_TABLE_ROW + 1):
        cell = sheet.cell(row, 1)
        assert bool(cell.value) == bool(text)
        assert not text or cell.data_type == "s"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.office
def test_text_stays_text_after_another_program_saved_the_file_again(tmp_path: Path, toshima: Study) -> None:
    _with_texts(toshima, HOSTILE, tmp_path / "book.xlsx")
    again = tmp_path / "again"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", again, tmp_path / "book.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    sheet = openpyxl.load_workbook(again / "book.xlsx")["behind"]
    cells = [sheet.cell(row, 1) for row in range(FIRST_TABLE_ROW + 1, FIRST_TABLE_ROW + 1 + len(HOSTILE))]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
    assert [cell.value.strip() for cell in cells] == [text.strip() for text in HOSTILE]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_text_too_long_for_a_cell_is_an_error_and_not_an_empty_cell(tmp_path: Path, toshima: Study) -> None:
    with pytest.raises(SurveyError, match="too long"):
        _with_texts(toshima, ["あ" * 33_000], tmp_path / "試験.xlsx")


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


def _is_one_page_wide(sheet: Worksheet) -> bool:
    return sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)


def _width(sheet: Worksheet, column: int) -> float:
    """A column's width; the file keeps one entry for neighbours of one width, none for the usual one."""
    entries = sheet.column_dimensions.values()
    return next((entry.width for entry in entries if entry.min <= column <= entry.max), 9.14)


def _pt(sheet: Worksheet, first: int, last: int) -> float:
    """How wide neighbouring columns are, in points: a width of one is seven pixels, the margins among them."""
    return sum(_width(sheet, column) * 7 * 0.75 for column in range(first, last + 1))


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "札幌市", "青ヶ島村"])
def test_no_text_is_cut_and_none_is_printed_too_small(
    name: str, tmp_path: Path, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    workbook.write(tmp_path / "試験.xlsx", study.compute(), study.subject, study.tables.sources)
    for sheet in openpyxl.load_workbook(tmp_path / "試験.xlsx"):
        area = sheet.print_area or sheet.dimensions
        _, _, last, _ = range_boundaries(area.replace("$", "").rpartition("!")[2])
        spans = {
            merged.coord.partition(":")[0]: (merged.min_col, merged.max_col) for merged in sheet.merged_cells.ranges
        }
        for cell in (cell for row in sheet.iter_rows(max_col=last) for cell in row if cell.data_type == "s"):
            first, end = spans.get(cell.coordinate, (cell.column, cell.column))
            size_pt = cell.font.size
            if cell.alignment.textRotation or not cell.alignment.wrap_text:
                continue
            lines = sum(
                real_font.lines(part, (_pt(sheet, first, end) - _MARGINS_PT) / 72, size_pt)
                for part in cell.value.split("\n")
            )
            # A line takes 1.45 of its size in the tallest of the fonts it may be shown in.
            assert lines * size_pt * 1.45 <= sheet.row_dimensions[cell.row].height, f"{sheet.title}!{cell.coordinate}"
        page_pt = (297 / 25.4 - 2 * 0.4) * 72
        if _is_one_page_wide(sheet):
            assert page_pt / _pt(sheet, 1, last) >= 0.74, sheet.title
        else:
            assert sheet.page_setup.scale >= 75
            assert sheet.print_title_cols


def test_a_table_too_wide_for_a_page_is_split_between_columns_and_repeats_the_names() -> None:
    columns = [Column("名称", ["試験市"], is_name=True), *(Column(f"数{i}", ["仮の文" * 12] * 3) for i in range(40))]
    layout = laid_out(columns)
    assert len(layout.pages) > 1
    assert all(page[: layout.keys] == tuple(range(layout.keys)) for page in layout.pages)
    assert sorted({column for page in layout.pages for column in page}) == list(range(len(columns)))
    rest = [column for page in layout.pages for column in page[layout.keys :]]
    assert rest == list(range(layout.keys, len(columns)))


@given(st.lists(st.lists(st.text("あいA1 、", max_size=400), max_size=4), min_size=1, max_size=40))
def test_a_layout_prints_every_column_at_a_size_that_can_be_read(texts: list[list[str]]) -> None:
    layout = laid_out([Column("見出し", column) for column in texts])
    assert {column for page in layout.pages for column in page} == set(range(len(texts)))
    assert LEAST_SCALE_PCT <= layout.scale_pct <= 100
    assert all(8 <= width <= 70 for width in layout.widths)


def test_ids_and_addresses_stand_on_the_sheet_and_are_not_printed(book: openpyxl.Workbook) -> None:
    for name, column in (("matrix", "procedure_id"), ("how_attachments", "source_url"), ("出典", "file_sha256")):
        sheet = book[name]
        _, _, last, _ = range_boundaries(sheet.print_area.replace("$", "").rpartition("!")[2])
        assert _column(sheet, column) > last


def test_the_matrix_has_standing_heads_and_the_wards_own_column_is_marked(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    sheet = book["matrix"]
    wards = [cell for cell in sheet[FIRST_TABLE_ROW] if cell.value in set(toshima.tables.municipalities["name_ja"])]
    assert {cell.alignment.textRotation for cell in wards} == {255}
    marked = [cell.value for cell in wards if cell.fill.fgColor.rgb == "FF" + style.ACCENT.removeprefix("#")]
    assert marked == [toshima.subject.name_ja]
    assert max(_width(sheet, cell.column) for cell in wards) < 6


def test_a_row_says_from_which_of_the_publishers_cells_it_is(book: openpyxl.Workbook, toshima: Study) -> None:
    (finding,) = toshima.compute(["standing"])
    sheet = book["standing"]
    mine = finding.evidence[finding.evidence["municipality_code"] == toshima.subject.code]["locator"]
    first, last = mine.iloc[0], mine.iloc[-1].rpartition("!")[2]
    row = list(finding.table["municipality_code"]).index(toshima.subject.code) + FIRST_TABLE_ROW + 1
    assert sheet.cell(row, _column(sheet, "locator")).value == f"[1] {first}:{last}"


def test_a_procedures_row_names_ones_own_cell_and_counts_the_others(book: openpyxl.Workbook, toshima: Study) -> None:
    (finding,) = toshima.compute(["matrix"])
    sheet = book["matrix"]
    cells = finding.evidence[finding.evidence["item_id"] == finding.table["procedure_id"].iloc[0]]
    own = cells[cells["municipality_code"] == toshima.subject.code]["locator"].item()
    told = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "locator")).value
    assert told == f"[1] {own}、ほか{len(cells) - 1}欄"


def test_below_each_table_stand_its_sources_their_address_and_the_command_that_shows_the_cells(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    for finding in toshima.compute():
        sheet = book[finding.id]
        below = [cell for row in sheet.iter_rows(min_row=FIRST_TABLE_ROW + 1) for cell in row if cell.value]
        texts = " ".join(str(cell.value) for cell in below)
        links = {cell.hyperlink.target for cell in below if cell.hyperlink}
        cited = cited_sources(finding, toshima.tables.sources)
        for _, source in cited.iterrows():
            assert f"data/raw/{source['source_id']}/{source['edition']}/table.csv" in texts
            assert source["file_names"] in texts
            assert pd.isna(source["landing_url"]) or source["landing_url"] in links
        assert (f"survey trace {finding.id} --for {toshima.subject.code}" in texts) == bool(len(cited))
