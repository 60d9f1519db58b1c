"""The commands, called as their users call them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.drawing import ROOT

COMMANDS = [
    "init", "standard", "issue", "send", "collect", "status", "remind", "check", "panel", "run",
    "feedback", "assign", "accept",
]  # fmt: skip


def wuhao(
    *args: str | Path, cwd: Path = ROOT, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run the program as its users do: another process, no terminal."""
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
