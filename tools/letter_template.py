"""Makes the template of the letter that is sent ahead of a hearing: src/survey/outputs/hearing_kit/letter.docx.

An office changes a copy of the .docx in Word and gives it to ``survey hearing kit --letter``. What stands in double
braces is filled in, see ``survey.outputs.hearing_kit.letter``. A paragraph ``{%p … %}`` or a row ``{%tr … %}`` says
that what stands between it and its end is repeated or left out; it leaves no trace.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document as new_document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey.outputs import style
from survey.outputs.hearing_kit.letter import TEMPLATE
from survey.outputs.office_zip import saved
from survey.raw.atomic import write_atomic

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row
    from docx.text.paragraph import Paragraph

_TITLE = "行政手続のオンライン化についての聞き取りのお願い"
_OPENING = (
    "{{ asking }}では、行政手続のオンライン化を進めるにあたり、先に進めている団体の取組を伺っています。",
    "公表されている資料から、貴団体に次の点を伺いたいと考えました。分かる範囲で構いませんので、ご協力をお願いいたします。",
)
_REASONS = "{{ reasons }}（○は{{ marks_as_of }}、申請率は{{ fiscal_year }}）"
_QUESTIONS_NOTE = (
    "検討の中で挙がった課題ごとに並べています。かっこ内は、関わる手続です。"
    "見出しは、貴団体についての評価ではありません。"
)
_PROBLEM = "{{ problem.name }}{% if problem.procedures %}（{{ problem.procedures }}）{% endif %}"
_QUESTION = "{{ question.id }}　{{ question.text }}{% if question.choices %}［{{ question.choices }}］{% endif %}"
# Heading, what stands below it, width in millimetres.
_COLUMNS = (
    ("番号", "{{ figure.number }}", 10),
    ("手続", "{{ figure.name }}", 58),
    ("{{ asking }}の印", "{{ figure.mark_here }}", 18),
    ("{{ asked_short }}の印", "{{ figure.mark_there }}", 18),
    ("{{ asking }}の申請率", "{{ figure.share_here }}", 20),
    ("{{ asked_short }}の申請率", "{{ figure.share_there }}", 20),
    ("使う前に確かめること", "{{ figure.rate_flags }}", 22),
)
_CLOSING = (
    "お答えは、団体名、所属、役職とともに{{ asking }}の記録に残します。お名前は記録しません。"
    "公表してよい範囲は、当日に確かめます。",
    "数値に実際と異なるものがあれば、併せて教えてください。",
)
_SENDER = ("日付", "差出人（所属・役職）", "連絡先")
# Fixed, so that a template made again is the same file.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_BODY_PT, _TABLE_PT = 10.5, 8.5
# A4 in millimetres: width, height, margin.
_PAGE_MM = (210, 297, 22)


def template() -> bytes:
    """The template as a file's bytes."""
    document = new_document()
    _set_up(document)
    _paragraph(document, "{{ asked }}　御中")
    for blank in _SENDER:
        # Room behind the words, to be filled in.
        _paragraph(document, f"{blank}：{'　' * 12}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading(_TITLE, level=1)
    for text in _OPENING:
        _paragraph(document, text)
    document.add_paragraph("{%p if reasons %}")
    document.add_heading("伺いたいと考えた理由（公表資料による）", level=2)
    _paragraph(document, _REASONS)
    document.add_paragraph("{%p endif %}")
    document.add_heading("伺いたいこと", level=2)
    _paragraph(document, _QUESTIONS_NOTE)
    _questions(document)
    document.add_heading("公表されている数値", level=2)
    _figures(document)
    document.add_paragraph("{%p for note in notes %}")
    _paragraph(document, "{{ note }}", size_pt=_TABLE_PT)
    document.add_paragraph("{%p endfor %}")
    for text in _CLOSING:
        _paragraph(document, text)
    _paragraph(document, "希望の日時と方法：")
    return saved(document)


def _set_up(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_MM[0]), Mm(_PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_PAGE_MM[2])
    sizes_pt = {"Normal": _BODY_PT, "Heading 1": 15.0, "Heading 2": 12.0, "List Number": _BODY_PT}
    for name, size_pt in sizes_pt.items():
        look = document.styles[name]
        look.font.name, look.font.size = style.OFFICE_FONT, Pt(size_pt)
        look.font.color.rgb = RGBColor.from_string(style.TEXT.removeprefix("#"))
        fonts = look.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), style.OFFICE_FONT)
    (language,) = document.styles.element.xpath("w:docDefaults//w:lang")
    language.set(qn("w:eastAsia"), "ja-JP")
    properties = document.core_properties
    properties.title, properties.author = _TITLE, ""
    properties.created = properties.modified = _CREATED


def _paragraph(document: Document, text: str, *, size_pt: float = _BODY_PT) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.add_run(text).font.size = Pt(size_pt)
    return paragraph


def _questions(document: Document) -> None:
    """Under their problems."""
    document.add_paragraph("{%p for problem in problems %}")
    head = document.add_paragraph()
    head.add_run(_PROBLEM).bold = True
    head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(5), Pt(1)
    head.paragraph_format.keep_with_next = True
    document.add_paragraph("{%p for question in problem.questions %}")
    line = document.add_paragraph(_QUESTION)
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(14), Mm(-10)
    line.paragraph_format.space_after = Pt(1)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")


def _figures(document: Document) -> None:
    table = document.add_table(rows=4, cols=len(_COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    # Word goes by the cells' widths, LibreOffice by the columns'.
    for column, (_, _, width_mm) in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(width_mm)
    head, begin, figure, end = table.rows
    _fill(head, [heading for heading, _, _ in _COLUMNS], is_bold=True)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    begin.cells[0].text = "{%tr for figure in figures %}"
    _fill(figure, [value for _, value, _ in _COLUMNS])
    end.cells[0].text = "{%tr endfor %}"


def _fill(row: _Row, texts: list[str], *, is_bold: bool = False) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, (_, _, width_mm) in zip(row.cells, texts, _COLUMNS, strict=True):
        cell.width = Mm(width_mm)
        run = cell.paragraphs[0].add_run(text)
        run.font.size, run.bold = Pt(_TABLE_PT), is_bold
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)


if __name__ == "__main__":
    write_atomic(Path(TEMPLATE), template())
