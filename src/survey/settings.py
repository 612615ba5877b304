"""study.toml: what one office sets for its own study."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from survey.errors import BadCatalog

PLACEHOLDER = "someone@example.invalid"
# Only ratios matter; beyond this, a weight says no more than "this alone" and sums lose their digits.
HEAVIEST = 1_000_000
# A study.toml has some twenty lines.
MOST_BYTES = 10_000


@dataclass(frozen=True)
class Weights:
    """How much need, feasibility and readiness count when the next steps are put in order; only ratios matter."""

    need: float = 1.0
    feasibility: float = 1.0
    readiness: float = 1.0


@dataclass(frozen=True)
class Settings:
    """What study.toml says.

    ``municipality``: the name (豊島区) or six-digit code (131164) of the municipality the study is for.
    ``contact``: how a publisher reaches whoever fetches; None until somebody has set it.
    ``weights``: what counts how much in the priorities; equal unless set.
    """

    municipality: str
    contact: str | None = None
    weights: Weights = field(default_factory=Weights)


KNOWN = {
    "study": {"municipality"},
    "fetch": {"contact"},
    "priorities": {entry.name for entry in fields(Weights)},
}


def read_settings(path: Path) -> Settings:
    """Read study.toml; a key that is not known is refused, since a misspelt one would be obeyed by nobody.

    Raises:
        BadCatalog: not TOML, an unknown or missing key, or a value that cannot be used.
    """
    next_step = f"mend {path.name}; README shows a whole one"
    try:
        printed = tomllib.loads(_whole(path).decode("utf-8"))
        repr(printed)  # a number of thousands of digits fails only when it is written out
    except (ValueError, RecursionError) as error:
        raise BadCatalog(f"{path.name} is not TOML: {error}", where=str(path), next_step=next_step) from error
    for table, keys in printed.items():
        is_known = table in KNOWN and isinstance(keys, dict)
        unknown = set(keys) - KNOWN[table] if is_known else {table}
        if unknown:
            raise BadCatalog(
                f"unknown key in {path.name}",
                where=str(path),
                expected=", ".join(f"[{table}] {' '.join(sorted(keys))}" for table, keys in KNOWN.items()),
                got=", ".join(sorted(unknown)),
                next_step=next_step,
            )
    municipality = printed.get("study", {}).get("municipality")
    if not isinstance(municipality, str) or not municipality.strip():
        raise BadCatalog(
            "study.municipality must be a name or a six-digit code, in quotes",
            where=str(path),
            got=repr(municipality),
            next_step=next_step,
        )
    contact = printed.get("fetch", {}).get("contact", PLACEHOLDER)
    if not isinstance(contact, str):
        raise BadCatalog(
            "fetch.contact must be text, in quotes", where=str(path), got=repr(contact), next_step=next_step
        )
    if not (contact.isascii() and contact.isprintable()):
        raise BadCatalog(
            "fetch.contact is sent in a header, which takes plain letters only",
            where=str(path),
            expected="an address such as name@office.example, on one line",
            got=repr(contact),
            next_step=next_step,
        )
    is_set = contact.strip() not in ("", PLACEHOLDER)
    weights = _weights(printed.get("priorities", {}), path, next_step)
    return Settings(municipality.strip(), contact.strip() if is_set else None, weights)


def _whole(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadCatalog(
            f"{path.name} is far longer than any",
            where=str(path),
            expected=f"at most {MOST_BYTES:,} bytes",
            next_step="take it back from git, or write it anew",
        )
    return content


def _weights(printed: dict[str, Any], path: Path, next_step: str) -> Weights:
    for name, value in printed.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= HEAVIEST:
            raise BadCatalog(
                f"priorities.{name} must be a number, zero or more",
                where=str(path),
                expected=f"0 to {HEAVIEST:,}",
                got=repr(value),
                next_step=next_step,
            )
    weights = Weights(**{name: float(value) for name, value in printed.items()})
    if weights.need + weights.feasibility + weights.readiness == 0:
        raise BadCatalog(
            "the weights under [priorities] add up to zero, so nothing could be put in order",
            where=str(path),
            expected="one of need, feasibility and readiness above zero",
            next_step=next_step,
        )
    return weights


def fetching_contact(path: Path) -> str:
    """How a publisher reaches whoever fetches.

    Raises:
        BadCatalog: nobody set it yet; nothing is fetched anonymously.
    """
    contact = read_settings(path).contact
    if contact is None:
        raise BadCatalog(
            "nobody is named as fetching, so nothing is fetched",
            where=str(path),
            expected='[fetch] contact = "your address"',
            next_step="set it: it is sent with every request, so that a publisher can reach you",
        )
    return contact
