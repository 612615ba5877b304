"""datapackage.json describes the tables as they are, and a validator that is not ours agrees."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from survey.catalog.specs import table_specs
from survey.paths import Project

pytestmark = pytest.mark.slow

FRICTIONLESS = Path(sys.executable).with_name("frictionless")


def test_frictionless_finds_the_package_valid(project: Project) -> None:
    run = subprocess.run(
        [FRICTIONLESS, "validate", "--json", "datapackage.json"],
        cwd=project.processed,
        capture_output=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert report["valid"], report
    described = json.loads((project.processed / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert report["stats"]["tasks"] == len(described) >= len(table_specs())


def schema_of(resource: dict, project: Project) -> dict:
    """The files of a table that grows share one schema."""
    schema = resource["schema"]
    return json.loads((project.processed / schema).read_text(encoding="utf-8")) if isinstance(schema, str) else schema


def test_every_table_is_described_with_its_size_and_hash(project: Project) -> None:
    described = json.loads((project.processed / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {resource.get("table", resource["name"]) for resource in described} == set(table_specs())
    lying = {path.relative_to(project.processed).as_posix() for path in project.processed.rglob("*.csv")}
    assert {resource["path"] for resource in described} == lying
    for resource in described:
        content = (project.processed / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.split(b"\n", 1)[0].decode("utf-8").split(",")
        assert header == [field["name"] for field in schema_of(resource, project)["fields"]]


def test_a_table_that_grows_lies_in_one_file_an_edition_that_tells_what_it_holds(project: Project) -> None:
    described = json.loads((project.processed / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for name in ("availability", "take_up", "indicators"):
        about = list(table_specs()[name].by_edition)
        for resource in (resource for resource in described if resource.get("table") == name):
            with (project.processed / resource["path"]).open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            editions = {(row["source_id"], row["edition"]) for row in rows}
            assert editions == {(resource["source_id"], resource["edition"])}
            assert len(rows) == resource["rows"]
            printed = {tuple(row[column] for column in about) for row in rows} if about else set()
            told = {tuple("" if value is None else str(value) for value in held) for held in resource["holds"]}
            assert told == printed
