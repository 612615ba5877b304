"""Sources as they are cited on a slide, in a notebook and in a workbook."""

from __future__ import annotations

import pandas as pd

from survey.findings import wording


def named(source: pd.Series) -> str:
    """One edition by publisher, title and what its date is: of the figures, of a fiscal year, or of publication."""
    date = wording.day(source["edition"])
    if pd.notna(source["as_of_date"]):
        date += "時点"
    elif not source["edition"].startswith("FY"):
        date += "公表"
    return f"{source['publisher_ja']}「{source['title_ja']}」{date}"


def page(source: pd.Series) -> str:
    """The publisher's page, or that its address is not known."""
    return source["landing_url"] if pd.notna(source["landing_url"]) else "掲載ページの住所は不明"


def line(sources: pd.DataFrame) -> str:
    """One line that names every cited edition (rows of table ``sources``); "" for none."""
    cited = [named(row) for _, row in sources.iterrows()]
    return "出典：" + "、".join(cited) if cited else ""


def lines(sources: pd.DataFrame) -> list[str]:
    """One line a cited edition, with page, file and sha256."""
    return [
        f"{named(row)}／{page(row)}／{row['file_names']}／sha256 {row['file_sha256']}" for _, row in sources.iterrows()
    ]
