"""What an analysis gives a finding: typed facts, the table they were read from, and the cells behind both."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

import pandas as pd

Facts = TypeVar("Facts")


def for_words(**options: Any) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field of a finding's facts that its words need and that is no number of its JSON's ``values``."""
    return field(metadata={"for_words": True}, **options)


def values_of(facts: Any) -> dict[str, Any]:  # noqa: ANN401 - any finding's facts
    """The facts that programs read as a finding's ``values``: all fields but those ``for_words``."""
    return {each.name: getattr(facts, each.name) for each in fields(facts) if not each.metadata.get("for_words")}


@dataclass(frozen=True, kw_only=True)
class Result(Generic[Facts]):
    """An analysis' answer for one municipality.

    ``facts`` is a frozen dataclass of the finding's own; ``table`` has a row for each thing compared, as ids, codes,
    numbers and names as published; ``as_of`` names the dates (2025-03-31), fiscal years (FY2022) or publications
    (release 2024-07-12) of its figures; ``evidence`` has a row for every cell used (``evidence.COLUMNS``).
    """

    facts: Facts
    table: pd.DataFrame
    as_of: tuple[str, ...]
    evidence: pd.DataFrame
