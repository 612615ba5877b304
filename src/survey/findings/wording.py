"""Numbers, dates and lists as a ward office writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from survey.catalog.specs import listed


def day(iso: str) -> str:
    """2025-03-31 as 令和7年3月31日; FY2022 as 令和4年度; anything else as it is."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso):
        year, month, date = map(int, match.groups())
        return f"{_era_year(year, (month, date))}{month}月{date}日"
    if match := re.fullmatch(r"FY(\d{4})", iso):
        return f"{_era_year(int(match[1]), (5, 1))}度"
    return iso


def month(iso: str) -> str:
    """2025-03-31 as 令和7年3月."""
    return day(iso).partition("月")[0] + "月"


def _era_year(year: int, month_day: tuple[int, int]) -> str:
    era, zero = ("令和", 2018) if (year, *month_day) >= (2019, 5, 1) else ("平成", 1988)
    return f"{era}{'元' if year - zero == 1 else year - zero}年"


def state(code: str) -> str:
    """A code as catalog/states.csv words it; one it does not list is its own."""
    return _states().get(code, code)


@cache
def _states() -> dict[str, str]:
    return dict(listed("states").itertuples(index=False, name=None))


def share(value_pct: float) -> str:
    """A share in percent with one decimal: 88.9%."""
    return f"{value_pct:.1f}%"


def amount(value: float) -> str:
    """A whole number with thousands: 2,400."""
    return f"{value:,.0f}"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first names joined by 、 and など when there are more; the caller says how many."""
    return "、".join(names[:most]) + ("など" if len(names) > most else "")


def place(rank: int, tied: int) -> str:
    """A place in a competition ranking (ties share the best place); ``tied`` counts those that share it."""
    return f"{rank}位" if tied == 1 else f"同率{rank}位"
