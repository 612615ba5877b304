"""The deck says what the findings say, in native charts, with a source on every page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
import real_font
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from survey.findings.charts import Bars, Matrix, Ranges
from survey.findings.conclusion import conclusion
from survey.findings.finding import Finding
from survey.show import deck, slides, style
from survey.study import Study


@pytest.fixture(scope="session")
def made(toshima: Study) -> Deck:
    return slides.build(toshima.compute(), toshima.subject, toshima.tables.sources)


def _title(slide: Slide) -> str:
    return slide.shapes.title.text_frame.text.replace("\v", "")


def _texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def _shown(study: Study) -> list[Finding]:
    return [finding for finding in study.compute() if finding.computable and (finding.charts or len(finding.table))]


def _pages(made: Deck, study: Study) -> list[tuple[Slide, Finding]]:
    """Each finding's slide with the finding, as many as the study shows."""
    findings = _shown(study)
    pages = list(zip(list(made.slides)[2:], findings, strict=False))
    assert len(pages) == len(findings)
    return pages


def test_the_deck_is_wide_and_has_title_summary_findings_and_sources(made: Deck, toshima: Study) -> None:
    assert made.slide_width * 9 == pytest.approx(made.slide_height * 16, rel=0.001)
    titles = [_title(slide) for slide in made.slides]
    shown = _shown(toshima)
    assert titles[1] == conclusion(toshima.compute(), toshima.subject)
    assert titles[2 : 2 + len(shown)] == [finding.headline_ja for finding in shown]
    assert titles[2 + len(shown) :]
    assert all(title.startswith("出典") for title in titles[2 + len(shown) :])


def test_native_charts_hold_the_findings_values(made: Deck, toshima: Study) -> None:
    for slide, finding in _pages(made, toshima):
        drawn = [shape.chart for shape in slide.shapes if shape.has_chart]
        described = [chart for chart in finding.charts if isinstance(chart, Bars | Ranges)]
        assert [tuple(native.plots[0].categories) for native in drawn] == [chart.labels for chart in described]
        for chart, native in zip(described, drawn, strict=True):
            if isinstance(chart, Bars):
                plot = native.plots[0]
                assert [series.name for series in plot.series] == [series.name_ja for series in chart.series]
                assert [tuple(series.values) for series in plot.series] == [series.values for series in chart.series]


def test_the_matrix_is_a_native_table_with_a_mark_for_every_cell(made: Deck, toshima: Study) -> None:
    ((slide, finding),) = [page for page in _pages(made, toshima) if page[1].id == "matrix"]
    (chart,) = finding.charts
    assert isinstance(chart, Matrix)
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    marks = {state: mark for state, mark, _ in chart.legend}
    for row, states in enumerate(chart.states):
        printed = [table.cell(row + 2, column + 1).text for column in range(len(states))]
        assert printed == [marks[state] for state in states]


def test_every_finding_has_its_source_on_the_page_and_method_and_caveats_in_the_notes(
    made: Deck, toshima: Study
) -> None:
    for slide, finding in _pages(made, toshima):
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
        assert real_font.fonts(slide._element) == {(style.OFFICE_FONT, style.OFFICE_FONT)}


@pytest.mark.parametrize("name", ["豊島区", "葛飾区", "八王子市", "青ヶ島村", "札幌市", "鰺ヶ沢町"])
def test_nothing_lies_outside_the_page_or_on_anything_else_and_no_text_is_cut(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    made = slides.build(study.compute(), study.subject, study.tables.sources)
    for slide in made.slides:
        assert _title(slide)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height
        assert not real_font.overlapping(slide.shapes), _title(slide)
        assert not real_font.too_long(slide), _title(slide)


@pytest.mark.parametrize("length", [20, 60, 80, 90, 100])
def test_a_title_of_up_to_a_hundred_characters_stays_in_its_two_lines(length: int) -> None:
    slide = deck.add_slide(deck.new_deck(), ("仮の見出しの文" * 20)[:length], "問い")
    assert not real_font.too_long(slide)
    assert not real_font.overlapping(slide.shapes)


def _summary(study: Study, findings: list[Finding]) -> tuple[list[str], list[str], str]:
    """What is asked, what is answered, the notes."""
    slide = slides.build(findings, study.subject, study.tables.sources).slides[1]
    asked, answered = (
        [shape.text_frame.text.replace("\v", "") for shape in slide.shapes if shape.name.startswith(kind)]
        for kind in ("question ", "headline ")
    )
    return asked, answered, slide.notes_slide.notes_text_frame.text


def test_the_summary_answers_with_the_place_the_gap_and_what_next(toshima: Study) -> None:
    findings = {finding.id: finding for finding in toshima.compute(["standing", "beyond_27", "offered_not_used"])}
    priorities = dataclasses.replace(findings["standing"], id="priorities", headline_ja="まず仮の手続、次に仮の手続")
    asked, answered, _ = _summary(toshima, [*findings.values(), priorities])
    assert asked == ["いまの位置", "他区との差", "次の一手"]
    assert answered == [findings[name].headline_ja for name in ("standing", "beyond_27")] + [priorities.headline_ja]


def test_without_priorities_the_summary_says_what_is_used_and_the_notes_say_why(toshima: Study) -> None:
    findings = toshima.compute(["standing", "beyond_27", "offered_not_used"])
    why = dataclasses.replace(findings[0], id="priorities", headline_ja="仮の理由で計算できない", computable=False)
    for given, reason in ((findings, ""), ([*findings, why], why.headline_ja)):
        asked, answered, notes = _summary(toshima, given)
        assert asked == ["いまの位置", "他区との差", "使われているか"]
        assert answered[2] == findings[2].headline_ja
        assert reason in notes


def test_a_question_that_nothing_answers_is_left_out_of_the_summary(toshima: Study) -> None:
    assert _summary(toshima, toshima.compute(["standing"]))[0] == ["いまの位置"]
    assert _summary(toshima, toshima.compute(["behind"]))[0] == ["他区との差"]


def test_a_finding_that_cannot_be_computed_gets_no_slide(toshima: Study) -> None:
    standing, behind = toshima.compute(["standing", "behind"])
    why = dataclasses.replace(behind, headline_ja="仮の理由で計算できない", computable=False, charts=())
    made = slides.build([standing, why], toshima.subject, toshima.tables.sources)
    assert why.headline_ja not in [_title(slide) for slide in made.slides]
    assert why.headline_ja in made.slides[1].notes_slide.notes_text_frame.text


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
