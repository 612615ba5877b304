"""The tidy tables ``commitments`` and ``problems``: the catalog's entries joined to the lines of the minutes.

What a line means is recorded in the catalog; who said it, when, where and with which printed dates is in the raw table.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from survey.catalog.source_models import MinutesSource
from survey.catalog.specs import listed, source_ids, source_spec, table_specs
from survey.errors import BadCatalog
from survey.raw.store import RawEdition


def commitments(editions: list[RawEdition], entries: pd.DataFrame | None = None) -> pd.DataFrame:
    """What was decided, promised or dated in these minutes; columns as in catalog/tables/commitments.yml.

    ``entries`` are rows as in catalog/commitments.csv (default: those). An entry whose minutes are not among the
    editions is left out. ``locator`` leads to the printed dates where one is relied on, else to the speaker, else to
    the heading; ``cell_printed`` is what stands there.

    Raises:
        BadCatalog: an entry names no minutes, edition, line or procedure that there is, a date that the line does
            not print, or a due date that is none or lies before the meeting.
    """
    return _joined("commitments", editions, entries)


def problems(editions: list[RawEdition], entries: pd.DataFrame | None = None) -> pd.DataFrame:
    """What these minutes name as in the way; columns as in catalog/tables/problems.yml, see ``commitments``."""
    return _joined("problems", editions, entries)


def _joined(name: str, editions: list[RawEdition], entries: pd.DataFrame | None) -> pd.DataFrame:
    entries = listed(name) if entries is None else entries
    spec = table_specs()[name]
    lines = {(raw.source_id, raw.edition): raw.table.set_index("row") for raw in editions}
    found = []
    for entry in entries.to_dict("records"):
        _check(name, spec.primary_key[0], entry)
        at = (entry["source_id"], entry["edition"])
        if at in lines:
            found.append(entry | _from_minutes(name, spec.primary_key[0], entry, lines[at]))
    return pd.DataFrame(found, columns=spec.columns)


def _check(name: str, key: str, entry: dict[str, str]) -> None:
    """Check what can be checked of an entry without the minutes."""
    minutes = _minutes_sources()
    if entry["source_id"] not in minutes:
        raise _bad("there are no such minutes", name, key, entry, "source_id", ", ".join(minutes))
    editions = minutes[entry["source_id"]].editions
    if entry["edition"] not in editions:
        raise _bad("the catalog lists no such edition of the minutes", name, key, entry, "edition", ", ".join(editions))
    known = set(listed("procedures")["procedure_id"])
    for procedure_id in filter(None, entry["procedure_ids"].split("|")):
        if procedure_id not in known:
            raise _bad(
                f"there is no procedure {procedure_id!r}", name, key, entry, "procedure_ids", "ids of procedures.csv"
            )
    due_on = entry.get("due_on", "")
    if due_on and not (_is_date(due_on) and due_on >= entry["edition"] and entry["due_words"]):
        expected = "a date (2021-09-30) from the meeting on, with the printed words it is read from"
        raise _bad("this cannot be a due date", name, key, entry, "due_on", expected)


def _from_minutes(name: str, key: str, entry: dict[str, str], lines: pd.DataFrame) -> dict[str, Any]:
    """The columns that come from the minutes' line, checked against the entry."""
    if entry["row"] not in lines.index:
        raise _bad("the minutes have no heading or utterance that begins there", name, key, entry, "row", "a row of it")
    line = lines.loc[entry["row"]]
    words = entry.get("due_words", "")
    if words and _without_blanks(words) not in map(_without_blanks, line["C"].split("、")):
        raise _bad("the minutes do not print these words there", name, key, entry, "due_words", line["C"] or "none")
    letter = "C" if words else "B" if line["B"] else "A"
    return {
        "said_on": entry["edition"],
        "said_by_role": line["B"],
        "municipality_code": _minutes_sources()[entry["source_id"]].minutes.municipality_code,
        "locator": f"{line['part']}!{letter}{entry['row']}",
        "cell_printed": line[letter],
    }


def _minutes_sources() -> dict[str, MinutesSource]:
    specs = {source_id: source_spec(source_id) for source_id in source_ids()}
    return {source_id: spec for source_id, spec in specs.items() if isinstance(spec, MinutesSource)}


def _without_blanks(words: str) -> str:
    """Without blanks, which the minutes set irregularly: 令和 3 年度 is 令和3年度."""
    return "".join(words.split())


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _bad(what: str, name: str, key: str, entry: dict[str, str], column: str, expected: str) -> BadCatalog:
    return BadCatalog(
        what,
        where=f"src/survey/catalog/{name}.csv, {key} {entry[key]}, {column}",
        expected=expected,
        got=repr(entry[column]),
        next_step=f"compare with data/raw/{entry['source_id']}/{entry['edition']}/table.csv and mend the list",
    )
