"""The sheet that says of every finding how it was counted and from which published files."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.trace import cited_sources
from survey.outputs.text import displayed as tables
from survey.outputs.workbook import looks as workbook_looks
from survey.outputs.workbook import origin as workbook_origin
from survey.outputs.workbook import paper_setup as workbook_paper
from survey.outputs.workbook import table as workbook_table
from survey.outputs.workbook.layout import printed_scale_pct
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.names import INDEX, SOURCES, by_sheet, sheet_ja
from survey.outputs.workbook.pages import kept_whole
from survey.outputs.workbook.sizes import TITLE_PT, height_pt, set_in

# The link to a file's page stands beside its line: not every program wraps a text that is a link.
_WIDTHS, _EMPTY_PT = (22.0, 130.0), 15.0
_TITLE = "方法と元：それぞれの表の数え方と、数字が載っている資料"


def write(sheet, findings: Sequence[Finding], subject: Subject, sources: pd.DataFrame, looks: Looks) -> None:  # noqa: ANN001
    """Write the sheet: what the columns at the tables' ends are for, then a block a finding, linked to its sheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    workbook_looks.write(sheet, 0, 0, _TITLE, looks.title(is_wrapped=False))
    for column, name in enumerate((INDEX, SOURCES)):
        sheet.write_url(1, column, f"internal:'{name}'!A1", looks.link(), f"{name}へ")
    heights_pt = [height_pt([(_TITLE, sum(_WIDTHS))], TITLE_PT), _EMPTY_PT, _EMPTY_PT]
    heights_pt += _lines(sheet, 3, _looked_up(findings), looks)
    starts = []
    for finding in findings:
        heights_pt.append(_EMPTY_PT)
        starts.append(len(heights_pt))
        heights_pt += _block(sheet, starts[-1], finding, cited_sources(finding, sources), looks)
    for row, height in enumerate(heights_pt):
        sheet.set_row(row, height)
    workbook_paper.set_up_page(sheet, subject)
    scale_pct = printed_scale_pct(_WIDTHS)
    sheet.set_print_scale(scale_pct)
    sheet.set_h_pagebreaks(kept_whole(heights_pt, starts, scale_pct))


def _block(sheet, row: int, finding: Finding, sources: pd.DataFrame, looks: Looks) -> list[float]:  # noqa: ANN001
    """Write a finding's name, sentence, method and files from ``row`` on; the rows' heights in points."""
    name = sheet_ja(finding.id)
    sheet.write_url(row, 0, f"internal:'{name}'!A1", looks.link(), name)
    headline = set_in(finding.headline_ja, _WIDTHS[1])
    workbook_looks.write(sheet, row, 1, headline, looks.note(is_bold=True))
    origin = workbook_origin.lines(finding, sources)
    linked = [("ページ" if address else "", text, address) for text, address in origin]
    told = _lines(sheet, row + 1, [("", by_sheet(finding.method_ja), ""), *linked], looks)
    return [height_pt([(headline, _WIDTHS[1])]), *told]


def _looked_up(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """What the columns at the right of the tables are for, those that a table has."""
    shown = {workbook_origin.COLUMN}.union(*(finding.table.columns for finding in findings))
    told = [(tables.heading(name), what, "") for name, what in workbook_table.looked_up().items() if name in shown]
    return [("表の右端の列", "印刷されない（幅の狭い表では印刷される）。次のものがある", ""), *told]


def _lines(sheet, row: int, told: Sequence[tuple[str, str, str]], looks: Looks) -> list[float]:  # noqa: ANN001
    """Write a word, a text and the address that the word leads to ("" for none), a row each; the rows' heights."""
    told = [(word, set_in(text, _WIDTHS[1]), address) for word, text, address in told]
    for number, (word, text, address) in enumerate(told, start=row):
        if address:
            sheet.write_url(number, 0, address, looks.link(), word)
        else:
            workbook_looks.write(sheet, number, 0, word, looks.note())
        workbook_looks.write(sheet, number, 1, text, looks.note())
    return [height_pt([(text, _WIDTHS[1])]) for _, text, _ in told]
