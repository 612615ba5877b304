"""The letter that is sent ahead of a hearing: why, what is known from published figures, and what will be asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from survey.catalog.hearing_kit import kit_layout
from survey.findings.next_steps.asking import Asking
from survey.outputs import style
from survey.outputs.hearing_kit.figures import figure_headings, figure_notes
from survey.outputs.office_zip import saved
from survey.outputs.text import displayed as tables

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

# Fixed, so that a letter made again is the same file.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_BODY_PT, _TABLE_PT = 10.5, 8.5
# A4 in millimetres: width, height, margin.
_PAGE_MM = (210, 297, 22)
_FIGURE_COLUMNS_MM = (10, 58, 18, 18, 20, 20, 22)


def content(asking: Asking) -> bytes:
    """The letter as a file's bytes."""
    from docx import Document

    document, letter = Document(), kit_layout().letter
    _set_up(document)
    names = {"asking": asking.subject.name_ja, "asked": asking.asked_ja}
    _paragraph(document, f"{asking.asked_ja}　御中")
    for blank in letter.blanks_ja[:3]:
        _paragraph(document, f"{blank}：", align_right=True)
    document.add_heading(letter.title_ja, level=1)
    for text in letter.opening_ja:
        _paragraph(document, text.format(**names))
    if asking.reasons_ja:
        document.add_heading(letter.reasons_title_ja, level=2)
        _paragraph(document, f"{asking.reasons_ja}（○は{asking.marks_as_of}、申請率は{asking.fiscal_year}）")
    document.add_heading(letter.questions_title_ja, level=2)
    _paragraph(document, letter.questions_note_ja)
    _questions(document, asking)
    document.add_heading(letter.figures_title_ja, level=2)
    _figures(document, asking)
    for text in figure_notes(asking):
        _paragraph(document, text, size_pt=_TABLE_PT)
    for text in letter.closing_ja:
        _paragraph(document, text.format(**names))
    for blank in letter.blanks_ja[3:]:
        _paragraph(document, f"{blank}：")
    return saved(document)


def _set_up(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_MM[0]), Mm(_PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_PAGE_MM[2])
    sizes = {"Normal": _BODY_PT, "Heading 1": 15.0, "Heading 2": 12.0, "List Number": _BODY_PT}
    for name, size in sizes.items():
        look = document.styles[name]
        look.font.name, look.font.size = style.OFFICE_FONT, Pt(size)
        look.font.color.rgb = RGBColor.from_string(style.TEXT.removeprefix("#"))
        fonts = look.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), style.OFFICE_FONT)
    document.core_properties.title = kit_layout().letter.title_ja
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = _CREATED


def _paragraph(document: Document, text: str, *, size_pt: float = _BODY_PT, align_right: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(3)
    if align_right:
        # A blank to be filled in: room behind the words.
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        text += "　" * 12
    paragraph.add_run(text).font.size = Pt(size_pt)


def _questions(document: Document, asking: Asking) -> None:
    """Numbered as in the workbook, under their problems."""
    from docx.shared import Mm, Pt

    for problem, questions in asking.questions.groupby("problem_ja", sort=False):
        named = questions["procedures_ja"].iloc[0]
        head = document.add_paragraph()
        head.add_run(problem + (f"（{named}）" if named else "")).bold = True
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(5), Pt(1)
        head.paragraph_format.keep_with_next = True
        for question in questions.itertuples(index=False):
            choices = f"［{'／'.join(question.allowed)}］" if question.allowed else ""
            line = document.add_paragraph(f"{question.question_id}　{question.question_ja}{choices}")
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(14), Mm(-10)
            line.paragraph_format.space_after = Pt(1)


def _figures(document: Document, asking: Asking) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    names = ["mark_here", "mark_there", "share_here_printed", "share_there_printed", "doubts_ja"]
    table = document.add_table(rows=1, cols=len(_FIGURE_COLUMNS_MM), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    # Word goes by the cells' widths, LibreOffice by the columns'.
    for column, width_mm in zip(table.columns, _FIGURE_COLUMNS_MM, strict=True):
        column.width = Mm(width_mm)
    for cell, text in zip(table.rows[0].cells, figure_headings(asking), strict=False):
        _fill(cell, text, bold=True)
    for figure in asking.figures.to_dict("records"):
        texts = [tables.written(figure["number_27"], "number_27"), figure["name_ja"], *(figure[name] for name in names)]
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            _fill(cell, text)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    from docx.shared import Mm, Pt

    cell.width = Mm(_FIGURE_COLUMNS_MM[cell._tc.grid_offset])
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.bold = Pt(_TABLE_PT), bold
    cell.paragraphs[0].paragraph_format.space_after = Pt(0)
