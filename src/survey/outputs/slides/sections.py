"""The deck's native sections: the list by which PowerPoint shows them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

SUMMARY, SOURCES = "要約", "資料"
_NAMESPACE = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_EXTENSION = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def set_sections(deck: Deck, slides: list[tuple[str, Slide]]) -> None:
    """Give the deck native sections from every slide's section and slide, in the slides' order."""
    sections: dict[str, list[int]] = {}
    for name, slide in slides:
        sections.setdefault(name, []).append(slide.slide_id)
    root = deck.part._element
    found = root.find("p:extLst", root.nsmap)
    extensions = etree.SubElement(root, f"{{{root.nsmap['p']}}}extLst") if found is None else found
    extension = etree.SubElement(extensions, f"{{{root.nsmap['p']}}}ext", uri=_EXTENSION)
    listed = etree.SubElement(extension, _p14("sectionLst"), nsmap={"p14": _NAMESPACE})
    for name, ids in sections.items():
        # The same name gives the same id, so that the same findings give the same file.
        identity = f"{{{str(uuid.uuid5(uuid.NAMESPACE_DNS, name)).upper()}}}"
        section = etree.SubElement(listed, _p14("section"), name=name, id=identity)
        members = etree.SubElement(section, _p14("sldIdLst"))
        for slide_id in ids:
            etree.SubElement(members, _p14("sldId"), id=str(slide_id))


def _p14(tag: str) -> str:
    return f"{{{_NAMESPACE}}}{tag}"
