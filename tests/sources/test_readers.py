"""The publisher's bytes become a grid of text, or an error that says what they are instead."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from random import Random

import openpyxl
import pytest
from grids import csv_file, workbook
from openpyxl.utils import get_column_letter

from survey.errors import BadFile
from survey.sources.readers import Original, column_letter, csv_grid, unpack, xlsx_grid

SHEET = "試験シート"
GRID = [["団体名", "率"], ["試験市", "6.4%"], ["試験町", ""]]
ERROR_PAGE = "<html><head><title>お探しのページは\n 見つかりません</title></head><body>404</body></html>"


def one_member(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def turned(content: bytes, share: float) -> bytes:
    """The same length, its directory whole, but some bytes on the way there turned over."""
    first = int(len(content) * share)
    return content[:first] + bytes(byte ^ 0xFF for byte in content[first : first + 40]) + content[first + 40 :]


def test_columns_are_lettered_as_in_a_spreadsheet_up_to_its_last_one() -> None:
    last = 16_384
    assert [column_letter(n) for n in range(1, last + 1)] == [get_column_letter(n) for n in range(1, last + 1)]


def test_a_workbook_and_a_csv_file_of_the_same_cells_give_the_same_grid() -> None:
    from_workbook = xlsx_grid(Original("試験.xlsx", workbook(GRID, SHEET)), SHEET)
    from_csv = csv_grid(Original("試験.csv", csv_file(GRID)), "utf-8-sig")
    assert from_workbook.equals(from_csv)
    assert from_csv.drop(columns="row").to_numpy().tolist() == GRID


def test_rows_bear_the_publishers_numbers_and_columns_its_letters() -> None:
    grid = csv_grid(Original("試験.csv", csv_file(GRID)), "utf-8-sig")
    assert list(grid.columns) == ["row", "A", "B"]
    assert list(grid["row"]) == [str(number) for number in range(1, len(GRID) + 1)]


def test_a_short_row_is_filled_up_with_nothing() -> None:
    grid = csv_grid(Original("試験.csv", "見出し\r\n試験市,1\r\n".encode()), "utf-8-sig")
    assert grid.drop(columns="row").to_numpy().tolist() == [["見出し", ""], ["試験市", "1"]]


def test_a_line_break_inside_quotes_stays_inside_its_cell() -> None:
    grid = csv_grid(Original("試験.csv", '"団体名\n（フリガナ）",率\r\n試験市,1\r\n'.encode()), "utf-8-sig")
    assert grid.at[0, "A"] == "団体名\n（フリガナ）"
    assert grid.at[1, "A"] == "試験市"


def test_a_blank_line_of_a_csv_file_keeps_its_row_number() -> None:
    grid = csv_grid(Original("試験.csv", "見出し\r\n\r\n試験市\r\n".encode()), "utf-8-sig")
    assert dict(zip(grid["row"], grid["A"], strict=True)) == {"1": "見出し", "2": "", "3": "試験市"}


def test_a_csv_file_may_do_without_the_byte_order_mark() -> None:
    with_mark, without = csv_file(GRID, "utf-8-sig"), csv_file(GRID, "utf-8")
    assert with_mark != without
    one, other = (csv_grid(Original("試験.csv", content), "utf-8-sig") for content in (with_mark, without))
    assert one.equals(other)


def test_numbers_and_dates_of_a_workbook_are_taken_without_their_display_format() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = SHEET
    page.append([16098, 0.72, datetime(2022, 4, 1), datetime(2022, 4, 1, 9, 30), None])
    page["B1"].number_format = "0%"
    buffer = io.BytesIO()
    book.save(buffer)
    grid = xlsx_grid(Original("試験.xlsx", buffer.getvalue()), SHEET)
    assert grid.drop(columns="row").to_numpy().tolist()[0][:4] == ["16098", "0.72", "2022-04-01", "2022-04-01 09:30:00"]


def test_a_renamed_sheet_is_refused_and_the_sheets_that_are_there_are_told() -> None:
    with pytest.raises(BadFile) as caught:
        xlsx_grid(Original("試験.xlsx", workbook(GRID, "改名したシート")), SHEET)
    assert (caught.value.expected, caught.value.got) == (SHEET, "改名したシート")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "shift_jis", "euc_jp"])
def test_an_error_page_is_told_by_its_title_whatever_its_encoding(encoding: str) -> None:
    page = Original("試験.xlsx", ERROR_PAGE.encode(encoding))
    with pytest.raises(BadFile, match="web page") as caught:
        xlsx_grid(page, SHEET)
    assert "お探しのページは 見つかりません" in caught.value.got


def test_an_error_page_saved_as_a_csv_file_is_refused_too() -> None:
    with pytest.raises(BadFile, match="web page"):
        csv_grid(Original("試験.csv", ERROR_PAGE.encode()), "utf-8-sig")


def test_an_old_workbook_under_the_new_ending_is_refused_with_the_bytes_it_starts_with() -> None:
    compound_file = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
    with pytest.raises(BadFile, match="not a workbook") as caught:
        xlsx_grid(Original("試験.xlsx", compound_file), SHEET)
    assert "d0 cf 11 e0" in caught.value.got


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(BadFile):
        xlsx_grid(Original("試験.xlsx", one_member("readme.txt", b"synthetic")), SHEET)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_a_workbook_damaged_inside_is_refused_though_its_directory_is_whole(share: float) -> None:
    many = [[f"試験市{number}", str(number * number)] for number in range(3000)]
    with pytest.raises(BadFile):
        xlsx_grid(Original("試験.xlsx", turned(workbook(many, SHEET), share)), SHEET)


def test_bytes_in_no_encoding_are_not_said_to_be_in_the_one_that_just_failed() -> None:
    noise = Random(1).randbytes(3000)
    with pytest.raises(BadFile, match="declared encoding") as caught:
        csv_grid(Original("試験.csv", noise), "utf-8-sig")
    assert "utf-8" not in caught.value.got


def test_a_quote_that_is_never_closed_is_refused() -> None:
    rows = "".join(f"試験市{number},{number}\r\n" for number in range(20_000))
    with pytest.raises(BadFile):
        csv_grid(Original("試験.csv", ('団体名,率\r\n"' + rows).encode()), "utf-8-sig")


def test_a_zip_gives_its_members_and_a_plain_file_gives_itself() -> None:
    plain = Original("試験一.csv", csv_file(GRID))
    packed = Original("試験.zip", one_member("試験二.csv", csv_file(GRID)))
    assert unpack([plain, packed]) == [plain, Original("試験二.csv", csv_file(GRID))]


def test_a_zip_damaged_inside_is_refused_though_its_directory_is_whole() -> None:
    many = csv_file([[f"試験市{number}", str(number * number)] for number in range(3000)])
    with pytest.raises(BadFile):
        unpack([Original("試験.zip", turned(one_member("試験.csv", many), 0.5))])
