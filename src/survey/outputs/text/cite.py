"""Sources as they are cited on a slide, in a notebook and in a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from survey.catalog.specs import source_spec
from survey.findings import wording

# More editions of one source than this are named by the first, the last and their number.
_MOST_DATES = 3


def groups(sources: pd.DataFrame) -> list[pd.DataFrame]:
    """The cited editions (rows of table ``sources``), those of one publisher and title together."""
    return [editions for _, editions in sources.groupby(["publisher_ja", "title_ja"], sort=False)]


def named(editions: pd.DataFrame) -> str:
    """One source by publisher, title and its editions' dates."""
    first = editions.iloc[0]
    dates = [date(row) for _, row in editions.sort_values("edition").iterrows()]
    written = "、".join(dates) if len(dates) <= _MOST_DATES else f"{dates[0]}から{dates[-1]}までの{len(dates)}版"
    return f"{first['publisher_ja']}「{first['title_ja']}」{written}"


def page(source: pd.Series) -> str:
    """The publisher's page, or why there is no address."""
    return source["landing_url"] if pd.notna(source["landing_url"]) else source_spec(source["source_id"]).no_page_ja


def file_and_sheet(source: pd.Series, part_id: str) -> str:
    """The publisher's file, and its sheet where it has some, that the first half of a cell's locator stands for."""
    parts = source_spec(source["source_id"]).parts
    files = source["file_names"].split("; ")
    if part_id not in parts:
        return f"ファイル「{files[0]}」の行・列"
    part = parts[part_id].of_edition(source["edition"])
    file = next((name for name in files if re.search(part.file, name)), files[0])
    # Some sheets' names bear their year, which the catalog leaves open.
    sheet = f"のシート「{part.sheet.replace(chr(92) + 'd+', '○')}」" if part.sheet else "（CSVの列・行）"
    return f"ファイル「{file}」{sheet}"


def line(sources: pd.DataFrame) -> str:
    """One line that names every cited source; "" for none."""
    return joined([named(editions) for editions in groups(sources)])


def joined(names: Sequence[str], left_out: int = 0) -> str:
    """Named sources as one line, with the number of those that are named in the notes only."""
    if not names:
        return ""
    return "出典：" + "、".join(names) + (f"、ほか{left_out}資料はノートに" if left_out else "")


def lines(sources: pd.DataFrame) -> list[str]:
    """One line a cited edition, with page, file and sha256."""
    return [
        f"{row['publisher_ja']}「{row['title_ja']}」{date(row)}"
        f"／{page(row)}／{row['file_names']}／sha256 {row['file_sha256']}"
        for _, row in sources.iterrows()
    ]


def date(source: pd.Series) -> str:
    """What the edition's date is: of the figures, of a fiscal year, or of publication."""
    if pd.notna(source["as_of_date"]):
        return wording.day(source["as_of_date"]) + "時点"
    date = wording.day(source["edition"])
    return date if source["edition"].startswith("FY") else date + "公表"


def as_of(dates: tuple[str, ...]) -> str:
    """A finding's dates in words: 2025-03-31 and FY2022 as 令和7年3月31日 / 令和4年度."""
    return " / ".join(map(wording.as_of, dates))
