"""``wuhao verify`` of an archive: its files against its list, then the year in it, made again."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.jobs.scratch import scratch_workspace
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outputs.proof.contents import (
    CONTENTS_FILE,
    UNREADABLE,
    Contents,
    Packed,
    read_contents,
)
from wuhao_batch.outputs.proof.run_record import RUN_FILE
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.fingerprints import fingerprint
from wuhao_batch.workspace.folders import ImpossibleError, UnusableWorkspaceError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched

_MOST_FILES = 200_000
_LARGEST_LIST = 256 * 1024 * 1024


def verify_archive(path: Path, *, track: Track = unwatched) -> Verification:
    """Hold an archive against its own list, and the year in it against its record.

    Args:
        path: The archive; nothing is written beside it.
        track: Shows progress.

    Raises:
        ImpossibleError: It is no archive of ours, or there is no room to unpack it.
        OSError: It cannot be read.
    """
    sha256 = fingerprint(path) or ""
    with scratch_workspace() as (place, top):
        try:
            with zipfile.ZipFile(path) as archive:
                findings = _laid_out(archive, place, top)
        except UNREADABLE:
            raise ImpossibleError(f"“{path}”不是归档，或已损坏。请换用完好的归档。") from None
        return replace(_verify(place, findings, track), archive=sha256)


def _laid_out(archive: zipfile.ZipFile, place: Workspace, top: Path) -> tuple[Finding, ...]:
    """Lay out the year in an archive, and return what is not as it was packed.

    Raises:
        ImpossibleError: It is no archive of ours, or there is no room to unpack it.
    """
    contents = _contents(archive)
    if contents is None:
        return (finding("A001", Place(CONTENTS_FILE)),)
    _check_room(archive)
    return tuple(_unpacked(archive, contents, place, top))


def _verify(place: Workspace, findings: tuple[Finding, ...], track: Track) -> Verification:
    """Hold the year that was laid out against its record, if that was among it."""
    if not (place.output / RUN_FILE).is_file():
        return Verification(None, (), findings)
    try:
        verified = verify(place, track=track)
    except UnusableWorkspaceError:
        if not has_errors(findings):
            raise
        return Verification(None, (), findings)  # by what was damaged, as is told already
    return replace(verified, findings=(*findings, *verified.findings))


def _contents(archive: zipfile.ZipFile) -> Contents | None:
    """Return the list of the archive's files; None if it is not as it was written.

    Raises:
        ImpossibleError: There is none: it is no archive of ours.
    """
    entry = next((each for each in archive.infolist() if each.filename == CONTENTS_FILE), None)
    if entry is None or entry.file_size > _LARGEST_LIST:
        raise ImpossibleError(f"这不是 wuhao archive 做的归档，里面没有 {CONTENTS_FILE}。")
    try:
        return read_contents(archive.read(entry))
    except (UnsealedError, *UNREADABLE):
        return None


def _check_room(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > free:
        raise ImpossibleError("归档解开以后太大，临时文件夹里放不下。请腾出磁盘空间再试。")


def _unpacked(
    archive: zipfile.ZipFile, contents: Contents, place: Workspace, top: Path
) -> Iterator[Finding]:
    """Lay out what the archive holds, and yield what is not as it was packed."""
    names = archive.namelist()
    for name, packed in contents.files.items():
        data = _read(archive, packed) if names.count(packed.entry) == 1 else None
        target = Path(os.path.normpath(place.root / name))
        if data is None or digest(data) != packed.sha256 or not target.is_relative_to(top):
            yield finding("A014", Place(name))
        if data is not None and target.is_relative_to(top):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    known = {packed.entry for packed in contents.files.values()} | {CONTENTS_FILE}
    yield from (finding("A015", Place(name)) for name in names if name not in known)


def _read(archive: zipfile.ZipFile, packed: Packed) -> bytes | None:
    try:
        return archive.read(packed.entry)
    except UNREADABLE:
        return None
