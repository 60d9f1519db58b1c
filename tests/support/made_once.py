"""Workspaces that take long to make: made once, and laid into a folder whenever one is wanted."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from wuhao_batch.workspace.folders import Workspace, open_workspace

_SHELF = TemporaryDirectory(prefix="wuhao-made-once-")
_MADE: dict[str, Path] = {}


def made_once(name: str, folder: Path, make: Callable[[Path], object]) -> Workspace:
    """The workspace of that name, in a folder of its own."""
    if name not in _MADE:
        shelf = Path(_SHELF.name) / str(len(_MADE))
        make(shelf)
        _MADE[name] = shelf
    shutil.copytree(_MADE[name], folder, dirs_exist_ok=True)
    return open_workspace(folder)
