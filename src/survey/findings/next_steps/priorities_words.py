"""What ``priorities`` says of its order: how it was made, and what it does not know."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.priorities import Priorities
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.weighting import COMPONENTS, DRAWS, TOP, UNKNOWN_READ_AS
from survey.findings import common, wording

UNKNOWN_JA = "不明"
_COMPONENTS_JA = dict(zip(COMPONENTS, ("必要性", "実現性", "準備"), strict=True))


def method(facts: Priorities, subject: Subject) -> str:
    """What is a candidate, how it is scored, and how far the order hangs on the weights."""
    weights, unit_ja = subject.weights, subject.group.unit_ja
    unknown = [_COMPONENTS_JA[name] for name in facts.unknown_components]
    return (
        f"候補は、空欄の手続（オンラインで受ける）と、オンラインで申請率が{REAL_USE_PCT:.0f}%未満と印字された手続"
        "（使われるようにする）で、二つは別々に並べた。"
        "必要性は関係する住民の数（申請の件数が全候補で分かれば件数）を候補の最大で割った。"
        f"実現性は、受けるなら該当する{unit_ja}と似た団体のうちオンラインの割合の平均、使われるようにするなら率を報告した"
        f"{unit_ja}と全国のうち{REAL_USE_PCT:.0f}%以上の割合の平均。準備は会議録に挙がった課題の数をnとして1÷（1＋n）。"
        f"重みは必要性{weights.need:g}、実現性{weights.feasibility:g}、準備{weights.readiness:g}（設定で変えられる）。"
        f"不明は中間の{UNKNOWN_READ_AS:g}と読んで加重平均した。"
        + (f"{'、'.join(unknown)}はどの候補でも分からず、順に効かない。" if unknown else "")
        + f"さらに重みを無作為に{DRAWS:,}通り（いつ計算しても同じ組）変え、することごとの上位{TOP}に入る割合を求めた。"
        "公表ページから集めた他の自治体などの取組の件数は表に示すだけで、順には入れない。"
        "上位に入る割合の幅（下端と上端）は、その手続の不明な点を最低・ほかを最高と読む場合と、その逆の場合のもの。"
    )


def _on_obstacles(facts: Priorities, subject: Subject) -> str:
    """What is known of problems: of some candidates, of none of them, or nothing, since no minutes are stored."""
    if facts.has_obstacles:
        return "課題が「不明」の手続は、会議録に課題の記録がないもので、課題がないという意味ではありません"
    if facts.has_minutes:
        return "会議録に課題の記録がある候補はなく、課題と準備の点は並べていません。課題がないという意味ではありません"
    return (
        f"{subject.name_ja}の会議録はこの調査に取り込んでおらず、課題と準備の点は未調査で、表に列はありません。"
        "課題がないという意味ではありません"
    )


def caveats(facts: Priorities, subject: Subject) -> tuple[str, ...]:
    """The two dates, what is unknown of the candidates, and what is no candidate for which reason."""
    years = facts.fiscal_years
    rated = f"、申請率は{'、'.join(map(wording.day, years))}の実績" if years else ""
    residents = "関係する住民は対象になりうる年齢の人数で、申請の件数ではありません"
    words = [
        f"印は{wording.day(facts.marks_as_of)}時点{rated}で、時点が異なります。"
        "後からオンラインにした手続の0%は「使われなかった」ことを意味しません",
        residents + ("" if facts.has_applications else "。申請の件数は取り込んだ資料にありません"),
        _on_obstacles(facts, subject),
        f"オンラインで申請率の記載がない{facts.use_unknown}手続（27手続の外も含む）は、使われているか分からないため候補に入れていません",
        f"「似た団体」は{facts.peer_pool_ja}から選んだ10団体、全国の{REAL_USE_PCT:.0f}%以上の団体（スライドでは「全国の利用」）は"
        "率を報告した団体のうちの数です（明らかに疑わしい率を除く）",
        *([common.YEAR_INFERRED] if years else []),
        "順は検討の入口で、費用や職員の手間は公表資料になく、入っていません",
    ]
    if facts.set_apart:
        apart = "、".join(f"{short_ja}（{reason_ja}）" for short_ja, reason_ja in facts.set_apart)
        words.append(f"次の手続は候補に入れていません：{apart}")
    if facts.contradicted:
        words.append(f"空欄でも申請率の印字がある手続は候補に入れていません：{wording.some(facts.contradicted)}")
    return tuple(words)
