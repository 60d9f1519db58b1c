"""A run made again in a scratch folder, from inputs and decisions as its record names them."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wuhao_batch.findings.finding import Finding, has_errors
from wuhao_batch.jobs import feedback, issue, panel, run, total
from wuhao_batch.jobs.kept_inputs import source_of
from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.jobs.proving import is_paper
from wuhao_batch.jobs.scratch import scratch_workspace
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord
from wuhao_batch.records.evidence import restore
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import ImpossibleError, Workspace, open_workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True)
class Remade:
    """The papers of a run made again, name relative to the workspace → bytes.

    ``by_others`` are those of other commands than the run's, each as it may be. ``why`` says why
    there are none, with the ``findings`` that are the cause.
    """

    papers: Mapping[str, bytes] = field(default_factory=dict)
    by_others: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    why: str = ""
    findings: tuple[Finding, ...] = ()


def remake(
    record: RunRecord, workspace: Workspace, *, others: bool = False, track: Track = unwatched
) -> Remade:
    """Make a run again from what lies in a workspace, into which nothing is written.

    Args:
        record: The run.
        workspace: Where its inputs lie.
        others: Make also the papers of other commands, of those kinds that lie there.
        track: Shows progress.

    Raises:
        OSError: An input cannot be read, or the scratch folder not be written.
    """
    with _scratch(record, workspace) as scratch:
        try:
            place = open_workspace(scratch.root)
            _run(record, place, track)
            papers = _papers(record, place)
            by_others = _others(record, workspace, place) if others else {}
        except FaultyAssessmentError as fault:
            wrong = tuple(each for each in fault.findings if has_errors([each]))
            return Remade(why="模板或名单有错误", findings=wrong)
        except ImpossibleError as fault:
            return Remade(why=str(fault).rstrip("。").replace("。", "，"))
    return Remade(papers, by_others)


@contextmanager
def _scratch(record: RunRecord, workspace: Workspace) -> Iterator[Workspace]:
    """Give a workspace in a scratch folder with inputs and decisions, and nothing made yet."""
    with scratch_workspace() as (scratch, top):
        for name, sha256 in record.inputs.items():
            target = Path(os.path.normpath(scratch.root / name))
            _lay(source_of(name, sha256, workspace), target, top)
        for row in record.decisions.tables.get("stages", ()):
            for path in files_below(workspace.root / str(row["folder"])):
                _lay(path, scratch.root / workspace.relative(path), top)
        for name, modified in record.modified.items():
            path = Path(os.path.normpath(scratch.root / name))
            if path.is_file():
                os.utime(path, (modified, modified))
        scratch.output.mkdir(parents=True, exist_ok=True)
        try:
            restore(scratch.records, record.decisions)
        except ValueError:
            raise ImpossibleError("run.json 里的决定读不懂") from None
        yield scratch


def _lay(source: Path, target: Path, top: Path) -> None:
    """Copy one input, if it is still there, to its place in the scratch folder."""
    if not target.is_relative_to(top) or not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def _run(record: RunRecord, place: Workspace, track: Track) -> None:
    asked = record.asked
    if asked.command == "total":
        folders = [place.root / each for each in asked.rounds]
        total.total(place, folders, draft=asked.draft, latest=asked.latest, track=track)
    else:
        run.run(place, draft=asked.draft, latest=asked.latest, track=track)


def _papers(record: RunRecord, place: Workspace) -> dict[str, bytes]:
    names = {path: path.relative_to(place.root).as_posix() for path in files_below(place.output)}
    left_out = {*record.inputs, f"output/{RUN_FILE}"}
    return {
        name: path.read_bytes()
        for path, name in names.items()
        if name not in left_out and is_paper(path, place)
    }


def _others(
    record: RunRecord, workspace: Workspace, place: Workspace
) -> dict[str, tuple[bytes, ...]]:
    """Return the papers of other commands, of those kinds that lie in the workspace."""
    latest = record.asked.latest
    of_run = _papers(record, place)
    found: dict[str, tuple[bytes, ...]] = {}

    def take() -> None:
        for name, data in _papers(record, place).items():
            if name not in of_run:
                found[name] = (*found.get(name, ()), data)

    if workspace.forms.is_dir():
        issue.issue(place)
    if workspace.panel_forms.is_dir():
        panel.panel(place, latest=latest)
    for draft in (True, False) if workspace.feedback.is_dir() else ():
        feedback.feedback(place, draft=draft, latest=latest)
        take()
    take()
    return found
