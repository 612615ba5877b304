"""A template's layouts: which placeholder is what, by name and by type, and whether a finding has room there."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Emu

from survey.outputs import style
from survey.outputs.slides.deck import CoverLayout, title_fits
from survey.outputs.slides.page_layout import SOURCE_PT, PageLayout, Rect, layout_within
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.shapes.placeholder import LayoutPlaceholder
    from pptx.slide import SlideLayout

TITLE, SUBTITLE, BODY, QUESTION = "title", "subtitle", "body", "question"
FOOTER, NUMBER, DATE = "footer", "number", "date"
# What offices call a placeholder; the first role that fits counts.
_NAMES = {
    SUBTITLE: r"サブタイトル|副題|subtitle",
    QUESTION: r"問い|question",
    NUMBER: r"スライド番号|ページ番号|slide number",
    DATE: r"日付|date",
    FOOTER: r"フッター|footer",
    TITLE: r"タイトル|見出し|表題|title",
    BODY: r"本文|コンテンツ|内容|content|body",
}
_TYPES = {
    PP_PLACEHOLDER.TITLE: TITLE,
    PP_PLACEHOLDER.CENTER_TITLE: TITLE,
    PP_PLACEHOLDER.SUBTITLE: SUBTITLE,
    PP_PLACEHOLDER.BODY: BODY,
    PP_PLACEHOLDER.OBJECT: BODY,
    PP_PLACEHOLDER.CHART: BODY,
    PP_PLACEHOLDER.TABLE: BODY,
    PP_PLACEHOLDER.FOOTER: FOOTER,
    PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER,
    PP_PLACEHOLDER.DATE: DATE,
}
# Room for a chart in letters that can be read: less is no page for a finding.
LEAST_AREA_INCHES = (8.0, 3.9)
_MARGIN_INCHES, _BETWEEN_INCHES = 0.1, 0.1
# A headline is a hundred characters at most, a body placeholder beside another one narrower than this share.
_LONGEST_TITLE, _LEAST_TITLE_PT = "あ" * 100, 14


@dataclass(frozen=True)
class LayoutFit:
    """A layout with its placeholders by role; ``lacks`` says why no finding fits, ``rank`` which is taken first."""

    layout: SlideLayout
    name: str
    lacks: str = ""
    rank: int = 0
    title_idx: int = 0
    title: Rect = (0, 0, 0, 0)
    area: Rect = (0, 0, 0, 0)
    roles: dict[str, LayoutPlaceholder] = field(default_factory=dict)
    cover: CoverLayout | None = None


def role(holder: LayoutPlaceholder) -> str | None:
    """What a placeholder is for: what its name says, else what its type says."""
    kind = _TYPES.get(holder.placeholder_format.type)
    if kind in (FOOTER, NUMBER, DATE):
        return kind
    return next((found for found, words in _NAMES.items() if re.search(words, holder.name, re.IGNORECASE)), kind)


def assess(layout: SlideLayout, size_inches: tuple[float, float]) -> LayoutFit:
    """Whether a finding has room on this layout of a page of that size, and where."""
    found: dict[str, list[LayoutPlaceholder]] = {}
    for holder in layout.placeholders:
        if holder.width is None or holder.left is None:
            continue  # neither the layout nor its master gives it a place
        found.setdefault(role(holder) or "other", []).append(holder)
    roles = {name: max(holders, key=lambda holder: holder.width * holder.height) for name, holders in found.items()}
    assessed = LayoutFit(layout, layout.name, roles=roles)
    if TITLE not in roles:
        return replace(assessed, lacks="no placeholder named or of type title")
    title = text_rect(roles[TITLE])
    if SUBTITLE in roles and BODY not in roles:
        cover = CoverLayout(layout, _idx(roles[TITLE]), title, _idx(roles[SUBTITLE]), text_rect(roles[SUBTITLE]))
        return replace(assessed, lacks="a cover (title and subtitle)", cover=cover)
    if not title_fits(_LONGEST_TITLE, title, _LEAST_TITLE_PT):
        return replace(assessed, lacks=f"its title ({title[2]:.1f} by {title[3]:.1f} in) cannot hold a sentence")
    area = rect_of(roles[BODY]) if BODY in roles else _below(roles, size_inches)
    if area[2] < LEAST_AREA_INCHES[0] or area[3] < LEAST_AREA_INCHES[1]:
        where = "its body placeholder" if BODY in roles else "no body placeholder, and the space below its title"
        return replace(assessed, lacks=f"{where} is {area[2]:.1f} by {area[3]:.1f} in")
    others = len(found.get(BODY, [])) - 1 + len(found.get("other", []))
    rank = others * 2 if BODY in roles else 1
    return replace(assessed, rank=rank, title_idx=_idx(roles[TITLE]), title=title, area=area)


def page_layout(chosen: LayoutFit, size_inches: tuple[float, float], *, numbered: bool) -> PageLayout:
    """Where things stand on the chosen layout; ``numbered``: it has its own place for the slide's number."""
    question = rect_of(chosen.roles[QUESTION]) if QUESTION in chosen.roles else None
    return layout_within(size_inches, chosen.title, chosen.area, number=not numbered, question=question)


