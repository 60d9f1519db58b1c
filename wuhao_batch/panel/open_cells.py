"""Contents of the open cells of a 复核表 when it is issued.

What the evaluator's last file held goes before the scores that stand in a returned form; those are
put in where the last file has nothing on the branch at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.numbers import json_number, read_number
from wuhao_batch.panel.entries import PanelReturn
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.sheets import Cell
from wuhao_batch.writing.cells import as_entered

Written = tuple[object, object]
"""A score and a reason as they were entered; None if there is none."""


@dataclass(frozen=True)
class OpenCells:
    """(编号, item code) → score and reason; and the rows of 一票否决, header → value.

    ``changed`` are marked items on which the branch has reported something else since,
    ``from_forms`` the number of scores that were taken from returned forms.
    """

    marks: Mapping[tuple[str, str], Written] = field(default_factory=dict)
    vetoes: tuple[Mapping[str, object], ...] = ()
    changed: frozenset[tuple[str, str]] = frozenset()
    from_forms: int = 0


def open_cells_of(source: PanelReturn | None) -> OpenCells:
    """Return the contents of a returned workbook's open cells."""
    if source is None:
        return OpenCells()
    marks = {
        (branch, code): (_score(mark.score.cell), _entered(mark.reason.cell))
        for branch, items in source.marks.items()
        for code, mark in items.items()
        if not mark.blank
    }
    rows = tuple(
        {header: _entered(entry.cell) for header, entry in row.items()} for row in source.vetoes
    )
    return OpenCells(marks, rows)


def _score(cell: Cell) -> object:
    """Return a number as a number, also where it stood as text."""
    reading = None if cell.formula else read_number(cell, "分")
    return json_number(reading.value) if reading else _entered(cell)


def _entered(cell: Cell) -> object:
    return None if cell.blank else as_entered(cell)


def to_be_issued(evaluator: Evaluator, last: PanelReturn | None, examined: Examined) -> OpenCells:
    """Return the contents that an evaluator's next workbook begins with."""
    kept = open_cells_of(last)
    known = {branch for branch, _ in kept.marks}
    marks = dict(kept.marks)
    for branch, checked in examined.accepted.items():
        if branch not in known:
            marks |= _of_form(evaluator, checked)
    from_forms = len(marks) - len(kept.marks)
    return OpenCells(marks, kept.vetoes, _changed(last, examined), from_forms)


def _changed(last: PanelReturn | None, examined: Examined) -> frozenset[tuple[str, str]]:
    return frozenset(
        (branch, code)
        for branch, items in (last.marks.items() if last else ())
        for code, mark in items.items()
        if branch in examined.accepted and not mark.blank
        if mark.printed != examined.own(branch, code)
    )


def _of_form(evaluator: Evaluator, checked: Checked) -> dict[tuple[str, str], Written]:
    scores, reasons = (checked.source.inputs[header] for header in ("考评得分", "扣分说明"))
    return {
        (checked.source.branch, code): (json_number(reading.value), _entered(reasons[code].cell))
        for code, entry in scores.items()
        if code in evaluator.items
        and not entry.cell.formula
        and (reading := read_number(entry.cell, "分"))
    }
