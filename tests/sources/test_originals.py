"""The publishers' own files make every committed edition again, byte for byte."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from grids import RAW, origin

from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.paths import Project

pytestmark = pytest.mark.slow

# The study's own lists have no publisher's file: their cells make them again (see test_practices).
EDITIONS = sorted(
    (path.parent.parent.name, path.parent.name)
    for path in RAW.glob("*/*/origin.json")
    if source_spec(path.parent.parent.name).reads != "records"
)


@cache
def by_sha256(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), []).append(path)
    return found


@pytest.mark.originals
@pytest.mark.parametrize(("source_id", "edition"), EDITIONS, ids=["-".join(edition) for edition in EDITIONS])
def test_the_publishers_files_make_the_committed_edition_again(
    source_id: str, edition: str, originals: Path, scratch: Project
) -> None:
    paths = []
    for file in origin(source_id, edition)["files"]:
        same = by_sha256(originals).get(file["sha256"], [])
        named = [path for path in same if path.name == file["name"]]
        assert named, f"{originals} holds no {file['name']} with sha256 {file['sha256']}"
        paths.append(named[0])

    is_new = collect.add(scratch, paths, source_id, edition).state == "new"

    assert is_new
    for name in ("table.csv", "origin.json"):
        stored, committed = (root / source_id / edition / name for root in (scratch.raw, RAW))
        assert stored.read_bytes() == committed.read_bytes(), name
