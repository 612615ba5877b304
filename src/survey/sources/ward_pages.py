"""Wards' own pages: every link of the page's own matter with the words around it, as printed.

Which channel a link is, and what the page's sentences mean, is judged in ``tidy.channels``.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

import pandas as pd
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from bs4.exceptions import ParserRejectedMarkup

from survey.catalog.pages import Landmark, Mark, PageFamily, kept_words, page_family
from survey.errors import BadFile, BadLayout
from survey.printed.html import parsed
from survey.printed.text import without_never_printed
from survey.sources import page_text
from survey.sources.readers import check_cell

COLUMNS = [
    "municipality_code",
    "page_url",
    "page_title",
    "page_updated_printed",
    "page_owner",
    "page_says",
    "link_text",
    "link_url",
    "nearby",
    "selector",
]

# A list of all that a ward offers has some hundred links.
MOST_LINKS = 2_000
_NOT_A_LINK = re.compile(r"#|(?:javascript|vbscript|data|about|blob):", re.IGNORECASE)


def read_page(content: bytes, charset: str | None, page_url: str, municipality_code: str, family: str) -> pd.DataFrame:
    """Which links the page's body has, one row a link in the page's order, every cell text as printed.

    ``charset`` is what the server said (None: nothing), ``family`` an id in page_families.yml. Layout blanks are
    one blank; what is not printed is ``""``. ``page_says`` holds the body's sentences that carry one of the
    catalog's kept words, one a line and the same in every row of the page; ``link_text`` is the image's text where
    the link is an image; ``link_url`` is absolute, and as printed where it is no address at all; ``nearby`` is the
    link's own table row, list item or paragraph; ``selector`` leads back to it: ``#tmp_main a[17]`` is the 17th
    link under ``#tmp_main``, counting all. Anchors within the page, scripts and navigation are left out.

    Raises:
        NotFound: the catalog has no such family.
        BadFile: the bytes cannot be taken for a web page.
        BadLayout: a required landmark is gone, or the body has no link or far too many; names page, selector and
            printed title.
        BadCell: a link's words, or the page's, are more than a cell can hold.
    """
    layout = page_family(family)
    soup = _tree(content, charset, page_url)
    page = _Page(soup, layout, page_url)
    body, at = page.body()
    title = page.printed("title", layout.title)
    same_for_all = {
        "municipality_code": municipality_code,
        "page_url": page_url,
        "page_title": title,
        "page_updated_printed": page.printed("updated", layout.updated),
        "page_owner": page.printed("owner", layout.owner),
        "page_says": "\n".join(page.says()),
    }
    anchors = body.select("a[href]")
    if len(anchors) > MOST_LINKS:
        raise page.bad_layout("the page's body has more links than any list", f"at most {MOST_LINKS:,} at {at} a[href]")
    links = [
        {**same_for_all, **cells, "selector": f"{at} a[{number}]"}
        for number, anchor in enumerate(anchors, start=1)
        if page.is_own(anchor) and (cells := page.link(anchor))
    ]
    if not links:
        raise page.bad_layout("the page's body has no link at all", f"{at} a[href]")
    for link in links:
        for name, text in link.items():
            check_cell(text, f"{page_url}, {name} of {link['selector']}")
    return pd.DataFrame(links, columns=COLUMNS, dtype="str")


def _tree(content: bytes, charset: str | None, page_url: str) -> BeautifulSoup:
    try:
        return parsed(content, charset)
    except (BadFile, ValueError, ParserRejectedMarkup, RecursionError) as error:
        raise BadFile(
            f"the bytes cannot be read as a web page: {error}",
            where=page_url,
            next_step="open the page in a browser; if it is another kind of file, take it out of ward_pages.csv",
        ) from error


class _Page:
    """One page's tree beside what the catalog knows of its family."""

    def __init__(self, soup: BeautifulSoup, layout: PageFamily, url: str) -> None:
        self.soup, self.layout, self.url = soup, layout, url
        self.order = {id(node): place for place, node in enumerate(soup.descendants)}
        self.left_out = {id(tag) for selector in layout.leave_out for tag in soup.select(selector)}
        self.root, self.line_of_text, self.text_of_own = soup, {}, {}
        self.first, self.last = 0, len(self.order)
        self.base = _joined(url, _base(soup))

    def bad_layout(self, what: str, selector: str) -> BadLayout:
        """The page is not what the catalog says: what is wrong, and the selector that tells."""
        title = page_text.collapsed(self.soup.title.get_text()) if self.soup.title else ""
        return BadLayout(
            what,
            where=self.url,
            expected=selector,
            got=f"a page titled {title!r}",
            next_step="open the page; mend src/survey/catalog/page_families.yml, or ward_pages.csv if the page moved",
        )

    def body(self) -> tuple[Tag, str]:
        """The body's element and the selector that found it; from here on, only what lies between its marks counts."""
        for selector in self.layout.body.selectors:
            if (tag := self.soup.select_one(selector)) is not None:
                break
        else:
            raise self._gone("body", self.layout.body.selectors)
        if (begin := self._place("body_begins", self.layout.body_begins)) is not None:
            self.first = begin
        if (end := self._place("body_ends", self.layout.body_ends)) is not None and end > self.first:
            self.last = end
        self.root, self.line_of_text = tag, page_text.line_of(tag)
        return tag, selector

    def printed(self, name: str, landmark: Landmark) -> str:
        """A landmark's text; empty where an optional one is not there."""
        for selector in landmark.selectors:
            for tag in self.soup.select(selector):
                text = "\n".join(page_text.printed(page_text.lines(tag)))
                if text and (found := re.search(landmark.pattern or r"(?s).+", text)):
                    return page_text.collapsed(found[1 if found.re.groups else 0])
        if landmark.required:
            raise self._gone(name, landmark.selectors)
        return ""

    def says(self) -> list[str]:
        """The body's sentences that carry one of the catalog's kept words, each once."""
        worth = re.compile(kept_words())
        own = page_text.printed(filter(self.is_own, line) for line in page_text.lines(self.root))
        sentences = [part.strip() for text in own for part in re.split(r"(?<=。)", text)]
        return list(dict.fromkeys(sentence for sentence in sentences if worth.search(sentence)))

    def is_own(self, node: Tag | NavigableString) -> bool:
        """Does the node lie between the body's marks, and in nothing that is left out?"""
        if not self.first <= self.order[id(node)] < self.last:
            return False
        for tag in (node, *node.parents):
            if tag is self.root:  # what is around the body does not count, whatever it is called
                return True
            if id(tag) in self.left_out:
                return False
        return True

    def link(self, anchor: Tag) -> dict[str, str]:
        """The link's cells; nothing for a script or a place on the same page."""
        href = re.sub(r"[\t\n\r]", "", without_never_printed(str(anchor["href"]))).strip()
        if not href or _NOT_A_LINK.match(href):
            return {}
        url = _joined(self.base, href)
        whole, _, place = url.partition("#")
        if place and whole == urldefrag(self.url).url:
            return {}
        return {
            "link_text": page_text.of_link(anchor),
            "link_url": url,
            "nearby": page_text.around(anchor, self.root, self.line_of_text, self.text_of_own),
        }

    def _place(self, name: str, mark: Mark | None) -> int | None:
        if mark is None:
            return None
        for selector in mark.selectors:
            if (tag := self.soup.select_one(selector)) is not None:
                return self.order[id(tag)]
        if mark.text:
            pattern = re.compile(mark.text)
            for string in self.soup.find_all(string=pattern):
                if page_text.is_seen(string):
                    return self.order[id(string)]
        if mark.required:
            raise self._gone(name, mark.selectors or (mark.text or "",))
        return None

    def _gone(self, name: str, selectors: tuple[str, ...]) -> BadLayout:
        return self.bad_layout(f"the page's landmark {name!r} is gone", " or ".join(selectors))


def _base(soup: BeautifulSoup) -> str:
    tag = soup.select_one("base[href]")
    return without_never_printed(str(tag["href"])).strip() if tag else ""


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # an address like http://[ that no browser would open either
        return href
