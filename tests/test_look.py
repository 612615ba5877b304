"""make look: what is missing is said in one sentence, and what is there becomes pictures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from survey import study as way_out
from survey.paths import Project
from survey.study import Study

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def look() -> ModuleType:
    """The tool, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("look", ROOT / "tools" / "look.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_that_has_everything_lacks_nothing(look: ModuleType) -> None:
    assert look.missing(lambda _: True) == {}
    assert look.sentence({}) == ""


def test_without_libreoffice_slides_and_sheets_are_left_and_the_packages_are_named(look: ModuleType) -> None:
    lacking = look.missing(lambda name: name != "soffice")
    assert look.sentence(lacking) == (
        "not rendered: slides, sheets; next: apt-get install libreoffice-calc libreoffice-impress"
    )


def test_on_an_empty_machine_nothing_is_rendered_and_each_package_is_named_once(look: ModuleType) -> None:
    said = look.sentence(look.missing(lambda _: False))
    assert said.startswith("not rendered: slides, sheets, notebooks, report; next: apt-get install ")
    packages = said.rpartition("install ")[2].split()
    assert sorted(packages) == sorted(set(packages))
    assert {"chromium", "poppler-utils", "libreoffice-calc", "fonts-noto-cjk"} <= set(packages)


def test_it_ends_with_a_status_and_a_sentence_when_something_is_missing(
    look: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(look, "on_this_machine", lambda _: False)
    monkeypatch.setattr("sys.argv", ["look.py", "--for", "131164", "--only", "slides"])
    assert look.main() == 1
    assert capsys.readouterr().err.startswith("not rendered: slides; next: apt-get install ")


def test_a_contact_sheet_shows_every_page_side_by_side(look: ModuleType, tmp_path: Path) -> None:
    pages = [tmp_path / f"{number}.png" for number in range(7)]
    for number, page in enumerate(pages):
        Image.new("RGB", (600, 400), (number * 30, 0, 200)).save(page)
    with Image.open(look.contact_sheet(pages, tmp_path / "sheet.png")) as sheet:
        colours = {colour for _, colour in sheet.getcolors()}
    assert {(number * 30, 0, 200) for number in range(7)} <= colours


@pytest.mark.office
def test_each_sheet_becomes_a_picture_with_something_on_it(
    look: ModuleType, toshima: Study, scratch: Project, tmp_path: Path
) -> None:
    study = Study("131164", scratch, toshima.tables)
    way_out.write(study, "workbook", ["standing"])
    (sheet,) = look.look(study, ["sheets", "report"])
    assert sheet == tmp_path / "outputs" / "look" / study.outputs.name / "sheets.png"
    pages = sorted((sheet.parent / "sheets").glob("*.png"))
    assert len(pages) >= 4
    for page in pages:
        with Image.open(page) as picture:
            assert len(picture.convert("L").getcolors()) > 2
    assert not (sheet.parent / "report").exists()
