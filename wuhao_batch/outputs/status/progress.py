"""Progress of each branch, from records and returns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.names import form_stems
from wuhao_batch.mail.came import mails_without_form
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status, missing_but
from wuhao_batch.panel.agreeing import EvaluatorProgress
from wuhao_batch.records.issued import load_issued
from wuhao_batch.records.ledger import Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.received import Arrival, load_journal
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.records.stages import NO_STEPS, Course, load_course
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace import moments
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import CHINA, in_china


class BranchState(StrEnum):
    """The state of a branch's return."""

    ACCEPTED = "accepted"
    TO_CORRECT = "needs_correction"
    TO_CHOOSE = "disputed"
    UNUSABLE = "unusable"
    MISSING = "missing"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """Return the word that people read."""
        return _LABELS[self]


_LABELS = {
    BranchState.ACCEPTED: "已采用",
    BranchState.TO_CORRECT: "需更正",
    BranchState.TO_CHOOSE: "待选定",
    BranchState.UNUSABLE: "不能采用",
    BranchState.MISSING: "未交",
    BranchState.EXEMPT: "不参评",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """An event and its date (in China), as far as that is known.

    With ``of_the_file`` it is the date of the file on the disk, for want of a better one.
    """

    at: datetime | None = None
    of_the_file: bool = False

    def spelled(self, form: str) -> str:
        """Return its time in that form; "是" where it is not known."""
        if self.at is None:
            return "是"
        return self.at.strftime(form) + ("（文件日期）" if self.of_the_file else "")


@dataclass(frozen=True, slots=True)
class BranchProgress:
    """The progress of one branch; None for a step not taken.

    ``in_doubt`` means that nobody knows whether a mail to it went; ``late`` that what counts came
    after the deadline, ``reason`` why nothing that came can be used, "" where nothing came.
    ``enclosed`` are the scans and papers kept with it, ``only`` the words for them where nothing
    else came.
    """

    branch: Branch
    issued: Milestone | None
    sent: Milestone | None
    reminded: Milestone | None
    sent_back: Milestone | None
    returned: Milestone | None
    feedback: Milestone | None
    in_doubt: bool
    late: bool
    standing: BranchState
    file: str | None
    reason: str = ""
    enclosed: tuple[Receipt, ...] = ()
    only: str = ""

    @property
    def situation(self) -> str:
        """Return its standing, and why what came is of no use."""
        missing = self.standing is BranchState.MISSING
        state = missing_but(self.only) if missing else self.standing.label
        return "：".join(part for part in (state, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One scan or paper that was kept with a branch."""

    branch: Branch
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class EvaluatorStatus:
    """The progress of one evaluator; None for a step not taken."""

    progress: EvaluatorProgress
    sent: Milestone | None
    reminded: Milestone | None
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class StatusReport:
    """All branches and evaluators on a day (in China), and the records behind them.

    ``unit`` is the word for what is assessed, ``course`` what was published.
    """

    occasion: str
    unit: str
    today: date
    deadline: date | None
    branches: tuple[BranchProgress, ...]
    sent: tuple[Message, ...]
    received: tuple[Arrival, ...]
    evaluators: tuple[EvaluatorStatus, ...] = ()
    course: Course = NO_STEPS

    def count(self, standing: BranchState) -> int:
        """Return the number of branches in a state."""
        return sum(each.standing is standing for each in self.branches)

    @property
    def enclosed(self) -> tuple[Enclosed, ...]:
        """Return all scans and papers, by branch."""
        return tuple(
            Enclosed(each.branch, receipt) for each in self.branches for receipt in each.enclosed
        )

    @property
    def days_left(self) -> int | None:
        """Return the days to the deadline, negative once it is over; None where there is none."""
        return (self.deadline - self.today).days if self.deadline else None

    @property
    def forms_are_out(self) -> bool:
        """True if a form was made or sent here, or came back however its branch came by it."""
        return any(each.issued or each.sent or each.returned for each in self.branches)

    @property
    def sentence(self) -> str:
        """Return one line on all of them."""
        counts = "，".join(
            f"{standing.label}{count}个"
            for standing in BranchState
            if (count := self.count(standing))
        )
        return "；".join(filter(None, (counts, self._when, self._stage)))

    @property
    def _when(self) -> str:
        if self.deadline is None or self.days_left is None:
            return "没有设报送截止日期"
        left = self.days_left
        when = f"还有{left}天" if left > 0 else "就是今天" if left == 0 else f"已过{-left}天"
        return f"报送截止日期{self.deadline.isoformat()}，{when}"

    @property
    def _stage(self) -> str:
        last = self.course.standing
        return f"阶段：{self.course.stage}（公示的是{last.name}）" if last else ""


def status_of(outcome: Outcome, workspace: Workspace) -> StatusReport:
    """Report the progress of all branches at this moment."""
    assessment = outcome.assessment
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    issued = _issued(assessment, workspace)
    received = load_journal(workspace.records).arrivals
    mails = mails_without_form(assessment.roster, received)
    return StatusReport(
        assessment.settings.occasion,
        assessment.words.unit,
        moments.today(),
        assessment.settings.deadline,
        tuple(
            _progress(
                result,
                issued.get(result.branch.code),
                ledger,
                outcome,
                mails.get(result.branch.code, ()),
            )
            for result in outcome.results
        ),
        ledger.entries,
        received,
        tuple(
            _of_evaluator(each, ledger.on(Kind.PANEL, each.evaluator.code))
            for each in (outcome.panel.progress if assessment.evaluators else ())
        ),
        load_course(workspace.records, assessment.settings.period),
    )


def _of_evaluator(progress: EvaluatorProgress, entries: Sequence[Message]) -> EvaluatorStatus:
    return EvaluatorStatus(
        progress,
        _last(entries, Kind.PANEL),
        _last(entries, Kind.PANEL_REMINDER),
        any(entry.in_doubt for entry in entries),
    )


def _issued(assessment: Assessment, workspace: Workspace) -> dict[str, Milestone]:
    """Return 编号 → issue, by the records; a form without a record has an unknown time."""
    found: dict[str, Milestone] = {}
    for code, stem in form_stems(assessment).items():
        if (workspace.forms / f"{stem}.xlsx").is_file():
            found[code] = Milestone()
    for (code, _), at in load_issued(workspace.records, str(assessment.settings.period)).items():
        if found.get(code, Milestone()).at is None:  # the first time counts
            found[code] = Milestone(in_china(datetime.fromisoformat(at)))
    return found


def _progress(
    result: Result,
    issued: Milestone | None,
    ledger: Ledger,
    outcome: Outcome,
    mails: Sequence[Arrival],
) -> BranchProgress:
    branch = result.branch
    entries = ledger.of_branch(branch.code)
    receipts = [each for each in outcome.examined.receipts_of(branch.code) if _is_meant(each)]
    file = result.checked.source.file if result.checked else None
    counted = [each for each in receipts if each.file == file]
    deadline = outcome.assessment.settings.deadline
    late = any(each.is_late(deadline) for each in counted or receipts)
    return BranchProgress(
        branch,
        issued,
        _last(entries, Kind.FORM),
        _last(entries, Kind.REMINDER, Kind.NEW_DEADLINE),
        _last(entries, Kind.CORRECTION),
        _came(counted or receipts),
        _last(entries, Kind.FEEDBACK),
        any(entry.in_doubt for entry in entries),
        late,
        _standing(result, outcome.disputed),
        file,
        "" if file else _reason(outcome, branch, mails),
        outcome.examined.enclosed(branch.code),
        outcome.examined.only_papers(branch.code),
    )


def _reason(outcome: Outcome, branch: Branch, mails: Sequence[Arrival]) -> str:
    """Return why the first of what came is of no use: workbooks go before pictures and mails."""
    reasons = (
        *(each.reason.rule for each in outcome.unused(branch) if each.reason),
        *(f"邮件里{each.note}" for each in mails),
    )
    return next(iter(reasons), "").removesuffix("。")


def _is_meant(receipt: Receipt) -> bool:
    return receipt.state not in (ReturnState.NOT_A_FORM, ReturnState.ENCLOSED)


def _last(entries: Iterable[Message], *kinds: Kind) -> Milestone | None:
    sent = [entry for entry in entries if entry.kind in kinds and entry.state is State.SENT]
    return Milestone(in_china(sent[-1].ended or sent[-1].begun)) if sent else None


def _came(receipts: list[Receipt]) -> Milestone | None:
    """Return when it was sent or saved; where none of them tells, when it was put there."""
    times = [each.saved for each in receipts if each.saved]
    if times:
        return Milestone(max(times))
    put = max((each.modified for each in receipts), default=0.0)
    if put:
        at = datetime.fromtimestamp(put, CHINA).replace(tzinfo=None)
        return Milestone(at, of_the_file=True)
    return Milestone() if receipts else None


def _standing(result: Result, waiting: frozenset[str]) -> BranchState:
    if result.status is Status.EXEMPT:
        return BranchState.EXEMPT
    if result.branch.code in waiting:
        return BranchState.TO_CHOOSE
    if result.status is Status.NEEDS_CORRECTION:
        return BranchState.UNUSABLE if result.checked is None else BranchState.TO_CORRECT
    return BranchState.MISSING if result.status is Status.MISSING else BranchState.ACCEPTED
