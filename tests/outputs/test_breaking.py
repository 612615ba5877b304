"""Lines end between phrases, and never within a number and its unit or a short remark in brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.outputs.text import breaking, fitting

JAPANESE = st.text(alphabet="手続区、。（）「」あーッ24%.ab 年月日", max_size=60)
# Pieces of real sentences in any order: numbers, dates, names and listed words meet whatever may stand beside them.
SENTENCES = st.lists(
    st.sampled_from(
        [
            "令和7年3月31日",
            "粗大ごみ",
            "豊島区",
            "、",
            "。",
            "では",
            "25.8ポイント",
            "（23区）",
            "申請率が",
            "オンライン",
            "※",
            "「",
            "」",
        ]
    ),
    max_size=14,
).map("".join)
BRACKET = "100%（43〜100）"
NUMBERS = ["令和7年", "3月31日", "1,850件", "10%以上", "25.8ポイント", "6か月", "23区中3", "27手続", "令和7年3月31日"]
WORDS = ["粗大ごみ", "罹災証明", "豊島区", "大分県", "奥多摩町", "成年後見人"]


@given(text=JAPANESE | SENTENCES, length=st.floats(4, 30))
def test_breaking_loses_nothing_and_no_line_is_too_long(text: str, length: float) -> None:
    with_breaks = breaking.break_lines(text, length)
    assert with_breaks.replace("\v", "") == text
    assert all(fitting.ems(line) <= length for line in with_breaks.split("\v"))


@given(text=SENTENCES, length=st.floats(12, 30))
def test_no_line_begins_with_a_closing_mark(text: str, length: float) -> None:
    lines = breaking.break_lines(text, length).split("\v")
    # Marks alone, one after another, have nothing to stand behind.
    begun = [line for line in lines[1:] if line and fitting.is_not_first(line[0])]
    assert not begun or fitting.wrapped(text, length) == lines


@given(text=JAPANESE | SENTENCES, length=st.floats(4, 30))
def test_running_text_flows_unless_something_whole_would_be_parted(text: str, length: float) -> None:
    with_breaks = breaking.break_if_parted(text, length)
    assert with_breaks in (text, breaking.break_lines(text, length))


def test_running_text_without_anything_whole_flows() -> None:
    text = "あいうえおかきくけこさしすせそ"
    assert breaking.break_if_parted(text, 6) == text


def test_no_line_ends_with_the_mark_of_the_next_caveat() -> None:
    text = "一つ目の注意　※二つ目の注意"
    assert breaking.break_if_parted(text, fitting.ems(text.partition("※")[0]) + 1) == "一つ目の注意　\v※二つ目の注意"


def test_running_text_is_broken_before_a_number_that_would_be_parted() -> None:
    assert breaking.break_if_parted("豊島区では25.8ポイント", 6) == "豊島区では\v25.8\vポイント"
    assert breaking.break_if_parted("豊島区では25.8ポイント", 8) == "豊島区では\v25.8ポイント"


def test_running_text_is_broken_where_another_font_would_part_a_number() -> None:
    """A font that uses the whole of the line takes one letter more than is counted on."""
    text = "あいうえおかきくけこさしすせそたちつてと10件"
    length = fitting.ems(text) - 1.8
    assert not any("10件" in line for line in fitting.wrapped(text, length / fitting.USED))
    assert any("10件" in line for line in fitting.wrapped(text, length))
    assert "\v" in breaking.break_if_parted(text, length)


@given(text=JAPANESE, length=st.floats(4, 30))
def test_text_that_fits_on_one_line_is_left(text: str, length: float) -> None:
    if fitting.ems(text) <= length:
        assert breaking.break_lines(text, length) == breaking.break_title(text, length) == text


def test_a_remark_in_brackets_moves_to_the_next_line_as_a_whole() -> None:
    assert breaking.break_lines(BRACKET, fitting.ems(BRACKET) - 1) == "100%\v（43〜100）"


@pytest.mark.parametrize("whole", [*NUMBERS, *WORDS])
def test_what_stays_whole_is_never_parted_on_a_line_that_holds_it(whole: str) -> None:
    text = f"のに{whole}のかなかなかな"
    for tenths in range(round(fitting.ems(whole) * 10) + 1, round(fitting.ems(text) * 10)):
        assert any(whole in line for line in breaking.break_lines(text, tenths / 10).split("\v")), tenths


def test_a_whole_that_is_longer_than_a_line_is_parted_between_its_numbers() -> None:
    assert breaking.break_lines("令和7年3月31日", 6) == "令和7年\v3月31日"


def test_phrases_stay_whole_where_that_takes_no_more_lines() -> None:
    assert breaking.break_lines("児童手当 氏名住所変更", 8) == "児童手当 \v氏名住所変更"
    # Whole phrases would take three lines of five: numbers stay whole, other words do not.
    assert breaking.break_lines("受給資格者の申出書", 5) == "受給資格者\vの申出書"


def test_a_long_title_is_broken_at_its_punctuation_else_between_phrases() -> None:
    text = "一つ目の文がここにあります、二つ目の文がここにあります"
    assert breaking.break_title(text, 20) == "一つ目の文がここにあります、\v二つ目の文がここにあります"
    assert breaking.break_title(text, 40) == text
    assert breaking.break_title("題名の途中が題名になる", 8) == "題名の途中が\v題名になる"
    assert breaking.break_title("題名" * 20, 20) == "\v".join(["題名" * 10] * 2)
