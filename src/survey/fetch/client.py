"""Polite GET: says who asks, obeys robots.txt, one request at a time per host, retries, and knows its limits."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Retry

from survey.errors import FetchFailed

_REDIRECTS = {301, 302, 303, 307, 308}
_RETRIED = (429, 500, 502, 503, 504)
_MOST_REDIRECTS = 5
_CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class Manners:
    """How requests are made; times in seconds, sizes in bytes after decompression."""

    user_agent: str
    delay_s: float = 2.0
    timeout_s: float = 30.0
    total_s: float = 300.0
    max_bytes: int = 50_000_000
    tries: int = 4
    backoff_s: float = 1.0
    longest_wait_s: float = 120.0


@dataclass(frozen=True)
class Validators:
    """What the last answer for an address said of itself, for asking again only what changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Answer:
    """One answer: ``content`` is empty and ``is_unchanged`` true when the server said 304."""

    url: str
    content: bytes
    charset: str | None
    date: str | None
    validators: Validators
    is_unchanged: bool = False


@dataclass
class Client:
    """Asks for pages and files. ``mirror`` is asked for ``mirror/<host>/<path>`` in the place of every address.

    Raises (all methods):
        FetchFailed: names the address, what happened, and what to do.
    """

    manners: Manners
    mirror: str | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _robots: dict[str, Protego] = field(default_factory=dict, init=False)
    _last: dict[str, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        retry = Retry(
            total=self.manners.tries - 1,
            redirect=0,
            status_forcelist=_RETRIED,
            allowed_methods=("GET",),
            backoff_factor=self.manners.backoff_s,
            backoff_jitter=self.manners.backoff_s / 2,
            backoff_max=self.manners.longest_wait_s,
            retry_after_max=int(self.manners.longest_wait_s),
            respect_retry_after_header=True,
            raise_on_status=False,
            raise_on_redirect=False,
        )
        self._session = requests.Session()
        self._session.trust_env = self.mirror is None
        self._session.headers["User-Agent"] = self.manners.user_agent
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def get(self, url: str, hosts: Collection[str], known: Validators | None = None) -> Answer:
        """The answer for ``url``; it and every redirect must be at one of ``hosts``."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_address(url, hosts)
            self._obey_robots(url)
            response, content = self._asked(url, known)
            if response.status_code not in _REDIRECTS:
                return self._answer(url, response, content)
            url = self._real(urljoin(self._asked_url(url), response.headers.get("Location", "")))
        raise FetchFailed(
            f"more than {_MOST_REDIRECTS} redirects", where=url, next_step="open the address in a browser"
        )

    def _answer(self, url: str, response: requests.Response, content: bytes) -> Answer:
        if response.status_code not in (200, 304):
            raise FetchFailed(
                f"the server answered {response.status_code} {response.reason}",
                where=url,
                expected="200",
                next_step="try later; if the page moved, mend the source's entry in src/survey/catalog, "
                "or save the file by hand and use survey add",
            )
        return Answer(
            url,
            content,
            _charset(response.headers.get("Content-Type", "")),
            response.headers.get("Date"),
            Validators(response.headers.get("ETag"), response.headers.get("Last-Modified")),
            is_unchanged=response.status_code == 304,
        )

    def _asked(self, url: str, known: Validators | None) -> tuple[requests.Response, bytes]:
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        for attempt in range(1, self.manners.tries + 1):
            self._wait(url)
            try:
                with self._session.get(
                    self._asked_url(url),
                    headers=headers,
                    timeout=self.manners.timeout_s,
                    stream=True,
                    allow_redirects=False,
                ) as response:
                    return response, self._body(url, response)
            except (requests.ConnectionError, HTTPError) as error:
                # Connections that fail are retried below, by urllib3; a body that is cut short is retried here.
                is_spent = bool(error.args) and isinstance(error.args[0], MaxRetryError)
                if is_spent or attempt == self.manners.tries:
                    raise self._gave_up(url, error) from error
                self.sleep(self.manners.backoff_s * 2 ** (attempt - 1))
            except requests.RequestException as error:
                raise self._gave_up(url, error) from error
        raise AssertionError("the last attempt returns or raises")

    def _body(self, url: str, response: requests.Response) -> bytes:
        end = self.clock() + self.manners.total_s
        content = bytearray()
        # read1 gives what has come so far; a fixed chunk would be waited for, however slowly it drips.
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > self.manners.max_bytes:
                raise FetchFailed(
                    "the answer is larger than allowed, and was left off",
                    where=url,
                    expected=f"at most {self.manners.max_bytes:,} bytes after decompression",
                    next_step="if the file is meant to be that large, save it by hand and use survey add",
                )
            if self.clock() > end:
                raise FetchFailed(
                    "the answer took too long, and was left off",
                    where=url,
                    expected=f"at most {self.manners.total_s:g} seconds",
                    got=f"{len(content):,} bytes by then",
                    next_step="try later, or save the file by hand and use survey add",
                )
        return bytes(content)

    def _gave_up(self, url: str, error: Exception) -> FetchFailed:
        return FetchFailed(
            f"no whole answer after {self.manners.tries} tries: {type(error).__name__}",
            where=url,
            got=str(error)[:300],
            next_step="try later; through an office's mirror use --mirror; or save the file by hand and use survey add",
        )

    def _wait(self, url: str) -> None:
        """One request at a time per host, and the host's delay between two."""
        host = urlsplit(url).netloc
        robots = self._robots.get(host)
        delay = self.manners.delay_s
        if robots is not None:
            delay = max(delay, robots.crawl_delay(self.manners.user_agent) or 0.0)
        since = self.clock() - self._last.get(host, float("-inf"))
        if since < delay:
            self.sleep(delay - since)
        self._last[host] = self.clock()

    def _obey_robots(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.netloc not in self._robots:
            self._robots[parts.netloc] = self._robots_of(f"{parts.scheme}://{parts.netloc}/robots.txt")
        if not self._robots[parts.netloc].can_fetch(url, self.manners.user_agent):
            raise FetchFailed(
                "the site's robots.txt asks programs not to fetch this address",
                where=url,
                next_step="open it in a browser, save the file by hand and use survey add",
            )

    def _robots_of(self, url: str) -> Protego:
        response, content = self._asked(url, None)
        # RFC 9309: a robots.txt that is not there forbids nothing, one that cannot be served forbids all.
        if response.status_code >= 500:
            raise FetchFailed(
                f"robots.txt could not be read ({response.status_code}), so nothing is fetched from this site",
                where=url,
                next_step="try later",
            )
        return Protego.parse(content.decode("utf-8", errors="replace") if response.status_code == 200 else "")

    def _check_address(self, url: str, hosts: Collection[str]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise FetchFailed("only plain http and https addresses are fetched", where=url)
        if parts.netloc not in hosts:
            raise FetchFailed(
                "the address lies outside the source's own sites",
                where=url,
                expected=", ".join(sorted(hosts)),
                next_step="if the publisher moved, add the site under fetch: hosts: in src/survey/catalog/sources",
            )
        if self.mirror is None:
            _refuse_private(parts.hostname, url)

    def _asked_url(self, url: str) -> str:
        if self.mirror is None:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"

    def _real(self, url: str) -> str:
        """A redirect's target as the publisher's own address, also when the mirror names itself."""
        prefix = f"{self.mirror.rstrip('/')}/" if self.mirror else None
        return f"https://{url.removeprefix(prefix)}" if prefix and url.startswith(prefix) else url


def _refuse_private(host: str, url: str) -> None:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise FetchFailed(
            f"the site's name is not known: {error}",
            where=url,
            next_step="check the connection; through an office's mirror use --mirror; or use survey add",
        ) from error
    private = [address for address in found if not ipaddress.ip_address(address.split("%")[0]).is_global]
    if private:
        raise FetchFailed("the site's name leads to a private address", where=url, got=", ".join(sorted(private)))


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip("\"' ") or None
    return None
