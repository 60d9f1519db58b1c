"""Files get into a workspace complete or not at all, and no process harms another one's."""

import errno
import os
import subprocess
import sys
import time
import tracemalloc
import uuid
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from wuhao_batch.reading.executor import ChildProcesses, ask
from wuhao_batch.reading.files import Content, Source
from wuhao_batch.workspace import processes
from wuhao_batch.workspace.disk import ChangedError, digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Copy, Plan, apply, write_atomically
from wuhao_batch.workspace.processes import Process, process_of, this_process
from wuhao_batch.workspace.syncing import CAN_TOGETHER
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.renewing import Pair, plan_renewal

DAY = 24 * 3600
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")
WRITES = """\
import sys
from pathlib import Path
from wuhao_batch.workspace.plan import Plan, apply
folder, mark = Path(sys.argv[1]), sys.argv[2].encode()
for number in range(150):
    apply(Plan({folder / f"{each}": mark * 2000 for each in (number % 5, "same")}))
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ended_process() -> Process:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    return replace(this_process(), pid=child.pid, started="0a0a0a")


def passing(folder: Path, owner: object, age: float = 0) -> Path:
    """A half written file of a process."""
    path = folder / f".wuhao-{owner}-0.tmp"
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age,) * 2)
    return path


# --- the plan ---------------------------------------------------------------------------------


def test_a_plan_is_carried_out_and_what_it_keeps_is_not_touched(tmp_path: Path) -> None:
    for name in ("old", "kept", "there"):
        (tmp_path / name).write_bytes(b"before")
    apply(
        Plan(
            {tmp_path / "there": b"new", tmp_path / "deep" / "er": b"x"},
            (tmp_path / "old", tmp_path / "never"),
            (tmp_path / "kept",),
        )
    )
    assert names(tmp_path) == ["deep", "kept", "there"]
    assert (tmp_path / "kept").read_bytes() == b"before"
    assert (tmp_path / "there").read_bytes() == b"new"
    assert names(tmp_path / "deep") == ["er"]


def test_of_two_plans_the_later_one_decides() -> None:
    a, b, c, d = map(Path, "abcd")
    both = Plan({a: b"1", d: b"1"}, (b,), (c,)).and_then(Plan({b: b"2", c: b"2"}, (a,)))
    assert both == Plan({d: b"1", b: b"2", c: b"2"}, (a,))
    assert Plan().and_then(both) == both.and_then(Plan()) == both


def test_a_path_has_one_fate() -> None:
    with pytest.raises(ValueError, match="twice"):
        Plan({Path("a"): b""}, (Path("a"),))


def test_a_copy_goes_from_file_to_file_and_only_of_what_was_meant(tmp_path: Path) -> None:
    source, copy = tmp_path / "large.zip", tmp_path / "kept" / "copy"
    source.write_bytes(bytes(24 * 2**20))
    plan = Plan(copy={copy: Copy(source, digest(source.read_bytes()))})
    tracemalloc.start()
    apply(plan)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * 2**20
    assert copy.read_bytes() == source.read_bytes()

    copy.unlink()
    source.write_bytes(b"saved again")
    beside = tmp_path / "beside"
    with pytest.raises(ChangedError):
        apply(Plan({beside: b"x"}).and_then(plan))
    assert {path.name for path in tmp_path.rglob("*")} == {"large.zip", "kept"}
    assert Plan({copy: b"x"}).and_then(plan) == plan
    with pytest.raises(ValueError, match="twice"):
        Plan({copy: b"x"}, copy=plan.copy)


def test_a_file_that_cannot_be_removed_does_not_stop_the_rest(tmp_path: Path) -> None:
    stuck, old, new = (tmp_path / name for name in ("stuck", "old", "new"))
    stuck.mkdir()
    old.touch()
    with pytest.raises((IsADirectoryError, PermissionError)) as failed:
        apply(Plan({new: b"x"}, (stuck, old)))
    assert failed.value.filename == str(stuck)
    assert names(tmp_path) == ["new", "stuck"]


def test_none_is_written_before_all_are_ready_and_the_error_has_the_final_name(
    tmp_path: Path,
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(IsADirectoryError) as failed:
        apply(Plan({tmp_path / "first": b"x", taken: b"x"}))
    assert failed.value.filename == str(taken)
    assert names(tmp_path) == ["taken"]


def test_an_error_of_the_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as failed:
        write_atomically(tmp_path / "a", b"x")
    assert failed.value.filename == str(tmp_path / "a")
    assert names(tmp_path) == []


def test_a_file_that_lies_there_with_the_same_bytes_is_left_as_it_is(tmp_path: Path) -> None:
    same, other, linked = (tmp_path / name for name in ("same", "other", "linked"))
    same.write_bytes(b"x")
    other.write_bytes(b"y")
    linked.symlink_to(same)
    before = same.stat()
    apply(Plan(dict.fromkeys((same, other, linked), b"x")))
    assert (same.stat().st_ino, same.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert other.read_bytes() == b"x"
    assert not linked.is_symlink()


@pytest.mark.skipif(not CAN_TOGETHER, reason="files are brought to the disk one by one")
def test_many_files_wait_for_the_disk_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_: int) -> None:
        raise AssertionError("each waits for itself")

    monkeypatch.setattr(os, "fsync", slow)
    files = {tmp_path / str(number % 2) / str(number): b"x" * number for number in range(100)}
    apply(Plan(files))
    assert {path: path.read_bytes() for path in tmp_path.glob("*/*")} == files


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(OSError, match="large"):
            write_atomically(tmp_path / "a", b"x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert names(tmp_path) == []


# --- processes --------------------------------------------------------------------------------


def test_two_processes_that_write_at_once_do_not_break_each_other(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path)]
    writers = [subprocess.Popen([*command, mark], stderr=subprocess.PIPE) for mark in "ab"]
    said = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    assert names(tmp_path) == ["0", "1", "2", "3", "4", "same"]
    for path in tmp_path.iterdir():
        assert path.read_bytes() in (b"a" * 2000, b"b" * 2000)


def test_only_what_dead_processes_left_half_written_is_cleared(tmp_path: Path) -> None:
    here = this_process()
    far = replace(here, computer="ffffff")
    stay = [
        passing(tmp_path, replace(here, pid=os.getppid(), started="")),
        passing(tmp_path, here),
        passing(tmp_path, far),
        passing(tmp_path, "of an older version"),
    ]
    passing(tmp_path, ended_process())
    passing(tmp_path, replace(here, started="0a0a0a"))  # the number is another process's now
    passing(tmp_path, replace(far, pid=1), age=2 * DAY)
    passing(tmp_path, "x", age=2 * DAY)
    write_atomically(tmp_path / "a", b"x")
    assert names(tmp_path) == sorted(["a", *(path.name for path in stay)])


def test_a_process_is_known_by_its_computer_number_and_start() -> None:
    here = this_process()
    assert process_of(str(here)) == here
    assert process_of("nonsense") is process_of("a-b-c") is process_of("") is None
    assert here.is_here
    assert here.started
    assert not here.has_ended
    assert ended_process().has_ended
    assert not replace(ended_process(), computer="ffffff").has_ended


def computer() -> str:
    return processes._this_computer.__wrapped__()


@pytest.mark.skipif(sys.platform == "win32", reason="its mark is in the registry")
def test_two_computers_of_one_name_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "machine-id"
    monkeypatch.setattr(processes, "_MACHINE_ID", mark)
    mark.write_text("3d1219\n")
    first = computer()
    assert computer() == first
    mark.write_text("a7f001\n")
    assert computer() != first


@pytest.mark.parametrize("content", [None, ""])
def test_where_a_machine_has_no_mark_its_network_card_distinguishes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    mark = tmp_path / "machine-id"
    if content is not None:
        mark.write_text(content)
    monkeypatch.setattr(processes, "_MACHINE_ID", mark)
    monkeypatch.setattr(sys, "platform", "linux")
    seen = []
    for address in (0x0242AC110002, 0x0242AC110003, 0x0342AC110002, 0x0342AC110003):
        monkeypatch.setattr(uuid, "getnode", lambda address=address: address)
        seen.append(computer())
    assert len(set(seen[:3])) == 3
    assert seen[2] == seen[3]  # random addresses, which the next process would not have


# --- what the whole process shares ------------------------------------------------------------


@POSIX
def test_files_get_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"x")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@POSIX
def test_the_umask_is_not_changed_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", lambda _: pytest.fail("the umask is everybody's"))
    write_atomically(tmp_path / "a", b"x")


def test_a_workbook_is_written_without_the_registry_of_namespaces() -> None:
    registry = ET._namespace_map  # type: ignore[attr-defined]
    before = dict(registry)
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([1, "=A1+1"])
    mark = StringProperty(name="mark", value="x")
    workbook.custom_doc_props.append(mark)  # type: ignore[attr-defined]
    first = to_bytes(workbook, {"Sheet": {"B1": "2"}})
    assert registry == before
    ET.register_namespace("x", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    try:
        assert to_bytes(workbook, {"Sheet": {"B1": "2"}}) == first
    finally:
        registry.clear()
        registry.update(before)


def secrets_of_a_reader(_: Source) -> Content[tuple[list[str], bool]]:
    """The passwords that a reader finds in its environment, and in the memory that it came in."""
    handed_over = Path("/proc/self/environ")
    shown = handed_over.read_bytes() if handed_over.exists() else b""
    return Content(([name for name in os.environ if "PASSWORD" in name], b"geheim" in shown))


def test_a_reader_sees_no_password_and_the_caller_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUHAO_SMTP_PASSWORD", "geheim")
    with ChildProcesses() as readers:
        seen = ask(readers, secrets_of_a_reader, Source(Path("none.xlsx")))
    assert seen.body == ([], False)
    assert os.environ["WUHAO_SMTP_PASSWORD"] == "geheim"  # noqa: S105  of this test


# --- papers made anew -------------------------------------------------------------------------


def test_planning_papers_deletes_nothing_and_names_what_stays(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    pair = Pair(tmp_path / "output", ".xlsx", ".txt", "mark")
    pair.folder.mkdir()
    ours = Workbook()
    mark = StringProperty(name="mark", value="x")
    ours.custom_doc_props.append(mark)  # type: ignore[attr-defined]
    untouched = to_bytes(ours)
    there = {"01.xlsx": b"worked on", "01.txt": b"x", "02.xlsx": untouched, "02.txt": b"x"}
    for name, data in {**there, "alien.txt": b"x"}.items():
        (pair.folder / name).write_bytes(data)
    made = {"01": (b"new", b"new"), "03": (b"new", b"new")}
    plan, findings = plan_renewal(pair, made, place, ["01", "02", "03"])
    assert plan == Plan(dict.fromkeys(pair.paths("03"), b"new"), pair.paths("02"), pair.paths("01"))
    assert [(found.code, found.place.file) for found in findings] == [("D006", "output/01.xlsx")]
    assert names(pair.folder) == sorted([*there, "alien.txt"])
