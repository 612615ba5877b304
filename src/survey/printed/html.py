"""Web pages as a tree, whatever they claim of their encoding."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector

# Japanese offices' pages that say Shift_JIS hold characters that only its superset cp932 has.
_SUPERSETS = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}


def parsed(content: bytes, charset: str | None = None) -> BeautifulSoup:
    """The page's tree. The encoding is the header's, else the page's own word, else UTF-8 or cp932, whichever fits."""
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    for name in (charset, declared, "utf-8", "cp932", "euc_jp"):
        if name is None:
            continue
        try:
            text = content.decode(_SUPERSETS.get(name.lower(), name))
        except (UnicodeDecodeError, LookupError):
            continue
        return BeautifulSoup(text, "lxml")
    return BeautifulSoup(content.decode("utf-8", errors="replace"), "lxml")
