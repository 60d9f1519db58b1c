"""Contents of the open cells of a 复核表 when it is issued: what the evaluator's last file held."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wuhao_batch.numbers import from_points, json_number, read_number
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.entries import PanelReturn
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Cell
from wuhao_batch.writing.cells import as_entered

Written = tuple[object, object]
"""A score and a reason as they were entered; None if there is none."""


@dataclass(frozen=True)
class OpenCells:
    """(编号, item code) → score and reason; and the rows of 一票否决, header → value.

    ``changed`` are marked items on which the branch has reported something else since. In an
    inspection ``counts`` are (编号, measure) → quantity, ``remarks`` 编号 → 备注.
    """

    marks: Mapping[tuple[str, str], Written] = field(default_factory=dict)
    vetoes: tuple[Mapping[str, object], ...] = ()
    changed: frozenset[tuple[str, str]] = frozenset()
    counts: Mapping[tuple[str, str], object] = field(default_factory=dict)
    remarks: Mapping[str, object] = field(default_factory=dict)


def open_cells_of(source: PanelReturn) -> OpenCells:
    """Return the contents of a returned workbook's open cells."""
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


def to_be_issued(last: PanelChecked | None, examined: Examined) -> OpenCells:
    """Return the contents that an evaluator's next workbook begins with.

    What was left to the 自评得分 stands there as numbers: the choice was made for the branches and
    reports of then.
    """
    if last is None:
        return OpenCells()
    kept = open_cells_of(last.source)
    left = {
        (branch, code): (
            json_number(from_points(last.scores[branch][code])),
            _entered(last.source.marks[branch][code].reason.cell),
        )
        for branch, code in last.as_self
    }
    return replace(kept, marks={**kept.marks, **left}, changed=_changed(last.source, examined))


def list_to_be_issued(last: PanelChecked | None, standard: Standard) -> OpenCells:
    """Return the contents that an evaluator's next list of an inspection begins with."""
    if last is None:
        return OpenCells()
    counts = {
        (branch, code): _entered(entry.cell)
        for branch, entries in last.source.counts.items()
        for code, entry in entries.items()
        if not entry.cell.blank
    }
    answers = {measure.code: measure.answer for measure in standard.measures}
    usable = {
        (branch, code): answers[code].stored(count)
        for branch, own in last.counts.items()
        for code, count in own.items()
    }
    written = ((branch, _entered(entry.cell)) for branch, entry in last.source.remarks.items())
    remarks = {branch: text for branch, text in written if text is not None}
    return replace(open_cells_of(last.source), counts=counts | usable, remarks=remarks)


def _changed(last: PanelReturn, examined: Examined) -> frozenset[tuple[str, str]]:
    return frozenset(
        (branch, code)
        for branch, items in last.marks.items()
        for code, mark in items.items()
        if branch in examined.accepted and (not mark.blank or last.follows(branch, code))
        if mark.is_stale(examined.own(branch, code))
    )
