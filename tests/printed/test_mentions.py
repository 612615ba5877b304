"""Dates and counts in running text: found as printed, nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.printed.mentions import dates_and_counts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("試験を令和 3 年度中に終える", ["令和 3 年度中"]),
        ("令和3年度の半ばまでに、令和4年度末の分を", ["令和3年度の半ば", "令和4年度末"]),
        ("R3年度と平成元年度", ["R3年度", "平成元年度"]),
        ("令和3年3月29日（月）", ["令和3年3月29日"]),
        ("本年6月から、来年度の今頃まで", ["本年6月", "来年度の今頃"]),
        ("9月の上旬か10月", ["9月の上旬", "10月"]),
        ("4月以降は３月以前と違う", ["4月以降", "３月以前"]),
        ("27手続きのうち 11 手続、12事務、1,000件、5分以内", ["27手続き", "11 手続", "12事務", "1,000件", "5分以内"]),
        ("第2回を9月に、もう一度9月に", ["第2回", "9月"]),
        ("資料3ページの表、一点だけ", []),
        ("日本年金の話", []),
        ("", []),
    ],
)
def test_dates_and_counts_are_found_as_printed_each_once(text: str, found: list[str]) -> None:
    assert dates_and_counts(text) == found


@given(st.text(alphabet="令和元年度月日末中本来の0３手続件、 試"))
def test_whatever_is_found_stands_in_the_text_once_each_in_its_order(text: str) -> None:
    found = dates_and_counts(text)
    assert len(set(found)) == len(found)
    at = 0
    for words in found:
        assert words == words.strip() != ""
        at = text.index(words, at)
