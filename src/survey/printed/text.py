"""Printed labels and names, made comparable. The printed form itself is always kept elsewhere."""

from __future__ import annotations

import re
import unicodedata

# Pairs that publishers use for one and the same place name and that NFKC leaves apart.
_ONE_NAME = str.maketrans({"ヶ": "ケ", "檮": "梼", "惠": "恵"})

# What is on no page: controls but for tab and line ends, marks that turn the direction of what follows (a table could
# then show another figure than it holds), halves of characters, and code points that XML cannot hold.
_NEVER_PRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def never_printed(text: str) -> str | None:
    """The first character that no publisher prints, as ``U+202E``; None where there is none.

    >>> never_printed("６．４％"), never_printed("6.4\\u202e%")
    (None, 'U+202E')
    """
    found = _NEVER_PRINTED.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_never_printed(text: str) -> str:
    """The text as a reader sees it, for pages, whose sentences anybody may have pasted in."""
    return _NEVER_PRINTED.sub("", text)


def label(printed: str) -> str:
    """A heading or mark without what does not change its meaning: width (NFKC), line breaks, outer blanks.

    >>> label("児童手当等の額の改定の請求\\n及び届出 ")
    '児童手当等の額の改定の請求 及び届出'
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", printed)).strip()


def place_key(printed: str) -> str:
    """A place name as a key: 鰺ヶ沢町 and 鰺ケ沢町 are one town.

    >>> place_key("鰺ヶ沢町") == place_key("鰺ケ沢町")
    True
    """
    return label(printed).replace(" ", "").translate(_ONE_NAME)


def is_same_place(printed: str, known: str) -> bool:
    """Does ``printed`` name ``known``, with or without its district (八重山郡与那国町) in front?"""
    one, other = place_key(printed), place_key(known)
    return one == other or (one.endswith(other) and one.removesuffix(other).endswith("郡"))
