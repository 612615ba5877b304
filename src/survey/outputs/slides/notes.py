"""A slide's notes: method, caveats, and for every number the file, the sheet and the cells that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from numbers import Real
from typing import NamedTuple

import pandas as pd

from survey.analysis.groups import Subject
from survey.catalog.specs import listed
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.outputs.text import cite
from survey.outputs.text import displayed as tables
from survey.outputs.workbook import names as workbook_names
from survey.outputs.workbook.names import sheet_ja

_BLANK_JA = "空欄"
# A cell that prints a sentence is quoted by its beginning; the locator leads to the whole.
_LONGEST_CELL = 30
# Of others than those that the slide is about, this many are named with where they stand.
_MOST_OTHERS = 60
_MOST_ITEMS = 60
_MOST_TOLD = 30
_MOST_ROWS = 12
# What other tables know a row by says nothing to a reader.
_KEYS = ("procedure_id", "practice_id", "problem_id")
# What the catalog has no name for is a row of a list, named by what it prints.
_ROW_JA = "行"
_USED = ["municipality_code", "item_id", "locator", "cell_printed"]


class _Cell(NamedTuple):
    """A cell that a finding used: what it is about, where it stands in its part, what it prints."""

    item_id: str
    address: str
    printed: str


def finding_notes(finding: Finding, sources: pd.DataFrame, subject: Subject) -> list[str]:
    """The paragraphs of a finding's notes; ``sources`` are the rows of table ``sources`` that it cites."""
    named = _named(finding, subject)
    return [
        f"問い：{finding.question_ja}",
        f"方法：{finding.method_ja}",
        *(f"注意：{caveat}" for caveat in finding.caveats_ja),
        *_values(finding, subject),
        *_rows(finding, named),
        *_pages(finding),
        *(line for _, source in sources.iterrows() for line in _of_source(finding, source, named)),
        f"計{len(finding.evidence):,}欄を一つずつ元の欄まで戻って確かめる："
        f"survey trace {finding.id} --for {subject.code}（他の団体の欄も：--all）",
    ]


def _named(finding: Finding, subject: Subject) -> list[str]:
    """The codes of the subject and of the municipalities that headline and tables name, among those with cells."""
    places = _places()
    codes = [code for code in finding.evidence["municipality_code"].unique() if code in places.index]
    tables_shown = [chart for chart in finding.charts if isinstance(chart, TextTable)]
    cells = "、".join(text for chart in tables_shown for row in chart.rows for text in row)
    others = places.loc[[code for code in codes if code != subject.code], ["name_ja", "prefecture"]]
    told = [
        [code for code, name, prefecture in others.itertuples(name=None) if _is_told(name, prefecture, words)]
        for words in (finding.headline_ja, cells)
    ]
    first = [code for code in codes if code == subject.code]
    return list(dict.fromkeys([*first, *told[0], *told[1][:_MOST_TOLD]]))


def _is_told(name: str, prefecture: str, words: str) -> bool:
    if name not in words:
        return False
    # 北区 stands in 台北区 as little as 港区 in 湊区: what goes before must not be another part of a name.
    return re.search(rf"(?<![一-龠々ヶ]){re.escape(name)}", words.replace(prefecture, "")) is not None


def _values(finding: Finding, subject: Subject) -> Iterator[str]:
    """The numbers that the headline is built from: those that the catalog names, or that bear a column's name."""
    figures = workbook_names.figures(finding, subject)
    numbers = [f"{told.label_ja} {told.value:,.10g}{told.unit_ja}" for told in figures]
    numbers += [
        f"{tables.heading(name)} {value:,.10g}"
        for name, value in finding.values.items()
        if tables.is_listed(name) and isinstance(value, Real) and not isinstance(value, bool)
    ]
    if finding.values.get("group_size") == subject.group.size:
        numbers.append(f"比較の相手（{subject.group.name_ja}） {subject.group.size}{subject.group.unit_ja}")
    if numbers:
        yield f"見出しの数値：{'、'.join(numbers)}"


def _rows(finding: Finding, codes: list[str]) -> Iterator[str]:
    """The rows of the finding's own table about whom the slide is about, or whose name stands in the headline."""
    table = finding.table[[name for name in finding.table.columns if name not in _KEYS]]
    if "municipality_code" in table.columns:
        table = table[table["municipality_code"].isin(codes)].drop(columns="municipality_code")
    else:
        named = [column for column in table.columns if column.endswith("_ja")]
        table = table[table[named].isin(_words_of(finding.headline_ja, table[named])).any(axis=1)]
    for row in tables.displayed(table.head(_MOST_ROWS)).to_dict("records"):
        words = "、".join(f"{heading} {value}" for heading, value in row.items() if value)
        yield f"表（ワークブックのシート「{sheet_ja(finding.id)}」）の行：{words}"


