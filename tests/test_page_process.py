"""``wuhao open`` as a process: its first address, quitting, and being killed in the middle."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import ROOT, workspace
from wuhao_batch.jobs.init import LAUNCHERS, launchers
from wuhao_batch.workspace.folders import Workspace

ROWS = [[f"{number:03}", f"第{number}党总支"] for number in range(1, 121)]

pytestmark = [pytest.mark.slow, pytest.mark.process]


@contextmanager
def opened(place: Workspace, home: Path) -> Iterator[tuple["subprocess.Popen[str]", httpx2.Client]]:
    """Start the program, and come in by the address that it prints."""
    running = subprocess.Popen(
        [sys.executable, "-m", "wuhao_batch", "open", "--no-browser"],
        cwd=place.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(home)},
    )  # fmt: skip
    try:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        origin = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?token=[\w-]{40,}", address)
        assert origin is not None
        with httpx2.Client(base_url=origin[1], timeout=60, trust_env=False) as client:
            assert client.get(address.removeprefix(origin[1])).status_code == 303
            client.headers["Origin"] = origin[1]
            yield running, client
    finally:
        running.kill()
        running.communicate()


def test_the_button_ends_the_program_and_its_address(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS[:2])
    with opened(place, tmp_path / "home") as (running, client):
        assert client.get("/prepare").status_code == 200
        assert "已经退出" in client.post("/end").text
        assert running.wait(30) == 0
        with pytest.raises(httpx2.TransportError):
            client.get("/prepare")
    with opened(place, tmp_path / "home") as (_, client):
        assert client.get("/prepare").status_code == 200


def test_interrupting_it_at_the_console_ends_it(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS[:2])
    with opened(place, tmp_path / "home") as (running, client):
        assert client.get("/prepare").status_code == 200
        running.send_signal(signal.SIGINT)
        running.wait(30)


def test_killed_while_forms_are_made_it_goes_on_where_it_was(tmp_path: Path) -> None:
    place, twin = (workspace(tmp_path / name, ROWS) for name in ("w", "twin"))
    for seconds in (0.05, 0.4, 1.0):
        with opened(place, tmp_path / "home") as (running, client):
            assert client.post("/issue/make").status_code == 303
            time.sleep(seconds)
            running.kill()
    with opened(place, tmp_path / "home") as (_, client):
        assert client.post("/issue/make").status_code == 303
        for _ in range(600):
            if "已生成120份评分表" in client.get("/issue", follow_redirects=True).text:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the forms were not made")
        with suppress(httpx2.TransportError):
            client.post("/end")
    wuhao("issue", cwd=twin.root)
    assert snapshot(place.forms) == snapshot(twin.forms)


def test_a_double_click_opens_the_workspace_that_the_file_lies_in(tmp_path: Path) -> None:
    program = tmp_path / "有 空格" / "wuhao"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$1 $(pwd)"\n')
    program.chmod(0o755)
    place = tmp_path / "工作 文件夹"
    place.mkdir()
    for name, data in launchers(program).items():
        (place / name).write_bytes(data)
    for name in (LAUNCHERS["linux"], LAUNCHERS["macos"]):
        done = subprocess.run(
            ["sh", place / name], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout.split(maxsplit=1) == ["open", f"{place}\n"]
    windows = launchers(program)[LAUNCHERS["windows"]].decode().splitlines()
    assert f'if exist "{program}" set start="{program}"' in windows
    assert windows.index("%start% open") > windows.index('cd /d "%~dp0"')
