"""Where a line may end so that nobody stumbles: between phrases, never within a number and its unit.

Programs break Japanese anywhere. What must not be parted therefore gets its line breaks here, as vertical tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from survey.outputs.text import fitting

# What is read as one: a mark with what it marks, a short remark in brackets, a number with its unit (令和7年, 3月31日,
# 43〜100, 約1,850件), the name of a place, a Latin word with the space behind it, a word in katakana; else a letter.
_DIGITS = r"[0-9０-９][0-9０-９,.]*"
_WHOLE = re.compile(
    r"※.|（[^（）]{1,9}）"
    rf"|(?:令和|平成|昭和|同率|上位|約|第)?{_DIGITS}(?:[〜～−–/×÷]{_DIGITS})*[%％]?"
    rf"(?:月{_DIGITS}日)?(?:[かヶカ][月所国年])?[一-龠々ポ]{{0,3}}(?:(?<=ポ)イント)?(?:(?<=中){_DIGITS})?"
    r"|[一-龠々ヶ]{2,8}[市区町村](?![一-龠々])|よう[にな][ぁ-ん]{0,2}|[!-~]+ ?|[ァ-ヶー]{2,9}|."
)
_HIRAGANA = re.compile(r"[ぁ-ん]")
# A heading's phrase that is longer than this may also be parted between kanji and katakana.
_LONG_PHRASE = 7.5
_HALVING = "、。：）"


def phrases(text: str) -> list[str]:
    """The parts that a line may end after: up to a space, a mark, a bracket, or the end of a word's kana."""
    return list(_phrases(text))


def words(text: str) -> list[str]:
    """A heading's parts: its phrases, long ones parted between kanji and katakana too."""
    found = []
    for phrase in _phrases(text):
        long = fitting.ems(phrase) > _LONG_PHRASE
        found += re.findall(r"[ァ-ヶー]+|[^ァ-ヶー]+", phrase) if long else [phrase]
    return found


def wholes(text: str) -> list[str]:
    """The parts that are never parted, letters among them."""
    return list(_wholes(text))


@lru_cache(maxsize=1 << 14)
def kept(text: str, length_ems: float) -> str:
    """The text with a line break (vertical tab) wherever it wraps on lines of this length.

    Between phrases, if that takes no more lines than breaking anywhere does; else at least not within a number and its
    unit, or a short remark in brackets. Text that fits is left as it is.
    """
    return "\v".join(line for part in text.split("\v") for line in _kept_part(part, length_ems))


@lru_cache(maxsize=1 << 14)
def mended(text: str, length_ems: float) -> str:
    """The text as it is where programs, which break it anywhere, part nothing that is whole; else as it is kept.

    For running text, which whoever edits it wants to flow.
    """
    return text if all(_parts_nothing(part, length_ems) for part in text.split("\v")) else kept(text, length_ems)


def _parts_nothing(text: str, length_ems: float) -> bool:
    def ends(parts: Iterable[str]) -> set[int]:
        return set(accumulate(map(len, parts)))

    return ends(fitting.wrapped(text, length_ems)) <= ends(_wholes(text))


def broken(text: str, length_ems: float) -> str:
    """A title with line breaks: at the punctuation that halves it best if it needs two lines, else as it is kept."""
    if fitting.ems(text) <= length_ems:
        return text
    breaks = [i + 1 for i, mark in enumerate(text[:-1]) if mark in _HALVING and text[i + 1] not in "、。）"]
    fit = [i for i in breaks if fitting.ems(text[:i]) <= length_ems and fitting.ems(text[i:]) <= length_ems]
    if not fit:
        return kept(text, length_ems)
    best = min(fit, key=lambda i: abs(fitting.ems(text[:i]) - fitting.ems(text[i:])))
    return f"{text[:best]}\v{text[best:]}"


def _kept_part(text: str, length_ems: float) -> list[str]:
    anywhere = fitting.wrapped(text, length_ems)
    if len(anywhere) == 1:
        return anywhere
    by_phrase = fitting.wrapped_units(_no_longer(_phrases(text), length_ems), length_ems)
    by_whole = fitting.wrapped_units(_no_longer(_wholes(text), length_ems), length_ems)
    tried = ([by_phrase] if len(by_phrase) <= len(anywhere) else []) + [by_whole]
    # A long word that fills a line cannot bring the mark behind it along.
    return next((found for found in tried if not any(fitting.is_not_first(line[0]) for line in found[1:])), anywhere)


def _no_longer(units: tuple[str, ...], length_ems: float) -> list[str]:
    """The units, those longer than a line as what is whole in them, and that by letters."""
    found: list[str] = []
    for unit in units:
        parts = (unit[0], *_wholes(unit[1:])) if unit[0] == "（" else _wholes(unit)
        if fitting.ems(unit) <= length_ems:
            found.append(unit)
        else:
            found += _no_longer(parts, length_ems) if len(parts) > 1 else unit
    return found


@lru_cache(maxsize=1 << 14)
def _wholes(text: str) -> tuple[str, ...]:
    return tuple(_WHOLE.findall(text))


@lru_cache(maxsize=1 << 14)
def _phrases(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for whole in _wholes(text):
        if found and not _may_end(found[-1], whole):
            found[-1] += whole
        else:
            found.append(whole)
    for place in range(len(found) - 1, 0, -1):
        # A single letter stands with what it ends: オンラインの数.
        if len(found[place]) == 1 and _HIRAGANA.match(found[place - 1][-1]):
            found[place - 1 : place + 1] = [found[place - 1] + found[place]]
    return tuple(found)


def _may_end(line: str, following: str) -> bool:
    last, first = line[-1], following[0]
    if fitting.is_not_last(last) or fitting.is_not_first(first):
        return False
    if last in " 　、。，：；・）」』】" or first in "（「『【":
        return True
    return bool(_HIRAGANA.match(last)) and (not _HIRAGANA.match(first) or following.startswith("よう"))
