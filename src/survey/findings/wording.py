"""Numbers, dates and lists as a ward office writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from survey.analysis.groups import Group
from survey.analysis.publications import publication_day
from survey.catalog.specs import listed


def day(iso: str) -> str:
    """2025-03-31 as 令和7年3月31日, 2025-03 as 令和7年3月, 2025 as 令和7年; FY2022 as 令和4年度; others as they are."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso):
        year, month, date = map(int, match.groups())
        return f"{_era_year(year, (month, date))}{month}月{date}日"
    if match := re.fullmatch(r"(\d{4})-(\d{2})", iso):
        year, month = map(int, match.groups())
        return f"{_era_year(year, (month, 1))}{month}月"
    if match := re.fullmatch(r"\d{4}", iso):
        # The year in which the era changed bears two names, and nothing says which half is meant.
        names = dict.fromkeys(_era_year(int(iso), month_day) for month_day in ((1, 1), (12, 31)))
        return "・".join(names)
    if match := re.fullmatch(r"FY(\d{4})", iso):
        return f"{_era_year(int(match[1]), (5, 1))}度"
    return iso


def month(iso: str) -> str:
    """2025-03-31 as 令和7年3月."""
    return day(iso).partition("月")[0] + "月"


def as_of(date: str) -> str:
    """What a finding's ``as_of`` names: 令和7年3月31日, 令和4年度, or 令和6年7月12日公表 of a publication."""
    released = publication_day(date)
    return day(date) if released is None else f"{day(released)}公表"


def dated(date: str) -> str:
    """Of when figures are: 令和7年3月31日時点, 令和4年度, or 令和6年7月12日公表、基準日は不明."""
    if publication_day(date) is not None:
        return f"{as_of(date)}、基準日は不明"
    return day(date) if date.startswith("FY") else f"{day(date)}時点"


def _era_year(year: int, month_day: tuple[int, int]) -> str:
    era, zero = ("令和", 2018) if (year, *month_day) >= (2019, 5, 1) else ("平成", 1988)
    return f"{era}{'元' if year - zero == 1 else year - zero}年"


def year(iso: str) -> str:
    """2025-03-31 as 令和7年."""
    return day(iso).partition("年")[0] + "年" if len(iso) > len("2025") else day(iso)


def state(code: str) -> str:
    """A code as catalog/states.csv words it; one it does not list is its own."""
    return _states().get(code, code)


@cache
def _states() -> dict[str, str]:
    return dict(listed("states").itertuples(index=False, name=None))


def share(value_pct: float) -> str:
    """A share in percent with one decimal: 88.9%."""
    return f"{value_pct:.1f}%"


def decimal(value: float) -> str:
    """A number with two decimals, or with as many as show that it is not zero: 0.57, −0.004 (with the ASCII minus)."""
    return f"{value + 0.0:.{decimals(value)}f}"


def decimals(value: float) -> int:
    """How many decimals show a number's sign: two, or more up to six where it would round to zero; two for zero."""
    return next((count for count in range(2, 7) if round(value, count)), 2) if value else 2


def amount(value: float) -> str:
    """A whole number with thousands: 2,400."""
    return f"{value:,.0f}"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first names joined by 、 and など when there are more; the caller says how many."""
    return "、".join(names[:most]) + ("など" if len(names) > most else "")


def rank(number: int, tied: int) -> str:
    """A place in a competition ranking (ties share the best place); ``tied`` counts those that share it."""
    return f"{number}位" if tied == 1 else f"同率{number}位"


def rank_range(best: int, worst: int) -> str:
    """A range of places: 8〜14位, or 8位 where both ends are one."""
    return f"{best}位" if best == worst else f"{best}〜{worst}位"


def some_of(names: Sequence[str], unit_ja: str, most: int = 2) -> str:
    """The first names with how many they are in all: 大田区, 北見市、網走市の2市, 大田区、中央区など4区."""
    if len(names) == 1:
        return names[0]
    return f"{'、'.join(names[:most])}{'の' if len(names) <= most else 'など'}{len(names)}{unit_ja}"


def whom(names: Sequence[str], blanks: int, of: int, name_ja: str, unit_ja: str) -> str:
    """Whom a municipality with that many blanks among ``of`` procedures can ask about them."""
    if not blanks:
        return f"{of}手続に{name_ja}の空欄はない"
    if not names:
        return f"{name_ja}の空欄{blanks}手続を尋ねる先はこの中にない"
    return f"{name_ja}の空欄を尋ねる先は{some_of(names, unit_ja, most=1)}"


def among(group: Group, compared: int) -> str:
    """The group in a sentence about ``compared`` of its members: 23区, or 比べた21区 where some are missing."""
    return group.name_ja if compared == group.size else f"比べた{compared}{group.unit_ja}"
