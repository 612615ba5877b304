"""A finding as a notebook shows it: sentence, figure, small table, caveats, sources."""

from __future__ import annotations

import html

import pandas as pd

from survey.findings.finding import Finding
from survey.outputs.document.page import Page
from survey.outputs.drawing import pictures as figures
from survey.outputs.drawing import scale as drawing
from survey.outputs.text import cite, fitting
from survey.outputs.text.displayed import ColumnWords, is_number, with_values
from survey.outputs.text.html_table import IDS, is_address

# A table longer than this is cut in the notebook, with a word on where the rest is.
MOST_ROWS = 40
# A column no wider than this, in full-width characters, is never broken; a wider one wraps, and the widest still leave
# room for the others. A table that is wider than the page all the same scrolls.
_UNBROKEN_EMS, _WIDEST_EMS = 9.0, 16.0
# A heading breaks, but not into a column of single characters.
_LEAST_EMS = 4.0
# What a page of paper holds of a table, and the room around a cell.
_PAPER_EMS, _AROUND_CELL_EMS = 70.0, 1.0
_WIDE_JA = (
    "幅の広い表です。画面では横に送ると続きの列が見えます。"
    "紙では縮めて刷られます（読みにくければワークブックに全列があります）"
)

# On paper an output goes on to the next page, but no figure, row or list's line is cut; what announces something stays
# with it. A figure leaves room for its sentence, and one as high as the matrix for nothing else.
_ON_PAPER = (
    "@page{size:A4 landscape}"
    "@media print{"
    ".jp-OutputArea-child{display:block;break-inside:auto}"
    ".jp-OutputArea-output{overflow:visible}"
    ".jp-OutputArea-output table{zoom:var(--on-paper,1)}"
    ".jp-OutputArea-output :is(tr,li,img){break-inside:avoid}"
    ".jp-OutputArea-output li:nth-last-child(-n+2){break-before:avoid}"
    ".jp-MarkdownCell,.jp-Cell-inputWrapper,.jp-OutputArea-child:has(h3,img){break-after:avoid;break-inside:avoid}"
    ".jp-OutputArea-output img{max-width:min(100%,200mm);max-height:90vh}"
    "}"
)


class Shown:
    """One finding; put it last in a cell and it shows itself."""

    def __init__(self, page: Page, words: ColumnWords) -> None:
        self.finding = page.finding
        self._page, self._words = page, words

    @property
    def headline_ja(self) -> str:
        """The sentence."""
        return self.finding.headline_ja

    @property
    def values(self) -> dict:
        """The numbers behind the sentence."""
        return self.finding.values

    @property
    def table(self) -> pd.DataFrame:
        """The table, under the tidy column names."""
        return self.finding.table

    def __repr__(self) -> str:
        return f"{self.finding.id}: {self.finding.headline_ja}"

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, Image, display

        finding = self.finding
        display(HTML(headline_html(finding)))
        if drawing.pictures(finding.charts):
            words = figures.alt_text(finding.charts)
            # JupyterLab gives no words to a picture that has some: they stand below it for those who do not see it.
            display(Image(figures.png(finding.charts), format="png", alt=words))
            display(HTML(f"<p>図：{html.escape(words)}</p>"))
        if len(finding.table):
            display(HTML(table_html(finding.table, self._words)))
        display(HTML(notes_html(self._page)))


# JupyterLab drops style sheets, but not style attributes, from the stored output of a notebook that somebody else ran.
# All three have to look right on the screen before the first run too; how they are printed may come in a style sheet.
def headline_html(finding: Finding) -> str:
    """The question and, as a heading, the sentence that answers it, escaped; and how the finding is printed."""
    return (
        f"<style>{_ON_PAPER}</style>"
        f"<p><strong>{html.escape(finding.question_ja)}</strong></p>"
        f'<h3 style="line-height: 1.5">{html.escape(finding.headline_ja)}</h3>'
    )


def table_html(table: pd.DataFrame, words: ColumnWords) -> str:
    """The table as escaped HTML under Japanese headings, cut after MOST_ROWS rows.

    The columns IDS and those without any value are left out. A table wider than paper says so above, and is printed
    as small as the page asks for.
    """
    read = table.drop(columns=list(IDS), errors="ignore")
    names = with_values(read).columns
    shown = words.displayed(table[names].head(MOST_ROWS))
    columns = list(zip(names, shown.columns, strict=True))
    styles = [_column_style(column, heading, shown[heading]) for column, heading in columns]
    least = sum(max(_widths(heading, shown[heading])[1:]) + _AROUND_CELL_EMS for column, heading in columns)
    head = "".join(
        f'<th scope="col" style="{style}; white-space: normal">{html.escape(heading)}</th>'
        for heading, style in zip(shown.columns, styles, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f'<td style="{style}">{_cell_html(cell)}</td>' for cell, style in zip(row, styles, strict=True))
        + "</tr>"
        for row in shown.itertuples(index=False, name=None)
    )
    rest = len(table) - len(shown)
    wide = f"<p>{_WIDE_JA}</p>" if least > _PAPER_EMS else ""
    fitted = f' style="--on-paper: {_PAPER_EMS / least:.2f}"' if wide else ""
    notes = [f"ほか{rest}行（ワークブックに全行があります）" if rest > 0 else "", words.omitted_ja(read)]
    return f"{wide}<table{fitted}>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>" + "".join(
        f"<p>{html.escape(note)}</p>" for note in notes if note
    )


def notes_html(page: Page) -> str:
    """Caveats, method and cited sources as an escaped list."""
    notes = [*page.finding.caveats_ja, f"方法：{page.finding.method_ja}", cite.line(page.sources)]
    return "<ul>" + "".join(f"<li>{html.escape(str(note))}</li>" for note in notes if note) + "</ul>"


def _cell_html(cell: str) -> str:
    """One cell, escaped; a page's address is a link that shows the site."""
    if not is_address(cell):
        return html.escape(cell)
    return f'<a href="{html.escape(cell)}" target="_blank" rel="noopener">{html.escape(_site(cell))}</a>'


def _site(address: str) -> str:
    return address.split("/")[2]


def _column_style(column: str, heading: str, cells: pd.Series) -> str:
    """How a column's cells are set: numbers by their digits, words from the left; wide ones wrap, others do not."""
    align = "right" if is_number(column) else "left"
    wraps, least, _ = _widths(heading, cells)
    breaks = "normal" if wraps else "nowrap"
    return f"text-align: {align}; vertical-align: top; white-space: {breaks}; min-width: {least:.0f}em"


def _widths(heading: str, cells: pd.Series) -> tuple[bool, float, float]:
    """Whether a column wraps, the least that it asks for, and what its unbroken cells take, in ems."""
    widest = max((fitting.ems(_site(cell) if is_address(cell) else cell) for cell in cells), default=0.0)
    of_heading = min(fitting.ems(heading), _LEAST_EMS)
    wraps = widest > _UNBROKEN_EMS
    least = max(of_heading, min(max(widest / 3, _UNBROKEN_EMS), _WIDEST_EMS) if wraps else 0.0)
    return wraps, least, 0.0 if wraps else widest
