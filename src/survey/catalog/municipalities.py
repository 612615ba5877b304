"""Which municipalities there were on a day: the catalog's list with its dates, and who succeeded whom.

municipalities.csv holds one line a code. ``valid_from`` and ``valid_until`` are the first and the last day of its
being, blank where it lies outside all editions or nobody established it. Who takes its place is told once: by
``successor_code`` in the line of the one that ended (a merger into one that goes on), or by ``predecessor_codes``
(joined by |) in the line of the one that came (a town that became a city, a new one out of several), which then end
on the day before. ``former_names_ja`` (joined by |) are names that the same code had.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from survey.catalog import specs
from survey.catalog.source_models import FiguresSource
from survey.errors import BadCatalog

FILE = "src/survey/catalog/municipalities.csv"


def every_municipality() -> pd.DataFrame:
    """All that there are or were, in code order.

    Columns: those of municipalities.csv; ``valid_until`` and ``successor_code`` also where a successor's line tells.

    Raises:
        BadCatalog: a date that is none, or a code that the list does not hold.
    """
    return _dated().copy(deep=False)


def municipalities_on(day: str) -> pd.DataFrame:
    """Those that there were on a day (2025-03-31), in code order; columns as ``every_municipality``."""
    known = _dated()
    begun = (known["valid_from"] == "") | (known["valid_from"] <= day)
    return known[begun & ((known["valid_until"] == "") | (day <= known["valid_until"]))]


def day_of(edition: str) -> str:
    """The day whose municipalities an edition prints: its own, or the last of its fiscal year.

    >>> day_of("2025-03-31"), day_of("FY2023")
    ('2025-03-31', '2024-03-31')
    """
    return f"{int(edition[2:]) + 1}-03-31" if re.fullmatch(r"FY\d{4}", edition) else edition


def list_day(spec: FiguresSource, edition: str) -> str:
    """The day whose municipalities an edition prints: what the catalog says of it, else ``day_of``."""
    return spec.edition(edition).municipalities_on or day_of(edition)


def names_of(row: Mapping[str, str]) -> list[str]:
    """What a municipality is and was called under its code."""
    return [row["name_ja"], *filter(None, row["former_names_ja"].split("|"))]


def _dated() -> pd.DataFrame:
    return _dated_in(specs.CATALOG)


@cache
def _dated_in(_: Path) -> pd.DataFrame:
    known = specs.listed("municipalities").sort_values("municipality_code", ignore_index=True)
    line_of = {code: number for number, code in known["municipality_code"].items()}
    for row in known.to_dict("records"):
        for name in ("valid_from", "valid_until"):
            _check_day(row[name], row["municipality_code"])
        older = list(filter(None, row["predecessor_codes"].split("|")))
        if unknown := [code for code in (*older, row["successor_code"]) if code and code not in line_of]:
            raise _bad("a municipality's predecessor or successor is not in the list", row, unknown[0])
        if older and not row["valid_from"]:
            raise _bad("a municipality that succeeded others has no first day", row, "valid_from is blank")
        for code in older:
            last = (date.fromisoformat(row["valid_from"]) - timedelta(days=1)).isoformat()
            line = line_of[code]
            for column, value in (("valid_until", last), ("successor_code", row["municipality_code"])):
                if known.at[line, column] not in ("", value):
                    raise _bad(f"two lines tell {column} of {code} apart", row, f"{known.at[line, column]} and {value}")
                known.at[line, column] = value
    return known


def _check_day(text: str, code: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as error:
        raise BadCatalog(
            "a municipality's date is none", where=FILE, expected=f"YYYY-MM-DD in the line of {code}", got=repr(text)
        ) from error


def _bad(what: str, row: Mapping[str, str], got: str) -> BadCatalog:
    return BadCatalog(what, where=f"{FILE}, line of {row['municipality_code']}", got=got, next_step="mend the line")


_KINDS = {"市": "city", "町": "town", "村": "village"}
_ENDINGS = {"市": "シ", "町": "(?:マチ|チョウ)", "村": "(?:ムラ|ソン)"}


def line_to_add(code: str, name: str, day: str, gone: pd.DataFrame) -> str:
    """The line of municipalities.csv for a code that it lacks, as far as it can be known from the list.

    ``gone`` are the municipalities that a list of ``day`` lacks; those of the same prefecture are taken for its
    predecessors. What nobody can tell stands there in capitals. ``day`` is the latest that its first day can be.
    """
    same = every_municipality().query("municipality_code.str[:2] == @code[:2]")
    prefecture = same["prefecture"].iloc[0] if len(same) else "PREFECTURE"
    before = gone[gone["municipality_code"].str[:2] == code[:2]]
    kana = "KANA"
    for name_before, kana_before in zip(before["name_ja"], before["kana"], strict=True):
        ending = _ENDINGS.get(name_before[-1:])
        if name_before[:-1] == name[:-1] and ending and name[-1:] in _ENDINGS:
            kana = re.sub(f"{ending}$", "", kana_before) + {"市": "シ", "町": "チョウ", "村": "ムラ"}[name[-1]]
    kind = _KINDS.get(name[-1:], "KIND")
    return ",".join([code, name, kana, prefecture, kind, day, "", "", "|".join(before["municipality_code"]), ""])


def line_to_end(row: pd.Series) -> str:
    """The line of municipalities.csv for one that merged into another that goes on; capitals are to be filled in."""
    known = [row[name] for name in ("municipality_code", "name_ja", "kana", "prefecture", "kind", "valid_from")]
    return ",".join([*known, "LAST-DAY", "SUCCESSOR-CODE", row["predecessor_codes"], row["former_names_ja"]])
