"""Printed dates, Japanese eras and fiscal years."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from survey.printed.text import label

# Gregorian year of each era's year 0.
_YEAR_ZERO = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
_YEAR = r"(?:(?P<era>令和|平成|昭和|[RHS])\s?(?P<era_year>元|\d{1,2})|(?P<year>[12]\d{3}))"
_DAY = re.compile(_YEAR + r"[年./-]\s?(?P<month>\d{1,2})[月./-]\s?(?P<day>\d{1,2})(?!\d)")
_MONTH_END = re.compile(_YEAR + r"[年./-]\s?(?P<month>\d{1,2})月末")
_FISCAL_YEAR_END = re.compile(_YEAR + r"\s?年度末")
_FISCAL_YEAR = re.compile(_YEAR + r"\s?年度")
_MONTH = re.compile(_YEAR + r"[年./-]\s?(?P<month>\d{1,2})(?!\d)")
_CALENDAR_YEAR = re.compile(_YEAR + r"\s?年(?!度)")

# Day 0 of a spreadsheet's dates, as they come out right from March 1900 on.
_SERIAL_ZERO = date(1899, 12, 30)


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    return _YEAR_ZERO[match["era"]] + (1 if match["era_year"] == "元" else int(match["era_year"]))


def find_as_of(printed: str) -> str | None:
    """The date or fiscal year that a printed line names, as an edition is written; None when it names none.

    A day gives ``2023-01-01``, the end of a month or of a fiscal year its last day (令和６年度末 is 2025-03-31),
    a fiscal year ``FY2022``.

    >>> find_as_of("（令和６年度末時点）"), find_as_of("（令和４年度）"), find_as_of("2022/04/01")
    ('2025-03-31', 'FY2022', '2022-04-01')
    """
    text = label(printed)
    if match := _DAY.search(text):
        try:
            return date(_year(match), int(match["month"]), int(match["day"])).isoformat()
        except ValueError:
            return None
    if match := _MONTH_END.search(text):
        month = int(match["month"])
        if not 1 <= month <= 12:
            return None
        return date(_year(match), month, monthrange(_year(match), month)[1]).isoformat()
    if match := _FISCAL_YEAR_END.search(text):
        return f"{_year(match) + 1}-03-31"
    if match := _FISCAL_YEAR.search(text):
        return f"FY{_year(match)}"
    return None


def read_day(printed: str) -> str | None:
    """The one day that is printed, as a date; None where it is none, several, or one that never was.

    A lone number of five digits is a day as a spreadsheet counts it, from 1900 on.

    >>> read_day("令和8年11月23日（月）"), read_day("R8.11.23"), read_day("46349"), read_day("令和8年度")
    ('2026-11-23', '2026-11-23', '2026-11-23', None)
    """
    text = label(printed)
    if re.fullmatch(r"[1-9]\d{4}(?:\.0)?", text):
        return (_SERIAL_ZERO + timedelta(days=int(text[:5]))).isoformat()
    return find_as_of(text) if len(_DAY.findall(text)) == 1 else None


def find_month(printed: str) -> str | None:
    """The month that a printed line names, as a date begins; None when it names none.

    >>> find_month("世帯と人口　令和8年1月"), find_month("2026/01"), find_month("令和8年")
    ('2026-01', '2026-01', None)
    """
    match = _MONTH.search(label(printed))
    return f"{_year(match)}-{int(match['month']):02}" if match and 1 <= int(match["month"]) <= 12 else None


def find_year(printed: str) -> str | None:
    """The calendar year that a printed line names, as a date begins; None when it names none.

    >>> find_year("令和２年国勢調査"), find_year("令和２年度")
    ('2020', None)
    """
    match = _CALENDAR_YEAR.search(label(printed))
    return str(_year(match)) if match else None
