"""Municipality codes: six digits, the last one a check digit (JIS X 0401/0402 with the ministry's check)."""

from __future__ import annotations

import re

from survey.errors import BadCell
from survey.printed.text import label

_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(first_five: str) -> str:
    """The sixth digit: 11 minus the weighted sum (weights 6 to 2) modulo 11, its last digit.

    >>> check_digit("13116"), check_digit("01101")
    ('4', '1')
    """
    remainder = sum(int(digit) * weight for digit, weight in zip(first_five, _WEIGHTS, strict=True)) % 11
    return str((11 - remainder) % 10)


def read_code(printed: str) -> str:
    """Read a six-digit code; a leading zero that a spreadsheet dropped (16098 for 016098) is put back.

    Raises:
        BadCell: not five or six digits, or a false check digit.
    """
    text = label(printed)
    if not re.fullmatch(r"[0-9]{5,6}", text):
        raise BadCell("this is not a municipality code", expected="five or six digits", got=repr(printed))
    code = text.zfill(6)
    if check_digit(code[:5]) != code[5]:
        raise BadCell(
            "a municipality code has a false check digit",
            expected=f"{code[:5]}{check_digit(code[:5])}, if the first five digits are right",
            got=repr(printed),
        )
    return code


def with_check_digit(printed: str) -> str:
    """A code printed as five digits, with its check digit; any other text is returned as it is, to be refused.

    >>> with_check_digit("13116")
    '131164'
    """
    text = label(printed)
    return text + check_digit(text) if re.fullmatch(r"[0-9]{5}", text) else printed
