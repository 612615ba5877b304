"""The static words of findings: each column one heading, each finding one file, no word that nothing shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.errors import BadCatalog
from survey.findings import texts as words
from survey.findings.registry import FINDINGS, VIEWS
from survey.findings.texts import columns, texts
from survey.study import Study


def test_every_column_has_a_heading_of_its_own() -> None:
    headings = [column.heading_ja for column in columns().values()]
    assert all(headings)
    assert len(set(headings)) == len(headings)


def test_a_percentage_is_called_one_and_written_as_one() -> None:
    for name, column in columns().items():
        # A difference of two percentages is in points, written with as many decimals.
        assert (column.format == "pct") == name.endswith(("_pct", "_points")), name
        if name.endswith("_pct"):
            assert column.heading_ja.endswith("（%）"), name
        if name.endswith("_points"):
            assert column.heading_ja.endswith("（ポイント）"), name


def test_a_heading_that_names_its_unit_has_a_bare_one() -> None:
    for name, column in columns().items():
        if column.unit_ja and column.heading_ja.endswith((f"（{column.unit_ja}）", "（数）", "、数）")):
            assert column.bare_ja, name
            assert column.heading_ja.startswith(column.bare_ja.removesuffix("）")), name
        else:
            assert not column.bare_ja, name


def test_a_column_that_is_worded_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = words.read_yaml(words._SHARED)
    twice = {**shared, "set_ja": next(iter(shared.values()))}
    read = words.read_yaml
    monkeypatch.setattr(words, "read_yaml", lambda path: twice if path == words._SHARED else read(path))
    with pytest.raises(BadCatalog, match="one meaning everywhere"):
        columns.__wrapped__()


def test_a_finding_without_words_is_refused() -> None:
    with pytest.raises(BadCatalog, match="one file of words"):
        texts("試験")


def test_no_file_of_words_is_nobodys(toshima: Study) -> None:
    """Each file is a finding's or a view's, or the one that all problems' views share."""
    known = {*FINDINGS, *VIEWS, "by_problem"}
    assert {path.stem for path in words._files()} <= known


def test_every_labelled_number_is_a_fact_somewhere(study_of: Callable[[str], Study]) -> None:
    named: dict[str, set[str]] = {}
    for name in ("豊島区", "八王子市"):
        for finding in study_of(name).compute():
            for page in finding.pages:
                named.setdefault(page.texts.sheet_ja, set()).update(page.values)
    for finding_id in (*FINDINGS, *VIEWS):
        labelled = texts(finding_id) if finding_id not in VIEWS or finding_id in ("matrix", "map") else None
        if labelled and labelled.sheet_ja in named and named[labelled.sheet_ja]:
            assert set(labelled.values) <= named[labelled.sheet_ja], finding_id
