"""Polite GET: says who asks, obeys robots.txt, one request at a time per host, retries, and knows its limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import requests
from protego import Protego
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError

from survey.errors import FetchFailed
from survey.fetch import addresses
from survey.fetch import retries as patience
from survey.fetch.unpack import Unpacker

_REDIRECTS = {301, 302, 303, 307, 308}
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
    _robots: dict[tuple[str, str], Protego] = field(default_factory=dict, init=False)
    _last: dict[str, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        manners = self.manners
        policy = patience.retries(manners.tries, manners.backoff_s, manners.delay_s, manners.longest_wait_s)
        self._session = requests.Session()
        self._session.trust_env = self.mirror is None
        # A no-op: requests would otherwise send whatever a .netrc on this machine holds for the site.
        self._session.auth = _without_credentials
        self._session.headers.update({"User-Agent": manners.user_agent, "Accept-Encoding": "gzip"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=policy))

    def get(self, url: str, hosts: Collection[str], known: Validators | None = None) -> Answer:
        """The answer for ``url``; it and every redirect must be at one of ``hosts``."""
        url, response, content = self._followed(url, hosts, known, obeys_robots=True)
        return self._answer(url, response, content, known)

    def _followed(
        self, url: str, hosts: Collection[str], known: Validators | None, *, obeys_robots: bool
    ) -> tuple[str, requests.Response, bytes]:
        first = url
        for _ in range(_MOST_REDIRECTS + 1):
            addresses.check(url, hosts, is_mirrored=self.mirror is not None)
            if obeys_robots:
                self._obey_robots(url)
            response, content = self._asked(url, known)
            if response.status_code not in _REDIRECTS:
                return url, response, content
            url = addresses.redirected(url, response.headers.get("Location", ""), hosts, self.mirror)
        raise FetchFailed(
            f"more than {_MOST_REDIRECTS} redirects", where=first, next_step="open the address in a browser"
        )

    def _answer(self, url: str, response: requests.Response, content: bytes, known: Validators | None) -> Answer:
        if response.status_code != 200 and not (response.status_code == 304 and known):
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
            try:
                self._wait(url)
                return self._within_time(url, headers)
            except (requests.ConnectionError, HTTPError, _CutShort) as error:
                # Connections that fail are retried below, by urllib3; a body that is cut short is retried here.
                is_spent = bool(error.args) and isinstance(error.args[0], MaxRetryError)
                if is_spent or attempt == self.manners.tries:
                    raise self._gave_up(url, error) from error
                self.sleep(self.manners.backoff_s * 2 ** (attempt - 1))
            except requests.RequestException as error:
                raise self._gave_up(url, error) from error
            except ValueError as error:  # a redirect to something that is no address, which requests looks at itself
                raise self._gave_up(url, error) from error
            except FetchFailed as error:
                error.where = error.where or url
                raise
        raise AssertionError("the last attempt returns or raises")

    def _within_time(self, url: str, headers: dict[str, str]) -> tuple[requests.Response, bytes]:
        """One exchange, given up at its time limit wherever it hangs: a socket's own limit starts anew at each byte."""
        found: list[tuple[requests.Response, bytes]] = []
        failed: list[BaseException] = []

        def exchange() -> None:
            try:
                found.append(self._exchanged(url, headers))
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
                failed.append(error)

        limit_s = self.manners.total_s + (self.manners.tries - 1) * self.manners.longest_wait_s
        thread = threading.Thread(target=exchange, daemon=True)
        thread.start()
        thread.join(limit_s)
        if failed:
            raise failed[0]
        if not found:
            raise self._too_long(url, "nothing")
        return found[0]

    def _exchanged(self, url: str, headers: dict[str, str]) -> tuple[requests.Response, bytes]:
        with self._session.get(
            addresses.mirrored(url, self.mirror),
            headers=headers,
            timeout=self.manners.timeout_s,
            stream=True,
            allow_redirects=False,
        ) as response:
            return response, self._body(url, response)

    def _body(self, url: str, response: requests.Response) -> bytes:
        end = self.clock() + self.manners.total_s
        unpacker = Unpacker(response.headers.get("Content-Encoding"), self.manners.max_bytes)
        # read1 gives what has come so far; a fixed chunk would be waited for, however slowly it drips.
        while piece := response.raw.read1(_CHUNK_BYTES, decode_content=False):
            unpacker.take(piece)
            if self.clock() > end:
                raise self._too_long(url, f"{len(unpacker.body):,} bytes")
        if unpacker.body and not unpacker.is_whole:
            raise _CutShort("the packed answer has no end")
        return bytes(unpacker.body)

    def _too_long(self, url: str, got: str) -> FetchFailed:
        return FetchFailed(
            "the answer took too long, and was left off",
            where=url,
            expected=f"at most {self.manners.total_s:g} seconds",
            got=f"{got} by then",
            next_step="try later, or save the file by hand and use survey add",
        )

    def _gave_up(self, url: str, error: Exception) -> FetchFailed:
        return FetchFailed(
            f"no whole answer came: {type(error).__name__}",
            where=url,
            got=str(error)[:300],
            next_step="try later; through an office's mirror use --mirror; or save the file by hand and use survey add",
        )

    def _wait(self, url: str) -> None:
        """One request at a time per host, and the host's delay between two."""
        site = addresses.site(url)
        delay = self.manners.delay_s
        if site in self._robots:
            asked_s = self._robots[site].crawl_delay(self.manners.user_agent) or 0.0
            patience.refuse_long_wait(asked_s, self.manners.longest_wait_s, "Crawl-delay in robots.txt")
            delay = max(delay, asked_s)
        since = self.clock() - self._last.get(site[1], float("-inf"))
        if since < delay:
            self.sleep(delay - since)
        self._last[site[1]] = self.clock()

    def _obey_robots(self, url: str) -> None:
        site = addresses.site(url)
        if site not in self._robots:
            self._robots[site] = self._robots_of(f"{site[0]}://{site[1]}/robots.txt", site[1])
        if not self._robots[site].can_fetch(url, self.manners.user_agent):
            raise FetchFailed(
                "the site's robots.txt asks programs not to fetch this address",
                where=url,
                next_step="open it in a browser, save the file by hand and use survey add",
            )

    def _robots_of(self, url: str, host: str) -> Protego:
        _, response, content = self._followed(url, {host}, None, obeys_robots=False)
        # RFC 9309: a robots.txt that is not there forbids nothing, one that cannot be served forbids all.
        if response.status_code >= 500 or response.status_code == 429:
            raise FetchFailed(
                f"robots.txt could not be read ({response.status_code}), so nothing is fetched from this site",
                where=url,
                next_step="try later",
            )
        return Protego.parse(content.decode("utf-8-sig", errors="replace") if response.status_code == 200 else "")


class _CutShort(Exception):
    """An answer that ended before its own end."""


def _without_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip("\"' ") or None
    return None
