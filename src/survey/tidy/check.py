"""Do the tidy tables keep their promises? Schemas, keys, and figures that publishers print twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from survey.catalog.models import ForeignKey, TableSpec
from survey.catalog.specs import table_specs
from survey.errors import BadTable, NotFound
from survey.paths import Project
from survey.tidy.files import DESCRIPTOR, load


@dataclass(frozen=True)
class Checked:
    """One promise that was seen to hold: what, and over how many rows."""

    promise: str
    rows: int


def check_tables(tables: dict[str, pd.DataFrame]) -> list[Checked]:
    """Every promise that can be told from the tables alone; raises at the first that is broken.

    Raises:
        BadTable: names the table, the promise and the first rows that break it.
    """
    held = []
    for name, table in tables.items():
        spec = table_specs()[name]
        held.append(_fits_schema(table, spec))
        held += [_found_in(table, spec, key, tables[key.table]) for key in spec.foreign_keys]
    return [*held, *_every_cell_once(tables["availability"]), *_printed_twice(tables["indicators"])]


def check_project(project: Project) -> list[Checked]:
    """The built tables as they lie in data/processed, and that they are those datapackage.json describes."""
    tables = {name: load(project, name) for name in table_specs()}
    return [check_unchanged(project), *check_tables(tables)]


def check_unchanged(project: Project) -> Checked:
    """That the files in data/processed are those that datapackage.json describes.

    Raises:
        NotFound: the tables are not built yet.
        BadTable: a file is another one; the message names it.
    """
    described = described_files(project)
    for name, wanted in described.items():
        path = project.processed / name
        found = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if found != wanted:
            raise BadTable(
                "a tidy table is not the one that was built: data/processed is never edited by hand",
                where=str(path),
                expected=wanted,
                got=found,
                next_step="survey tidy",
            )
    return Checked("tables are those that datapackage.json describes", len(described))


def described_files(project: Project) -> dict[str, str]:
    """The files of data/processed and their hashes, as datapackage.json tells them.

    Raises:
        NotFound: the tables are not built yet.
        BadTable: it cannot be read.
    """
    path = project.processed / DESCRIPTOR
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return {resource["path"]: resource["hash"] for resource in resources}
    except FileNotFoundError as error:
        raise NotFound("the tidy tables are not built yet", where=str(path), next_step="survey tidy") from error
    except (ValueError, LookupError, TypeError) as error:
        raise BadTable(f"{DESCRIPTOR} cannot be read: {error}", where=str(path), next_step="survey tidy") from error


def schema(spec: TableSpec):  # noqa: ANN201 - pandera is imported where it is used
    """The pandera schema of one tidy table, made from its catalog entry."""
    import pandera.pandas as pa

    dtypes = {"string": "str", "date": "str", "number": "float64", "integer": "Int64"}
    builders: dict[str, Callable] = {
        "pattern": lambda wanted: pa.Check.str_matches(f"^(?:{wanted})$"),
        "enum": pa.Check.isin,
        "maxLength": lambda most: pa.Check.str_length(max_value=most),
        "minimum": pa.Check.ge,
        "maximum": pa.Check.le,
    }
    columns = {}
    for field in spec.fields:
        limits = dict(field.constraints)
        required = limits.pop("required", False)
        checks = [builders[name](limit) for name, limit in limits.items()]
        if field.type == "date":
            checks.append(pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$"))
        columns[field.name] = pa.Column(dtypes[field.type], checks, nullable=not required)
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(spec.primary_key), name=spec.name)


def _fits_schema(table: pd.DataFrame, spec: TableSpec) -> Checked:
    from pandera.errors import SchemaErrors

    try:
        schema(spec).validate(table, lazy=True)
    except SchemaErrors as error:
        faults = error.failure_cases[["column", "check", "failure_case", "index"]].head(5)
        raise BadTable(
            f"table {spec.name!r} breaks its schema in {len(error.failure_cases)} places",
            where=f"src/survey/catalog/tables/{spec.name}.yml",
            got="\n" + faults.to_string(index=False),
            next_step="find the cell by its locator; mend the catalog if its rule is wrong",
        ) from error
    return Checked(f"{spec.name}: schema and key ({', '.join(spec.primary_key)})", len(table))


def _found_in(table: pd.DataFrame, spec: TableSpec, key: ForeignKey, other: pd.DataFrame) -> Checked:
    used = table[list(key.fields)].dropna().drop_duplicates()
    known = pd.MultiIndex.from_frame(other[list(key.table_fields)])
    strangers = used[~pd.MultiIndex.from_frame(used).isin(known)]
    if len(strangers):
        raise BadTable(
            f"table {spec.name!r} names {len(strangers)} rows that table {key.table!r} does not have",
            got=", ".join("/".join(map(str, row)) for row in strangers.head(5).itertuples(index=False)),
            next_step=f"add them to {key.table}, or mend the id",
        )
    return Checked(f"{spec.name}: {', '.join(key.fields)} found in {key.table}", len(table))


def _every_cell_once(availability: pd.DataFrame) -> list[Checked]:
    held = []
    for edition, rows in availability.groupby(availability["source_id"] + " " + availability["edition"]):
        expected = rows["municipality_code"].nunique() * rows["procedure_id"].nunique()
        if len(rows) != expected:
            raise BadTable(
                f"{edition} does not have a mark for every municipality and procedure",
                expected=f"{expected:,} rows",
                got=f"{len(rows):,}",
                next_step="survey tidy",
            )
        held.append(Checked(f"{edition}: a mark for every municipality and procedure", len(rows)))
    return held


# Shares that a publisher prints beside their two numbers: share, numerator, denominator, tolerance in points.
_PRINTED_TWICE = [
    ("procedures_32_online_share_pct", "procedures_32_online_count", "procedures_32_run_count", 0.5),
    ("card_issued_share_pct", "card_issued_count", "card_base_population_count", 0.1),
    ("day_night_ratio_pct", "daytime_population_count", "resident_population_census_count", 0.05),
]


def _printed_twice(indicators: pd.DataFrame) -> list[Checked]:
    held = []
    key = ["municipality_code", "source_id", "edition"]
    for share, numerator, denominator, tolerance in _PRINTED_TWICE:
        rows = indicators[indicators["indicator_id"].isin([share, numerator, denominator])]
        wide = rows.pivot(index=key, columns="indicator_id", values="value")
        wide = wide.reindex(columns=[share, numerator, denominator]).dropna()
        wide = wide[wide[denominator] > 0]
        gap = (wide[numerator] / wide[denominator] * 100 - wide[share]).abs()
        off = gap[gap > tolerance + 1e-9]
        if len(off):
            raise BadTable(
                f"{share} is not {numerator} over {denominator} in {len(off)} rows",
                expected=f"within {tolerance} points",
                got=", ".join("/".join(map(str, index)) for index in off.index[:5]),
                next_step="compare with the publisher's file; record a decision in src/survey/catalog/corrections",
            )
        held.append(Checked(f"{share} equals its two printed numbers within {tolerance} points", len(wide)))
    return held
