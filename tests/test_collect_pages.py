"""The wards' own pages end to end: asked, kept, stored whole or not at all, and turned into doors."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

import box
from box import Box, Page
from survey import study
from survey.catalog.specs import listed
from survey.collect import pages as collect_pages
from survey.errors import FetchFailed
from survey.fetch.client import Client, FetchPolicy
from survey.paths import Project
from survey.raw import store
from survey.tidy.files import load

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

QUICK = FetchPolicy("survey-test (test@example.invalid)", delay_s=0.0, tries=2, backoff_s=0.01)
COMMAND = Path(sys.executable).with_name("survey")
PAGES = listed("ward_pages")
EDITION = box.DATE_ISO[:10]


def _route(url: str) -> str:
    parts = urlsplit(url)
    return f"/{parts.netloc}{parts.path}"


def _made_up(family: str) -> Page:
    """The synthetic page of a family, as a ward might serve it."""
    path = Path(__file__).with_name("pages") / "ward_pages" / f"{family}.html"
    return Page(path.read_bytes())


@pytest.fixture
def server() -> Iterator[Box]:
    with box.opened() as opened:
        for page in PAGES.itertuples():
            opened.routes[_route(page.page_url)] = _made_up(page.family)
        yield opened


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight pages are wanted, of several families: for tests of what is asked for and stored, and when."""
    chosen = pd.concat([PAGES[PAGES["family"] == "plain"].head(7), PAGES[PAGES["family"] != "plain"].head(1)])
    assert chosen["family"].nunique() > 1
    monkeypatch.setattr(collect_pages, "listed", lambda _: chosen)
    monkeypatch.setitem(globals(), "PAGES", chosen)


def _fetch(project: Project, server: Box) -> collect_pages.Collected:
    return collect_pages.fetch(project, Client(QUICK, mirror=server.url))


def _tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_page_is_stored_under_the_day_it_was_read(scratch: Project, server: Box) -> None:
    collected = _fetch(scratch, server)
    assert (collected.edition, collected.state) == (EDITION, "new")
    raw = store.read(scratch, collect_pages.SOURCE, EDITION)
    assert set(raw.table["municipality_code"]) == set(PAGES["municipality_code"])
    assert len(raw.origin["files"]) == len(PAGES)
    for file in raw.origin["files"]:
        kept = scratch.originals / collect_pages.SOURCE / EDITION / file["name"]
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == file["sha256"]


def test_the_doors_reach_the_tidy_table_with_their_procedures_and_phrases(
    scratch: Project, project: Project, server: Box
) -> None:
    shutil.copytree(project.raw, scratch.raw)
    _fetch(scratch, server)
    study.tidy(scratch)
    doors = load(scratch, "channels")
    assert set(doors["municipality_code"]) == set(PAGES["municipality_code"])
    known = set(listed("channels")["channel"])
    assert set(doors["channel"]) <= known
    procedures = set(listed("procedures")["procedure_id"])
    named = doors["procedure_ids"].dropna().str.split("|").explode()
    assert len(named)
    assert set(named) <= procedures
    assert (doors["procedure_ids"].notna() <= doors["matched_by"].notna()).all()
    phrases = doors.filter(like="_printed").drop(columns="page_updated_printed")
    assert phrases.notna().any(axis=None)


@pytest.mark.usefixtures("few")
def test_a_page_that_cannot_be_read_stops_all_and_the_next_run_asks_only_for_it(scratch: Project, server: Box) -> None:
    bad = PAGES.iloc[5]
    server.routes[_route(bad["page_url"])] = Page(b"<html><head><title>moved</title></head></html>")
    with pytest.raises(FetchFailed) as caught:
        _fetch(scratch, server)
    assert bad["page_url"] in str(caught.value)
    assert store.editions(scratch, collect_pages.SOURCE) == []
    server.asked.clear()
    server.routes[_route(bad["page_url"])] = _made_up(bad["family"])
    assert _fetch(scratch, server).state == "new"
    assert server.paths() == [_route(bad["page_url"])]


