"""``wuhao verify`` of an archive: its files against its list, then the year in it, made again."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.jobs.listed import has_list, holds, list_of, once, unlisted
from wuhao_batch.jobs.scratch import scratch_workspace
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outputs.proof.contents import CONTENTS_FILE, UNREADABLE, Contents, Packed
from wuhao_batch.outputs.proof.run_record import RUN_FILE
from wuhao_batch.workspace.fingerprints import fingerprint
from wuhao_batch.workspace.folders import ImpossibleError, UnusableWorkspaceError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched

_MOST_FILES = 200_000


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
    if not has_list(archive):
        raise ImpossibleError(f"这不是 wuhao archive 做的归档，里面没有 {CONTENTS_FILE}。")
    contents = list_of(archive)
    if isinstance(contents, Finding):
        return (contents,)
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


def _check_room(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > free:
        raise ImpossibleError("归档解开以后太大，临时文件夹里放不下。请腾出磁盘空间再试。")


def _unpacked(
    archive: zipfile.ZipFile, contents: Contents, place: Workspace, top: Path
) -> Iterator[Finding]:
    """Lay out what the archive holds, and yield what is not as it was packed."""
    there = once(archive)
    for name, packed in contents.files.items():
        target = Path(os.path.normpath(place.root / name))
        fits = packed.entry in there and target.is_relative_to(top)
        if not (fits and _laid(archive, packed, target)):
            yield finding("A014", Place(name))
    yield from unlisted(archive, contents)


def _laid(archive: zipfile.ZipFile, packed: Packed, target: Path) -> bool:
    """Copy a file to its place, and return whether it is as it was packed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        return holds(archive, packed, file)
