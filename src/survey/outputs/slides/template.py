"""An office's own template: opened and assessed, for slides that keep its size, master and fonts.

Sample slides are taken out and the masters kept: what a secretariat wants is its look, not another deck's pages.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import CONTENT_TYPE
from pptx.oxml.ns import qn

from survey.errors import BadFile, BadLayout
from survey.outputs.slides import template_fonts, template_layouts
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.template_layouts import FOOTER, NUMBER, QUESTION, LayoutFit

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_MAIN_PARTS = {
    CONTENT_TYPE.PML_TEMPLATE_MAIN: "a template that PowerPoint opens as a copy (.potx)",
    CONTENT_TYPE.PML_PRES_MACRO_MAIN: "a presentation with macros (.pptm)",
    CONTENT_TYPE.PML_SLIDESHOW_MAIN: "a slide show (.ppsx)",
}
_SAVE_AS = "open it in PowerPoint and save it as PowerPoint presentation (.pptx)"


@dataclass(frozen=True)
class Template:
    """An opened template: the deck for its slides, and what a person has to know of it, a sentence each."""

    open_deck: OpenDeck
    remarks: tuple[str, ...]


def open_template(path: Path, footer: str) -> Template:
    """Open a .pptx and find the layouts for cover and findings; ``footer`` is written into its footer placeholder.

    Raises:
        BadFile: not a .pptx, a .potx, protected by a password, damaged, or its ground is too dark for the text.
        BadLayout: no layout has a title and room for a chart; the message tells what each of them lacks.
    """
    deck = _read(path)
    size_inches = _size_inches(deck, path)
    assessed = [
        template_layouts.assess(layout, size_inches) for master in deck.slide_masters for layout in master.slide_layouts
    ]
    fitting = [layout for layout in assessed if not layout.lacks]
    if not fitting:
        raise BadLayout(
            "no layout of the template has a title and room for a chart or table",
            where=str(path),
            expected="a layout with a placeholder named or of type title (タイトル), and a body (本文, コンテンツ) or "
            "free space below the title of at least {:g} by {:g} inches".format(*template_layouts.LEAST_AREA_INCHES),
            got="; ".join(f"「{layout.name}」: {layout.lacks}" for layout in assessed) or "no layout at all",
            next_step="add such a layout in PowerPoint (表示 > スライド マスター), or leave out --template",
        )
    chosen = min(fitting, key=lambda layout: layout.rank)
    if template_fonts.is_dark(chosen.layout):
        raise BadFile(
            "the template's ground is too dark for the deck's text",
            where=f"{path}, layout 「{chosen.name}」",
            next_step="use a template with a light ground, or leave out --template",
        )
    removed = _empty(deck)
    cover = next((layout.cover for layout in assessed if layout.cover), None)
    footer_placeholders, missing = template_layouts.footer_placeholders(chosen, footer)
    open_deck = OpenDeck(
        deck=deck,
        page=template_layouts.page_layout(chosen, size_inches, numbered=NUMBER not in missing),
        layout=chosen.layout,
        title_idx=chosen.title_idx,
        cover=cover,
        is_house=False,
        footer_placeholders=footer_placeholders,
    )
    return Template(open_deck, tuple(_remarks(path, chosen, assessed, removed, missing, open_deck)))


def _size_inches(deck: Deck, path: Path) -> tuple[float, float]:
    if deck.slide_width is None or deck.slide_height is None:
        raise BadFile("the template does not say how large its slides are", where=str(path), next_step=_SAVE_AS)
    return deck.slide_width.inches, deck.slide_height.inches


def _read(path: Path) -> Deck:
    if not path.is_file():
        raise BadFile("there is no such template", where=str(path), next_step="check the name and the folder")
    with path.open("rb") as file:
        start = file.read(len(_OLD_OFFICE))
    if start == _OLD_OFFICE:
        raise BadFile(
            "the template is protected by a password, or of the old format (.ppt)",
            where=str(path),
            expected="a PowerPoint presentation (.pptx) without a password",
            next_step=f"{_SAVE_AS}, without a password",
        )
    try:
        with zipfile.ZipFile(path) as package:
            types = package.read("[Content_Types].xml").decode("utf-8")
        other_kind = next((words for kind, words in _MAIN_PARTS.items() if kind in types), "")
        if other_kind or CONTENT_TYPE.PML_PRESENTATION_MAIN not in types:
            raise BadFile(
                "the template is not a PowerPoint presentation",
                where=str(path),
                expected="a .pptx",
                got=other_kind or "another kind of file",
                next_step=_SAVE_AS,
            )
        return Presentation(str(path))
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise BadFile(
            "the template cannot be read as a PowerPoint presentation: it is damaged, or another kind of file",
            where=str(path),
            expected="a .pptx",
            got=str(error),
            next_step=_SAVE_AS,
        ) from error


def _empty(deck: Deck) -> int:
    """Take out the template's own slides, and the sections and shows that name them; how many there were."""
    ids = deck.slides._sldIdLst
    removed = len(ids)
    for slide in list(ids):
        deck.part.drop_rel(slide.rId)
        ids.remove(slide)
    root = deck.part._element
    for tag in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(tag)):
            root.remove(found)
    return removed


def _remarks(
    path: Path, chosen: LayoutFit, assessed: list[LayoutFit], removed: int, missing: set[str], open_deck: OpenDeck
) -> list[str]:
    """What a person has to know: which layouts were looked through, what was taken out, what is missing."""
    looked = "、".join(f"「{layout.name}」" for layout in assessed)
    cover = (
        f"its cover 「{open_deck.cover.layout.name}」" if open_deck.cover else "no cover layout (title and subtitle)"
    )
    remarks = [f"template {path.name}: layout 「{chosen.name}」 of {looked}; {cover}"]
    remarks.append(f"{removed} sample slide(s) taken out, masters and layouts left as they are")
    if NUMBER in missing:
        remarks.append("no slide number placeholder: the number stands at the lower right of the body")
    if FOOTER in missing:
        remarks.append("no footer placeholder that holds the deck's name: it stands on the cover only")
    if QUESTION in missing:
        remarks.append("no placeholder named 問い: each page's question stands in its notes")
    remarks.append("the date is left to whoever presents: insert it by 挿入 > ヘッダーとフッター")
    if not template_fonts.named(chosen.layout):
        remarks.append("the theme names no East Asian font: text is set in the deck's own")
    return remarks
