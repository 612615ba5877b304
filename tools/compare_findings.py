"""Do two builds say the same? Compares the findings' JSON of several municipalities, value by value.

In each checkout ``python tools/compare_findings.py write FOLDER``; then ``… compare_findings.py BEFORE AFTER`` names
every difference by its path and ends with status 1 if there is one. ``--renamed old=new`` takes a key of the first
build for another one of the second (a regular expression for the whole key), ``--gone ID`` leaves a finding out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A ward in the middle, one behind, one ahead, cities in and outside Tokyo, a designated city, villages, one whose
# survey was left out after an earthquake.
MUNICIPALITIES = (
    "豊島区",
    "葛飾区",
    "千代田区",
    "八王子市",
    "檜原村",
    "札幌市",
    "宇部市",
    "南大東村",
    "輪島市",
)
MOST_SHOWN = 20


def write(folder: Path) -> None:
    """Write the findings of this checkout, a file a municipality."""
    from survey.study import Study, json_text

    folder.mkdir(parents=True, exist_ok=True)
    first = Study(MUNICIPALITIES[0])
    for name in MUNICIPALITIES:
        study = Study(name, first.project, first.tables)
        (folder / f"{study.subject.code}.json").write_text(json_text(study, study.compute()), encoding="utf-8")


def differences(before: Any, after: Any, path: str, renamed: dict[str, str]) -> Iterator[str]:  # noqa: ANN401
    """Every place where two values differ, as a line."""
    if isinstance(before, dict) and isinstance(after, dict):
        named = {_renamed(key, renamed): value for key, value in before.items()}
        for key in named.keys() ^ after.keys():
            yield f"{path}.{key} is only in the {'first' if key in named else 'second'}"
        for key in named:
            if key in after:
                yield from differences(named[key], after[key], f"{path}.{key}", renamed)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{place}]", renamed)
    elif before != after:
        yield f"{path}: {str(before)[:120]} -> {str(after)[:120]}"


def _renamed(key: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        if re.fullmatch(old, key):
            return re.sub(old, new, key)
    return key


def findings_of(path: Path) -> dict[str, Any]:
    """The findings of one file by id, views among them."""
    found = json.loads(path.read_text(encoding="utf-8"))
    views = {name: view for finding in found.values() for name, view in finding.pop("views", {}).items()}
    return {**found, **views}


def main() -> int:
    """Write, or compare; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", help="a folder that was written before, or the word write")
    parser.add_argument("after", type=Path, help="a folder that was written after, or the one to write to")
    parser.add_argument("--renamed", action="append", default=[], metavar="OLD=NEW")
    parser.add_argument("--gone", action="append", default=[], metavar="ID")
    asked = parser.parse_args()
    if asked.before == "write":
        write(asked.after)
        return 0
    renamed = dict(pair.split("=", 1) for pair in asked.renamed)
    found = []
    for path in sorted(Path(asked.before).glob("*.json")):
        before, after = findings_of(path), findings_of(asked.after / path.name)
        for gone in asked.gone:
            before.pop(gone, None)
        for name, finding in before.items():
            found += differences(finding, after.get(name), f"{path.stem} {name}", renamed)
    sys.stdout.write("".join(f"{line}\n" for line in found[:MOST_SHOWN]))
    sys.stdout.write(f"{len(found)} differences in {len(list(Path(asked.before).glob('*.json')))} municipalities\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
