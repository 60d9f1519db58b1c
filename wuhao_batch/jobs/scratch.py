"""A workspace in a scratch folder, for a while: what is proved is never written to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wuhao_batch.workspace.folders import Workspace

_DEPTH = "a/b/c/d/e"
"""Where the workspace lies in the scratch folder: rounds lie in folders beside or above it."""


@contextmanager
def scratch_workspace() -> Iterator[tuple[Workspace, Path]]:
    """Give an empty workspace and the scratch folder, outside of which nothing is to be written."""
    with tempfile.TemporaryDirectory(prefix="wuhao-", ignore_cleanup_errors=True) as folder:
        place = Workspace(Path(folder, _DEPTH))
        place.root.mkdir(parents=True)
        yield place, Path(folder)
