"""Dates and fiscal years, Japanese and western, as an edition is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.printed.eras import find_as_of, find_month, find_year, read_day

ERAS = {"令和": ("R", 2018), "平成": ("H", 1988), "昭和": ("S", 1925)}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def in_era(era: str, day: date) -> str:
    year = day.year - ERAS[era][1]
    return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.sampled_from(["{}年{}月{}日", "{}/{}/{}", "{}-{:02}-{:02}", "{}.{}.{}"]),
)
def test_every_western_day_is_found_as_itself(day: date, form: str) -> None:
    printed = form.format(day.year, day.month, day.day)
    assert find_as_of(f"（{printed}時点）") == day.isoformat()


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2099, 12, 31)))
def test_every_day_of_reiwa_is_found_whatever_the_width_of_its_digits(day: date) -> None:
    printed = in_era("令和", day)
    assert find_as_of(printed) == day.isoformat()
    assert find_as_of(printed.translate(FULL_WIDTH)) == day.isoformat()


@given(st.dates(min_value=date(1989, 1, 8), max_value=date(2019, 4, 30)))
def test_every_day_of_heisei_is_found(day: date) -> None:
    assert find_as_of(in_era("平成", day)) == day.isoformat()


@given(st.dates(min_value=date(1926, 12, 25), max_value=date(1989, 1, 7)))
def test_every_day_of_showa_is_found(day: date) -> None:
    assert find_as_of(in_era("昭和", day)) == day.isoformat()


@given(st.sampled_from(sorted(ERAS)), st.integers(min_value=1, max_value=60))
def test_an_eras_initial_means_the_era(era: str, year: int) -> None:
    initial = ERAS[era][0]
    assert find_as_of(f"{initial}{year}.4.1") == find_as_of(f"{era}{year}年4月1日")
    assert find_as_of(f"{initial}{year}年度") == find_as_of(f"{era}{year}年度")


@given(st.integers(min_value=1, max_value=80))
def test_a_fiscal_year_ends_in_march_of_the_next_year(year: int) -> None:
    assert find_as_of(f"（令和{year}年度）") == f"FY{2018 + year}"
    assert find_as_of(f"（令和{year}年度末時点）") == f"{2019 + year}-03-31"
    assert find_as_of(f"{2018 + year}年度末") == f"{2019 + year}-03-31"


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("（令和６年度末時点）", "2025-03-31"),
        ("令和元年度", "FY2019"),
        ("令和元年５月１日現在", "2019-05-01"),
        ("平成31年4月1日", "2019-04-01"),
        ("平成 31年 4月 1日", "2019-04-01"),
        ("㋿5年1月1日", "2023-01-01"),
        ("２０２２／０４／０１", "2022-04-01"),
        ("2024-02-29", "2024-02-29"),
        ("2022年度", "FY2022"),
        ("試験市の一覧\n令和５年\n１月１日", "2023-01-01"),
        ("令和４年度（令和５年３月31日時点）", "2023-03-31"),
    ],
)
def test_a_line_that_names_a_date_or_fiscal_year_gives_it(printed: str, wanted: str) -> None:
    assert find_as_of(printed) == wanted


@pytest.mark.parametrize("printed", ["2023-02-30", "令和5年2月29日", "2023/13/01", "2023/00/10", "2023-01-00"])
def test_a_day_that_never_was_is_not_moved_to_one_that_was(printed: str) -> None:
    assert find_as_of(printed) is None


@pytest.mark.parametrize(
    "printed", ["", "試験市", "令和5年", "2023年4月", "年度末", "4月1日", "2022-04-012", "0000年4月末", "0000年度"]
)
def test_half_a_date_is_no_date(printed: str) -> None:
    assert find_as_of(printed) is None


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2099, 12, 31)))
def test_a_month_and_a_year_are_how_the_days_in_them_begin(day: date) -> None:
    whole = in_era("令和", day)
    to_month, to_year = whole.partition("月")[0] + "月", whole.partition("年")[0] + "年"
    for printed in (whole, to_month, to_month.translate(FULL_WIDTH), f"試験の表　{to_month}分"):
        assert find_month(printed) == day.isoformat()[:7]
        assert find_year(printed) == day.isoformat()[:4]
    assert find_month(to_year) is None
    assert find_year(f"{to_year}試験調査") == day.isoformat()[:4]


@pytest.mark.parametrize("printed", ["", "試験市", "令和5年度", "令和5年13月", "令和5年0月", "4月1日", "第3-1表"])
def test_what_is_no_month_is_none(printed: str) -> None:
    assert find_month(printed) is None


@pytest.mark.parametrize("printed", ["", "試験市", "令和5年度", "2022年度", "4月1日", "第3表"])
def test_what_is_no_calendar_year_is_none(printed: str) -> None:
    assert find_year(printed) is None


@given(st.text(alphabet="令和平成昭年度末月日第表試験市RHS/.-（） \n"))
def test_a_line_without_a_number_names_no_date(printed: str) -> None:
    assert find_as_of(printed) is None
    assert find_month(printed) is None
    assert find_year(printed) is None


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2099, 12, 31)))
def test_one_day_is_read_in_any_of_its_forms_a_spreadsheets_number_among_them(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    for printed in (
        in_era("令和", day),
        day.isoformat(),
        f"{day:%Y/%m/%d}（月）",
        serial,
        f"{serial}.0",
        f" {serial}\n",
    ):
        assert read_day(printed) == day.isoformat()


@pytest.mark.parametrize(
    "printed",
    ["", "令和8年度", "令和8年11月", "2026/11/2、2026/11/9", "2026-02-30", "462349", "4634", "試験", "約46349"],
)
def test_no_day_half_a_day_or_two_are_none(printed: str) -> None:
    assert read_day(printed) is None
