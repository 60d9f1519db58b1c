"""Folders for files on their way from the browser into the workspace; none outlives its program."""

import shutil
import tempfile
from pathlib import Path

from wuhao_batch.workspace.processes import process_of, this_process

CALLED = "网页放入"
"""What the records call it."""
_NAME = f"{CALLED}-"


def incoming_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder that goes with its last user."""
    return tempfile.TemporaryDirectory(prefix=f"{_NAME}{this_process()}-")


def sweep() -> None:
    """Delete the folders of programs that were killed: nobody would find what is in them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        process = process_of(folder.name.removeprefix(_NAME).rpartition("-")[0])
        if process is not None and process.has_ended:
            shutil.rmtree(folder, ignore_errors=True)
