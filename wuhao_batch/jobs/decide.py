"""``wuhao decide``: write a decision of the meeting into ``input/decisions.xlsx``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from wuhao_batch.assessment.identity import code_meant
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, nearest
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import judge, read
from wuhao_batch.jobs.decisions_sheet import blank
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.loading import load
from wuhao_batch.numbers import plain, read_number
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.panel.meeting.layout import (
    BRANCH,
    BY,
    ON,
    SCORES,
    VETOES,
    WHY,
    DecisionSheet,
    parts_header,
    spelled,
)
from wuhao_batch.panel.meeting.reading import read_meeting
from wuhao_batch.panel.meeting.writing import with_row
from wuhao_batch.records.acts import one_line
from wuhao_batch.sheets import Cell, fold
from wuhao_batch.workspace import moments
from wuhao_batch.workspace.folders import DECISIONS, ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as somebody types it in.

    ``code`` is that of an item or of a veto; ``after`` is the new score, or 存在 or 不存在;
    ``before`` is what was before, None for what a run finds now. ``parts`` are those that a veto
    concerns, as a cell names them; ``on`` is the day, None for today.
    """

    branch: str
    code: str
    after: str
    by: str
    why: str
    before: str | None = None
    parts: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class WrittenDecision:
    """A decision that was written down: its row, and what it does to the unit's result.

    ``wanted`` has the codes as they are known and says what was before; ``data`` is the workbook.
    """

    wanted: Wanted
    sheet: str
    row: int
    data: bytes
    was: Result
    now: Result
    findings: tuple[Finding, ...]


@alone("decide")
def decide(
    workspace: Workspace, wanted: Wanted, *, latest: bool = False, track: Track = unwatched
) -> WrittenDecision:
    """Write down a decision of the meeting that fits what a run finds now (``wuhao decide``).

    Args:
        workspace: Where all of it lies.
        wanted: The decision.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: The decision would not count; nothing is written.
        OSError: Something cannot be read or written.
    """
    assessment, before = load(workspace), _lying(workspace)
    handed_in = read(assessment, workspace, latest=latest, track=track)
    written = plan_decision(assessment, handed_in, before or blank(assessment), wanted)
    if _lying(workspace) != before:
        raise ImpossibleError(f"{DECISIONS} 刚刚有人保存过，没有写入。请再运行一次。")
    apply(Plan({workspace.decisions: written.data}))
    return written


def _lying(workspace: Workspace) -> bytes | None:
    """Return the workbook of decisions as it lies there; None if there is none."""
    path = workspace.decisions
    return path.read_bytes() if path.is_file() else None


def plan_decision(
    assessment: Assessment, handed_in: HandedIn, data: bytes, wanted: Wanted
) -> WrittenDecision:
    """Put a decision into the workbook that holds those before it, as far as it counts there.

    Args:
        assessment: What it is held against.
        handed_in: All that was handed in, with the decisions in ``data``.
        data: The workbook as it is now.
        wanted: The decision.

    Raises:
        ImpossibleError: It would not count, or the workbook cannot be written.
    """
    _check_signed(wanted)
    branch = assessment.roster.branch(wanted.branch)
    sheet, code = _subject(assessment, wanted.code)
    outcome = judge(assessment, handed_in)
    was = _result(outcome, branch)
    before = wanted.before or _found(was, sheet, code)
    whole = replace(wanted, branch=branch.code, code=code, before=before)
    written = with_row(data, sheet, _values(whole, sheet, parts_header(assessment.words)))
    meeting = read_meeting(assessment, written.data)
    decided = judge(assessment, replace(handed_in, meeting=meeting))
    _check(outcome, decided)
    return WrittenDecision(
        whole,
        sheet.name,
        written.row,
        written.data,
        was,
        _result(decided, branch),
        tuple(each for each in decided.findings if each.place.file == DECISIONS),
    )


def _check_signed(wanted: Wanted) -> None:
    if not (one_line(wanted.by) and one_line(wanted.why)):
        raise ImpossibleError(
            "会议决定要写明决定人和依据。请加上 --by 和 --why，"
            "如：--by 学院党委会 --why 12月16日会议纪要第三条。"
        )


def _subject(assessment: Assessment, code: str) -> tuple[DecisionSheet, str]:
    """Return the sheet for decisions on what a code stands for, and the code as it is known."""
    items = [item.code for item in assessment.standard.items]
    vetoes = [veto.code for veto in assessment.standard.vetoes]
    if item := code_meant(code, items):
        return SCORES, item
    if veto := code_meant(code.upper(), vetoes):
        return VETOES, veto
    hint = nearest(fold(code), [*items, *vetoes])
    raise ImpossibleError(
        f"“{code}”既不是考评编号，也不是一票否决的序号{hint}。请核对，如 1-1 或 V1。"
    )


def _found(was: Result, sheet: DecisionSheet, code: str) -> str:
    """Return what a run finds now."""
    if sheet is VETOES:
        return spelled(holds=code in was.vetoes)
    if (points := was.items.get(code)) is None:
        raise ImpossibleError(
            f"{was.branch.name}的{code}现在还没有得分，不能改。请先补齐评分表和考评得分，再运行。"
        )
    return plain(points)


def _values(whole: Wanted, sheet: DecisionSheet, parts: str) -> Mapping[str, object]:
    """Return header → what is to stand there; ``parts`` is the header for those of a unit."""
    return {
        BRANCH: whole.branch,
        sheet.code: whole.code,
        sheet.before: _number_or_text(whole.before or ""),
        sheet.after: _number_or_text(whole.after),
        **({parts: whole.parts} if whole.parts else {}),
        WHY: one_line(whole.why),
        BY: one_line(whole.by),
        ON: whole.on or moments.today(),
    }


def _number_or_text(text: str) -> Decimal | str:
    reading = read_number(Cell(text), "分")
    return text.strip() if reading is None else reading.value


def _check(before: Outcome, after: Outcome) -> None:
    """Check that the new row counts.

    Raises:
        ImpossibleError: It has a fault, or stands there already.
    """
    known = [found for found in before.findings if found.place.file == DECISIONS]
    for found in after.findings:
        wrong = found in after.not_followed or found.code == "M003"
        if wrong and found not in known:
            raise ImpossibleError(f"没有写入：{found.rule}{found.remedy}")


def _result(outcome: Outcome, branch: Branch) -> Result:
    return next(each for each in outcome.results if each.branch.code == branch.code)