def _words_of(headline: str, names: pd.DataFrame) -> list[str]:
    """Those of the names that stand in the headline."""
    found = {name for column in names for name in names[column] if isinstance(name, str)}
    return [name for name in found if len(name) > 1 and name in headline]


def _pages(finding: Finding) -> Iterator[str]:
    """The pages behind what others did: each practice's address."""
    if "source_url" in finding.table.columns:
        for _, row in finding.table.iterrows():
            yield f"取組のページ：{row['who_ja']}「{row['action_ja']}」{row['source_url']}"


def _of_source(finding: Finding, source: pd.Series, named: list[str]) -> Iterator[str]:
    """One source's line and, for each of its files or sheets, the cells that were used."""
    yield from (f"出典：{line}" for line in cite.lines(source.to_frame().T))
    cells = finding.evidence
    cells = cells[(cells["source_id"] == source["source_id"]) & (cells["edition"] == source["edition"])]
    parts: dict[str, dict[str, list[_Cell]]] = {}
    for code, item, locator, printed in zip(*(cells[name].tolist() for name in _USED), strict=True):
        part, _, address = locator.partition("!")
        parts.setdefault(part, {}).setdefault(code, []).append(_Cell(item, address, printed))
    for part, by_code in parts.items():
        yield f"　{cite.place(source, part)}：使った欄は{sum(map(len, by_code.values())):,}"
        for code in named:
            if code in by_code:
                yield f"　　{_places().at[code, 'name_ja']}：{_cells(by_code[code])}"
        yield from _others({code: used for code, used in by_code.items() if code not in named})


def _cells(cells: list[_Cell]) -> str:
    """What the cells print, how many print it, and where each stands."""
    places: dict[str, list[str]] = {}
    for cell in cells:
        places.setdefault(cell.printed, []).append(f"{_items().get(cell.item_id, _ROW_JA)} {cell.address}")
    groups = []
    for printed, where in places.items():
        left_out = f"、ほか{len(where) - _MOST_ITEMS}欄" if len(where) > _MOST_ITEMS else ""
        number = f" {len(where)}欄" if len(where) > 1 else ""
        groups.append(f"{_shortened(printed)}{number}（{'、'.join(where[:_MOST_ITEMS])}{left_out}）")
    return "；".join(groups)


def _shortened(printed: str) -> str:
    text = printed or _BLANK_JA
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _others(by_code: dict[str, list[_Cell]]) -> Iterator[str]:
    """Where the other municipalities stand: a row's or a column's first and last cell. Then what is nobody's."""
    placed = {code: used for code, used in by_code.items() if code in _places().index}
    if len(placed) > _MOST_OTHERS:
        yield f"　　ほかの{len(placed):,}団体：{_by_item(placed)}（一つずつは survey trace の --all で）"
    elif placed:
        names = "、".join(f"{_places().at[code, 'name_ja']} {_ends(used)}" for code, used in placed.items())
        yield f"　　ほかの{len(placed)}団体：{names}"
    nobodys = [cell for code, used in by_code.items() if code not in placed for cell in used]
    if nobodys:
        yield f"　　市区町村によらない欄：{_ends(nobodys)}"


def _by_item(by_code: dict[str, list[_Cell]]) -> str:
    """Where too many municipalities to be named stand: by what the cells are about, the first and the last."""
    by_item: dict[str, list[_Cell]] = {}
    for cell in (cell for used in by_code.values() for cell in used):
        by_item.setdefault(cell.item_id, []).append(cell)
    if len(by_item) > _MOST_ITEMS:
        return _ends([cell for used in by_item.values() for cell in used])
    return "、".join(f"{_items().get(item, _ROW_JA)} {_ends(used)}" for item, used in by_item.items())


def _ends(cells: list[_Cell]) -> str:
    """The first and the last address, and how many there are."""
    ordered = sorted((cell.address for cell in cells), key=_order)
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}から{ordered[-1]}のうち{len(ordered)}欄"


@cache
def _order(address: str) -> tuple[int, str, int]:
    match = re.match(r"([A-Z]+)(\d+)", address)
    return (len(match[1]), match[1], int(match[2])) if match else (0, address, 0)


@cache
def _places() -> pd.DataFrame:
    return listed("municipalities").set_index("municipality_code")


@cache
def _items() -> dict[str, str]:
    """The Japanese name of what a cell is about, by its id."""
    named = (("procedures", "procedure_id", "short_ja"), ("indicators", "indicator_id", "name_ja"))
    named = (*named, ("problems", "problem_id", "short_ja"), ("commitments", "commitment_id", "text_ja"))
    return {row[key]: row[name] for table, key, name in named for _, row in listed(table).iterrows()}
