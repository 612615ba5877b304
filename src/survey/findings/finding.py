"""One claim: its sentence, the facts it is made of, and the cells they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from survey.analysis.evidence import no_evidence
from survey.analysis.groups import Subject
from survey.analysis.result import values_of
from survey.errors import NotComputable
from survey.findings import why_not
from survey.findings.charts import Chart
from survey.findings.texts import Citing, Texts, texts
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Finding:
    """What a finding's module returns, with all that a medium needs to show it.

    ``texts`` are its static words (question, sheet, section, labels); ``facts`` the numbers its sentence is built from
    (None: not computable); ``table`` is small and shown whole; ``evidence`` has a row for every cell used
    (``analysis.evidence.COLUMNS``); ``as_of`` are the figures' dates, fiscal years or publications. ``computable`` is
    False where the published figures do not allow the claim: the headline then says why. ``views`` show the same
    claim another way, each with a message, table and charts of its own.
    """

    id: str
    texts: Texts
    headline_ja: str
    method_ja: str | Citing
    as_of: tuple[str, ...] = ()
    facts: Any = None
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    charts: tuple[Chart, ...] = ()
    caveats_ja: tuple[str | Citing, ...] = ()
    evidence: pd.DataFrame = field(default_factory=no_evidence)
    computable: bool = True
    views: tuple[Finding, ...] = ()

    @property
    def question_ja(self) -> str:
        """What it answers."""
        return self.texts.question_ja

    @property
    def values(self) -> dict[str, Any]:
        """The numbers of its sentence, for programs; {} where it could not be computed."""
        return {} if self.facts is None else values_of(self.facts)

    @property
    def pages(self) -> tuple[Finding, ...]:
        """The finding and its views, in the order in which they are shown."""
        return (self, *self.views)

    @property
    def editions(self) -> list[tuple[str, str]]:
        """Every (source_id, edition) it rests on, in order."""
        pairs = self.evidence[["source_id", "edition"]].drop_duplicates()
        return sorted(pairs.itertuples(index=False, name=None))


Computation = Callable[[Tables, Subject], Finding]


def computed(finding_id: str, finding: Computation, tables: Tables, subject: Subject) -> Finding:
    """The finding, or what stands in its place where the figures do not allow it: the reason, and what would."""
    try:
        return finding(tables, subject)
    except NotComputable as reason:
        headline, method = why_not.in_words(reason, subject)
        return Finding(finding_id, texts(finding_id), headline, method, computable=False)
