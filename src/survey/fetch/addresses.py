"""Which addresses may be requested: a source's own public sites, also after redirects and through a mirror."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from survey.errors import FetchFailed


def site(url: str) -> tuple[str, str]:
    """An address's scheme and host in lower case, without the scheme's default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    is_usual = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return parts.scheme, host if is_usual else f"{host}:{parts.port}"


def check(url: str, hosts: Collection[str], *, is_mirrored: bool) -> None:
    """Refuse what is no web address of one of ``hosts``, or leads into a private network.

    Where a mirror is requested instead, the host's own IP address is not checked.

    Raises:
        FetchFailed: names the address and what is wrong with it.
    """
    try:
        parts, (_, host) = urlsplit(url), site(url)
    except ValueError as error:  # a port that is no number, say
        raise FetchFailed(
            f"this is no address: {error}", where=url, next_step="open the page in a browser; use survey add"
        ) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise FetchFailed(
            "only plain http and https addresses are fetched", where=url, next_step="open it in a browser"
        )
    if host not in {known.lower() for known in hosts}:
        raise FetchFailed(
            "the address lies outside the source's own sites",
            where=url,
            expected=", ".join(sorted(hosts)),
            next_step="if the publisher moved, add the site under fetch: hosts: in src/survey/catalog/sources",
        )
    if not is_mirrored:
        _refuse_private(parts.hostname, url)


def mirrored(url: str, mirror: str | None) -> str:
    """The address to request: ``mirror/<host>/<path>`` instead of the publisher's own, where there is a mirror."""
    if mirror is None:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{mirror.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"


def redirected(url: str, location: str, hosts: Collection[str], mirror: str | None) -> str:
    """A redirect's target as the publisher's own address, also when the mirror names itself.

    Raises:
        FetchFailed: the target is no address.
    """
    try:
        asked = urljoin(mirrored(url, mirror), location)
        prefix = f"{mirror.rstrip('/')}/" if mirror else None
        if prefix and asked.startswith(prefix):
            host = asked.removeprefix(prefix).partition("/")[0]
            # A mirror may pass the publisher's own /path through, which then names no site.
            is_site = host in hosts or urlsplit(location).netloc
            return f"https://{asked.removeprefix(prefix)}" if is_site else urljoin(url, location)
        return asked
    except ValueError as error:
        raise FetchFailed(
            "the site redirects to something that is no address",
            where=url,
            got=repr(location),
            next_step="try later",
        ) from error


def _refuse_private(host: str, url: str) -> None:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise FetchFailed(
            f"the site's name is not known: {error}",
            where=url,
            next_step="check the connection; through an office's mirror use --mirror; or use survey add",
        ) from error
    private = [address for address in found if not ipaddress.ip_address(address.split("%")[0]).is_global]
    if private:
        raise FetchFailed("the site's name leads to a private address", where=url, got=", ".join(sorted(private)))
