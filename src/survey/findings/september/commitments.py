"""What became of what was promised? ``commitments``: every decision, promise and date in the municipality's minutes."""

from __future__ import annotations

import pandas as pd

from survey.analysis import deadlines as in_time
from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.september import verdict_words as judging
from survey.findings.september.verdict_words import CANNOT_BE_TOLD, KEPT, NOT_KEPT, VERDICTS, Known
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# From what binds most to what binds least.
KINDS = ("decision", "promise", "request", "plan", "intention")
# A row of the slide's table takes two lines.
MOST_ROWS = 10


def commitments(tables: Tables, subject: Subject) -> Finding:
    """Each decision, promise and date in the stored minutes: kept, not kept, or cannot be told, and why.

    One row a commitment, by due date: said_as (decision, promise, request, plan or intention), text_ja (reworded),
    owner_ja, said_by_role, due_words (as printed), due_on,
    verdict by the rule that the catalog names (see ``judging``), evidence_ja, locator (the line in the minutes).
    Sources: the municipality's minutes; da_procedures_online (○ of a later day proves no date), da_dx_dashboard (a
    positive rate proves use within its fiscal year).

    Raises:
        NotComputable: no minutes of this municipality are stored.
    """
    said = tables.commitments
    said = said[said["municipality_code"] == subject.code].reset_index(drop=True)
    if said.empty:
        raise NotComputable(
            f"{subject.name_ja}の会議録はこの調査に取り込んでおらず、会議で決めたこと、約束したことは調べていない",
            next_step=(
                f"{subject.name_ja}に会議録がないという意味ではない。"
                f"{subject.name_ja}が公表する会議録を取り込めば、決定、約束、期限を一つずつ公表資料と照らし合わせられる。"
            ),
        )
    marks = measures.marks_with(tables, subject)
    known = Known(marks[marks["municipality_code"] == subject.code], in_time.printed_rates(tables, subject.code))
    judged = [judging.judge(entry, known) for _, entry in said.iterrows()]
    said = said.assign(verdict=[each.verdict for each in judged], evidence_ja=[each.evidence_ja for each in judged])
    line = said["locator"].str.extract(r"(\d+)$")[0].astype(int)
    table = said.assign(line=line).sort_values(["due_on", "line"], kind="stable").reset_index(drop=True)
    counts = {verdict: int((table["verdict"] == verdict).sum()) for verdict in VERDICTS}
    used = {procedure_id for _, entry in said.iterrows() for procedure_id in judging.procedures_of(entry)}
    cells = known.marks[known.marks["procedure_id"].isin(used)]
    rates = known.rates[known.rates["procedure_id"].isin(_by_rate(said))]
    meetings = _meetings(said)
    columns = [
        "said_as", "text_ja", "owner_ja", "said_by_role", "due_words", "due_on", "verdict", "locator", "note_ja",
        "evidence_ja",
    ]  # fmt: skip
    return Finding(
        id="commitments",
        texts=texts("commitments").asking(f"{meetings}で決めたこと、約束したことはどうなったか"),
        headline_ja=_headline(meetings, counts, _documents(table)),
        method_ja=(
            "会議録にある決定、約束、期限を一つ一行に要約し、公表資料から果たされたかを判定した。"
            "期限のあるオンライン化は、期限までに終わった年度の申請率が0%より大きい手続か、"
            "期限までの日付の一覧で○の手続だけを、期限までにオンラインだったと見る。"
            "期限のないオンライン化は、最新の一覧で○であれば果たされたと見る。"
            "空欄、0%、期限より後の○は、果たされた証拠にも果たされていない証拠にもしない。"
            "公表資料のない約束は、どの資料があれば分かるかを書いた。"
        ),
        as_of=" / ".join([*sorted(set(said["said_on"])), measures.as_of(marks), *_years(rates)]),
        facts={"commitments": len(table), **counts, "said_as": _kinds(table), "documents": _documents(table)},
        table=table[columns],
        charts=(_chart(table, meetings),),
        caveats_ja=(
            f"一覧は{wording.day(measures.as_of(marks))}時点で、その○は期限の時点でオンラインだったことを示しません",
            *_missing(table),
            f"{len(table)}件の内訳は{_kinds_ja(table)}です。"
            "公表資料には「していない」と示すものがないため、「果たされていない」とは判定できません",
            "約束の文は会議録の要約で、発言の写しではありません。期限の日付は印字された言葉の読みで、"
            "「年度中」は年度の末日、「上旬」は10日、「年度の半ば」は9月末としました",
            "同じ「部員」でも発言した部は異なります。誰が行うかは、話の内容から読みました",
            *([common.YEAR_INFERRED] if len(rates) else []),
            *_noted(tables, used),
            common.BLANK,
            common.PARTIAL,
        ),
        evidence=pd.concat(
            [evidence("commitments", said), evidence("availability", cells), evidence("take_up", rates)]
        ),
    )


