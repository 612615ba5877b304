"""A finding as a notebook shows it: sentence, figure, small table, caveats, sources."""

from __future__ import annotations

import html

import pandas as pd

from survey.findings.finding import Finding
from survey.show import cite, drawing, figures, tables

# A table longer than this is cut in the notebook, with a word on where the rest is.
MOST_ROWS = 30


# Short cells on one line; the last column may be a list of names and wraps.
_STYLE = (
    "<style>.survey td, .survey th {text-align: left !important; vertical-align: top}"
    " .survey td {white-space: nowrap} .survey td:last-child {white-space: normal; min-width: 14em}</style>"
)


class Shown:
    """One finding with its cited sources; put it last in a cell and it shows itself."""

    def __init__(self, finding: Finding, sources: pd.DataFrame) -> None:
        self.finding = finding
        self.sources = sources

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
        from IPython.display import HTML, Image, Markdown, display

        finding = self.finding
        display(Markdown(f"**{finding.question_ja}**\n\n### {finding.headline_ja}"))
        if drawing.pictures(finding.charts):
            display(Image(figures.png(finding.charts), format="png", alt=figures.alt_text(finding.charts)))
        if len(finding.table):
            display(HTML(table_html(finding.table)))
        notes = [f"- {html.escape(caveat)}" for caveat in finding.caveats_ja]
        notes += [f"- 方法：{finding.method_ja}", f"- {cite.line(self.sources)}"]
        display(Markdown("\n".join(notes)))


def table_html(table: pd.DataFrame) -> str:
    """The table as escaped HTML under Japanese headings, cut after MOST_ROWS rows."""
    shown = tables.displayed(table.head(MOST_ROWS).drop(columns="procedure_id", errors="ignore"))
    text = _STYLE + shown.to_html(index=False, border=0, justify="left", classes="survey")
    rest = len(table) - len(shown)
    return text + (f"<p>ほか{rest}行（ワークブックに全行があります）</p>" if rest > 0 else "")
