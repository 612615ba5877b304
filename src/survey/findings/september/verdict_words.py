"""What published figures say of a commitment, in a sentence."""

from __future__ import annotations

from survey.analysis.verdicts import BY_DUE, KEPT, NOW, Verdict
from survey.findings import wording

_MARKS_JA = {"online": "○", "unmarked": "空欄", "not_applicable": "該当なし"}


def evidence_ja(found: Verdict) -> str:
    """What is published of the commitment's procedures, and the document that would settle what is open."""
    wanted = f"{found.document_ja}が要る"
    if not found.statuses:
        return f"公表資料では分からず、{wanted}"
    now = _now(found)
    if found.rule == BY_DUE:
        if found.verdict == KEPT:
            return f"{_every(found)}期限までのオンラインを確認、{now}"
        if found.proven:
            shown = f"{found.procedures}手続中{found.proven}手続は期限までのオンラインを確認、{now}"
            return f"{shown}。残りは{wanted}"
        return f"{now}。期限の時点は分からず、{wanted}"
    if found.rule == NOW:
        if found.verdict == KEPT:
            return f"{now}。始まった時期は分からない"
        return f"{now}。空欄は不可か未回答か分からず、{wanted}"
    return f"{now}。果たされたかは分からず、{wanted}"


def _every(found: Verdict) -> str:
    return "" if found.procedures == 1 else f"{found.procedures}手続とも"


def _now(found: Verdict) -> str:
    """The procedures' marks on the newest list, counted: 一覧（令和7年3月31日）では27手続中24が○、3が空欄."""
    when = f"一覧（{wording.day(found.marks_as_of or '')}）では"
    missing = found.procedures - sum(found.statuses.values())
    if len(found.statuses) == 1 and not missing:
        (status,) = found.statuses
        return f"{when}{_every(found)}{_MARKS_JA[status]}"
    parts = [f"{found.statuses[status]}が{word}" for status, word in _MARKS_JA.items() if status in found.statuses]
    parts += [f"{missing}は一覧にない"] if missing else []
    return f"{when}{found.procedures}手続中{'、'.join(parts)}"
