"""A body as it comes over the wire, unpacked as it comes, whole or not at all."""

from __future__ import annotations

import zlib

from survey.errors import FetchFailed

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Unpacker:
    """Takes the wire's bytes in pieces, gives the body's; never more than ``most_bytes`` in all.

    Raises:
        FetchFailed: a packing that was not asked for, or a body larger than allowed. The address is the caller's.
    """

    def __init__(self, encoding: str | None, most_bytes: int) -> None:
        name = (encoding or "identity").strip().lower()
        if name not in ("identity", "", *_WINDOWS):
            raise FetchFailed("the answer is packed in a way that was not asked for", got=name, next_step="try later")
        self._packed = zlib.decompressobj(_WINDOWS[name]) if name in _WINDOWS else None
        self._most_bytes = most_bytes
        self.body = bytearray()

    def take(self, piece: bytes) -> None:
        """Add one piece of the wire's bytes."""
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
        """Has the packing's own end come? A body that is not packed has none to wait for."""
        return self._packed is None or self._packed.eof
