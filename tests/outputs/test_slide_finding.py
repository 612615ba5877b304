"""A finding's slide: nothing lies on anything, no text is cut, whatever charts stand on it."""

from __future__ import annotations

import dataclasses
import re

import pytest
import real_font
import synthetic
from hypothesis import given
from hypothesis import strategies as st
from pptx.slide import Slide
from pptx.util import Emu

from survey.findings.charts import Chart
from survey.findings.finding import Finding
from survey.outputs.document.document import document
from survey.outputs.slides import deck, finding_slides, page_layout
from survey.study import Study

HEADLINE = (
    "仮の見出しとして、二行にわたるくらい長い文をここに置き、数は12、ほかの区の中央値は34、最も多いのは足立区の56"
)
WORDS = st.text(alphabet="あ漢、。12a%", min_size=1, max_size=200)


def _finding(toshima: Study, charts: tuple[Chart, ...], **changes: object) -> Finding:
    (finding,) = toshima.compute(["offered_not_used"])
    return dataclasses.replace(finding, headline_ja=HEADLINE, charts=charts, **changes)


def _slides(toshima: Study, finding: Finding) -> list[Slide]:
    made = document([finding], toshima.subject, toshima.tables)
    return finding_slides.add_finding(deck.new_deck(), made.pages[0], made)


@pytest.mark.parametrize("name", synthetic.SLIDES)
def test_nothing_lies_on_anything_and_no_text_is_cut(toshima: Study, name: str) -> None:
    for slide in _slides(toshima, _finding(toshima, synthetic.SLIDES[name])):
        assert not real_font.overlapping(slide.shapes)
        assert not real_font.too_long(slide)
        assert max(Emu(shape.left + shape.width).inches for shape in slide.shapes) <= page_layout.HOUSE.width_inches


@pytest.mark.parametrize("name", synthetic.SLIDES)
def test_every_chart_is_there_and_described(toshima: Study, name: str) -> None:
    slides = _slides(toshima, _finding(toshima, synthetic.SLIDES[name]))
    described = [shape._element.xpath("./*/p:cNvPr")[0].get("descr") for slide in slides for shape in slide.shapes]
    wholes = [re.sub(r"（\d+(行)?のうち.*）$", "", text) for text in described if text]
    assert list(dict.fromkeys(wholes)) == list(dict.fromkeys(chart.alt_ja for chart in synthetic.SLIDES[name]))


def test_without_charts_the_caveats_stand_as_words_once(toshima: Study) -> None:
    for count in (1, 12):
        caveats = tuple(f"{synthetic.LONG}その{number}" for number in range(count))
        (slide,) = _slides(toshima, _finding(toshima, (), caveats_ja=caveats))
        (words,) = [shape for shape in slide.shapes if shape.name == "words"]
        assert [paragraph.text for paragraph in words.text_frame.paragraphs] == [f"・{text}" for text in caveats]
        assert not [shape for shape in slide.shapes if shape.name == "caveats"]
        assert not real_font.too_long(slide)


def _line(*caveats: str) -> str:
    return finding_slides.caveats_line(caveats, page_layout.HOUSE.caveats[2], page_layout.HOUSE.caveat_lines)


def test_as_many_caveats_are_shown_as_fit_and_the_others_are_pointed_to() -> None:
    assert _line("一つ目", "二つ目") == "※一つ目\v※二つ目"
    assert _line("一つ目", "二つ目", "三つ目") == "※一つ目　※二つ目　※三つ目"
    assert _line(synthetic.LONG, synthetic.LONG * 3) == f"※{synthetic.LONG}\vほかの注意はノートに"
    assert _line(synthetic.LONG * 9, "二つ目") == "※注意はノートに"
    assert _line(synthetic.LONG) == f"※{synthetic.LONG}"
    assert _line() == ""


@given(caveats=st.lists(WORDS, max_size=3).map(tuple))
def test_the_caveats_always_fit_their_lines(caveats: tuple[str, ...]) -> None:
    lines = real_font.lines(_line(*caveats), page_layout.HOUSE.caveats[2], page_layout.BODY_PT)
    assert lines <= page_layout.HOUSE.caveat_lines


def test_sources_that_do_not_fit_are_counted(toshima: Study) -> None:
    held = toshima.tables.sources
    all_of_them = finding_slides.source_line(held, page_layout.HOUSE)
    assert "資料はノートに" in all_of_them
    assert (
        real_font.lines(all_of_them, page_layout.HOUSE.source[2], page_layout.SOURCE_PT)
        <= page_layout.HOUSE.source_lines
    )
    assert "ノート" not in finding_slides.source_line(held.head(2), page_layout.HOUSE)


def test_what_does_not_fit_in_fourteen_points_goes_on_and_every_slide_says_which_it_is(toshima: Study) -> None:
    slides = _slides(toshima, _finding(toshima, synthetic.SLIDES["a table too long"]))
    titles = [slide.shapes.title.text_frame.text.replace("\v", "") for slide in slides]
    assert len(slides) > 1
    assert titles == [f"{HEADLINE}（{number}/{len(slides)}）" for number in range(1, len(slides) + 1)]
    assert len({slide.notes_slide.notes_text_frame.text for slide in slides}) == 1
