"""Why a finding cannot be computed, in words: the codes of NotComputable and what why_not.yml says of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from survey.analysis.groups import Subject
from survey.catalog.models import Strict
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import NotComputable
from survey.findings import wording
from survey.findings.texts import texts

_FILE = Path(__file__).parent / "why_not.yml"
# The method of what has none: the sentence says why.
NO_MORE_JA = "見出しに書いた理由で、数値を出していない。"


class Reason(Strict):
    """One code's sentence, and what would make the finding computable."""

    headline_ja: str
    next_ja: str = NO_MORE_JA


@cache
def reasons() -> dict[str, Reason]:
    """Every code with its words."""
    return {code: load_model(Reason, _FILE, entry) for code, entry in read_yaml(_FILE).items()}


def in_words(reason: NotComputable, subject: Subject) -> tuple[str, str]:
    """The sentence that stands in a finding's place, and what would be needed.

    The words may name the reason's facts, ``name_ja`` (the municipality), ``group_ja`` and ``unit_ja``; a fact that
    ends with ``_on`` is a date or fiscal year and is said as one, a list is joined by 、; ``{asks[used]}`` is another
    finding's question.
    """
    group = subject.group
    facts = {name: _said(name, value) for name, value in reason.facts.items()}
    names = {"name_ja": subject.name_ja, "group_ja": group.name_ja, "unit_ja": group.unit_ja, "asks": _Questions()}
    words = reasons()[reason.code]
    return words.headline_ja.format(**{**names, **facts}), words.next_ja.format(**{**names, **facts})


def _said(name: str, value: object) -> object:
    if name.endswith("_on"):
        return wording.day(str(value))
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else value


class _Questions(dict[str, str]):
    """Each finding's question by its id."""

    def __missing__(self, finding_id: str) -> str:
        return texts(finding_id).question_ja
