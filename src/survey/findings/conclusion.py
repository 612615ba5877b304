"""The answer to the chair's first question, in one sentence made of the findings' numbers."""

from __future__ import annotations

from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.take_up import REAL_USE_PCT


def conclusion(findings: list[Finding], subject: Subject) -> str:
    """Offered, used, and where the gap lies, from ``standing``, ``offered_not_used``, ``behind`` and ``beyond_27``.

    What cannot be computed is left out of the sentence.
    """
    values = {finding.id: finding.values for finding in findings if finding.computable}
    first = []
    if "standing" in values:
        first.append(f"{subject.name_ja}は27手続中{values['standing']['online']}がオンライン")
    if "offered_not_used" in values and values["offered_not_used"]["offered"]:
        used = values["offered_not_used"]
        year = wording.day(f"FY{used['fiscal_year']}")
        first.append(f"オンライン申請率{REAL_USE_PCT:.0f}%以上は{used['real_use']}（{year}）")
    sentences = ["、".join(first)]
    if "behind" in values and "beyond_27" in values:
        inside, outside = values["behind"]["procedures"], values["beyond_27"]["behind"]
        sentences.append(f"他の半数以上が先行する空欄は27手続の中に{inside}、外に{outside}")
    return "。".join(sentences)
