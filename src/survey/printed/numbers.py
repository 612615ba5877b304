"""Printed numbers: ``6.4%``, ``1,320``, ``約1,000``, ``不明``, nothing. Blank, zero and "unknown" stay distinct."""

from __future__ import annotations

import re
from typing import NamedTuple

from survey.errors import BadCell
from survey.printed.text import label

_NUMBER = re.compile(r"(?P<about>約)?(?P<digits>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)")
_DASHES = {"-", "−", "―", "‐", "ー"}


class PrintedNumber(NamedTuple):
    """What a cell says: ``value`` (None where it says no number) and ``state``.

    ``state`` is one of value, zero, approximate, unknown (不明), dash (no such figure), no_base (a lone %, as
    publishers print for 0 of 0) and blank.
    """

    value: float | None
    state: str


def read_number(printed: str) -> PrintedNumber:
    """Read one printed number.

    >>> read_number("約1,000")
    PrintedNumber(value=1000.0, state='approximate')

    Raises:
        BadCell: the text is none of the known forms.
    """
    text = label(printed)
    if text == "":
        return PrintedNumber(None, "blank")
    if text == "不明":
        return PrintedNumber(None, "unknown")
    if text in _DASHES:
        return PrintedNumber(None, "dash")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise BadCell(
            "this is not a number that can be read",
            expected="94, 1,320, 0.48, 約1,000, 不明, - or nothing",
            got=repr(printed),
        )
    value = float(match["digits"].replace(",", ""))
    if match["about"]:
        return PrintedNumber(value, "approximate")
    return PrintedNumber(value, "zero" if value == 0 else "value")


def read_share_pct(printed: str) -> PrintedNumber:
    """Read one printed percentage into percent (6.4 for ``6.4%``).

    Raises:
        BadCell: no percent sign, or outside 0 to 100.
    """
    text = label(printed)
    if text in ("", "%"):
        return PrintedNumber(None, "no_base" if text else "blank")
    number = read_number(text.removesuffix("%")) if text.endswith("%") else None
    if number is None or number.value is None or not 0 <= number.value <= 100:
        raise BadCell(
            "this is not a share that can be read",
            expected="0% to 100%, a lone %, or nothing",
            got=repr(printed),
        )
    return number
