"""得分来源: each score with the cells that it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from wuhao_batch.findings.finding import Place
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outcome.tracing import Origin, ScoreCell, origins
from wuhao_batch.outputs.columns import Column, text_column
from wuhao_batch.outputs.results.rows import place_columns
from wuhao_batch.panel.layout import SAME
from wuhao_batch.scoring.combining import OWN, Combining, Shares


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A score, what it rests on in words, and its cells; ``place`` is the first of them."""

    origin: Origin
    basis: str
    place: Place
    cells: str | None


SOURCE_COLUMNS: tuple[Column[SourceRow], ...] = (
    Column("编号", lambda row: row.origin.branch.code),
    Column("考评编号", lambda row: row.origin.item.code),
    Column("得分", lambda row: row.origin.points),
    text_column("依据", lambda row: row.basis, 30),
    *place_columns(lambda row: row.place, lambda row: row.cells, linked=True),
)


def source_rows(outcome: Outcome) -> Iterator[SourceRow]:
    """Yield the rows by branch and item; an item has a row for each evaluator's cell."""
    for origin in origins(outcome):
        if not origin.by_panel:
            yield from _counted(origin)
            continue
        for score in origin.scores:
            yield SourceRow(origin, _scored(origin, score), score.place, score.place.cell)
        if origin.shares and origin.shares.takes_own and origin.own is not None:
            yield from _counted(origin, f"{_share(origin.shares, OWN)}{plain(origin.own)}分，")


def _counted(origin: Origin, before: str = "") -> Iterator[SourceRow]:
    if origin.counts:
        counts = "、".join(f"{each.measure.code}={each.brief}" for each in origin.counts)
        cells = "、".join(str(each.place.cell) for each in origin.counts)
        yield SourceRow(origin, f"{before}数量 {counts}", origin.counts[0].place, cells)


def _share(shares: Shares, group: str) -> str:
    return f"{group}占{shares.share_of(group)}，"


def _scored(origin: Origin, score: ScoreCell) -> str:
    evaluator = score.evaluator
    verb = SAME if score.as_self else "评"
    if evaluator is None or evaluator.alone:
        return f"考评得分（{SAME}）" if score.as_self else "考评得分"
    weighs = origin.combining == Combining.WEIGHTED
    weight = f"（权重{plain(evaluator.weight)}）" if weighs else ""
    group = _share(origin.shares, evaluator.group) if origin.shares else ""
    together = len(origin.of_group(evaluator.group))
    given = f"{together}位评委{origin.combining}，" if together > 1 else ""
    return f"{group}{given}{evaluator.code}{weight}{verb}{plain(score.points)}分"
