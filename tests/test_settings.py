"""study.toml: few settings, and nothing in it that nobody would obey."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import BadCatalog
from survey.paths import Project
from survey.settings import PLACEHOLDER, Settings, Weights, fetching_contact, read_settings


def refused(tmp_path: Path, printed: str | bytes) -> BadCatalog:
    path = tmp_path / "study.toml"
    path.write_bytes(printed if isinstance(printed, bytes) else printed.encode("utf-8"))
    with pytest.raises(BadCatalog) as caught:
        read_settings(path)
    assert caught.value.where.partition(", line ")[0] == str(path)
    assert "study.toml" in caught.value.next_step
    return caught.value


@pytest.mark.parametrize("printed", ['"試験市"', '"990001"', '"  試験市 "', "'試験市'"])
def test_a_name_or_a_code_in_quotes_is_read(tmp_path: Path, printed: str) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f"# ours\n[study]\nmunicipality = {printed}\n", encoding="utf-8")
    assert read_settings(path) == Settings(printed.strip("\"' "))


def test_the_checkouts_own_settings_are_valid(project: Project) -> None:
    assert read_settings(project.settings).municipality


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        ('[study]\nmunicipality = "試験市"\nmunicipalty = "試験町"\n', "municipalty"),
        ('[study]\nmunicipality = "試験市"\n[show]\ncolour = "red"\n', "show"),
        ('title = "ours"\n[study]\nmunicipality = "試験市"\n', "title"),
        ('[study]\nmunicipality = "試験市"\n[study.more]\nkey = 1\n', "more"),
    ],
)
def test_an_unknown_key_is_refused_by_name(tmp_path: Path, printed: str, named: str) -> None:
    error = refused(tmp_path, printed)
    assert error.got == named
    assert "municipality" in error.expected


@pytest.mark.parametrize(
    ("printed", "line", "near"),
    [
        ('# ours\n[study]\nmunicipality = "試験市"\nmunicipalty = "試験町"\n', 4, "did you mean municipality?"),
        ('[study]\nmunicipality = "試験市"\n\n[prioritys]\nneed = 1\n', 4, "did you mean priorities?"),
        ('[study]\nmunicipality = "試験市"\n[priorities]\nneed = 1\nfeasability = 2\n', 5, "did you mean feasibility?"),
    ],
)
def test_a_misspelt_key_is_told_by_its_line_and_the_key_it_is_near(
    tmp_path: Path, printed: str, line: int, near: str
) -> None:
    error = refused(tmp_path, printed)
    assert error.where.endswith(f", line {line}")
    assert near in error.next_step


def test_a_value_that_cannot_be_used_is_told_by_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, '[study]\nmunicipality = "試験市"\n[priorities]\nreadiness = 1\nneed = true\n')
    assert error.where.endswith(", line 5")
    assert error.expected
    assert error.got == "True"


def test_every_unknown_key_of_a_table_is_named_at_once(tmp_path: Path) -> None:
    assert refused(tmp_path, '[study]\nmunicipality = "試験市"\nb = 1\na = 2\n').got == "a, b"


@pytest.mark.parametrize("printed", ["", "# nothing\n", "[study]\n"])
def test_a_missing_municipality_is_refused(tmp_path: Path, printed: str) -> None:
    assert "study.municipality" in refused(tmp_path, printed).what


@pytest.mark.parametrize(
    "value", ["131164", "13.1", "true", '["試験市"]', '{name = "試験市"}', "2025-03-31", '""', '" "']
)
def test_a_municipality_that_is_not_text_is_refused(tmp_path: Path, value: str) -> None:
    error = refused(tmp_path, f"[study]\nmunicipality = {value}\n")
    assert "study.municipality" in error.what
    assert error.got


@pytest.mark.parametrize("value", ["5", "true", '"試験市"', '""', "[]", '["municipality"]', "2025-03-31"])
def test_a_study_that_is_not_a_table_is_refused(tmp_path: Path, value: str) -> None:
    refused(tmp_path, f"study = {value}\n")


def test_a_list_of_studies_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, '[[study]]\nmunicipality = "試験市"\n')


@pytest.mark.parametrize(
    "printed",
    [
        "[study\n",
        "[study]\nmunicipality = 試験市\n",
        '[study]\nmunicipality = "試験市"\nmunicipality = "試験町"\n',
        "municipality: 試験市\n",
        '[study]\nmunicipality = "試験市"\n'.encode("cp932"),
    ],
)
def test_what_is_not_toml_is_refused(tmp_path: Path, printed: str | bytes) -> None:
    assert "not TOML" in refused(tmp_path, printed).what


@given(name=st.text(alphabet="試験市区町村ヶケ0123456789", min_size=1, max_size=12))
def test_any_name_is_read_as_written(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "study.toml"
    path.write_text(f'[study]\nmunicipality = "{name}"\n', encoding="utf-8")
    assert read_settings(path) == Settings(name)


@pytest.mark.parametrize("contact", ["あなた@office.invalid", "a@office.invalid\\nX-Other: 1"])
def test_a_contact_that_no_header_can_carry_is_refused(tmp_path: Path, contact: str) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f'[study]\nmunicipality = "試験市"\n[fetch]\ncontact = "{contact}"\n', encoding="utf-8")
    with pytest.raises(BadCatalog, match=r"fetch\.contact"):
        read_settings(path)


def test_nobody_is_named_until_the_placeholder_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f'[study]\nmunicipality = "試験市"\n[fetch]\ncontact = "{PLACEHOLDER}"\n', encoding="utf-8")
    assert read_settings(path).contact is None
    with pytest.raises(BadCatalog, match="nobody is named"):
        fetching_contact(path)
    path.write_text(path.read_text(encoding="utf-8").replace(PLACEHOLDER, "a@office.invalid"), encoding="utf-8")
    assert fetching_contact(path) == "a@office.invalid"


def weighted(tmp_path: Path, lines: str) -> Weights:
    path = tmp_path / "study.toml"
    path.write_text(f'[study]\nmunicipality = "試験市"\n[priorities]\n{lines}\n', encoding="utf-8")
    return read_settings(path).weights


def test_weights_are_equal_unless_they_are_set(tmp_path: Path) -> None:
    assert weighted(tmp_path, "") == Weights(1.0, 1.0, 1.0)
    assert weighted(tmp_path, "need = 3\nreadiness = 0") == Weights(need=3.0, feasibility=1.0, readiness=0.0)


@pytest.mark.parametrize("value", ["-1", "-0.5", "nan", "inf", "true", '"1"', "[1]"])
def test_a_weight_that_is_no_number_from_zero_up_is_refused(tmp_path: Path, value: str) -> None:
    error = refused(tmp_path, f'[study]\nmunicipality = "試験市"\n[priorities]\nneed = {value}\n')
    assert "priorities.need" in error.what


def test_weights_that_add_up_to_zero_are_refused(tmp_path: Path) -> None:
    lines = "need = 0\nfeasibility = 0.0\nreadiness = 0"
    error = refused(tmp_path, f'[study]\nmunicipality = "試験市"\n[priorities]\n{lines}\n')
    assert "zero" in error.what


def test_an_unknown_weight_is_refused_by_name(tmp_path: Path) -> None:
    assert refused(tmp_path, '[study]\nmunicipality = "試験市"\n[priorities]\nneeds = 1\n').got == "needs"
