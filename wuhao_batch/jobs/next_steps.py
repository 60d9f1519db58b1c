"""The next things to do after a run, each with the command or the file for it.

A few rules in the order of the year: whose is a file, which version counts, who has to be asked,
what the notice lacks, what to do once it is there. Each is a function from a run to a step or None.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Severity, first_of
from wuhao_batch.jobs.deciding import unclear
from wuhao_batch.jobs.run import Run
from wuhao_batch.mail.parcels import SEND, Recipient
from wuhao_batch.outcome.result import Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.stages import Stage
from wuhao_batch.workspace.folders import DECISIONS, ROSTER

AT_MOST = 3
NAMED = 3
"""So many names stand in one step."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, as a Chinese clause, and the command to type or the file to open."""

    what: str
    command: str


def next_steps(run: Run) -> tuple[NextStep, ...]:
    """Return the next things to do after a run, the most pressing first, three at most."""
    steps = (rule(run) for rule in _RULES)
    return tuple(step for step in steps if step is not None)[:AT_MOST]


def _whose(run: Run) -> NextStep | None:
    """Return the step for files of which nobody knows whose they are."""
    receipts = (*run.outcome.examined.receipts, *run.outcome.panel.receipts)
    files = [receipt.file for receipt in unclear(receipts)]
    if not files:
        return None
    told = f"{len(files)}个文件认不出是谁的，没有采用（{_few(files)}），查明后指定"
    return NextStep(told, _ASSIGN)


_ASSIGN = "wuhao assign 文件 编号"


def _which(run: Run) -> NextStep | None:
    """Return the step for branches between whose versions somebody has to choose."""
    disputed = run.outcome.disputed
    names = [each.branch.name for each in run.outcome.results if each.branch.code in disputed]
    if not names:
        return None
    return NextStep(f"{_few(names)}交了内容不同的几份，请选定一份", "wuhao accept 文件")


def _branches(run: Run) -> NextStep | None:
    """Return the step for branches that have to hand in, or to correct."""
    missing = _names(run, Status.MISSING)
    disputed = run.outcome.disputed
    wrong = [
        each.branch.name
        for each in _having(run, Status.NEEDS_CORRECTION)
        if each.branch.code not in disputed
    ]
    asked = (("催交", missing), ("退回更正", wrong))
    told = "；".join(f"{word}{len(names)}个（{_few(names)}）" for word, names in asked if names)
    return NextStep(told, "wuhao remind") if told else None


def _stale(run: Run) -> NextStep | None:
    """Return the step for scores that rest on another report than that of now."""
    stale = run.outcome.stale
    if not stale:
        return None
    told = f"有{len(stale)}处打分以后填报有改动，把新的复核表发给评委重看"
    again = f"{SEND[Kind.PANEL]} --resend"
    return NextStep(told, _and_send("wuhao panel", again, run.outcome.assessment.panel))


def _panel(run: Run) -> NextStep | None:
    """Return the step for scores of the 考评组 that are not in yet."""
    everybody = run.outcome.assessment.panel
    behind = [each for each in run.outcome.panel.progress if each.scored < each.assigned]
    if not behind:
        waiting = _names(run, Status.UNSCORED)
        command = _and_send("wuhao panel", SEND[Kind.PANEL], everybody)
        panel = run.outcome.assessment.words.panel
        return NextStep(f"请{panel}给{_few(waiting)}评分", command) if waiting else None
    without = [each.evaluator for each in behind if each.file is None]
    if without:
        names = _few([each.label for each in without])
        command = _and_send("wuhao panel", SEND[Kind.PANEL], without)
        return NextStep(f"把复核表发给{names}，交回后放进 input/panel", command)
    left = sum(each.assigned - each.scored for each in behind)
    late = [each.evaluator for each in behind]
    names = _few([each.label for each in late])
    by_mail = any(each.address for each in late)
    command = _and_send("wuhao panel", SEND[Kind.PANEL_REMINDER], late) if by_mail else "wuhao run"
    return NextStep(f"请{names}补评（还有{left}项），交回后放进 input/panel", command)


def _and_send(make: str, send: str, people: Iterable[Recipient]) -> str:
    """Return the command that makes a paper, and the one that sends it if one has an address."""
    return f"{make}，再 {send}" if any(each.address for each in people) else make


def _issue(run: Run) -> NextStep | None:
    """Return the step for an issue that is not as it was published: nothing follows on it."""
    for found in run.publication.findings:
        if found.code == "P003":
            return NextStep(f"从备份里换回 {found.place.file}，它与记录不符", "wuhao run")
    return None


def _settings(run: Run) -> NextStep | None:
    """Return the step for what a paper lacks in the roster's workbook."""
    for severity in (Severity.ERROR, Severity.WARNING):
        for found in run.publication.findings:
            if found.severity is severity and found.place.file == ROSTER:
                return NextStep(f"改好名单里的设置：{found.remedy.rstrip('。')}", "wuhao run")
    return None


def _meeting(run: Run) -> NextStep | None:
    """Return the step for decisions of the meeting that do not count as they stand."""
    wrong = run.outcome.not_followed
    return NextStep(f"改正会议决定里的{len(wrong)}处", f"打开 {DECISIONS}") if wrong else None


def _confirm(run: Run) -> NextStep | None:
    """Return the step for what somebody has to confirm before a notice goes up."""
    count = len(run.outcome.to_confirm)
    told = f"公示前核实{count}条要确认的提醒，都列在报告的开头"
    return NextStep(told, "打开 output/report.html") if count and run.has_notice else None


def _notice(run: Run) -> NextStep | None:
    """Return the step for a notice that is ready."""
    if not run.has_notice:
        return None
    form = "notice" if "notice_html" in run.outputs else "notice_correction"
    return NextStep(
        "核对报告、会议用表和公示稿，无误后公示并封存",
        f"打开 output/report.html、output/{form}.docx，再 wuhao publish",
    )


_AGAINST_IT = {"P001", "P002", "P003"}
"""Findings on an issue that is no longer what the results are: no step follows on it."""


def _after_publication(run: Run) -> NextStep | None:
    """Return the step from the stage that the period is in."""
    course, codes = run.publication.course, {each.code for each in run.publication.findings}
    if run.has_notice or course.standing is None or codes & _AGAINST_IT:
        return None
    if course.stage is Stage.SHOWN:
        until = spell(course.standing.ends)
        return NextStep(f"异议记在 input/objections.xlsx；公示期{until}满，办结以后", "wuhao close")
    if course.stage is Stage.CLOSED:
        return NextStep("党委确定表彰的单位以后，写表彰决定", "wuhao commend 编号")
    return None


def _feedback(run: Run) -> NextStep | None:
    """Return the step after the notice."""
    if not run.has_notice:
        return None
    branches = run.outcome.assessment.roster.taking_part
    command = _and_send("wuhao feedback", SEND[Kind.FEEDBACK], branches)
    return NextStep("给各单位生成反馈意见", command)


def _few(names: Sequence[str]) -> str:
    return first_of(names, NAMED)


def _having(run: Run, status: Status) -> list[Result]:
    return [each for each in run.outcome.results if each.status is status]


def _names(run: Run, status: Status) -> list[str]:
    return [each.branch.name for each in _having(run, status)]


_RULES: tuple[Callable[[Run], NextStep | None], ...] = (
    _issue,
    _whose,
    _which,
    _branches,
    _stale,
    _panel,
    _meeting,
    _settings,
    _confirm,
    _notice,
    _after_publication,
    _feedback,
)
