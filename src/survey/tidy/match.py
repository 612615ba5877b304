"""Which of the 27 priority procedures a printed title names: one, several or none, by catalog/title_rules.yml."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from survey.catalog.title_rules import title_rules
from survey.errors import BadLayout
from survey.printed.text import label

# One character for every kind of bracket and separator; quotation marks are dropped.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("[{〔【〈《<≪", "("),
        **dict.fromkeys("]}〕】〉》>≫", ")"),
        **dict.fromkeys("、,/|·•", "・"),
        **dict.fromkeys("「」『』\"'“”‘’", None),
    }
)
# One spelling a word. Each result is the longest form of its word, so that a second pass changes nothing.
_SPELLINGS = [
    (re.compile(wrong), right)
    for wrong, right in [
        (r"及び|および|並びに|ならびに|又は|または", "・"),
        (r"[りリ罹羅]災", "罹災"),
        (r"子ども|子供", "こども"),
        (r"寄付", "寄附"),
        (r"申し出", "申出"),
        (r"申し?込み?", "申込み"),
        (r"届(け出|け|出)?", "届出"),
    ]
]
_REMARK = re.compile(r"(?<=[^(※])※.*")
_DROPPED = ("Z", "M", "C")  # blanks, marks that combine with nothing, control and zero-width characters


@dataclass(frozen=True)
class Matched:
    """What a title names, and why.

    Attributes:
        title: the title as printed.
        numbers: number_27 of each procedure it names, ascending; empty for none.
        rule: ids of the rules that gave the numbers, joined by ``+``; the id of the rule that refused the title;
            empty where nothing fired.
    """

    title: str
    numbers: tuple[int, ...]
    rule: str


def normalise(title: str) -> str:
    """A title in the one spelling that the rules are written for.

    Width and line breaks as ``label``; no blanks or quotation marks; every bracket ``( )``, every separator and 及び
    ``・``; one spelling each of 罹災, こども, 寄附, 申出, 申込み and 届出; nothing after a ※, which begins a remark.
    A second pass changes nothing.

    >>> normalise("【電子申請】 り災証明書・被災届証明書　※要予約")
    '(電子申請)罹災証明書・被災届出証明書'
    """
    visible = "".join(sign for sign in label(title) if unicodedata.category(sign)[0] not in _DROPPED)
    text = label(visible).translate(_SIGNS)
    for spelling, right in _SPELLINGS:
        text = spelling.sub(right, text)
    return _REMARK.sub("", text)


def match(title: str) -> Matched:
    """The procedures that ``title`` names; a title that no rule knows names none.

    >>> match("教育・保育給付認定申請書兼保育所等入所申込書").numbers
    (11, 12)
    >>> match("放課後児童クラブ 利用申し込み")
    Matched(title='放課後児童クラブ 利用申し込み', numbers=(), rule='childcare_outside')
    """
    known, text = title_rules(), normalise(title)
    refused = [refusal.id for refusal in known.refuse if refusal.fires(text)]
    fired = [rule for rule in known.rules if rule.despite.issuperset(refused) and rule.fires(text)]
    if refused and not fired:
        return Matched(title, (), refused[0])
    numbers = tuple(sorted({rule.number_27 for rule in fired}))
    return Matched(title, numbers, "+".join(rule.id for rule in fired))


def match_titles(titles: pd.DataFrame) -> pd.DataFrame:
    """``match`` for each row of a table with a column ``title``.

    Returns:
        Columns title, number_27 (``11|12``, empty for none) and rule, in the order and with the index of ``titles``.

    Raises:
        BadLayout: there is no column ``title``.
    """
    if "title" not in titles.columns:
        raise BadLayout(
            "the table of titles has no column of titles",
            expected="a column headed title",
            got=", ".join(map(str, titles.columns)) or "no columns",
            next_step="head the column of printed titles with title",
        )
    found = [match(title) for title in titles["title"].fillna("").astype(str)]
    return pd.DataFrame(
        {
            "title": [one.title for one in found],
            "number_27": ["|".join(map(str, one.numbers)) for one in found],
            "rule": [one.rule for one in found],
        },
        index=titles.index,
        dtype=str,
    )
