"""What every finding owes its reader, for very different municipalities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from survey.analysis.evidence import COLUMNS as EVIDENCE_COLUMNS
from survey.analysis.groups import find_subject
from survey.analysis.similarity import SMALLEST_POOL
from survey.errors import NotFound
from survey.findings.charts import Bars, Matrix, Ranges, Slopes, TextTable, Tiles
from survey.findings.summary import conclusion
from survey.findings.trace import walked_back
from survey.paths import Project
from survey.study import Study

pytestmark = pytest.mark.slow

# A ward in the middle, the first and the last, cities in and outside Tokyo, a designated city, a village.
PLACES = [
    "豊島区",
    "中央区",
    "葛飾区",
    "八王子市",
    "東京都府中市",
    "札幌市",
    "真鶴町",
    "青ヶ島村",
    "鰺ヶ沢町",
    "奥尻町",
]

# Findings about what a municipality's own minutes say; the study holds few municipalities' minutes.
NEEDS_MINUTES = {"commitments"}

# What is laid out or published for the 23 wards alone, and says so to everybody else.
WARDS_ONLY = {"map", "card_movers"}
# Ten that are alike are chosen from a group of some size.
NEEDS_A_LARGE_GROUP = {"peers"}
# More rows of words do not fit a slide.
MOST_WORDED_ROWS = 11


@pytest.fixture(params=PLACES)
def study(request: pytest.FixtureRequest, study_of: Callable[[str], Study]) -> Study:
    return study_of(request.param)


def test_every_finding_has_a_sentence_with_a_number_a_method_caveats_and_its_cells(study: Study) -> None:
    for finding in study.compute():
        assert len(finding.headline_ja) <= 90, finding.headline_ja
        assert not re.search(r"nan|None|<NA>|[!！]", finding.headline_ja)
        assert finding.question_ja
        assert finding.method_ja
        if finding.id in WARDS_ONLY and study.subject.group.kind != "wards":
            assert not finding.computable
            assert study.subject.group.name_ja in finding.headline_ja
            continue
        if finding.id in NEEDS_A_LARGE_GROUP and study.subject.group.size < SMALLEST_POOL:
            assert not finding.computable
            assert study.subject.group.name_ja in finding.headline_ja
            continue
        if finding.id in NEEDS_MINUTES and not finding.computable:
            assert finding.headline_ja.startswith(f"{study.subject.name_ja}の会議録はこの調査に取り込んでおらず")
            continue
        assert re.search(r"\d", finding.headline_ja), finding.id
        assert finding.computable, finding.id
        assert finding.caveats_ja
        assert finding.as_of
        assert list(finding.evidence.columns) == EVIDENCE_COLUMNS


def test_every_cell_behind_a_finding_is_found_again_in_the_raw_table(study: Study) -> None:
    findings = study.compute()
    # All at once: each edition is read once only.
    every = replace(findings[0], evidence=pd.concat([finding.evidence for finding in findings], ignore_index=True))
    assert len(walked_back(every, study.project)) == sum(len(finding.evidence) for finding in findings) > 0


def test_charts_carry_alt_text_and_values_that_fit_their_labels(study: Study) -> None:
    for finding in study.compute():
        for chart in finding.charts:
            assert chart.alt_ja
            if isinstance(chart, Matrix):
                assert len(chart.states) == len(chart.row_labels)
                assert {len(row) for row in chart.states} == {len(chart.column_labels)}
                assert sum(span for _, span in chart.column_groups) == len(chart.column_labels)
            elif isinstance(chart, TextTable):
                assert 0 < len(chart.rows) <= MOST_WORDED_ROWS
                assert {len(row) for row in chart.rows} == {len(chart.headings)} == {len(chart.widths)}
                assert not re.search(r"nan|None|<NA>", "".join(map("".join, chart.rows)))
                assert sum(chart.widths) == pytest.approx(1)
                assert chart.numeric <= set(range(len(chart.headings)))
                assert chart.highlight <= set(range(len(chart.rows)))
            else:
                runs = _runs(chart)
                assert {len(run) for run in runs} == {len(chart.labels)}
                assert len(set(chart.labels)) == len(chart.labels)
                assert chart.highlight <= set(range(len(chart.labels)))


def _runs(chart: Bars | Ranges | Slopes | Tiles) -> list[tuple]:
    """Whatever a chart gives once a label."""
    match chart:
        case Bars():
            return [series.values for series in chart.series]
        case Ranges():
            return [chart.best, chart.worst, chart.written]
        case Slopes():
            assert set(chart.named) <= set(range(len(chart.labels)))
            return [chart.starts, chart.ends]
        case Tiles():
            return [chart.columns, chart.rows, chart.values, chart.written]


def test_a_municipality_is_compared_with_its_own_kind(study: Study) -> None:
    kinds = study.tables.municipalities.set_index("municipality_code")["kind"]
    suffixes = {"wards": {"special_ward"}, "cities": {"designated_city", "core_city", "city"}}
    allowed = suffixes.get(study.subject.group.kind, {"town", "village"})
    assert set(kinds[list(study.subject.group.codes)]) <= allowed
    assert study.subject.code in study.subject.group.codes


def test_the_conclusion_is_one_sentence_of_the_findings_own_numbers(study: Study) -> None:
    found = study.compute()
    sentence = conclusion(found, study.subject)
    values = {finding.id: finding.values for finding in found}
    assert sentence.startswith(f"{study.subject.name_ja}は27手続中{values['standing']['online']}がオンライン")
    used = values["offered_not_used"]
    assert (f"10%以上は{used['real_use']}（令和4年度）" in sentence) == (used["offered"] > 0)
    assert sentence.endswith(f"27手続の中に{values['behind']['procedures']}、外に{values['beyond_27']['behind']}")


def test_two_municipalities_of_one_name_are_told_apart_or_refused(project: Project) -> None:
    municipalities = Study("131164", project).tables.municipalities
    with pytest.raises(NotFound, match="132063"):
        find_subject(municipalities, "府中市")
    assert find_subject(municipalities, "東京都府中市").code != find_subject(municipalities, "広島県府中市").code


def test_an_unknown_name_is_answered_with_near_ones(project: Project) -> None:
    municipalities = Study("131164", project).tables.municipalities
    with pytest.raises(NotFound, match="豊島区"):
        find_subject(municipalities, "豊嶋区")


def test_an_unknown_finding_is_answered_with_the_list(toshima: Study) -> None:
    with pytest.raises(NotFound, match="standing"):
        toshima.compute(["standings"])


def test_causal_words_are_not_used(study: Study) -> None:
    for finding in study.compute():
        text = "".join(map(str, (finding.headline_ja, *finding.caveats_ja, finding.method_ja)))
        assert not re.search("のおかげ|が原因|によって増え|の効果で|せいで", text)
