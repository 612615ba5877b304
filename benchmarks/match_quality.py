"""How well title_rules.yml finds the 27 procedures in collected titles, and how fast. Prints, decides nothing.

Half a was seen while the rules were written; half b was not, and only its score counts. Titles of half b that half a
has too, but for their spelling, are left out, and doubles count once. The halves share municipalities.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from survey.tidy.match import match, match_titles, normalise

TITLES = Path(__file__).parent.parent / "tests" / "tidy" / "titles.csv"
ENOUGH_SECONDS = 1.0


def pairs(titles: pd.Series, numbers: pd.Series) -> set[tuple[str, str]]:
    """(row and title, number) of every number that a title has."""
    return {
        (f"{row} {title}", number)
        for row, title, joined in zip(titles.index, titles, numbers, strict=True)
        for number in joined.split("|")
        if number
    }


def score(titles: pd.DataFrame) -> str:
    """Counts, precision and recall over (title, number) pairs, as one line."""
    wanted = pairs(titles["title"], titles["number_27"])
    got = pairs(titles["title"], match_titles(titles)["number_27"])
    right = len(wanted & got)
    return (
        f"titles {len(titles):4}  wanted {len(wanted):4}  found {len(got):4}  right {right:4}  "
        f"precision {right / len(got) if got else float('nan'):.3f}  "
        f"recall {right / len(wanted) if wanted else float('nan'):.3f}"
    )


def titles_per_second(titles: list[str]) -> float:
    """Each title matched again and again for a second."""
    done, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < ENOUGH_SECONDS:
        for title in titles:
            match(title)
        done += len(titles)
    return done / taken


def main() -> None:
    """Print both halves' scores and the speed."""
    titles = pd.read_csv(TITLES, dtype=str, keep_default_na=False)
    seen, unseen = titles[titles["half"] == "a"], titles[titles["half"] == "b"]
    spelling = unseen["title"].map(normalise)
    new = unseen[~spelling.isin(seen["title"].map(normalise)) & ~spelling.duplicated()]
    lines = [f"half a, seen    {score(seen)}", f"half b, unseen  {score(new)}"]
    lines.append(f"speed           {titles_per_second(list(titles['title'])):,.0f} titles per second")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
