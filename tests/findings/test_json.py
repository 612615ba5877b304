"""``survey findings --json`` prints what programs can rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import by_hand
from survey.findings.registry import APPEARS_ONCE, FINDINGS
from survey.outputs.findings_json import as_json
from survey.study import Study

COMMAND = Path(sys.executable).with_name("survey")


def _printed(*arguments: str) -> dict:
    run = subprocess.run(
        [COMMAND, "findings", "--json", *arguments],
        capture_output=True,
        check=True,
        env={**os.environ, "SURVEY_PROJECT": str(by_hand.RAW.parents[1])},
    )
    return json.loads(run.stdout.decode("utf-8"))


def test_every_finding_is_there_with_the_promised_keys() -> None:
    printed = _printed("--for", "131164")
    assert list(printed) == [name for name in FINDINGS if name not in APPEARS_ONCE]
    for finding in printed.values():
        assert {"headline_ja", "values", "table", "caveats_ja", "sources", "as_of"} <= set(finding)
    assert {"online", "unmarked", "not_applicable", "rank_by_count", "rank_by_share", "group_size"} <= set(
        printed["standing"]["values"]
    )


def test_the_printed_counts_agree_with_a_count_by_hand() -> None:
    values = _printed("--for", "豊島区", "--only", "standing")["standing"]["values"]
    by_count = by_hand.counted(by_hand.wards()["豊島区"])
    assert [values["online"], values["unmarked"], values["not_applicable"]] == [
        by_count["online"],
        by_count["unmarked"],
        by_count["not_applicable"],
    ]


def test_nothing_is_null_and_zero_is_zero(toshima: Study) -> None:
    printed = as_json(toshima.document(["offered_not_used"]))
    text = json.dumps(printed, allow_nan=False)
    assert "NaN" not in text
    rates = {row["procedure_id"]: row["online_share_pct"] for row in printed["offered_not_used"]["table"]}
    assert None in rates.values()
    assert 0.0 in rates.values()


def test_each_source_names_its_file_hash_and_the_cells_used_here(toshima: Study) -> None:
    printed = as_json(toshima.document(["standing"]))["standing"]
    (source,) = printed["sources"]
    assert len(source["file_sha256"]) == 64
    assert source["cells"] == 23 * 27
    assert len(source["locators"]) == 27
