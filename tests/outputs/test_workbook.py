"""The workbook opens with numbers as numbers, text as text, and the sources in it."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pandas as pd
import pytest
import real_font
from documents import document_of, section_ja, sheet_ja, shown
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from survey.errors import SurveyError
from survey.findings import registry as register
from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.texts import columns, texts
from survey.findings.trace import cited_sources
from survey.outputs import style
from survey.outputs.text.displayed import ColumnWords, is_listed, is_number, with_values, written
from survey.outputs.workbook import build as workbook
from survey.outputs.workbook import table as workbook_table
from survey.outputs.workbook.cells import number_format
from survey.outputs.workbook.layout import LEAST_SCALE_PCT, PAGE_PT, laid_out
from survey.outputs.workbook.pages import paged
from survey.outputs.workbook.sheets import by_sheet
from survey.outputs.workbook.sizes import Column, set_in
from survey.outputs.workbook.table import heading
from survey.study import Study

pytestmark = pytest.mark.slow

FIRST_TABLE_ROW = 5
WORDS = ColumnWords("区", "23区")
# Left and right of a cell's text together.
_MARGINS_PT = 5 * 0.75


@pytest.fixture(scope="module")
def book(book_of: Callable[[str], openpyxl.Workbook]) -> openpyxl.Workbook:
    return book_of("豊島区")


def test_there_is_an_index_a_sheet_a_finding_and_the_sources(book: openpyxl.Workbook, toshima: Study) -> None:
    assert book.sheetnames == ["目次", *(finding.texts.sheet_ja for finding in shown(toshima)), "方法と元", "出典"]


def _column(sheet: Worksheet, name: str) -> int:
    """Where a column of the finding's table stands, by its heading in a sheet for a ward."""
    headings = [cell.value for cell in sheet[FIRST_TABLE_ROW]]
    return headings.index(heading(name, WORDS)) + 1


def test_each_sheet_holds_the_findings_whole_table(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in shown(toshima):
        sheet = book[finding.texts.sheet_ja]
        # A title that needs two lines is broken where it may be.
        sentences = {cell.value.replace("\n", "") for cell in sheet[1] if cell.value}
        assert sentences == {finding.headline_ja}
        notes = [str(cell.value) for row in sheet.iter_rows(min_row=FIRST_TABLE_ROW + 1) for cell in row if cell.value]
        for name in finding.table.columns:
            if len(finding.table) and not any(written(value, name) for value in finding.table[name]):
                assert any(WORDS.heading(name) in note for note in notes)
                continue
            column = _column(sheet, name)
            for row, value in enumerate(finding.table[name], start=FIRST_TABLE_ROW + 1):
                cell = sheet.cell(row, column)
                text = written(value, name)
                if is_number(name):
                    assert cell.value == (None if pd.isna(value) else pytest.approx(value))
                elif cell.hyperlink:
                    assert cell.hyperlink.target == text
                    assert cell.value == urlsplit(text).hostname
                elif name == "locator":
                    assert re.fullmatch(rf"\[\d+\] {text.rpartition('!')[2]}", cell.value)
                else:
                    # Just as it is, without a line break that looking it up would stumble over.
                    assert (cell.value or "") == text


def test_a_number_stays_a_number_and_wears_its_unit(book: openpyxl.Workbook) -> None:
    sheet = book[sheet_ja("standing")]
    online = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "online"))
    share = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "share_of_applicable_pct"))
    rank = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "rank_by_count"))
    assert [cell.number_format for cell in (online, share, rank)] == ['#,##0"手続"', '0.0"%"', '#,##0"位"']
    assert {cell.data_type for cell in (online, share, rank)} == {"n"}


def test_a_columns_unit_is_the_one_that_its_heading_and_its_name_give() -> None:
    for column, words in columns().items():
        unit = words.unit_ja
        assert (unit == "%") == column.endswith("_pct"), column
        assert not unit or is_number(column), column
        in_heading = re.search(r"（(手続|件|人|千円|ポイント|%)）$", words.heading_ja)
        if in_heading and words.format != "text":
            assert unit == in_heading[1], column


