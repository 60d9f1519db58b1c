"""Files from the browser: on the disk from their first megabyte on, under names made safe."""

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from wuhao_batch.writing.file_names import safe_stem

MOST_BYTES = 512 * 1024 * 1024
"""Bytes of one request."""
MOST_FILES = 1000
"""Files of one request; the script of the page sends more in several."""
_MOST_FIELDS = 5000
_FORM_BYTES = 2 * 1024 * 1024
"""Bytes of a form without files."""

_LENGTH = re.compile("[0-9]{1,18}")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,6}")
_SEPARATORS = re.compile(r"[/\\]+")
_DEEPEST = 8


class OverlongRequestError(Exception):
    """A request is larger than any that a page sends."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it was sent; ``name`` may be a path, and may be anything."""

    name: str
    file: BinaryIO


async def form_of(
    request: Request, *, files: bool
) -> tuple[Mapping[str, Sequence[str]], tuple[Upload, ...]]:
    """Return the fields of a request, those of its address too, and its files if it may have any.

    Raises:
        OverlongRequestError: It is larger than any that a page sends, or has no form of ours.
    """
    most = MOST_BYTES if files else _FORM_BYTES
    declared = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(declared) or int(declared) > most:
        raise OverlongRequestError
    _bound(request, most)
    try:
        form = await request.form(max_files=MOST_FILES if files else 0, max_fields=_MOST_FIELDS)
    except HTTPException:
        raise OverlongRequestError from None
    fields: dict[str, list[str]] = {}
    sent: list[Upload] = []
    for name, value in (*request.query_params.multi_items(), *form.multi_items()):
        if isinstance(value, UploadFile):
            if value.filename:
                sent.append(Upload(value.filename, value.file))
        else:
            fields.setdefault(name, []).append(value.replace("\0", ""))  # no path may hold one
    return fields, tuple(sent)


def _bound(request: Request, most: int) -> None:
    """Let no more bytes of a request in than so many, whatever it has declared."""
    receive, came = request._receive, 0

    async def bounded() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise OverlongRequestError
        return message

    request._receive = bounded


def store(uploads: Iterable[Upload], folder: Path) -> list[Path]:
    """Copy files into a folder under safe names, each under one of its own."""
    stored: list[Path] = []
    for upload in uploads:
        path = _free(folder / safe_path(upload.name))
        path.parent.mkdir(parents=True, exist_ok=True)
        upload.file.seek(0)
        with path.open("xb") as out:
            shutil.copyfileobj(upload.file, out)
        stored.append(path)
    return stored


def safe_path(name: str) -> PurePosixPath:
    """Return a relative path that every system takes and that leads nowhere else."""
    parts = [part for part in _SEPARATORS.split(name) if part.strip(". ")]
    *folders, last = parts[-_DEEPEST:] or [""]
    suffix = PurePosixPath(last).suffix
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
    stem = safe_stem(last.removesuffix(suffix))
    return PurePosixPath(*(safe_stem(part) for part in folders), stem + suffix)


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return free
