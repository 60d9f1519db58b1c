"""考评分数, 性质, 起评 and 最高得分 of one row of 评分表, each held to the others."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from wuhao_batch.assessment.layout import CAP, NATURE, START, TOP
from wuhao_batch.assessment.rows import Rows
from wuhao_batch.numbers import is_contradicted, plain
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.rules.row import read_figure
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.scale import UNLIMITED, Nature, Start, Terms

_STARTS = {"": None, **{start.value: start for start in Start}}


class ItemTerms:
    """Read what a row says of its item's points; what cannot be read or meant is reported there."""

    def __init__(self, rows: Rows, row: int) -> None:
        self._rows, self._row = rows, row
        self._faults = len(rows.findings)

    def read(self, measures: Sequence[Measure]) -> tuple[Decimal | None, Terms] | None:
        """Return 考评分数, None for no limit, and the other terms; None if something is wrong."""
        nature, start = self._nature(), self._start()
        top, unlimited = self._top()
        cap = self._cap(may_be_blank=nature is not Nature.ORDINARY)
        if nature is None or self._failed:
            return None
        terms = Terms(nature, start, top, unlimited)
        contradictions = list(_contradictions(cap, terms, measures))
        for header, what in contradictions:
            self._rows.report("L123", self._row, header, what=what)
        return None if contradictions else (cap, terms)

    @property
    def _failed(self) -> bool:
        return len(self._rows.findings) > self._faults

    def _cap(self, *, may_be_blank: bool) -> Decimal | None:
        cell = self._rows.table.at(self._row, CAP)
        figure = read_figure(cell)
        if not (cell.blank and may_be_blank) and (figure is None or figure <= 0):
            self._rows.report_unread("L103", self._row, CAP)
        return figure

    def _nature(self) -> Nature | None:
        text = self._word(NATURE)
        if text in list(Nature):
            return Nature(text)
        self._refuse(NATURE, f"“{Nature.BONUS}”、“{Nature.PENALTY}”或空白")
        return None

    def _start(self) -> Start | None:
        text = self._word(START)
        if text not in _STARTS:
            self._refuse(START, f"“{Start.FULL}”、“{Start.ZERO}”或空白")
        return _STARTS.get(text or "")

    def _word(self, header: str) -> str | None:
        """Return the text in a column; None where it is not seen as it is."""
        seen = not is_contradicted(self._rows.table.at(self._row, header))
        return self._rows.folded(self._row, header) if seen else None

    def _top(self) -> tuple[Decimal | None, bool]:
        """Return the figure in 最高得分, and whether it says that there is none."""
        cell = self._rows.table.at(self._row, TOP)
        if cell.blank or self._word(TOP) == UNLIMITED:
            return None, not cell.blank
        figure = read_figure(cell)
        if figure is None or figure <= 0:
            self._refuse(TOP, f"大于0的数、“{UNLIMITED}”或空白")
        return figure, False

    def _refuse(self, header: str, expected: str) -> None:
        self._rows.report_unread("L107", self._row, header, header=header, expected=expected)


def _contradictions(
    cap: Decimal | None, terms: Terms, measures: Sequence[Measure]
) -> Iterator[tuple[str, str]]:
    """Yield the column and the sentence for each thing that cannot be meant."""
    effects = {effect for effect in Effect for measure in measures if any(measure.scoring(effect))}
    if terms.nature is Nature.ORDINARY:
        yield from _of_an_ordinary_item(cap, terms, effects, counted=bool(measures))
        return
    if terms.start is Start.FULL:
        yield START, f"{terms.nature}的考评内容没有满分，从0分算起"
    if terms.nature is Nature.BONUS:
        yield from _of_a_bonus(cap, terms, effects, counted=bool(measures))
    else:
        yield from _of_a_penalty(terms, effects)


def _of_an_ordinary_item(
    cap: Decimal | None, terms: Terms, effects: set[Effect], *, counted: bool
) -> Iterator[tuple[str, str]]:
    if terms.top is not None and cap is not None and terms.top < cap:
        yield TOP, f"最高得分不能小于考评分数{plain(cap)}分"
    if terms.start is Start.ZERO and counted and Effect.EARNS not in effects:
        yield START, "从0分加起的考评内容没有加分的计分指标，怎样填都是0分"


def _of_a_bonus(
    cap: Decimal | None, terms: Terms, effects: set[Effect], *, counted: bool
) -> Iterator[tuple[str, str]]:
    if terms.top is not None or (terms.unlimited and cap is not None):
        yield TOP, "加分的考评内容最多加多少分，写在考评分数里，没有上限的空着"
    if counted and Effect.EARNS not in effects:
        yield NATURE, "加分的考评内容没有加分的计分指标，怎样填都是0分"


def _of_a_penalty(terms: Terms, effects: set[Effect]) -> Iterator[tuple[str, str]]:
    if terms.top is not None or terms.unlimited:
        yield TOP, "扣分的考评内容最高0分；最多扣多少分，写在考评分数里"
    if Effect.EARNS in effects:
        yield NATURE, "扣分的考评内容不能有加分的计分指标"
    if Effect.ZEROES in effects:
        yield NATURE, "扣分的考评内容不能有“出现即为0分”的计分指标，那样等于不扣分"
