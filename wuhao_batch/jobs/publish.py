"""``wuhao publish``: freeze the notice that goes up, and the results that it comes from.

What is frozen is what lies in ``output/`` and could be looked at, and only while it is what would
be made now; the Word file may have been worked on as long as it says the same.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.kept_inputs import keep_inputs
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.present import Present, StepOptions, load_present
from wuhao_batch.jobs.stepping import Taken, take
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import snapshot_of, to_json
from wuhao_batch.outputs.blank_objections import objections_workbook
from wuhao_batch.outputs.notice.notice import make_notice
from wuhao_batch.outputs.notice.window import Window, plan_window
from wuhao_batch.outputs.notice.word import gainsays
from wuhao_batch.outputs.paper_names import CORRECTION, FORMAL, PAPERS, Papers
from wuhao_batch.outputs.proof.run_record import RUN_FILE, read_run
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.outputs.publication.issue import FORMS, PUBLISHED, RESULTS, unrecorded
from wuhao_batch.panel.meeting.decided import Decided
from wuhao_batch.records.stages import Course, Frozen, Stage, Transition
from wuhao_batch.workspace import moments
from wuhao_batch.workspace.folders import DECISIONS, OBJECTIONS, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.writing.sealing import is_as_made


@dataclass(frozen=True)
class _Ready:
    """A notice that can go up: the results, the papers as they would be made now, its window."""

    present: Present
    papers: Papers
    window: Window

    @property
    def look(self) -> str:
        """The order to look at the papers first."""
        return f"运行 {self.present.command}，看过以后再公示。"

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of the notice's forms."""
        return CORRECTION if self.present.due.correction else FORMAL


@alone("publish")
def publish(workspace: Workspace, options: StepOptions) -> Taken:
    """Publish the notice that lies in ``output/``, or a 更正公示 (``wuhao publish``).

    Returns:
        The issue, frozen in ``output/published/``.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: There is no notice that could go up.
        OSError: Something cannot be read or written.
    """
    present = load_present(workspace, options)
    today = moments.today()
    _check_decided(present.outcome, today)
    ready = _ready(present, today)
    frozen, told = _lying(ready)
    period, number = present.outcome.assessment.settings.period, len(present.course.issues) + 1
    folder = f"{PUBLISHED}/{period.in_names}-{number:02}"
    window = ready.window
    step = Transition(
        Stage.SHOWN, period, number, folder, frozen.digest, window.start, window.end, options.act
    )
    beside = _objections(workspace).and_then(_inputs(frozen, present))
    taken = take(workspace, step, frozen, beside)
    with suppress(OSError):  # open in Word, perhaps: the next run clears what is frozen already
        apply(Plan(remove=tuple(_still_lying(ready, frozen))))
    now = Course((*present.course.steps, taken.step))
    others = unrecorded(workspace, now, period)
    told = (*taken.findings, *told, *_late(window, today), *others, *present.outcome.to_confirm)
    return replace(taken, findings=told)


def _ready(present: Present, today: date) -> _Ready:
    """Return the notice that can go up.

    Raises:
        NotYetError: There is none.
    """
    assessment, standing = present.outcome.assessment, present.standing
    window, _ = plan_window(assessment.settings, assessment.working_days)
    if isinstance(standing, Finding):
        raise NotYetError("已公示的与记录不符，不能接着公示。", [standing])
    if standing is not None and present.due.nothing:
        _refuse_again(present, standing.step)
    papers = present.papers()
    if window is None or not set(CORRECTION if standing else FORMAL) <= papers.files.keys():
        reasons = [each for each in papers.findings if each not in present.due.findings]
        raise NotYetError("公示稿还不能生成，原因列在上面。请先逐条办好，再公示。", reasons)
    if window.end < today:
        told = f"公示期到{spell(window.end)}就满了，今天是{spell(today)}，没有人再能提出异议。"
        dates = "请在设置里改好落款日期和公示开始日期"
        raise NotYetError(f"{told}{dates}，运行 {present.command}，看过以后再公示。")
    return _Ready(present, papers, window)


def _check_decided(outcome: Outcome, today: date) -> None:
    """Check that the meeting has decided what counts as decided (M015).

    Raises:
        NotYetError: A decision is dated after today.
    """
    if to_come := dated_ahead(outcome, today):
        raise NotYetError(f"会议决定的日期还没有到，列在上面。请改正 {DECISIONS} 再公示。", to_come)


