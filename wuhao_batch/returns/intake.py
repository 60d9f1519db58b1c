"""Files → workbooks: what was dropped into ``input/returned/``, read once, by content."""

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings import Finding, Place, finding
from wuhao_batch.sheets import MAX_FILE, Book, Refusal, read_book
from wuhao_batch.workspace import Workspace, reason_of

_NOT_MEANT = re.compile(
    r"(?i)(~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|part|crdownload))", re.DOTALL
)


@dataclass(frozen=True)
class Received:
    """One file as it came: its name, the SHA-256 of its bytes, and its cells or why there are none.

    ``sha256`` is None where the file could not be read at all.
    """

    file: str
    sha256: str | None
    book: Book | None
    findings: tuple[Finding, ...] = ()


def receive(paths: Iterable[Path], workspace: Workspace) -> Iterator[Received]:
    """Read files one by one; what cannot be read carries its finding (F001–F005)."""
    for path in paths:
        yield _receive(path, workspace.relative(path))


def _receive(path: Path, file: str) -> Received:
    place = Place(file)
    if _NOT_MEANT.fullmatch(path.name):
        note = finding("F004", place, kind="临时文件或系统文件")
        return Received(file, None, None, (note,))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited on for ever
            reason = "不是普通文件，或文件夹打不开"
            return Received(file, None, None, (finding("F005", place, reason=reason),))
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as fault:
        return Received(file, None, None, (finding("F005", place, reason=reason_of(fault)),))
    sha256 = hashlib.sha256(data).hexdigest()
    book = read_book(data)
    if isinstance(book, Refusal):
        refused = finding(book.code, place, **book.facts)
        return Received(file, sha256, None, (refused,))
    return Received(file, sha256, book)
