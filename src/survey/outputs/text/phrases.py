"""Where Japanese text may be parted: phrases (BudouX), and what is never parted within or between them.

What stays whole: a number with its unit (43〜100, 約1,850件), a date, a short remark in brackets, a mark with what it
marks, a municipality's or a prefecture's name, a Latin word with the space behind it, a word in katakana, and the words
of ``whole_words.txt``, which BudouX parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from survey.catalog.specs import listed
from survey.outputs.text import fitting

_WHOLE_WORDS = Path(__file__).parent / "whole_words.txt"
_ERA = r"(?:令和|平成|昭和)"
_DIGITS = r"[0-9０-９][0-9０-９,.]*"
_DATE = rf"{_ERA}(?:{_DIGITS}|元)年(?:度[末内]?|{_DIGITS}月(?:{_DIGITS}日)?)?(?:時点|公表|現在)?"
_REMARK = r"（[^（）]{1,9}）"
_NUMBER = (
    rf"(?:{_ERA}|同率|上位|約|第)?{_DIGITS}(?:[〜～−–/×÷]{_DIGITS})*[%％]?"
    rf"(?:月{_DIGITS}日)?(?:[かヶカ][月所国年])?[一-龠々ポ]{{0,3}}(?:(?<=ポ)イント)?(?:(?<=中){_DIGITS})?"
)
_LATIN, _KATAKANA = r"[!-~]+ ?", r"[ァ-ヶー]{2,9}"
_SPANS = re.compile(rf"※.|{_REMARK}|{_DATE}|{_NUMBER}|{_LATIN}|{_KATAKANA}")
# What a date, a remark or a word is parted into where a line is too short for it.
_FINER_SPANS = re.compile(rf"※.|{_NUMBER}|{_LATIN}|.")
_FINEST_SPANS = re.compile(rf"{_DIGITS}|{_LATIN}|{_KATAKANA}|.")
# A heading's phrase that is longer than this may also be parted between kanji and katakana.
_LONG_PHRASE_EMS = 7.5
_ENDS_PHRASE, _BEGINS_PHRASE = " 　、。，：；・）」』】", "（「『【"


@lru_cache(maxsize=1 << 14)
def unbreakable_parts(text: str) -> tuple[str, ...]:
    """The parts that are never parted, in order: what stays whole, and single letters for the rest."""
    parts, position = [], 0
    while position < len(text):
        end = _whole_end(text, position)
        parts.append(text[position:end])
        position = end
    return tuple(parts)


@lru_cache(maxsize=1 << 14)
def phrases(text: str) -> tuple[str, ...]:
    """The parts that a line may end after without a stumble: BudouX's phrases, none of which parts what stays whole."""
    wanted = _phrase_ends(text)
    found = _parted(
        unbreakable_parts(text), lambda before, after, end: end in wanted or _is_mark_between(before, after)
    )
    # A single letter stands with what it ends: オンラインの数.
    return _parted(found, lambda before, after, _: len(after) > 1 or before[-1] in _ENDS_PHRASE)


def heading_words(text: str) -> tuple[str, ...]:
    """A heading's parts: its phrases, long ones parted between kanji and katakana too."""
    found: list[str] = []
    for phrase in phrases(text):
        is_long = fitting.ems(phrase) > _LONG_PHRASE_EMS
        found += _parted(unbreakable_parts(phrase), lambda *at: _changes_script(*at[:2])) if is_long else [phrase]
    return tuple(found)


def finer_parts(part: str) -> list[str]:
    """What is parted last, where a line is too short for a whole: between numbers, before a unit, then anywhere."""
    for spans in (_FINER_SPANS, _FINEST_SPANS):
        if len(parts := spans.findall(part)) > 1:
            return parts
    return list(part)


def _parted(parts: tuple[str, ...], ends: Callable[[str, str, int], bool]) -> tuple[str, ...]:
    """Neighbouring parts put together where ``ends`` (part, next part, position) says that no line ends."""
    found = list(parts[:1])
    for (before, after), end in zip(pairwise(parts), accumulate(map(len, parts)), strict=False):
        if ends(before, after, end) and _may_end_line(before[-1], after[0]):
            found.append(after)
        else:
            found[-1] += after
    return tuple(found)


def _may_end_line(last: str, first: str) -> bool:
    return not (fitting.is_not_last(last) or fitting.is_not_first(first) or first.isspace())


def _is_mark_between(before: str, after: str) -> bool:
    return before[-1] in _ENDS_PHRASE or after[0] in _BEGINS_PHRASE


def _changes_script(before: str, after: str) -> bool:
    return bool(re.match(r"[ァ-ヶー]", before[-1])) != bool(re.match(r"[ァ-ヶー]", after[0]))


def _whole_end(text: str, start: int) -> int:
    """Where the whole that begins here ends; a letter behind it if none does. The longest whole counts."""
    span = _SPANS.match(text, start)
    end = span.end() if span else start + 1
    for word in _words_by_first_letter().get(text[start], ()):
        if text.startswith(word, start):
            return max(end, start + len(word))
    return end


@cache
def _words_by_first_letter() -> dict[str, tuple[str, ...]]:
    """Words that stay whole, by their first letter, the longest first."""
    municipalities = listed("municipalities")
    lines = _WHOLE_WORDS.read_text("utf-8").splitlines()
    words = {line for line in lines if line and not line.startswith("#")}
    words |= {*municipalities["name_ja"], *municipalities["prefecture"]}
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {letter: tuple(its_words) for letter, its_words in found.items()}


def _phrase_ends(text: str) -> set[int]:
    return set(accumulate(map(len, _parser().parse(text)))) if text else set()


@cache
def _parser():  # noqa: ANN202 - budoux.Parser, imported where it is used
    import budoux

    return budoux.load_default_japanese_parser()
