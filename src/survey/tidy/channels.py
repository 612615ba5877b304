"""The online channels that a page links to, known by their addresses, and what the page says is still needed."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

import pandas as pd

from survey.catalog.specs import listed
from survey.printed.eras import find_as_of
from survey.printed.text import label

ASPECTS = ("card_signature", "original_paper", "visit", "payment_online")
NO_CHANNEL = "none"
MAIL = "mail"
KEY = ["municipality_code", "page_url", "url", "link_text"]
COLUMNS = [
    "municipality_code",
    "page_url",
    "page_title",
    "page_updated_on",
    "page_updated_printed",
    "page_owner",
    "link_text",
    "channel",
    "url",
    *(f"{aspect}_printed" for aspect in ASPECTS),
    "selector",
]


def channels(raw: pd.DataFrame) -> pd.DataFrame:
    """The channels each page links to, and what it says of them: one row a page, address and link text.

    In: the rows of ``sources.ward_pages.read_page``, of any number of pages. Out, all text: municipality_code,
    page_url, page_title, page_updated_on (ISO date; NA where none is printed or it cannot be read),
    page_updated_printed, page_owner, link_text (the address, for a link without text), channel, url, for each aspect
    the sentence that says so, as printed, or NA, and selector (of the first such link). NA is "the page does not
    say", never "not needed".

    A sentence in the link's own row or paragraph belongs to the link. A sentence elsewhere on the page counts where
    the page has one channel besides mail; where it has several, it cannot be told to which it belongs.
    """
    found = raw.assign(channel=raw["link_url"].map(channel_of), url=raw["link_url"])
    found = found[found["channel"].notna()]
    if found.empty:
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    online = found[found["channel"] != MAIL]
    number = online.groupby(["municipality_code", "page_url"])["url"].nunique()
    pages = pd.MultiIndex.from_frame(found[["municipality_code", "page_url"]])
    is_only = (pages.map(number.to_dict()).to_numpy() == 1) & (found["channel"] != MAIL).to_numpy()
    found = found.assign(
        page_updated_on=found["page_updated_printed"].map(_day),
        link_text=found["link_text"].where(found["link_text"] != "", found["url"]),
        **{
            f"{aspect}_printed": [
                first_sentence_on(aspect, nearby) or (first_sentence_on(aspect, page) if only else None)
                for nearby, page, only in zip(found["nearby"], found["page_says"], is_only, strict=True)
            ]
            for aspect in ASPECTS
        },
    )[COLUMNS]
    # A link printed twice on a page is one row, with what is said beside either of them.
    one = found.groupby(KEY, sort=False, as_index=False).first()[COLUMNS].astype("str")
    return one.mask(one.isna() | (one == ""))


def channel_of(url: str) -> str | None:
    """The channel an address leads to by the catalog's table, None for documents and ordinary pages.

    >>> channel_of("https://logoform.jp/form/sQhE/1098291"), channel_of("https://logoform.jp/form/guide.pdf")
    ('logoform', None)
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".") if parts.scheme in ("http", "https") else f"{parts.scheme}:"
    except ValueError:  # no address at all
        return None
    for host_pattern, path_pattern, channel in _rules():
        if host_pattern.fullmatch(host) and path_pattern.fullmatch(parts.path):
            return None if channel == NO_CHANNEL else channel
    return None


def first_sentence_on(aspect: str, printed: str) -> str | None:
    """The first sentence of ``printed`` that states ``aspect`` (one of ``ASPECTS``), as printed; None where none does.

    >>> first_sentence_on("original_paper", "電子申請ができます。保険証の原本を郵送してください。")
    '保険証の原本を郵送してください。'
    """
    for sentence in re.split(r"(?<=。)|\n", printed):
        text = label(sentence)
        if any(pattern.search(text) for pattern in _phrases(aspect)):
            return sentence.strip()
    return None


def _day(printed: str) -> str | None:
    found = find_as_of(printed)
    return found if found and not found.startswith("FY") else None


@cache
def _rules() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    rows = listed("channels")[["host_pattern", "path_pattern", "channel"]]
    return tuple((re.compile(host), re.compile(path), channel) for host, path, channel in rows.itertuples(index=False))


@cache
def _phrases(aspect: str) -> tuple[re.Pattern[str], ...]:
    phrases = listed("completeness")
    return tuple(re.compile(pattern) for pattern in phrases.loc[phrases["aspect"] == aspect, "pattern"])
