"""``commitments`` says of each promise what a count by hand from the raw tables says, and no more."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import by_hand
from survey.analysis.commitments import Commitments
from survey.catalog.specs import CATALOG, source_spec
from survey.errors import NotComputable
from survey.findings.finding import Finding
from survey.findings.september.commitments import _headline, commitments
from survey.findings.wording import day
from survey.study import Study

MINUTES = Path("toshima_minutes", "2021-03-29", "table.csv")


@pytest.fixture(scope="module")
def finding(toshima: Study) -> Finding:
    return commitments(toshima.tables, toshima.subject)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mark(procedure_id: str) -> str:
    (letter,) = [letter for letter, name in by_hand.mark_ids().items() if name == procedure_id]
    return by_hand.wards()["豊島区"][letter]


def _rate(procedure_id: str) -> str:
    items = source_spec("da_dx_dashboard").parts["application_rates"].items
    (heading,) = [item.heading[0] for item in items if item.id == procedure_id]
    return by_hand.dashboard_row("application_rates", heading)["豊島区"]


def _is_kept(entry: dict[str, str]) -> bool:
    ids = entry["procedure_ids"].split("|")
    if entry["judged_by"] == "online_by_due":
        # The rates are of fiscal year 2022, which ended on 2023-03-31.
        in_time = entry["due_on"] >= "2023-03-31"
        return in_time and all(float(_rate(procedure_id).rstrip("%") or 0) > 0 for procedure_id in ids)
    return entry["judged_by"] == "online_now" and all(_mark(procedure_id) in by_hand.CIRCLES for procedure_id in ids)


def test_every_promise_is_judged_as_by_hand_and_the_sentence_counts_them(finding: Finding) -> None:
    entries = _csv(CATALOG / "commitments.csv")
    expected = {entry["text_ja"]: "kept" if _is_kept(entry) else "cannot_be_told" for entry in entries}
    assert dict(zip(finding.table["text_ja"], finding.table["verdict"], strict=True)) == expected
    kept = list(expected.values()).count("kept")
    assert finding.values["kept"] == kept
    assert f"決定・約束・依頼など{len(entries)}件" in finding.headline_ja
    assert f"確かめられるのは{kept}件、確かめられないのは{len(entries) - kept}件" in finding.headline_ja


def test_speaker_and_printed_dates_are_those_of_the_line(finding: Finding) -> None:
    lines = {row["row"]: row for row in _csv(by_hand.RAW / MINUTES)}
    for _, row in finding.table.iterrows():
        line = lines[row["locator"].partition("!")[2][1:]]
        assert row["said_by_role"] == line["B"]
        if isinstance(row["due_words"], str):
            assert row["due_words"] in line["C"].replace(" ", "").split("、")


def test_what_the_meeting_is_remembered_for_is_there(finding: Finding) -> None:
    """April's research and its feedback, September by procedure, the two year's ends, the deadline, the other items."""
    texts = "\n".join(finding.table["text_ja"])
    for words in ("進んでいる区", "調べた結果", "対象業務ごと", "（▲）の手続のオンライン化を終える", "（×）の事務"):
        assert words in texts
    for words in ("YouTube", "LINE", "ペーパーレス・ハンコレス", "文書管理システム", "LAN端末", "セキュリティ監査"):
        assert words in texts
    assert "ネットワーク障害" in texts
    due = set(finding.table["due_on"].dropna())
    assert {"2021-04-30", "2021-06-30", "2021-09-10", "2021-09-30", "2022-03-31", "2023-03-31"} <= due


def test_how_binding_each_was_is_counted_and_what_cannot_be_found_is_said(finding: Finding) -> None:
    entries = _csv(CATALOG / "commitments.csv")
    counts = {kind: [entry["said_as"] for entry in entries].count(kind) for kind in finding.values["said_as"]}
    assert finding.values["said_as"] == counts
    assert sum(counts.values()) == len(entries)
    assert any("「果たされていない」とは判定できません" in caveat for caveat in finding.caveats_ja)


def test_they_come_by_due_date_and_those_without_one_last(finding: Finding) -> None:
    due = finding.table["due_on"]
    dated = due.dropna().tolist()
    assert dated == sorted(dated)
    assert due.isna().tolist() == sorted(due.isna())


def test_the_slide_shows_the_main_ones_and_says_how_many_there_are(finding: Finding) -> None:
    (chart,) = finding.charts
    main = [entry["text_ja"] for entry in _csv(CATALOG / "commitments.csv") if entry["is_main"] == "true"]
    assert sorted(row[1] for row in chart.rows) == sorted(main)
    assert f"{len(finding.table)}件のうち主な{len(main)}件" in chart.title_ja


def test_what_would_tell_is_counted_and_the_first_is_named(finding: Finding) -> None:
    open_ones = [entry for entry in _csv(CATALOG / "commitments.csv") if not _is_kept(entry)]
    counts: dict[str, int] = {}
    for entry in open_ones:
        counts[entry["would_tell_ja"]] = counts.get(entry["would_tell_ja"], 0) + 1
    assert {row["document_ja"]: row["commitments"] for row in finding.values["documents"]} == counts
    most = max(counts.values())
    named = next(document for document, count in counts.items() if count == most)
    assert f"うち{most}件は{named}が要る" in finding.headline_ja


def test_the_first_caveat_says_that_a_circle_of_a_later_day_proves_no_date(finding: Finding) -> None:
    edition = by_hand.MARKS_EDITION
    assert finding.caveats_ja[0].startswith(f"一覧は{day(edition)}時点")
    assert finding.as_of == ("2021-03-29", edition, "FY2022")


def test_where_no_minutes_are_stored_it_says_so(study_of: Callable[[str], Study]) -> None:
    for name in ("渋谷区", "八王子市", "青ヶ島村"):
        study = study_of(name)
        with pytest.raises(NotComputable, match="no_minutes"):
            commitments(study.tables, study.subject)
        (shown,) = study.compute(["commitments"])
        assert shown.headline_ja.startswith(f"{name}の会議録はこの調査に取り込んでおらず")
        assert f"{name}に会議録がないという意味ではない" in shown.method_ja


def test_the_sentence_names_broken_promises_once_there_are_any_and_documents_only_while_some_are_open() -> None:
    facts = Commitments(
        commitments=3,
        kept=2,
        not_kept=1,
        cannot_be_told=0,
        said_as={"promise": 3},
        documents=[],
        meetings=("2021-03-29",),
        marks_as_of="2025-03-31",
        fiscal_years=(),
        notes=(),
    )
    counted = "公表資料で果たされたと確かめられるのは2件、果たされていないのは1件"
    assert _headline(facts) == f"{day('2021-03-29')}の会議の決定・約束・依頼など3件のうち、{counted}"
