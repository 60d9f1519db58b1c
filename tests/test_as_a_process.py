"""The program as one process among others: what it starts, who reads it, what it is linked to."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support.commands import wuhao
from tests.support.drawing import ROOT, loaded, workspace
from tests.support.faults import BRANCHES, returned
from wuhao_batch.cli.faults import explain
from wuhao_batch.workspace.folders import UnusableWorkspaceError, open_workspace

ELSEWHERE = """\
import sys
sys.executable, sys.argv = {python!r}, ["wuhao", "run", "--workspace", {root!r}]
from wuhao_batch.cli.commands import main
main()
"""


def run_with_python(python: Path, root: Path) -> "subprocess.CompletedProcess[str]":
    """Run as if the program's own interpreter were that file."""
    code = ELSEWHERE.format(python=str(python), root=str(root))
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def one_return(root: Path) -> Path:
    place = workspace(root, BRANCHES)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    return place.root


@pytest.mark.skipif(sys.platform == "win32", reason="files are executable by their mode")
@pytest.mark.parametrize(
    ("script", "mode", "why"),
    [("", 0o644, "没有权限"), ("#!/bin/sh\nexit 1\n", 0o755, "刚启动就退出了")],
)
def test_children_that_cannot_start_are_told_in_a_sentence(
    script: str, mode: int, why: str, tmp_path: Path
) -> None:
    root = one_return(tmp_path)
    python = tmp_path / "python"
    python.write_text(script)
    python.chmod(mode)
    done = run_with_python(python, root)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"启动不了子程序：{why}。" in done.stderr


def test_threads_that_cannot_start_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = one_return(tmp_path)

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    done = wuhao("run", "--workspace", root)
    assert done.returncode == 3
    assert done.stderr.startswith("启动不了子程序：系统不让再开新的程序。"), done.stderr


def test_too_little_memory_is_no_fault_of_the_program() -> None:
    assert explain(MemoryError()).code == 3


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other pipes")
def test_whoever_stops_reading_ends_the_program_quietly(tmp_path: Path) -> None:
    root = one_return(tmp_path)
    command = [sys.executable, "-m", "wuhao_batch", "run", "--workspace", str(root)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 141
    assert "Traceback" not in said
    assert "Error" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("output/forms", "input/returned"),
        ("output/panel", "input/panel"),
        ("output/forms", "input/returned/甲"),
        ("input/returned", "output"),
    ],
)
def test_what_is_made_never_lands_among_what_was_handed_in(
    link: str, target: str, tmp_path: Path
) -> None:
    place = workspace(tmp_path, BRANCHES)
    (tmp_path / target).mkdir(exist_ok=True)
    if (tmp_path / link).exists():
        (tmp_path / link).rmdir()
    (tmp_path / link).symlink_to(tmp_path / target)
    with pytest.raises(UnusableWorkspaceError, match="链接到了同一处"):
        open_workspace(place.root)
    done = wuhao("issue", "--workspace", tmp_path)
    assert done.returncode == 2
    assert list((tmp_path / "input").rglob("*.xlsx")) == [place.roster]