def test_a_heading_says_whom_the_municipality_is_compared_with_and_loses_its_unit_where_numbers_wear_it() -> None:
    village = ColumnWords("町村", "東京都の13町村")
    assert WORDS.heading("group_online") == "オンラインの区（数）"
    assert village.heading("group_online") == "オンラインの町村（数）"
    assert village.unit("group_online") == "町村"
    assert heading("group_online", village) == "オンラインの町村"
    assert WORDS.bare_heading("country_reporting") == "申請率を報告した団体（全国）"
    assert WORDS.bare_heading("share_of_applicable_pct") == WORDS.heading("share_of_applicable_pct")[: -len("（%）")]
    assert ColumnWords().heading("group_online") == "オンラインの団体（数）"
    assert not [name for name in columns() if "{" in WORDS.heading(name) + WORDS.unit(name)]


def test_headings_are_japanese_and_frozen_and_a_page_is_a4_landscape(book: openpyxl.Workbook, toshima: Study) -> None:
    for finding in shown(toshima):
        sheet = book[finding.texts.sheet_ja]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if len(finding.table):
            assert sheet.freeze_panes.endswith(str(FIRST_TABLE_ROW + 1))
            last = FIRST_TABLE_ROW + len(finding.table)
            goes_on = any(page.id < last for page in sheet.row_breaks.brk)
            assert (sheet.print_title_rows == f"${FIRST_TABLE_ROW}:${FIRST_TABLE_ROW}") == goes_on


