"""Which real programs are there, and what becomes of a test without its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.mail_servers import SINK

SYSTEM_PYTHON = "/usr/bin/python3"
HAS_UNO = [SYSTEM_PYTHON, "-c", "import uno"]


def give_up(config: pytest.Config, reason: str) -> None:
    """Skip, or fail where programs are required."""
    if config.getoption("--require-programs"):
        pytest.fail(reason)
    pytest.skip(reason)


def is_there(program: str) -> bool:
    if program == "uno":
        there = Path(SYSTEM_PYTHON).exists()
        return there and subprocess.run(HAS_UNO, capture_output=True, check=False).returncode == 0
    folders = (os.environ["PATH"], "/usr/sbin", str(SINK.parent))
    return shutil.which(program, path=os.pathsep.join(folders)) is not None
