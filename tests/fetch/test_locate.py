"""From a landing page to a file: by pattern, the newest first, and never by guess."""

from __future__ import annotations

import pytest

from survey.catalog.models import LinkRule
from survey.errors import BadFile, BadLayout
from survey.fetch.client import Fetched, Validators
from survey.fetch.locate import newest

BASE = "https://www.example.invalid/list/index.html"


def page(body: str, encoding: str = "utf-8", charset: str | None = None) -> Fetched:
    html = f"<html><head><title>試験一覧</title></head><body>{body}</body></html>"
    return Fetched(BASE, html.encode(encoding), charset, None, Validators())


def test_the_latest_fiscal_year_wins_wherever_it_stands() -> None:
    body = '<a href="r04.xlsx">令和４年度</a><a href="/r05.xlsx">令和5年度</a><a href="h30.xlsx">平成30年度</a>'
    link = newest(page(body), LinkRule(href=r"\.xlsx$"))
    assert (link.url, link.edition) == ("https://www.example.invalid/r05.xlsx", "FY2023")


def test_a_day_in_the_address_is_a_date_too() -> None:
    body = '<a href="20240712_table_01.zip">表</a><a href="20250801_table_01.zip">表</a><a href="99999999.zip">表</a>'
    assert newest(page(body), LinkRule(href=r"\.zip$")).edition == "2025-08-01"


def test_links_that_no_date_tells_apart_are_listed_and_none_is_guessed() -> None:
    with pytest.raises(BadLayout, match="none is newer") as caught:
        newest(page('<a href="one.xlsx">一</a><a href="two.xlsx">二</a>'), LinkRule(href=r"\.xlsx$"))
    assert "one.xlsx" in caught.value.got
    assert "two.xlsx" in caught.value.got


def test_the_same_file_linked_twice_is_one_link() -> None:
    link = newest(page('<a href="one.xlsx">一</a><a href="./one.xlsx">Excel</a>'), LinkRule(href=r"\.xlsx$"))
    assert link.url.endswith("/list/one.xlsx")


def test_a_link_that_is_no_address_is_passed_over_and_a_page_without_markup_is_named() -> None:
    body = '<a href="http://[x">壊れた住所</a><a href="one.xlsx">一</a>'
    assert newest(page(body), LinkRule(href=r"\.xlsx$")).url.endswith("one.xlsx")
    with pytest.raises(BadFile) as caught:
        newest(Fetched(BASE, b"maintenance", None, None, Validators()), LinkRule())
    assert caught.value.where == BASE
    assert caught.value.next_step


def test_address_and_words_must_both_fit() -> None:
    wanted = "全市町村の主要財政指標"
    body = f'<a href="a.xlsx">全都道府県</a><a href="b.pdf">{wanted}</a><a href="c.xlsx">{wanted}</a>'
    link = newest(page(body), LinkRule(href=r"\.xlsx$", text="全市町村の主要財政指標"))
    assert link.url.endswith("/list/c.xlsx")


@pytest.mark.parametrize(("encoding", "charset"), [("cp932", None), ("cp932", "Shift_JIS"), ("euc_jp", "euc-jp")])
def test_a_page_in_an_old_encoding_is_read_with_or_without_its_charset(encoding: str, charset: str | None) -> None:
    # ㈱ is in cp932 but not in the Shift_JIS that pages say they are in.
    more = "㈱" if encoding == "cp932" else ""
    body = f'<a href="a.xlsx">{more}全市町村の主要財政指標</a>'
    assert newest(page(body, encoding, charset), LinkRule(text="全市町村の主要財政指標")).url.endswith("a.xlsx")


def test_a_page_without_the_link_is_an_error_that_says_what_the_page_is() -> None:
    with pytest.raises(BadLayout) as caught:
        newest(page('<a href="x.pdf">お知らせ</a>'), LinkRule(href=r"\.xlsx$"))
    assert caught.value.where == BASE
    assert "試験一覧" in caught.value.got
    assert "1 links" in caught.value.got
    assert "survey add" in caught.value.next_step
