"""Lines end between phrases, and never within a number and its unit or a short remark in brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.outputs.text import breaking, fitting
from survey.outputs.text.phrases import heading_words, phrases, unbreakable_parts

JAPANESE = st.text(alphabet="手続区、。（）「」あーッ24%.ab 年月日", max_size=60)
BRACKET = "100%（43〜100）"
NUMBERS = ["令和7年", "3月31日", "1,850件", "10%以上", "25.8ポイント", "6か月", "23区中3", "27手続"]


@given(text=JAPANESE, length=st.floats(4, 30))
def test_breaking_loses_nothing_and_no_line_is_too_long(text: str, length: float) -> None:
    kept = breaking.break_lines(text, length)
    assert kept.replace("\v", "") == text
    assert all(fitting.ems(line) <= length for line in kept.split("\v"))


@given(text=JAPANESE, length=st.floats(4, 30))
def test_running_text_flows_unless_something_whole_would_be_parted(text: str, length: float) -> None:
    mended = breaking.break_if_parted(text, length)
    assert mended in (text, breaking.break_lines(text, length))
    if all(len(part) == 1 for part in unbreakable_parts(text)):
        assert mended == text


def test_no_line_ends_with_the_mark_of_the_next_caveat() -> None:
    text = "一つ目の注意　※二つ目の注意"
    assert breaking.break_if_parted(text, fitting.ems(text.partition("※")[0]) + 1) == "一つ目の注意　\v※二つ目の注意"


def test_running_text_is_broken_before_a_number_that_would_be_parted() -> None:
    assert breaking.break_if_parted("豊島区の申請率は低い", 5) == "豊島区の申請率は低い"
    assert breaking.break_if_parted("豊島区では25.8ポイント", 6) != "豊島区では25.8ポイント"


@given(text=JAPANESE)
def test_parts_put_together_are_the_text(text: str) -> None:
    assert "".join(phrases(text)) == "".join(unbreakable_parts(text)) == "".join(heading_words(text)) == text


@given(text=JAPANESE, length=st.floats(4, 30))
def test_text_that_fits_on_one_line_is_left(text: str, length: float) -> None:
    if fitting.ems(text) <= length:
        assert breaking.break_lines(text, length) == breaking.break_title(text, length) == text


def test_a_remark_in_brackets_moves_to_the_next_line_as_a_whole() -> None:
    assert breaking.break_lines(BRACKET, fitting.ems(BRACKET) - 1) == "100%\v（43〜100）"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_never_parted_from_its_unit(number: str) -> None:
    text = f"あ{number}のかなかなかな"
    assert number in unbreakable_parts(text)
    for tenths in range(round(fitting.ems(number) * 10) + 1, round(fitting.ems(text) * 10)):
        assert any(number in line for line in breaking.break_lines(text, tenths / 10).split("\v")), tenths


def test_a_heading_is_broken_between_its_words() -> None:
    assert heading_words("10%以上") == ("10%以上",)
    assert heading_words("順位相関") == ("順位相関",)
    assert heading_words("オンラインの数（3手続中）") == ("オンラインの数", "（3手続中）")
    assert heading_words("オンライン申請率の中央値") == ("オンライン", "申請率の", "中央値")


def test_phrases_are_kept_where_that_takes_no_more_lines() -> None:
    assert breaking.break_lines("児童手当 氏名住所変更", 8) == "児童手当 \v氏名住所変更"
    # Whole phrases would take three lines of six: numbers stay whole, other words do not.
    assert breaking.break_lines("受給資格者の申出書", 5) == "受給資格者\vの申出書"


def test_a_long_title_is_broken_at_its_punctuation_else_between_phrases() -> None:
    text = "一つ目の文がここにあります、二つ目の文がここにあります"
    assert breaking.break_title(text, 20) == "一つ目の文がここにあります、\v二つ目の文がここにあります"
    assert breaking.break_title(text, 40) == text
    assert breaking.break_title("題名の途中が題名になる", 8) == "題名の途中が\v題名になる"
    assert breaking.break_title("題名" * 20, 20) == "\v".join(["題名" * 10] * 2)
