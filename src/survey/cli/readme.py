"""README's block of findings: what ``survey findings --for CODE`` prints, written between a comment and a fence."""

from __future__ import annotations

import re
from collections.abc import Callable

from survey.cli.shared import findings_text
from survey.errors import BadLayout
from survey.paths import Project
from survey.raw.atomic import write_all_atomic

READMES = ("README.md", "README.ja.md")
_BLOCK = re.compile(r"(<!-- printed by: survey findings --for (\S+) -->\n```text\n).*?(```)", re.DOTALL)


def rewrite(project: Project) -> list[str]:
    """Write the block of each README anew; the names of the files that changed.

    Raises:
        BadLayout: a README has no such block.
    """
    from survey.study import Study

    def printed(municipality: str) -> str:
        study = Study(municipality, project)
        return findings_text(study, study.compute())

    changed = {}
    for name in READMES:
        before = (project.root / name).read_text(encoding="utf-8")
        after = with_findings(before, printed, name)
        if after != before:
            changed[name] = after.encode("utf-8")
    write_all_atomic({project.root / name: content for name, content in changed.items()})
    return list(changed)


def with_findings(text: str, printed: Callable[[str], str], name: str = "README.md") -> str:
    """The README's text with the block that names a municipality filled by ``printed`` for it.

    Raises:
        BadLayout: the text has no such block.
    """
    filled, count = _BLOCK.subn(lambda block: f"{block[1]}{printed(block[2])}\n{block[3]}", text)
    if count == 0:
        raise BadLayout(
            "the README has no block of findings",
            where=name,
            expected="<!-- printed by: survey findings --for 131164 -->, and below it a block ```text … ```",
            next_step=f"put the comment and the block back into {name}, then repeat survey readme",
        )
    return filled
