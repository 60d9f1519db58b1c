"""Reading on a cluster: a real scheduler and two workers on this computer, one of them killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from distributed import Client, KilledWorker

from tests.support.drawing import ROOT, loaded, workspace
from tests.support.faults import PLAIN
from tests.support.line import put
from tests.support.tasks import die_at
from wuhao_batch.jobs import cluster as job
from wuhao_batch.jobs.cluster import Cluster
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.jobs.run import run
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.reading.files import Source, read_source, try_source
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.workspace.folders import ImpossibleError, Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal"),
]

UNITS = 100


@contextmanager
def dask(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One process of a cluster."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        cwd=ROOT / "tests",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Machines:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self._file = folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file))
        stack.enter_context(dask("scheduler", *where))
        self.workers: list[subprocess.Popen[bytes]] = []
        self.add_worker()
        self.add_worker()

    def add_worker(self) -> None:
        where = ("--scheduler-file", str(self._file), "--nthreads", "1", "--no-nanny")
        self.workers.append(self._stack.enter_context(dask("worker", *where)))

    @property
    def address(self) -> str:
        while not self._file.exists() or not self._file.read_text():
            time.sleep(0.05)
        return str(json.loads(self._file.read_text())["address"])


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with ExitStack() as stack:
        yield Machines(tmp_path_factory.mktemp("cluster"), stack)


@pytest.fixture
def cluster(machines: Machines) -> Iterator[Cluster]:
    with Cluster(machines.address) as executor:
        yield executor


def put_there(folder: Path, *names: str) -> list[Source]:
    for name in names:
        (folder / name).write_bytes(PLAIN)
    return [Source(folder / name, name=name) for name in names]


def test_a_hostile_file_costs_a_child_of_its_worker_and_no_worker(
    cluster: Cluster, machines: Machines, tmp_path: Path
) -> None:
    sources = put_there(tmp_path, "a.xlsx", "b.xlsx", "c.xlsx")
    for _ in range(6):
        contents = cluster.begin(partial(die_at, name="b.xlsx"), sources)()
        refused = Refusal(Reason.GIVEN_UP, {"reason": "程序中途退出"})
        assert [each.body for each in contents] == [True, refused]
    assert [each.poll() for each in machines.workers] == [None, None]


def test_a_file_that_changed_is_read_again(cluster: Cluster, tmp_path: Path) -> None:
    sources = put_there(tmp_path, "a.xlsx")
    first = cluster.begin(try_source, sources)()
    sources[0].path.write_bytes(b"no workbook")
    assert cluster.begin(try_source, sources)() != first


def test_a_worker_that_sees_other_files_is_told_and_not_believed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = put_there(tmp_path, "a.xlsx")
    monkeypatch.setattr(job, "read_bytes", lambda _path: (b"what lies here", 0.0))
    with pytest.raises(ImpossibleError, match=r"a\.xlsx"):
        cluster.begin(try_source, sources)()


def test_another_program_on_the_workers_is_told(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(this_program(), version="9.9")
    monkeypatch.setattr(job, "this_program", lambda: other)
    with Cluster(machines.address) as executor, pytest.raises(ImpossibleError, match=r"9\.9"):
        executor.begin(read_source, put_there(tmp_path, "a.xlsx"))()


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://"):
        with pytest.raises(ImpossibleError, match="连不上集群的调度器"):
            Cluster(address)


class Failing:
    """A batch that ends with a fault."""

    def __init__(self, fault: BaseException) -> None:
        self._fault = fault

    def result(self) -> object:
        raise self._fault


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (KilledWorker("a batch", cast("Any", "a worker"), 3), "接连退出"),
        (ModuleNotFoundError("No module named 'wuhao_batch'"), "没有装 wuhao"),
        (RuntimeError("Error during deserialization of the task graph."), "没有装 wuhao"),
        (CancelledError(), "断开了"),
        (RuntimeError("a fault of ours"), "a fault of ours"),
    ],
)
def test_what_ends_a_batch_is_told(fault: Exception, told: str) -> None:
    with pytest.raises((ImpossibleError, OSError, RuntimeError), match=told):
        job._contents(Failing(fault), [])


def handed_in(root: Path) -> Workspace:
    """Forms of a hundred units: a few filled in, the others as they went out."""
    place = workspace(root, [[f"{number:03}", f"第{number}党总支"] for number in range(UNITS)])
    issue_forms(loaded(place), place)
    for path in sorted(place.forms.glob("*.xlsx")):
        path.rename(place.returned / path.name)
    for number in range(0, UNITS, 20):
        put(place, f"{number:03}")
    return place


def papers(place: Workspace) -> dict[str, bytes]:
    """All that a run made but its record, which holds the moment."""
    return {
        path.relative_to(place.output).as_posix(): path.read_bytes()
        for path in place.output.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def kill_one_at_work(address: str, ended: Event) -> None:
    """Kill the first worker that has batches of which nothing has come back yet."""
    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        processes = client.run(os.getpid)
        while not ended.wait(0.005):
            at_work: dict[str, tuple[str, ...]] = client.processing()
            worker = next((each for each, batches in at_work.items() if batches), None)
            if worker is not None:
                os.kill(processes[worker], signal.SIGKILL)
                return
    pytest.fail("no worker had anything to do")


def test_with_a_worker_killed_in_the_middle_the_papers_are_the_same_to_the_byte(
    machines: Machines, tmp_path: Path
) -> None:
    alone = handed_in(tmp_path / "alone")
    spread = replace(handed_in(tmp_path / "spread"), scheduler=machines.address)
    ended = Event()
    with ThreadPoolExecutor(1) as beside:
        killing = beside.submit(kill_one_at_work, machines.address, ended)
        try:
            found = run(spread, draft=True)
        finally:
            ended.set()
        killing.result()
    machines.add_worker()
    assert len(found.outcome.results) == UNITS
    run(alone, draft=True)
    assert papers(spread) == papers(alone)
