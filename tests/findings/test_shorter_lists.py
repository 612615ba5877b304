"""An edition of the list may lack a procedure: every finding still answers, whatever the minutes say of it."""

from __future__ import annotations

import re

import pytest

from survey.paths import Project
from survey.study import Study


@pytest.mark.parametrize(
    "procedure_ids",
    [
        ("disaster_certificate",),
        ("pregnancy_notification", "childcare_application", "childcare_certification", "childcare_status_report"),
        ("care_need_certification",),
    ],
    ids=len,
)
def test_every_finding_answers_without_some_of_the_27(
    project: Project, toshima: Study, procedure_ids: tuple[str, ...]
) -> None:
    study = Study("131164", project)
    rows = toshima.tables.availability
    study.tables.availability = rows[~rows["procedure_id"].isin(procedure_ids)]
    found = {finding.id: finding for finding in study.compute()}
    assert f"{27 - len(procedure_ids)}手続" in found["standing"].headline_ja
    for finding in found.values():
        for page in finding.pages:
            texts = (page.headline_ja, str(page.method_ja), *map(str, page.caveats_ja))
            assert not [text for text in texts if re.search(r"\bnan\b|None|<NA>|NaT", text)], page.id
