"""``wuhao status``: the progress of every branch."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outputs.former_names import tell_former_names
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.outputs.status.progress import StatusReport, status_of
from wuhao_batch.outputs.status.workbook import status_workbook
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class Reported:
    """The branches' progress, the workbook with it, and all findings on the returns.

    ``stale`` are those on papers that were made from other results, or under another name.
    """

    report: StatusReport
    workbook: Path
    findings: tuple[Finding, ...]
    stale: tuple[Finding, ...] = ()


@alone("status")
def status(workspace: Workspace, *, latest: bool = False, track: Track = unwatched) -> Reported:
    """Report every branch's progress in ``output/status.xlsx`` (``wuhao status``).

    Args:
        workspace: Where returns and records are.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    outcome = assess(workspace, latest=latest, track=track)
    report = status_of(outcome, workspace)
    path = workspace.output / "status.xlsx"
    plan = Plan({path: status_workbook(report)})
    standing = check_papers(outcome, workspace, plan)
    apply(plan.and_then(standing.plan))
    told = (*standing.findings, *tell_former_names(outcome.assessment, workspace))
    return Reported(report, path, (*outcome.findings, *told), told)
