"""Where a study is, seen from any folder within it."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.errors import NotFound
from survey.paths import ENVIRONMENT_VARIABLE, MARKER, Project, find_project


@pytest.fixture(autouse=True)
def _no_project_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)


def made_at(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text('[study]\nmunicipality = "試験市"\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("below", [".", "data", "data/raw/made_up/2025-03-31", "not/there/yet"])
def test_a_study_is_found_from_any_folder_in_it(tmp_path: Path, below: str) -> None:
    root = made_at(tmp_path / "試験")
    assert find_project(root / below) == Project(root)


def test_a_file_of_the_study_leads_to_it_too(tmp_path: Path) -> None:
    root = made_at(tmp_path)
    assert find_project(root / MARKER) == Project(root)


def test_the_nearest_study_is_the_one_meant(tmp_path: Path) -> None:
    made_at(tmp_path)
    inner = made_at(tmp_path / "inner")
    assert find_project(inner / "data") == Project(inner)


def test_a_folder_without_study_toml_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=MARKER) as caught:
        find_project(tmp_path)
    assert str(tmp_path) in caught.value.where
    assert caught.value.next_step


def test_a_study_below_or_beside_is_not_taken(tmp_path: Path) -> None:
    made_at(tmp_path / "below")
    (tmp_path / "beside").mkdir()
    with pytest.raises(NotFound):
        find_project(tmp_path)
    with pytest.raises(NotFound):
        find_project(tmp_path / "beside")


def test_a_folder_called_study_toml_makes_no_study(tmp_path: Path) -> None:
    (tmp_path / MARKER).mkdir()
    with pytest.raises(NotFound):
        find_project(tmp_path)


def test_the_environment_names_the_study_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, stood_in = made_at(tmp_path / "named"), made_at(tmp_path / "stood_in")
    monkeypatch.chdir(stood_in)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(named))
    assert find_project() == Project(named)


def test_the_environment_may_name_a_folder_within_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made_at(tmp_path)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(root / "data"))
    assert find_project() == Project(root)


def test_an_environment_that_names_no_study_is_refused_not_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made_at(tmp_path / "stood_in"))
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "elsewhere"))
    with pytest.raises(NotFound, match="elsewhere"):
        find_project()


def test_a_folder_given_outright_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, given = made_at(tmp_path / "named"), made_at(tmp_path / "given")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(named))
    assert find_project(given) == Project(given)


def test_the_working_folder_is_looked_at_when_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made_at(tmp_path)
    (root / "notebooks").mkdir()
    monkeypatch.chdir(root / "notebooks")
    assert find_project() == Project(root)


def test_outside_every_study_the_checkout_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_project() == project


def test_every_folder_of_a_study_lies_within_it(tmp_path: Path) -> None:
    study = Project(tmp_path)
    assert study.settings == tmp_path / MARKER
    assert study.raw == tmp_path / "data" / "raw"
    assert study.processed == tmp_path / "data" / "processed"
    assert study.notebooks == tmp_path / "notebooks"
    assert study.outputs("990001", "試験市") == tmp_path / "outputs" / "990001-試験市"
