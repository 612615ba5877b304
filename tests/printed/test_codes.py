"""Municipality codes: the check digit catches a false one, a dropped leading zero is put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import BadCell
from survey.printed.codes import check_digit, read_code

FIRST_FIVE = st.text(alphabet="0123456789", min_size=5, max_size=5)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(FIRST_FIVE)
def test_every_code_that_ends_in_its_check_digit_is_read_as_itself(first_five: str) -> None:
    code = first_five + check_digit(first_five)
    assert read_code(code) == code
    assert read_code(f" {code.translate(FULL_WIDTH)}\n") == code


@given(FIRST_FIVE, st.integers(min_value=1, max_value=9))
def test_any_other_last_digit_is_refused_with_the_right_one_named(first_five: str, off_by: int) -> None:
    right = check_digit(first_five)
    wrong = f"{first_five}{(int(right) + off_by) % 10}"
    with pytest.raises(BadCell) as caught:
        read_code(wrong)
    assert first_five + right in caught.value.expected
    assert caught.value.got == repr(wrong)


@given(st.text(alphabet="0123456789", min_size=4, max_size=4))
def test_a_leading_zero_that_a_spreadsheet_dropped_is_put_back(rest: str) -> None:
    code = f"0{rest}{check_digit('0' + rest)}"
    assert read_code(code[1:]) == code


@given(FIRST_FIVE)
def test_a_check_digit_is_one_digit(first_five: str) -> None:
    assert check_digit(first_five) in set("0123456789")


@pytest.mark.parametrize(
    ("first_five", "wanted"),
    [
        ("13116", "4"),
        ("01100", "2"),
        ("13101", "6"),
        ("00001", "9"),  # weighted sum below 11
        ("00050", "7"),  # weighted sum 15, remainder 4
        ("00000", "1"),  # remainder 0: 11, of which the last digit
        ("10003", "0"),  # remainder 1: 10, of which the last digit
        ("00005", "1"),  # remainder 10
    ],
)
def test_the_check_digit_is_11_less_the_remainder(first_five: str, wanted: str) -> None:
    assert check_digit(first_five) == wanted


@pytest.mark.parametrize("first_five", ["", "1311", "131164"])
def test_a_check_digit_of_other_than_five_digits_is_refused(first_five: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        check_digit(first_five)


@pytest.mark.parametrize(
    "printed", ["", "6098", "1311640", "13116A", "131 164", "131164.0", "-13116", "試験市", "𝟏𝟑𝟏𝟏𝟔", "٠١٢٣٤٥"]
)
def test_what_is_not_five_or_six_digits_is_no_code(printed: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_code(printed)
    assert caught.value.got == repr(printed)


def test_the_first_five_digits_alone_are_not_taken_for_a_code() -> None:
    with pytest.raises(BadCell, match="check digit"):
        read_code("13116")