def _headline(meetings: str, counts: dict[str, int], documents: list[dict]) -> str:
    parts = [f"公表資料で果たされたと確かめられるのは{counts[KEPT]}件"]
    if counts[NOT_KEPT]:
        parts.append(f"果たされていないのは{counts[NOT_KEPT]}件")
    if documents:
        first = documents[0]
        wanted = f"（うち{first['commitments']}件は{first['document_ja']}が要る）"
        parts.append(f"確かめられないのは{counts[CANNOT_BE_TOLD]}件{wanted}")
    return f"{meetings}の決定・約束・依頼など{sum(counts.values())}件のうち、{'、'.join(parts)}"


def _kinds(table: pd.DataFrame) -> dict[str, int]:
    """How many there are of each kind, in the order in which they bind."""
    return {kind: int((table["said_as"] == kind).sum()) for kind in KINDS if (table["said_as"] == kind).any()}


def _kinds_ja(table: pd.DataFrame) -> str:
    return "、".join(f"{wording.state(kind)}{count}" for kind, count in _kinds(table).items())


def _meetings(said: pd.DataFrame) -> str:
    days = sorted(set(said["said_on"]))
    return f"{wording.day(days[0])}の会議" if len(days) == 1 else f"{wording.day(days[0])}からの{len(days)}回の会議"


def _by_rate(said: pd.DataFrame) -> set[str]:
    """The procedures whose rates were looked at."""
    by_due = said[said["judged_by"] == "online_by_due"]
    return {procedure_id for _, entry in by_due.iterrows() for procedure_id in judging.procedures_of(entry)}


def _years(rates: pd.DataFrame) -> list[str]:
    return [f"FY{year}" for year in sorted(set(rates["fiscal_year"]))]


def _documents(table: pd.DataFrame) -> list[dict]:
    """How many of those that cannot be told each document would tell, most first."""
    open_ones = table[table["verdict"] == CANNOT_BE_TOLD]
    counts = open_ones["would_tell_ja"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    return [{"document_ja": document, "commitments": int(count)} for document, count in counts.items()]


def _missing(table: pd.DataFrame) -> list[str]:
    documents = _documents(table)
    if not documents:
        return []
    named = [f"{document['document_ja']}（{document['commitments']}件）" for document in documents]
    return [f"確かめるのに要る資料は、多い順に{wording.some(named)}で、手元にありません"]


def _noted(tables: Tables, used: set[str]) -> list[str]:
    """What a reader must know of the procedures that were promised by name and are not as they were."""
    notes = tables.procedures[tables.procedures["procedure_id"].isin(used) & tables.procedures["note_ja"].notna()]
    return [f"{row['short_ja']}：{row['note_ja']}" for _, row in notes.iterrows()]


def _chart(table: pd.DataFrame, meetings: str) -> TextTable:
    main = table[table["is_main"] == "true"]
    drawn = main.head(MOST_ROWS)
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
