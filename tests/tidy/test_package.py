"""datapackage.json describes the tables as they are, and a validator that is not ours agrees."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from survey.catalog.specs import table_specs
from survey.paths import Project

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
    assert report["stats"]["tasks"] == len(table_specs())


def test_every_table_is_described_with_its_size_and_hash(project: Project) -> None:
    described = json.loads((project.processed / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {resource["name"] for resource in described} == set(table_specs())
    for resource in described:
        content = (project.processed / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.split(b"\n", 1)[0].decode("utf-8").split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
