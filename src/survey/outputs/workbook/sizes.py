"""How wide a sheet's columns and how high its rows must be for what stands in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from survey.outputs.text import breaking, fitting

SIZE_PT, TITLE_PT = 10, 14
# A line of the office font, which is set wider than most, and a cell's margin; Excel makes no row higher than the most.
_LINE, _MARGIN_PT, _MOST_PT = 1.55, 2, 409
# A column's width counts in digits of the sheet's usual font, each so many pixels wide, and the cell's own margin.
_DIGIT_PX, _MARGIN_PX, _PT_PER_PX = 7, 5, 0.75
DEFAULT_WIDTH = 8.43
_NARROWEST, _UPRIGHT, _LEAST_TEXT, WIDEST = 7.0, 3.6, 12.0, 66.0
_HEAD_LINES, _MOST_LINES = 5, 24
# Latin words are not broken; neither is a heading's line no longer than this, nor what another has in katakana.
_WORD = re.compile("[!-~]+")
_UNIT = re.compile("[!-~]+ ?|.")
# How much wider or narrower than measured here a line may be set by the program that shows it.
_NEAR = (0.9, 0.94, 0.97, 1.0, 1.03, 1.06, 1.1, 1.15)
_SAFE = 0.95
SHORT_HEAD = 7
_HEAD_WORD = re.compile("[!-~]+|[ァ-ヶー]+")


@dataclass(frozen=True)
class Column:
    """What a column holds: its heading, its cells as text, whether it names the row, whether the heading stands.

    Columns ``for_looking_up`` stand at the end of the sheet and are not printed; what ``is_whole`` is not wrapped.
    """

    head: str
    texts: Sequence[str]
    is_name: bool = False
    is_upright: bool = False
    for_looking_up: bool = False
    is_whole: bool = False


def px(widths: Iterable[float]) -> float:
    """How wide columns are together, in pixels."""
    return sum(math.floor(width * _DIGIT_PX + _MARGIN_PX) for width in widths)


def lines(text: str, width: float, size_pt: float = SIZE_PT) -> int:
    """How many lines a wrapped text takes in a column (or merged columns) of this width."""
    return sum(len(fitting.wrapped(part, line_ems(width, size_pt))) for part in text.split("\n"))


def set_in(text: str, width: float, size_pt: float = SIZE_PT) -> str:
    """A text for a wrapped cell of this width, with line breaks where a program that lets a line begin with any mark
    would let it begin with a closing one; else as it is.

    Programs set the same text a little wider or narrower: what is near the edge counts too.
    """
    length_ems = line_ems(width, size_pt)
    if not any(_begins_badly(part, length_ems * near) for part in text.split("\n") for near in _NEAR):
        return text
    parts = [breaking.break_lines(part, length_ems * _SAFE) for part in text.split("\n")]
    lines_set = "\v".join(parts).split("\v")
    # A Latin word that fills a line cannot bring the mark behind it along.
    return text if any(line and fitting.is_not_first(line[0]) for line in lines_set[1:]) else "\n".join(lines_set)


def _begins_badly(text: str, length_ems: float) -> bool:
    """Whether a line would begin with a closing mark, if all that held a line together were Latin words."""
    used = 0.0
    for unit in _UNIT.findall(text):
        need = fitting.ems(unit)
        if used and used + need > length_ems:
            if fitting.is_not_first(unit[0]):
                return True
            used = 0.0
        used += need
    return False


def line_ems(width: float, size_pt: float = SIZE_PT) -> float:
    """How many full-width characters a line holds in a column (or merged columns) of this width."""
    return width * _DIGIT_PX * _PT_PER_PX / size_pt


def height_pt(cells: Iterable[tuple[str, float]], size_pt: float = SIZE_PT) -> float:
    """How high a row must be for its wrapped texts, each with the width it stands in."""
    most = max((lines(text, width, size_pt) for text, width in cells), default=1)
    return min(_MOST_PT, math.ceil(max(1, most) * size_pt * _LINE) + _MARGIN_PT)


def upright_height_pt(heads: Iterable[str]) -> float:
    """How high a row of standing headings must be."""
    return math.ceil(max(map(len, heads)) * SIZE_PT * _LINE) + 2 * _MARGIN_PT


def wide_for(column: Column, most_lines: int) -> float:
    """How wide a column is in which its texts take at most so many lines; the widest and the narrowest come first."""
    short = [part for part in column.head.split("\n") if len(part) <= SHORT_HEAD]
    head = max(_width(column.head, _HEAD_LINES), *map(_width, ["", *short, *_HEAD_WORD.findall(column.head)]))
    if column.is_upright:
        return max([_UPRIGHT, *(_width(text) for text in column.texts)])
    texts = [_width(text) for text in column.texts]
    wrapped = [_width(text, 1 if column.is_whole else most_lines) for text in column.texts]
    ends = [_width(text, _MOST_LINES) for text in column.texts]
    least = min(_LEAST_TEXT, max(texts, default=0.0))
    return max([_NARROWEST, head, least, min(WIDEST, max(wrapped, default=0.0)), *ends])


def _width(text: str, number_of_lines: int = 1) -> float:
    """The width in which a text takes so many lines, in digits of the sheet's usual font; words are not broken."""
    length_ems, word_ems = _longest_ems(text)
    if number_of_lines > 1:
        length_ems = min(length_ems, length_ems / number_of_lines + 1 + word_ems / 2)
    return length_ems * SIZE_PT / _PT_PER_PX / _DIGIT_PX + 0.6


@lru_cache(maxsize=1 << 14)
def _longest_ems(text: str) -> tuple[float, float]:
    """The lengths of a text's longest line and of its longest word."""
    words = max(map(fitting.ems, _WORD.findall(text)), default=0.0)
    return max(map(fitting.ems, text.split("\n"))), words
