"""Whom to ask, and what? ``hearing_list``: who is ahead where the municipality is not, with every reason."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.hearing_list import HearingList
from survey.analysis.hearing_list import hearing_list as analysed
from survey.analysis.hearing_reasons import ALIKE, LOW_BESIDE, MOVED, OFFERS, SAME_PROBLEM, USES
from survey.analysis.leads import Lead
from survey.analysis.rate_flags import FULL_PCT
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.similarity import PEERS
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.common import in_country_ja, in_group_ja
from survey.findings.finding import Finding
from survey.findings.texts import Citing, texts
from survey.tidy.tables import Tables

# Rows on the slide.
MOST_ROWS = 8
_MOST_NAMED = 2
_KINDS_JA = {
    OFFERS: "空欄の手続が○",
    USES: "申請率が高い",
    SAME_PROBLEM: "会議録の課題と同じ手続",
    ALIKE: "似た団体",
    MOVED: "新しい一覧で高く見える",
}
_COLUMNS = [
    "hearing_rank", "municipality_code", "name_ja", "reasons_count", "reasons_ja", "problems_ja", "procedures_ja",
    "distance",
]  # fmt: skip


def hearing_list(tables: Tables, subject: Subject) -> Finding:
    """Whom is it worth asking how they did it, in which order, and about what? (``analysis.hearing_list``)."""
    found = analysed(tables, subject)
    facts = found.facts
    table = found.table.assign(
        reasons_ja=[_reasons_ja(row, subject) for row in found.table.to_dict("records")],
        procedures_ja=found.table["procedures"].map("、".join),
        problems_ja=found.table["problems"].map("、".join),
    )
    return Finding(
        id="hearing_list",
        texts=texts("hearing_list"),
        headline_ja=_headline(table, facts, subject),
        method_ja=_method(facts, subject),
        as_of=found.as_of,
        facts=facts,
        table=table[_COLUMNS],
        charts=_charts(table, facts, subject),
        caveats_ja=_caveats(facts, tables, subject),
        evidence=found.evidence,
    )


def ahead_in_words(lead: Lead, subject: Subject, whose_ja: str = "") -> list[str]:
    """What one municipality is ahead in, a phrase a kind; ``whose_ja`` says whose the blanks are."""
    words = []
    if len(lead.offered) == 1:
        words.append(f"{whose_ja}空欄の{lead.offered[0]}が○")
    elif lead.offered:
        words.append(f"{whose_ja}空欄の{len(lead.offered)}手続が○（{wording.some(lead.offered, _MOST_NAMED)}）")
    if lead.used_short_ja is not None and lead.used_share_pct is not None:
        here = "は記載なし" if lead.own_share_pct is None else wording.share(lead.own_share_pct)
        here = "は要確認" if lead.own_is_flagged else here
        rate = wording.share(lead.used_share_pct) + common.MARK * lead.used_wants_check
        more = f"など{lead.used_count}手続" if lead.used_count > 1 else ""
        words.append(f"{lead.used_short_ja}の申請率{rate}（{subject.name_ja}{here}）{more}")
    return words


def _reasons_ja(row: dict, subject: Subject) -> str:
    """One municipality's reasons, the figures first."""
    return "、".join(ahead_in_words(row["lead"], subject) + [_KINDS_JA[kind] for kind in (ALIKE, MOVED) if row[kind]])


def _headline(table: pd.DataFrame, facts: HearingList, subject: Subject) -> str:
    if table.empty:
        return f"{subject.name_ja}より27手続で先に進み、聞く理由のある団体は0"
    first = table.iloc[0]
    second = f"、次は{table['name_ja'].iloc[1]}" if len(table) > 1 else ""
    where = [f"{subject.group.name_ja}に{facts.near}"] * bool(facts.near)
    where += [f"その外に{facts.elsewhere}"] * bool(facts.elsewhere)
    return (
        f"{subject.name_ja}が先に聞くとよいのは{first['name_ja']}"
        f"（聞く理由の{len(facts.kinds)}種類のうち{first['reasons_count']}）{second}。"
        f"理由のある団体は{'、'.join(where)}"
    )


