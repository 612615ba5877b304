"""Parses web pages, also where their declared encoding is missing or wrong."""

from __future__ import annotations

import codecs
import re

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector

from survey.errors import BadFile

# A ward's page has some thousand tags, about twenty deep; these limits keep a hostile page within seconds.
MOST_BYTES, MOST_TAGS, DEEPEST = 10_000_000, 100_000, 256
# Japanese offices' pages that say Shift_JIS hold characters that only its superset cp932 has.
_SUPERSETS = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}
# The encodings of web pages, by Python's names. Python also has codecs that are no text encodings (unicode_escape).
_CODECS = frozenset(
    ("ascii", "cp1252", "cp932", "euc_jp", "iso2022_jp", "iso8859-1", "utf-16", "utf-16-be", "utf-16-le", "utf-8")
)
# A page declares its encoding at its very beginning, or not at all.
_DECLARED_WITHIN_BYTES = 4_096

# Processing instructions show nothing, but the parser may take a page with one for XML.
_INSTRUCTION = re.compile(r"<\?[^>]*(?:>|$)")


def parsed(content: bytes, charset: str | None = None) -> BeautifulSoup:
    """The parsed page. Its encoding is the header's, else the one it declares, else UTF-8 or cp932, whichever fits.

    Raises:
        BadFile: there is no markup at all in the bytes, or more, or deeper, than in any page.
    """
    if len(content) > MOST_BYTES:
        raise _beyond_limit("it is larger", f"{MOST_BYTES:,} bytes", f"{len(content):,} bytes")
    text = _INSTRUCTION.sub("", _decoded(content, charset))
    if "<" not in text:
        raise BadFile("this is not a web page: there is no markup in it", got=repr(text[:60]))
    if (tags := text.count("<")) > MOST_TAGS:
        raise _beyond_limit("it has more mark-up", f"{MOST_TAGS:,} tags", f"{tags:,} tags")
    soup = BeautifulSoup(text, "lxml")
    depths = {id(soup): 0}
    for node in soup.descendants:
        depths[id(node)] = depth = depths[id(node.parent)] + 1
        if depth > DEEPEST:
            raise _beyond_limit("it nests deeper", f"{DEEPEST} tags within one another", "more")
    return soup


def _beyond_limit(how: str, expected: str, got: str) -> BadFile:
    return BadFile(
        f"this is no ordinary web page: {how} than any",
        expected=f"at most {expected}",
        got=got,
        next_step="open the address in a browser and look at what it is",
    )


def _decoded(content: bytes, charset: str | None) -> str:
    declared = EncodingDetector.find_declared_encoding(content[:_DECLARED_WITHIN_BYTES], is_html=True)
    for name in filter(None, (charset, declared, "utf-8", "cp932", "euc_jp")):
        try:
            codec = codecs.lookup(_SUPERSETS.get(name.lower(), name)).name
            if codec in _CODECS:
                return content.decode(codec)
        except (LookupError, ValueError):  # a charset that nobody knows, or that does not fit
            continue
    return content.decode("utf-8", errors="replace")
