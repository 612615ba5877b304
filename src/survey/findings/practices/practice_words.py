"""What the overview of practices and its views say alike: what is open, whose minutes, and the caveats."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.memo import cached
from survey.analysis.practice_records import Counted, Minutes
from survey.findings import wording
from survey.tidy.tables import Tables

# The list's key is what a page says least about; a page that is silent is not a deed without an outcome.
_UNKNOWN_JA = {"outcome_value": "成果の数字", "started": "始まった時期", "page_date": "ページの日付"}
CAVEAT = "取組は公表ページから集めたもので、件数の少なさは取組がないことを示しません"
_CAVEATS = (
    "成果の数字は各ページの発表（事業者によるものを含む）のままで、取組だけの成果とは限らず、数え方も異なるため互いに比べられません。"
    "公表ページに数字がないことは、成果がないことを示しません",
    "近さは公表された指標の近さの順（似た自治体と同じ計算と時点）で、指標が揃わない団体、種類の違う団体（市に対する町など）、都道府県などは空欄です",
)
_ON_SECOND_HAND = "「二次情報」は、別のページの伝聞や個人のページなどで、数字は取っていません"


def caveats(second_hand: int, two_similarities_ja: str = "") -> list[str]:
    """What holds, after CAVEAT, of every list of practices; of its two similarities, and second-hand ones, if any."""
    return [*_CAVEATS, *[two_similarities_ja] * bool(two_similarities_ja), *[_ON_SECOND_HAND] * bool(second_hand)]


def questions_ja(counted: Counted) -> str:
    """What one would ask, from what the pages do not say."""
    if not counted.practices:
        return "取り組んだ自治体はあるか"
    without = counted.practices - counted.with_outcome
    asked = [f"成果の数字（{without}件に記載なし）"] if without else []
    asked += [f"始めた時期（{counted.without_start}件）"] if counted.without_start else []
    asked += [f"事実の確認（二次情報{counted.second_hand}件）"] if counted.second_hand else []
    return "、".join(asked)


def of_group_ja(number: int, subject: Subject) -> str:
    """How many of the group did something: 23区では9区, or 23区では見つかっていない."""
    group = subject.group
    return f"{group.name_ja}では{number}{group.unit_ja}" if number else f"{group.name_ja}では見つかっていない"


def minutes_caveat(minutes: Minutes, subject: Subject) -> str:
    """Where the problems come from."""
    days = wording.some_of([wording.day(day) for day in minutes.said_on], "日")
    if minutes.is_own:
        return f"課題は{days}の会議で挙がったもので、今も残るかは分かりません"
    owners = wording.some_of(minutes.owners_ja, "団体")
    return f"{subject.name_ja}の会議録はこの調査に取り込んでいないため、課題は{owners}の{days}の会議で挙がったものです"


@cached
def described(tables: Tables) -> pd.DataFrame:
    """Of every practice, by its id: procedures_ja, and unknown_ja, what its page does not say."""
    rows, short = tables.practices, tables.procedures.set_index("procedure_id")["short_ja"]
    ids = rows["procedure_ids"].fillna("")
    return pd.DataFrame(
        {
            "procedures_ja": ["、".join(short[name] for name in each.split("|") if name) for each in ids],
            "unknown_ja": [
                "、".join(words for column, words in _UNKNOWN_JA.items() if pd.isna(row[column]))
                for _, row in rows.iterrows()
            ],
        },
        index=pd.Index(rows["practice_id"]),
    )
