"""Reading in child processes: whatever a file does to its reader costs one finding."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.support.drawing import ROOT, loaded, zipped
from tests.support.faults import PLAIN
from tests.support.tasks import (
    compute_for_ever,
    die,
    die_at,
    leave,
    names_of_modules,
    names_of_secrets,
    own_number,
    suffer_from_what_is_left,
    take_memory,
    wait_for,
    working_folder,
    write_there,
)
from wuhao_batch.reading.child import Answered, OutOfMemory
from wuhao_batch.reading.children import Bounds, TaskError, close_kept, run_limited
from wuhao_batch.reading.executor import BATCH, ChildProcesses, Contents, InProcess, T, Task, ask
from wuhao_batch.reading.files import Content, Source, read_source, try_source
from wuhao_batch.reading.limits import SECONDS
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.returns.examine import expected_forms
from wuhao_batch.returns.examine_one import examine_one
from wuhao_batch.returns.intake import receive
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace, open_workspace

DIED = {"reason": "程序中途退出"}
LIMITED = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """End the child that fills templates, if another test has left one."""
    close_kept()


def put(folder: Path, **files: bytes) -> list[Source]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [Source(folder / name, name=name) for name in files]


@LIMITED
def test_a_reader_that_dies_or_does_not_end_costs_one_finding_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    (source,) = put(tmp_path, **{"good.xlsx": PLAIN})
    with ChildProcesses(bounds=Bounds(seconds=3)) as executor:
        tasks = (compute_for_ever, die, read_source)
        waiting = [executor.begin(task, [source]) for task in tasks]
        (slow,), (dead,), (good,) = (wait() for wait in waiting)
    assert slow.body == Refusal(Reason.GIVEN_UP, {"reason": "用了3秒计算时间还没有做完"})
    assert dead.body == Refusal(Reason.GIVEN_UP, DIED)
    assert isinstance(good.body, Book)
    assert {one.sha256 for one in (slow, dead, good)} == {digest(PLAIN)}
    assert children() == []


@pytest.mark.slow
def test_time_that_a_reader_only_waits_is_not_counted_up_to_a_wider_limit(tmp_path: Path) -> None:
    (source,) = put(tmp_path, **{"good.xlsx": PLAIN})
    with ChildProcesses(bounds=Bounds(seconds=2, patience=12)) as executor:
        patient = executor.begin(partial(wait_for, seconds=4), [source] * 4)
        endless = executor.begin(partial(wait_for, seconds=60), [source])
        assert [each.body for each in patient()] == [4] * 4, "each has the whole time to itself"
        refused = Refusal(Reason.GIVEN_UP, {"reason": "等了12秒还没有做完"})
        assert [each.body for each in endless()] == [refused]


def children() -> list[str]:
    """The processes that this one has begun and that are still there."""
    listed = subprocess.run(
        ["ps", "-ww", "--ppid", str(os.getpid()), "-o", "args="],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in listed.stdout.splitlines() if "reading.child" in line]


def interrupted(source: Source) -> None:
    """Begin to read, and be interrupted as soon as a reader runs."""
    with ChildProcesses() as executor:
        executor.begin(compute_for_ever, [source])
        while not children():
            time.sleep(0.01)
        raise KeyboardInterrupt


@LIMITED
def test_no_reader_is_left_behind_whatever_ends_the_block(tmp_path: Path) -> None:
    (source,) = put(tmp_path, **{"good.xlsx": PLAIN})
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted(source)
    assert children() == []
    assert time.monotonic() - started < 10


# --- batches --------------------------------------------------------------------------------------


def of_files(folder: Path, costly: str, **files: bytes) -> list[tuple[str, bool]]:
    """The files that came of a folder, and whether they were read, where some cost their child."""
    place = Workspace(folder)
    put(place.root, **files)
    paths = [place.root / name for name in files]
    with ChildProcesses() as executor:
        received = receive(paths, place, executor, partial(die_at, name=costly))
        return [(one.file, bool(one.body)) for one in received]


def test_a_file_that_costs_its_child_costs_no_other_file_of_its_batch(tmp_path: Path) -> None:
    names = [f"{number}.xlsx" for number in range(10)]
    found = of_files(tmp_path, "1.xlsx", **dict.fromkeys(names, PLAIN))
    assert found == [(name, name != "1.xlsx") for name in names]


def test_a_batch_ends_with_the_file_that_costs_its_child(tmp_path: Path) -> None:
    sources = put(tmp_path, **dict.fromkeys(("a.xlsx", "b.xlsx", "c.xlsx"), PLAIN))
    with ChildProcesses() as executor:
        contents = executor.begin(partial(die_at, name="b.xlsx"), sources)()
    assert [each.body for each in contents] == [True, Refusal(Reason.GIVEN_UP, DIED)]


def test_what_a_carrier_holds_behind_such_a_file_is_refused_and_other_files_are_read(
    tmp_path: Path,
) -> None:
    carrier = zipped(dict.fromkeys(("1.xlsx", "2.xlsx", "3.xlsx", "4.xlsx"), PLAIN))
    found = of_files(tmp_path, "2.xlsx", **{"a.zip": carrier, "b.xlsx": PLAIN})
    inside = [(f"a.zip › {number}.xlsx", number == 1) for number in (1, 2, 3, 4)]
    assert found == [*inside, ("b.xlsx", True)]


def test_files_of_one_carrier_are_never_in_one_batch(tmp_path: Path) -> None:
    inside = {f"{number}.xlsx": PLAIN for number in range(3)}
    names = [f"{number}.xlsx" for number in range(9)]
    put(tmp_path, **{"a.zip": zipped(inside)}, **dict.fromkeys(names, PLAIN))
    asked = Asked()
    paths = [tmp_path / name for name in ("a.zip", *names)]
    list(receive(paths, Workspace(tmp_path), asked, try_source))
    assert [len([each for each in batch if each.inner]) for batch in asked.batches] == [0, 1, 1, 1]
    assert max(map(len, asked.batches)) == 10


class Asked(InProcess):
    """Remembers what it was asked to read together."""

    def __init__(self) -> None:
        self.batches: list[list[Source]] = []

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        self.batches.append([*sources])
        return super().begin(task, sources)


def test_no_more_is_on_its_way_than_the_executor_wants_however_many_files_there_are(
    tmp_path: Path,
) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(2500)]
    counting = Counting()
    found = [one.file for one in receive(paths, Workspace(tmp_path), counting, name_of)]
    assert found == [path.name for path in paths]
    assert counting.most == counting.ahead
    assert max(counting.sizes) <= BATCH


def name_of(source: Source) -> Content[str]:
    return Content(source.name)


class Counting(InProcess):
    """Counts the batches that are on their way."""

    ahead = 4

    def __init__(self) -> None:
        self.now = self.most = 0
        self.sizes: set[int] = set()

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        wait = super().begin(task, sources)
        self.now += 1
        self.most = max(self.most, self.now)
        self.sizes.add(len(sources))

        def waited() -> list[Content[T]]:
            self.now -= 1
            return wait()

        return waited


def test_a_task_is_sent_once_to_a_child_that_stays(tmp_path: Path) -> None:
    sources = put(tmp_path, **{"a.xlsx": PLAIN})
    with ChildProcesses() as executor:
        task = Pickled()
        for _ in range(3):
            assert [each.body for each in executor.begin(task, sources)()] == [True]
    assert task.times == 1


class Pickled:
    """A task that counts how often it is sent."""

    times = 0

    def __call__(self, source: Source) -> Content[bool]:
        raise NotImplementedError("the child has try_source instead")

    def __reduce__(self) -> tuple[object, ...]:
        self.times += 1
        return partial, (try_source,)


SLOW_START = """\
import signal, sys, time
if "-P" in sys.orig_argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(1.5)
"""
"""Python's own start-up of every child: late, and not to be ended before that."""
NO_MAIN_GUARD = """\
from pathlib import Path
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.reading.files import Source, read_source
with ChildProcesses() as executor:
    wait = executor.begin(read_source, [Source(Path("a.xlsx"))])
    {then}
"""


