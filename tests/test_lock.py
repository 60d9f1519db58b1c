"""One command at a time writes in a workspace, and the others say who has it."""

import errno
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from wuhao_batch.workspace import lock
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.holder import BUSY, LOCK, Holder, holder_here, holder_in
from wuhao_batch.workspace.lock import REFRESHED, STALE, UNWRITTEN, BusyError, exclusive
from wuhao_batch.workspace.processes import Process, this_process

COUNTING = """\
import sys
from pathlib import Path
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
place = Workspace(Path(sys.argv[1]))
count = place.root / "count"
for _ in range(25):
    with exclusive(place, "run", patience=60):
        count.write_text(str(int(count.read_text()) + 1))
"""
HOLDING = """\
import sys
from pathlib import Path
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
with exclusive(Workspace(Path(sys.argv[1])), "send --deliver"):
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def begin(place: Workspace, program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, str(place.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def locked_by(place: Workspace, process: Process, age: float = 0, computer: str = "PC-7") -> Path:
    """Leave a lock of that process, last touched so many seconds ago."""
    held = replace(holder_here("issue"), computer=computer, process=process)
    return left(place, held.as_bytes(), age)


def left(place: Workspace, data: bytes, age: float = 0, name: str = LOCK) -> Path:
    path = place.root / name
    path.write_bytes(data)
    os.utime(path, (time.time() - age,) * 2)
    return path


def holder(place: Workspace) -> Holder:
    found = holder_in((place.root / LOCK).read_bytes())
    assert found is not None
    return found


def dead() -> Process:
    """A process of this computer whose number belongs to another one now."""
    return replace(this_process(), started="0a0a0a")


def elsewhere() -> Process:
    return Process("ffffff", 1, "0a0a0a")


def refused(place: Workspace) -> str:
    with pytest.raises(BusyError) as busy, exclusive(place, "run", patience=0):
        pytest.fail("two have it")
    return str(busy.value)


def taken_meanwhile(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], object]
) -> str:
    """Refuse a command for what happens between its look at a stale lock and the permit."""
    path, seize = place.root / LOCK, lock._seize

    def late(where: Path, own: Holder) -> bool:
        if where != path:
            happens(path)
        return seize(where, own)

    monkeypatch.setattr(lock, "_seize", late)
    said = refused(place)
    assert [each.name for each in place.root.iterdir()] == [LOCK]
    return said


def in_another_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_the_lock_says_who_has_the_workspace_and_is_gone_afterwards(place: Workspace) -> None:
    with exclusive(place, "run"):
        told = json.loads((place.root / LOCK).read_text(encoding="utf-8"))
        assert told["process"] == str(this_process())
        assert told["command"] == "run"
        assert told.keys() == {"computer", "process", "since", "command", "token"}
    assert list(place.root.iterdir()) == []


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, ValueError])
def test_nothing_is_left_behind_whatever_ends_the_block(
    place: Workspace, fault: type[BaseException]
) -> None:
    with pytest.raises(fault), exclusive(place, "run"):
        raise fault
    assert list(place.root.iterdir()) == []
    assert threading.active_count() == 1


def test_a_job_may_call_another_one(place: Workspace) -> None:
    with exclusive(place, "send"):
        before = holder(place)
        with exclusive(place, "issue", patience=0):
            assert holder(place) == before
        assert holder(place) == before
    assert not (place.root / LOCK).exists()


def test_another_thread_waits_as_another_process_does(place: Workspace) -> None:
    said: list[str] = []
    with exclusive(place, "send"):
        in_another_thread(lambda: said.append(refused(place)))
    assert "wuhao send" in said[0]


def test_two_workspaces_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with ExitStack() as both:
        for name in "ab":
            (tmp_path / name).mkdir()
            both.enter_context(exclusive(Workspace(tmp_path / name), "run", patience=0))


def test_who_is_refused_hears_computer_time_and_command(place: Workspace) -> None:
    with begin(place, HOLDING) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        held = holder(place)
        assert issubclass(BusyError, ImpossibleError)
        assert refused(place) == (
            f"电脑“{held.computer}”从 {held.since} 起在这个工作文件夹里运行 wuhao send --deliver，"
            "还没有结束。请等它结束后再试。"
        )
        other.kill()
    assert (place.root / LOCK).exists()
    with exclusive(place, "run", patience=0):  # it is dead
        assert holder(place).command == "run"


def test_many_commands_at_once_take_turns(place: Workspace) -> None:
    (place.root / "count").write_text("0")
    locked_by(place, dead())
    others = [begin(place, COUNTING) for _ in range(3)]
    assert [other.wait() for other in others] == [0, 0, 0]
    for other in others:
        other.communicate()
    assert (place.root / "count").read_text() == "75"
    assert [path.name for path in place.root.iterdir()] == ["count"]


def test_a_lock_is_waited_for(place: Workspace) -> None:
    path = locked_by(place, elsewhere())
    freed = threading.Timer(0.1, path.unlink)
    freed.start()
    with exclusive(place, "run", patience=10):
        assert holder(place).command == "run"
    freed.join()


def test_a_lock_of_another_computer_is_stale_when_nobody_has_touched_it_for_hours(
    place: Workspace,
) -> None:
    locked_by(place, elsewhere(), STALE - 60)
    assert refused(place).endswith(f"；确知它已经不在运行的，删除文件 {LOCK} 再试。")
    locked_by(place, elsewhere(), STALE + 60)
    with exclusive(place, "run", patience=0):
        assert holder(place).command == "run"


def test_the_clock_of_the_disk_decides_what_is_old(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_by(place, elsewhere())
    late = time.time() + 2 * STALE
    monkeypatch.setattr(time, "time", lambda: late)
    assert "PC-7" in refused(place)


def test_a_lock_that_is_held_long_is_touched_again(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "REFRESHED", 0.01)
    with exclusive(place, "run"):
        path = place.root / LOCK
        os.utime(path, (0, 0))
        deadline = time.monotonic() + 10
        while not path.stat().st_mtime and time.monotonic() < deadline:
            time.sleep(0.01)
        assert path.stat().st_mtime > 0


def test_a_lock_in_use_is_touched_often_enough_for_every_limit() -> None:
    assert 2 * REFRESHED < UNWRITTEN < STALE


def test_a_lock_that_others_have_taken_meanwhile_is_not_touched(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "REFRESHED", 0.01)
    with exclusive(place, "run"):
        locked_by(place, elsewhere())
        deadline = time.monotonic() + 10
        while threading.active_count() > 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert threading.active_count() == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"computer": 1}',
        b"\xff",
        replace(holder_here("x"), token="../x").as_bytes(),  # noqa: S106  no password
    ],
)
def test_a_lock_that_names_nobody_is_stale_after_a_minute(place: Workspace, data: bytes) -> None:
    left(place, data)
    assert refused(place) == BUSY
    left(place, data, 2 * UNWRITTEN)
    with exclusive(place, "run", patience=0):
        assert holder(place).command == "run"
    assert list(place.root.iterdir()) == []


def test_a_lock_that_cannot_be_read_is_left_alone_as_long_as_any_other(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: Callable[..., IO[bytes]] = Path.open

    def unreadable(path: Path, mode: str = "r", *args: Any, **options: Any) -> IO[bytes]:
        if mode == "rb":
            raise PermissionError
        return opened(path, mode, *args, **options)

    with monkeypatch.context() as another_user:
        another_user.setattr(Path, "open", unreadable)
        left(place, b"", STALE - 60)
        assert refused(place) == BUSY
        left(place, b"", STALE + 60)
        with exclusive(place, "run", patience=0):
            pass
    assert holder(place).command == "run"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps what is open")
def test_age_and_holder_are_of_the_same_lock_even_if_it_is_replaced_during_the_look(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = locked_by(place, elsewhere(), 2 * STALE)
    before = lock._look(path)

    def replaced(data: bytes) -> Holder | None:
        path.unlink()
        locked_by(place, dead())
        return holder_in(data)

    monkeypatch.setattr(lock, "holder_in", replaced)
    assert lock._look(path) == before


def test_texts_of_others_cannot_move_the_cursor(place: Workspace) -> None:
    locked_by(place, elsewhere(), computer="\x1b[2J" + "长" * 500)
    said = refused(place)
    assert said.isprintable()
    assert len(said) < 300


def test_while_another_one_takes_a_stale_lock_over_nobody_else_does(place: Workspace) -> None:
    locked_by(place, dead())
    permit = f"{LOCK}-{holder(place).token}"
    left(place, replace(holder_here("run"), process=elsewhere()).as_bytes(), name=permit)
    refused(place)
    left(place, replace(holder_here("run"), process=dead()).as_bytes(), name=permit)
    with exclusive(place, "run", patience=0):  # the one that took it over is dead as well
        assert holder(place).command == "run"
    assert list(place.root.iterdir()) == []


def test_who_comes_late_to_a_stale_lock_does_not_replace_the_new_one(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_by(place, dead())
    said = taken_meanwhile(place, monkeypatch, lambda _: locked_by(place, elsewhere()))
    assert "PC-7" in said


def test_a_stale_lock_that_its_holder_touches_again_is_not_replaced(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_by(place, elsewhere(), 2 * STALE)
    assert "PC-7" in taken_meanwhile(place, monkeypatch, os.utime)


def test_a_lock_that_could_not_be_released_does_not_lock_its_own_process_out(
    place: Workspace,
) -> None:
    locked_by(place, this_process())
    with exclusive(place, "run", patience=0):
        assert holder(place).command == "run"


def test_a_lock_that_others_have_taken_meanwhile_is_theirs(place: Workspace) -> None:
    with exclusive(place, "run"):
        path = locked_by(place, elsewhere())
    assert path.exists()


def test_where_no_lock_can_be_made_the_command_meets_its_own_errors(tmp_path: Path) -> None:
    with exclusive(Workspace(tmp_path / "missing"), "run"):
        assert not (tmp_path / "missing").exists()
    (tmp_path / "file").touch()
    with exclusive(Workspace(tmp_path / "file"), "run"):
        pass


def test_a_read_only_workspace_takes_no_lock(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(_: Path, __: Holder) -> None:
        raise PermissionError

    monkeypatch.setattr(lock, "_create", read_only)
    with exclusive(place, "run"):
        assert list(place.root.iterdir()) == []


@pytest.mark.parametrize("step", ["_create", "_look", "_take_over"])
def test_whatever_fails_where_a_lock_is_the_command_waits(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    locked_by(place, dead())
    monkeypatch.setattr(lock, step, broken)
    refused(place)
    assert [path.name for path in place.root.iterdir()] == [LOCK]


def test_a_folder_in_the_place_of_the_lock_is_no_reason_to_run_without_one(
    place: Workspace,
) -> None:
    (place.root / LOCK).mkdir()
    assert refused(place) == BUSY


def test_only_refusals_in_a_row_mean_that_no_lock_can_be_made(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [True] * (lock._REFUSALS - 1)
    steps, seize = iter([*refusals, False, *refusals]), lock._seize

    def now_and_then(path: Path, own: Holder) -> bool:
        match next(steps, None):
            case True:
                raise PermissionError
            case False:  # somebody had it for a moment
                return False
        return seize(path, own)

    monkeypatch.setattr(lock, "_PAUSE", 0)
    monkeypatch.setattr(lock, "_seize", now_and_then)
    with exclusive(place, "run"):
        assert holder(place).command == "run"


def test_a_full_disk_leaves_no_lock_behind(place: Workspace) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with exclusive(place, "run"):
            assert list(place.root.iterdir()) == []
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
