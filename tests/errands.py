"""What workers are sent to do in tests. An errand is a file: done, it holds one line for each time it was begun."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


class Unposted(Exception):
    """An error that can be sent off but not be read on arrival."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def begin(path: Path) -> None:
    """Begin the errand; what happens then, its name says."""
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")
    is_first = len(path.read_text().splitlines()) == 1
    match path.stem.rstrip("0123456789"):
        case "fails":
            raise LookupError(path.stem)
        case "unposted":
            raise Unposted(path.stem, "!")
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "dies_once" if is_first:
            os.kill(os.getpid(), signal.SIGKILL)
        case "interrupted":
            os.kill(os.getpid(), signal.SIGINT)
        case "waits":
            time.sleep(3600)


def begun(path: Path) -> int:
    """How often the errand was begun."""
    return len(path.read_text().splitlines()) if path.exists() else 0
