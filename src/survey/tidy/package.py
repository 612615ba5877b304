"""Writes the tidy tables and datapackage.json: the same bytes for the same figures, each file whole."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd

from survey.catalog.specs import TableSpec, table_specs
from survey.paths import Project
from survey.raw.store import as_csv, write_whole
from survey.tidy.tables import typed

DESCRIPTOR = "datapackage.json"


def contents(tables: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    """Every file of data/processed, keyed by name, datapackage.json last."""
    specs = table_specs()
    files = {f"{name}.csv": as_csv(_as_text(tables[name], specs[name])) for name in sorted(tables)}
    descriptor = {
        "name": "survey",
        "title": "Public procedures online: Japan's municipalities, tidy tables",
        "profile": "tabular-data-package",
        "resources": [_resource(specs[name], files[f"{name}.csv"]) for name in sorted(tables)],
    }
    files[DESCRIPTOR] = (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    return files


def changed(project: Project, files: dict[str, bytes]) -> list[str]:
    """The names of the files that differ from those in data/processed."""
    lying = {name: project.processed / name for name in files}
    return [name for name, path in lying.items() if not path.is_file() or path.read_bytes() != files[name]]


def write(project: Project, files: dict[str, bytes]) -> list[str]:
    """Write the files that differ; their names.

    datapackage.json comes last, so that its hashes tell a run that was cut off half-way.
    """
    names = changed(project, files)
    for name in names:
        write_whole(project.processed / name, files[name])
    return names


def _as_text(table: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    frame = typed(table, spec)
    text = {}
    for field in spec.fields:
        column = frame[field.name]
        if field.type == "number":
            text[field.name] = ["" if pd.isna(value) else repr(value).removesuffix(".0") for value in column.tolist()]
        else:
            text[field.name] = column.astype("object").where(column.notna(), "").astype(str)
    return pd.DataFrame(text)


def _resource(spec: TableSpec, content: bytes) -> dict[str, Any]:
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
    return {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "path": f"{spec.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }
