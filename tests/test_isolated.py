"""Reading in child processes: whatever a file does to its reader costs one finding."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pebble import ProcessPool

from tests.support.faults import PLAIN
from tests.support.hostile.crafting import record12, row12, xlsb
from tests.support.packing import old_blank, old_stream
from wuhao_batch.reading import isolated
from wuhao_batch.reading.files import Source
from wuhao_batch.reading.isolated import child_processes, confine
from wuhao_batch.reading.limits import MEMORY
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import digest

LIMITED = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def endless() -> bytes:
    """An .xls of 640 KB whose 16 million blank cells keep its reader busy for half a minute."""
    return old_stream(b"".join(old_blank(row, 255) for row in range(65_536)))


def deadly() -> bytes:
    """An .xlsb of 2 KB whose two cells make its reader ask for 550 GB, and abort."""
    corners = ((0, 0), (1_048_575, 16_383))
    return xlsb(b"".join(row12(row, record12(5, "2Id", column, 0, 1.0)) for row, column in corners))


def put(folder: Path, **files: bytes) -> list[Source]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [Source(folder / name) for name in files]


@LIMITED
def test_a_reader_that_dies_or_does_not_end_costs_one_finding_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "SECONDS", 2)
    files = {"endless.xls": endless(), "deadly.xlsb": deadly(), "good.xlsx": PLAIN}
    with child_processes() as reader:
        waiting = [reader(source) for source in put(tmp_path, **files)]
        slow, dead, good = (wait() for wait in waiting)
    assert slow.body == Refusal("F020", {"reason": "2秒内没有读完"})
    assert dead.body == Refusal("F020", {"reason": "读取程序中途退出"})
    assert isinstance(good.body, Book)
    assert [one.sha256 for one in (slow, dead, good)] == [digest(data) for data in files.values()]
    assert multiprocessing.active_children() == []


def interrupted(source: Source) -> None:
    """Begin to read, and be interrupted as soon as a reader runs."""
    with child_processes() as reader:
        reader(source)
        while not multiprocessing.active_children():
            time.sleep(0.01)
        raise KeyboardInterrupt


def test_no_reader_is_left_behind_whatever_ends_the_block(tmp_path: Path) -> None:
    (source,) = put(tmp_path, **{"endless.xls": endless()})
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted(source)
    assert multiprocessing.active_children() == []
    assert time.monotonic() - started < 10


SLOW_START = """\
import signal, sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(1.5)
"""
"""Python's own start-up of every child: late, and not to be ended before that."""
ENDED_MEANWHILE = """\
from pathlib import Path
from wuhao_batch.reading.files import Source
from wuhao_batch.reading.isolated import child_processes
if __name__ == "__main__":
    with child_processes(2) as reader:
        reader(Source(Path("a.xlsx")))
"""


@LIMITED
def test_a_reader_that_starts_while_the_block_ends_keeps_silent(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_START)
    (tmp_path / "main.py").write_text(ENDED_MEANWHILE)
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def in_a_reader(task: Callable[..., object], *arguments: object) -> object:
    """What a task gives in a process that is limited as readers are."""
    context = multiprocessing.get_context("spawn")
    with ProcessPool(1, initializer=confine, context=context) as pool:
        return pool.schedule(task, args=arguments, timeout=30).result()


@LIMITED
def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with pytest.raises(OSError, match="File too large"):
        in_a_reader(Path.write_bytes, path, b"x")
    assert path.read_bytes() == b""


@LIMITED
def test_a_reader_gets_no_more_than_its_memory() -> None:
    with pytest.raises(MemoryError):
        in_a_reader(bytes, 3 * MEMORY)


def test_a_file_that_cannot_be_opened_costs_one_finding(tmp_path: Path) -> None:
    with child_processes() as reader:
        body = reader(Source(tmp_path / "none.xlsx"))().body
    assert isinstance(body, Refusal)
    assert body.code == "F005"
