"""Minutes: who spoke under which item, naming which dates; the words themselves stay out of the raw table.

The minutes here are made up; those of the ward are read only where the publishers' files are (marked originals).
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from grids import RAW
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog import specs
from survey.catalog.specs import CATALOG, listed, source_spec
from survey.collect import files as collect
from survey.errors import BadFile, BadLayout, RawConflict, SurveyError
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy import minutes as said

SOURCE, EDITION = "toshima_minutes", "2021-03-29"
FILE = Path("minutes", EDITION, "minutes.txt")
LONGEST_RUN = 20

HEAD = [
    "会 議 録",
    "",
    "附属機関又は 会議体の名称\t\t令和2年度 第9回試験本部",
    "開催日時\t\t令和3年3月29日(月) 10:00",
    "出席者\t部員\t試験部長",
    "\t事務局\t試験係長",
    "",
]
BODY = [
    "本部長 試験を始めます。",
    "",
    "**議題 (1) 試験の",
    "(二行目の題)**",
    "",
    "[事務局：「議題 (1) 試験の」を説明]",
    "",
    "(質疑)",
    "",
    "部員 令和 3 年度の",
    "",
    "半ばまでに7 件を試す。",
    "そのほか、9月にも試す。",
    "",
    "本部長 よい。",
    "",
    "—了承—",
    "",
    "報告事項（２）二つ目の題",
    "",
    "〔事務局：「報告事項（２）二つ目の題」を説明〕",
    "",
    "（質疑なし）",
    "",
    "[10:30 終了]",
    "",
    "- 資料1：4月の表",
]
GOOD = [*HEAD, *BODY]


def read(lines: list[str], newline: str = "\n", encoding: str = "utf-8") -> pd.DataFrame:
    return register.read(SOURCE, [Original("試験.txt", newline.join(lines).encode(encoding))], EDITION)


def replaced(old: str, new: str) -> list[str]:
    assert old in GOOD
    return [new if line == old else line for line in GOOD]


def line_of(text: str) -> str:
    return str(GOOD.index(text) + 1)


# What is kept


def test_headings_explanations_and_utterances_are_kept_with_item_role_and_dates() -> None:
    rows = read(GOOD).drop(columns="D").to_numpy().tolist()
    meeting, first, second = "令和2年度 第9回試験本部", "議題 (1) 試験の(二行目の題)", "報告事項（２）二つ目の題"
    assert rows == [
        ["minutes", line_of(HEAD[2]), meeting, "", "令和2年度、第9回"],
        ["minutes", line_of(HEAD[3]), meeting, "", "令和3年3月29日"],
        ["minutes", line_of("**議題 (1) 試験の"), first, "", ""],
        ["minutes", line_of("[事務局：「議題 (1) 試験の」を説明]"), first, "事務局", ""],
        ["minutes", line_of("部員 令和 3 年度の"), first, "部員", "令和 3 年度の半ば、7 件、9月"],
        ["minutes", line_of("本部長 よい。"), first, "本部長", ""],
        ["minutes", line_of("報告事項（２）二つ目の題"), second, "", ""],
        ["minutes", line_of("〔事務局：「報告事項（２）二つ目の題」を説明〕"), second, "事務局", ""],
    ]


def test_a_heading_of_two_lines_is_one_and_its_hash_is_of_both() -> None:
    heading = read(GOOD).set_index("row").loc[line_of("**議題 (1) 試験の")]
    assert heading["D"] == hashlib.sha256(heading["A"].encode("utf-8")).hexdigest()


def test_an_utterance_cut_by_a_page_break_is_one_and_its_hash_is_of_the_whole() -> None:
    said = read(GOOD).set_index("row").loc[line_of("部員 令和 3 年度の")]
    whole = "令和 3 年度の半ばまでに7 件を試す。そのほか、9月にも試す。"
    assert said["D"] == hashlib.sha256(whole.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(("newline", "encoding"), [("\r\n", "utf-8"), ("\n", "utf-8-sig")])
def test_line_ends_and_a_byte_order_mark_change_nothing(newline: str, encoding: str) -> None:
    assert read(GOOD, newline, encoding).equals(read(GOOD))


@given(st.integers(0, 5))
def test_blank_lines_between_what_is_said_only_move_the_rows(blanks: int) -> None:
    spread = [*HEAD, *[part for line in BODY for part in ([line, *[""] * blanks] if line == "" else [line])]]
    assert read(spread).drop(columns="row").equals(read(GOOD).drop(columns="row"))


def test_no_spoken_word_is_kept_but_dates_and_counts() -> None:
    kept = "".join(read(GOOD)[["A", "B", "C"]].to_numpy().ravel())
    for words in ("試す", "よい", "始めます", "までに"):
        assert words not in kept


@pytest.fixture
def another_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A catalog that also describes the minutes of another municipality, by a yml alone."""
    copy = tmp_path / "catalog"
    shutil.copytree(CATALOG, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / "sources" / f"{SOURCE}.yml").read_text(encoding="utf-8")
    text = text.replace(f"id: {SOURCE}", "id: other_minutes").replace('"131164"', '"131130"').replace("部員", "委員")
    (copy / "sources" / "other_minutes.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(specs, "CATALOG", copy)
    yield "other_minutes"
    source_spec.cache_clear()


def test_another_offices_minutes_need_a_yml_and_no_code(another_office: str) -> None:
    lines = [line.replace("部員 ", "委員 ") for line in GOOD]
    table = register.read(another_office, [Original("試験.txt", "\n".join(lines).encode())], EDITION)
    assert list(table["B"]) == [role.replace("部員", "委員") for role in read(GOOD)["B"]]
    entry = listed("commitments").head(1).assign(source_id=another_office, row=table["row"].iloc[-1])
    raw = RawEdition(another_office, EDITION, table, {})
    placed = said.commitments([raw], entry.assign(due_words="", due_on=""))
    assert placed[["municipality_code", "said_by_role"]].to_numpy().tolist() == [["131130", "事務局"]]


# What is refused


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        (replaced("本部長 よい。", "課長 よい。"), "unknown speaker", line_of("本部長 よい。")),
        (replaced("本部長 よい。", "委員長：よい。"), "unknown speaker", line_of("本部長 よい。")),
        (replaced("—了承—", "【休憩】"), "in brackets", line_of("—了承—")),
        (replaced("（質疑なし）", "その後に話した。"), "belongs to no speaker", line_of("（質疑なし）")),
        (GOOD[: GOOD.index("[10:30 終了]")], "do not end", str(GOOD.index("[10:30 終了]"))),
        (replaced(HEAD[3], "開催日時\t\t令和3年3月30日(火) 10:00"), "another day", line_of(HEAD[3])),
        (replaced(HEAD[3], "開催日時\t\t未定"), "another day", line_of(HEAD[3])),
    ],
)
def test_what_cannot_be_placed_is_refused_with_file_and_line(lines: list[str], message: str, line: str) -> None:
    with pytest.raises(BadLayout, match=message) as caught:
        read(lines)
    assert caught.value.where == f"試験.txt, line {line}"
    assert caught.value.next_step


