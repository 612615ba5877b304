"""Wards' pages: the links of the page's own matter as printed, and a page that is another one refused by name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.catalog.pages import page_families
from survey.errors import BadFile, BadLayout, NotFound, SurveyError
from survey.raw.store import as_csv
from survey.sources.ward_pages import COLUMNS, read_page

PAGES = Path(__file__).parents[1] / "pages" / "ward_pages"
URL, CODE = "https://www.city.test.example/fukushi/kaigo/shinsei.html", "131999"
FAMILY_OF = {"edogawa": "edogawa", "plain": "plain", "cp932_without_charset": "plain"}


def content(name: str) -> bytes:
    return (PAGES / f"{name}.html").read_bytes()


def page(name: str, charset: str | None = None) -> pd.DataFrame:
    return read_page(content(name), charset, URL, CODE, FAMILY_OF[name])


def of_body(inner: str, family: str = "plain") -> pd.DataFrame:
    html = f"<html><head><title>試験の頁</title></head><body><main>{inner}</main></body></html>"
    return read_page(html.encode(), "utf-8", URL, CODE, family)


def link(name: str, text: str) -> pd.Series:
    table = page(name)
    return table[table["link_text"] == text].iloc[0]


# What is read


def test_every_family_has_a_test_page() -> None:
    assert set(FAMILY_OF.values()) == set(page_families())


def test_every_test_page_says_that_it_is_made_up() -> None:
    pages = sorted(PAGES.glob("*.html"))
    assert len(pages) >= len(FAMILY_OF)
    for path in pages:
        assert b"Made up for tests" in path.read_bytes()


@pytest.mark.parametrize("name", FAMILY_OF)
def test_the_table_is_text_without_gaps_and_knows_its_page(name: str) -> None:
    table = page(name)
    assert list(table.columns) == COLUMNS
    assert not table.isna().any().any()
    assert set(table["municipality_code"]) == {CODE}
    assert set(table["page_url"]) == {URL}
    assert as_csv(table)


@pytest.mark.parametrize(
    ("name", "title", "updated", "owner"),
    [
        ("edogawa", "要介護認定の申請（試験）", "更新日：2024年4月2日", "試験部試験課 メール"),
        ("plain", "電子申請の一覧", "最終更新日：令和６年１０月１日", "試験部情報課"),
        ("cp932_without_charset", "罹災証明書（試験区）", "更新日：五月吉日", ""),
    ],
)
def test_title_date_and_owner_are_as_printed(name: str, title: str, updated: str, owner: str) -> None:
    first = page(name).iloc[0]
    assert (first["page_title"], first["page_updated_printed"], first["page_owner"]) == (title, updated, owner)


def test_only_links_between_the_bodys_marks_are_read() -> None:
    assert page("edogawa")["link_text"].tolist() == ["要介護認定 電子申請", "申請書（PDF：10KB）", "制度の案内"]
    assert page("cp932_without_charset")["link_text"].tolist() == ["案内の頁", "こちら"]


@pytest.mark.parametrize("name", FAMILY_OF)
def test_navigation_owner_scripts_and_places_on_the_page_are_left_out(name: str) -> None:
    table = page(name)
    strangers = "目次|台本|ホーム|メニュー|福祉|印刷|先頭へ|LINEで送る|宣伝"
    assert not table["link_text"].str.contains(strangers).any()
    assert not table["link_url"].str.contains("javascript:|#|kaigo@|joho@").any()


def test_what_is_around_the_body_does_not_empty_it_whatever_it_is_called() -> None:
    html = (
        "<title>t</title><div class='contact'><main><a href='/x'>申請</a><nav><a href='/y'>目次</a></nav></main></div>"
    )
    assert read_page(html.encode(), "utf-8", URL, CODE, "plain")["link_text"].tolist() == ["申請"]


def test_a_link_to_a_place_on_the_page_is_left_out_however_its_address_is_written() -> None:
    table = of_body(f"<a href='{URL}#a'>一</a><a href='shinsei.html#b'>二</a><a href='other.html#c'>三</a>")
    assert table["link_text"].tolist() == ["三"]


def test_a_links_own_row_item_or_paragraph_stands_beside_it() -> None:
    assert link("plain", "届け出る")["nearby"] == "妊娠の届出 面談のため、後日、窓口へお越しください。"
    assert link("edogawa", "制度の案内")["nearby"] == "制度の案内"
    assert link("edogawa", "要介護認定 電子申請")["nearby"].endswith("署名用電子証明書の暗証番号が必要です。")


def test_a_link_outside_rows_items_and_paragraphs_has_its_own_line_beside_it() -> None:
    assert link("cp932_without_charset", "こちら")["nearby"] == "電子申請はこちら。写真を添えてください。"


def test_an_image_that_is_a_link_gives_its_text() -> None:
    assert link("plain", "届け出る")["link_url"].startswith("https://ttzk.graffer.jp/")


def test_words_that_mark_up_divides_stay_whole_and_ruby_is_not_read_into_them() -> None:
    table = of_body("<p>証の原<b>本</b>が<ruby>必要<rt>ひつよう</rt></ruby>です。<a href='/x'>申<em>請</em></a></p>")
    assert table["nearby"].item() == "証の原本が必要です。申請"
    assert table["page_says"].item() == "証の原本が必要です。"


def test_sentences_with_a_kept_word_are_kept_once_and_the_rest_of_the_page_is_not() -> None:
    says = page("edogawa")["page_says"].iloc[0].splitlines()
    assert says[0] == "お手元の被保険者証の原本は、申請の後に郵送してください。"
    assert len(says) == len(set(says)) == 2
    assert "電子でできます" not in "".join(says)


def test_a_sentence_printed_twice_is_kept_once() -> None:
    table = of_body("<p>原本が必要です。</p><p>原本が必要です。窓口は一階です。</p><a href='/x'>申請</a>")
    assert table["page_says"].item() == "原本が必要です。\n窓口は一階です。"


@pytest.mark.parametrize("name", FAMILY_OF)
def test_the_selector_leads_back_to_the_link(name: str) -> None:
    encoding = "cp932" if name.startswith("cp932") else "utf-8"
    soup = BeautifulSoup(content(name).decode(encoding), "lxml")
    for row in page(name).itertuples():
        at, number = row.selector.removesuffix("]").split(" a[")
        anchor = soup.select_one(at).select("a[href]")[int(number) - 1]
        assert urljoin(URL, anchor["href"]) == row.link_url


def test_what_the_server_says_of_the_encoding_goes_before_a_guess() -> None:
    assert page("cp932_without_charset", "Shift_JIS").equals(page("cp932_without_charset"))


def test_a_base_address_of_the_page_is_obeyed() -> None:
    html = b"<html><head><title>t</title><base href='/kurashi/'></head><body><a href='a.html'>a</a></body></html>"
    assert (
        read_page(html, None, URL, CODE, "plain")["link_url"].item() == "https://www.city.test.example/kurashi/a.html"
    )


@given(st.lists(st.text("abc012-_.", min_size=1, max_size=8).filter(lambda part: part.strip(".")), min_size=1))
def test_relative_links_are_resolved_against_the_page(parts: list[str]) -> None:
    path = "/".join(parts)
    found = of_body(f"<a href='{path}'>a</a><a href=' /{path}\n'>b</a><a href='//other.example/{path}'>c</a>")
    root = "https://www.city.test.example"
    expected = [urljoin(URL, path), f"{root}/{path}", f"https://other.example/{path}"]
    assert found["link_url"].tolist() == expected


def test_an_address_that_is_none_is_kept_as_printed() -> None:
    assert of_body("<a href='http://[試験'>a</a>")["link_url"].item() == "http://[試験"


def test_the_date_of_first_publication_is_not_taken_for_the_update() -> None:
    for printed, expected in [
        ("掲載日 2020年1月1日 更新日 令和5年2月3日 印刷", "更新日 令和5年2月3日"),
        ("公開 2020年1月1日<br>2023年11月29日更新", "2023年11月29日更新"),
        ("<dl><dt>最終更新日</dt><dd>2016/5/26</dd></dl>", "最終更新日 2016/5/26"),
    ]:
        assert of_body(f"<div>{printed}</div><a href='/x'>a</a>")["page_updated_printed"].item() == expected


# What is refused


def test_a_required_landmark_that_is_gone_is_named_with_page_selector_and_title() -> None:
    with pytest.raises(BadLayout, match="body_begins") as caught:
        read_page(content("edogawa_landmark_gone"), None, URL, CODE, "edogawa")
    assert (caught.value.where, caught.value.expected) == (URL, "#tmp_honbun")
    assert "要介護認定の申請（試験）" in caught.value.got


@pytest.mark.parametrize(
    ("mark", "named"), [("tmp_update", "#tmp_update"), ("tmp_main", "#tmp_main"), ("title>", "title")]
)
def test_every_required_landmark_of_a_family_is_missed(mark: str, named: str) -> None:
    gone = content("edogawa").replace(mark.encode(), b"renamed" + mark[5:].encode())
    with pytest.raises(BadLayout) as caught:
        read_page(gone, None, URL, CODE, "edogawa")
    assert caught.value.expected == named


def test_an_optional_landmark_that_is_gone_leaves_its_cell_empty() -> None:
    gone = content("edogawa").replace(b"tmp_inquiry", b"renamed")
    assert set(read_page(gone, None, URL, CODE, "edogawa")["page_owner"]) == {""}


def test_a_page_without_any_link_is_refused() -> None:
    with pytest.raises(BadLayout, match="no link") as caught:
        read_page(content("no_links"), None, URL, CODE, "plain")
    assert caught.value.where == URL
    assert "お知らせ（試験）" in caught.value.got


def test_a_family_that_nobody_described_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="made_up") as caught:
        read_page(content("plain"), None, URL, CODE, "made_up")
    assert caught.value.expected == ", ".join(page_families())


def test_a_charset_that_decodes_nothing_is_passed_over_for_the_pages_own() -> None:
    known = read_page(content("plain"), None, URL, CODE, "plain")
    assert read_page(content("plain"), "undefined", URL, CODE, "plain").equals(known)


def test_bytes_without_any_markup_are_refused_as_no_page() -> None:
    with pytest.raises(BadFile) as caught:
        read_page(b"no page at all", None, URL, CODE, "plain")
    assert caught.value.where == URL


PAGE_PIECES = (
    b"<title>t</title>",
    b"<h1>",
    b"<main>",
    b"<div id=tmp_main>",
    b"<p id='tmp_honbun'>",
    "<p id='tmp_update'>更新日：原本。".encode("cp932"),
    "本文ここから".encode(),
    b"<tr><td>",
    b"<a href='/x'>",
    b"<a href=http://[>",
    b"</a>",
    b"<!--",
    b"<script>",
    b"<![CDATA[",
    b"<?xml ?>",
    b"<base href='http://['>",
    b"<meta charset='utf-16'>",
    b"<meta charset='idna'>",
    b"&#xD800;\x00",
)


def outcome(content_: bytes, charset: str | None, family: str) -> pd.DataFrame | SurveyError:
    try:
        return read_page(content_, charset, URL, CODE, family)
    except SurveyError as error:
        return error


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PAGE_PIECES) | st.binary(max_size=12), max_size=12).map(b"".join),
    st.sampled_from([None, "utf-8", "Shift_JIS", "utf-16", "no such", "a\0b", "utf-7", "raw_unicode_escape"]),
    st.sampled_from(sorted(page_families())),
)
@example(b"", None, "plain")
@example(b"http://www.city.test.example/", None, "plain")
@example(b"<?xml version='1.0'?><page/>", None, "plain")
@example(b"<title>t</title><a href=x>\\ud800</a>", "raw_unicode_escape", "plain")
@example(b"<title>t</title>" + b"<div>" * 5000 + b"<a href=x>a", None, "plain")
def test_any_bytes_give_a_table_that_can_be_stored_or_an_error_that_names_the_page(
    bytes_: bytes, charset: str | None, family: str
) -> None:
    found = outcome(bytes_, charset, family)
    if isinstance(found, SurveyError):
        assert found.where == URL
    else:
        assert len(as_csv(found).decode().splitlines()) > len(found) > 0
