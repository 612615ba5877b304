"""Where is it really used? ``used``: presence, completeness and use of each procedure in the group, three figures."""

from __future__ import annotations

import pandas as pd

from survey.findings import measures, wording
from survey.findings.charts import Bars, Series
from survey.findings.completeness import pages_read
from survey.findings.doubts import doubts, in_words
from survey.findings.finding import Finding, evidence
from survey.findings.subject import Subject
from survey.findings.take_up import MOST_BARS, REAL_USE_PCT, group_rates
from survey.tidy.tables import Tables


def used(tables: Tables, subject: Subject) -> Finding:
    """For each procedure: who has it online, can it be completed online, and is it used anywhere in the group?

    Presence: members marked ○ on the list's date. Completeness: members whose pages were read, and how many of
    them ask for an original paper or a visit (``completed_online``); none read is "not surveyed", not zero.
    Use: members that print a rate, those with at least 10 % and no doubt (``…_real_use``), those in doubt, and the
    highest undoubted rate with its members. The three are never one figure. The 27 come first, then the other
    procedures for which the group prints a rate. Sources: da_procedures_online, ward_pages, da_dx_dashboard.
    """
    group = subject.group
    table, rows, marks = rates_by_procedure(tables, subject)
    year, date = wording.day(f"FY{rows['fiscal_year'].max()}"), measures.as_of(marks)
    unit = group.unit
    real, highest = f"{unit}_real_use", f"{unit}_highest_online_share_pct"
    priority = table[table["number_27"].notna()]
    others = table[table["number_27"].isna()]
    read = int(table[f"{unit}_pages_read"].sum())
    pages = (
        f"、ページを読んだのは延べ{read}{group.unit_ja}です"
        if read
        else f"、今回は未調査（ページを読んだ{group.unit_ja}は0）です"
    )
    columns = [
        "number_27", "procedure_id", "name_ja", group.online_column, "completeness", f"{unit}_pages_read",
        f"{unit}_paper_or_visit", f"{unit}_reporting", real, f"{unit}_doubtful", highest, "highest_names_ja",
        "online_share_pct", "doubts_ja",
    ]  # fmt: skip
    return Finding(
        id="used",
        question_ja="どこなら使われているか",
        headline_ja=_headline(priority, subject, year),
        method_ja=(
            "手続ごとに三つの数を分けて並べた。有無：一覧の○の数。完結：ページを読んだ団体のうち、原本の提出か来庁を求める記載のある団体の数。"
            f"利用：率（0%を含む）を記載した団体の数と、{REAL_USE_PCT:.0f}%以上で要確認でない団体の数。"
            "最も高い率も要確認でないものから選んだ。要確認の決まりは「申請率の数字は信じてよいか」に示す。"
            "27手続を先に、それ以外は率の記載があるものだけを並べた。図は27手続のうち0%を超える率のあるものを示す。"
        ),
        as_of=f"{date} / FY{rows['fiscal_year'].max()}",
        values={
            "procedures": len(priority),
            "with_a_rate": int((priority[f"{unit}_reporting"] > 0).sum()),
            "with_real_use": int((priority[real] > 0).sum()),
            "with_real_use_outside": int((others[real] > 0).sum()),
            "doubtful": int(table[f"{unit}_doubtful"].sum()),
            "pages_read": read,
            "fiscal_year": int(rows["fiscal_year"].max()),
            unit: group.size,
        },
        table=table[columns],
        charts=_chart(priority, subject, year),
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、利用は{year}の実績で、時点が異なります",
            f"有無・完結・利用は別の数です。完結（原本の提出や来庁が要らないか）は読んだページの記載によるもので{pages}",
            "率を記載した団体だけを見ており、空欄は「未提供」「申請なし」「未回答」を区別できません",
            f"要確認の率は延べ{int(table[f'{unit}_doubtful'].sum())}件で、{REAL_USE_PCT:.0f}%以上の数にも最も高い率にも入れていません。"
            "誤りと決めたものではありません",
            "申請の件数は公表されておらず、高い率が数件の申請によることがあります",
            *_notes(priority, tables),
        ),
        evidence=pd.concat(
            [
                evidence("availability", marks[marks["procedure_id"].isin(table["procedure_id"])]),
                evidence("take_up", rows[rows["procedure_id"].isin(table["procedure_id"])]),
            ]
        ),
    )


