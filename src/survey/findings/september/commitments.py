"""What became of what was promised? ``commitments``: every decision, promise and date in the municipality's minutes."""

from __future__ import annotations

import pandas as pd

from survey.analysis.commitments import Commitments
from survey.analysis.commitments import commitments as analysed
from survey.analysis.groups import Subject
from survey.analysis.verdicts import KEPT
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.september.verdict_words import evidence_ja
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# A row of the slide's table takes two lines.
MOST_ROWS = 10
_COLUMNS = [
    "said_as", "text_ja", "owner_ja", "said_by_role", "due_words", "due_on", "verdict", "locator", "note_ja",
    "evidence_ja",
]  # fmt: skip
_METHOD = (
    "会議録にある決定、約束、期限を一つ一行に要約し、公表資料から果たされたかを判定した。"
    "期限のあるオンライン化は、期限までに終わった年度の申請率が0%より大きい手続か、"
    "期限までの日付の一覧で○の手続だけを、期限までにオンラインだったと見る。"
    "期限のないオンライン化は、最新の一覧で○であれば果たされたと見る。"
    "空欄、0%、期限より後の○は、果たされた証拠にも果たされていない証拠にもしない。"
    "公表資料のない約束は、どの資料があれば分かるかを書いた。"
)


def commitments(tables: Tables, subject: Subject) -> Finding:
    """Each decision, promise and date in the stored minutes, and what became of it (``analysis.commitments``).

    text_ja is reworded, due_words as printed, locator the line in the minutes.
    """
    found = analysed(tables, subject)
    facts, meetings = found.facts, _meetings(found.facts)
    table = found.table.assign(evidence_ja=found.table["grounds"].map(evidence_ja))
    return Finding(
        id="commitments",
        texts=texts("commitments").asking(f"{meetings}で決めたこと、約束したことはどうなったか"),
        headline_ja=_headline(facts),
        method_ja=_METHOD,
        as_of=found.as_of,
        facts=facts,
        table=table[_COLUMNS],
        charts=(_chart(table, meetings),),
        caveats_ja=_caveats(facts),
        evidence=found.evidence,
    )


def _meetings(facts: Commitments) -> str:
    days = facts.meetings
    return f"{wording.day(days[0])}の会議" if len(days) == 1 else f"{wording.day(days[0])}からの{len(days)}回の会議"


def _headline(facts: Commitments) -> str:
    parts = [f"公表資料で果たされたと確かめられるのは{facts.kept}件"]
    if facts.not_kept:
        parts.append(f"果たされていないのは{facts.not_kept}件")
    if facts.documents:
        first = facts.documents[0]
        wanted = f"（うち{first['commitments']}件は{first['document_ja']}が要る）"
        parts.append(f"確かめられないのは{facts.cannot_be_told}件{wanted}")
    return f"{_meetings(facts)}の決定・約束・依頼など{facts.commitments}件のうち、{'、'.join(parts)}"


def _caveats(facts: Commitments) -> tuple[str, ...]:
    kinds = "、".join(f"{wording.state(kind)}{count}" for kind, count in facts.said_as.items())
    return (
        f"一覧は{wording.day(facts.marks_as_of)}時点で、その○は期限の時点でオンラインだったことを示しません",
        *_documents(facts),
        f"{facts.commitments}件の内訳は{kinds}です。"
        "公表資料には「していない」と示すものがないため、「果たされていない」とは判定できません",
        "約束の文は会議録の要約で、発言の写しではありません。期限の日付は印字された言葉の読みで、"
        "「年度中」は年度の末日、「上旬」は10日、「年度の半ば」は9月末としました",
        "同じ「部員」でも発言した部は異なります。誰が行うかは、話の内容から読みました",
        *([common.YEAR_INFERRED] if facts.fiscal_years else []),
        *common.noted(facts.notes),
        common.BLANK,
        common.PARTIAL,
    )


def _documents(facts: Commitments) -> list[str]:
    if not facts.documents:
        return []
    named = [f"{document['document_ja']}（{document['commitments']}件）" for document in facts.documents]
    return [f"確かめるのに要る資料は、多い順に{wording.some(named)}で、手元にありません"]


def _chart(table: pd.DataFrame, meetings: str) -> TextTable:
    drawn = table[table["is_main"] == "true"].head(MOST_ROWS)
    return TextTable(
        title_ja=f"{meetings}の決定・約束などと今（{len(table)}件のうち主な{len(drawn)}件。全件はワークブック）",
        headings=("種類", "内容", "誰が", "期限", "判定", "公表資料で分かること"),
        rows=tuple(
            (
                wording.state(row["said_as"]),
                row["text_ja"],
                row["owner_ja"],
                _due(row),
                wording.state(row["verdict"]),
                row["evidence_ja"],
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.06, 0.25, 0.12, 0.12, 0.1, 0.35),
        alt_ja=f"{meetings}の主な決定と約束など{len(drawn)}件と、その期限、判定、分かること",
        highlight=frozenset(i for i, verdict in enumerate(drawn["verdict"]) if verdict == KEPT),
    )


def _due(row: pd.Series) -> str:
    if pd.notna(row["due_on"]):
        return wording.day(row["due_on"])
    return row["due_words"] if pd.notna(row["due_words"]) else "期限なし"