@pytest.mark.parametrize(("line", "what"), [(HEAD[2], "the meeting's name"), (HEAD[3], "the day of the meeting")])
def test_minutes_without_the_meetings_name_or_day_are_refused(line: str, what: str) -> None:
    with pytest.raises(BadLayout, match=f"{what} is not printed") as caught:
        read(replaced(line, ""))
    assert caught.value.where == f"試験.txt, lines 1 to {len(GOOD)}"


def test_the_words_of_a_refused_line_are_not_repeated_in_the_message() -> None:
    with pytest.raises(BadLayout) as caught:
        read(replaced("本部長 よい。", "課長 秘密の話。"))
    assert "課長" in caught.value.got
    assert "秘密" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("試験.txt", "会議録".encode("cp932"), "declared encoding"),
        ("試験.txt", b"<!DOCTYPE html><title>404</title>", "web page"),
        ("試験.pdf", b"%PDF-1.7", "needs one file"),
        ("試験.txt", b"", "is not printed"),
    ],
)
def test_what_is_no_text_of_minutes_is_refused(name: str, content: bytes, message: str) -> None:
    with pytest.raises((BadFile, BadLayout), match=message):
        register.read(SOURCE, [Original(name, content)], EDITION)


def test_minutes_that_the_catalogs_reading_does_not_fit_are_not_stored(scratch: Project) -> None:
    path = scratch.root / "試験.txt"
    path.write_text("\n".join(GOOD), encoding="utf-8")
    with pytest.raises(SurveyError, match=re.escape("commitments.csv")):
        collect.add(scratch, [path], SOURCE, EDITION)
    assert store.editions(scratch, SOURCE) == []