def test_every_column_that_a_finding_shows_has_a_japanese_heading(toshima: Study) -> None:
    names = set(toshima.tables.municipalities["name_ja"])
    for finding in shown(toshima):
        for column in finding.table.columns:
            assert WORDS.heading(column) != column or column in names, f"{finding.id}: {column}"


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
    path.write_bytes(workbook.build(document_of(toshima, [bent])))
    return openpyxl.load_workbook(path)[finding.texts.sheet_ja]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_stays_text_even_when_it_is_typed_into_again(
    text: str, tmp_path: Path, toshima: Study
) -> None:
    sheet = _with_texts(toshima, [text], tmp_path / "試験.xlsx")
    cell = sheet.cell(FIRST_TABLE_ROW + 1, 1)
    assert (unescape(cell.value), cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert sheet["A1"].data_type == "s"


# Each example is a workbook that is written and opened; what is hostile by itself stands in HOSTILE and below.
@settings(max_examples=40)
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
    sheet = openpyxl.load_workbook(again / "book.xlsx")[sheet_ja("behind")]
    cells = [sheet.cell(row, 1) for row in range(FIRST_TABLE_ROW + 1, FIRST_TABLE_ROW + 1 + len(HOSTILE))]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
    assert [cell.value.strip() for cell in cells] == [text.strip() for text in HOSTILE]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_text_too_long_for_a_cell_is_an_error_and_not_an_empty_cell(tmp_path: Path, toshima: Study) -> None:
    with pytest.raises(SurveyError, match="too long"):
        _with_texts(toshima, ["あ" * 33_000], tmp_path / "試験.xlsx")


def _cited(study: Study) -> pd.DataFrame:
    """The stored editions that some finding rests on, in their order."""
    used = {edition for finding in shown(study) for edition in finding.editions}
    sources = study.tables.sources
    return sources[[tuple(pair) in used for pair in sources[["source_id", "edition"]].to_numpy()]]


def test_the_sources_sheet_lists_every_cited_edition_with_its_hash_and_no_other(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    text = {cell.value for row in book["出典"].iter_rows() for cell in row}
    cited = set(_cited(toshima)["file_sha256"])
    assert cited
    assert text & set(toshima.tables.sources["file_sha256"]) == cited


def test_the_index_title_spans_its_columns_so_that_it_is_not_cut(book: openpyxl.Workbook) -> None:
    assert "A1:E1" in {str(cells) for cells in book["目次"].merged_cells.ranges}


def test_the_index_has_a_line_a_finding_with_section_question_sentence_and_date(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    index = book["目次"]
    assert [cell.value for cell in index[3]] == ["シート", "区分", "問い", "分かったこと", "時点"]
    for row, finding in enumerate(shown(toshima), start=4):
        name, section, question, sentence, date = (cell.value.replace("\n", "") for cell in index[row])
        assert (name, question, sentence) == (finding.texts.sheet_ja, finding.question_ja, finding.headline_ja)
        assert section == section_ja(toshima, finding)
        assert "-" not in date
        assert index.cell(row, 1).hyperlink.location == f"'{name}'!A1"
    assert index.freeze_panes == "B4"
    assert _is_one_page_wide(index)


def test_every_findings_sheet_has_a_japanese_name_of_its_own_that_a_sheet_may_have(toshima: Study) -> None:
    names = [finding.texts.sheet_ja for finding in shown(toshima)]
    assert len({*names, "目次", "方法と元", "出典"}) == len(names) + 3
    for name in names:
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert not re.search("[A-Za-z]", name)


def _is_one_page_wide(sheet: Worksheet) -> bool:
    return sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)


def _last_printed(sheet: Worksheet) -> int:
    areas = (sheet.print_area or sheet.dimensions).replace("$", "").split(",")
    return max(range_boundaries(area.rpartition("!")[2])[2] for area in areas)


def _width(sheet: Worksheet, column: int) -> float:
    """A column's width; the file keeps one entry for neighbours of one width, none for the usual one."""
    entries = sheet.column_dimensions.values()
    return next((entry.width for entry in entries if entry.min <= column <= entry.max), 9.14)


def _pt(sheet: Worksheet, first: int, last: int) -> float:
    """How wide neighbouring columns are, in points: a width of one is seven pixels, the margins among them."""
    return sum(_width(sheet, column) * 7 * 0.75 for column in range(first, last + 1))


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "札幌市", "青ヶ島村"])
def test_no_text_is_cut_and_none_is_printed_too_small(name: str, book_of: Callable[[str], openpyxl.Workbook]) -> None:
    for sheet in book_of(name):
        last = _last_printed(sheet)
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
            assert page_pt / _pt(sheet, 1, last) >= 0.69, sheet.title
        else:
            assert (sheet.page_setup.scale or 100) >= 70
            assert sheet.print_title_cols or _pt(sheet, 1, last) * (sheet.page_setup.scale or 100) / 100 <= page_pt


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
    assert all(7 <= width <= 70 for width in layout.widths)


def test_ids_and_addresses_stand_on_the_sheet_and_are_not_printed(book: openpyxl.Workbook, toshima: Study) -> None:
    (attachments,) = (page.texts.sheet_ja for page in shown(toshima) if page.id == "childcare_attachments")
    standing = sheet_ja("standing")
    places = ((attachments, "source_url"), (attachments, "practice_id"), (standing, "municipality_code"))
    for name, column in ((sheet_ja("matrix"), "procedure_id"), ("出典", "file_sha256"), *places):
        assert _column(book[name], column) > _last_printed(book[name])


