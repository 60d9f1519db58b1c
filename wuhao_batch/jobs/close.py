"""``wuhao close``: the notice has been up for its days, and every objection is settled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.objections import Disposal, Objection, load_objections
from wuhao_batch.assessment.roster import Roster
from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Finding, finding, has_errors
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.present import Present, StepOptions, load_present
from wuhao_batch.jobs.stepping import Taken, take, without_faults
from wuhao_batch.outcome.changes import changes_between
from wuhao_batch.outputs.publication.issue import CLOSED, Issue, load_issue
from wuhao_batch.outputs.publication.statement import make_statement, statement_files
from wuhao_batch.records.stages import Course, Frozen, Stage
from wuhao_batch.workspace import moments
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace


@alone("close")
def close(workspace: Workspace, options: StepOptions) -> Taken:
    """End the publication of the issue that stands, and write its 公示情况说明 (``wuhao close``).

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Nothing is published, its days are not over, an objection is not settled,
            or the results are no longer those that were published.
        OSError: Something cannot be read or written.
    """
    present, today = load_present(workspace, options), moments.today()
    issue = _over(present, today)
    settings = issue.settings(present.outcome.assessment.settings)
    objections, told = _settled(present, today)
    statement = make_statement(settings, present.course.issues, objections, today)
    papers = without_faults(statement_files(statement, workspace.templates), "公示情况说明")
    frozen = Frozen({**papers, "objections.xlsx": (workspace.root / OBJECTIONS).read_bytes()})
    folder = f"{CLOSED}/{issue.step.name}"
    step = issue.step.followed_by(Stage.CLOSED, folder, frozen, options.act)
    taken = take(workspace, step, frozen)
    return replace(taken, findings=(*taken.findings, *told))


def _over(present: Present, today: date) -> Issue:
    """Return the issue whose days are over.

    Raises:
        NotYetError: There is none.
    """
    if present.course.stage in (Stage.CLOSED, Stage.COMMENDED):
        raise NotYetError(
            f"公示已经结束（{present.course.steps[-1].folder}）。接下来：党委确定表彰的单位以后，"
            "运行 wuhao commend 编号；结果又有变化的，先更正公示。"
        )
    issue = present.shown()
    if today <= issue.step.ends:
        told = f"公示期到{spell(issue.step.ends)}才满，今天是{spell(today)}。"
        raise NotYetError(f"{told}请在期满以后再运行 wuhao close。")
    return issue


def _settled(present: Present, today: date) -> tuple[tuple[Objection, ...], tuple[Finding, ...]]:
    """Return the objections, all of them settled, and what else is told of them.

    Raises:
        NotYetError: One is not.
    """
    roster = present.outcome.assessment.roster
    objections, findings = objections_now(present.workspace, roster, present.course, today)
    if has_errors(findings):
        raise NotYetError(
            f"异议还没有办结，或登记表没有填好，列在上面。请填好 {OBJECTIONS} 再运行 wuhao close。",
            findings,
        )
    return objections, findings


def objections_now(
    workspace: Workspace, roster: Roster, course: Course, today: date
) -> tuple[tuple[Objection, ...], tuple[Finding, ...]]:
    """Return the objections to what was published, and what keeps them from being settled.

    Raises:
        OSError: A file cannot be read.
    """
    objections, findings = load_objections(workspace, roster)
    corrections = tuple(_corrections(workspace, course))
    for each in objections:
        findings += [*_open(each, corrections), *_odd(each, course, today)]
    return objections, tuple(findings)


@dataclass(frozen=True, slots=True)
class _Redress:
    """A 更正公示: its day, and the 编号 of the units of whose own it changed something."""

    on: date
    units: frozenset[str]

    def settles(self, objection: Objection) -> bool:
        """True if it came after the objection, and changed what that concerns.

        One that concerns no unit is on the notice as a whole: every correction is on that.
        """
        named = {code_key(each.code) for each in objection.branches}
        return self.on >= objection.received and (not named or bool(named & self.units))


def _corrections(workspace: Workspace, course: Course) -> Iterator[_Redress]:
    """Yield the corrections that are complete, as the issue before them is."""
    issues = [load_issue(workspace, step) for step in course.issues]
    for before, after in pairwise(issues):
        if isinstance(before, Issue) and isinstance(after, Issue):
            changed = changes_between(before.snapshot, after.snapshot).changed
            units = frozenset(code_key(each.unit.code) for each in changed if each.is_its_own)
            yield _Redress(after.step.day, units)


def _open(objection: Objection, corrections: Iterable[_Redress]) -> Iterator[Finding]:
    """Yield what an objection lacks (P013), or the 更正公示 that has to follow it (P014)."""
    received = spell(objection.received)
    if objection.lacking:
        what = "、".join(objection.lacking)
        yield finding("P013", objection.place, received=received, what=what)
    settled = any(each.settles(objection) for each in corrections)
    if objection.disposal is Disposal.CORRECTED and not settled:
        yield finding("P014", objection.place, received=received)


def _odd(objection: Objection, course: Course, today: date) -> Iterator[Finding]:
    """Report what came before the notice was up (P015), and days to come (P024, P025)."""
    first, received = course.issues[0].begins, spell(objection.received)
    if objection.received < first:
        yield finding("P015", objection.place, received=received, begins=spell(first))
    if objection.received > today:
        yield finding("P024", objection.place, received=received, today=spell(today))
    elif objection.answered is not None and objection.answered > today:
        facts = {"answered": spell(objection.answered), "today": spell(today)}
        yield finding("P025", objection.place, received=received, **facts)
