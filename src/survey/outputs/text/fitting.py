"""How much room Japanese text takes, without a font at hand: whoever opens the file may have another one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

# A line's height in its size, as high as the CJK fonts of Windows, Mac and Linux want it.
LINE = 1.45
# Of a line's length this much is used, for fonts wider than the one at hand; another font may use all of it.
USED = 0.95
# Wide, full-width, and what is so in a Japanese font only (○, ①, →).
_FULL_WIDTH = "WFA"
# Lengths are counted in tenths of a full-width character: whole numbers add up to the same in any order.
_WIDE, _NARROW, _GAP = 10, 6, 2
_NOT_FIRST = set("、。，．・：；？！）〕］｝〉》」』】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…%,.)")
_NOT_LAST = set("（〔［｛〈《「『【(")


def ems(text: str) -> float:
    """Length in full-width characters; a Latin letter or digit takes a little over half.

    Where Japanese meets Latin some programs leave a gap, which counts too.
    """
    return _tenths(text) / 10


def line_ems(width_inches: float, size_pt: float) -> float:
    """Full-width characters that fit on one line of this width."""
    return width_inches * 72 / size_pt * USED


def wrapped(text: str, length_ems: float) -> list[str]:
    """The text's lines as an office program wraps them; a vertical tab is a line break.

    Japanese breaks anywhere, but no line begins with a closing mark or ends with an opening one if that can be
    helped; Latin words stay whole unless one is longer than a line.
    """
    return [line for part in text.split("\v") for line in _lines(part, length_ems)]


def _lines(part: str, length_ems: float) -> list[str]:
    # Most of a table's cells are short; the units of a text are as long together as it is.
    if _tenths(part) <= length_ems * 10 and part.isprintable():
        return [part]
    return wrapped_units(_units(part, length_ems), length_ems)


def height_inches(lines: float, size_pt: float) -> float:
    """The height of that many lines, in inches."""
    return lines * size_pt * LINE / 72


def text_height_inches(paragraphs: Iterable[str], width_inches: float, size_pt: float) -> float:
    """The height of wrapped paragraphs in a box of this width."""
    return height_inches(sum(len(wrapped(text, line_ems(width_inches, size_pt))) for text in paragraphs), size_pt)


def fits(text: str, width_inches: float, lines: int, size_pt: float) -> bool:
    """Whether the text takes no more than so many lines."""
    return len(wrapped(text, line_ems(width_inches, size_pt))) <= lines


def largest(sizes_pt: Iterable[float], holds: Callable[[float], bool]) -> float:
    """The first size that holds, or the last one."""
    size = 0.0
    for size in sizes_pt:
        if holds(size):
            return size
    return size


def is_not_first(character: str) -> bool:
    """Whether no line begins with it."""
    return character in _NOT_FIRST


def is_not_last(character: str) -> bool:
    """Whether no line ends with it."""
    return character in _NOT_LAST


def wrapped_units(units: Iterable[str], length_ems: float) -> list[str]:
    """The lines of a text that is broken between these parts of it only; none of them is longer than a line."""
    lines: list[list[str]] = [[]]
    length, used = length_ems * 10, 0
    for unit in units:
        added = _tenths(unit) + (_gap(lines[-1][-1][-1], unit[0]) if lines[-1] else 0)
        if lines[-1] and used + added > length:
            carried = _carried(lines[-1], unit)
            used = _tenths("".join([*carried, unit]))
            if used > length:
                carried, used = [], _tenths(unit)
            lines[-1] = lines[-1][: len(lines[-1]) - len(carried)]
            lines.append(carried)
        else:
            used += added
        lines[-1].append(unit)
    return ["".join(line) for line in lines]


@lru_cache(maxsize=1 << 14)
def _tenths(text: str) -> int:
    return sum(map(_width, text)) + sum(map(_gap, text, text[1:]))


@cache
def _width(character: str) -> int:
    return _WIDE if unicodedata.east_asian_width(character) in _FULL_WIDTH else _NARROW


@cache
def _gap(left: str, right: str) -> int:
    """What some programs leave between Japanese and Latin."""
    return _GAP if _width(left) != _width(right) and " " not in (left, right) else 0


def _units(text: str, length_ems: float) -> Iterable[str]:
    """What is not broken: a Latin word with its space, or one character."""
    for word in re.findall(r"[!-~]+ ?|.", text):
        yield from [word] if ems(word) <= length_ems else word


def _carried(line: list[str], unit: str) -> list[str]:
    """What of the line's end has to open the next line together with this unit; nothing if that is the whole line."""
    for start in range(len(line), 0, -1):
        opening = (line[start:] or [unit])[0]
        if opening[0] not in _NOT_FIRST and line[start - 1][-1] not in _NOT_LAST:
            return line[start:]
    return []
