"""The yearly survey's described layout. The workbook is made up; no real one has been read yet."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import urlsplit

import pandas as pd
import pytest
import xlsxwriter

import box
from survey.catalog.specs import listed, source_spec
from survey.collect import files as collect
from survey.errors import SurveyError
from survey.fetch.client import Client, FetchPolicy
from survey.paths import Project
from survey.raw import store
from survey.sources.readers import column_letter, column_number
from survey.tidy.build import read_edition

pytestmark = pytest.mark.slow

SOURCE, EDITION = "mic_dx_overview", "FY2025"
PLACES = listed("municipalities")
BLOCKS = source_spec(SOURCE).parts["use"].blocks
PROCEDURES = listed("procedures").head(BLOCKS.count)
Cells = dict[str, object]


def _blank_survey() -> Cells:
    """Names of 49 procedures above their blocks, every municipality's code and name, and no answers."""
    cells: Cells = {}
    for number, name in enumerate(PROCEDURES["name_ja"]):
        cells[f"{_block(number)}5"] = name
    for row, place in enumerate(PLACES.itertuples(index=False), start=8):
        cells |= {f"A{row}": place.municipality_code[:5], f"B{row}": place.prefecture, f"C{row}": place.name_ja}
    return cells


def _block(number: int, offset: int = 0) -> str:
    return column_letter(column_number(BLOCKS.first) + number * BLOCKS.width + offset)


def zipped(cells: Cells) -> bytes:
    book_bytes = io.BytesIO()
    with xlsxwriter.Workbook(book_bytes, {"in_memory": True}) as book:
        sheet = book.add_worksheet("市町村")
        for address, value in cells.items():
            if value is not None:
                sheet.write(address, value)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("【試験】（１）組織体制.xlsx", b"not read")
        archive.writestr("【試験】（６）オンライン利用状況調査（都道府県・市区町村 ）.xlsx", book_bytes.getvalue())
    return buffer.getvalue()


def added(project: Project, changed: Cells, edition: str = EDITION) -> pd.DataFrame:
    path = project.root / "試験.zip"
    path.write_bytes(zipped({**_blank_survey(), **changed}))
    collect.add(project, [path], SOURCE, edition)
    rows = read_edition(store.read(project, SOURCE, edition))
    return rows.set_index(["municipality_code", "id"]).sort_index()


def test_a_rate_is_online_over_all_applications_and_zero_of_zero_has_none(scratch: Project) -> None:
    first = PLACES["municipality_code"].iloc[0]
    total, online = _block(0, BLOCKS.total), _block(0, BLOCKS.online)
    other_total, other_online = _block(1, BLOCKS.total), _block(1, BLOCKS.online)
    rows = added(
        scratch,
        {f"{_block(0)}8": "有", f"{_block(0, 1)}8": "済", f"{total}8": 8, f"{online}8": 2,
         f"{other_total}8": 0, f"{other_online}8": 0, f"{total}9": 5, f"{online}9": 0},
    )  # fmt: skip
    one, two = PROCEDURES["procedure_id"].iloc[:2]
    assert rows.at[(first, one), "value"] == 100 * 2 / 8
    assert rows.at[(first, one), "cell_printed"] == "8 / 2"
    assert rows.at[(first, one), "locator"] == f"use!{total}8/{online}8"
    assert rows.at[(first, two), "state"] == "no_base"
    assert rows.at[(PLACES["municipality_code"].iloc[1], one), "state"] == "zero"
    assert rows.at[(PLACES["municipality_code"].iloc[2], one), "state"] == "blank"
    assert set(rows["fiscal_year"]) == {2024}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({f"{_block(3)}5": "試験手続"}, "headed by just one procedure"),
        ({f"{_block(3)}5": None}, "headed by just one procedure"),
        ({f"{_block(3)}5": PROCEDURES["name_ja"].iloc[0]}, "same procedure's name"),
        ({f"{_block(0, 1)}8": "検討中"}, "unknown word"),
        ({f"{_block(0, BLOCKS.total)}8": 1, f"{_block(0, BLOCKS.online)}8": 2}, "more online applications"),
        ({f"{_block(BLOCKS.count)}9": 1}, "outside the columns"),
        ({"A8": "01101"}, "does not know"),
        ({"A8": "1100"}, "not a municipality code"),
        ({"C8": "試験市"}, "not its code's"),
    ],
)
def test_a_sheet_that_differs_from_the_description_in_one_cell_is_refused(
    scratch: Project, changed: Cells, message: str
) -> None:
    with pytest.raises(SurveyError, match=message):
        added(scratch, changed)
    assert store.editions(scratch, SOURCE) == []


def test_a_survey_whose_fiscal_year_nobody_wrote_down_is_refused(scratch: Project) -> None:
    with pytest.raises(SurveyError, match="under editions:") as caught:
        added(scratch, {}, edition="FY2026")
    assert "mic_dx_overview.yml" in caught.value.where


def test_procedures_are_told_by_name_wherever_their_block_stands(scratch: Project) -> None:
    one, two = PROCEDURES["name_ja"].iloc[:2]
    rows = added(
        scratch,
        {
            f"{_block(0)}5": two,
            f"{_block(1)}5": one,
            f"{_block(0, BLOCKS.total)}8": 4,
            f"{_block(0, BLOCKS.online)}8": 1,
        },
    )  # fmt: skip
    code = PLACES["municipality_code"].iloc[0]
    assert rows.at[(code, PROCEDURES["procedure_id"].iloc[1]), "value"] == 25
    assert rows.at[(code, PROCEDURES["procedure_id"].iloc[0]), "state"] == "blank"


def test_every_figure_the_settings_name_is_a_function_of_its_block() -> None:
    assert _block(0, 1) == "G"
    assert column_number(_block(BLOCKS.count - 1, 1)) - 1 == 246


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_it_is_fetched_from_its_landing_page(scratch: Project) -> None:
    link, text = ("/main_content/1.zip", "令和7年度　個別資料")
    landing = urlsplit(source_spec(SOURCE).landing_url)
    with box.opened() as server:
        page = f'<html><body><a href="{link}">{text}</a></body></html>'.encode("cp932")
        server.routes[f"/{landing.netloc}{landing.path}"] = box.Page(page, "text/html")
        server.routes[f"/{landing.netloc}{link}"] = box.Page(zipped(_blank_survey()))
        client = Client(FetchPolicy("survey-test (test@example.invalid)", delay_s=0.0), mirror=server.url)
        collected = collect.fetch(scratch, SOURCE, client)
    assert (collected.edition, collected.state) == (EDITION, "new")
