"""run.json in tests: read it, write it anew under a good seal, compare it without its moment."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord, read_run
from wuhao_batch.workspace.folders import Workspace


def recorded(place: Workspace) -> RunRecord:
    """The record of the last run of a workspace."""
    return read_run((place.output / RUN_FILE).read_bytes())


def rewrite(place: Workspace, **changed: Any) -> None:
    """Write the record anew as a forger would who knows the program."""
    forged = replace(recorded(place), **changed)
    (place.output / RUN_FILE).write_bytes(forged.to_json())


def timeless(path: Path) -> bytes:
    """A file's bytes; of run.json those that it would have at any moment."""
    data = path.read_bytes()
    if path.name != RUN_FILE:
        return data
    return replace(read_run(data), at="", since="").to_json()


def flip(path: Path, at: int | None = None) -> None:
    """Change one byte of a file, the middle one unless said otherwise."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(bytes(data))
