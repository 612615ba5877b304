"""From a landing page to its newest file: links by pattern, since the files' own addresses change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from survey.catalog.models import LinkRule
from survey.errors import BadFile, BadLayout
from survey.fetch.client import Fetched
from survey.printed.eras import find_as_of
from survey.printed.html import parsed
from survey.printed.text import label

# No publisher's link is longer; patterns are matched against no more than this.
_LONGEST_URL, _LONGEST_TEXT = 2_000, 1_000
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")


@dataclass(frozen=True)
class Link:
    """A link that fits a rule: its whole address, its printed text, and the date or fiscal year it names."""

    url: str
    text: str
    edition: str | None


def newest(page: Fetched, rule: LinkRule) -> Link:
    """The page's link that fits the rule; of several, the one that names the latest date or fiscal year.

    Raises:
        BadFile: the page is no page.
        BadLayout: no link fits (says what the page is titled and how many links it has), or several do and no date
            tells which is the newest.
    """
    try:
        soup = parsed(page.content, page.charset)
    except BadFile as error:
        error.where, error.next_step = page.url, "open the page in a browser; meanwhile use survey add"
        raise
    links = [
        Link(url, label(anchor.get_text()[:_LONGEST_TEXT]), None)
        for anchor in soup.find_all("a", href=True)
        if (url := _joined(page.url, str(anchor["href"]).strip())) and len(url) <= _LONGEST_URL
    ]
    fitting = [
        Link(link.url, link.text, _edition(link))
        for link in links
        if re.search(rule.href, link.url) and re.search(rule.text, link.text)
    ]
    if not fitting:
        title = label(soup.title.get_text()) if soup.title else ""
        raise BadLayout(
            "no link on the page fits the pattern: the page changed, or is another one",
            where=page.url,
            expected=f"a link whose address matches {rule.href!r} and whose text matches {rule.text!r}",
            got=f"a page titled {title!r} with {len(links)} links",
            next_step="open the page, and mend fetch: steps: in src/survey/catalog/sources; meanwhile use survey add",
        )
    dated = [link for link in fitting if link.edition]
    latest = max((_sortable(link) for link in dated), default=None)
    chosen = [link for link in dated if _sortable(link) == latest] or fitting
    if len({link.url for link in chosen}) > 1:
        raise BadLayout(
            "several links on the page fit the pattern, and none is newer than the others",
            where=page.url,
            expected="one link",
            got="; ".join(f"{link.text} {link.url}" for link in chosen[:5]),
            next_step="make fetch: steps: in src/survey/catalog/sources tell them apart; meanwhile use survey add",
        )
    return chosen[0]


def _sortable(link: Link) -> str:
    return (link.edition or "").removeprefix("FY")


def _joined(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href)
    except ValueError:  # an address like http://[ that no browser would open either
        return None


def _edition(link: Link) -> str | None:
    """The date or fiscal year that the link's text names, else a day in its address (20240712)."""
    if found := find_as_of(link.text):
        return found
    for match in _COMPACT_DAY.finditer(link.url):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            continue
    return None
