"""``wuhao panel``: write the workbooks of the 考评组 into ``output/panel/``."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.layout import META_PROPERTY
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.decisions_sheet import plan_anew
from wuhao_batch.jobs.foreign import foreign_files
from wuhao_batch.jobs.handing_in import HandedIn, files_of, read_returns
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.proving import Ground, ground_of
from wuhao_batch.jobs.unchanged import Unchanged, unchanged_since
from wuhao_batch.outputs.former_names import tell_former_names
from wuhao_batch.outputs.proof.run_record import Asked
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.panel.names import panel_names
from wuhao_batch.panel.open_cells import list_to_be_issued, to_be_issued
from wuhao_batch.panel.shown import shown_to
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.records.names import remember_names
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import PANEL_FOLDER, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.stamps import was_never_saved


@dataclass(frozen=True)
class IssuedPanel:
    """评委编号 → the workbook that was written; how many branches handed in, of how many.

    In an ``inspection`` nobody hands in, and the workbooks are lists.
    """

    workbooks: Mapping[str, Path]
    returned: int
    expected: int
    findings: tuple[Finding, ...]
    inspection: bool = False


@alone("panel")
def panel(workspace: Workspace, *, latest: bool = False, track: Track = unwatched) -> IssuedPanel:
    """Write one workbook for each evaluator (``wuhao panel``).

    Args:
        workspace: Template, roster and returns, and where to write.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    ground = ground_of(workspace, Asked("panel", latest=latest))
    assessment = load(workspace)
    issued = issue_panel(assessment, workspace, latest=latest, track=track, ground=ground)
    return replace(issued, findings=(*assessment.findings, *issued.findings))


def issue_panel(
    assessment: Assessment,
    workspace: Workspace,
    *,
    latest: bool,
    track: Track,
    ground: Ground | None = None,
) -> IssuedPanel:
    """Write one workbook for each evaluator, as :func:`plan_panel` plans it.

    A file that is no evaluator's is left alone and listed (D005). With the ``ground``, the inputs
    as they were before they were read, nothing is made that would be the same.

    Raises:
        OSError: The folder cannot be written.
    """
    files = files_of(workspace)
    handed_in = read_returns(assessment, workspace, files, latest=latest, track=track)
    with unchanged_since(ground, handed_in.findings, workspace) as unchanged:
        planned = plan_panel(assessment, workspace, handed_in, unchanged)
    plan = planned.plan.and_then(plan_anew(assessment, workspace))
    standing = check_papers(judge(assessment, handed_in), workspace, plan)
    apply(plan.and_then(standing.plan))
    period = str(assessment.settings.period)
    remember_names(workspace.records, period, assessment.roster.branches)
    renamed = tell_former_names(assessment, workspace)
    folder, names = workspace.panel_forms, panel_names(assessment)
    foreign = foreign_files(folder, names.values(), workspace)
    findings = (*handed_in.books.findings, *planned.findings, *foreign, *renamed)
    returned, expected = len(handed_in.examined.accepted), len(assessment.roster.taking_part)
    inspection = assessment.settings.is_inspection
    return IssuedPanel(planned.workbooks, returned, expected, findings, inspection)


@dataclass(frozen=True, slots=True)
class PlannedPanel:
    """评委编号 → the workbook to be written; the plan, and what stands in the way."""

    workbooks: Mapping[str, Path]
    plan: Plan
    findings: tuple[Finding, ...]


def plan_panel(
    assessment: Assessment,
    workspace: Workspace,
    handed_in: HandedIn,
    unchanged: Unchanged | None = None,
) -> PlannedPanel:
    """Make one workbook for each evaluator, with what the last one that came back held.

    A workbook that somebody has saved where it lies is kept, unless the very same file was handed
    in (D004); one whose evaluator handed in what does not count yet is not made anew (D008).
    Nothing is written yet, and what is ``unchanged`` is not made.

    Raises:
        OSError: A workbook there cannot be read.
    """
    examined, books = handed_in.examined, handed_in.books
    folder, names = workspace.panel_forms, panel_names(assessment)
    kept = {receipt.sha256 for receipt in books.receipts}
    handed_in_by = {receipt.owner for receipt in books.receipts}
    shown = shown_to(assessment, examined)
    written: dict[str, Path] = {}
    write: dict[Path, bytes] = {}
    keep: list[Path] = []
    findings: list[Finding] = []
    for evaluator in assessment.panel:
        path = folder / names[evaluator.code]
        checked = books.accepted.get(evaluator.code)
        if checked is None and (books.unread or evaluator.code in handed_in_by):
            findings.append(finding("D008", who=evaluator.label))
            continue
        if _would_lose(path, kept):
            place = Place(workspace.relative(path))
            findings.append(finding("D004", place, folder=PANEL_FOLDER))
            keep.append(path)
            continue
        if assessment.settings.is_inspection:
            content = list_to_be_issued(checked, assessment.standard)
        else:
            content = to_be_issued(checked, examined)
        make = partial(
            make_workbook, assessment, evaluator, examined, content, shown[evaluator.code]
        )
        write |= _again(unchanged or Unchanged(workspace), evaluator, path, make)
        written[evaluator.code] = path
    return PlannedPanel(written, Plan(write, keep=tuple(keep)), tuple(findings))


def _would_lose(path: Path, kept: Container[str | None]) -> bool:
    """True if the file there was worked on and no copy of it was handed in."""
    if not path.is_file():
        return False
    data = path.read_bytes()
    return not was_never_saved(data, META_PROPERTY) and digest(data) not in kept


def _again(
    unchanged: Unchanged, evaluator: Evaluator, path: Path, make: Callable[[], bytes]
) -> Mapping[Path, bytes]:
    """Return an evaluator's workbook, made only if it would be another one than lies there."""
    files, _ = unchanged.again(f"panel {evaluator.code}", lambda: ({path: make()}, ()))
    return files
