"""Pages made to hurt: read within limits, what is not seen left out, nothing run and nothing asked. All is made up."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog.models import LinkRule
from survey.errors import BadCell, BadFile, BadLayout, FetchFailed, SurveyError
from survey.fetch import locate
from survey.fetch.client import Client, Fetched, FetchPolicy, Validators
from survey.printed.html import DEEPEST, MOST_BYTES, MOST_TAGS, parsed
from survey.printed.text import never_printed
from survey.sources.ward_pages import MOST_LINKS, read_page

URL, CODE = "https://www.city.test.example/a.html", "131999"
RULE = LinkRule(href=r"\.xlsx$", text="試験の一覧")


def of_body(inner: str, title: str = "試験の頁", charset: str | None = "utf-8") -> pd.DataFrame:
    html = f"<html><head><title>{title}</title></head><body><main>{inner}</main></body></html>"
    return read_page(html.encode("utf-8", "surrogatepass"), charset, URL, CODE, "plain")


def test_a_page_nested_deeper_than_any_is_refused() -> None:
    assert len(of_body("<div>" * (DEEPEST - 10) + '<a href="/x">申込</a>')) == 1
    for depth in (DEEPEST, 20_000):
        with pytest.raises(BadFile, match="deeper"):
            of_body("<div>" * depth + '<a href="/x">申込</a>' + "</div>" * depth)


def test_a_page_of_more_tags_or_bytes_than_any_is_refused() -> None:
    with pytest.raises(BadFile, match="mark-up"):
        of_body("<b>x</b>" * MOST_TAGS)
    with pytest.raises(BadFile, match="larger"):
        parsed(b"<p>" + bytes(MOST_BYTES))


def test_a_row_of_very_many_links_is_read_once_and_not_once_a_link() -> None:
    links = '<a href="/x">申込</a>' * MOST_LINKS
    assert len(of_body(f"<ul><li>{links}</li></ul>")) == MOST_LINKS
    with pytest.raises(BadLayout, match="more links"):
        of_body(f"<ul><li>{links}<a href='/y'>一つ多い</a></li></ul>")


def test_a_link_whose_words_are_longer_than_any_cell_is_refused_by_its_place() -> None:
    with pytest.raises(BadCell) as caught:
        of_body(f'<p>短い</p><div><a href="/x">{"あ" * 40_000}</a></div>')
    assert caught.value.where == f"{URL}, link_text of main a[1]"


def test_an_address_longer_than_any_cell_is_refused() -> None:
    with pytest.raises(BadCell, match="more than a cell can"):
        of_body(f'<a href="/{"x" * 40_000}">申込</a>')


def test_what_is_not_seen_is_not_in_the_table() -> None:
    hidden = "&#x202e;&#x1b;\u2066\x7f"
    table = of_body(
        f'<p>窓口{hidden}へ。<a href="/{hidden}x">申{hidden}込</a></p>', title=f"試験{hidden}の頁", charset=None
    )
    assert never_printed("".join(table.iloc[0])) is None
    assert table.at[0, "page_says"] == "窓口へ。"


def test_a_script_in_a_title_is_kept_as_the_words_it_is_and_never_as_mark_up() -> None:
    table = of_body('<a href="/x">申込</a><script>alert(1)</script>', title="&lt;script&gt;alert(1)&lt;/script&gt;")
    assert table.at[0, "page_title"] == "<script>alert(1)</script>"
    assert "alert" not in table.at[0, "nearby"]


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "punycode", "idna", "rot13", "hex", "\0"])
def test_a_charset_that_no_page_is_written_in_is_passed_over(charset: str) -> None:
    table = of_body(r'<a href="/x">\ud800試験</a>', charset=charset)
    assert table.at[0, "link_text"] == r"\ud800試験"


def test_a_declaration_that_never_ends_is_not_looked_for_beyond_the_beginning() -> None:
    assert parsed(b"<p>x</p>" + b"<meta charset=" * 50_000).p.string == "x"


@pytest.mark.parametrize("word", ["最終更新日", "担当課", "更新年月日"])
def test_a_word_before_endless_blanks_is_read_as_fast_as_any(word: str) -> None:
    assert len(of_body(f'<p>{word}{"　" * 15_000}x</p><a href="/x">申込</a>')) == 1


def test_a_title_of_blanks_is_read_as_fast_as_any() -> None:
    html = f"<title>試{'　' * 15_000}験</title><div id=tmp_update>更新日</div><div id=tmp_main><p id=tmp_honbun>"
    html += '<a href="/x">申込</a></div>'
    assert len(read_page(html.encode(), "utf-8", URL, CODE, "edogawa")) == 1


def test_a_link_longer_than_any_is_no_link_to_a_file() -> None:
    links = f'<a href="/{"x" * 3_000}.xlsx">試験の一覧</a><a href="/a.xlsx">試験の一覧{"試" * 3_000}</a>'
    found = locate.newest(Fetched(URL, links.encode(), "utf-8", None, Validators()), RULE)
    assert found.url == "https://www.city.test.example/a.xlsx"
    assert len(found.text) <= 1_000


@pytest.mark.parametrize("address", ["https://site.example:99999/a", "https://site.example:x/a", "https://[/a"])
def test_what_is_no_address_is_refused_before_anybody_is_asked(address: str) -> None:
    client = Client(FetchPolicy("試験"), sleep=lambda _: None, clock=lambda: datetime.now(UTC).timestamp())
    with pytest.raises(FetchFailed) as caught:
        client.get(address, {"site.example"})
    assert caught.value.where == address


def read_or_refused(content: bytes, charset: str | None) -> pd.DataFrame | SurveyError:
    try:
        return read_page(content, charset, URL, CODE, "plain")
    except SurveyError as error:
        return error


MARKUP = "<main> </main> <a\thref='x'> </a> <table> <tr> <li> <base\thref='http://['> <script> <!-- <title> <svg> ]]>"
TEXTS = "申込 窓口へ。 &#x202e; &#0; &#xd800; ここから本文 本文ここまで \x1b \0"
PIECES = st.sampled_from([*MARKUP.split(" "), *TEXTS.split(" ")])


@given(st.lists(PIECES | st.text(max_size=5), max_size=30), st.sampled_from([None, "utf-8", "cp932", "utf-16", "x"]))
def test_whatever_the_mark_up_a_page_gives_printable_cells_or_is_refused(
    pieces: list[str], charset: str | None
) -> None:
    found = read_or_refused("".join(pieces).encode("utf-8", "surrogatepass"), charset)
    if isinstance(found, SurveyError):
        assert found.where.startswith(URL)
    else:
        assert all(never_printed(cell) is None for row in found.itertuples(index=False) for cell in row)
