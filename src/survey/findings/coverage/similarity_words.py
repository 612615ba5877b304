"""By how many indicators similarity is measured in the group and in the country, for wherever both stand."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.similarity import Similarity, both_similarities
from survey.findings.texts import Citing
from survey.tidy.tables import Tables


def in_group_ja(tables: Tables, subject: Subject) -> str:
    """The group's name with the number of indicators: 23区（7指標）; without it where the group cannot be compared."""
    return subject.group.name_ja + _counted(both_similarities(tables, subject).in_group)


def in_country_ja(tables: Tables, subject: Subject) -> str:
    """The country with the number of indicators: 全国（5指標）."""
    return "全国" + _counted(both_similarities(tables, subject).in_country)


def two_kinds_ja(tables: Tables, subject: Subject) -> str:
    """How the two differ, as a caveat; "" where the subject is compared in one of them only."""
    both = both_similarities(tables, subject)
    if both.in_group is None or both.in_country is None:
        return ""
    return (
        f"近さは{subject.group.name_ja}の中では{len(both.in_group.used)}指標、"
        f"全国では{_other_than(both.in_group, both.in_country)}で計算し、比べる範囲も違うため、順は一致しません"
    )


def other_kind_ja(finding_id: str, tables: Tables, subject: Subject) -> list[Citing]:
    """What a reader of ``peers`` or ``peers_nationwide`` has to know of the other; [] where the other has no answer."""
    both = both_similarities(tables, subject)
    found = {"peers": both.in_group, "peers_nationwide": both.in_country}
    here, ((other_id, other),) = found.pop(finding_id), found.items()
    if here is None or other is None:
        return []
    template_ja = (
        f"ここの近さは{len(here.used)}指標で計算しています。"
        f"{{}}は{_other_than(here, other)}で、比べる範囲も違うため、距離は比べられません"
    )
    return [Citing(template_ja, (other_id,))]


def _other_than(one: Similarity, other: Similarity) -> str:
    """The other's number of indicators, and which it goes without or has besides."""
    mine, others = _names(one), _names(other)
    without = "、".join(name for each, name in mine.items() if each not in others)
    besides = "、".join(name for each, name in others.items() if each not in mine)
    differences = [f"{without}を使わない"] * bool(without) + [f"{besides}も使う"] * bool(besides)
    return ("、".join(differences) or "同じ") + f"{len(others)}指標"


def _names(found: Similarity) -> dict[str, str]:
    return dict(zip(found.used["peer_indicator_id"], found.used["name_ja"], strict=True))


def _counted(found: Similarity | None) -> str:
    return f"（{len(found.used)}指標）" if found else ""
