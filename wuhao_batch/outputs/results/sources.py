"""得分来源: each score with the cells that it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from sys import intern

from wuhao_batch.findings.finding import Place
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.tracing import Origin, origins
from wuhao_batch.outputs.columns import Column, text_column
from wuhao_batch.outputs.decided import in_full
from wuhao_batch.outputs.origin_words import counted, scored
from wuhao_batch.outputs.results.rows import place_columns


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A score, what it rests on in words, and its cells, of which ``cell`` is the first.

    A province has two million such rows: they hold their values and nothing that these come from,
    and texts that stand in many of them once.
    """

    branch: str
    item: str
    points: Decimal
    basis: str
    file: str | None
    sheet: str | None
    cell: str | None
    cells: str | None

    @property
    def place(self) -> Place:
        """The first of the cells."""
        return Place(self.file, self.sheet, self.cell)


SOURCE_COLUMNS: tuple[Column[SourceRow], ...] = (
    Column("编号", lambda row: row.branch),
    Column("考评编号", lambda row: row.item),
    Column("得分", lambda row: row.points),
    text_column("依据", lambda row: row.basis, 30),
    *place_columns(lambda row: row.place, lambda row: row.cells, linked=True),
)


def source_rows(outcome: Outcome) -> Iterator[SourceRow]:
    """Yield the rows by branch and item: one for each evaluator's cell, and for each decision."""
    for origin in origins(outcome):
        if not origin.by_panel:
            yield from _counted(origin)
        else:
            for score in origin.scores:
                yield _row(origin, scored(origin, score), score.place, score.place.cell)
            if origin.takes_own:
                yield from _counted(origin)
        for each in origin.decided:
            yield _row(origin, in_full(each), each.place, each.place.cell)


def _counted(origin: Origin) -> Iterator[SourceRow]:
    if origin.counts:
        cells = "、".join(str(each.place.cell) for each in origin.counts)
        yield _row(origin, counted(origin), origin.counts[0].place, cells)


def _row(origin: Origin, basis: str, place: Place, cells: str | None) -> SourceRow:
    return SourceRow(
        branch=origin.branch.code,
        item=origin.item.code,
        points=origin.points,
        basis=intern(basis),
        file=place.file and intern(place.file),
        sheet=place.sheet and intern(place.sheet),
        cell=place.cell and intern(place.cell),
        cells=cells and intern(cells),
    )
