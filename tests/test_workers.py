"""Worker processes: what is finished is never lost, a death is its item's own, and nobody outlives the asker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from errands import begin, begun
from survey.batch.pool import MOST_RETRIES, ProcessPool

pytestmark = pytest.mark.slow

_PATIENCE = 1200


def _run(folder: Path, names: list[str], workers: int = 2) -> dict[str, BaseException | None]:
    paths = [folder / name for name in names]
    with ProcessPool(workers) as pool:
        outcomes = list(pool.run(begin, paths, lambda _: None))
    assert sorted(outcome.item for outcome in outcomes) == sorted(paths)
    assert not multiprocessing.active_children()
    return {outcome.item.name: outcome.error for outcome in outcomes}


def test_each_errand_is_run_once(tmp_path: Path) -> None:
    names = [f"plain{number}" for number in range(7)]
    assert _run(tmp_path, names) == dict.fromkeys(names)
    assert [begun(tmp_path / name) for name in names] == [1] * 7


def test_nothing_to_do_starts_nobody(tmp_path: Path) -> None:
    assert _run(tmp_path, []) == {}


def test_an_error_is_its_errands_own(tmp_path: Path) -> None:
    errors = _run(tmp_path, ["plain1", "fails1", "plain2"])
    assert isinstance(errors.pop("fails1"), LookupError)
    assert errors == {"plain1": None, "plain2": None}


def test_an_errand_whose_worker_was_killed_is_run_again(tmp_path: Path) -> None:
    names = ["plain1", "dies_once1", "plain2", "dies_once2", "plain3"]
    assert _run(tmp_path, names) == dict.fromkeys(names)
    assert begun(tmp_path / "dies_once1") == 2


@pytest.mark.parametrize("name", ["dies", "unposted"])
def test_one_that_kills_every_worker_is_given_up_and_no_other_is_blamed(tmp_path: Path, name: str) -> None:
    errors = _run(tmp_path, [name, "plain1", "plain2", "plain3"])
    assert isinstance(errors.pop(name), BrokenExecutor)
    assert begun(tmp_path / name) == 1 + MOST_RETRIES
    assert set(errors.values()) == {None}


def test_no_more_is_in_hand_than_there_are_workers(tmp_path: Path) -> None:
    sizes, names = [], [f"plain{number}" for number in range(6)]
    with ProcessPool(2) as pool:
        list(pool.run(begin, [tmp_path / name for name in names], lambda busy: sizes.append(len(busy))))
    assert max(sizes) == 2


def test_ctrl_c_is_left_to_the_asker(tmp_path: Path) -> None:
    assert _run(tmp_path, ["interrupted1", "plain1"]) == {"interrupted1": None, "plain1": None}


def test_an_asker_that_stops_ends_its_workers_and_begins_nothing_more(tmp_path: Path) -> None:
    def stop(busy: list[Path]) -> None:
        if len(busy) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ProcessPool(2) as pool:
        list(pool.run(begin, (tmp_path / f"plain{number}" for number in range(6)), stop))
    assert not multiprocessing.active_children()
    assert len(list(tmp_path.iterdir())) <= 2


def test_workers_do_not_outlive_an_asker_that_was_killed(tmp_path: Path) -> None:
    lines = [
        "from pathlib import Path",
        "from errands import begin",
        "from survey.batch.pool import ProcessPool",
        "if __name__ == '__main__':",
        f"    with ProcessPool(1) as pool: list(pool.run(begin, [Path({str(tmp_path / 'waits')!r})], lambda _: None))",
    ]
    script = tmp_path / "asker.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    with subprocess.Popen([sys.executable, script], env=environment) as asker:
        while not begun(tmp_path / "waits"):
            assert asker.poll() is None
            time.sleep(0.05)
        worker = int((tmp_path / "waits").read_text())
        asker.send_signal(signal.SIGKILL)
    for _ in range(_PATIENCE):
        if not _is_alive(worker):
            return
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its asker")


def _is_alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_that_was_being_started_while_another_died_is_not_waited_for() -> None:
    with ProcessPool(1) as workers:
        with pytest.raises(BrokenExecutor):
            workers._submit(os._exit, 1).result()
        left_over = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
        left_over.start()
        workers._pool._processes[left_over.pid] = left_over
        assert workers._submit(abs, -1).result() == 1
        left_over.join(60)
        assert not left_over.is_alive()
