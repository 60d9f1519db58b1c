"""wuhao status: how far each branch is, from records and returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.names import form_stems
from wuhao_batch.moments import CHINA, in_china
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.records.issued import load_issued
from wuhao_batch.records.ledger import Kind, Ledger, Message, State, load_ledger
from wuhao_batch.records.received import Arrival, load_journal
from wuhao_batch.returns.settle import NOT_A_FORM, Receipt
from wuhao_batch.workspace.folders import Workspace

ACCEPTED, TO_CORRECT, TO_CHOOSE = "accepted", "needs_correction", "disputed"
MISSING, UNUSABLE, EXEMPT = "missing", "unusable", "exempt"
STANDINGS = {
    ACCEPTED: "已采用",
    TO_CORRECT: "需更正",
    TO_CHOOSE: "待选定",
    UNUSABLE: "不能采用",
    MISSING: "未交",
    EXEMPT: "不参评",
}
"""Where a branch stands → the word that people read."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that was done, and when (in China) as far as that is known."""

    at: datetime | None = None

    def told(self, form: str) -> str:
        """Its time in that form; "是" where it is not known."""
        return self.at.strftime(form) if self.at else "是"


@dataclass(frozen=True, slots=True)
class BranchProgress:
    """How far one branch is; None for a step that was not taken.

    ``in_doubt`` tells that nobody knows whether a mail to it went; ``late`` that what counts came
    after the deadline. ``standing`` is a key of :data:`STANDINGS`.
    """

    branch: Branch
    issued: Milestone | None
    sent: Milestone | None
    reminded: Milestone | None
    sent_back: Milestone | None
    returned: Milestone | None
    in_doubt: bool
    late: bool
    standing: str
    file: str | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """All branches on a day (in China), and what lies behind it."""

    occasion: str
    today: date
    deadline: date | None
    branches: tuple[BranchProgress, ...]
    sent: tuple[Message, ...]
    received: tuple[Arrival, ...]

    def count(self, standing: str) -> int:
        """How many branches stand there."""
        return sum(each.standing == standing for each in self.branches)

    @property
    def days_left(self) -> int | None:
        """Days to the deadline, negative once it is over; None where there is none."""
        return (self.deadline - self.today).days if self.deadline else None

    @property
    def told(self) -> str:
        """One line on all of them."""
        counts = "，".join(
            f"{word}{count}个"
            for standing, word in STANDINGS.items()
            if (count := self.count(standing))
        )
        if self.deadline is None or self.days_left is None:
            return f"{counts}；没有设报送截止日期"
        left = self.days_left
        when = f"还有{left}天" if left > 0 else "就是今天" if left == 0 else f"已过{-left}天"
        return f"{counts}；报送截止日期{self.deadline.isoformat()}，{when}"


def status_of(outcome: Outcome, workspace: Workspace) -> StatusReport:
    """How far the branches are at this moment."""
    assessment = outcome.assessment
    ledger = load_ledger(workspace.records, assessment.settings.year)
    issued = _issued(assessment, workspace)
    waiting = outcome.disputed
    return StatusReport(
        assessment.settings.occasion,
        datetime.now(CHINA).date(),
        assessment.settings.deadline,
        tuple(
            _progress(result, issued.get(result.branch.code), ledger, outcome, waiting)
            for result in outcome.results
        ),
        ledger.entries,
        load_journal(workspace.records).arrivals,
    )


def _issued(assessment: Assessment, workspace: Workspace) -> dict[str, Milestone]:
    """By the records; a form that lies there without one was issued at an unknown time."""
    found: dict[str, Milestone] = {}
    for code, stem in form_stems(assessment).items():
        if (workspace.forms / f"{stem}.xlsx").is_file():
            found[code] = Milestone()
    for (code, _), at in load_issued(workspace.records, assessment.settings.year).items():
        if found.get(code, Milestone()).at is None:  # the first time counts
            found[code] = Milestone(in_china(datetime.fromisoformat(at)))
    return found


def _progress(
    result: Result,
    issued: Milestone | None,
    ledger: Ledger,
    outcome: Outcome,
    waiting: frozenset[str],
) -> BranchProgress:
    branch = result.branch
    entries = ledger.of_branch(branch.code)
    receipts = [each for each in outcome.examined.receipts if _is_from(each, branch)]
    file = result.checked.source.file if result.checked else None
    counted = [each for each in receipts if each.file == file]
    deadline = outcome.assessment.settings.deadline
    late = any(each.is_late(deadline) for each in counted or receipts)
    return BranchProgress(
        branch,
        issued,
        _last(entries, Kind.FORM),
        _last(entries, Kind.REMINDER),
        _last(entries, Kind.CORRECTION),
        _came(counted or receipts),
        any(entry.in_doubt for entry in entries),
        late,
        _standing(result, waiting),
        file,
    )


def _is_from(receipt: Receipt, branch: Branch) -> bool:
    return receipt.owner == branch.code and receipt.state != NOT_A_FORM


def _last(entries: Iterable[Message], kind: Kind) -> Milestone | None:
    sent = [entry for entry in entries if entry.kind is kind and entry.state is State.SENT]
    return Milestone(in_china(sent[-1].ended or sent[-1].begun)) if sent else None


def _came(receipts: list[Receipt]) -> Milestone | None:
    times = [each.saved for each in receipts if each.saved]
    return Milestone(max(times, default=None)) if receipts else None


def _standing(result: Result, waiting: frozenset[str]) -> str:
    if result.status is Status.EXEMPT:
        return EXEMPT
    if result.branch.code in waiting:
        return TO_CHOOSE
    if result.status is Status.NEEDS_CORRECTION:
        return UNUSABLE if result.checked is None else TO_CORRECT
    return MISSING if result.status is Status.MISSING else ACCEPTED
