"""Decisions of the meeting held against what a run finds: only those that fit it count.

Several on one score or veto follow on each other, in the order of their rows: each begins where
the one before ended.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import from_points, plain, to_points
from wuhao_batch.panel.meeting.decided import Decided, OnScores, OnVetoes, V
from wuhao_batch.panel.meeting.layout import SCORES, VETOES, DecisionSheet, spelled

PointsOf = Mapping[str, Mapping[str, int]]
"""编号 → item code → millionths of a point."""
Named = tuple[str, tuple[str, ...]]
"""Veto code and the parts of a unit that it names."""


@dataclass(frozen=True, slots=True)
class Held:
    """The decisions that count, by 编号, and the findings on those that do not."""

    scores: Mapping[str, OnScores] = field(default_factory=dict)
    vetoes: Mapping[str, OnVetoes] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def vetoes_of(self, branch: str, found: Iterable[str]) -> set[str]:
        """Return the codes of the vetoes that count on a branch, of those that were found."""
        counts = set(found)
        for code, decided in self.vetoes.get(branch, {}).items():
            (counts.add if decided[-1].after else counts.discard)(code)
        return counts

    def named(self, branch: str, *found: Named) -> list[Named]:
        """Return veto code and the parts of the unit that it names; the meeting's go before."""
        decided = {code: own[-1].names for code, own in self.vetoes.get(branch, {}).items()}
        own = [(code, names) for code, names in decided.items() if names]
        return [*((code, names) for code, names in found if not decided.get(code)), *own]

    @property
    def points(self) -> PointsOf:
        """The scores that were decided."""
        return {
            branch: {code: to_points(decided[-1].after) for code, decided in own.items()}
            for branch, own in self.scores.items()
        }

    def and_scores(self, other: "Held") -> "Held":
        """Return these decisions on vetoes with the others' on scores."""
        return Held(other.scores, self.vetoes, (*other.findings, *self.findings))


NOTHING_HELD = Held()


def hold_vetoes(
    assessment: Assessment, decided: Iterable[Decided[bool]], found: Mapping[str, frozenset[str]]
) -> Held:
    """Hold decisions on vetoes against those declared or found, 编号 → veto codes."""

    def now(each: Decided[bool]) -> bool | None:
        return each.code in found.get(each.branch, ())

    held = _Holding[bool](assessment, VETOES, now, lambda holds: f"“{spelled(holds=holds)}”")
    return Held(vetoes=held.held(decided), findings=tuple(held.findings))


def hold_scores(
    assessment: Assessment, decided: Iterable[Decided[Decimal]], found: PointsOf
) -> Held:
    """Hold decisions on scores against those that were given or counted."""

    def now(each: Decided[Decimal]) -> Decimal | None:
        points = found.get(each.branch, {}).get(each.code)
        return None if points is None else from_points(points)

    held = _Holding[Decimal](assessment, SCORES, now, lambda points: f"{plain(points)}分")
    return Held(scores=held.held(decided), findings=tuple(held.findings))


class _Holding(Generic[V]):
    """Hold the rows of one sheet, and gather findings on the way."""

    def __init__(
        self,
        assessment: Assessment,
        sheet: DecisionSheet,
        now: Callable[[Decided[V]], V | None],
        spell: Callable[[V], str],
    ) -> None:
        self.sheet = sheet
        self.now: Callable[[Decided[V]], V | None] = now
        self.spell: Callable[[V], str] = spell
        self.words = assessment.words
        self.branches: Mapping[str, Branch] = {
            each.code: each for each in assessment.roster.branches
        }
        self.findings: list[Finding] = []

    def held(self, decided: Iterable[Decided[V]]) -> dict[str, dict[str, tuple[Decided[V], ...]]]:
        """Return 编号 → code → the decisions that count."""
        by_subject: dict[tuple[str, str], list[Decided[V]]] = {}
        for each in decided:
            by_subject.setdefault((each.branch, each.code), []).append(each)
        held: dict[str, dict[str, tuple[Decided[V], ...]]] = {}
        for (branch, code), rows in by_subject.items():
            if taken := self._walk(rows):
                held.setdefault(branch, {})[code] = taken
        return held

    def _walk(self, rows: list[Decided[V]]) -> tuple[Decided[V], ...]:
        """Return the rows that follow on each other from what is found now, up to a contradiction.

        Once a row that was taken is contradicted neither it nor any after it counts.
        """
        now = self.now(rows[0])
        if now is None:
            facts = {"what": self._what(rows[0]), **self.words.facts}
            self._report("M002", rows[0], **facts)
            return ()
        taken: list[Decided[V]] = []
        over = False
        for number, each in enumerate(rows):
            same = next((one for one in rows[:number] if _is_same(one, each)), None)
            rival = next((one for one in rows[:number] if one.before == each.before), None)
            if same is not None and (over or each.before != now or same is rows[number - 1]):
                self._report("M003", each, other=_row(same))
            elif each.before == now and not over:
                if taken and each.on < taken[-1].on:
                    self._report("M008", each, other=_row(taken[-1]))
                taken.append(each)
                now = each.after
            elif rival is not None:
                facts = {"header": self.sheet.before, "after": self.sheet.after}
                self._report("M004", each, other=_row(rival), **facts)
                if rival in taken:
                    now, over, at = rival.before, True, taken.index(rival)
                    self._not_taken(taken[at + 1 :], now)
                    del taken[at:]
            else:
                self._not_taken([each], now)
        return tuple(taken)

    def _not_taken(self, rows: Iterable[Decided[V]], now: V) -> None:
        """Report rows that begin elsewhere than at what holds now (M001)."""
        for each in rows:
            facts = {"what": self._what(each), "header": self.sheet.before}
            self._report("M001", each, now=self.spell(now), **facts)

    def _what(self, each: Decided[V]) -> str:
        name = self.branches[each.branch].name
        return f"{name}{each.code}的得分" if self.sheet is SCORES else f"{name}一票否决{each.code}"

    def _report(self, code: str, each: Decided[V], **facts: str) -> None:
        value = self.spell(each.before).strip("“”分")
        self.findings.append(finding(code, each.place, value=value, branch=each.branch, **facts))


def _is_same(one: Decided[V], other: Decided[V]) -> bool:
    return (one.before, one.after) == (other.before, other.after)


def _row(each: Decided[V]) -> str:
    """Return the row of a decision, for people."""
    return f"第{(each.place.cell or '').lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}行"
