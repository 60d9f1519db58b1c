"""Killed at any moment, a run leaves nothing half written, and the next one makes it good."""

import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.support.drawing import ROOT
from tests.support.killing import in_a_fork, kill_at
from tests.support.line import put, run
from tests.support.proofs import timeless
from wuhao_batch.workspace.folders import Workspace

MOMENTS = [0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97, 1.0]
"""When the kill comes, in parts of an undisturbed run."""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, passing names included; run.json without its moment."""
    return {
        path.relative_to(folder).as_posix(): timeless(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def under_final_names(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.endswith(".tmp")}


def faulty_workspace(place: Workspace) -> None:
    """Two good returns and one that has to be corrected."""
    put(place, "01")
    put(place, "02", {"考评得分": {"1-1": 99}})
    put(place, "03")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.slow
def test_killed_at_every_step_of_writing(three: Workspace, tmp_path: Path) -> None:
    faulty_workspace(three)
    run(three)
    expected = contents(three.output)
    assert any(name.startswith("corrections/") for name in expected)
    step = 0
    while True:
        shutil.rmtree(three.output)
        three.output.mkdir()
        step += 1
        killed = in_a_fork(partial(run_until, step, three))
        seen = under_final_names(three.output)
        assert seen.items() <= expected.items(), f"half written at step {step}"
        run(three)
        assert contents(three.output) == expected, f"not made good after step {step}"
        if not killed:
            break
    assert step > 2 * len(expected)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.slow
def test_what_changed_is_told_though_the_run_was_killed(three: Workspace) -> None:
    faulty_workspace(three)
    run(three)
    before = contents(three.output)
    put(three, "01", {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "迟交"}})
    run(three)
    expected, step, killed = contents(three.output), 0, True
    assert expected["previous.json"] == before["results.json"]
    while killed:
        shutil.rmtree(three.output)
        for name, data in before.items():
            (three.output / name).parent.mkdir(parents=True, exist_ok=True)
            (three.output / name).write_bytes(data)
        step += 1
        killed = in_a_fork(partial(run_until, step, three))
        run(three)
        assert contents(three.output) == expected, f"not made good after step {step}"


def run_until(step: int, place: Workspace) -> None:
    kill_at(step)
    run(place)


def begin(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "wuhao_batch", "run"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
def test_killed_at_many_moments_from_outside(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    for part in ("templates", "input"):
        shutil.copytree(ROOT / part, folder / part)
    started = time.monotonic()
    assert begin(folder).wait(120) == 0
    whole = time.monotonic() - started
    expected = contents(folder / "output")
    for moment in MOMENTS:
        shutil.rmtree(folder / "output", ignore_errors=True)
        running = begin(folder)
        time.sleep(whole * moment)
        running.kill()
        running.wait()
        assert under_final_names(folder / "output").items() <= expected.items()
        assert_no_process_is_left(running.pid)
    assert begin(folder).wait(120) == 0
    assert contents(folder / "output") == expected


def assert_no_process_is_left(session: int) -> None:
    """The readers of a killed run end with it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a reader process has outlived its run")
