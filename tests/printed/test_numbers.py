"""Printed numbers: blank, zero and "unknown" stay apart, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import BadCell
from survey.printed.numbers import PrintedNumber, read_number, read_share_pct

WHOLE = st.integers(min_value=-(10**15), max_value=10**15)
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(WHOLE)
def test_a_whole_number_with_thousands_is_read_as_itself(number: int) -> None:
    assert read_number(f"{number:,}") == PrintedNumber(float(number), "value" if number else "zero")


@given(WHOLE)
def test_thousands_separators_change_nothing(number: int) -> None:
    assert read_number(f"{number:,}") == read_number(f"{number}")


@given(WHOLE, st.integers(min_value=0, max_value=999))
def test_full_width_digits_are_digits(number: int, thousandths: int) -> None:
    printed = f"{number:,}.{thousandths:03}"
    assert read_number(printed.translate(FULL_WIDTH)) == read_number(printed)


@given(st.integers(min_value=0, max_value=10**9))
def test_about_keeps_the_number_and_says_so(number: int) -> None:
    assert read_number(f"約{number:,}") == PrintedNumber(float(number), "approximate")


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 4)))
def test_decimals_are_read_as_printed(value: float) -> None:
    assert read_number(f"{value:.4f}").value == value


@pytest.mark.parametrize(
    ("printed", "state"),
    [("", "blank"), (" \n\u3000", "blank"), ("不明", "unknown"), (" 不明 ", "unknown")]
    + [(dash, "dash") for dash in ("-", "－", "−", "―", "‐", "ー", "ｰ")],
)
def test_what_is_no_number_has_no_value_but_a_state(printed: str, state: str) -> None:
    assert read_number(printed) == PrintedNumber(None, state)


def test_blank_zero_unknown_and_dash_are_four_things() -> None:
    assert len({read_number(printed) for printed in ("", "0", "不明", "-")}) == 4


@pytest.mark.parametrize("printed", ["0", "0.0", "-0", "０", "0.00"])
def test_a_printed_zero_is_a_zero(printed: str) -> None:
    assert read_number(printed) == PrintedNumber(0.0, "zero")


@pytest.mark.parametrize(
    "printed",
    [
        *("1,32", "1,,320", ",320", "1320,000", "1 320", "1_000"),  # thousands that are none
        *("1.2.3", ".5", "5.", "--5", "△5", "1e5", "nan", "inf"),  # forms no publisher is known to use
        *("6.4%", "約", "約不明", "十", "３件"),
    ],
)
def test_a_number_in_an_unknown_form_is_refused_and_shown(printed: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_number(printed)
    assert caught.value.got == repr(printed)
    assert caught.value.expected


@given(st.integers(min_value=0, max_value=1000))
def test_every_share_from_0_to_100_is_read_as_itself(tenths: int) -> None:
    assert read_share_pct(f"{tenths / 10}%") == PrintedNumber(tenths / 10, "value" if tenths else "zero")


@given(st.integers(min_value=1001, max_value=10**6) | st.integers(min_value=-(10**6), max_value=-1))
def test_a_share_below_0_or_above_100_is_refused(tenths: int) -> None:
    with pytest.raises(BadCell) as caught:
        read_share_pct(f"{tenths / 10}%")
    assert f"{tenths / 10}%" in caught.value.got


@given(st.integers(min_value=0, max_value=100))
def test_a_number_without_its_percent_sign_is_no_share(number: int) -> None:
    with pytest.raises(BadCell):
        read_share_pct(f"{number}")


@pytest.mark.parametrize("printed", ["%", "％", " % ", "\n％"])
def test_a_lone_percent_is_zero_of_zero_not_blank(printed: str) -> None:
    assert read_share_pct(printed) == PrintedNumber(None, "no_base")


@pytest.mark.parametrize("printed", ["", " ", "\u3000\n"])
def test_an_empty_share_is_blank_not_zero(printed: str) -> None:
    assert read_share_pct(printed) == PrintedNumber(None, "blank")


@pytest.mark.parametrize("printed", ["６．４％", "6.4 %", " 6.4%\n"])
def test_width_and_blanks_do_not_change_a_share(printed: str) -> None:
    assert read_share_pct(printed) == PrintedNumber(6.4, "value")


@pytest.mark.parametrize("printed", ["不明", "不明%", "-", "-%", "%6.4", "6.4%%", "6,4%", "1,000%", "あ%"])
def test_a_share_in_an_unknown_form_is_refused(printed: str) -> None:
    with pytest.raises(BadCell):
        read_share_pct(printed)
