"""Where a line ends so that nobody stumbles: between phrases, never within a number and its unit.

Programs break Japanese anywhere. What must not be parted therefore gets its line breaks here, as vertical tabs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from survey.outputs.text import fitting
from survey.outputs.text.phrases import finer_parts, heading_words, phrases, unbreakable_parts

_HALVING = "、。：）"


@lru_cache(maxsize=1 << 14)
def break_lines(text: str, length_ems: float) -> str:
    """The text with a line break (vertical tab) wherever it wraps on lines of this length.

    Between phrases, if that takes no more lines than breaking anywhere does; else between a heading's words, and at
    least not within what stays whole. Text that fits is left as it is.
    """
    return "\v".join(line for part in text.split("\v") for line in _lines(part, length_ems))


@lru_cache(maxsize=1 << 14)
def break_if_parted(text: str, length_ems: float) -> str:
    """The text as it is where programs, which break it anywhere, part nothing that stays whole; else with line breaks.

    For running text, which whoever edits it wants to flow.
    """
    lengths_ems = (length_ems, length_ems / fitting.USED)
    flows = all(_parts_nothing(part, length) for part in text.split("\v") for length in lengths_ems)
    return text if flows else break_lines(text, length_ems)


def break_title(text: str, length_ems: float) -> str:
    """A title with line breaks: at the punctuation that halves it best if it needs two lines, else between phrases."""
    if fitting.ems(text) <= length_ems:
        return text
    ends = [i + 1 for i, mark in enumerate(text[:-1]) if mark in _HALVING and not fitting.is_not_first(text[i + 1])]
    fit = [i for i in ends if fitting.ems(text[:i]) <= length_ems and fitting.ems(text[i:]) <= length_ems]
    if not fit:
        return break_lines(text, length_ems)
    best = min(fit, key=lambda i: abs(fitting.ems(text[:i]) - fitting.ems(text[i:])))
    return f"{text[:best]}\v{text[best:]}"


def _parts_nothing(text: str, length_ems: float) -> bool:
    return _ends(fitting.wrapped(text, length_ems)) <= _ends(unbreakable_parts(text))


def _ends(parts: Iterable[str]) -> set[int]:
    return set(accumulate(map(len, parts)))


def _lines(text: str, length_ems: float) -> list[str]:
    anywhere = fitting.wrapped(text, length_ems)
    if len(anywhere) == 1:
        return anywhere
    by_phrase, by_word, by_whole = (
        fitting.wrapped_units(_no_longer(parts(text), length_ems), length_ems)
        for parts in (phrases, heading_words, unbreakable_parts)
    )
    choices = [lines for lines in (by_phrase, by_word) if len(lines) <= len(anywhere)]
    # A long word that fills a line cannot bring the mark behind it along.
    return next((lines for lines in [*choices, by_whole] if not _begins_with_mark(lines)), anywhere)


def _begins_with_mark(lines: list[str]) -> bool:
    return any(fitting.is_not_first(line[0]) for line in lines[1:])


def _no_longer(units: Iterable[str], length_ems: float) -> list[str]:
    """The units, those longer than a line as what stays whole in them, and that by letters."""
    found: list[str] = []
    for unit in units:
        if fitting.ems(unit) <= length_ems:
            found.append(unit)
        else:
            parts = unbreakable_parts(unit)
            found += _no_longer(parts if len(parts) > 1 else finer_parts(unit), length_ems) if len(unit) > 1 else [unit]
    return found
