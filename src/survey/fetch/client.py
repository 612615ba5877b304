"""Polite GET: identifies itself, obeys robots.txt, waits between requests, retries, and limits time and size."""

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
from survey.fetch import addresses, retries
from survey.fetch.unpack import Unpacker

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class FetchPolicy:
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
    """The validators (ETag, Last-Modified) of the last response from an address, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """One response: ``content`` is empty and ``is_unchanged`` true when the server answered 304 Not Modified."""

    url: str
    content: bytes
    charset: str | None
    date: str | None
    validators: Validators
    is_unchanged: bool = False


@dataclass
class Client:
    """Fetches pages and files. With a ``mirror``, ``mirror/<host>/<path>`` is requested instead of every address.

    Raises (all methods):
        FetchFailed: names the address, what happened, and what to do.
    """

    policy: FetchPolicy
    mirror: str | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _robots: dict[tuple[str, str], Protego] = field(default_factory=dict, init=False)
    _last: dict[str, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        policy = self.policy
        retry_policy = retries.retry_policy(policy.tries, policy.backoff_s, policy.delay_s, policy.longest_wait_s)
        self._session = requests.Session()
        self._session.trust_env = self.mirror is None
        # A no-op: requests would otherwise send the credentials that a .netrc of this machine holds for the site.
        self._session.auth = _without_credentials
        self._session.headers.update({"User-Agent": policy.user_agent, "Accept-Encoding": "gzip"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry_policy))

    def get(self, url: str, hosts: Collection[str], known: Validators | None = None) -> Fetched:
        """The response for ``url``; it and every redirect must be at one of ``hosts``."""
        url, response, content = self._follow_redirects(url, hosts, known, checks_robots=True)
        return self._answer(url, response, content, known)

    def _follow_redirects(
        self, url: str, hosts: Collection[str], known: Validators | None, *, checks_robots: bool
    ) -> tuple[str, requests.Response, bytes]:
        first = url
        for _ in range(_MOST_REDIRECTS + 1):
            addresses.check(url, hosts, is_mirrored=self.mirror is not None)
            if checks_robots:
                self._check_robots(url)
            response, content = self._request(url, known)
            if response.status_code not in _REDIRECTS:
                return url, response, content
            url = addresses.redirected(url, response.headers.get("Location", ""), hosts, self.mirror)
        raise FetchFailed(
            f"more than {_MOST_REDIRECTS} redirects", where=first, next_step="open the address in a browser"
        )

    def _answer(self, url: str, response: requests.Response, content: bytes, known: Validators | None) -> Fetched:
        if response.status_code != 200 and not (response.status_code == 304 and known):
            raise FetchFailed(
                f"the server answered {response.status_code} {response.reason}",
                where=url,
                expected="200",
                next_step="try later; if the page moved, mend the source's entry in src/survey/catalog, "
                "or save the file by hand and use survey add",
            )
        return Fetched(
            url,
            content,
            _charset(response.headers.get("Content-Type", "")),
            response.headers.get("Date"),
            Validators(response.headers.get("ETag"), response.headers.get("Last-Modified")),
            is_unchanged=response.status_code == 304,
        )

    def _request(self, url: str, known: Validators | None) -> tuple[requests.Response, bytes]:
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        for attempt in range(1, self.policy.tries + 1):
            try:
                self._wait(url)
                return self._exchange_in_time(url, headers)
            except (requests.ConnectionError, HTTPError, _TruncatedBody) as error:
                # Connections that fail are retried below, by urllib3; a body that is cut short is retried here.
                is_spent = bool(error.args) and isinstance(error.args[0], MaxRetryError)
                if is_spent or attempt == self.policy.tries:
                    raise self._failed_exchange(url, error) from error
                self.sleep(self.policy.backoff_s * 2 ** (attempt - 1))
            except requests.RequestException as error:
                raise self._failed_exchange(url, error) from error
            except ValueError as error:  # a redirect to something that is no address, which requests looks at itself
                raise self._failed_exchange(url, error) from error
            except FetchFailed as error:
                error.where = error.where or url
                raise
        raise AssertionError("the last attempt returns or raises")

    def _exchange_in_time(self, url: str, headers: dict[str, str]) -> tuple[requests.Response, bytes]:
        """One exchange with a limit to its total time: a socket's own timeout starts anew at each byte."""
        found: list[tuple[requests.Response, bytes]] = []
        failed: list[BaseException] = []

        def exchange() -> None:
            try:
                found.append(self._exchange(url, headers))
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
                failed.append(error)

        limit_s = self.policy.total_s + (self.policy.tries - 1) * self.policy.longest_wait_s
        thread = threading.Thread(target=exchange, daemon=True)
        thread.start()
        thread.join(limit_s)
        if failed:
            raise failed[0]
        if not found:
            raise self._too_long(url, "nothing")
        return found[0]

    def _exchange(self, url: str, headers: dict[str, str]) -> tuple[requests.Response, bytes]:
        with self._session.get(
            addresses.mirrored(url, self.mirror),
            headers=headers,
            timeout=self.policy.timeout_s,
            stream=True,
            allow_redirects=False,
        ) as response:
            return response, self._body(url, response)

    def _body(self, url: str, response: requests.Response) -> bytes:
        end = self.clock() + self.policy.total_s
        unpacker = Unpacker(response.headers.get("Content-Encoding"), self.policy.max_bytes)
        # read1 returns what has arrived; read would wait for a whole chunk, however slowly it arrives.
        while piece := response.raw.read1(_CHUNK_BYTES, decode_content=False):
            unpacker.take(piece)
            if self.clock() > end:
                raise self._too_long(url, f"{len(unpacker.body):,} bytes")
        if unpacker.body and not unpacker.is_whole:
            raise _TruncatedBody("the packed answer has no end")
        return bytes(unpacker.body)

    def _too_long(self, url: str, got: str) -> FetchFailed:
        return FetchFailed(
            "the answer took too long, and was left off",
            where=url,
            expected=f"at most {self.policy.total_s:g} seconds",
            got=f"{got} by then",
            next_step="try later, or save the file by hand and use survey add",
        )

    def _failed_exchange(self, url: str, error: Exception) -> FetchFailed:
        return FetchFailed(
            f"no whole answer came: {type(error).__name__}",
            where=url,
            got=str(error)[:300],
            next_step="try later; through an office's mirror use --mirror; or save the file by hand and use survey add",
        )

    def _wait(self, url: str) -> None:
        """One request at a time per host, and the host's delay between two."""
        site = addresses.site(url)
        delay = self.policy.delay_s
        if site in self._robots:
            asked_s = self._robots[site].crawl_delay(self.policy.user_agent) or 0.0
            retries.refuse_long_wait(asked_s, self.policy.longest_wait_s, "Crawl-delay in robots.txt")
            delay = max(delay, asked_s)
        since = self.clock() - self._last.get(site[1], float("-inf"))
        if since < delay:
            self.sleep(delay - since)
        self._last[site[1]] = self.clock()

    def _check_robots(self, url: str) -> None:
        site = addresses.site(url)
        if site not in self._robots:
            self._robots[site] = self._robots_of(f"{site[0]}://{site[1]}/robots.txt", site[1])
        if not self._robots[site].can_fetch(url, self.policy.user_agent):
            raise FetchFailed(
                "the site's robots.txt asks programs not to fetch this address",
                where=url,
                next_step="open it in a browser, save the file by hand and use survey add",
            )

    def _robots_of(self, url: str, host: str) -> Protego:
        _, response, content = self._follow_redirects(url, {host}, None, checks_robots=False)
        # RFC 9309: a robots.txt that is not there forbids nothing, one that cannot be served forbids all.
        if response.status_code >= 500 or response.status_code == 429:
            raise FetchFailed(
                f"robots.txt could not be read ({response.status_code}), so nothing is fetched from this site",
                where=url,
                next_step="try later",
            )
        return Protego.parse(content.decode("utf-8-sig", errors="replace") if response.status_code == 200 else "")


class _TruncatedBody(Exception):
    """A response whose body ended early."""


def _without_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip("\"' ") or None
    return None