@pytest.mark.usefixtures("few")
def test_a_page_whose_landmark_is_gone_is_named_with_the_selector(scratch: Project, server: Box) -> None:
    marked = PAGES[PAGES["family"] != "plain"].iloc[0]
    path = Path(__file__).with_name("pages") / "ward_pages" / "edogawa_landmark_gone.html"
    server.routes[_route(marked["page_url"])] = Page(path.read_bytes())
    with pytest.raises(FetchFailed) as caught:
        _fetch(scratch, server)
    assert "#tmp_" in str(caught.value)


@pytest.mark.usefixtures("few")
def test_the_same_day_again_changes_nothing(scratch: Project, server: Box) -> None:
    _fetch(scratch, server)
    before = _tree(scratch.root)
    assert _fetch(scratch, server).state == "same"
    assert _tree(scratch.root) == before


@pytest.mark.usefixtures("few")
def test_the_same_pages_later_that_day_change_nothing_and_other_days_follow(
    scratch: Project, server: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fetch(scratch, server)
    before = _tree(scratch.raw)
    monkeypatch.setattr(box, "DATE", "Mon, 02 Nov 2026 09:09:09 GMT")
    assert _fetch(scratch, server).state == "same"
    assert _tree(scratch.raw) == before
    monkeypatch.setattr(box, "DATE", "Tue, 03 Nov 2026 09:09:09 GMT")
    assert _fetch(scratch, server).edition == "2026-11-03"


@pytest.mark.usefixtures("few")
def test_pages_kept_by_a_run_long_ago_are_asked_for_again(
    scratch: Project, server: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = PAGES.iloc[0]
    server.routes[_route(bad["page_url"])] = Page(b"", status=404)
    with pytest.raises(FetchFailed):
        _fetch(scratch, server)
    later = time.time() + 2 * collect_pages.LONGEST_KEPT_S
    monkeypatch.setattr(collect_pages.time, "time", lambda: later)
    server.routes[_route(bad["page_url"])] = _made_up(bad["family"])
    server.asked.clear()
    _fetch(scratch, server)
    assert len(server.paths()) == len(PAGES)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("damage", ["content gone", "content changed", "record damaged"])
def test_a_kept_page_that_is_not_whole_is_asked_for_again(scratch: Project, server: Box, damage: str) -> None:
    bad = PAGES.iloc[0]
    server.routes[_route(bad["page_url"])] = Page(b"", status=404)
    with pytest.raises(FetchFailed):
        _fetch(scratch, server)
    record = sorted((scratch.originals / collect_pages.SOURCE / collect_pages.PARTIAL).glob("*.json"))[0]
    if damage == "record damaged":
        record.write_text("damaged", encoding="utf-8")
    elif damage == "content gone":
        record.with_suffix(".html").unlink()
    else:
        record.with_suffix(".html").write_bytes(b"other")
    server.routes[_route(bad["page_url"])] = _made_up(bad["family"])
    server.asked.clear()
    assert _fetch(scratch, server).state == "new"
    assert len(server.paths()) == 2


def test_killed_between_pages_it_goes_on_where_it_stopped(
    scratch: Project, server: Box, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = scratch.settings.read_text(encoding="utf-8").replace("someone@example.invalid", "test@office.invalid")
    scratch.settings.write_text(text, encoding="utf-8")
    undisturbed = Project(tmp_path_factory.mktemp("undisturbed"))
    shutil.copy(scratch.settings, undisturbed.root)
    command = [COMMAND, "fetch", collect_pages.SOURCE, "--mirror", server.url, "--delay", "0"]

    def run(project: Project) -> subprocess.Popen:
        environment = {**os.environ, "SURVEY_PROJECT": str(project.root)}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ended(process: subprocess.Popen) -> int:
        process.communicate()
        return process.returncode

    assert ended(run(undisturbed)) == 0
    slow = PAGES.iloc[10]
    server.routes[_route(slow["page_url"])] = box.dripping(_made_up(slow["family"]), pause_s=0.5, step=100)
    server.asked.clear()
    process = run(scratch)
    while _route(slow["page_url"]) not in server.paths():
        time.sleep(0.01)
        assert process.poll() is None
    process.kill()
    process.communicate()
    asked_before = set(server.paths()) - {_route(slow["page_url"])}
    server.routes[_route(slow["page_url"])] = _made_up(slow["family"])
    server.asked.clear()
    assert ended(run(scratch)) == 0
    assert not asked_before & set(server.paths())
    assert _tree(scratch.raw) == _tree(undisturbed.raw)
