"""The answer to the chair's first question, in one sentence made of the findings' numbers."""

from __future__ import annotations

from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.take_up import REAL_USE_PCT


def conclusion(findings: list[Finding], subject: Subject) -> str:
    """Offered, used, and where the gap lies, from ``standing``, ``offered_not_used``, ``behind`` and ``beyond_27``.

    What cannot be computed is left out of the sentence.
    """
    values = {finding.id: finding.values for finding in findings if finding.computable}
    parts = []
    if "standing" in values:
        parts.append(f"{subject.name_ja}は27手続中{values['standing']['online']}がオンライン")
    if "offered_not_used" in values:
        parts.append(f"申請率{REAL_USE_PCT:.0f}%以上は{values['offered_not_used']['real_use']}")
    if "behind" in values and "beyond_27" in values:
        inside, outside = values["behind"]["procedures"], values["beyond_27"]["behind"]
        parts.append(f"他の半数以上ができて空欄なのは27手続の中で{inside}、外で{outside}")
    return "、".join(parts)