def test_the_matrix_has_standing_heads_and_the_wards_own_column_is_marked(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    sheet = book[sheet_ja("matrix")]
    wards = [cell for cell in sheet[FIRST_TABLE_ROW] if cell.value in set(toshima.tables.municipalities["name_ja"])]
    assert {cell.alignment.textRotation for cell in wards} == {255}
    marked = [cell.value for cell in wards if cell.fill.fgColor.rgb == "FF" + style.ACCENT.removeprefix("#")]
    assert marked == [toshima.subject.name_ja]
    assert max(_width(sheet, cell.column) for cell in wards) < 6


def test_a_row_says_from_which_of_the_publishers_cells_it_is(book: openpyxl.Workbook, toshima: Study) -> None:
    (finding,) = toshima.compute(["standing"])
    sheet = book[sheet_ja("standing")]
    mine = finding.evidence[finding.evidence["municipality_code"] == toshima.subject.code]["locator"]
    first, last = (mine.iloc[place].rpartition("!")[2] for place in (0, -1))
    row = list(finding.table["municipality_code"]).index(toshima.subject.code) + FIRST_TABLE_ROW + 1
    assert sheet.cell(row, _column(sheet, "locator")).value == f"[1] {first}:{last}"


def test_a_procedures_row_names_ones_own_cell_and_counts_the_others(book: openpyxl.Workbook, toshima: Study) -> None:
    finding = toshima.page("matrix")
    sheet = book[sheet_ja("matrix")]
    cells = finding.evidence[finding.evidence["item_id"] == finding.table["procedure_id"].iloc[0]]
    own = cells[cells["municipality_code"] == toshima.subject.code]["locator"].item().rpartition("!")[2]
    told = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "locator")).value
    assert told == f"[1] {own}、ほか{len(cells) - 1}欄"


def test_one_sheet_says_of_each_finding_how_it_was_counted_and_from_which_files(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    blocks: dict[str, list] = {}
    for row in book["方法と元"].iter_rows(min_row=4):
        named = row[0].hyperlink and row[0].hyperlink.location
        cells = blocks.setdefault(row[0].value if named else next(reversed(blocks), ""), [])
        cells.extend(cell for cell in row if cell.value)
    for finding in shown(toshima):
        texts = " ".join(str(cell.value) for cell in blocks[finding.texts.sheet_ja]).replace("\n", "")
        links = {cell.hyperlink.target for cell in blocks[finding.texts.sheet_ja] if cell.hyperlink}
        assert by_sheet(finding.method_ja) in texts
        for _, source in cited_sources(finding, toshima.tables.sources).iterrows():
            assert source["file_names"] in texts
            assert pd.isna(source["landing_url"]) or source["landing_url"] in links


def test_where_a_source_has_two_tables_the_cells_say_in_the_publishers_word_which(book: openpyxl.Workbook) -> None:
    sheet = book[sheet_ja("used")]
    told = sheet.cell(FIRST_TABLE_ROW + 1, _column(sheet, "locator")).value
    assert re.match(r"\[1\] 行政手続のオンライン申請率![A-Z]+\d+", told)
    for finding_sheet in book:
        heads = [cell.value for cell in finding_sheet[FIRST_TABLE_ROW]]
        for row in finding_sheet.iter_rows(min_row=FIRST_TABLE_ROW + 1):
            cells = [str(cell.value) for head, cell in zip(heads, row, strict=True) if head == "元の欄" and cell.value]
            assert not [text for text in cells if re.search(r"[a-z]", text)]


def test_other_sheets_are_cited_by_the_name_on_their_tab(book: openpyxl.Workbook) -> None:
    questions = [f"「{texts(finding_id).question_ja}」" for finding_id in register.FINDINGS]
    notes = [text for sheet in book for text in _texts(sheet, FIRST_TABLE_ROW) if sheet.title != "目次"]
    assert not [text for text in notes if any(question in text for question in questions)]
    assert any("シート「確かめたい申請率」" in text for text in notes)


def test_no_line_of_a_wrapped_text_begins_with_a_closing_mark(book: openpyxl.Workbook) -> None:
    broken = [part for sheet in book for text in _texts(sheet) for part in text.split("\n")[1:]]
    assert broken
    assert not [line for line in broken if line[:1] in set("、。）」")]


@given(text=st.text(alphabet="手続の、。（）12件", max_size=80), width=st.floats(12, 60))
def test_setting_a_text_loses_nothing_and_changes_only_what_would_begin_badly(text: str, width: float) -> None:
    assert set_in(text, width).replace("\n", "") == text
    if not set(text) & set("、。）"):
        assert set_in(text, width) == text


@pytest.mark.parametrize("value", [0.004, -0.004, 0.00004, -0.3, 0.57, 0.0])
def test_a_small_number_shows_its_sign_in_a_cell_as_in_words(value: float) -> None:
    form = number_format("fiscal_strength_index", value, "")
    decimals = len(form.partition(".")[2])
    assert written(value, "fiscal_strength_index") == f"{value:.{decimals}f}"
    assert decimals >= 2
    assert (round(value, decimals) > 0, round(value, decimals) < 0) == (value > 0, value < 0)


def test_the_next_steps_are_printed_on_one_page_across(study_of: Callable[[str], Study]) -> None:
    for name in ("豊島区", "渋谷区", "八王子市", "青ヶ島村"):
        study = study_of(name)
        (finding,) = study.compute(["priorities"])
        table = workbook_table.ordered(with_values(finding.table))
        layout = workbook_table.layout_of(table, ColumnWords.of(study.subject.group))
        assert len(layout.pages) == 1, name
        assert layout.scale_pct >= LEAST_SCALE_PCT


def test_the_next_steps_name_a_procedure_as_their_sentence_does(toshima: Study) -> None:
    (finding,) = toshima.compute(["priorities"])
    first = finding.table[finding.table["priority_rank"] == 1]
    assert all(name in finding.headline_ja for name in first["short_ja"])


def _texts(sheet: Worksheet, first: int = 1) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows(min_row=first) for cell in row if cell.value is not None]


