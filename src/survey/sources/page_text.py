"""Text as a page prints it: by block and line, blanks collapsed, without what no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from bs4.element import CData, NavigableString, Tag

from survey.printed.text import without_never_printed

_HTML_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_INLINE = frozenset(("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "kbd", "label"))
_INLINE |= frozenset(
    ("del", "ins", "mark", "q", "rb", "ruby", "s", "small", "span", "strong", "sub", "sup", "time", "u")
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))
_ROWS = frozenset(("tr", "li", "dd", "dt"))
_PARAGRAPHS = frozenset(("p", "caption", "h1", "h2", "h3", "h4", "h5", "h6"))


def collapsed(text: str) -> str:
    """Layout blanks and line breaks as one blank; the ideographic blank within is print and stays.

    Controls and marks that turn the direction of print go: they are not seen, and would change what is.
    """
    return _HTML_BLANKS.sub(" ", without_never_printed(text)).strip()


def is_seen(node: NavigableString) -> bool:
    """Is the text one that a reader of the page sees?"""
    if type(node) not in (NavigableString, CData):  # comments, scripts and declarations are kinds of their own
        return False
    return not any(tag.name in _UNSEEN for tag in node.parents)


def lines(root: Tag) -> list[list[NavigableString]]:
    """The texts seen under ``root``, one list a block or line. Ruby and scripts are no plain text, and not seen."""
    found: list[list[NavigableString]] = [[]]
    last: Tag | None = None
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name in ("br", "hr"):
                found.append([])
        elif isinstance(node, NavigableString) and (
            is_seen(node) or (root.name == "title" and type(node) is NavigableString)
        ):
            block = next((tag for tag in node.parents if tag.name not in _INLINE), root)
            if block is not last:
                found.append([])
                last = block
            found[-1].append(node)
    return found


def printed(found: Iterable[Iterable[NavigableString]]) -> list[str]:
    """The lines' texts; words that mark-up divides stay whole."""
    texts = (collapsed("".join(line)) for line in found)
    return [text for text in texts if text]


def of_link(anchor: Tag) -> str:
    """A link's text, else its images' texts, else its label for readers by ear."""
    images = [str(image["alt"]) for image in anchor.select("img[alt]")]
    return (
        " ".join(printed(lines(anchor))) or collapsed(" ".join(images)) or collapsed(str(anchor.get("aria-label", "")))
    )


def line_of(root: Tag) -> dict[int, list[NavigableString]]:
    """The line that each text seen under ``root`` stands in, by the text's ``id``."""
    return {id(node): line for line in lines(root) for node in line}


def around(anchor: Tag, body: Tag, line_of_text: dict[int, list[NavigableString]], text_of_own: dict[int, str]) -> str:
    """The link's own row, item or paragraph (a paragraph in a row or item gives way to it), else its own line.

    ``line_of_text`` is the body's ``line_of``: made once, since a page may be one long list of bare links.
    ``text_of_own`` remembers the text of each row, item and paragraph, since one may hold very many links.
    """
    within = list(takewhile(lambda tag: tag is not body, anchor.parents))
    own = [tag for tag in within if tag.name in _ROWS] or [tag for tag in within if tag.name in _PARAGRAPHS]
    if own:
        if id(own[0]) not in text_of_own:
            text_of_own[id(own[0])] = " ".join(printed(lines(own[0])))
        return text_of_own[id(own[0])] or of_link(anchor)
    of_its = {id(line): line for node in anchor.descendants if (line := line_of_text.get(id(node)))}
    return " ".join(printed(of_its.values())) or of_link(anchor)
