"""A source is cited with what is known of it, and with words where something is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from survey.catalog.layouts import LayoutChange
from survey.catalog.specs import source_spec
from survey.findings.trace import cited_sources
from survey.outputs.text import cite
from survey.study import Study


def test_a_source_without_a_known_page_is_cited_in_words(toshima: Study) -> None:
    (finding,) = toshima.compute(["commitments"])
    sources = cited_sources(finding, toshima.tables.sources)
    lines = dict(zip(sources["source_id"], cite.lines(sources), strict=True))
    assert "掲載ページの住所は不明" in lines["toshima_minutes"]
    assert "https://" in lines["da_procedures_online"]
    assert "nan" not in "".join(lines.values())


def test_a_cells_sheet_is_called_what_its_edition_calls_it(toshima: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    source = toshima.tables.sources.set_index("source_id", drop=False).loc[["da_procedures_online"]].iloc[0]
    (name, part), *_ = source_spec("da_procedures_online").parts.items()
    renamed = part.model_copy(update={"changes": {source["edition"]: LayoutChange(sheet="仮の新しい名")}})
    monkeypatch.setattr(cite, "source_spec", lambda _: SimpleNamespace(parts={name: renamed}))
    assert cite.file_and_sheet(source, name).endswith("のシート「仮の新しい名」")
    before = source.replace(source["edition"], "1999-01-01")
    assert "仮の新しい名" not in cite.file_and_sheet(before, name)
