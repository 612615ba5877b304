"""The sources' slides hold any number of sources, each once, none cut."""

from __future__ import annotations

import pandas as pd
import pytest
import real_font
from pptx.slide import Slide

from survey.outputs.slides import deck, source_slides
from survey.outputs.text import cite
from survey.study import Study


def _numbered(
    toshima: Study, count: int, title: str = "仮の資料、題名が二行にわたるくらい長いものその"
) -> pd.DataFrame:
    first = toshima.tables.sources.iloc[:1]
    return pd.concat([first.assign(title_ja=f"{title}{number}") for number in range(1, count + 1)])


def _texts(slide: Slide) -> list[str]:
    return [paragraph.text for shape in _columns(slide) for paragraph in shape.text_frame.paragraphs]


def _columns(slide: Slide) -> list:
    return [shape for shape in slide.shapes if shape.name == "sources"]


@pytest.mark.parametrize("count", [1, 2, 6, 13, 14, 40])
def test_every_source_is_named_once_and_no_column_is_too_long(toshima: Study, count: int) -> None:
    sources = _numbered(toshima, count)
    made = source_slides.add_sources(deck.new_deck(), sources)
    told = [text.replace("\v", "") for slide in made for text in _texts(slide)]
    named = [cite.named(editions) for editions in cite.groups(sources)]
    assert [text.startswith(name) for text, name in zip(told, named, strict=True)] == [True] * len(named)
    assert len(made) <= 1 + count // 6
    for slide in made:
        assert not real_font.too_long(slide)
        assert not real_font.overlapping(slide.shapes)


def test_thirteen_sources_with_short_names_fit_on_one_slide_in_two_columns(toshima: Study) -> None:
    (slide,) = source_slides.add_sources(
        deck.new_deck(), _numbered(toshima, 13, "仮の").assign(landing_url="https://example.invalid")
    )
    assert len(_columns(slide)) == 2


def test_several_slides_are_numbered_and_one_is_not(toshima: Study) -> None:
    few = source_slides.add_sources(deck.new_deck(), _numbered(toshima, 2))
    many = source_slides.add_sources(deck.new_deck(), _numbered(toshima, 40))
    assert [slide.shapes.title.text_frame.text for slide in few] == ["出典は2資料、すべて公表されたもの"]
    assert many[0].shapes.title.text_frame.text == f"出典は40資料、すべて公表されたもの（1/{len(many)}）"


def test_a_source_with_many_editions_is_one_source_with_all_hashes_in_the_notes(toshima: Study) -> None:
    held = toshima.tables.sources
    cards = held[held["source_id"] == "mic_my_number_card"]
    (slide,) = source_slides.add_sources(deck.new_deck(), cards)
    (text,) = _texts(slide)
    assert f"{len(cards)}版" in text
    assert slide.shapes.title.text_frame.text == f"出典は1資料（{len(cards)}版）、すべて公表されたもの"
    notes = slide.notes_slide.notes_text_frame.text
    assert all(digest in notes for digest in cards["file_sha256"])


def test_two_editions_are_named_by_both_dates(toshima: Study) -> None:
    held = toshima.tables.sources
    finance = held[held["source_id"] == "mic_finance"].head(2)
    assert cite.line(finance) == "出典：総務省「全市町村の主要財政指標」令和4年度、令和5年度"


def test_a_source_whose_page_nobody_knows_is_cited_in_words(toshima: Study) -> None:
    unknown = toshima.tables.sources.head(1).assign(landing_url=float("nan"))
    (slide,) = source_slides.add_sources(deck.new_deck(), unknown)
    for text in (*_texts(slide), *cite.lines(unknown)):
        assert "掲載ページの住所は不明" in text
        assert "nan" not in text


def test_nothing_cited_is_no_line(toshima: Study) -> None:
    assert cite.line(toshima.tables.sources.head(0)) == ""
