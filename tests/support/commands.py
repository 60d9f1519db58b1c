"""The commands, called as their users call them."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.support.drawing import ROOT
from wuhao_batch.cli.commands import main

COMMANDS = [
    "init", "open", "standard", "issue", "send", "collect", "status", "remind", "check", "panel",
    "run", "diff", "feedback", "assign", "accept", "confirm", "decide", "total", "log", "explain",
    "verify", "archive", "publish", "objection", "answer", "close", "commend",
]  # fmt: skip

Done = subprocess.CompletedProcess[str]


def wuhao(*args: str | Path, cwd: Path = ROOT, encoding: str = "utf-8") -> Done:
    """Run a command in this process as if it had been started without a terminal."""
    given = ["wuhao", *map(str, args)]
    written = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(each, encoding, write_through=True) for each in written)
    with (
        contextlib.chdir(cwd),
        Path(os.devnull).open(encoding="utf-8") as nothing,
        patch.multiple(sys, argv=given, stdin=nothing, stdout=out, stderr=err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    code = ended.value.code
    assert isinstance(code, int)
    texts = (each.getvalue().decode(encoding) for each in written)
    return subprocess.CompletedProcess(given, code, *texts)


def wuhao_started(*args: str | Path, cwd: Path = ROOT, encoding: str = "utf-8") -> Done:
    """Start the program in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "wuhao_batch", *map(str, args)],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding=encoding,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
