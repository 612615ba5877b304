"""Cells that a spreadsheet would take for a formula, made inert in the CSV files we write, and as printed when read.

An apostrophe in front makes such a cell plain text in every spreadsheet. ``as_printed`` takes just that one away.
"""

from __future__ import annotations

import re

import pandas as pd

# What opens a formula, in either width; after a sign, only what calls, points elsewhere or starts a program does harm,
# so that -0.5, a lone dash and an item of a list stay as they are.
_FORMULA = re.compile(r"'*(?:[=＝@＠\t\r]|[+\-＋－].*[(|!（｜！])", re.DOTALL)


def inert(text: str) -> str:
    """The cell as it is written.

    >>> inert("=1+1"), inert("-0.5"), inert("ー")
    ("'=1+1", '-0.5', 'ー')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def as_printed(text: str) -> str:
    """The cell as it was before ``inert``.

    >>> as_printed("'=1+1")
    '=1+1'
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def is_harmless(table: pd.DataFrame) -> bool:
    """Is there no such cell in a table of text? Asked once a different cell, since a large table repeats few."""
    return not any(_FORMULA.match(text) for name in table for text in table[name].unique().tolist())


def may_hold(content: bytes) -> bool:
    """May a CSV file hold a cell that was made inert? A quick look: no field of it begins with an apostrophe."""
    return any(begins in content for begins in (b",'", b"\n'", b"\"'"))
