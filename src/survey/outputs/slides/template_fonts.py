"""A template's fonts and ground: every run follows the theme's fonts where it names one for Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from survey.outputs import style

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import SlideLayout

# The theme's fonts by reference: whoever changes the theme's font changes the deck's.
_BODY = {"a:latin": "+mn-lt", "a:ea": "+mn-ea"}
_HEADING = {"a:latin": "+mj-lt", "a:ea": "+mj-ea"}


def named(layout: SlideLayout) -> bool:
    """Whether the layout's theme names a font for Japanese."""
    for kind in ("a:majorFont", "a:minorFont"):
        fonts = _theme(layout).find(f".//{qn(kind)}")
        by_script = [font.get("typeface") for font in fonts.findall(qn("a:font")) if font.get("script") == "Jpan"]
        if not any([fonts.find(qn("a:ea")).get("typeface"), *by_script]):
            return False
    return True


def follow_theme(deck: Deck) -> None:
    """Put the theme's fonts on every run of the deck's slides, charts and notes."""
    for slide in deck.slides:
        roots = [slide._element, *(related.target_part._element for related in _charts(slide))]
        if slide.has_notes_slide:
            roots.append(slide.notes_slide._element)
        for root in roots:
            _follow(root)
        for chart in _charts(slide):
            for related in chart.target_part.rels.values():
                if related.reltype == RELATIONSHIP_TYPE.CHART_USER_SHAPES:
                    shapes = etree.fromstring(related.target_part.blob)
                    _follow(shapes)
                    related.target_part._blob = etree.tostring(
                        shapes, xml_declaration=True, encoding="UTF-8", standalone=True
                    )


def is_dark(layout: SlideLayout) -> bool:
    """Whether the ground's plain colour leaves the deck's text unreadable; a picture or a gradient is not judged."""
    for owner in (layout, layout.slide_master):
        ground = owner._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is not None:
            colour = _colour(layout, ground)
            return colour is not None and style.contrast(style.TEXT, colour) < style.LEAST_CONTRAST
    return False


def _charts(slide) -> list:  # noqa: ANN001 - a slide
    return [related for related in slide.part.rels.values() if related.reltype == RELATIONSHIP_TYPE.CHART]


def _follow(root) -> None:  # noqa: ANN001 - an lxml element
    titles = {
        run
        for shape in root.iter(qn("p:sp"))
        if shape.find(f".//{qn('p:ph')}[@type='title']") is not None
        or shape.find(f".//{qn('p:ph')}[@type='ctrTitle']") is not None
        for run in shape.iter(qn("a:latin"), qn("a:ea"))
    }
    for tag in _BODY:
        for font in root.iter(qn(tag)):
            font.set("typeface", (_HEADING if font in titles else _BODY)[tag])


def _theme(layout: SlideLayout):  # noqa: ANN202 - an lxml element
    return etree.fromstring(layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)


def _colour(layout: SlideLayout, ground) -> str | None:  # noqa: ANN001 - an lxml element
    """A plain ground's colour as #RRGGBB; None where it is none."""
    plain = ground.find(f".//{qn('a:srgbClr')}")
    if plain is not None and ground.find(f".//{qn('a:solidFill')}") is not None:
        return f"#{plain.get('val')}"
    by_name = ground.find(f".//{qn('a:schemeClr')}")
    if by_name is None:
        return None
    mapped = layout.slide_master._element.find(qn("p:clrMap")).get(by_name.get("val"), by_name.get("val"))
    slot = _theme(layout).find(f".//{qn('a:clrScheme')}/{qn('a:' + mapped)}")
    if slot is None or not len(slot):
        return None
    return f"#{slot[0].get('lastClr') or slot[0].get('val')}"