def test_the_command_that_leads_back_stands_in_the_last_line_of_a_sheet_and_nowhere_else(
    book: openpyxl.Workbook, toshima: Study
) -> None:
    for finding in shown(toshima):
        texts = _texts(book[finding.texts.sheet_ja], 2)
        commands = [text for text in texts if "survey trace" in text]
        back = f"この数字の元をたどる（事務局向け）：survey trace {finding.id} --for {toshima.subject.code}"
        assert commands == ([back] if len(finding.evidence) else [])
        assert not commands or texts[-1] == back


def test_an_edition_is_written_as_a_japanese_date_or_fiscal_year(book: openpyxl.Workbook, toshima: Study) -> None:
    sheet = book["出典"]
    cited = _cited(toshima)
    shown = [sheet.cell(row, _column(sheet, "edition")).value for row in range(6, 6 + len(cited))]
    assert shown == [wording.day(edition) for edition in cited["edition"]]
    for finding_sheet in book:
        # A file's name stays as it is printed.
        heads = [cell.value for cell in finding_sheet[FIRST_TABLE_ROW]]
        for row in finding_sheet.iter_rows(min_row=FIRST_TABLE_ROW + 1):
            for head, cell in zip(heads, row, strict=True):
                if head in ("版", "基準日", "会議の日", "期限\n（日付）", "始まった時期", "ページの日付"):
                    assert not re.search(r"\d{4}", str(cell.value))


def test_a_table_without_rows_says_so_in_one(study_of: Callable[[str], Study]) -> None:
    (finding,) = study_of("八王子市").compute(["ahead"])
    assert not len(finding.table)
    sheet = _book_of(study_of("八王子市"), [finding])[sheet_ja("ahead")]
    assert sheet.cell(FIRST_TABLE_ROW + 1, 1).value == "該当なし"


def test_a_sheet_without_a_table_says_what_it_would_need(study_of: Callable[[str], Study]) -> None:
    study = study_of("八王子市")
    missing = [finding for finding in study.compute() if not finding.computable]
    assert missing
    book = _book_of(study, missing)
    for finding in missing:
        assert f"この表に要るもの：{finding.texts.needs_ja}" in _texts(book[finding.texts.sheet_ja])


