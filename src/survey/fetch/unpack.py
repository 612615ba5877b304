"""Decompresses a response body as it arrives, with a limit to its size."""

from __future__ import annotations

import zlib

from survey.errors import FetchFailed

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Unpacker:
    """Takes a body's bytes in pieces as sent and decompresses them; never more than ``most_bytes`` in all.

    Raises:
        FetchFailed: an encoding that was not asked for, or a body larger than allowed; the caller adds the address.
    """

    def __init__(self, encoding: str | None, most_bytes: int) -> None:
        name = (encoding or "identity").strip().lower()
        if name not in ("identity", "", *_WINDOWS):
            raise FetchFailed("the answer is packed in a way that was not asked for", got=name, next_step="try later")
        self._packed = zlib.decompressobj(_WINDOWS[name]) if name in _WINDOWS else None
        self._most_bytes = most_bytes
        self.body = bytearray()

    def take(self, piece: bytes) -> None:
        """Add one piece of the body as sent."""
        room = self._most_bytes - len(self.body) + 1
        try:
            self.body += self._packed.decompress(piece, room) if self._packed else piece
        except zlib.error as error:
            raise FetchFailed(f"the answer's packing is damaged: {error}", next_step="try later") from error
        if len(self.body) > self._most_bytes:
            raise FetchFailed(
                "the answer is larger than allowed, and was left off",
                expected=f"at most {self._most_bytes:,} bytes after unpacking",
                next_step="if the file is meant to be that large, save it by hand and use survey add",
            )

    @property
    def is_whole(self) -> bool:
        """Whether the compressed stream has reached its end; always true of a body that is not compressed."""
        return self._packed is None or self._packed.eof
