"""How text is measured without a font agrees with a real one, and lines break as Japanese does."""

from __future__ import annotations

import real_font
from hypothesis import given
from hypothesis import strategies as st

from survey.findings.trace import cited_sources
from survey.outputs.text import cite, fitting
from survey.study import Study

JAPANESE = st.text(alphabet="手続区、。（）「」あーッ24%.ab ", max_size=60)


@given(text=JAPANESE, length=st.floats(4, 30))
def test_wrapping_loses_nothing_and_no_line_is_too_long(text: str, length: float) -> None:
    lines = fitting.wrapped(text, length)
    assert "".join(lines) == text
    assert all(fitting.ems(line) <= length for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert fitting.wrapped("あいうえお、かき", 5) == ["あいうえ", "お、かき"]
    assert fitting.wrapped("あいうえ（かき）", 5) == ["あいうえ", "（かき）"]


def test_a_latin_word_stays_whole_unless_it_is_longer_than_a_line() -> None:
    assert fitting.wrapped("あいうabc", 4) == ["あいう", "abc"]
    assert fitting.wrapped("a" * 20, 6) == ["a" * 10, "a" * 10]


def test_a_vertical_tab_is_a_line_break() -> None:
    assert fitting.wrapped("あ\vい", 9) == ["あ", "い"]


def test_estimated_lengths_are_no_shorter_than_the_real_fonts(toshima: Study) -> None:
    for finding in toshima.compute():
        sources = cited_sources(finding, toshima.tables.sources)
        for text in (finding.headline_ja, *map(str, finding.caveats_ja), cite.line(sources)):
            assert fitting.ems(text) >= real_font.ems(text) * 0.98, text


def test_the_largest_size_that_holds_is_taken_or_the_last_one() -> None:
    assert fitting.largest((14, 12, 10), lambda size: size <= 12) == 12
    assert fitting.largest((14, 12, 10), lambda size: size <= 8) == 10
