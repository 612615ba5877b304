"""Where is it really used? ``used``: presence, completeness and use of each procedure in the group, three figures."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent
from survey.analysis.rate_flags import LEFT_OUT_JA, LEFT_OUT_METHOD_JA, MARK, MARK_JA
from survey.analysis.rates import MOST_BARS, REAL_USE_PCT, group_rates
from survey.analysis.use_by_procedure import rates_by_procedure
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# Columns in which MARK may stand.
NAMED = ["real_use_names_ja", "highest_names_ja"]
SURVEYED_JA = "完結：ページを読んだ団体のうち、原本の提出か来庁を求める記載のある団体の数。"


def used(tables: Tables, subject: Subject) -> Finding:
    """For each procedure: who has it online, can it be completed online, and is it used anywhere in the group?

    Presence: members marked ○ on the list's date. Completeness: members whose pages were read, and how many of
    them ask for an original paper or a visit (``completed_online``); without any page read there is no column for it.
    Use: members that print a rate, those with at least 10 % (``…_real_use``, each named with its rate), those left
    out, and the highest rate that is not, with its members (see ``rates_by_procedure``). The three are never one
    figure. The 27 come first, then the other procedures for which the group prints a rate.
    Sources: da_procedures_online, ward_pages, da_dx_dashboard.
    """
    group = subject.group
    table, rows, marks = rates_by_procedure(tables, subject)
    year, date = wording.day(f"FY{rows['fiscal_year'].max()}"), measures.as_of(marks)
    real, highest = "group_real_use", "group_highest_online_share_pct"
    priority = table[table["number_27"].notna()]
    others = table[table["number_27"].isna()]
    left_out = int(table["group_left_out"].sum())
    read = int(table["group_pages_read"].sum())
    # Where nobody's page was read the columns would say nothing but that, row by row.
    completeness = ["completeness", "group_pages_read", "group_paper_or_visit"] if read else []
    columns = [
        "number_27", "procedure_id", "name_ja", "group_online", *completeness, "group_reporting", real,
        "real_use_names_ja", "group_left_out", highest, "highest_names_ja", "online_share_pct", "doubts_ja",
    ]  # fmt: skip
    return Finding(
        id="used",
        texts=texts("used"),
        headline_ja=_headline(priority, subject, year),
        method_ja=(
            f"手続ごとに、別々の数を分けて並べた。有無：一覧の○の数。{SURVEYED_JA if read else ''}"
            f"利用：率（0%を含む）を記載した団体の数と、{REAL_USE_PCT:.0f}%以上の団体の数と名。"
            f"{LEFT_OUT_METHOD_JA}"
            "27手続を先に、それ以外は率の記載があるものだけを並べた。"
        ),
        as_of=f"{date} / FY{rows['fiscal_year'].max()}",
        facts={
            "procedures": len(priority),
            "with_a_rate": int((priority["group_reporting"] > 0).sum()),
            "with_real_use": int((priority[real] > 0).sum()),
            "with_real_use_outside": int((others[real] > 0).sum()),
            "left_out": left_out,
            "pages_read": read,
            "fiscal_year": int(rows["fiscal_year"].max()),
            "group_size": group.size,
        },
        table=table[columns],
        charts=_chart(priority, subject, year),
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、利用は{year}の実績で、時点が異なります",
            _on_completeness(read, group),
            "率を記載した団体だけを見ており、空欄は「未提供」「申請なし」「未回答」を区別できません",
            common.YEAR_INFERRED,
            f"{REAL_USE_PCT:.0f}%以上の{group.unit_ja}の数・名と最も高い率には、疑わしいため数に入れない率（ほかは低いのにちょうど100%の率、"
            f"一覧の印と食い違う率など）を入れていません。延べ{left_out}件で、手続ごとの件数を表に並べ、率を報告した{group.unit_ja}の数には"
            "含めています。誤りと決めたものではありません。決まりは「申請率の数字は信じてよいか」に示します",
            *[MARK_JA] * bool(table[NAMED].apply(lambda names: names.str.contains(MARK)).any(axis=None)),
            "申請の件数は公表されておらず、高い率が数件の申請によることがあります",
            *_notes(priority, tables),
        ),
        evidence=_cells(tables, group, tuple(table["procedure_id"])),
    )


def _on_completeness(read: int, group: Group) -> str:
    if read:
        return (
            "完結（原本の提出や来庁が要らないか）は、有無や利用とは別の数です。"
            f"読んだページの記載によるもので、延べ{read}{group.unit_ja}のページを読みました"
        )
    return f"完結（原本の提出や来庁が要らないか）は未調査です。{group.name_ja}の申請のページをまだ読んでいません"


@cached_recent
def _cells(tables: Tables, group: Group, procedure_ids: tuple[str, ...]) -> pd.DataFrame:
    marks, (_, rows) = measures.latest_marks(tables, group), group_rates(tables, group)
    return pd.concat(
        [
            evidence("availability", marks[marks["procedure_id"].isin(procedure_ids)]),
            evidence("take_up", rows[rows["procedure_id"].isin(procedure_ids)]),
        ]
    )


def _headline(priority: pd.DataFrame, subject: Subject, year: str) -> str:
    group = subject.group
    highest = "group_highest_online_share_pct"
    rated = priority[priority[highest].notna()]
    excepted = f"（{LEFT_OUT_JA}）" if priority["group_left_out"].any() else ""
    if rated.empty:
        return f"{group.name_ja}には、27手続の{year}の申請率{excepted}を読み取れる団体が0"
    top = rated.loc[rated[highest].idxmax()]
    if top[highest] == 0:
        most = rated["group_reporting"].max()
        return (
            f"{group.name_ja}で{year}の申請率{excepted}の記載があるのは27手続中{len(rated)}手続"
            f"（1手続に最大{most}{group.unit_ja}）で、どれも0%"
        )
    real = int((priority["group_real_use"] > 0).sum())
    names = top["highest_names_ja"]
    mark = MARK if MARK in names else ""
    return (
        f"27手続のうち{group.name_ja}のどこかで申請率{REAL_USE_PCT:.0f}%以上なのは{real}手続（{year}、{LEFT_OUT_JA}）、"
        f"{'最も高いのは' if real else '高くても'}{names.replace(MARK, '')}の{top['short_ja']}"
        f"{wording.share(top[highest])}{mark}"
    )


def _notes(procedures: pd.DataFrame, tables: Tables) -> list[str]:
    """What the catalog notes of the procedures that somebody reports."""
    noted = procedures[procedures["note_ja"].notna()]
    rated = noted[noted.filter(like="_highest_online_share_pct").gt(0).any(axis=1)]
    return [f"{row['name_ja']}：{row['note_ja']}" for _, row in rated.iterrows()]


def _chart(priority: pd.DataFrame, subject: Subject, year: str) -> tuple[Bars, ...]:
    """The highest rate of each of the 27 with its member, beside the subject's own."""
    group = subject.group
    highest = "group_highest_online_share_pct"
    above = priority[priority[highest] > 0].sort_values([highest, "number_27"], ascending=[False, True], kind="stable")
    if above.empty:
        return ()
    drawn = above.head(MOST_BARS)
    series = [
        Series(
            f"最も高い{group.unit_ja}（{LEFT_OUT_JA}、濃い色は{REAL_USE_PCT:.0f}%以上）", tuple(drawn[highest].round(1))
        )
    ]
    own = tuple(None if pd.isna(rate) else float(rate) for rate in drawn["online_share_pct"])
    if any(rate is not None for rate in own):
        series.append(Series(f"{subject.name_ja}（記載のまま）", own, "second"))
    return (
        Bars(
            title_ja=f"27手続の申請率が最も高い{group.unit_ja}（{year}、0%を超えるもの）",
            shown=common.rows_shown(len(above), len(drawn)),
            labels=tuple(drawn["short_ja"] + "（" + drawn["highest_names_ja"] + "）"),
            series=tuple(series),
            unit_ja="%",
            alt_ja=f"27手続のうち{len(drawn)}手続について、{group.name_ja}で最も高い{year}のオンライン申請率とその団体",
            highlight=frozenset(i for i, rate in enumerate(drawn[highest]) if rate >= REAL_USE_PCT),
            maximum=REAL_USE_PCT,  # at least as far as the line
            reference=(REAL_USE_PCT, f"{REAL_USE_PCT:.0f}%"),
        ),
    )
