"""The board: what hangs there, what may go up next, and what still stands in its way.

Nothing is made for it: a page asks again and again. What it calls ready, the steps themselves
check once more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from wuhao_batch.assessment.objections import Objection
from wuhao_batch.assessment.settings import spell
from wuhao_batch.findings.finding import Finding, has_errors
from wuhao_batch.jobs.close import objections_now
from wuhao_batch.jobs.commend import places_of
from wuhao_batch.jobs.last_run import LastRun
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.publish import dated_ahead
from wuhao_batch.outcome.result import Result
from wuhao_batch.outputs.notice.window import Window, lacking, plan_window
from wuhao_batch.outputs.paper_names import CORRECTION, FORMAL, PAPERS
from wuhao_batch.outputs.papers import NOTICE
from wuhao_batch.outputs.publication.due import Due, what_is_due
from wuhao_batch.outputs.publication.issue import Standing, load_standing, unrecorded
from wuhao_batch.outputs.refusals import refusals
from wuhao_batch.records.stages import Course, Stage
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import today as today_here


class Matter(StrEnum):
    """A matter that may keep a notice from going up, in the order of the year."""

    RESULTS = "都有结果"
    PANEL = "评委打分与填报一致"
    MEETING = "会议决定都能照办"
    CONFIRM = "一票否决等已经核实"
    SETTINGS = "公示的日期和落款"
    FROZEN = "以前公示的完好"
    DUE = "有要公示的"
    PAPERS = "公示稿照现在的材料"


@dataclass(frozen=True, slots=True)
class Check:
    """One matter: what was found on it; ``told`` is what is lacking where no finding says it."""

    matter: Matter
    findings: tuple[Finding, ...] = ()
    told: str = ""

    @property
    def hinders(self) -> bool:
        """True if nothing can be published before it is settled."""
        return bool(self.told) or has_errors(self.findings)

    @property
    def asks(self) -> bool:
        """True if somebody should look at it all the same."""
        return bool(self.findings) and not self.hinders


@dataclass(frozen=True)
class Board:
    """The publication of a period as it is today.

    ``forms`` are the forms of the notice that is due, by their names in ``output/``, as far as they
    lie there. ``objections`` are those to what was published, with all that keeps them open.
    """

    today: date
    course: Course
    standing: Standing
    due: Due
    window: Window | None
    last_run: LastRun
    checks: tuple[Check, ...]
    forms: Mapping[str, Path] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()
    on_objections: tuple[Finding, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage that the period is in."""
        return self.course.stage

    @property
    def hindering(self) -> tuple[Check, ...]:
        """The matters that keep the notice from going up."""
        return tuple(each for each in self.checks if each.hinders)

    @property
    def is_over(self) -> bool:
        """True if the days of the issue that stands are over."""
        standing = self.course.standing
        return standing is not None and self.today > standing.ends

    @property
    def awaits_correction(self) -> bool:
        """True if the results are no longer those that were published."""
        return self.standing is not None and bool(self.due.findings or self.due.correction)

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        """Those that lack an answer, or whatever else settles them."""
        return tuple(each for each in self.objections if each.lacking)


@dataclass(frozen=True, slots=True)
class Eligible:
    """A unit that can be commended; ``tied`` for the last places, of which it has none of its own.

    ``ranking`` is the name of its ranking, "" for the only one.
    """

    result: Result
    tied: bool
    ranking: str


def look_at_board(known: Known, workspace: Workspace) -> Board:
    """Look at the publication of a period.

    Raises:
        OSError: Something cannot be read.
    """
    outcome, course, today = known.outcome, known.course, today_here()
    settings = outcome.assessment.settings
    standing = load_standing(workspace, course)
    due, last_run = what_is_due(outcome, standing), known.on_disk.last_run
    window, _ = plan_window(settings, outcome.assessment.working_days)
    names = CORRECTION if due.correction else FORMAL
    paths = {PAPERS[name]: workspace.output / PAPERS[name] for name in names}
    forms = {name: path for name, path in paths.items() if path.is_file()}
    bare = Board(today, course, standing, due, window, last_run, (), forms)
    board = replace(bare, checks=tuple(_checks(known, workspace, bare)))
    if course.standing is None:
        return board
    roster = outcome.assessment.roster
    objections, told = objections_now(workspace, roster, course, today)
    return replace(board, objections=objections, on_objections=told)


def claims(known: Known) -> tuple[Eligible, ...]:
    """Return those who can be commended, as papers list them."""
    ways = {
        result.branch.code: Eligible(result, tied, ranking)
        for ranking, places in places_of(known.outcome).items()
        for tied, some in ((False, places.placed), (True, places.tied))
        for result in some
    }
    listed = (ways.get(each.branch.code) for each in known.outcome.listed)
    return tuple(each for each in listed if each is not None)


def _checks(known: Known, workspace: Workspace, board: Board) -> Iterator[Check]:
    outcome, period = known.outcome, known.assessment.settings.period
    settings, days = outcome.assessment.settings, outcome.assessment.working_days
    if not board.last_run.has_rounds:
        refused = refusals(outcome, NOTICE)
        ahead = dated_ahead(outcome, board.today)
        yield Check(Matter.RESULTS, _of(refused, "D003"))
        yield Check(Matter.PANEL, _of(refused, "D007", "D029"))
        yield Check(Matter.MEETING, (*_of(refused, "M009"), *outcome.not_followed, *ahead))
        yield Check(Matter.CONFIRM, outcome.to_confirm)
    _, doubts = plan_window(settings, days)
    dates = (*doubts, *lacking(settings, draft=False))
    yield Check(Matter.SETTINGS, dates, _past(board))
    lost = (board.standing,) if isinstance(board.standing, Finding) else ()
    yield Check(Matter.FROZEN, (*lost, *unrecorded(workspace, board.course, period)))
    if board.standing is not None and not lost:
        yield Check(Matter.DUE, board.due.findings, _nothing(board))
    yield Check(Matter.PAPERS, (), _papers(board))


def _of(findings: list[Finding], *codes: str) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.code in codes)


def _past(board: Board) -> str:
    if board.window is None or board.window.end >= board.today or board.due.nothing:
        return ""
    return (
        f"公示期到{spell(board.window.end)}就满了，没有人再能提出异议。请改落款日期和公示开始日期。"
    )


def _nothing(board: Board) -> str:
    if not board.due.nothing:
        return ""
    if board.due.findings:
        return "更正公示要有自己的公示期，请先改落款日期和公示开始日期。"
    return "现在的结果与已公示的相同，没有要更正的。"


def _papers(board: Board) -> str:
    if len(board.forms) < len(FORMAL):
        return "公示稿还没有生成，请先计分。"
    if not board.last_run.is_current:
        return "生成公示稿以后材料又有变动，请再计分一次，看过以后再公示。"
    return ""
