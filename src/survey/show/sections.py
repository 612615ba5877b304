"""The deck's sections: which finding stands in which, and the list by which PowerPoint shows them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lxml import etree

from survey.findings.subject import Group

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

SUMMARY, SOURCES = "要約", "資料"
# In the deck's order, which is the register's; {others} is 他区, 他市 or 他町村.
_SECTIONS: dict[str, tuple[str, ...]] = {
    "現在地": ("standing", "robust_standing", "map"),
    "{others}": (
        "matrix",
        "behind",
        "ahead",
        "beyond_27",
        "peers",
        "peers_nationwide",
        "change",
        "movers",
        "card_movers",
    ),
    "使われているか": ("offered_not_used", "used", "used_elsewhere", "doubtful_rates"),
    "どう乗り越えたか": (
        "practices",
        "how_attachments",
        "how_proxies",
        "how_on_the_spot",
        "how_effect",
        "how_system_fit",
        "how_matching",
        "hearings",
    ),
    "次の一手": ("priorities", "hearing_list"),
    "9月報告": ("commitments", "progress"),
}
_OF_FINDING = {finding_id: section for section, ids in _SECTIONS.items() for finding_id in ids}
_NAMESPACE = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_EXTENSION = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def section_ja(finding_id: str, group: Group) -> str:
    """The name of the section that a finding stands in, as it is said to a member of this group.

    Raises:
        KeyError: nobody gave the finding a section.
    """
    return _OF_FINDING[finding_id].format(others=f"他{group.unit_ja}")


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
