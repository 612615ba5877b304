"""What a workbook's sheets are called, and how its texts and links lead from one to another."""

from __future__ import annotations

from survey.findings.texts import Citing, texts
from survey.outputs.workbook.looks import Looks

INDEX, METHODS, SOURCES = "目次", "方法と元", "出典"


def by_sheet(text: str | Citing) -> str:
    """A text with the findings that it cites called by the name on their sheet's tab."""
    if isinstance(text, Citing):
        return text.rendered(lambda finding_id: f"シート「{texts(finding_id).sheet_ja}」")
    return text


def write_link(sheet, row: int, column: int, name: str, looks: Looks, text: str = "") -> None:  # noqa: ANN001
    """A link to the sheet of this name, under the name or another text."""
    sheet.write_url(row, column, f"internal:'{name}'!A1", looks.link(), text or name)