def footer_placeholders(chosen: LayoutFit, footer: str) -> tuple[tuple, set[str]]:
    """Copies of number and footer for every slide, and which of the roles the layout lacks.

    A slide shows its layout's footer and number only where it has placeholders of its own for them.
    """
    copies, missing = [], {QUESTION} - set(chosen.roles)
    for name in (FOOTER, NUMBER):
        holder = chosen.roles.get(name)
        if holder is None or (name == FOOTER and not _holds(holder, footer)):
            missing.add(name)
            continue
        copy = deepcopy(holder._element)
        properties = copy.find(qn("p:spPr"))
        for child in list(properties):
            properties.remove(child)
        if name == FOOTER:
            _write(copy, footer)
        copies.append(copy)
    return tuple(copies), missing


def text_rect(holder: LayoutPlaceholder) -> Rect:
    """A placeholder's box without the margins around its text."""
    left, top, width, height = rect_of(holder)
    return left + _MARGIN_INCHES, top + _MARGIN_INCHES / 2, width - 2 * _MARGIN_INCHES, height - _MARGIN_INCHES


def rect_of(holder: LayoutPlaceholder) -> Rect:
    """A placeholder's own or inherited place, in inches."""
    return Emu(holder.left).inches, Emu(holder.top).inches, Emu(holder.width).inches, Emu(holder.height).inches


def _below(roles: dict[str, LayoutPlaceholder], size_inches: tuple[float, float]) -> Rect:
    """The free space between title and foot, as wide as the title."""
    left, top, width, height = rect_of(roles[TITLE])
    start = top + height + _BETWEEN_INCHES
    feet = [rect_of(roles[name])[1] for name in (FOOTER, NUMBER, DATE) if name in roles]
    end = min([foot for foot in feet if foot > start], default=size_inches[1] - 0.3)
    return left, start, width, end - _BETWEEN_INCHES - start


def _holds(holder: LayoutPlaceholder, text: str) -> bool:
    _, _, width, _ = text_rect(holder)
    return fitting.fits(text, width, 1, SOURCE_PT)


def _write(element, text: str) -> None:  # noqa: ANN001 - a shape's lxml element
    """One run of text in the place of whatever the shape's text was."""
    body = element.find(qn("p:txBody"))
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    paragraph = body.makeelement(qn("a:p"), {})
    run = paragraph.makeelement(qn("a:r"), {})
    properties = run.makeelement(qn("a:rPr"), {"lang": "ja-JP", "sz": str(SOURCE_PT * 100)})
    for tag in ("a:latin", "a:ea"):
        properties.append(properties.makeelement(qn(tag), {"typeface": style.OFFICE_FONT}))
    words = run.makeelement(qn("a:t"), {})
    words.text = text
    run.extend([properties, words])
    paragraph.append(run)
    body.append(paragraph)


def _idx(holder: LayoutPlaceholder) -> int:
    return holder.placeholder_format.idx
