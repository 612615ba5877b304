"""Finds the dates and counts in running text, as printed; what they mean is recorded in the catalog."""

from __future__ import annotations

import re

_DIGITS = r"[0-9０-９]"
_YEAR = (
    rf"(?:(?:令和|平成|昭和|[RHSＲＨＳ])\s?(?:元|{_DIGITS}{{1,2}})\s?年度?"
    rf"|{_DIGITS}{{4}}\s?年度?|(?<!日)[本今来昨次翌前]年度?)"
)
_MONTH = rf"{_DIGITS}{{1,2}}\s?月(?:\s?{_DIGITS}{{1,2}}\s?日)?"
_WHEN = r"(?:\s?の?(?:今頃|半ば|上旬|中旬|下旬|中|末|以前|以降))?"
_UNITS = "手続き?|事務|件|区|課|人|名|台|本|回|分|時間|円|％|%|割"
_COUNT = rf"第?\s?{_DIGITS}[0-9０-９,，]*\s?(?:{_UNITS})(?:以内|以上|未満)?"
_MENTION = re.compile(rf"(?:{_YEAR}(?:\s?{_MONTH})?|{_MONTH}){_WHEN}|{_COUNT}")


def dates_and_counts(text: str) -> list[str]:
    """Every date and count in the order of the text, each once, as printed.

    >>> dates_and_counts("本年6月に11 手続、令和 3 年度の半ばまでに残る 27 事務を報告する")
    ['本年6月', '11 手続', '令和 3 年度の半ば', '27 事務']
    """
    return list(dict.fromkeys(match[0].strip() for match in _MENTION.finditer(text)))