def test_the_legend_explains_each_mark_of_the_matrix(book: openpyxl.Workbook, toshima: Study) -> None:
    sheet = book[sheet_ja("matrix")]
    (legend,) = [text for text in _texts(sheet) if text.startswith("表の印：")]
    finding = toshima.page("matrix")
    places = [name for name in finding.table.columns if not is_listed(name)]
    for mark in {written(value, name) for name in places for value in finding.table[name]}:
        assert f"{mark or '空白'}＝" in legend


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DATE = re.compile(r"(?:令和|平成)[\d元]+年(?:度|\d+月(?:\d+日)?)?")


def _numbers(texts: Iterable[str]) -> set[float]:
    return {float(found.replace(",", "")) for text in texts for found in _NUMBER.findall(_DATE.sub("", text))}


def _book_of(study: Study, findings: list[Finding]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.build(document_of(study, findings))))


# What counts rows of the table, or bounds them: the reader finds it by counting, the sheet does not print it.
_COUNTED_IN_THE_TABLE = {"map": 1, "moved": 1, "practices": 1}


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "青ヶ島村"])
def test_every_number_of_a_sentence_stands_in_its_sheet(
    name: str, study_of: Callable[[str], Study], book_of: Callable[[str], openpyxl.Workbook]
) -> None:
    study, book = study_of(name), book_of(name)
    # What cannot be computed has a reason in place of a sentence, and no numbers.
    for finding in (finding for finding in shown(study) if finding.computable):
        below = _numbers(_texts(book[finding.texts.sheet_ja], 2))
        rounded = below | {float(round(number)) for number in below}
        missing = {number for number in _numbers([finding.headline_ja]) if number not in rounded}
        assert len(missing) <= _COUNTED_IN_THE_TABLE.get(finding.id, 0), f"{finding.id}: {missing}"


def test_every_labelled_value_is_one_that_a_finding_has(study_of: Callable[[str], Study]) -> None:
    for finding in shown(study_of("豊島区")):
        assert not finding.computable or set(finding.texts.values) <= set(finding.values), finding.id


@given(
    st.lists(st.floats(15, 150), min_size=1, max_size=200),
    st.lists(st.floats(15, 60), max_size=8),
    st.integers(70, 100),
)
@example([40.0] * 20, [40.0] * 8, 100)
@example([150.0] * 3, [60.0] * 8, 100)
def test_no_page_repeats_the_headings_over_notes_alone(rows: list[float], notes: list[float], scale_pct: int) -> None:
    head, end = 2, 3 + len(rows)
    heights_pt = [30.0, 15.0, 40.0, *rows, *notes]
    pages = paged(heights_pt, head, end, scale_pct)
    if sum(heights_pt) <= PAGE_PT * 0.95 * 100 / LEAST_SCALE_PCT:
        assert not pages.breaks or pages.scale_pct == LEAST_SCALE_PCT, "one page would have held it"
    assert LEAST_SCALE_PCT <= pages.scale_pct <= scale_pct
    bounds = [0, *pages.breaks, len(heights_pt)]
    assert bounds == sorted(set(bounds)) or not notes
    if pages.repeats:
        assert all(head < start < end for start in pages.breaks)
    room_pt = PAGE_PT * 100 / pages.scale_pct
    for start, stop in itertools.pairwise(bounds):
        assert sum(heights_pt[start:stop]) + (40 if pages.repeats and start else 0) <= room_pt


def test_a_page_of_a_single_row_is_avoided_by_smaller_print() -> None:
    for rows in range(10, 60):
        heights_pt = [30.0, 15.0, 40.0, *[40.0] * rows, *[40.0] * 10]
        pages = paged(heights_pt, 2, 3 + rows, 100)
        if pages.repeats:
            assert 1 not in {stop - start for start, stop in itertools.pairwise(pages.breaks)}, rows
