"""Protection against CSV injection: cells that a spreadsheet would run as formulas are escaped in our CSV files.

An apostrophe in front makes such a cell plain text in every spreadsheet; reading takes exactly that one away again.
"""

from __future__ import annotations

import re

import pandas as pd

# What begins a formula, half- or full-width. After + or -, only a call, a reference to another sheet or a command is
# harmful, so -0.5, a lone dash and a list item stay as they are.
_FORMULA = re.compile(r"'*(?:[=＝@＠\t\r]|[+\-＋－].*[(|!（｜！])", re.DOTALL)


def escape_formula(text: str) -> str:
    """The cell as it is written to a CSV file: escaped if a spreadsheet would run it.

    >>> escape_formula("=1+1"), escape_formula("-0.5"), escape_formula("ー")
    ("'=1+1", '-0.5', 'ー')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The cell as it was before ``escape_formula`` escaped it.

    >>> unescape_formula("'=1+1")
    '=1+1'
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def holds_no_formula(table: pd.DataFrame) -> bool:
    """Whether no cell of a table of text needs escaping; each distinct cell is checked once."""
    return not any(_FORMULA.match(text) for name in table for text in table[name].unique().tolist())


def may_hold_escaped(content: bytes) -> bool:
    """Whether a CSV file may hold escaped cells. A quick check: does any field begin with an apostrophe?"""
    return any(begins in content for begins in (b",'", b"\n'", b"\"'"))
