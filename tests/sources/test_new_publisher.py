"""A publisher is data: a file in the catalog is enough to read, check and tidy its figures (see CONTRIBUTING)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grids import csv_file

from survey.catalog import specs
from survey.catalog.specs import CATALOG, listed, source_spec
from survey.collect import files as collect
from survey.errors import BadLayout
from survey.paths import Project
from survey.raw import store
from survey.tidy.build import read_edition

SOURCE = "made_up_publisher"
DESCRIBED = """
id: made_up_publisher
title_ja: 試験の指標
publisher_ja: 試験庁
landing_url: null
licence: {name: null, url: null, note: made up for a test}
definition_ja: 試験のために作った数
reads: figures
parts:
  made_up:
    file: '\\.csv$'
    media_type: csv
    edition_printed_at: 1
    headings_at: 2
    other_headings:
      - 備考
    leave_out: {団体名: 合計}
    municipalities: {along: rows, first: 3, code: 団体コード, name: 団体名, coverage: special_ward}
    items:
      - {heading: 試験人口, table: indicators, id: population_count, reading: number}
"""


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalog with the publisher's file."""
    copy = tmp_path / "catalog"
    shutil.copytree(CATALOG, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "sources" / f"{SOURCE}.yml").write_text(DESCRIBED, encoding="utf-8")
    monkeypatch.setattr(specs, "CATALOG", copy)


@pytest.mark.usefixtures("described")
def test_a_publisher_needs_no_code(scratch: Project) -> None:
    wards = listed("municipalities").query("kind == 'special_ward'")
    rows = [
        [code, name, str(number), ""]
        for number, (code, name) in enumerate(zip(wards["municipality_code"], wards["name_ja"], strict=True), start=1)
    ]
    grid = [["試験の指標", "", "令和9年1月1日", ""], ["団体コード", "団体名", "試験人口", "備考"], *rows]
    grid.append(["", "合計", "276", ""])
    path = scratch.root / "試験.csv"
    path.write_bytes(csv_file(grid))
    collect.add(scratch, [path], SOURCE, "2027-01-01")
    read = read_edition(store.read(scratch, SOURCE, "2027-01-01")).set_index("municipality_code")
    assert read["value"].to_dict() == dict(zip(wards["municipality_code"], range(1, 24), strict=True))
    assert read.at["131016", "locator"] == "made_up!C3"
    with pytest.raises(BadLayout, match="another date"):
        collect.add(scratch, [path], SOURCE, "2028-01-01")
    source_spec.cache_clear()