def script(folder: Path, then: str, *before: str) -> "subprocess.CompletedProcess[str]":
    """Run a user's script, which has no ``if __name__ == "__main__"``."""
    (folder / "main.py").write_text(NO_MAIN_GUARD.format(then=then))
    env = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [*before, sys.executable, "main.py"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@LIMITED
def test_a_reader_that_starts_while_the_block_ends_keeps_silent(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_START)
    done = script(tmp_path, "pass")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@LIMITED
def test_a_lower_limit_of_the_system_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(PLAIN)
    least = ("bash", "-c", f'ulimit -Ht {SECONDS - 1}; exec "$@"', "bash")
    done = script(tmp_path, "print(wait()[0].sha256)", *least)
    assert done.stdout.strip() == digest(PLAIN), done.stderr


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(PLAIN)
    done = script(tmp_path, "print(wait()[0].sha256)")
    assert (done.stdout.split(), done.stderr) == ([digest(PLAIN)], "")


# --- what a reader may do -------------------------------------------------------------------------

NOWHERE = Source(Path("no file is needed"))


@LIMITED
def test_a_reader_cannot_write_and_a_fault_of_the_program_is_raised(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with ChildProcesses() as executor, pytest.raises(TaskError, match="File too large"):
        ask(executor, partial(write_there, path=path), NOWHERE)
    assert path.read_bytes() == b""


@LIMITED
def test_a_reader_gets_no_more_than_its_memory() -> None:
    with ChildProcesses() as executor:
        body = ask(executor, take_memory, NOWHERE).body
    assert body == Refusal(Reason.GIVEN_UP, {"reason": "内存不够"})


def test_a_reader_sees_no_password_and_ours_stays_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, secret = "WUHAO_SMTP_PASSWORD", "not told"
    monkeypatch.setenv(name, secret)
    with ChildProcesses() as executor:
        assert ask(executor, names_of_secrets, NOWHERE).body == []
    assert os.environ[name] == secret


def test_a_file_that_cannot_be_opened_costs_one_finding(tmp_path: Path) -> None:
    with ChildProcesses() as executor:
        body = ask(executor, read_source, Source(tmp_path / "none.xlsx")).body
    assert isinstance(body, Refusal)
    assert body.code == "F005"


# --- what a reader examines -----------------------------------------------------------------------


def test_a_reader_examines_without_the_libraries_of_scoring_and_writing() -> None:
    place = open_workspace(ROOT)
    form = min(place.returned.rglob("*.xlsx"))
    task = partial(names_of_modules, expected=expected_forms(loaded(place)))
    with ChildProcesses() as executor:
        modules = ask(executor, task, Source(form)).body
    assert isinstance(modules, list)
    assert not {"pandas", "numpy", "openpyxl"} & set(modules)


def test_a_case_is_small() -> None:
    place = open_workspace(ROOT)
    for form in place.returned.rglob("*.xlsx"):
        content = examine_one(Source(form, name=form.name), expected_forms(loaded(place)))
        data = pickle.dumps(content)
        assert len(data) < 10_000
        assert pickle.loads(data) == content  # noqa: S301  our own


# --- a child that is kept -------------------------------------------------------------------------


def test_the_next_task_finds_the_child_that_a_block_has_left() -> None:
    with ChildProcesses() as executor:
        first = ask(executor, own_number, NOWHERE).body
    assert run_limited(own_number) == Answered(Content(first))
    with ChildProcesses() as executor:
        assert ask(executor, own_number, NOWHERE).body == first


@LIMITED
def test_a_block_that_is_broken_off_leaves_no_child() -> None:
    with suppress(KeyboardInterrupt), ChildProcesses() as executor:
        assert isinstance(ask(executor, own_number, NOWHERE).body, int)
        executor.begin(compute_for_ever, [NOWHERE])
        raise KeyboardInterrupt
    assert children() == []


def test_no_task_suffers_from_what_another_has_left_in_its_child() -> None:
    run_limited(leave)
    assert isinstance(run_limited(suffer_from_what_is_left), Answered)


@LIMITED
def test_a_task_without_end_to_its_memory_is_tried_twice_at_most() -> None:
    run_limited(leave)
    assert run_limited(partial(take_memory, NOWHERE)) == OutOfMemory()


def test_a_child_that_is_kept_works_where_its_caller_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert run_limited(working_folder) == Answered(str(tmp_path / name))