def dated_ahead(outcome: Outcome, today: date) -> list[Finding]:
    """Return the decisions of the meeting on a day that is still to come (M015)."""
    return [
        finding("M015", each.place, branch=each.branch, on=spell(each.on), today=spell(today))
        for each in _decisions(outcome)
        if each.on > today
    ]


def _decisions(outcome: Outcome) -> Iterator[Decided[Decimal] | Decided[bool]]:
    for result in outcome.results:
        for on_score in result.decided.values():
            yield from on_score
        for on_veto in result.on_vetoes.values():
            yield from on_veto


def _refuse_again(present: Present, last: Transition) -> None:
    """Refuse to publish again what differs in nothing, or has no window of its own."""
    dates = f"请把落款日期和公示开始日期改成这一次的，运行 {present.command}，看过以后再公示。"
    if present.due.findings:
        raise NotYetError(f"更正公示要有自己的公示期。{dates}", present.due.findings)
    raise NotYetError(
        f"结果与已公示的（{last.name}）相同，没有要更正的。要更正公示上别的内容的，{dates}"
    )


def _lying(ready: _Ready) -> tuple[Frozen, tuple[Finding, ...]]:
    """Return the files to freeze as they lie in ``output/``, and P005 for one worked on.

    Raises:
        NotYetError: One is missing, or is not what would be made now.
    """
    workspace, notes = ready.present.workspace, []
    files: dict[str, bytes] = {}
    for key, name in (*zip(ready.names, FORMS, strict=True), ("results", PAPERS["results"])):
        path = workspace.output / PAPERS[key]
        if not path.is_file():
            raise NotYetError(f"output 里还没有 {path.name}。请先{ready.look}")
        files[name] = data = path.read_bytes()
        if data != ready.papers.files[key]:
            _check_changed(data, path, ready)
            notes.append(finding("P005", Place(workspace.relative(path))))
    files[RESULTS] = to_json(snapshot_of(ready.present.outcome))
    if (run := workspace.output / RUN_FILE).is_file():
        files[run.name] = run.read_bytes()
    return Frozen(files), tuple(notes)


def _still_lying(ready: _Ready, frozen: Frozen) -> Iterator[Path]:
    """Yield the forms in ``output/`` that are still what was frozen: not one saved meanwhile."""
    for key, name in zip(ready.names, FORMS, strict=True):
        path = ready.present.workspace.output / PAPERS[key]
        if path.read_bytes() == frozen.files[name]:
            yield path


def _check_changed(data: bytes, path: Path, ready: _Ready) -> None:
    """Check a file that is not what would be made now: a Word file may have been worked on.

    Raises:
        NotYetError: It is of another kind, nobody has worked on it, or it says something else.
    """
    if is_as_made(data) or path.name == PAPERS["results"]:
        raise NotYetError(f"output 里的 {path.name} 不是按现在的材料生成的。请先{ready.look}")
    changed = f"output 里的 {path.name} 有人改动过，"
    if path.suffix != ".docx":
        raise NotYetError(f"{changed}只有 Word 文件可以改了再公示。请移走它，再{ready.look}")
    present = ready.present
    notice = make_notice(
        present.outcome, ready.window, draft=False, correction=present.due.correction
    )
    if why := gainsays(data, notice.on_paper):
        raise NotYetError(f"{changed}{why}；或移走它，再{ready.look}")


def _late(window: Window, today: date) -> Iterator[Finding]:
    """Report a window that has begun already (P006)."""
    if window.start < today:
        yield finding("P006", begins=spell(window.start), today=spell(today))


def _objections(workspace: Workspace) -> Plan:
    """Return the plan of a blank list of objections where there is none."""
    path = workspace.root / OBJECTIONS
    return Plan() if path.exists() else Plan({path: objections_workbook()})


def _inputs(frozen: Frozen, present: Present) -> Plan:
    """Return the plan of the inputs that the issue can be made again from.

    Raises:
        NotYetError: It is not known what they were, or one is no longer as it was.
    """
    try:
        return keep_inputs(read_run(frozen.files[RUN_FILE]), present.workspace)
    except (KeyError, UnsealedError):
        told = f"output/{RUN_FILE} 不见了，或不是程序写下的样子。"
        raise NotYetError(f"{told}请先再运行 {present.command}，再公示。") from None
