"""``wuhao objection``, ``answer``: written into ``input/objections.xlsx`` as a clerk would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wuhao_batch.assessment.objections import (
    ANSWERED,
    CHECKER,
    CODES,
    DISPOSAL,
    MATTER,
    NAMED,
    RECEIVED,
    REQUIRED,
    RESULT,
    SHEET,
    WAY,
    Disposal,
    Objection,
    read_objections,
)
from wuhao_batch.assessment.roster import Roster
from wuhao_batch.assessment.written_rows import OfficeBook, WrittenRow
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import load
from wuhao_batch.outputs.blank_objections import objections_workbook
from wuhao_batch.records.acts import one_line
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.workspace.folders import OBJECTIONS, ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan, apply

_LIST = OfficeBook(OBJECTIONS, SHEET, REQUIRED)


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection as it came; ``codes`` are the 编号 that it concerns, "" for the whole notice."""

    received: date
    way: str
    named: bool
    codes: str
    matter: str

    def as_row(self) -> Mapping[str, object]:
        """Return header → what is to stand there."""
        texts = {WAY: self.way, CODES: self.codes, MATTER: self.matter}
        told = {header: one_line(text) for header, text in texts.items()}
        named = YES if self.named else NO
        return {RECEIVED: self.received, **_filled(told), NAMED: named}


@dataclass(frozen=True, slots=True)
class Reply:
    """How an objection was settled; ``answered`` is None where nobody gave a name to answer to."""

    checker: str
    result: str
    disposal: Disposal
    answered: date | None = None

    def as_row(self) -> Mapping[str, object]:
        """Return header → what is to stand there."""
        texts = {CHECKER: one_line(self.checker), RESULT: one_line(self.result)}
        on = {} if self.answered is None else {ANSWERED: self.answered}
        return {**_filled(texts), **on, DISPOSAL: self.disposal.value}


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {header: text for header, text in texts.items() if text}


@alone("objection")
def raise_objection(workspace: Workspace, raised: Raised) -> WrittenRow:
    """Write down an objection that came (``wuhao objection``).

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Something of it is missing or wrong; nothing is written.
        OSError: Something cannot be read or written.
    """
    return _write(workspace, raised.as_row(), None)


@alone("answer")
def answer_objection(workspace: Workspace, objection: Objection, reply: Reply) -> WrittenRow:
    """Write down how an objection was settled (``wuhao answer``).

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: It does not stand there any more, or something is missing or wrong; nothing
            is written.
        OSError: Something cannot be read or written.
    """
    now, _ = read_objections(_lying(workspace), load(workspace).roster)
    if objection not in now:
        raise ImpossibleError(f"{OBJECTIONS} 刚刚有人改过，没有写入。请看一看再填一次。")
    return _write(workspace, reply.as_row(), objection.row)


def objection_in(workspace: Workspace, row: int) -> Objection:
    """Return the objection in that row of the list.

    Raises:
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: There is none.
        OSError: Something cannot be read.
    """
    listed, _ = read_objections(_lying(workspace), load(workspace).roster)
    for each in listed:
        if each.row == row:
            return each
    raise ImpossibleError(f"{OBJECTIONS} 第{row}行没有异议。请看一看是哪一行。")


def disposal_of(text: str) -> Disposal:
    """Return what a 处理 is called. Raises ImpossibleError if nothing is called so."""
    try:
        return Disposal(text)
    except ValueError:
        raise ImpossibleError("请写明怎样处理：维持，还是更正。") from None


def _write(workspace: Workspace, values: Mapping[str, object], row: int | None) -> WrittenRow:
    roster, before = load(workspace).roster, _lying(workspace)
    written = _LIST.with_row(before, values, row)
    known = _errors(before, roster)
    for found in _errors(written.data, roster):
        if found not in known:
            raise ImpossibleError(f"没有写入：{found.rule}{found.remedy}")
    apply(Plan({workspace.root / OBJECTIONS: written.data}))
    return written


def _errors(data: bytes, roster: Roster) -> list[Finding]:
    _, findings = read_objections(data, roster)
    return [each for each in findings if each.severity is Severity.ERROR]


def _lying(workspace: Workspace) -> bytes:
    """Return the list as it lies there, a blank one where there is none yet."""
    path = workspace.root / OBJECTIONS
    return path.read_bytes() if path.is_file() else objections_workbook()
