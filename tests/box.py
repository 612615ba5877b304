"""A publisher in a box: a real HTTP server on loopback that stands for every site, and misbehaves on demand.

It is asked as a mirror is: ``/<host>/<path>``. Every answer bears one fixed date, so that two runs can be compared.
"""

from __future__ import annotations

import gzip
import io
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import quick_xlsx
from survey.catalog.specs import source_spec
from survey.paths import Project
from survey.raw import store

DATE = "Mon, 02 Nov 2026 03:04:05 GMT"
DATE_ISO = "2026-11-02T03:04:05+00:00"


@dataclass
class Page:
    """One good answer."""

    content: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Behaviour = Callable[["_Handler"], None]


@dataclass
class Box:
    """The server's address, its routes, and what it was asked."""

    url: str
    routes: dict[str, list[Page | Behaviour] | Page | Behaviour] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked, robots.txt left out."""
        return [path for path, _, _ in self.asked if not path.endswith("/robots.txt")]

    def times(self, path: str) -> list[float]:
        """When one path was asked, by the monotonic clock."""
        return [when for asked, _, when in self.asked if asked == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    box: Box

    def do_GET(self) -> None:
        self.box.asked.append((self.path, dict(self.headers), time.monotonic()))
        route = self.box.routes.get(self.path)
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        if route is None:
            route = Page(b"<html><title>404</title></html>", status=404)
        if isinstance(route, Page):
            self.give(route)
        else:
            route(self)

    def give(self, page: Page) -> None:
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.content)))
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return DATE

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the play; anything else is a fault of the box and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def opened() -> Iterator[Box]:
    """Start a box and end it again."""
    box = Box("")
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"box": box}))
    box.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def too_many(seconds: str = "1") -> Page:
    """429 with Retry-After."""
    return Page(b"slow down", status=429, headers={"Retry-After": seconds})


def unavailable() -> Page:
    """503."""
    return Page(b"maintenance", status=503)


def moved(url: str) -> Page:
    """A redirect."""
    return Page(b"", status=302, headers={"Location": url})


def reset_in_the_middle(page: Page) -> Behaviour:
    """Half of the answer, then the connection is reset."""

    def behave(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(page.content)))
        handler.end_headers()
        handler.wfile.write(page.content[: len(page.content) // 2])
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    return behave


def cut_short(page: Page) -> Behaviour:
    """Half of the answer, then the connection ends as if all were said."""

    def behave(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(page.content)))
        handler.end_headers()
        handler.wfile.write(page.content[: len(page.content) // 2])
        handler.close_connection = True

    return behave


def dripping(page: Page, pause_s: float = 0.05, step: int = 1) -> Behaviour:
    """The answer a few bytes at a time, for as long as somebody listens."""

    def behave(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(page.content)))
        handler.end_headers()
        try:
            for start in range(0, len(page.content), step):
                handler.wfile.write(page.content[start : start + step])
                handler.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            handler.close_connection = True

    return behave


def gzip_bomb(megabytes: int) -> Page:
    """A small answer that unpacks into a large one."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        for _ in range(megabytes):
            file.write(bytes(1_000_000))
    return Page(buffer.getvalue(), headers={"Content-Encoding": "gzip"})


def zipped(page: Page, cut: int | None = None) -> Page:
    """The answer packed with gzip, or only the first ``cut`` bytes of the packing."""
    return Page(gzip.compress(page.content, mtime=0)[:cut], page.content_type, headers={"Content-Encoding": "gzip"})


def dripping_headers(pause_s: float = 0.05) -> Behaviour:
    """Headers without end, a byte at a time."""

    def behave(handler: _Handler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            handler.close_connection = True

    return behave


def validated(page: Page, etag: str) -> Behaviour:
    """304 to whoever names the page's ETag, else the page with it."""

    def behave(handler: _Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
            return
        handler.give(Page(page.content, page.content_type, page.status, {**page.headers, "ETag": etag}))

    return behave


def workbook(project: Project, source_id: str, edition: str, **changed: str) -> bytes:
    """The committed figures written back as the publisher's workbook, some cells printed otherwise."""
    raw = store.read(project, source_id, edition).table
    (part,) = source_spec(source_id).parts.values()
    letters = list(raw.columns[2:])
    rows: list[list[str | None]] = []
    for row in raw.itertuples(index=False, name=None):
        at = int(row[1])
        rows += [[] for _ in range(len(rows) + 1, at)]
        cells = {f"{letter}{at}": text for letter, text in zip(letters, row[2:], strict=True)}
        cells |= {address: text for address, text in changed.items() if address in cells}
        rows.append([cells[f"{letter}{at}"] or None for letter in letters])
    return quick_xlsx.workbook(rows, part.sheet)
