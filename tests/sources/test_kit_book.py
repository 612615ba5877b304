"""What a workbook says outside of its cells' words is refused with its place, never passed over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import docx
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

import kits
from kits import Kit
from survey.errors import BadCell, BadFile, BadLayout, SurveyError
from survey.sources import hearings
from survey.sources.readers import Original
from survey.study import Study

NAME = "試験.xlsx"
TYPED = "made up answer"
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>19</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)


@pytest.fixture(scope="module")
def blank(toshima: Study) -> bytes:
    return kits.blank(toshima)


def _cells(content: bytes) -> set[str]:
    return set(hearings.read(Original(NAME, content)).table.to_numpy().ravel())


def _refused(content: bytes) -> SurveyError:
    with pytest.raises(SurveyError) as caught:
        hearings.read(Original(NAME, content))
    assert NAME in caught.value.where
    assert "survey hearing add" in caught.value.next_step
    return caught.value


def _answered(blank: bytes, edit: Callable[[Kit], object]) -> bytes:
    def fill(kit: Kit) -> None:
        kit.fill({"ge01": TYPED})
        edit(kit)

    return kits.edited(blank, fill)


def _struck(kit: Kit) -> None:
    kit.cell("answer_ja", "ge01").font = Font(strike=True)


def _partly_struck(kit: Kit) -> None:
    kit.cell("answer_ja", "ge01").value = CellRichText("試験の", TextBlock(InlineFont(strike=True), "答え"), "です")


def _commented(kit: Kit) -> None:
    kit.cell("answer_ja", "ge01").comment = Comment("試験のコメント", "試験")


@pytest.mark.parametrize("edit", [_struck, _partly_struck, _commented])
def test_struck_out_words_and_comments_are_refused_with_their_cell(blank: bytes, edit: Callable[[Kit], None]) -> None:
    error = _refused(_answered(blank, edit))
    assert isinstance(error, BadCell)
    assert error.where.endswith(f"cell {Kit(blank).cell('answer_ja', 'ge01').coordinate}")


def test_words_in_several_looks_are_one_text(blank: bytes) -> None:
    def write(kit: Kit) -> None:
        parts = CellRichText(" 試験の\n", TextBlock(InlineFont(b=True), "太い "), "答え")
        kit.cell("answer_ja", "ge01").value = parts

    assert " 試験の\n太い 答え" in _cells(_answered(blank, write))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (200, '0"時間"'),
        (97, '0"%"'),
        (1500, "#,##0,"),
        (12, "¥#,##0"),
        (time(1, 30), "h:mm"),
        (date(2022, 4, 1), 'yyyy"年"m"月"'),
        (date(2022, 4, 1), 'm"月"d"日"'),
    ],
)
def test_what_is_shown_with_more_or_less_than_it_holds_is_refused(blank: bytes, value: object, form: str) -> None:
    def write(kit: Kit) -> None:
        kit.cell("answer_ja", "ge03").value = value
        kit.cell("answer_ja", "ge03").number_format = form

    error = _refused(_answered(blank, write))
    assert error.where.endswith(f"cell {Kit(blank).cell('answer_ja', 'ge03').coordinate}")
    assert form in error.got


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (1234567, "#,##0", "1234567"),
        (0.5, "0.00", "0.5"),
        (0.97, "0%", "97%"),
        (46328, "General", "46328"),
        (datetime(2026, 11, 2), '[$-411]ggge"年"m"月"d"日"', "2026-11-02"),
    ],
)
def test_plain_numbers_and_whole_dates_are_taken(blank: bytes, value: object, form: str, expected: str) -> None:
    def write(kit: Kit) -> None:
        kit.cell("answer_ja", "ge03").value = value
        kit.cell("answer_ja", "ge03").number_format = form

    assert expected in _cells(_answered(blank, write))


def test_a_picture_on_a_sheet_is_refused_with_the_cell_at_its_corner(blank: bytes) -> None:
    buffer = io.BytesIO(_answered(blank, lambda kit: None))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", DRAWING)
    error = _refused(buffer.getvalue())
    assert isinstance(error, BadLayout)
    assert "cell E20" in error.where


def test_a_second_sheet_of_answers_is_refused_not_passed_over(blank: bytes) -> None:
    def copy(kit: Kit) -> None:
        kit.book.copy_worksheet(kit.sheet).title = "聞き取り票 (2)"

    error = _refused(_answered(blank, copy))
    assert isinstance(error, BadFile)
    assert "聞き取り票 (2)" in error.got


def test_sheets_put_in_are_named_where_they_hold_anything(blank: bytes) -> None:
    def put_in(kit: Kit) -> None:
        kit.book.create_sheet("試験のメモ").append(["試験"])
        kit.book.create_sheet("空のシート")

    read = hearings.read(Original(NAME, _answered(blank, put_in)))
    assert read.origin["sheets_unread"] == ["試験のメモ"]


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("前_x005F_x000D_後", "前_x000D_後"),
        ("前_x000D_\n後", "前\n後"),
        ("ax005F_b", "ax005F_b"),
        ("_x005F_x0041_", "_x0041_"),
    ],
)
def test_shared_strings_are_read_as_office_programs_write_them(blank: bytes, stored: str, expected: str) -> None:
    content = kits.with_shared_string(_answered(blank, lambda kit: None), TYPED, stored)
    assert TYPED not in _cells(content)
    assert expected in _cells(content)


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return buffer.getvalue()


def _letter() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (_zip("mimetype", "META-INF/manifest.xml", "content.xml"), ".ods"),
        (_letter(), ".docx"),
        ("番号,回答\r\nge01,試験".encode("cp932"), "not a workbook"),
        (b"%PDF-1.7", "not a workbook"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_save_it_as(content: bytes, told: str) -> None:
    error = _refused(content)
    assert isinstance(error, BadFile)
    assert told in error.what
    assert ".xlsx" in error.next_step
