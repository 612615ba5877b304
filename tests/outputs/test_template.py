"""An office's own template: placeholders found by name and type, size and master left alone, what it lacks said."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import real_font
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from survey.errors import BadFile, BadLayout
from survey.outputs.slides import build as slides
from survey.outputs.slides import page_layout, template
from survey.study import Study

pytestmark = pytest.mark.slow

FINDINGS = ["standing", "robust_standing", "offered_not_used", "priorities"]
CONTENT, ONLY_TITLE = 1, 5


def _keep_layouts(deck: Deck, *wanted: int) -> None:
    layouts = list(deck.slide_layouts)
    for number, layout in enumerate(layouts):
        if number not in wanted:
            deck.slide_layouts.remove(layout)


def _saved(deck: Deck, path: Path) -> Path:
    deck.save(str(path))
    return path


@pytest.fixture(scope="module")
def four_by_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten by seven and a half inches, with a cover, two sample slides and a section list that names them."""
    deck = Presentation()
    for number in (0, CONTENT):
        deck.slides.add_slide(deck.slide_layouts[number]).shapes.title.text = "見本"
    return _saved(deck, tmp_path_factory.mktemp("template") / "仮の様式.pptx")


def _made(path: Path, study: Study, tmp_path: Path, ids: list[str] = FINDINGS) -> tuple[Deck, list[str]]:
    """The deck as it is read again from its file, and what was remarked."""
    remarks: list[str] = []
    target = tmp_path / "made.pptx"
    slides.write(target, study.document(ids), path, remarks.append)
    return Presentation(str(target)), remarks


@pytest.fixture(scope="module")
def made_by_it(
    four_by_three: Path, toshima: Study, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Deck, list[str]]:
    """A deck of FINDINGS in that template, made once: its folder, the deck, what was remarked."""
    folder = tmp_path_factory.mktemp("made")
    return folder, *_made(four_by_three, toshima, folder)


def test_a_template_keeps_its_size_and_master_and_loses_its_sample_slides(
    four_by_three: Path, made_by_it: tuple[Path, Deck, list[str]]
) -> None:
    before = Presentation(str(four_by_three))
    folder, made, remarks = made_by_it
    assert (made.slide_width, made.slide_height) == (before.slide_width, before.slide_height)
    assert [layout.name for layout in made.slide_layouts] == [layout.name for layout in before.slide_layouts]
    assert "見本" not in [slide.shapes.title.text_frame.text for slide in made.slides]
    assert any("2 sample slide(s) taken out" in remark for remark in remarks)
    with zipfile.ZipFile(folder / "made.pptx") as package:
        names = [name for name in package.namelist() if name.startswith("ppt/slides/slide")]
    assert len(names) == len(made.slides)


@pytest.mark.parametrize("size", [(10.0, 7.5), (11.69, 8.27), (13.333, 7.5)])
def test_nothing_overlaps_is_cut_or_leaves_the_page_on_any_size(
    size: tuple[float, float], toshima: Study, tmp_path: Path
) -> None:
    deck = Presentation()
    share = [size[0] / 10, size[1] / 7.5]
    deck.slide_width, deck.slide_height = Inches(size[0]), Inches(size[1])
    holders = [holder for owner in (deck.slide_master, *deck.slide_layouts) for holder in owner.placeholders]
    places = [(holder.left, holder.top, holder.width, holder.height) for holder in holders]
    for holder, place in zip(holders, places, strict=True):
        holder.left, holder.top, holder.width, holder.height = (
            int(value * share[number % 2]) for number, value in enumerate(place)
        )
    made, _ = _made(_saved(deck, tmp_path / "size.pptx"), toshima, tmp_path)
    for slide in made.slides:
        title = slide.shapes.title.text_frame.text
        assert title
        assert all(holder.text_frame.text.strip() for holder in slide.placeholders), title
        assert not real_font.overlapping(slide.shapes), title
        assert not real_font.too_long(slide), title
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height


def test_every_run_follows_the_themes_fonts(made_by_it: tuple[Path, Deck, list[str]]) -> None:
    _, made, _ = made_by_it
    for slide in made.slides:
        assert real_font.fonts(slide._element) <= {("+mn-lt", "+mn-ea"), ("+mj-lt", "+mj-ea")}
        for shape in slide.shapes:
            if shape.has_chart:
                named = {font.get("typeface") for font in shape.chart._chartSpace.iter(qn("a:ea"))}
                assert named == {"+mn-ea"}


