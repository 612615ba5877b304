"""Printed labels and names, made comparable. The printed form itself is always kept elsewhere."""

from __future__ import annotations

import re
import unicodedata

# Pairs that publishers use for one and the same place name and that NFKC leaves apart.
_ONE_NAME = str.maketrans({"ヶ": "ケ", "檮": "梼", "惠": "恵"})


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
