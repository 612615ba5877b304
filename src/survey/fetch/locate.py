"""From a landing page to the newest file: links by pattern, since deep links rot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from survey.catalog.specs import LinkRule
from survey.errors import BadLayout
from survey.fetch.client import Answer
from survey.printed.eras import find_as_of
from survey.printed.html import parsed
from survey.printed.text import label

_COMPACT_DAY = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")


@dataclass(frozen=True)
class Link:
    """A link that fits a rule: its whole address, its printed text, and the date or fiscal year it names."""

    url: str
    text: str
    edition: str | None


def newest(page: Answer, rule: LinkRule) -> Link:
    """The page's link that fits the rule and names the latest date; the first one, where none names a date.

    Raises:
        BadLayout: no link fits; says what the page is titled and how many links it has.
    """
    soup = parsed(page.content, page.charset)
    links = [
        Link(urljoin(page.url, anchor["href"].strip()), label(anchor.get_text()), None)
        for anchor in soup.find_all("a", href=True)
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
    return max(dated, key=lambda link: link.edition.removeprefix("FY")) if dated else fitting[0]


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
