"""An ``as_of`` that names a publication, for figures whose own date is unknown: release 2024-07-12."""

from __future__ import annotations

_KIND = "release "


def publication(released_on: str) -> str:
    """The ``as_of`` of figures of which only the day of publication is known."""
    return _KIND + released_on


def publication_day(as_of: str) -> str | None:
    """The day of publication that an ``as_of`` names; None for one that names a date or a fiscal year.

    >>> publication_day(publication("2024-07-12")), publication_day("2025-03-31"), publication_day("FY2022")
    ('2024-07-12', None, None)
    """
    return as_of.removeprefix(_KIND) if as_of.startswith(_KIND) else None
