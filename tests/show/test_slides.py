"""The deck says what the findings say, in native charts, with a source on every page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from survey.findings.charts import Bars, Matrix
from survey.findings.conclusion import conclusion
from survey.show import deck, slides, style
from survey.study import Study


@pytest.fixture(scope="session")
def made(toshima: Study) -> Deck:
    return slides.build(toshima.compute(), toshima.subject, toshima.tables.sources)


def _title(slide: Slide) -> str:
    return slide.shapes.title.text_frame.text.replace("\v", "")


def _texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_deck_is_wide_and_has_title_summary_findings_and_sources(made: Deck, toshima: Study) -> None:
    assert made.slide_width * 9 == pytest.approx(made.slide_height * 16, rel=0.001)
    titles = [_title(slide) for slide in made.slides]
    found = toshima.compute()
    assert titles[1] == conclusion(found, toshima.subject)
    assert titles[2:-1] == [finding.headline_ja for finding in found]
    assert "出典" in titles[-1]


def test_native_charts_hold_the_findings_values(made: Deck, toshima: Study) -> None:
    for slide, finding in zip(list(made.slides)[2:-1], toshima.compute(), strict=True):
        drawn = [shape.chart for shape in slide.shapes if shape.has_chart]
        described = [chart for chart in finding.charts if isinstance(chart, Bars)]
        assert len(drawn) == len(described)
        for chart, native in zip(described, drawn, strict=True):
            plot = native.plots[0]
            assert tuple(plot.categories) == chart.labels
            assert [series.name for series in plot.series] == [series.name_ja for series in chart.series]
            assert [tuple(series.values) for series in plot.series] == [series.values for series in chart.series]


def test_the_matrix_is_a_native_table_with_a_mark_for_every_cell(made: Deck, toshima: Study) -> None:
    (finding,) = toshima.compute(["matrix"])
    (chart,) = finding.charts
    assert isinstance(chart, Matrix)
    (table,) = [shape.table for slide in made.slides for shape in slide.shapes if shape.has_table]
    marks = {state: mark for state, mark, _ in chart.legend}
    for row, states in enumerate(chart.states):
        printed = [table.cell(row + 2, column + 1).text for column in range(len(states))]
        assert printed == [marks[state] for state in states]


def test_every_finding_has_its_source_on_the_page_and_method_and_caveats_in_the_notes(
    made: Deck, toshima: Study
) -> None:
    for slide, finding in zip(list(made.slides)[2:-1], toshima.compute(), strict=True):
        assert any(text.startswith("出典：") for text in _texts(slide))
        notes = slide.notes_slide.notes_text_frame.text
        assert finding.method_ja in notes
        assert all(caveat in notes for caveat in finding.caveats_ja)
        assert f"survey trace {finding.id}" in notes
        assert re.search(r"sha256 [0-9a-f]{64}", notes)


def test_charts_and_tables_carry_alt_text(made: Deck) -> None:
    frames = [shape for slide in made.slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    assert frames
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in frames)


def test_every_run_has_the_east_asian_font(made: Deck) -> None:
    for slide in made.slides:
        for run in slide._element.iter(qn("a:r")):
            assert run.find(qn("a:rPr")).find(qn("a:ea")).get("typeface") == style.OFFICE_FONT


def test_nothing_lies_outside_the_page_and_no_title_is_empty(made: Deck) -> None:
    for slide in made.slides:
        assert _title(slide)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height


@pytest.mark.parametrize("name", ["中央区", "葛飾区", "八王子市", "青ヶ島村", "札幌市"])
def test_a_finding_with_nothing_to_show_is_named_in_the_notes_instead(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    found = study.compute()
    made = slides.build(found, study.subject, study.tables.sources)
    shown = {_title(slide) for slide in made.slides}
    notes = made.slides[1].notes_slide.notes_text_frame.text
    for finding in found:
        assert finding.headline_ja in shown or finding.headline_ja in notes


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "えりも町", "奥尻町", "つくばみらい市"])
def test_every_title_fits_two_lines(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    for slide in slides.build(study.compute(), study.subject, study.tables.sources).slides:
        size_pt = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
        full_width = sum(1.0 if ord(character) > 0x2E80 else 0.6 for character in _title(slide))
        assert full_width * size_pt / 72 <= 2 * deck.TITLE_BOX[2]
