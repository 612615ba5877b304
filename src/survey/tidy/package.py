"""Writes the tidy tables and datapackage.json atomically: the same bytes for the same figures.

A table that grows with every edition is one file an edition (``<table>/<source>/<edition>.csv``), the others one file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

from survey.catalog.models import TableSpec
from survey.catalog.specs import table_specs
from survey.paths import Project
from survey.raw.atomic import write_all_atomic
from survey.raw.store import as_csv
from survey.tidy.files import DESCRIPTOR


def contents(tables: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    """Every file of data/processed, keyed by name, datapackage.json last."""
    specs = table_specs()
    files, resources = {}, []
    for name in sorted(tables):
        if specs[name].by_edition is not None:
            files[_schema_path(specs[name])] = _as_json(_schema(specs[name]))
        for part, rows in _parts(tables[name], specs[name]):
            files[part["path"]] = as_csv(_as_text(rows, specs[name]))
            resources.append(_resource(specs[name], part, files[part["path"]]))
    descriptor = {
        "name": "survey",
        "title": "Public procedures online: Japan's municipalities, tidy tables",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    files[DESCRIPTOR] = _as_json(descriptor)
    return files


def changed(project: Project, files: dict[str, bytes]) -> list[str]:
    """The names of the files that differ from those in data/processed, or that lie there and are no longer built."""
    paths = {name: project.processed / name for name in files}
    differing = [name for name, path in paths.items() if not path.is_file() or path.read_bytes() != files[name]]
    return differing + _no_longer_built(project, files)


def _no_longer_built(project: Project, files: dict[str, bytes]) -> list[str]:
    """Files of tables, or of editions of them, that the raw tables no longer give."""
    found = [path for name in table_specs() for path in project.processed.glob(f"{name}/*/*.csv")]
    found += [project.processed / f"{name}.csv" for name in table_specs()]
    names = [path.relative_to(project.processed).as_posix() for path in found if path.is_file()]
    return sorted(set(names) - set(files))


def write(project: Project, files: dict[str, bytes]) -> list[str]:
    """Write the files that differ; their names. On a full disk nothing is changed.

    datapackage.json is deleted before the first file changes and written last, so that a run that is killed between two
    files leaves no mixture that could be loaded: "survey tidy" is then the next step. Files that are no longer built
    are deleted at the end.
    """
    names = changed(project, files)
    descriptor = project.processed / DESCRIPTOR
    fresh = {project.processed / name: files[name] for name in names if name in files and name != DESCRIPTOR}
    if fresh or DESCRIPTOR in names:
        write_all_atomic({**fresh, descriptor: files[DESCRIPTOR]}, before=lambda: descriptor.unlink(missing_ok=True))
    for name in names:
        if name not in files:
            (project.processed / name).unlink()
    return names


def _parts(table: pd.DataFrame, spec: TableSpec) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Each file of a table: its entry in datapackage.json, and its rows."""
    if spec.by_edition is None:
        yield {"name": spec.name, "path": f"{spec.name}.csv"}, table
        return
    for key, rows in table.groupby(["source_id", "edition"], sort=True):
        source_id, edition = cast("tuple[str, str]", key)
        held = rows[list(spec.by_edition)].drop_duplicates() if spec.by_edition else rows.iloc[:0, :0]
        yield (
            {
                "name": f"{spec.name}.{source_id}.{edition}".lower(),
                "path": f"{spec.name}/{source_id}/{edition}.csv",
                "table": spec.name,
                "source_id": source_id,
                "edition": edition,
                "rows": len(rows),
                "holds": [[None if pd.isna(value) else value for value in row] for row in held.to_numpy().tolist()],
            },
            rows,
        )


def _as_text(table: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    text = {}
    for field in spec.fields:
        column = table[field.name]
        if field.type == "number":
            text[field.name] = ["" if pd.isna(value) else repr(value).removesuffix(".0") for value in column.tolist()]
        else:
            text[field.name] = column.astype("str").fillna("")
    return pd.DataFrame(text)


def _as_json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _schema_path(spec: TableSpec) -> str:
    """The file that holds the schema of a table with many files."""
    return f"{spec.name}/schema.json"


def _schema(spec: TableSpec) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": field.name, "type": field.type, "description": field.description}
            | ({"constraints": field.constraints} if field.constraints else {})
            for field in spec.fields
        ],
        "primaryKey": list(spec.primary_key),
    }
    if spec.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": list(key.fields),
                "reference": {"resource": key.table, "fields": list(key.table_fields)},
            }
            for key in spec.foreign_keys
        ]
    return schema


def _resource(spec: TableSpec, part: dict[str, Any], content: bytes) -> dict[str, Any]:
    return {
        "name": part["name"],
        "title": spec.title,
        "description": spec.description,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **part,
        "schema": _schema(spec) if spec.by_edition is None else _schema_path(spec),
    }
