"""Packs made by real processes, some of them killed: on a Dask cluster as in a process pool, and with equal content."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from dask import config as dask_config
from distributed import LocalCluster

from errands import begin, begun
from survey.batch import dask as cluster
from survey.batch import pack
from survey.batch import run as packs
from survey.batch.dask import Cluster
from survey.batch.pool import ProcessPool, WorkerPool
from survey.errors import SurveyError
from survey.paths import Project

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

# Two of one name, and one of another kind of group.
THREE = {"132063": "府中市", "342084": "府中市", "134023": "青ヶ島村"}


@contextmanager
def _opened(workers: int, **scheduler: int) -> Iterator[LocalCluster]:
    """A scheduler and its workers, each a process of its own with a nanny that starts it again."""
    settings = {f"distributed.scheduler.{name.replace('_', '-')}": value for name, value in scheduler.items()}
    # A slow machine takes its time to start a worker again; a local cluster would give it up after 15 s.
    patient = {"distributed.deploy.lost-worker-timeout": "600s"}
    with (
        dask_config.set({**patient, **settings}),
        LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as opened,
    ):
        yield opened


def _worker_pids(two_workers: LocalCluster) -> list[int]:
    return [nanny.process.pid for nanny in two_workers.workers.values()]


def _place(folder: Path, project: Project) -> Project:
    folder.mkdir()
    (folder / "data").symlink_to(project.root / "data")
    (folder / project.settings.name).write_bytes(project.settings.read_bytes())
    return Project(folder)


class _KillOne:
    """Kills a worker once the first pack is made, while the others are in hand."""

    def __init__(self, pids: Callable[[], list[int]]) -> None:
        self.pids, self.killed = pids, 0

    def __call__(self, progress: packs.Progress) -> None:
        if progress.made == 1 and not self.killed:
            self.killed = self.pids()[0]
            os.kill(self.killed, signal.SIGKILL)


def test_a_worker_killed_half_way_loses_nothing_here_or_on_a_cluster_and_both_make_the_same(
    tmp_path: Path, project: Project
) -> None:
    with ProcessPool(2) as pool:
        place = _place(tmp_path / "here", project)
        here = _made(place, pool, lambda: [process.pid for process in multiprocessing.active_children()])
    with _opened(2) as two_workers, Cluster(two_workers.scheduler_address) as workers:
        there = _made(_place(tmp_path / "there", project), workers, lambda: _worker_pids(two_workers))
    assert here == there


def _made(place: Project, workers: WorkerPool, pids: Callable[[], list[int]]) -> list[bytes]:
    """The records of three packs, made while a worker was killed."""
    jobs, kill = pack.jobs(place, THREE, pack.named_parts("findings,workbook")), _KillOne(pids)
    ran = packs.run(jobs, workers, kill)
    assert kill.killed
    assert (ran.made, ran.failures) == (len(THREE), [])
    assert all(pack.is_finished(job) for job in jobs)
    return [(job.folder / pack.RECORD).read_bytes() for job in jobs]


def test_on_a_cluster_too_one_that_kills_its_workers_is_given_up_and_no_other_is_blamed(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("dies", "plain1", "fails1", "plain2", "dies_once1")]
    with _opened(2, allowed_failures=0) as two_workers, Cluster(two_workers.scheduler_address) as workers:
        errors = {outcome.item.name: outcome.error for outcome in workers.run(begin, paths, lambda _: None)}
    assert type(errors.pop("dies")).__name__ == "KilledWorker"
    assert isinstance(errors.pop("fails1"), LookupError)
    assert errors == {"plain1": None, "plain2": None, "dies_once1": None}
    assert begun(tmp_path / "dies_once1") >= 2


def test_a_scheduler_without_workers_is_told_with_the_command_that_starts_some(tmp_path: Path) -> None:
    with (
        _opened(0) as empty,
        Cluster(empty.scheduler_address, workers_within_s=0.2) as workers,
        pytest.raises(SurveyError, match="has no worker") as caught,
    ):
        list(workers.run(begin, [tmp_path / "plain"], lambda _: None))
    assert cluster.START_WORKERS.format(address=empty.scheduler_address) in caught.value.next_step


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "tcp://[", "http://127.0.0.1:80", ""])
def test_a_scheduler_that_does_not_answer_is_told_with_its_address(address: str) -> None:
    with pytest.raises(SurveyError, match="does not answer") as caught:
        Cluster(address, answers_within_s=0.5)
    assert caught.value.where == address
    assert cluster.START_SCHEDULER in caught.value.next_step


def _listens(process: psutil.Process) -> set[tuple[str, int]]:
    """Where a process and its children listen."""
    found = set()
    for one in (process, *process.children(recursive=True)):
        found |= {each.laddr[:2] for each in one.net_connections("inet") if each.status == psutil.CONN_LISTEN}
    return found


def _speaks_http(port: int) -> bool:
    """Whether a web server answers there."""
    with socket.create_connection(("127.0.0.1", port)) as asked:
        asked.settimeout(2)
        asked.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        try:
            return asked.recv(5) == b"HTTP/"
        except TimeoutError:
            return False


@contextmanager
def _started(command: str, ports: int) -> Iterator[set[tuple[str, int]]]:
    """A dask command of README, started; where it listens once it does so on that many ports."""
    process = psutil.Popen([str(Path(sys.executable).with_name("dask")), *command.split()[1:]])
    try:
        while len(listens := _listens(process)) < ports:
            assert process.poll() is None, command
            time.sleep(0.5)
        yield listens
    finally:
        for one in (*process.children(recursive=True), process):
            one.terminate()
        process.wait()


def test_the_commands_that_start_a_cluster_listen_on_this_machine_only() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    scheduler, workers = cluster.START_SCHEDULER, cluster.START_WORKERS
    for command in (scheduler, workers.format(address="tcp://127.0.0.1:8786")):
        assert f"\n.venv/bin/{command}\n" in readme
    # Ports of their own choice, so that a cluster that runs already is left alone; the hosts are README's.
    scheduler = scheduler.replace("--port 8786", "--port 0").replace(":8787", ":0")
    with _started(scheduler, ports=2) as listens:
        # Whichever of its two ports talks to workers: the other speaks HTTP.
        address = f"tcp://127.0.0.1:{next(port for _, port in listens if not _speaks_http(port))}"
        # Two nannies and two workers, each with its pages.
        with _started(workers.format(address=address), ports=6) as listens_too:
            hosts = {host for host, _ in listens | listens_too}
    assert hosts == {"127.0.0.1"}


def test_without_the_extra_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(SurveyError, match="not installed") as caught:
        Cluster("tcp://127.0.0.1:8786")
    assert "pip install .[cluster]" in caught.value.next_step
