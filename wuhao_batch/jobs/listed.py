"""The files of an archive held against its own list; one file is in memory in pieces only."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import IO

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.outputs.proof.contents import (
    CONTENTS_FILE,
    UNREADABLE,
    Contents,
    Packed,
    read_contents,
)
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.workspace.disk import copied

_LARGEST_LIST = 256 * 1024 * 1024


def has_list(archive: zipfile.ZipFile) -> bool:
    """True for an archive of ours, however damaged it may be."""
    return CONTENTS_FILE in archive.namelist()


def list_of(archive: zipfile.ZipFile) -> Contents | Finding:
    """Return the list of an archive of ours; A014 if it is not as it was written."""
    entry = archive.getinfo(CONTENTS_FILE)
    try:
        if entry.file_size <= _LARGEST_LIST:
            return read_contents(archive.read(entry))
    except (UnsealedError, *UNREADABLE):
        pass
    return finding("A014", Place(CONTENTS_FILE))


def not_as_packed(archive: zipfile.ZipFile) -> Iterator[Finding]:
    """Yield what is not as an archive's list says (A014, A015)."""
    contents = list_of(archive)
    if isinstance(contents, Finding):
        yield contents
        return
    there = once(archive)
    for name, packed in contents.files.items():
        if packed.entry not in there or not holds(archive, packed):
            yield finding("A014", Place(name))
    yield from unlisted(archive, contents)


def once(archive: zipfile.ZipFile) -> set[str]:
    """Return the names that stand for one file of an archive."""
    return {name for name, number in Counter(archive.namelist()).items() if number == 1}


def holds(archive: zipfile.ZipFile, packed: Packed, target: IO[bytes] | None = None) -> bool:
    """True if a file is as it was packed; what can be read of it is copied to ``target``.

    Raises:
        OSError: The target cannot be written.
    """
    try:
        with archive.open(packed.entry) as source:
            return copied(source, target) == packed.sha256
    except UNREADABLE:
        return False


def unlisted(archive: zipfile.ZipFile, contents: Contents) -> Iterator[Finding]:
    """Yield the files that an archive has beside those of its list (A015)."""
    known = {packed.entry for packed in contents.files.values()} | {CONTENTS_FILE}
    yield from (finding("A015", Place(name)) for name in archive.namelist() if name not in known)
