"""What is said of a ward, a city and a village, held against what was approved: ``make snapshots`` after a rewording.

The numbers in these texts are held by the tests that count them a second way.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from survey.findings.charts import title_and_note_ja
from survey.findings.finding import Finding
from survey.study import Study


def _said(finding: Finding) -> dict[str, object]:
    """All words of a finding and of its charts."""
    return {
        "question": finding.question_ja,
        "headline": finding.headline_ja,
        "method": str(finding.method_ja),
        "caveats": list(map(str, finding.caveats_ja)),
        "charts": [(title_and_note_ja(chart), chart.alt_ja) for chart in finding.charts],
    }


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "檜原村"], ids=["ward", "city", "village"])
def test_the_words_are_the_approved_ones(
    name: str, study_of: Callable[[str], Study], snapshot: SnapshotAssertion
) -> None:
    pages = [page for finding in study_of(name).compute() for page in finding.pages]
    assert {page.id: _said(page) for page in pages} == snapshot
