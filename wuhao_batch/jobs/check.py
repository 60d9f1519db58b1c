"""``wuhao check``: report the faults of template, roster and returns. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.objections import load_objections
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.handing_in import read_returns, sorted_out
from wuhao_batch.jobs.loading import load
from wuhao_batch.panel.examine import NO_BOOKS
from wuhao_batch.returns.case import Receipt
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """The assessment that files were held against, a receipt for each file, and all findings."""

    assessment: Assessment
    receipts: tuple[Receipt, ...]
    findings: tuple[Finding, ...]


def check(
    workspace: Workspace,
    files: Iterable[Path],
    *,
    latest: bool = False,
    track: Track = unwatched,
) -> CheckedFiles:
    """Check returned workbooks without publishing anything (``wuhao check``).

    Args:
        workspace: What they are held against; without files it is all that is checked.
        files: Files, and folders that are searched at any depth.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        FaultyAssessmentError: Template or roster has an error.
        OSError: A file of the workspace's own cannot be read.
    """
    assessment = load(workspace)
    below = (files_below(each) if each.is_dir() else [each] for each in files)
    chosen = sorted_out(dict.fromkeys(path for paths in below for path in paths), workspace)
    every = chosen.beside_the_panel(workspace)
    found = read_returns(assessment, workspace, every, latest=latest, track=track)
    books = found.books if chosen.panel else NO_BOOKS
    alone = not (chosen.returned or chosen.panel)
    own = (*found.meeting.findings, *_objections(assessment, workspace)) if alone else ()
    return CheckedFiles(
        assessment,
        (*found.examined.receipts, *books.receipts),
        (*assessment.findings, *own, *found.examined.findings, *books.findings),
    )


def _objections(assessment: Assessment, workspace: Workspace) -> list[Finding]:
    """Return the faults of the list of objections, where there is one."""
    there = (workspace.root / OBJECTIONS).exists()
    return load_objections(workspace, assessment.roster)[1] if there else []
