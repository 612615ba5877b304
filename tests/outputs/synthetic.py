"""Made-up charts in the shapes that findings use: the 23 wards' names, and values that are plainly no figures."""

from __future__ import annotations

from survey.findings.charts import Bars, Chart, Ranges, Series, Slopes, TextTable, Tiles

# Column and row of each ward, roughly as on a map.
PLACES = {
    "千代田区": (4, 2), "中央区": (5, 2), "港区": (3, 3), "新宿区": (3, 2), "文京区": (4, 1), "台東区": (6, 1),
    "墨田区": (7, 1), "江東区": (6, 2), "品川区": (3, 4), "目黒区": (2, 4), "大田区": (2, 5), "世田谷区": (1, 3),
    "渋谷区": (2, 3), "中野区": (2, 2), "杉並区": (1, 2), "豊島区": (3, 1), "北区": (4, 0), "荒川区": (5, 1),
    "板橋区": (3, 0), "練馬区": (2, 1), "足立区": (6, 0), "葛飾区": (7, 0), "江戸川区": (7, 2),
}  # fmt: skip
WARDS = tuple(PLACES)
MINE, MISSING = WARDS.index("豊島区"), WARDS.index("文京区")


def ranges(labels: tuple[str, ...] = WARDS, last_place: int = 23, highlight: int = MINE, none: int = MISSING) -> Ranges:
    """A span a label, one of them of a single place, one up to the last place, one without a place."""
    best = [None if i == none else 1 + i * last_place // (2 * len(labels)) for i in range(len(labels))]
    worst = [None if b is None else min(last_place, b + i * 5) for i, b in enumerate(best)]
    pairs = list(zip(best, worst, strict=True))
    return Ranges(
        title_ja="仮の順位",
        labels=labels,
        best=tuple(best),
        worst=tuple(worst),
        written=tuple("順位なし" if b is None else f"{b}位" if b == w else f"{b}〜{w}位" for b, w in pairs),
        last_place=last_place,
        alt_ja="試験用の順位の図",
        highlight=frozenset({highlight}),
    )


def slopes() -> Slopes:
    """A line a ward that rises by 20 to 42; the first wards named lie too near each other for two names."""
    starts = tuple(float(30 + i % 7) for i in range(len(WARDS)))
    return Slopes(
        title_ja="仮の率の二つの時点",
        ends_ja=("令和1年4月1日", "令和2年4月1日"),
        labels=WARDS,
        starts=starts,
        ends=tuple(start + 20.0 + i for i, start in enumerate(starts)),
        unit_ja="%",
        alt_ja="試験用の線",
        named=(MINE, MINE + 1, 0, len(WARDS) - 1),
        highlight=frozenset({MINE}),
    )


def tiles() -> Tiles:
    """The wards with values 0 to 22, one without a value."""
    return Tiles(
        title_ja="仮の値",
        labels=WARDS,
        columns=tuple(column for column, _ in PLACES.values()),
        rows=tuple(row for _, row in PLACES.values()),
        values=tuple(None if i == MISSING else float(i) for i in range(len(WARDS))),
        written=tuple("ー" if i == MISSING else f"{i}件" for i in range(len(WARDS))),
        lowest=0.0,
        highest=22.0,
        unit_ja="件",
        alt_ja="試験用の地図",
        highlight=frozenset({MINE}),
    )


def table(rows: int = 5, words: str = "短い語") -> TextTable:
    """Rows of a number, a name, words and a share; the third row is stressed."""
    return TextTable(
        title_ja="仮の表",
        headings=("順", "自治体", "聞くこと", "率（%）"),
        rows=tuple((str(i + 1), WARDS[i], words, f"{i * 11.1:.1f}") for i in range(rows)),
        widths=(0.5, 1.2, 4.0, 1.0),
        alt_ja="試験用の表",
        numeric=frozenset({0, 3}),
        highlight=frozenset({2}),
    )


def bars(labels: tuple[str, ...] = ("仮の手続（16/23区）", "もう一つの仮の手続（8/17区）", "三つ目")) -> Bars:
    """Three bars, one without a figure."""
    return Bars(
        title_ja="仮の率",
        labels=labels,
        series=(Series("率", (12.0, 3.0, None)),),
        unit_ja="%",
        alt_ja="試験用の棒",
        highlight=frozenset({0}),
    )


LONG = "申請のときに添付書類をどのように省いたか、確認はどの課が行ったか、その後に件数はどうなったか"
NATIONWIDE = tuple(f"長めの名の仮の指標その{number}" for number in range(1, 11))
# What a slide may hold: every kind alone and the kinds that stand side by side.
SLIDES: dict[str, tuple[Chart, ...]] = {
    "ranges of 23": (ranges(),),
    "ranges of 10 nationwide": (ranges(NATIONWIDE, 1741, 0, 4),),
    "slopes": (slopes(),),
    "bars and slopes": (bars(), slopes()),
    "tiles": (tiles(),),
    "a short table": (table(),),
    "a full table": (table(11, LONG[:30]),),
    "a table too long": (table(11, LONG * 2),),
    "bars and a table": (bars(), table()),
    "bars and a full table": (bars(), table(11, LONG[:20])),
    "tiles and ranges": (tiles(), ranges()),
    "ranges and a table": (ranges(NATIONWIDE, 1741, 0, 4), table()),
    "two tables": (table(), table(8)),
}
