"""Every way in: how a case is made for it, and how it is read. A reader may only return or raise a SurveyError."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import mutate
import pandas as pd
import seeds

from survey.catalog.models import LinkRule
from survey.catalog.source_models import ANY_SOURCE
from survey.catalog.specs import source_spec
from survey.catalog.yaml_files import load_model, read_yaml
from survey.collect import files as collect
from survey.errors import SurveyError
from survey.fetch import locate, validators
from survey.fetch.client import Fetched, Validators
from survey.fetch.unpack import Unpacker
from survey.paths import Project
from survey.printed import codes, eras, mentions, numbers
from survey.printed import text as texts
from survey.raw import store
from survey.settings import read_settings
from survey.sources import hearings, readers, register
from survey.sources.original import Original
from survey.sources.ward_pages import read_page
from survey.tidy import hearings as hearing_answers
from survey.tidy.match import match

Case = Any
MINUTES, MINUTES_DAY = "toshima_minutes", "2021-03-29"
CARD, CARD_DAY = "mic_my_number_card", "2022-12-31"
PRACTICES = "practices"
_OF_NUMBERS = (numbers.read_number, numbers.read_share_pct, codes.read_code)
_PACKINGS = ("gzip", "deflate", "zstd")


@dataclass(frozen=True)
class Reader:
    """One way in: its share of all cases, how a case is drawn, and how it is read in a project of its own."""

    share: int
    draw: Callable[[Random], Case]
    read: Callable[[Project, Case], object]


def _text(samples: list[str]) -> Callable[[Random], str]:
    return lambda random: mutate.text(random, samples)


def _bytes(samples: Callable[[], list[bytes]]) -> Callable[[Random], bytes]:
    loaded = cache(samples)
    return lambda random: mutate.data(random, loaded())


def _markup(samples: Callable[[], list[str]]) -> Callable[[Random], bytes]:
    loaded = cache(samples)

    def draw(random: Random) -> bytes:
        return mutate.markup(random, random.choice(loaded())).encode("utf-8", "surrogatepass")

    return draw


def _zipped(members: Callable[[], dict[str, bytes]]) -> Callable[[Random], bytes]:
    loaded = cache(members)
    return lambda random: mutate.zipped(random, mutate.parts(random, loaded()))


def _written(table: pd.DataFrame) -> None:
    """What was accepted can be stored, and holds nothing that is not seen."""
    content = store.as_csv(table).decode("utf-8")
    if sign := texts.never_printed(content):
        raise AssertionError(f"{sign} was let in")


def _numbers(_: Project, case: str) -> None:
    """Each of the readers of print; the first that refuses does not keep the others from their turn."""
    refused: list[SurveyError] = []
    for read in _OF_NUMBERS:
        try:
            read(case)
        except SurveyError as error:
            refused.append(error)
    codes.with_check_digit(case)
    if len(refused) == len(_OF_NUMBERS):
        raise refused[0]


def _eras(_: Project, case: str) -> None:
    for read in (eras.find_as_of, eras.read_day, eras.find_month, eras.find_year, mentions.dates_and_counts):
        read(case)


def _names(_: Project, case: str) -> None:
    if texts.label(texts.label(case)) != texts.label(case):
        raise AssertionError("a second label is another one")
    texts.is_same_place(case, "豊島区")


def _settings(project: Project, case: bytes) -> None:
    project.settings.write_bytes(case)
    read_settings(project.settings)


def _catalog(project: Project, case: bytes) -> None:
    path = project.root / "source.yml"
    path.write_bytes(case)
    load_model(ANY_SOURCE, path, read_yaml(path))


def _stored(project: Project, case: tuple[bytes, bytes]) -> None:
    folder = project.raw / "da_procedures_online" / "2025-03-31"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / store.TABLE).write_bytes(case[0])
    (folder / store.ORIGIN).write_bytes(case[1])
    (project.originals / "da_procedures_online").mkdir(parents=True, exist_ok=True)
    (project.originals / "da_procedures_online" / validators.FETCHED).write_bytes(case[1])
    validators.stored(project, "da_procedures_online")
    store.read(project, "da_procedures_online", "2025-03-31")


def _draw_stored(random: Random) -> tuple[bytes, bytes]:
    """A damaged table whose hash is mostly made to fit, as somebody would who edits both, beside a damaged record."""
    table = mutate.data(random, [seeds.csv_bytes([["part", "row", "A"], *seeds.GRID], "utf-8")])
    digest = hashlib.sha256(table).hexdigest()
    entry = {"edition": "2025-03-31", "etag": None, "last_modified": None, "table_sha256": digest}
    record = {"table_sha256": digest, "rows": 3, "files": [], "https://x.example/": entry}
    origin = json.dumps(record).encode()
    return table, mutate.data(random, [origin, b"[" * 5000, b"null"]) if random.random() < 0.5 else origin


def _links(_: Project, case: bytes) -> None:
    page = Fetched("https://site.example/a/", case, None, None, Validators())
    locate.newest(page, LinkRule(href=r"\.(xlsx|html)$", text="申請.*手続|様式"))


def _wire(_: Project, case: bytes) -> None:
    refused: list[SurveyError] = []
    for encoding in _PACKINGS:
        try:
            unpacker = Unpacker(encoding, 10_000)
            for start in range(0, len(case), 7):
                unpacker.take(case[start : start + 7])
        except SurveyError as error:
            refused.append(error)
    if len(refused) == len(_PACKINGS):
        raise refused[0]


def _kit(_: Project, case: bytes) -> None:
    raw = hearings.read(Original("試験.xlsx", case))
    _written(raw.table)
    hearing_answers.answers(raw)


def _add(project: Project, case: tuple[str, str, str, bytes]) -> None:
    """The whole way in: on a refusal, data/raw is as it was."""
    source_id, edition, name, content = case
    path = project.root / name
    path.write_bytes(content)
    before = _fingerprint(project.raw)
    try:
        collect.add(project, [path], source_id, edition, replace=True)
    except BaseException:
        if _fingerprint(project.raw) != before:
            raise AssertionError("data/raw was changed by a file that was refused") from None
        raise


def _draw_added(random: Random) -> tuple[str, str, str, bytes]:
    source_id, edition, name, content = random.choice(_added())
    return source_id, edition, name, mutate.data(random, [content]) if random.random() < 0.9 else content


@cache
def _added() -> list[tuple[str, str, str, bytes]]:
    cards = seeds.committed_grid(CARD, CARD_DAY, "issued")
    practices = seeds.committed_grid(PRACTICES, "2026-11-23", "records")[:12]
    return [
        (MINUTES, MINUTES_DAY, "minutes.txt", seeds.MINUTES.encode()),
        (CARD, CARD_DAY, "all_localgovs.csv", seeds.csv_bytes(cards)),
        (PRACTICES, "2026-11-23", "practices.csv", seeds.csv_bytes(practices, "utf-8")),
    ]


def _fingerprint(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _page(family: str) -> Callable[[Project, bytes], None]:
    return lambda _, case: _written(read_page(case, None, "https://site.example/p.html", "131164", family))


READERS: dict[str, Reader] = {
    "printed numbers and codes": Reader(200, _text(seeds.NUMBERS), _numbers),
    "printed dates": Reader(140, _text(seeds.DATES), _eras),
    "printed names": Reader(130, _text([*seeds.NAMES, *seeds.NUMBERS]), _names),
    "titles": Reader(60, _text(seeds.NAMES), lambda _, case: match(case)),
    "csv": Reader(
        120,
        _bytes(lambda: [seeds.csv_bytes(seeds.GRID), seeds.csv_bytes(seeds.GRID, "cp932"), seeds.csv_bytes([["a"]])]),
        lambda _, case: _written(readers.csv_grid(Original("試験.csv", case), "utf-8-sig")),
    ),
    "zip": Reader(
        100,
        _zipped(lambda: {"試験一.csv": seeds.csv_bytes(seeds.GRID), "folder/two.csv": b"a,b\r\n1,2\r\n"}),
        lambda _, case: readers.unpack([Original("試験.zip", case)]),
    ),
    "settings": Reader(60, _bytes(lambda: [(seeds.ROOT / "study.toml").read_bytes()]), _settings),
    "stored editions": Reader(50, _draw_stored, _stored),
    "catalog": Reader(10, _bytes(lambda: [page.encode() for page in seeds.catalog_files()]), _catalog),
    "minutes": Reader(
        40,
        _bytes(lambda: [seeds.MINUTES.encode()]),
        lambda _, case: _written(register.read(MINUTES, [Original("minutes.txt", case)], MINUTES_DAY)),
    ),
    "records": Reader(
        15,
        _bytes(lambda: [seeds.csv_bytes([list(source_spec(PRACTICES).records.headings), ["試験"] * 17], "utf-8")]),
        lambda _, case: _written(register.read(PRACTICES, [Original("practices.csv", case)], "2026-11-23")),
    ),
    "pages (edogawa)": Reader(10, _markup(lambda: seeds.pages("edogawa")), _page("edogawa")),
    "pages (plain)": Reader(10, _markup(seeds.pages), _page("plain")),
    "links": Reader(15, _markup(seeds.pages), _links),
    "wire": Reader(
        25,
        _bytes(
            lambda: [
                gzip.compress(bytes(3_000), mtime=0),
                gzip.compress(bytes(30_000), mtime=0),
                zlib.compress(b"plain"),
            ]
        ),
        _wire,
    ),
    "xlsx": Reader(
        12,
        _zipped(seeds.workbook_parts),
        lambda _, case: _written(readers.xlsx_grid(Original("試験.xlsx", case), "試験シート")),
    ),
    "kits": Reader(2, _zipped(seeds.kit_parts), _kit),
    "survey add": Reader(1, _draw_added, _add),
}
