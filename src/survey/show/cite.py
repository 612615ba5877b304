"""Sources as they are cited on a slide, in a notebook and in a workbook."""

from __future__ import annotations

import pandas as pd

from survey.findings import wording


def line(sources: pd.DataFrame) -> str:
    """One line that names every cited edition (rows of table ``sources``); "" for none."""
    cited = [
        f"{row['publisher_ja']}「{row['title_ja']}」{wording.day(row['edition'])}版" for _, row in sources.iterrows()
    ]
    return "出典：" + "、".join(cited) if cited else ""


def lines(sources: pd.DataFrame) -> list[str]:
    """One line a cited edition, with page, file and sha256."""
    return [
        f"{row['publisher_ja']}「{row['title_ja']}」{wording.day(row['edition'])}版"
        f"／{row['landing_url']}／{row['file_names']}／sha256 {row['file_sha256']}"
        for _, row in sources.iterrows()
    ]
