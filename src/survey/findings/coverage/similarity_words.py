"""By how many indicators likeness is measured, in the group and in the country: said wherever both stand."""

from __future__ import annotations

from survey.analysis.groups import Group, Subject, nationwide
from survey.analysis.similarity import Likeness, likeness
from survey.errors import NotComputable
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_QUESTIONS = ("peers", "peers_nationwide")


def in_group_ja(tables: Tables, subject: Subject) -> str:
    """The group's name with the number of indicators: 23区（7指標）; without it where the group cannot be compared."""
    return subject.group.name_ja + _counted(_found(tables, subject, subject.group))


def in_country_ja(tables: Tables, subject: Subject) -> str:
    """The country with the number of indicators: 全国（5指標）."""
    return "全国" + _counted(_found(tables, subject, nationwide(tables, subject)))


def two_kinds_ja(tables: Tables, subject: Subject) -> str:
    """How the two differ, as a caveat; "" where the subject is compared in one of them only."""
    near, far = (_found(tables, subject, pool) for pool in (subject.group, nationwide(tables, subject)))
    if near is None or far is None:
        return ""
    return (
        f"近さは{subject.group.name_ja}の中では{len(near.used)}指標、全国では{_other_than(near, far)}で計算し、"
        "比べる範囲も違うため、順は一致しません"
    )


def other_kind_ja(finding_id: str, tables: Tables, subject: Subject) -> str:
    """What a reader of one of the two findings has to know of the other; "" where the other has no answer."""
    pools = dict(zip(_QUESTIONS, (subject.group, nationwide(tables, subject)), strict=True))
    (other_id,) = set(_QUESTIONS) - {finding_id}
    here, other = (_found(tables, subject, pools[each]) for each in (finding_id, other_id))
    if here is None or other is None:
        return ""
    return (
        f"ここの近さは{len(here.used)}指標で計算しています。"
        f"「{texts(other_id).question_ja}」は{_other_than(here, other)}で、比べる範囲も違うため、距離は比べられません"
    )


def _other_than(one: Likeness, other: Likeness) -> str:
    """The other's number of indicators, and which it goes without or has besides."""
    mine, others = _names(one), _names(other)
    without = "、".join(name for each, name in mine.items() if each not in others)
    besides = "、".join(name for each, name in others.items() if each not in mine)
    told = [f"{without}を使わない"] * bool(without) + [f"{besides}も使う"] * bool(besides)
    return ("、".join(told) or "同じ") + f"{len(others)}指標"


def _names(like: Likeness) -> dict[str, str]:
    return dict(zip(like.used["peer_indicator_id"], like.used["name_ja"], strict=True))


def _found(tables: Tables, subject: Subject, pool: Group) -> Likeness | None:
    try:
        return likeness(tables, subject, pool)
    except NotComputable:
        return None


def _counted(like: Likeness | None) -> str:
    return f"（{len(like.used)}指標）" if like else ""
