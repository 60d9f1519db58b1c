"""Two commands at once in one workspace do what they do one after the other.

``TWO_AT_ONCE=50 pytest tests/test_two_at_once.py`` tries every pair so many times.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.acts import SIGNED
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import small_template, workspace
from tests.support.line import put
from tests.support.mail_servers import (
    SECRET,
    Certificate,
    Post,
    begin,
    environment,
    finish,
    smtp_server,
)
from tests.support.mailing import mail
from tests.support.offices import office
from tests.support.proofs import timeless
from wuhao_batch.cli.shell import OK, UNUSABLE
from wuhao_batch.workspace.holder import LOCK

pytestmark = [
    pytest.mark.process,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd"),
]

ROUNDS = int(os.environ.get("TWO_AT_ONCE", "1"))
BUSY = re.compile(".*这个工作文件夹.*请(等它结束后|稍后)再试。\n")
TRIES = 20
SLOW = [pytest.mark.slow]
LEFT_OUT = ("records.db", ".wuhao.records", "output/cache")
"""Records show in what the next run makes of them; what is remembered changes nothing."""

Command = tuple[str, ...]
RUN: Command = ("run", "--draft")
PAIRS: list[tuple[Command, Command]] = [
    (RUN, RUN),
    (RUN, ("issue",)),
    (RUN, ("accept", "input/returned/b.xlsx", *SIGNED)),
    (("collect", "arrived"), RUN),
]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two returns that differ, and a third that has arrived by mail."""
    root = tmp_path_factory.mktemp("start")
    rows = [[f"0{n}", f"第{n}党总支", "", "", f"b{n}@example.cn"] for n in range(1, 5)]
    place = workspace(root, rows, small_template())
    put(place, "01", {"备注": {"a1.1": "一"}}, "a.xlsx")
    put(place, "01", {"备注": {"a1.1": "二"}}, "b.xlsx")
    put(place, "02")
    put(place, "03", name="late.xlsx")
    arrived = root / "arrived"
    arrived.mkdir()
    late = place.returned / "late.xlsx"
    (arrived / "late.eml").write_bytes(
        mail("b3@example.cn", files={"late.xlsx": late.read_bytes()})
    )
    late.unlink()
    return root


@dataclass(frozen=True)
class Done:
    """What commands left: what each of them said, with its exit code, and all files."""

    said: list[tuple[Command, int, str, str]]
    files: dict[str, bytes]


def in_turn(start: Path, folder: Path, *commands: Command) -> Done:
    """Do one after the other."""
    shutil.copytree(start, folder)
    said = [said_by(command, wuhao(*command, cwd=folder)) for command in commands]
    return Done(sorted(said), files_of(folder))


def said_by(
    command: Command, done: subprocess.CompletedProcess[str]
) -> tuple[Command, int, str, str]:
    return command, done.returncode, done.stdout, done.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    names = (name for name in snapshot(folder) if not name.startswith(LEFT_OUT))
    return {name: timeless(folder / name) for name in names}


def at_once(folder: Path, *commands: Command, env: dict[str, str]) -> Done:
    """Start all together; one that only says that another is at work is started again."""
    said = []
    for _ in range(TRIES):
        started = [(command, begin(folder, *command, env=env)) for command in commands]
        done = [said_by(command, finish(process)) for command, process in started]
        said += [each for each in done if not is_busy(*each)]
        commands = tuple(each[0] for each in done if is_busy(*each))
        if not commands:
            return Done(sorted(said), files_of(folder))
    pytest.fail(f"still in each other's way after {TRIES} tries: {commands}")


def is_busy(_command: Command, code: int, out: str, err: str) -> bool:
    """True if it said that another one is at work, and nothing else."""
    return code == UNUSABLE and not out and BUSY.fullmatch(err) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(one, other, id=f"{one[0]}+{other[0]}", marks=() if one == other else SLOW)
        for one, other in PAIRS
    ],
)
def test_two_at_once_leave_what_they_leave_in_turn(
    start: Path, tmp_path: Path, one: Command, other: Command
) -> None:
    orders = [(one, other), (other, one)]
    allowed = [in_turn(start, tmp_path / f"{n}", *order) for n, order in enumerate(orders)]
    settled = [
        in_turn(start, tmp_path / f"{n} settled", *order, RUN) for n, order in enumerate(orders)
    ]
    for number in range(ROUNDS):
        folder = tmp_path / f"round {number}"
        shutil.copytree(start, folder)
        env = environment(None, XDG_STATE_HOME=str(tmp_path / f"account {number}"))
        found = at_once(folder, one, other, env=env)
        assert found in allowed, differing(found, allowed)
        assert LOCK not in found.files
        finish(begin(folder, *RUN, env=env))
        # A run tells what changed since the one before, so it matters which of the two came first.
        assert files_of(folder) in [
            after.files for before, after in zip(allowed, settled, strict=True) if before == found
        ]
        shutil.rmtree(folder)


def differing(found: Done, allowed: list[Done]) -> list[tuple[list[str], object]]:
    """The files, and the words, in which it differs from each of those allowed."""
    return [
        (
            [
                name
                for name in found.files | one.files
                if found.files.get(name) != one.files.get(name)
            ],
            [each for each in found.said if each not in one.said],
        )
        for one in allowed
    ]


def test_two_that_send_write_to_nobody_twice(tmp_path: Path, certificate: Certificate) -> None:
    send = ("send", "--deliver", "--rate", "6000")
    env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
    for number in range(ROUNDS):
        folder, post = tmp_path / f"{number}", Post()
        with smtp_server(post, certificate) as port:
            place = office(folder, port)
            sent = at_once(place.root, send, send, env=env)
            assert finish(begin(place.root, *send, env=env)).returncode == OK, "all is noted"
        assert {code for _, code, _, _ in sent.said} == {OK}, sent.said
        assert post.copies() == {f"b{number}@example.cn": 1 for number in "1234"}
