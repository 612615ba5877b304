"""Caveats and notes that several findings share: what a blank may mean, whom a chart leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.named_rates import NamedRate
from survey.analysis.rate_flags import FULL_PCT, NEAR_FULL_PCT
from survey.analysis.similarity import Similarity, both_similarities
from survey.catalog.specs import listed
from survey.findings import wording
from survey.findings.charts import Shown
from survey.findings.texts import Citing
from survey.tidy.tables import Tables

BLANK = "空欄は「できない」と「未回答」を区別できません"
# Short, above the columns of a chart.
PROCEDURE_GROUPS = {
    "childcare": "子育て",
    "care": "介護",
    "disaster": "災害",
    "high_volume": "件数が多い",
    "moving": "転出転入",
}
PARTIAL = "○は、手続の種類や対象者の一部だけがオンラインの場合を含みます"
# What nobody printed about the rates' year.
YEAR_INFERRED = (
    "申請率が何年度のものかは資料に印字がありません。都道府県の値が総務省の調査の年度と合うという第三者の照合によるもので、"
    "市区町村も同じ年度と推定しています"
)


def not_listed(names: Sequence[str]) -> list[str]:
    """A caveat that names the group's members without a row among those compared; [] for none."""
    return [f"一覧に載っておらず比べていない団体：{'、'.join(names)}"] if names else []


def noted(notes: Iterable[tuple[str, str]]) -> list[str]:
    """A caveat for each of ``analysis.procedure_notes``."""
    return [f"{name_ja}：{note_ja}" for name_ja, note_ja in notes]


def rows_shown(every: int, drawn: int) -> Shown | None:
    """How many rows a chart shows; None where it shows all of them."""
    return Shown(drawn, every) if every > drawn else None


def members_shown(table: pd.DataFrame, drawn: pd.DataFrame, subject: Subject) -> Shown | None:
    """Which members of a group a chart shows of those in the table; None where it shows all of them."""
    if len(table) <= len(drawn):
        return None
    is_added = drawn["municipality_code"].iloc[-1] == subject.code and not drawn.equals(table.head(len(drawn)))
    return Shown(len(drawn), len(table), are_first=True, with_subject_ja=subject.name_ja if is_added else "")


# Stands beside a rate that is counted and wants a check.
MARK = "※"
MARK_JA = (
    f"{MARK}は、ほかから大きく外れるか、様式を共にする手続と同じ率で、使う前に確かめたいものです。数には入れています"
)
# Which rates are left out: in few words for a sentence, and whole.
LEFT_OUT_JA = "100%などを除く"
LEFT_OUT_METHOD_JA = (
    f"ちょうど{FULL_PCT:.0f}%の率（{NEAR_FULL_PCT:.0f}%以上が、全国でも同じ区分の中でも半数に満たない手続）、一覧の印が空欄かーなのに0%を超える率、"
    "この調査で理由を記録して除いた率は、10%以上の数にも最も高い率にも入れない。"
)


def rate_flags_in_words(rule_ids: str, column: str = "name_ja") -> str:
    """What the rules joined by | in ``rule_ids`` are called, or ask (``asks_ja``); "" for none."""
    return "、".join(_rule_words(column)[rule_id] for rule_id in rule_ids.split("|") if rule_id)


@cache
def _rule_words(column: str) -> dict[str, str]:
    rules = listed("rate_flag_rules")
    return dict(zip(rules["rule_id"], rules[column], strict=True))


def named(rate: NamedRate) -> str:
    """Whose rate it is, with MARK where it wants a check: 足立区※."""
    return rate.name_ja + MARK * rate.wants_check


def rate_named(rate: NamedRate, *, with_prefecture: bool = False) -> str:
    """A rate behind its municipality's name, with MARK where it wants a check: 足立区53.1%※, 東京都足立区53.1%※."""
    prefecture = rate.prefecture if with_prefecture else ""
    return prefecture + rate.name_ja + wording.share(rate.online_share_pct) + MARK * rate.wants_check


def in_group_ja(tables: Tables, subject: Subject) -> str:
    """The group's name with the number of indicators: 23区（7指標）; without it where the group cannot be compared."""
    return subject.group.name_ja + _indicators_ja(both_similarities(tables, subject).in_group)


def in_country_ja(tables: Tables, subject: Subject) -> str:
    """The country with the number of indicators: 全国（5指標）."""
    return "全国" + _indicators_ja(both_similarities(tables, subject).in_country)


def two_kinds_ja(tables: Tables, subject: Subject) -> str:
    """How the two differ, as a caveat; "" where the subject is compared in one of them only."""
    both = both_similarities(tables, subject)
    if both.in_group is None or both.in_country is None:
        return ""
    other = _indicators_other_than(both.in_group, both.in_country)
    return (
        f"近さは{subject.group.name_ja}の中では{len(both.in_group.used)}指標、"
        f"全国では{other}で計算し、比べる範囲も違うため、順は一致しません"
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
        f"{{}}は{_indicators_other_than(here, other)}で、比べる範囲も違うため、距離は比べられません"
    )
    return [Citing(template_ja, (other_id,))]


def _indicators_other_than(one: Similarity, other: Similarity) -> str:
    """The other's number of indicators, and which it goes without or has besides."""
    mine, others = _indicator_names(one), _indicator_names(other)
    without = "、".join(name for each, name in mine.items() if each not in others)
    besides = "、".join(name for each, name in others.items() if each not in mine)
    differences = [f"{without}を使わない"] * bool(without) + [f"{besides}も使う"] * bool(besides)
    return ("、".join(differences) or "同じ") + f"{len(others)}指標"


def _indicator_names(found: Similarity) -> dict[str, str]:
    return dict(zip(found.used["peer_indicator_id"], found.used["name_ja"], strict=True))


def _indicators_ja(found: Similarity | None) -> str:
    return f"（{len(found.used)}指標）" if found else ""
