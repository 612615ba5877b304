"""Tidy is deterministic: the same raw tables give the same bytes, and the committed ones are those."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from survey import study
from survey.errors import BadCatalog, NotFound
from survey.paths import Project
from survey.tidy import build, corrections, package

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(project: Project) -> dict[str, bytes]:
    return package.contents(build.tidy_tables(project))


def test_the_committed_tables_are_what_the_raw_tables_give(project: Project, files: dict[str, bytes]) -> None:
    assert package.changed(project, files) == []


def test_building_twice_gives_the_same_bytes(project: Project, files: dict[str, bytes]) -> None:
    assert package.contents(build.tidy_tables(project)) == files


def test_writing_changes_only_what_differs(scratch: Project, files: dict[str, bytes]) -> None:
    assert package.write(scratch, files) == list(files)
    assert package.write(scratch, files) == []
    (scratch.processed / "procedures.csv").write_bytes(b"damaged")
    assert package.write(scratch, files) == ["procedures.csv"]


def test_an_edition_that_is_taken_back_takes_its_file_along(scratch: Project, files: dict[str, bytes]) -> None:
    package.write(scratch, files)
    gone = scratch.processed / "indicators" / "mic_finance" / "FY2022.csv"
    without = {name: content for name, content in files.items() if scratch.processed / name != gone}
    assert gone.is_file()
    assert package.changed(scratch, without) == ["indicators/mic_finance/FY2022.csv"] == package.write(scratch, without)
    assert not gone.exists()
    (scratch.processed / "take_up.csv").write_bytes(b"as it lay in one file once")
    assert package.write(scratch, without) == ["take_up.csv"]


def test_without_raw_tables_there_is_nothing_to_tidy_and_nothing_is_written(scratch: Project) -> None:
    with pytest.raises(NotFound, match="survey add"):
        study.tidy(scratch)
    assert not scratch.processed.exists()


def test_minutes_without_any_figures_are_nothing_to_tidy_either(scratch: Project, project: Project) -> None:
    shutil.copytree(project.raw / "toshima_minutes", scratch.raw / "toshima_minutes")
    with pytest.raises(NotFound, match="no raw tables of figures"):
        study.tidy(scratch)


def test_a_broken_raw_table_leaves_the_last_good_tables(scratch: Project, project: Project) -> None:
    shutil.copytree(project.raw / "mic_finance", scratch.raw / "mic_finance")
    last_good = scratch.processed / "indicators" / "mic_finance" / "FY2023.csv"
    last_good.parent.mkdir(parents=True)
    last_good.write_text("the last good one", encoding="utf-8")
    table = scratch.raw / "mic_finance" / "FY2023" / "table.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("札幌市", "札幌", 1), encoding="utf-8")
    with pytest.raises(Exception, match="never edited by hand"):
        study.tidy(scratch)
    assert last_good.read_text(encoding="utf-8") == "the last good one"


def _rates(printed: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_code": ["131032", "131121", "131164"],
            "procedure_id": ["moving_out_notification"] * 3,
            "edition": ["2024-07-12"] * 3,
            "cell_printed": [printed, "41.4%", "6.4%"],
        }
    )


def test_a_correction_flags_its_cell_and_no_other() -> None:
    flagged = corrections.flag(_rates("68.9%"), "take_up")
    assert list(flagged["correction_id"].notna()) == [True, True, False]
    assert list(flagged["cell_printed"]) == ["68.9%", "41.4%", "6.4%"], "the figure itself is kept"


def test_a_correction_fails_once_the_publisher_repairs_the_figure() -> None:
    with pytest.raises(BadCatalog, match="delete the correction"):
        corrections.flag(_rates("6.9%"), "take_up")


def test_a_correction_waits_for_its_edition() -> None:
    newer = _rates("6.9%").assign(edition="2099-01-01")
    assert corrections.flag(newer, "take_up")["correction_id"].isna().all()
