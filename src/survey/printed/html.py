"""Web pages as a tree, whatever they claim of their encoding."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector

from survey.errors import BadFile

# Japanese offices' pages that say Shift_JIS hold characters that only its superset cp932 has.
_SUPERSETS = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}


# Processing instructions print nothing, but make the parser doubt whether the page is HTML.
_INSTRUCTION = re.compile(r"<\?[^>]*(?:>|$)")


def parsed(content: bytes, charset: str | None = None) -> BeautifulSoup:
    """The page's tree. The encoding is the header's, else the page's own word, else UTF-8 or cp932, whichever fits.

    Raises:
        BadFile: there is no markup at all in the bytes.
    """
    text = _INSTRUCTION.sub("", _decoded(content, charset))
    if "<" not in text:
        raise BadFile("this is not a web page: there is no markup in it", got=repr(text[:60]))
    return BeautifulSoup(text, "lxml")


def _decoded(content: bytes, charset: str | None) -> str:
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    for name in filter(None, (charset, declared, "utf-8", "cp932", "euc_jp")):
        try:
            return content.decode(_SUPERSETS.get(name.lower(), name))
        except (LookupError, ValueError):  # a charset that nobody knows, or that does not fit
            continue
    return content.decode("utf-8", errors="replace")
