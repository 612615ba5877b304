"""The tidy table ``practices``: the study's own list, each record validated against the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pandas as pd

from survey.catalog.layouts import RecordsLayout
from survey.catalog.models import FieldSpec
from survey.catalog.source_models import RecordsSource
from survey.catalog.specs import listed, source_spec, table_specs
from survey.errors import BadCatalog, BadCell, BadLayout
from survey.raw.store import RawEdition
from survey.sources.readers import column_letter

TABLE = "practices"
_SEPARATOR = "|"


class _Fault(NamedTuple):
    """What is wrong with one cell of a record."""

    column: str
    what: str
    expected: str


def practices(editions: list[RawEdition]) -> pd.DataFrame:
    """Every record of the newest edition; columns as in catalog/tables/practices.yml.

    ``locator`` leads to the cell that says what was done, ``cell_printed`` is that cell.

    Raises:
        BadCell: a record names no municipality, problem, procedure or address that there can be, a date that is
            none or after the day of collection, a number without a unit, or a text that is too long; names file,
            line and column.
        BadLayout: a key occurs twice; names both lines.
    """
    spec = table_specs()[TABLE]
    if not editions:
        return pd.DataFrame(columns=spec.columns)
    raw = max(editions, key=lambda raw: raw.edition)
    layout = _layout(raw.source_id)
    records = _records(raw, layout)
    _refuse_twice(raw, records)
    fields = [field for field in spec.fields if field.name in layout.headings]
    for row, record in records.iterrows():
        for fault in _faults(record, fields, raw.edition):
            raise _bad(raw, str(row), record, fault)
    letter = column_letter(layout.headings.index(layout.at) + 1)
    return records.assign(
        outcome_value=pd.to_numeric(records["outcome_value"]),
        source_id=raw.source_id,
        edition=raw.edition,
        locator=[f"{raw.table['part'].iloc[0]}!{letter}{row}" for row in records.index],
        cell_printed=records[layout.at],
    ).reset_index(drop=True)[spec.columns]


def _layout(source_id: str) -> RecordsLayout:
    source = source_spec(source_id)
    if not isinstance(source, RecordsSource):
        raise BadCatalog(
            "this source is no list of records", where=source_id, expected="reads: records", got=source.reads
        )
    return source.records


def _records(raw: RawEdition, layout: RecordsLayout) -> pd.DataFrame:
    """The records under their headings; the index is the line."""
    table = raw.table.set_index("row").drop(columns="part")
    return table.iloc[1:].set_axis(list(layout.headings), axis="columns")


def _refuse_twice(raw: RawEdition, records: pd.DataFrame) -> None:
    key = table_specs()[TABLE].primary_key[0]
    twice = records[records[key].duplicated(keep=False)]
    if len(twice):
        lines = twice.index[twice[key] == twice[key].iloc[0]]
        raise BadLayout(
            f"the key {twice[key].iloc[0]!r} occurs twice",
            where=f"{_file(raw)}, lines {' and '.join(lines)}",
            expected=f"one line a {key}",
            next_step="drop one of the lines, or name one of them otherwise",
        )


def _faults(record: pd.Series, fields: list[FieldSpec], edition: str) -> Iterator[_Fault]:
    """What is wrong with a record, by the table's own constraints and by what they cannot say."""
    for field in fields:
        yield from _field_faults(field, record[field.name])
    yield from _unknown("municipality_code", record["municipality_code"], "municipalities", "municipality_code")
    yield from _unknown("problem_ids", record["problem_ids"], "problems", "problem_id")
    yield from _unknown("procedure_ids", record["procedure_ids"], "procedures", "procedure_id")
    if bool(record["municipality_code"]) == bool(record["body_ja"]):
        yield _Fault("body_ja", "a record names either a municipality or a body", "one of the two")
    for column in ("started", "page_date"):
        if record[column] and not _is_date(record[column]):
            yield _Fault(column, "this is no date", "2024, 2024-03 or 2024-03-31")
    if record["page_date"] > edition:
        yield _Fault("page_date", "the page is dated after the day of collection", f"until {edition}")
    if record["outcome_value"] and not (record["outcome_unit"] and record["outcome_ja"]):
        yield _Fault("outcome_value", "a number stands without its unit or its words", "outcome_unit and outcome_ja")
    if not record["outcome_value"] and (record["outcome_unit"] or record["outcome_period"]):
        yield _Fault("outcome_unit", "a unit or period stands without a number", "outcome_value")
    if record["certainty"] == "second-hand" and record["outcome_value"]:
        yield _Fault("outcome_value", "a figure was taken at second hand", "nothing")


def _field_faults(field: FieldSpec, text: str) -> Iterator[_Fault]:
    limits = field.constraints
    if not text:
        if limits.get("required"):
            yield _Fault(field.name, "a record lacks what every record has", field.description)
        return
    if "pattern" in limits and not re.fullmatch(limits["pattern"], text):
        yield _Fault(field.name, "a cell is not of its form", limits["pattern"])
    if "enum" in limits and text not in limits["enum"]:
        yield _Fault(field.name, "a cell prints an unknown word", ", ".join(limits["enum"]))
    if len(text) > limits.get("maxLength", len(text)):
        yield _Fault(field.name, f"a text has {len(text)} characters", f"at most {limits['maxLength']}")
    if field.type == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", text):
        yield _Fault(field.name, "this is no plain number", "digits, with a point at most")


def _unknown(column: str, text: str, catalog: str, key: str) -> Iterator[_Fault]:
    known = _known(catalog, key)
    ids = text.split(_SEPARATOR) if text else []
    for unknown in (name for name in ids if name not in known):
        yield _Fault(column, f"{key} {unknown!r} is unknown", f"{key} of src/survey/catalog/{catalog}.csv")
    if len(set(ids)) < len(ids):
        yield _Fault(column, f"a {key} stands twice", "each once")


@cache
def _known(catalog: str, key: str) -> frozenset[str]:
    return frozenset(listed(catalog)[key])


def _is_date(text: str) -> bool:
    """A year, a month or a day that there is."""
    try:
        return date.fromisoformat(f"{text}{'-01' * (2 - text.count('-'))}").isoformat().startswith(text)
    except ValueError:
        return False


def _bad(raw: RawEdition, row: str, record: pd.Series, fault: _Fault) -> BadCell:
    return BadCell(
        fault.what,
        where=f"{_file(raw)}, line {row}, {fault.column}",
        expected=fault.expected,
        got=repr(record[fault.column]),
        next_step=f"mend {record['practice_id'] or 'the line'} in the list, then add it again",
    )


def _file(raw: RawEdition) -> str:
    return raw.origin["files"][0]["name"] if raw.origin.get("files") else raw.source_id