# The ward's minutes


def test_the_committed_rows_have_the_catalogs_roles_and_come_in_the_order_of_the_lines(project: Project) -> None:
    table = store.read(project, SOURCE, EDITION).table
    assert set(table["B"]) == {"", *source_spec(SOURCE).minutes.roles}
    rows = table["row"].astype(int).tolist()
    assert rows == sorted(set(rows))
    assert table["D"].str.fullmatch(r"[0-9a-f]{64}").all()
    assert max(map(len, table["C"])) < LONGEST_RUN * 2, "dates and counts, no sentences"


@pytest.mark.originals
def test_the_minutes_with_a_changed_line_conflict_with_what_is_stored(
    originals: Path, scratch: Project, project: Project
) -> None:
    text = (originals / FILE).read_text(encoding="utf-8")
    collect.add(scratch, [originals / FILE], SOURCE, EDITION)
    assert store.read(scratch, SOURCE, EDITION).table.equals(store.read(project, SOURCE, EDITION).table)
    changed = scratch.root / "minutes.txt"
    changed.write_text(text.replace("。", "", 1), encoding="utf-8")
    with pytest.raises(RawConflict):
        collect.add(scratch, [changed], SOURCE, EDITION)


@pytest.mark.originals
def test_each_stored_hash_is_that_of_the_text_from_its_line_to_the_next_speaker(originals: Path) -> None:
    """Read a second way: cut the file at the stored rows and at the lines that nobody says."""
    lines = (originals / FILE).read_text(encoding="utf-8").split("\n")
    with (RAW / SOURCE / EDITION / "table.csv").open(encoding="utf-8", newline="") as file:
        stored = [row for row in csv.DictReader(file) if row["B"] and lines[int(row["row"]) - 1][0] not in "[〔"]
    assert len(stored) > LONGEST_RUN
    starts = re.compile(r"(?:本部長|副本部長|部員|事務局)[ \t]|[\[〔(（—*]|報告事項|資料")
    for row in stored:
        first = int(row["row"]) - 1
        words = lines[first].removeprefix(row["B"]).strip()
        for line in lines[first + 1 :]:
            if starts.match(line):
                break
            words += line.strip()
        assert hashlib.sha256(words.encode("utf-8")).hexdigest() == row["D"], f"line {row['row']}"


@pytest.mark.originals
def test_no_sentence_of_the_minutes_is_in_the_catalog_or_the_raw_tables(originals: Path) -> None:
    """No run of 20 characters that somebody spoke; headings and the procedures' official names do not count."""
    lines = (originals / FILE).read_text(encoding="utf-8").split("\n")
    roles = "|".join(source_spec(SOURCE).minutes.roles)
    is_heading = re.compile(r"\W*(?:議題|報告事項|資料)|[\[〔(（]")
    spoken = "\n".join(
        re.sub(rf"^(?:{roles})\s", "", line) for line in lines[15:] if line and not is_heading.match(line)
    )
    spoken = re.sub("|".join(map(re.escape, listed("procedures")["name_ja"])), "\n", spoken)
    squeezed = ["".join(part.split()) for part in spoken.split("\n")]
    runs = {part[at : at + LONGEST_RUN] for part in squeezed for at in range(len(part) - LONGEST_RUN + 1)}
    assert len(runs) > 1000
    texts = [*CATALOG.rglob("*.csv"), *CATALOG.rglob("*.yml"), *(RAW / SOURCE).rglob("*.*")]
    texts += (RAW.parent / "processed" / name for name in ("commitments.csv", "problems.csv"))
    for path in texts:
        text = "".join(path.read_text(encoding="utf-8").split())
        assert not [text[at : at + LONGEST_RUN] for at in range(len(text)) if text[at : at + LONGEST_RUN] in runs], path
