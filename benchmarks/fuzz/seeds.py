"""Small whole files that damage starts from: made up, or committed figures written back as the file they came from."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from pathlib import Path

import xlsxwriter

from survey.catalog.specs import CATALOG

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "tests"), str(ROOT / "tests" / "sources")]

_SAVED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NUMBERS = ["6.4%", "1,320", "約1,000", "不明", "", "％", "-0.5", "０", "100.0%", "131164", "13116", "016098"]
DATES = [
    "令和8年11月23日（月）",
    "（令和６年度末時点）",
    "R8.11.23",
    "46349",
    "2022/04/01",
    "平成31年4月末",
    "令和２年国勢調査",
]
DATES += ["FY2022", "令和元年", "2026/01", "本年6月に11 手続、令和 3 年度の半ばまでに残る 27 事務を報告する"]
NAMES = [
    "児童手当等の額の改定の請求\n及び届出 ",
    "鰺ヶ沢町",
    "八重山郡与那国町",
    "【電子申請】 り災証明書・被災届証明書　※要予約",
]
NAMES += ["教育・保育給付認定申請書兼保育所等入所申込書", "要介護・要支援更新認定の申請", "妊娠の届出", "試験区"]
GRID = [["団体名", "率", "日"], ["試験市", "6.4%", "2022/04/01"], ["試験町", "", "不明"], ["試験\n村", "ー", '"']]
MINUTES = """会 議 録

附属機関又は 会議体の名称\t\t令和2年度 第9回試験本部
開催日時\t\t令和3年3月29日(月) 10:00

本部長 試験を始めます。

**議題 (1) 試験の題**

[事務局：「議題 (1) 試験の」を説明]

(質疑)

部員 令和 3 年度の半ばまでに7 件を試す。

本部長 よい。

[10:50 終了]
"""


def csv_bytes(grid: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    """A grid as a CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(grid)
    return buffer.getvalue().encode(encoding)


def workbook_parts() -> dict[str, bytes]:
    """A workbook of two small sheets, part by part."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("試験シート")
        for number, row in enumerate([*GRID, [True, 1, "=1+1"]]):
            page.write_row(number, 0, row)
        page.write_number(5, 0, 0.72, book.add_format({"num_format": "0%"}))
        page.write_number(5, 1, 44652, book.add_format({"num_format": "yyyy/m/d"}))
        page.write_formula(5, 2, "=A6*2", value=1.44)
        page.merge_range("A7:B7", "試験")
        book.add_worksheet("別のシート").write_string(0, 0, "試験")
    return unzipped(buffer.getvalue())


def kit_parts() -> dict[str, bytes]:
    """A kit with three questions, two of them answered, part by part."""
    from kits import HELD_ON, Kit

    kit = Kit((ROOT / "docs" / "hearing_kit_example.xlsx").read_bytes())
    kit.fill({"ge01": "試験の答え", "ge02": "令和４年４月ごろ"}, HELD_ON)
    for name in kit.book.sheetnames:
        if name != kit.sheet.title:
            del kit.book[name]
    last = kit.rows["ge03"]
    kit.sheet.delete_rows(last + 1, kit.sheet.max_row - last)
    kit.sheet.data_validations.dataValidation = []
    return unzipped(kit.saved())


def unzipped(content: bytes) -> dict[str, bytes]:
    """A zip's members by name, without the moment they were saved at, so that a case is the same one day later."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: _SAVED.sub(b"2026-01-01T00:00:00Z", archive.read(name)) for name in archive.namelist()}


def pages(begins: str = "") -> list[str]:
    """The pages that the reader of wards' pages is tested on, those whose file's name begins so."""
    folder = ROOT / "tests" / "pages" / "ward_pages"
    found = {path.stem: path.read_bytes() for path in sorted(folder.glob(f"{begins}*.html"))}
    return [content.decode("cp932" if name.startswith("cp932") else "utf-8") for name, content in found.items()]


def catalog_files() -> list[str]:
    """Every description of a source."""
    return [path.read_text(encoding="utf-8") for path in sorted((CATALOG / "sources").glob("*.yml"))]


def committed_grid(source_id: str, edition: str, part: str) -> list[list[str]]:
    """A part of a committed raw table, as the publisher's grid."""
    from grids import printed

    return printed(source_id, edition, part)
