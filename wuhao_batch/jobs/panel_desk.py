"""The evaluators as a page shows them: their workbooks out and in, and the marks in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.overview import Known
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.stale.panel import panel_papers
from wuhao_batch.panel.agreeing import Given
from wuhao_batch.panel.names import panel_names
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True)
class Seat:
    """One evaluator.

    ``made`` is the workbook that lies ready, None without one; ``stale`` why it no longer holds, ""
    while it does. ``came`` are the files handed in, ``file`` the one that counts; ``findings`` are
    on that. Of so many marks ``scored`` are given, ``as_self`` of these left to the 自评得分.
    """

    evaluator: Evaluator
    made: Path | None
    stale: str
    came: tuple[Receipt, ...]
    file: str | None
    scored: int
    assigned: int
    as_self: int
    findings: tuple[Finding, ...]

    @property
    def is_done(self) -> bool:
        """True if every mark is given."""
        return self.file is not None and self.scored >= self.assigned


@dataclass(frozen=True)
class PanelDesk:
    """All evaluators; the files of which nobody knows whose they are, and what is left to tell."""

    seats: tuple[Seat, ...]
    nobodys: tuple[Receipt, ...]
    findings: tuple[Finding, ...]

    @property
    def disputed(self) -> tuple[Seat, ...]:
        """Those between whose files somebody has to choose."""
        return tuple(
            seat
            for seat in self.seats
            if any(each.state is ReturnState.DISPUTED for each in seat.came)
        )


def look_at_panel(known: Known, workspace: Workspace) -> PanelDesk:
    """Look at the evaluators' workbooks.

    Raises:
        OSError: One cannot be read.
    """
    outcome, panel = known.outcome, known.outcome.panel
    names = panel_names(known.assessment)
    papers = {each.path: each for each in panel_papers(outcome, workspace, After(Plan()))}
    progress = {each.evaluator.code: each for each in panel.progress}
    as_self: dict[str, int] = {}
    for given in panel.given:
        if given.as_self and given.evaluator is not None:
            as_self[given.evaluator.code] = as_self.get(given.evaluator.code, 0) + 1
    seats, told = [], set[Finding]()
    for evaluator in known.assessment.panel:
        path = workspace.panel_forms / names[evaluator.code]
        own, done = papers.get(path), progress.get(evaluator.code)
        came = tuple(each for each in panel.receipts if each.owner == evaluator.code)
        files = {each.file for each in came}
        found = tuple(each for each in panel.findings if each.place.file in files)
        told.update(found)
        seats.append(
            Seat(
                evaluator=evaluator,
                made=own.path if own else None,
                stale=own.why if own else "",
                came=came,
                file=done.file if done else None,
                scored=done.scored if done else 0,
                assigned=done.assigned if done else 0,
                as_self=as_self.get(evaluator.code, 0),
                findings=found,
            )
        )
    return PanelDesk(
        tuple(seats),
        tuple(each for each in panel.receipts if each.owner is None),
        tuple(each for each in panel.findings if each not in told),
    )


def marks_of(outcome: Outcome, evaluator: Evaluator) -> Mapping[tuple[str, str], Given]:
    """Return 编号 and item code → the mark that an evaluator gave."""
    return {
        key: each
        for key, given in outcome.panel.by_item.items()
        for each in given
        if each.evaluator is not None and each.evaluator.code == evaluator.code
    }
