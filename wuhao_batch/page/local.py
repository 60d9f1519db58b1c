"""Files of the workspace, opened in the programs of this computer, as a double click would."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from wuhao_batch.workspace.folders import ImpossibleError


def open_locally(path: Path) -> None:
    """Open a file or folder with the program that the system has for it.

    Raises:
        ImpossibleError: It is not there, or the system has no such program.
    """
    if not path.exists():
        raise ImpossibleError(f"找不到“{path}”，可能已经移走或改名。")
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  what a double click does
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise ImpossibleError(f"这台电脑上没有能直接打开的程序，请自己打开：{path}")
    subprocess.Popen(  # noqa: S603  a program of the system, a file of the workspace
        [opener, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
