"""Doors: told by the address and never by the ward's words, with what the page says is still needed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog.specs import listed
from survey.sources.ward_pages import COLUMNS as RAW_COLUMNS
from survey.sources.ward_pages import read_page
from survey.tidy.channels import ASPECTS, COLUMNS, KEY, NO_CHANNEL, channel_of, channels, first_sentence_on

PAGES = Path(__file__).parents[1] / "pages" / "ward_pages"
CODE = "131999"
FAMILY_OF = {"edogawa": "edogawa", "plain": "plain", "cp932_without_charset": "plain"}
PRINTED = [f"{aspect}_printed" for aspect in ASPECTS]


def raw(name: str) -> pd.DataFrame:
    url = f"https://www.city.test.example/fukushi/{name}.html"
    return read_page((PAGES / f"{name}.html").read_bytes(), None, url, CODE, FAMILY_OF[name])


def rows(*links: dict[str, str]) -> pd.DataFrame:
    made_up = dict.fromkeys(RAW_COLUMNS, "") | {"municipality_code": CODE, "page_url": "https://city.test.example/"}
    made_up |= {"link_text": "申請", "link_url": "https://logoform.jp/form/ZZZZ/1"}
    return pd.DataFrame([made_up | link for link in links], columns=RAW_COLUMNS, dtype="str")


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return channels(pd.concat([raw(name) for name in FAMILY_OF], ignore_index=True))


# Which door


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("https://app.oss.myna.go.jp/Application/procdetail/initGet?a/b", "pittari"),
        ("https://app.e-oss.myna.go.jp/Application/ecOssTop/", "pittari"),
        ("https://myna.go.jp/html/moving_oss_procedure_list.html", "pittari"),
        ("https://www.shinsei.elg-front.jp/tokyo2/uketsuke/form.do?id=1648881164572", "tokyo_shared"),
        ("https://www.shinsei.elg-front.jp/tokyo2/navi/index.html", "tokyo_shared"),
        ("https://logoform.jp/form/sQhE/1098291", "logoform"),
        ("https://logoform.jp/f/ZZZZZ?key=0", "logoform"),
        ("HTTPS://LOGOFORM.JP./form/sQhE/1098291", "logoform"),
        ("https://ttzk.graffer.jp/ward-chiyoda/smart-apply/apply-procedure-alias/a", "graffer"),
        ("https://ttzk.graffer.jp/ward-meguro", "graffer"),
        ("https://lgpos.task-asp.net/cu/131999/ea/residents/procedures/apply/0/start", "lgpos"),
        ("https://shinsei.city.adachi.tokyo.jp/apply/guide/3370", "ward_own"),
        ("https://www.city.setagaya.lg.jp/02060/online_tetsuzuki/288.html", "ward_own"),
        ("https://www.city.tokyo-nakano.lg.jp/smart-apply/a", "ward_own"),
        ("https://shinjuku-sodai.com/", "bulky_waste"),
        ("https://lin.ee/ZZZZZZZ", "line"),
        ("mailto:shinsei@synthetic.example?subject=a", "mail"),
    ],
)
def test_a_door_is_known_by_its_address(url: str, channel: str) -> None:
    assert channel_of(url) == channel


@pytest.mark.parametrize(
    "url",
    [
        "https://www.city.setagaya.lg.jp/documents/1/a.PDF",
        "https://app.oss.myna.go.jp/Application/resources/about/index.html",
        "https://app.oss.myna.go.jp/Application/help",
        "https://www.shinsei.elg-front.jp/tokyo2/www/guide/faq.html",
        "https://www.shinsei.elg-front.jp/shizuoka2/navi/index.html",
        "https://lgpos.task-asp.net/cu/131999/ea/residents/portal/faq",
        "https://ttzk.graffer.jp/booth-reserve/api",
        "https://logoform.jp/",
        "https://logoform.jp.synthetic.example/form/ZZZZ/1",
        "https://synthetic.example/?u=https://logoform.jp/form/ZZZZ/1",
        "https://city.synthetic.example/online_tetsuzuki/1.html",
        "https://www.city.edogawa.tokyo.jp/tetsuzukinavi/",
        "https://line.me/R/msg/text/?a",
        "https://okuyaminavi.net/municipalities/13114",
        "tel:0300000000",
        "mailto:",
        "logoform.jp/form/ZZZZ/1",
        "http://[",
        "",
    ],
)
def test_documents_guides_and_ordinary_pages_are_no_door(url: str) -> None:
    assert channel_of(url) is None


@given(st.text())
def test_any_text_is_a_channel_of_the_catalog_or_none(text: str) -> None:
    known = set(listed("channels")["channel"]) - {NO_CHANNEL}
    assert channel_of(text) in known | {None}


def test_the_wards_words_do_not_decide() -> None:
    table = channels(
        rows(
            {"link_text": "LoGoフォーム", "link_url": "https://ttzk.graffer.jp/ward-test/a"},
            {"link_text": "電子申請はこちら", "link_url": "https://www.city.shibuya.tokyo.jp/contents/shinsei/"},
        )
    )
    assert table[["link_text", "channel"]].to_numpy().tolist() == [["LoGoフォーム", "graffer"]]


def test_the_doors_of_the_pages_are_found_in_their_order(found: pd.DataFrame) -> None:
    of_page = found[found["page_title"] == "電子申請の一覧"]
    assert of_page["channel"].tolist() == [
        "tokyo_shared",
        "logoform",
        "graffer",
        "lgpos",
        "line",
        "mail",
        "logoform",
    ]


# The table


def test_the_key_is_unique_and_never_empty(found: pd.DataFrame) -> None:
    assert list(found.columns) == COLUMNS
    assert not found.duplicated(KEY).any()
    assert not found[KEY].isna().any().any()


def test_a_door_printed_twice_is_one_with_what_either_place_says() -> None:
    table = channels(rows({"nearby": ""}, {"nearby": "保険証の原本を郵送してください。"}, {"nearby": "申請"}))
    assert table["original_paper_printed"].tolist() == ["保険証の原本を郵送してください。"]


def test_the_same_door_under_another_text_or_on_another_page_stays_its_own_row() -> None:
    table = channels(rows({}, {"link_text": "届出"}, {"page_url": "https://city.test.example/2"}))
    assert len(table) == 3


def test_a_link_without_text_is_known_by_its_address() -> None:
    assert channels(rows({"link_text": ""}))["link_text"].item() == "https://logoform.jp/form/ZZZZ/1"


def test_pages_without_a_door_give_an_empty_table_with_its_columns() -> None:
    for table in (rows({"link_url": "https://synthetic.example/"}), rows()):
        assert channels(table).empty
        assert list(channels(table).columns) == COLUMNS


def test_the_raw_rows_are_not_changed() -> None:
    before = raw("plain")
    given_away = before.copy()
    channels(given_away)
    assert given_away.equals(before)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("更新日：2024年4月2日", "2024-04-02"),
        ("最終更新日：令和６年１０月１日", "2024-10-01"),
        ("最終更新日 2016/5/26", "2016-05-26"),
        ("更新日：五月吉日", None),
        ("更新日：令和6年度", None),
        ("更新日：2024年13月40日", None),
    ],
)
def test_the_update_is_a_day_or_nothing_and_stays_as_printed(printed: str, day: str | None) -> None:
    table = channels(rows({"page_updated_printed": printed}))
    assert table["page_updated_printed"].item() == printed
    assert table["page_updated_on"].dropna().tolist() == ([day] if day else [])


def test_a_page_without_a_printed_date_has_neither() -> None:
    assert channels(rows({}))[["page_updated_on", "page_updated_printed"]].isna().all(axis=None)


# What is still needed


def test_each_aspect_is_found_on_the_pages_with_its_sentence(found: pd.DataFrame) -> None:
    care = found[found["channel"] == "pittari"].iloc[0]
    assert care["original_paper_printed"] == "お手元の被保険者証の原本は、申請の後に郵送してください。"
    assert care["card_signature_printed"].endswith("署名用電子証明書の暗証番号が必要です。")
    by_channel = found[found["page_title"] == "電子申請の一覧"].set_index("channel")
    assert "窓口へお越しください。" in by_channel.at["graffer", "visit_printed"]
    assert "クレジットカード" in by_channel.at["lgpos", "payment_online_printed"]
    assert by_channel.loc["tokyo_shared", PRINTED].isna().all()


def test_what_stands_alone_on_a_page_of_many_doors_is_nobodys(found: pd.DataFrame) -> None:
    sentence = "手続は全て区役所にお越しいただく必要があります。"
    assert sentence in raw("plain")["page_says"].iloc[0]
    assert not found["visit_printed"].eq(sentence).any()


def test_what_stands_alone_is_the_only_doors_and_not_the_mails() -> None:
    says = "保険証の原本を郵送してください。"
    table = channels(
        rows(
            {"page_says": says},
            {"page_says": says, "link_text": "同じ入口"},
            {"page_says": says, "link_url": "mailto:a@synthetic.example"},
        )
    )
    assert table.groupby("channel")["original_paper_printed"].count().to_dict() == {"logoform": 2, "mail": 0}


SAYS = {
    "card_signature": [
        "署名用電子証明書が必要です。",
        "マイナンバーカードと署名用電子証明書暗証番号（６桁～１６桁）をご用意ください。",
        "電子申請する場合は電子署名が必要です。",
    ],
    "original_paper": [
        "介護保険被保険者証の原本を別途郵送してください。",
        "申請後、原本の提出が必要です。",
        "古い被保険者証は返却してください。",
    ],
    "visit": [
        "後日、窓口へお越しください。",
        "申請後に来庁が必要です。",
        "母子健康手帳は保健所の窓口でお受け取りください。",
    ],
    "payment_online": [
        "手数料はクレジットカードでお支払いいただけます。",
        "ＰａｙＰａｙでの決済が可能です。",
        "手数料はオンラインで支払えます。",
    ],
}
SAYS_NOT = {
    "card_signature": [
        "署名用電子証明書は不要です。",
        "署名用電子証明書が必要な場合があります。",
        "利用者証明用電子証明書の暗証番号が必要です。",
    ],
    "original_paper": [
        "原本の提出は必要ありません。",
        "原本または写しを郵送してください。",
        "代理の場合は委任状の原本が必要です。",
        "被保険者証を新しい住所へお送りします。",
    ],
    "visit": [
        "来庁は不要です。",
        "窓口でも申請できます。",
        "カードをお持ちでない方は窓口へお越しください。",
        "窓口または郵送で書類を提出する必要があります。",
        "窓口の受付時間は午前9時からです。",
    ],
    "payment_online": [
        "クレジットカードはご利用いただけません。",
        "窓口でクレジットカードが使えます。お支払いは窓口で。",
        "手数料は無料です。",
    ],
}


def test_every_aspect_has_its_examples() -> None:
    assert set(SAYS) == set(SAYS_NOT) == set(ASPECTS)


@pytest.mark.parametrize(("aspect", "sentence"), [(aspect, text) for aspect in SAYS for text in SAYS[aspect]])
def test_a_sentence_that_says_so_is_kept_as_printed(aspect: str, sentence: str) -> None:
    assert first_sentence_on(aspect, f"申請できます。{sentence}お待ちください。") == sentence


@pytest.mark.parametrize(("aspect", "text"), [(aspect, text) for aspect in SAYS_NOT for text in SAYS_NOT[aspect]])
def test_a_sentence_that_denies_it_or_says_it_of_some_is_not_taken_for_it(aspect: str, text: str) -> None:
    assert first_sentence_on(aspect, text) is None


@pytest.mark.parametrize(("aspect", "sentence"), [(aspect, text) for aspect in SAYS for text in SAYS[aspect]])
def test_every_such_sentence_outlives_the_reading_of_a_page(aspect: str, sentence: str) -> None:
    html = f"<title>試験</title><p>{sentence}</p><p><a href='https://logoform.jp/f/ZZZZZ'>申請</a></p>"
    table = channels(read_page(html.encode(), "utf-8", "https://city.test.example/", CODE, "plain"))
    assert table[f"{aspect}_printed"].item() == sentence
