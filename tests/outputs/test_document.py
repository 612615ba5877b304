"""A document knows of every row the published cells behind it, and every format is made from it."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from documents import document_of, page_of, section_ja, shown
from typer.testing import CliRunner

import by_hand
from survey.analysis.groups import find_subject
from survey.batch.pack import PARTS
from survey.cli.main import app
from survey.findings import trace
from survey.outputs.document import document as module
from survey.outputs.document.document import Document
from survey.outputs.document.page import Value
from survey.outputs.formats import FORMATS, Options
from survey.study import Study


@pytest.fixture(scope="module")
def whole(toshima: Study) -> Document:
    return document_of(toshima)


def test_every_finding_and_view_has_its_page_in_order(whole: Document, toshima: Study) -> None:
    assert [page.id for page in whole.pages] == [finding.id for finding in shown(toshima)]
    views = {page.id for page in whole.pages if page.view_of}
    assert views == {view.id for finding in toshima.compute() for view in finding.views} != set()


def test_sections_hold_together(whole: Document, toshima: Study) -> None:
    names = [name for name, _ in whole.sections]
    assert len(set(names)) == len(names)
    assert all(section_ja(toshima, page.finding) == name for name, pages in whole.sections for page in pages)


def test_cells_are_the_evidence_with_the_number_of_their_source(whole: Document) -> None:
    for page in whole.pages:
        assert len(page.cells) == len(page.finding.evidence)
        for number, (_, source) in enumerate(page.sources.iterrows(), start=1):
            cells = page.cells[page.cells["source_number"] == number]
            assert len(cells), (page.id, "cites what it does not use")
            assert set(cells["source_id"] + " " + cells["edition"]) == {f"{source['source_id']} {source['edition']}"}
        assert (page.cells["part"] + "!" + page.cells["address"] == page.cells["locator"]).all()


def test_behind_a_members_row_stand_its_cells_of_the_list(toshima: Study) -> None:
    page = page_of(toshima, toshima.page("standing"))
    assert page.rows_by == ("municipality_code",)
    for code, row in zip(page.finding.table["municipality_code"], page.rows, strict=True):
        cells = page.cells.loc[list(row)]
        assert set(cells["municipality_code"]) == {code}
        printed = cells["cell_printed"].str.strip().isin(by_hand.CIRCLES).sum()
        marks = by_hand.wards()[find_subject(toshima.tables.municipalities, code).name_ja]
        assert printed == sum(marks[letters] in by_hand.CIRCLES for letters in by_hand.priority_columns())


def test_behind_a_row_of_one_members_procedure_stand_its_cells_alone(toshima: Study) -> None:
    page = page_of(toshima, toshima.page("doubtful_rates"))
    assert page.rows_by == ("municipality_code", "procedure_id")
    about = page.finding.table[["municipality_code", "procedure_id"]].itertuples(index=False, name=None)
    for key, row in zip(about, page.rows, strict=True):
        cells = page.cells.loc[list(row), ["municipality_code", "item_id"]]
        assert set(cells.itertuples(index=False, name=None)) == {key}


def test_a_row_that_names_its_cell_has_that_cell(toshima: Study) -> None:
    page = page_of(toshima, toshima.page("commitments"))
    assert page.rows_by == ("locator",)
    for locator, row in zip(page.finding.table["locator"], page.rows, strict=True):
        # One line of the minutes may hold several commitments.
        assert {page.cells.at[number, "locator"] for number in row} == {locator}


def test_a_table_about_neither_member_nor_procedure_has_no_cells_by_row(toshima: Study) -> None:
    page = page_of(toshima, toshima.page("robust_standing"))
    assert page.rows_by == ()
    assert len(page.cells)
    assert not any(page.rows)
    assert len(page.rows) == len(page.finding.table)


def test_own_cells_and_the_groups_are_told_from_the_countrys(toshima: Study) -> None:
    page, group = page_of(toshima, toshima.page("used_elsewhere")), set(toshima.subject.group.codes)
    assert {page.cells.at[number, "municipality_code"] for number in page.own} == {toshima.subject.code}
    assert set(page.cells.loc[page.is_of_group, "municipality_code"]) <= group
    assert group.isdisjoint(page.cells.loc[~page.is_of_group, "municipality_code"])
    assert 0 < page.is_of_group.sum() < len(page.cells)


def test_the_numbers_of_a_sentence_are_labelled_in_the_groups_words(study_of: Callable[[str], Study]) -> None:
    for name in ("豊島区", "檜原村"):
        study = study_of(name)
        for page in document_of(study).pages:
            labels = [each.label_ja + each.unit_ja for each in (*page.values, *page.listed_values)]
            assert not [label for label in labels if "{" in label], page.id
            for value in page.values:
                assert isinstance(value, Value)
                assert value.value in page.finding.values.values()


def test_what_a_finding_cites_is_looked_up_but_once_for_all_media(
    toshima: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counting(finding, sources: pd.DataFrame) -> pd.DataFrame:  # noqa: ANN001
        asked.append(finding.id)
        return trace.cited_sources(finding, sources)

    monkeypatch.setattr(module, "cited_sources", counting)
    (finding,) = toshima.compute(["standing"])
    (view,) = finding.views[:1]
    # Views are counted as well; the matrix, which is slow to draw, is drawn from elsewhere.
    light = dataclasses.replace(finding, charts=(), views=(dataclasses.replace(view, charts=()),))
    small = document_of(toshima, [light])
    for each in FORMATS.values():
        each.write(small, tmp_path / each.id, Options())
    assert asked == ["standing", view.id]


# Formats


def test_every_format_writes_its_files_the_same_twice(toshima: Study, tmp_path: Path) -> None:
    small = document_of(toshima, toshima.compute(["behind"]))
    for each in FORMATS.values():
        first, again = (each.write(small, tmp_path / each.id / name, Options()) for name in ("first", "again"))
        assert first
        assert [path.name for path in first] == [path.name for path in again]
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again], each.id


def test_packs_study_and_commands_know_the_formats() -> None:
    assert list(PARTS) == [name for name, each in FORMATS.items() if each.in_pack]
    told = CliRunner().invoke(app, ["--help"]).output
    for each in FORMATS.values():
        assert not each.command or f" {each.command} " in told
        assert each.command or not each.in_study, "the main job names each step by its command"


def test_an_extract_of_the_deck_has_a_name_of_its_own(toshima: Study, tmp_path: Path) -> None:
    (path,) = FORMATS["deck"].write(toshima.document(["standing"]), tmp_path, Options())
    assert path.name == "豊島区_オンライン化_抜粋.pptx"


def test_json_keeps_views_with_their_finding(toshima: Study, tmp_path: Path) -> None:
    (path,) = FORMATS["findings"].write(toshima.document(["standing"]), tmp_path, Options())
    found = json.load(io.BytesIO(path.read_bytes()))
    assert list(found) == ["standing"]
    assert list(found["standing"]["views"]) == [view.id for view in toshima.page("standing").views]
