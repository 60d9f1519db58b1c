"""run.json in tests: read it, write it anew under a good seal, compare it without its moment."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord, read_run
from wuhao_batch.workspace.folders import Workspace

_MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\+00:00)?")


def recorded(place: Workspace) -> RunRecord:
    """The record of the last run of a workspace."""
    return read_run((place.output / RUN_FILE).read_bytes())


def rewrite(place: Workspace, **changed: Any) -> None:
    """Write the record anew as a forger would who knows the program."""
    forged = replace(recorded(place), **changed)
    (place.output / RUN_FILE).write_bytes(forged.to_json())


def timeless(path: Path) -> bytes:
    """A file's bytes but for the moments in it: of acts in results.xlsx, of all in run.json."""
    data = path.read_bytes()
    if path.name == RUN_FILE:
        return _MOMENT.sub(b"", _unsealed(data))
    return _MOMENT.sub(b"", _contents(data)) if path.name == PAPERS["results"] else data


def _unsealed(data: bytes) -> bytes:
    """A good record without its seal and the fingerprints of papers, which show moments too."""
    papers = dict.fromkeys(read_run(data).outputs, "")
    told = {**json.loads(data), "outputs": papers, "seal": ""}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _contents(workbook: bytes) -> bytes:
    with ZipFile(BytesIO(workbook)) as package:
        return b"\n".join(
            name.encode() + b"\n" + package.read(name) for name in sorted(package.namelist())
        )


def flip(path: Path, at: int | None = None) -> None:
    """Change one byte of a file, the middle one unless said otherwise."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(bytes(data))