def _method(facts: HearingList, subject: Subject) -> Citing:
    kinds = "、".join(_KINDS_JA[kind] for kind in facts.kinds)
    template_ja = (
        f"27手続について、{subject.name_ja}が空欄で相手が○（空欄でも申請率が0%より大きいものを除く）、または相手の申請率が"
        f"{REAL_USE_PCT:.0f}%以上（一覧の印と食い違う率と、まれな{FULL_PCT:.0f}%を除く）で{subject.name_ja}は記載なし・要確認・{REAL_USE_PCT:.0f}%未満・"
        f"相手の{LOW_BESIDE:.0%}以下のいずれか、の団体を挙げた。相手は{subject.group.name_ja}と、そこで使われていない手続を"
        f"使っている全国の団体。理由の種類は、{kinds}の{len(facts.kinds)}つで、"
        "種類の多い順、同じなら指標の近い順に並べた。"
        "要確認は{}の決まりに当たる率。"
    )
    return Citing(template_ja, ("doubtful_rates",))


def _caveats(facts: HearingList, tables: Tables, subject: Subject) -> tuple[str, ...]:
    date, year = wording.day(facts.marks_as_of), wording.day(facts.fiscal_year)
    return (
        f"○は{date}時点、申請率は{year}の実績で、時点が異なります" if year else f"{date}時点",
        "空欄は「できない」と「未回答」を区別できません。聞くときは、公表値が今の姿かから確かめてください",
        "申請の件数は公表されておらず、高い率が数件の申請によることがあります",
        *[common.MARK_JA] * facts.wants_check,
        "順は、聞く理由の種類の数によります。空欄のうちいくつが相手で○かの順ではありません",
        f"「似た団体」は公表された指標の近い{PEERS}団体に、{in_group_ja(tables, subject)}か"
        f"{in_country_ja(tables, subject)}で入ること（距離は全国で数えた近さで、道のりではない）、"
        "「新しい一覧で高く見える」は前の資料の割合より高いことで、"
        "数え方が異なるため動いたとは言えません。それだけの団体は挙げていません",
        *common.noted(facts.notes),
        *[f"{subject.name_ja}の会議録はこの調査に取り込んでいないため、課題による理由は数えていません"]
        * (not facts.has_problems),
    )


def _charts(table: pd.DataFrame, facts: HearingList, subject: Subject) -> tuple[TextTable, ...]:
    if table.empty:
        return ()
    drawn = table[table["hearing_rank"].isin(facts.telling_ranks[:MOST_ROWS])]
    has_problems = facts.has_shared_problems
    headings = ["順", "相手", "種類", "聞く理由", *["会議録の課題"] * has_problems]
    widths = [0.04, 0.14, 0.05, 0.52, 0.25] if has_problems else [0.04, 0.16, 0.06, 0.74]
    return (
        TextTable(
            title_ja=f"聞く理由の種類の多い順（○は{wording.day(facts.marks_as_of)}、申請率は{wording.day(facts.fiscal_year)}"
            + ("。課題ごとに1団体は載せる）" if has_problems else "）"),
            shown=common.rows_shown(len(table), len(drawn)),
            headings=tuple(headings),
            rows=tuple(
                (
                    str(row["hearing_rank"]),
                    row["name_ja"],
                    str(row["reasons_count"]),
                    row["reasons_ja"],
                    *[wording.some(row["problems"], _MOST_NAMED)] * has_problems,
                )
                for _, row in drawn.iterrows()
            ),
            widths=tuple(widths),
            alt_ja=f"{subject.name_ja}が聞くとよい{len(drawn)}団体と、その理由",
            numeric=frozenset({0, 2}),
        ),
    )
