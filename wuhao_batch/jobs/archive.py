"""``wuhao archive``: a year in one file, which anybody can hold against itself years later."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from wuhao_batch.findings.finding import Finding, has_errors
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.proving import INPUTS
from wuhao_batch.jobs.verify import Verification, verify
from wuhao_batch.outputs.proof.contents import (
    ABOUT_FILE,
    CONTENTS_FILE,
    PROGRAM_FOLDER,
    Contents,
    Packed,
    about,
    entries,
    requirements,
)
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.outputs.proof.run_record import RunRecord
from wuhao_batch.outputs.proof.wheel import wheel, wheel_name
from wuhao_batch.workspace.disk import copied, digest, files_below
from wuhao_batch.workspace.fingerprints import fingerprint
from wuhao_batch.workspace.folders import CACHE, Workspace
from wuhao_batch.workspace.moments import FIXED_TIME
from wuhao_batch.workspace.plan import written_at_once
from wuhao_batch.workspace.progress import Track, unwatched

FOLDER = "archive"
"""The folder of ``output/`` in which archives lie; they do not hold each other."""


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive, None where the year is not proved; its SHA-256 is the digest to sign."""

    path: Path | None
    sha256: str
    files: int
    findings: tuple[Finding, ...]


@alone("archive")
def archive(workspace: Workspace, *, track: Track = unwatched) -> Archived:
    """Pack a year that proves itself into one file (``wuhao archive``).

    Nothing is written where anything has changed or come since the last run, or is not the same
    when made again. A clock that was wrong cannot be mended: it is told and packed. An archive that
    is there is never written over.

    Args:
        workspace: The year.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        NotYetError: Another program made the last run than would be packed.
        UnusableWorkspaceError: There is no record of a run.
        OSError: Something cannot be read or written.
    """
    proved = verify(workspace, track=track)
    if proved.record is None or hindering(proved):
        return Archived(None, "", 0, proved.findings)
    _check_program(proved.record)
    path = _free(workspace, proved.record.period)
    with written_at_once(path) as file:
        packed = _pack(file, workspace, proved.record, track)
    sha256 = fingerprint(path) or ""
    same = next((each for each in _others(path) if fingerprint(each) == sha256), None)
    if same is not None:
        path.unlink()
    return Archived(same or path, sha256, packed, proved.findings)


_NOT_COUNTED = ("A004", "A009", "A013")
"""Warnings of what the last run has not counted or is not as it would be made now."""

_PAST_MENDING = "A012"
"""The error that no run mends: the order of moments that are recorded for good."""


def hindering(proved: Verification) -> tuple[Finding, ...]:
    """Return the findings with which a year is not proved, and could be."""
    return tuple(each for each in proved.findings if _hinders(each))


def _hinders(found: Finding) -> bool:
    return found.code in _NOT_COUNTED or (has_errors([found]) and found.code != _PAST_MENDING)


def is_outrun(proved: Verification) -> bool:
    """True if nothing but another run is wanted: what it was made from, or by, is not as it was."""
    found = hindering(proved)
    program = bool(proved.record and list(proved.record.program.unlike(this_program())))
    return not has_errors(found) and bool(found or program)


def _check_program(record: RunRecord) -> None:
    """Check that the program to be packed is the one that made the last run.

    Raises:
        NotYetError: It is not.
    """
    if unlike := "；".join(record.program.unlike(this_program())):
        raise NotYetError(
            f"归档里要装上做结果的程序，现在的与当时运行的不同：{unlike}。"
            f"请先再运行 wuhao {record.asked.command}，再归档。"
        )


def _free(workspace: Workspace, period: str) -> Path:
    """Return a place for the archive where none is yet."""
    folder = workspace.output / FOLDER
    names = (f"{period}-{number}.zip" if number > 1 else f"{period}.zip" for number in count(1))
    return next(folder / name for name in names if not (folder / name).exists())


def _others(path: Path) -> list[Path]:
    return sorted(each for each in path.parent.glob("*.zip") if each != path)


def _names(workspace: Workspace, record: RunRecord) -> Iterator[str]:
    """Yield the names of all files of the year, those of its rounds included."""
    for folder in ("", *(f"{each}/" for each in record.asked.rounds)):
        root = workspace.root / folder
        yield from (
            f"{folder}{path.relative_to(root).as_posix()}"
            for part in (*INPUTS, "output")
            for path in files_below(root / part)
            if is_kept(path.relative_to(root).as_posix())
        )
        yield from (
            f"{folder}{path.name}"
            for pattern in ("records*.db", ".wuhao.records*")
            for path in sorted(root.glob(pattern))
        )


def is_kept(name: str) -> bool:
    """True for a file of a year that goes into its archive."""
    passing = name.endswith(".tmp") and ".wuhao-" in name
    return not passing and not name.startswith((f"output/{FOLDER}/", f"output/{CACHE}/"))


def _pack(file: BinaryIO, workspace: Workspace, record: RunRecord, track: Track) -> int:
    """Write the archive, and return the number of the year's files in it."""
    packed: dict[str, Packed] = {}
    program = this_program()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in track(list(entries(_names(workspace, record)).items()), "归档"):
            sha256 = _copy(workspace.root / name, archive, entry)
            if sha256 is not None:
                packed[name] = Packed(entry, sha256)
        own = {
            ABOUT_FILE: about(record.period, program, wheel_name()),
            f"{PROGRAM_FOLDER}/{wheel_name()}": wheel(),
            f"{PROGRAM_FOLDER}/requirements.txt": requirements(program),
        }
        for entry, data in own.items():
            archive.writestr(_info(entry), data)
            packed[entry] = Packed(entry, digest(data))
        contents = Contents(record.period, program, packed)
        archive.writestr(_info(CONTENTS_FILE), contents.to_json())
    return len(packed) - len(own)


def _copy(path: Path, archive: zipfile.ZipFile, entry: str) -> str | None:
    """Copy a file into the archive, and return its SHA-256; None if it is no plain file."""
    if not path.is_file():
        return None
    with path.open("rb") as source, archive.open(_info(entry), "w", force_zip64=True) as target:
        return copied(source, target)


def _info(entry: str) -> zipfile.ZipInfo:
    """Return an entry without a time: the same year gives the same archive."""
    info = zipfile.ZipInfo(entry, FIXED_TIME.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