def rates_by_procedure(tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Presence, completeness and use by procedure; the group's rates and its marks they come from.

    Columns: those of ``procedures``, ``…_online``, completeness (not_surveyed or surveyed), ``…_pages_read``,
    ``…_paper_or_visit`` (NA where no page was read), ``…_reporting``, ``…_real_use``, ``…_doubtful`` (set-aside
    cells among them), ``…_highest_online_share_pct`` and highest_names_ja (of undoubted rates; no names at 0 %),
    status_here, online_share_pct and doubts_ja (here).
    """
    group = subject.group
    unit = group.unit
    rates, rows = group_rates(tables, subject)
    marks = measures.marks_with(tables, subject)
    table = tables.procedures
    rated = set(rows.loc[rows["online_share_pct"].notna(), "procedure_id"])
    table = table[table["number_27"].notna() | table["procedure_id"].isin(rated)].reset_index(drop=True)
    ids = table["procedure_id"]
    listed = measures.by_procedure(marks, subject).set_index("procedure_id")
    in_doubt = doubts(tables, group)
    trusted = rows[rows["online_share_pct"].notna() & rows["correction_id"].isna() & ~rows.index.isin(in_doubt.index)]
    doors = pages_read(tables.channels, group.codes)
    mine = rows[rows["municipality_code"] == subject.code].set_index("procedure_id")["online_share_pct"]
    mine_in_doubt = in_doubt[in_doubt["municipality_code"] == subject.code].set_index("procedure_id")["rule_ids"]
    real = trusted[trusted["online_share_pct"] >= REAL_USE_PCT]
    highest = trusted.groupby("procedure_id")["online_share_pct"].max()
    names = _names(trusted, highest, tables)
    table = table.assign(
        status_here=ids.map(listed["status_here"]),
        online_share_pct=ids.map(mine),
        doubts_ja=[in_words(mine_in_doubt[name]) if name in mine_in_doubt else "" for name in ids],
        highest_names_ja=[names.get(name, "") for name in ids],
        completeness=ids.isin(doors.index).map({True: "surveyed", False: "not_surveyed"}),
        **{
            group.online_column: ids.map(listed[group.online_column]).astype("Int64"),
            f"{unit}_pages_read": _count(ids, doors["read"]),
            f"{unit}_paper_or_visit": ids.map(doors["asking"]).astype("Int64"),
            f"{unit}_reporting": _count(ids, rates.set_index("procedure_id")[f"{unit}_reporting"]),
            f"{unit}_real_use": _count(ids, real.groupby("procedure_id").size()),
            f"{unit}_doubtful": _count(ids, in_doubt.groupby("procedure_id").size()),
            f"{unit}_highest_online_share_pct": ids.map(highest),
        },
    )
    return table.sort_values("number_27", kind="stable").reset_index(drop=True), rows, marks


def _count(ids: pd.Series, counts: pd.Series) -> pd.Series:
    return ids.map(counts).fillna(0).astype(int)


def _names(rates: pd.DataFrame, highest: pd.Series, tables: Tables) -> pd.Series:
    """By procedure, who prints its highest rate, in code order; nobody where that is 0 %."""
    names = tables.municipalities.set_index("municipality_code")["name_ja"]
    rate = rates["online_share_pct"]
    top = rates[(rate > 0) & (rate == rates["procedure_id"].map(highest))].sort_values("municipality_code")
    return top["municipality_code"].map(names).groupby(top["procedure_id"]).agg(lambda found: wording.some(list(found)))


def _headline(priority: pd.DataFrame, subject: Subject, year: str) -> str:
    group = subject.group
    unit = group.unit
    highest = f"{unit}_highest_online_share_pct"
    rated = priority[priority[highest].notna()]
    if rated.empty:
        return f"{group.name_ja}には、27手続の{year}の申請率を読み取れる団体が0"
    top = rated.loc[rated[highest].idxmax()]
    real = int((priority[f"{unit}_real_use"] > 0).sum())
    opening = (
        f"27手続のうち{group.name_ja}のどこかで申請率{REAL_USE_PCT:.0f}%以上なのは{real}手続（{year}、要確認を除く）"
    )
    if top[highest] == 0:
        excepted = "要確認を除き" if priority[f"{unit}_doubtful"].any() else ""
        return f"{group.name_ja}が{year}の申請率を記載した27手続中{len(rated)}手続は、{excepted}どこでも0%"
    where = "" if real else "高くても"
    return (
        f"{opening}、{where or '最も高いのは'}{top['highest_names_ja']}の{top['short_ja']}{wording.share(top[highest])}"
    )


def _notes(procedures: pd.DataFrame, tables: Tables) -> list[str]:
    """What the catalog notes of the procedures that somebody reports."""
    noted = procedures[procedures["note_ja"].notna()]
    rated = noted[noted.filter(like="_highest_online_share_pct").gt(0).any(axis=1)]
    return [f"{row['name_ja']}：{row['note_ja']}" for _, row in rated.iterrows()]


def _chart(priority: pd.DataFrame, subject: Subject, year: str) -> tuple[Bars, ...]:
    """The highest undoubted rate of each of the 27 with its member, beside the subject's own."""
    group = subject.group
    highest = f"{group.unit}_highest_online_share_pct"
    above = priority[priority[highest] > 0].sort_values([highest, "number_27"], ascending=[False, True], kind="stable")
    if above.empty:
        return ()
    drawn = above.head(MOST_BARS)
    series = [Series(f"最も高い{group.unit_ja}（要確認を除く）", tuple(drawn[highest].round(1)))]
    own = tuple(None if pd.isna(rate) else float(rate) for rate in drawn["online_share_pct"])
    if any(rate is not None for rate in own):
        series.append(Series(f"{subject.name_ja}（記載のまま）", own, "second"))
    return (
        Bars(
            title_ja=f"27手続の申請率が最も高い{group.unit_ja}（{year}）" + measures.shown_note(len(above), len(drawn)),
            labels=tuple(drawn["short_ja"] + "（" + drawn["highest_names_ja"] + "）"),
            series=tuple(series),
            unit_ja="%",
            alt_ja=f"27手続のうち{len(drawn)}手続について、{group.name_ja}で最も高い{year}のオンライン申請率とその団体",
            highlight=frozenset(i for i, rate in enumerate(drawn[highest]) if rate >= REAL_USE_PCT),
            maximum=REAL_USE_PCT,  # at least as far as the line
            reference=(REAL_USE_PCT, f"{REAL_USE_PCT:.0f}%"),
        ),
    )
