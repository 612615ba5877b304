"""Files made to hurt: a reader refuses each by name, within its limits. Everything here is made up."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from grids import csv_file
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import BadCell, BadFile, BadLayout, NotFound, SurveyError
from survey.sources import archives, original, readers
from survey.sources.archives import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED_BYTES
from survey.sources.original import Original, from_disk
from survey.sources.readers import MOST_CHARACTERS, csv_grid, unpack, xlsx_grid

pytestmark = pytest.mark.slow

SHEET = "試験シート"
GRID = [["団体名", "率"], ["試験市", "6.4%"], ["試験町", ""]]
SHEET_PART = "xl/worksheets/sheet1.xml"


def _streamed() -> bytes:
    """The grid as openpyxl streams it: texts in the sheet itself, where tests change them, and no reach."""
    book, buffer = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet(SHEET)
    for row in GRID:
        sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


GOOD = _streamed()


def zipped(members: dict[str, bytes], edit: Callable[[zipfile.ZipInfo], None] = lambda _: None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name that is there already is what some of these are about
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            edit(member)
            archive.writestr(member, content)
    return buffer.getvalue()


def changed(**parts: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with parts changed, keyed by the end of their name (sheet1, workbook)."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for end, change in parts.items():
        (name,) = (name for name in members if name.endswith(f"{end}.xml"))
        members[name] = change(members[name])
    return zipped(members)


def refused_zip(content: bytes) -> BadFile:
    with pytest.raises(BadFile) as caught:
        unpack([Original("試験.zip", content)])
    assert caught.value.where.startswith("試験.zip")
    assert caught.value.next_step
    return caught.value


def refused_workbook(content: bytes, kind: type[SurveyError] = BadFile) -> SurveyError:
    with pytest.raises(kind) as caught:
        xlsx_grid(Original("試験.xlsx", content), SHEET)
    assert caught.value.where.startswith("試験.xlsx")
    assert caught.value.next_step
    return caught.value


# Zips


@pytest.mark.parametrize("name", ["../試験.csv", "/試験.csv", "a/../../試験.csv", "C:/試験.csv", "\\試験.csv"])
def test_a_path_out_of_the_zip_is_refused(name: str) -> None:
    assert "outside" in refused_zip(zipped({name: b"a"})).what


def test_a_link_in_a_zip_is_refused() -> None:
    def link(member: zipfile.ZipInfo) -> None:
        member.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "link" in refused_zip(zipped({"試験.csv": b"/etc/hostname"}, link)).what


def test_two_files_of_one_name_are_refused() -> None:
    buffer = io.BytesIO(zipped({"a.csv": b"1", "b.csv": b"2"}))
    assert "one name" in refused_zip(buffer.getvalue().replace(b"b.csv", b"a.csv")).what


def test_a_file_behind_a_password_is_refused_as_such() -> None:
    content = bytearray(zipped({"a.csv": b"1"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    assert "password" in refused_zip(bytes(content)).what


def test_a_name_said_to_be_utf8_that_is_not_is_refused() -> None:
    content = zipped({"試験.csv": b"1"}).replace("試験".encode(), b"\xff\xfe\xfd\xff\xfe\xfd")
    assert "damaged" in refused_zip(content).what


def test_a_name_that_turns_its_own_ending_round_is_refused_and_shown_safely() -> None:
    error = refused_zip(zipped({"\u202evsc.exe": b"1"}))
    assert error.got == "U+202E"
    assert "\u202e" not in str(error)
    assert "\\u202e" in str(error)


def test_a_name_in_the_code_page_of_japanese_windows_is_read() -> None:
    content = bytearray(zipped({"xxxx.csv": b"1"}).replace(b"xxxx", "試験".encode("cp932")))
    assert [member.name for member in unpack([Original("試験.zip", bytes(content))])] == ["試験.csv"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_cannot_be_taken_in_pieces_is_refused(packing: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("a.csv", b"1")
    assert "packed in a way" in refused_zip(buffer.getvalue()).what


def test_a_file_packed_far_tighter_than_any_table_is_refused() -> None:
    error = refused_zip(zipped({"a.csv": bytes(5_000_000)}))
    assert "tightly" in error.what
    assert str(MOST_RATIO) in error.expected


def test_what_a_zip_unpacks_into_is_limited_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", 1_000)
    assert "far more" in refused_zip(zipped({f"{number}.csv": bytes(400) for number in range(3)})).what
    assert MOST_UNPACKED_BYTES > 10 * 6_775_382  # the publishers' largest workbook, unpacked


def test_how_many_files_a_zip_holds_is_limited() -> None:
    error = refused_zip(zipped({f"{number}.csv": b"" for number in range(MOST_MEMBERS + 1)}))
    assert f"{MOST_MEMBERS + 1} files" in error.got


def test_a_size_that_is_told_too_small_is_not_believed() -> None:
    """Python's own reader would unpack all of it at once before it notices."""
    content = bytearray(zipped({"a.csv": bytes(900_000)}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.index(magic) + at, 100)
    assert "damaged" in refused_zip(bytes(content)).what


# Workbooks


def test_entities_in_a_workbook_are_refused_wherever_they_are_declared() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for part in ("sheet1", "workbook", "styles"):
        error = refused_workbook(changed(**{part: lambda xml: bomb + xml.replace(b'<?xml version="1.0"?>', b"")}))
        assert "document type" in error.what
        assert part in error.where


def test_an_external_entity_is_refused_before_anybody_asks_for_it() -> None:
    outside = b'<!-- a --><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    assert "document type" in refused_workbook(changed(sheet1=lambda xml: outside + xml)).what


def test_a_document_type_in_another_encoding_is_refused_all_the_same() -> None:
    page = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert "document type" in refused_workbook(changed(styles=lambda _: page.encode("utf-16"))).what
    page = page.replace("utf-16", "utf-7")
    assert "damaged" in refused_workbook(changed(styles=lambda _: page.encode("ascii"))).what


def test_links_to_other_workbooks_are_not_looked_at() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    rels = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rId99" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument'
    link += b'/2006/relationships/externalLink" Target="file:///etc/hostname"/></Relationships>'
    members[rels] = members[rels].replace(b"</Relationships>", link)
    assert xlsx_grid(Original("試験.xlsx", zipped(members)), SHEET).at[1, "A"] == "試験市"


@pytest.mark.parametrize("reach", [b"A1:ZZZ999999999", b"A1:XFD1048576", b"A1", b"A1:B99999999999999999999"])
def test_how_far_a_sheet_says_it_reaches_is_not_believed(reach: bytes) -> None:
    told = changed(sheet1=lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="' + reach + b'"/><sheetData>'))
    plain = xlsx_grid(Original("試験.xlsx", GOOD), SHEET)
    assert xlsx_grid(Original("試験.xlsx", told), SHEET).equals(plain)


def test_a_row_beyond_the_last_of_any_sheet_is_refused() -> None:
    far = changed(sheet1=lambda xml: xml.replace(b"</sheetData>", b'<row r="999999999"/></sheetData>'))
    assert "farther" in refused_workbook(far, BadLayout).what


def test_a_sheet_that_is_wide_once_and_long_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_CELLS", 100)
    long = csv_file([["試験"] * 12, *[["試験"]] * 12])
    with pytest.raises(BadLayout, match="farther") as caught:
        csv_grid(Original("試験.csv", long), "utf-8-sig")
    assert "cell L13" in caught.value.where


def test_empty_rows_behind_the_last_are_no_rows() -> None:
    styled = b'<row r="50000"><c r="A50000" s="0"/></row></sheetData>'
    far = changed(sheet1=lambda xml: xml.replace(b"</sheetData>", styled))
    assert len(xlsx_grid(Original("試験.xlsx", far), SHEET)) == len(GRID)


def test_one_shared_text_of_ten_megabytes_is_refused_with_the_first_cell_that_shows_it() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet(SHEET).write_string("C3", "短い")
    with zipfile.ZipFile(buffer) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = b"".join(b"%07d" % number for number in range(1_430_000))
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace("短い".encode(), text)
    error = refused_workbook(zipped(members), BadCell)
    assert error.where.endswith("cell C3")
    assert len(str(error)) < 2_000


# Cells


HIDDEN = ["\0", "\x1b[2J", "\x7f", "\x85", "\u202e", "\u2066", "\uffff"]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_cell_of_a_csv_file_with_something_hidden_is_refused_by_its_address(hidden: str) -> None:
    content = csv_file([["団体名", "率"], ["試験市", f"6{hidden}.4%"]])
    with pytest.raises(BadCell) as caught:
        csv_grid(Original("試験.csv", content), "utf-8-sig")
    assert caught.value.where == "試験.csv, cell B2"
    assert f"U+{ord(hidden[0]):04X}" in caught.value.got
    assert hidden[0] not in str(caught.value)


@pytest.mark.parametrize("hidden", ["&#x202e;", "&#x85;", "&#x7f;"])
def test_a_cell_of_a_workbook_with_something_hidden_is_refused_by_its_address(hidden: str) -> None:
    turned = changed(sheet1=lambda xml: xml.replace(b"6.4%", f"6{hidden}.4%".encode()))
    assert refused_workbook(turned, BadCell).where == f"試験.xlsx, sheet {SHEET}, cell B2"


def test_blanks_tabs_line_breaks_and_joiners_are_kept_as_printed() -> None:
    kept = ["試\u3000験", "a\tb", "a\nb", "a\r\nb", "\u200b", "\U0001f469\u200d\U0001f4bb", "\ufeff試験"]
    grid = csv_grid(Original("試験.csv", csv_file([["見出し", *kept]])), "utf-8-sig")
    assert list(grid.iloc[0])[2:] == kept


def test_a_cell_of_a_csv_file_longer_than_any_cell_is_refused() -> None:
    content = csv_file([["試験", "あ" * (MOST_CHARACTERS + 1)]])
    with pytest.raises(BadCell) as caught:
        csv_grid(Original("試験.csv", content), "utf-8-sig")
    assert caught.value.where == "試験.csv, cell B1"
    assert len(csv_grid(Original("試験.csv", csv_file([["あ" * MOST_CHARACTERS]])), "utf-8-sig")) == 1


def test_a_cell_of_ten_megabytes_is_refused_with_its_line() -> None:
    with pytest.raises(BadFile) as caught:
        csv_grid(Original("試験.csv", csv_file([["試験"], ["x" * 10_000_000]])), "utf-8-sig")
    assert "試験.csv, line 2" in caught.value.where


# Files


def test_a_file_larger_than_any_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(original, "MOST_BYTES", 100)
    path = tmp_path / "試験.csv"
    path.write_bytes(bytes(101))
    with pytest.raises(BadFile, match="larger"):
        from_disk(path)
    path.write_bytes(b"a" * 100)
    assert from_disk(path) == Original("試験.csv", b"a" * 100)


def test_a_file_whose_name_cannot_be_written_down_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "試\udcff験\x1b.csv"
    path.write_bytes(b"a")
    with pytest.raises(BadFile, match="name") as caught:
        from_disk(path)
    str(caught.value).encode("utf-8")


def test_a_folder_or_nothing_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(NotFound):
            from_disk(path)


# Whatever the bytes


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """The file with a few bytes turned, cut out or put in."""

    def edit(found: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
        for at, gone, put in edits:
            at %= len(found) + 1
            found = found[:at] + put + found[at + gone :]
        return found

    one = st.tuples(st.integers(0, 1 << 20), st.integers(0, 9), st.binary(max_size=6))
    return st.builds(edit, st.just(content), st.lists(one, min_size=1, max_size=4))


def table_or_refusal(read: Callable[[], pd.DataFrame]) -> pd.DataFrame | SurveyError:
    """What a reader makes of a file; anything but a table or a SurveyError is raised, and fails the test."""
    try:
        return read()
    except SurveyError as error:
        return error


def holds(found: pd.DataFrame | SurveyError, name: str) -> bool:
    """Is it a table of text, or an error that names the file?"""
    if isinstance(found, SurveyError):
        return found.where.startswith(name)
    return found.map(lambda cell: isinstance(cell, str)).all(axis=None)


@given(st.binary(max_size=300) | damaged(csv_file(GRID)))
def test_whatever_the_bytes_a_csv_file_gives_a_table_of_text_or_is_refused(content: bytes) -> None:
    assert holds(table_or_refusal(lambda: csv_grid(Original("試験.csv", content), "utf-8-sig")), "試験.csv")


@given(st.binary(max_size=300) | damaged(GOOD))
def test_whatever_the_bytes_a_workbook_gives_a_table_of_text_or_is_refused(content: bytes) -> None:
    assert holds(table_or_refusal(lambda: xlsx_grid(Original("試験.xlsx", content), SHEET)), "試験.xlsx")


@given(st.binary(max_size=300) | damaged(zipped({"試験.csv": csv_file(GRID), "二.csv": b"a"})))
def test_whatever_the_bytes_a_zip_gives_files_within_it_or_is_refused(content: bytes) -> None:
    def names() -> pd.DataFrame:
        return pd.DataFrame({"name": [member.name for member in unpack([Original("試験.zip", content)])]}, dtype="str")

    found = table_or_refusal(names)
    assert holds(found, "試験.zip")
    if isinstance(found, pd.DataFrame):
        assert not any(".." in name.split("/") or name.startswith("/") for name in found["name"])
