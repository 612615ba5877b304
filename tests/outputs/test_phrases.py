"""Phrases end where a reader pauses; numbers, dates, names and listed words are in one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_breaking import JAPANESE, NUMBERS, SENTENCES, WORDS

from survey.outputs.text import fitting, phrases
from survey.outputs.text.phrases import finer_parts, heading_words, unbreakable_parts


@given(text=JAPANESE | SENTENCES)
def test_parts_put_together_are_the_text(text: str) -> None:
    for parted in (phrases.phrases, unbreakable_parts, heading_words, finer_parts):
        assert "".join(parted(text)) == text


@given(text=JAPANESE | SENTENCES)
def test_no_phrase_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str) -> None:
    for parted in (phrases.phrases, heading_words):
        assert not any(fitting.is_not_first(part[0]) or part[0].isspace() for part in parted(text)[1:])
        assert not any(fitting.is_not_last(part[-1]) for part in parted(text)[:-1])


@given(before=st.sampled_from(["", "の", "豊島区では"]), whole=st.sampled_from([*NUMBERS, *WORDS]))
def test_what_stays_whole_is_one_part_and_within_one_phrase(before: str, whole: str) -> None:
    text = f"{before}{whole}の後"
    assert whole in unbreakable_parts(text)
    assert any(whole in phrase for phrase in phrases.phrases(text))


def test_every_listed_word_stays_whole() -> None:
    listed = phrases._WHOLE_WORDS.read_text("utf-8").splitlines()[1:]
    assert listed == sorted(set(listed))
    for word in listed:
        assert unbreakable_parts(word) == (word,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("粗大ごみの収集を申し込む", ("粗大ごみの", "収集を", "申し込む")),
        ("令和7年3月31日時点の数", ("令和7年3月31日時点の数",)),
        ("使われるようにする", ("使われるように", "する")),
        ("オンラインの数（3手続中）", ("オンラインの数", "（3手続中）")),
    ],
)
def test_phrases_of_the_studys_own_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert phrases.phrases(text) == expected


def test_a_heading_is_broken_between_its_words() -> None:
    assert heading_words("10%以上") == ("10%以上",)
    assert heading_words("順位相関") == ("順位相関",)
    assert heading_words("オンライン申請率の中央値") == ("オンライン", "申請率の", "中央値")
