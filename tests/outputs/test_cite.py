"""A source is cited with what is known of it, and with words where something is not."""

from __future__ import annotations

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
