"""``wuhao diff``: the results of now held against others."""

from dataclasses import dataclass, field
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.comparing import EARLIER, PREVIOUS, kept
from wuhao_batch.jobs.earlier import earlier_results, published_issue
from wuhao_batch.jobs.loading import load
from wuhao_batch.outcome.changes import Changes, changes_between
from wuhao_batch.outcome.snapshot import Snapshot, to_json
from wuhao_batch.outputs.comparison.workbook import comparison_workbook
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched

COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes since other results.

    ``against`` names these for people, ``unit`` is the word for what is assessed. ``outputs`` has
    the files that were written, by their names.
    """

    changes: Changes
    against: str
    unit: str
    outputs: dict[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@alone("diff")
def diff(
    workspace: Workspace, other: str | None = None, *, keep: bool = False, track: Track = unwatched
) -> Diff:
    """Hold the results of the last run against others (``wuhao diff``).

    Where these are of another period, both are written side by side to ``output/compare.xlsx``.

    Args:
        workspace: Where the results lie.
        other: The number of a published issue, or the archive, the folder or the results of another
            period; without it the last results that were not the same.
        keep: Keep the other results, so that every run compares its own with them.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: There are no results, of now or of what was named.
        OSError: Something cannot be read or written.
    """
    assessment = load(workspace)
    settings = assessment.settings
    now = _now(workspace)
    before, against = _other(workspace, now, other or None, track)
    changes = changes_between(before, now)
    plan = Plan()
    if before.span != now.span:
        data = comparison_workbook(changes, settings.unit, settings.occasion)
        plan = Plan({workspace.output / PAPERS[COMPARE]: data})
        if keep:
            plan = plan.and_then(Plan({workspace.root / EARLIER: to_json(before)}))
    elif keep:
        raise ImpossibleError(
            f"{against}也是{now.span.words}的，不用 --keep。请写以前一期的存档或文件夹。"
        )
    apply(plan)
    names = {workspace.output / PAPERS[COMPARE]: COMPARE, workspace.root / EARLIER: "earlier"}
    outputs = {names[path]: path for path in plan.write}
    return Diff(changes, against, settings.unit, outputs)


def _now(workspace: Workspace) -> Snapshot:
    """Return the results of the last run. Raises ImpossibleError if there are none."""
    file = workspace.output / PAPERS["data"]
    try:
        now = kept(file)
    except ValueError:
        now = None
    if now is None:
        raise ImpossibleError("output 里还没有结果。请先运行 wuhao run。")
    return now


def _other(
    workspace: Workspace, now: Snapshot, other: str | None, track: Track
) -> tuple[Snapshot, str]:
    """Return what the results are held against, and its name for people."""
    if other is None:
        return _previous(workspace, now), "上一次不同的结果"
    issue = published_issue(workspace, now, other)
    if issue is not None:
        return issue.snapshot, f"公示的{issue.step.name}"
    before = earlier_results(Path(other), track)
    return before, f"“{other}”（{before.span.words}）"


def _previous(workspace: Workspace, now: Snapshot) -> Snapshot:
    try:
        previous = kept(workspace.output / PREVIOUS)
    except ValueError:
        previous = None
    if previous is None or previous.span != now.span:
        raise ImpossibleError(
            "还没有别的结果可以比：到现在每次运行的结果都一样。"
            "要和公示过的或以前一期的比，请写明公示的第几号，或存档、文件夹。"
        )
    return previous
