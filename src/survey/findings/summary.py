"""The answer to the chair's first question: one sentence made of the findings' facts, and three of their own."""

from __future__ import annotations

from survey.analysis.beyond_27 import Beyond27
from survey.analysis.group_gap import GroupGap
from survey.analysis.groups import Subject
from survey.analysis.offered_not_used import OfferedNotUsed
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.result import Facts
from survey.analysis.standing import Standing
from survey.findings import wording
from survey.findings.finding import Finding

# What the chair asks first; of the findings that may answer, the first that can be computed does.
_ANSWERED_BY: tuple[tuple[tuple[str, str], ...], ...] = (
    (("standing", "いまの位置"),),
    (("beyond_27", "他{unit_ja}との差"), ("behind", "他{unit_ja}との差")),
    (("priorities", "次の一手"), ("offered_not_used", "使われているか")),
)

# What the sentence is made of.
CONCLUDED_FROM = ("standing", "offered_not_used", "behind", "beyond_27")


def conclusion(findings: list[Finding], subject: Subject) -> str:
    """Offered, used, and where the gap lies, from ``standing``, ``offered_not_used``, ``behind`` and ``beyond_27``.

    What cannot be computed is left out of the sentence.
    """
    stands = _facts(findings, "standing", Standing)
    used = _facts(findings, "offered_not_used", OfferedNotUsed)
    inside, outside = _facts(findings, "behind", GroupGap), _facts(findings, "beyond_27", Beyond27)
    first = []
    if stands:
        first.append(f"{subject.name_ja}は27手続中{stands.online}がオンライン")
    if used and used.offered:
        year = wording.day(f"FY{used.fiscal_year}")
        flagged = f"、うち{used.real_use_flagged}は要確認" if used.real_use_flagged else ""
        first.append(f"オンライン申請率{REAL_USE_PCT:.0f}%以上は{used.real_use}（{year}{flagged}）")
    sentences = ["、".join(first)]
    if inside and outside:
        sentences.append(f"他の半数以上が先行する空欄は27手続の中に{inside.procedures}、外に{outside.behind}")
    return "。".join(sentences)


def _facts(findings: list[Finding], finding_id: str, kind: type[Facts]) -> Facts | None:
    """The facts of the finding with this id; None where it is not among them or could not be computed."""
    found = [finding.facts for finding in findings if finding.id == finding_id and finding.computable]
    return next((facts for facts in found if isinstance(facts, kind)), None)


def answers(findings: list[Finding], subject: Subject) -> list[tuple[str, Finding]]:
    """Where we stand, the gap that matters, what next: what is asked, and the finding whose sentence answers it.

    A question that no finding can answer is left out.
    """
    computable = {finding.id: finding for finding in findings if finding.computable}
    found = []
    for choices in _ANSWERED_BY:
        found += [(asked_ja, computable[name]) for name, asked_ja in choices if name in computable][:1]
    return [(asked_ja.format(unit_ja=subject.group.unit_ja), finding) for asked_ja, finding in found]


def marks_as_of(findings: list[Finding]) -> list[str]:
    """The dates of the list of the 27 that the findings rest on."""
    return sorted({finding.as_of[0] for finding in findings if finding.id == "standing" and finding.as_of})