def test_number_and_foot_stand_in_the_templates_own_placeholders(made_by_it: tuple[Path, Deck, list[str]]) -> None:
    _, made, _ = made_by_it
    for slide in list(made.slides)[1:]:
        types = [holder.get("type") for holder in slide._element.iter(qn("p:ph"))]
        assert sorted(filter(None, types)) == ["ftr", "sldNum", "title"]
        assert [field.get("type") for field in slide._element.iter(qn("a:fld"))] == ["slidenum"]


def test_renamed_placeholders_are_found_by_name(toshima: Study, tmp_path: Path) -> None:
    deck = Presentation()
    _keep_layouts(deck, CONTENT)
    title, body, *_ = deck.slide_layouts[0].placeholders
    title.name, body.name = "見出しの欄", "本文の欄"
    made, remarks = _made(_saved(deck, tmp_path / "renamed.pptx"), toshima, tmp_path, ["standing"])
    titles = [slide.shapes.title.text_frame.text.replace("\v", "") for slide in made.slides]
    assert titles[0] == slides.title_ja(toshima.subject)
    assert any(text.startswith(toshima.compute(["standing"])[0].headline_ja) for text in titles)
    assert any("no cover layout" in remark for remark in remarks)


def test_a_layout_with_a_title_alone_serves_and_missing_places_are_said(toshima: Study, tmp_path: Path) -> None:
    deck = Presentation()
    _keep_layouts(deck, ONLY_TITLE)
    for holder in list(deck.slide_layouts[0].placeholders)[1:]:
        holder._element.getparent().remove(holder._element)
    made, remarks = _made(_saved(deck, tmp_path / "bare.pptx"), toshima, tmp_path, ["standing"])
    assert any("no slide number placeholder" in remark for remark in remarks)
    assert any("no footer placeholder" in remark for remark in remarks)
    for slide in list(made.slides)[1:]:
        assert [shape.name for shape in slide.shapes].count("slide number") == 1
        assert not real_font.overlapping(slide.shapes)


def test_a_template_without_a_title_is_refused_with_what_each_layout_lacks(toshima: Study, tmp_path: Path) -> None:
    deck = Presentation()
    _keep_layouts(deck, CONTENT)
    title = deck.slide_layouts[0].placeholders[0]
    title._element.getparent().remove(title._element)
    path = _saved(deck, tmp_path / "untitled.pptx")
    with pytest.raises(BadLayout) as refused:
        template.open_template(path, "仮の題")
    assert refused.value.where == str(path)
    assert "「Title and Content」: no placeholder named or of type title" in refused.value.got
    assert refused.value.next_step


def test_a_body_too_small_for_a_chart_is_refused(tmp_path: Path) -> None:
    deck = Presentation()
    _keep_layouts(deck, CONTENT)
    body = deck.slide_layouts[0].placeholders[1]
    body.left, body.top, body.width, body.height = (Inches(value) for value in (1, 2, 4, 3))
    with pytest.raises(BadLayout, match=r"4\.0 by 3\.0 in"):
        template.open_template(_saved(deck, tmp_path / "small.pptx"), "仮の題")


def _potx(path: Path) -> None:
    deck = Presentation()
    deck.save(str(path))
    package_path = path.with_suffix(".zip")
    shutil.move(path, package_path)
    with zipfile.ZipFile(package_path) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"presentation.main+xml", b"template.main+xml"))


def _dark(path: Path) -> None:
    deck = Presentation()
    ground = deck.slide_master.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor(0x10, 0x10, 0x30)
    deck.save(str(path))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"not an office file"), "cannot be read"),
        (lambda path: path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)), "password"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "cannot be read"),
        (_potx, "not a PowerPoint presentation"),
        (_dark, "too dark"),
        (lambda path: None, "no such template"),
    ],
    ids=["other bytes", "password", "empty zip", "potx", "dark ground", "missing"],
)
def test_what_is_no_usable_template_is_refused_by_its_name_and_no_deck_is_written(
    make: Callable[[Path], object], message: str, toshima: Study, tmp_path: Path
) -> None:
    path = tmp_path / "仮.pptx"
    make(path)
    with pytest.raises(BadFile, match=message) as refused:
        _made(path, toshima, tmp_path, ["standing"])
    assert str(path) in refused.value.where
    assert refused.value.next_step
    assert not (tmp_path / "made.pptx").exists()


def test_the_body_is_as_large_as_in_the_house(four_by_three: Path, toshima: Study, tmp_path: Path) -> None:
    made, _ = _made(four_by_three, toshima, tmp_path, ["offered_not_used", "priorities"])
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.name != "source" and not shape.is_placeholder:
                assert min(real_font.sizes_pt(shape), default=page_layout.BODY_PT) >= page_layout.BODY_PT, shape.name
