"""Kits made to hurt: what would be laid out cell by cell is measured first, and nothing hidden becomes an answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kits import HELD_ON, Kit, blank
from survey.errors import BadCell, BadFile, BadLayout, SurveyError
from survey.sources import hearings
from survey.sources.original import Original
from survey.study import Study
from survey.tidy import hearings as hearing_answers

SHEET = "xl/worksheets/sheet1.xml"
EVERYWHERE = "A1:XFD1048576"


@pytest.fixture(scope="module")
def parts(toshima: Study) -> dict[str, bytes]:
    """A filled-in kit, part by part."""
    content = Kit(blank(toshima)).fill({"ge01": "a plain answer"}, HELD_ON).saved()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def hurt(parts: dict[str, bytes]) -> Callable[[str, str], Original]:
    """The kit with one piece of its sheet's XML replaced."""

    def hurt(old: str, new: str) -> Original:
        assert old.encode() in parts[SHEET]
        return packed({**parts, SHEET: parts[SHEET].replace(old.encode(), new.encode(), 1)})

    return hurt


def packed(members: dict[str, bytes]) -> Original:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Original("試験.xlsx", buffer.getvalue())


def test_the_kit_that_is_hurt_below_is_read_while_it_is_whole(parts: dict[str, bytes]) -> None:
    assert list(hearing_answers.answers(hearings.read(packed(parts)))["answer_ja"]) == ["a plain answer"]


@pytest.mark.parametrize(
    "piece",
    [
        f'<mergeCells><mergeCell ref="{EVERYWHERE}"/></mergeCells>',
        f'<hyperlinks><hyperlink ref="{EVERYWHERE}" location="A1"/></hyperlinks>',
        '<x:mergeCells xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<x:mergeCell ref="{EVERYWHERE}"/></x:mergeCells>',
    ],
)
def test_an_area_of_all_cells_is_refused_before_anybody_lays_it_out(hurt: Callable, piece: str) -> None:
    with pytest.raises(BadFile, match="farther") as caught:
        hearings.read(hurt("</sheetData>", f"</sheetData>{piece}"))
    assert EVERYWHERE in caught.value.where
    assert caught.value.next_step


def test_a_cell_in_the_last_corner_is_refused_by_its_address(hurt: Callable) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(BadLayout) as caught:
        hearings.read(hurt("</sheetData>", far))
    assert caught.value.where.endswith("cell XFD1048576")


def test_an_empty_row_beyond_the_last_changes_nothing(hurt: Callable, parts: dict[str, bytes]) -> None:
    told = hearings.read(hurt("</sheetData>", '<row r="999999999"/></sheetData>'))
    assert told.table.equals(hearings.read(packed(parts)).table)


@pytest.mark.parametrize("hidden", ["&#x202e;", "&#x2066;", "&#x7f;", "&#x85;"])
def test_an_answer_with_something_hidden_is_refused_by_its_cell(hurt: Callable, hidden: str) -> None:
    with pytest.raises(BadCell, match="not seen") as caught:
        hearings.read(hurt("a plain answer", f"a {hidden}plain answer"))
    assert "cell " in caught.value.where


def test_a_kit_of_ten_megabytes_is_refused(hurt: Callable) -> None:
    noise = "".join(f"{number:07}" for number in range(1_500_000))
    with pytest.raises(BadFile, match="larger than any kit"):
        hearings.read(hurt("a plain answer", noise))


def answers_or_refusal(original: Original) -> object:
    try:
        return hearing_answers.answers(hearings.read(original))
    except SurveyError as error:
        return error


@settings(max_examples=15)
@given(st.data())
def test_whatever_is_cut_or_doubled_a_kit_gives_answers_or_is_refused(
    parts: dict[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(parts)))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(parts[name]))] * 2)))
    content = parts[name]
    changed = data.draw(st.sampled_from([content[:first] + content[last:], content[:last] + content[first:]]))
    found = answers_or_refusal(packed({**parts, name: changed}))
    assert not isinstance(found, SurveyError) or found.what
