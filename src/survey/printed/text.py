"""Printed labels and names, normalised for comparison. The printed form itself is always stored elsewhere."""

from __future__ import annotations

import re
import unicodedata

# Variants of one letter in names of municipalities that NFKC does not unify.
_VARIANTS = str.maketrans({"ヶ": "ケ", "檮": "梼", "惠": "恵"})

# Not on any printed page: control characters but for tab and line ends, marks that change the direction of what follows
# (a table could then show another figure than it holds), lone surrogates, and code points that XML cannot hold.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def never_printed(text: str) -> str | None:
    """The first character that no publisher prints, as ``U+202E``; None where there is none.

    >>> never_printed("６．４％"), never_printed("6.4\\u202e%")
    (None, 'U+202E')
    """
    found = _INVISIBLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_never_printed(text: str) -> str:
    """The text without invisible characters, for web pages, whose text may have been pasted from anywhere."""
    return _INVISIBLE.sub("", text)


def label(printed: str) -> str:
    """A heading or mark normalised: width (NFKC), each run of blanks and line breaks one blank, no outer blanks.

    >>> label("児童手当等の額の改定の請求\\n及び届出 ")
    '児童手当等の額の改定の請求 及び届出'
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", printed)).strip()


def place_key(printed: str) -> str:
    """A place name as a key: 鰺ヶ沢町 and 鰺ケ沢町 are one town.

    >>> place_key("鰺ヶ沢町") == place_key("鰺ケ沢町")
    True
    """
    return label(printed).replace(" ", "").translate(_VARIANTS)


def is_same_place(printed: str, known: str) -> bool:
    """Does ``printed`` name ``known``, with or without its district (八重山郡与那国町) in front?"""
    one, other = place_key(printed), place_key(known)
    return one == other or (one.endswith(other) and one.removesuffix(other).endswith("郡"))
