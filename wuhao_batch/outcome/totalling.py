"""The rounds of a year (期次) → one outcome, in which a round stands where else a category does.

Units are matched by 编号 and their names compared. A round in which a unit took no part does not
count for it; while one is without its result, the unit has no total (docs/scoring.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from wuhao_batch.assessment.choices import Accumulating
from wuhao_batch.assessment.grades import SHEET
from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch, Roster
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import to_points
from wuhao_batch.outcome.judging import results_of
from wuhao_batch.outcome.proposing import conclude
from wuhao_batch.outcome.ranking import Entries, Scores, place
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.agreeing import Panel
from wuhao_batch.records.acts import RecordedAct, acts_of
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.combining import Combining, combine
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.scoring.rounding import Rounding
from wuhao_batch.scoring.self_scores import frame
from wuhao_batch.workspace.folders import ROSTER, TEMPLATE


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the folder in which it was assessed, as people write it, and its outcome.

    ``decided`` are the decisions of the office in that folder.
    """

    folder: str
    outcome: Outcome
    decided: tuple[RecordedAct, ...] = ()

    @property
    def name(self) -> str:
        """The 期次."""
        return self.outcome.assessment.settings.round

    @property
    def acts(self) -> tuple[RecordedAct, ...]:
        """The decisions that may concern this round."""
        return acts_of(self.decided, str(self.outcome.assessment.settings.period))

    @property
    def standard(self) -> Standard:
        """The standard by which it was scored."""
        return self.outcome.assessment.standard

    def result(self, code: str) -> Result | None:
        """Return the result of the unit with that 编号, if the round's roster has one."""
        key = code_key(code)
        own = (each for each in self.outcome.results if code_key(each.branch.code) == key)
        return next(own, None)


@dataclass(frozen=True)
class Total:
    """A year: its outcome, the rounds behind it, and 编号 → what papers remark on a unit.

    ``decided`` are the decisions of the office in the year's own folder, on the year.
    """

    outcome: Outcome
    rounds: tuple[Round, ...]
    remarks: Mapping[str, tuple[str, ...]]
    decided: tuple[RecordedAct, ...] = ()

    @property
    def acts(self) -> tuple[RecordedAct, ...]:
        """The decisions of the office on the year and on each round."""
        return (*self.decided, *(act for each in self.rounds for act in each.acts))

    @property
    def method(self) -> str:
        """The way in which the rounds became one, for people."""
        how = self.outcome.assessment.settings.accumulating
        return f"{len(self.rounds)}期总分{how}（{'、'.join(each.name for each in self.rounds)}）"


@dataclass(frozen=True)
class _Unit:
    """A unit of the year and what each round, in their order, says of it."""

    branch: Branch
    parts: tuple[tuple[Round, Result | None], ...]

    @property
    def points(self) -> dict[str, int]:
        """期次 → total in millionths, of the rounds in which it has one."""
        return {
            each.name: to_points(result.total)
            for each, result in self.parts
            if result is not None and result.total is not None
        }

    @property
    def other_names(self) -> list[tuple[Round, str]]:
        """The rounds in which another name stands beside its 编号."""
        return [
            (each, result.branch.name)
            for each, result in self.parts
            if result is not None and result.branch.name != self.branch.name
        ]

    @property
    def lacking(self) -> list[str]:
        """The rounds without a total, each with the reason."""
        return [
            f"{each.name}（{'不在名单上' if result is None else result.status.label}）"
            for each, result in self.parts
            if result is None or result.total is None
        ]

    @property
    def vetoed(self) -> list[str]:
        """The rounds that a veto made 不达标."""
        return [
            each.name
            for each, result in self.parts
            if result is not None and result.status is Status.VETOED
        ]

    def ceiling(self, grades: Sequence[Grade]) -> str:
        """Return the lowest 等次 to which a ground held it down in a round, "" if none did."""
        held = {result.ceiling for _, result in self.parts if result is not None}
        return next((each.name for each in reversed(grades) if each.name in held), "")

    @property
    def standing(self) -> Status:
        """The status that is known before anything is added up."""
        unsettled = [
            result.status
            for _, result in self.parts
            if result is not None
            and not result.status.is_settled
            and result.status is not Status.EXEMPT
        ]
        if not self.branch.takes_part:
            return Status.EXEMPT
        if self.other_names:
            return Status.NEEDS_CORRECTION
        if unsettled or not self.points:
            return min(unsettled, key=list(Status).index, default=Status.MISSING)
        return Status.QUALIFIED

    @property
    def remarks(self) -> tuple[str, ...]:
        """The remarks of papers behind its verdict."""
        told = (("缺", self.lacking), ("一票否决：", self.vetoed))
        return tuple(f"{word}{'、'.join(names)}" for word, names in told if names)


def add_up(assessment: Assessment, rounds: Sequence[Round]) -> Total:
    """Bring the rounds of a year together.

    Args:
        assessment: The year's: its roster and its settings.
        rounds: At least one, each of a 期次 of its own, in the order of the papers.

    Returns:
        The total, with the findings D038, D039, D040, D044, D062 and S002 in its outcome.
    """
    units = [
        _Unit(branch, tuple((each, each.result(branch.code)) for each in rounds))
        for branch in assessment.roster.branches
    ]
    standard = _standard(rounds, assessment.standard.grades)
    template = replace(assessment.template, standard=standard)
    year = replace(assessment, template=template, roster=_whole(assessment.roster))
    findings = (
        *_standards(rounds),
        *_ungraded(assessment.standard.grades),
        *_strangers(year, rounds),
        *_told(units, year),
        *_not_followed(rounds),
    )
    returned, panel = Examined(), Panel(apart=True, scores={}, by_item={})
    results = results_of(year, returned, panel, _scores(year, units))
    held = tuple(
        replace(each, ceiling=unit.ceiling(standard.grades))
        for each, unit in zip(results, units, strict=True)
    )
    outcome = conclude(year, returned, panel, held, findings)
    return Total(outcome, tuple(rounds), {unit.branch.code: unit.remarks for unit in units})


def _whole(roster: Roster) -> Roster:
    """Return the roster without 不考评: the year knows no single items."""
    branches = tuple(replace(branch, left_out=()) for branch in roster.branches)
    return replace(roster, branches=branches)


def _standard(rounds: Sequence[Round], grades: tuple[Grade, ...]) -> Standard:
    """Return the rounds as a standard: each a category with one item, its total.

    The year has its 等次 where they go by totals; what they ask of single items it does not know.
    """
    parts = tuple(
        Category(each.name, (Item(each.name, f"{each.name}总分", each.standard.total, ""),))
        for each in rounds
    )
    return Standard(parts, grades=() if _asking_about_items(grades) else grades)


def _asking_about_items(grades: Sequence[Grade]) -> list[Grade]:
    return [each for each in grades if each.needs or each.most_lost is not None]


def _scores(year: Assessment, units: Sequence[_Unit]) -> Scores:
    names = [item.code for item in year.standard.items]
    points = frame({unit.branch.code: unit.points for unit in units}, names)
    entries = Entries(
        counts=points[[]],
        panel=points,
        vetoed=_by_unit(units, [bool(unit.vetoed) for unit in units]).astype(bool),
        kind=_by_unit(units, [unit.branch.kind for unit in units]),
        standing=_by_unit(units, [unit.standing for unit in units]),
    )
    how, rounding = year.settings.accumulating, year.settings.rounding
    total = _by_unit(units, [_total(unit, how, rounding) for unit in units]).astype("Int64")
    return Scores(points, points[[]], points, *place(total, entries, year.settings))


def _by_unit(units: Sequence[_Unit], values: Sequence[object]) -> pd.Series:
    return pd.Series(values, index=[unit.branch.code for unit in units], dtype=object)


def _total(unit: _Unit, how: Accumulating, rounding: Rounding) -> int | None:
    """Return the unit's total in millionths; a mean is exact and rounded once, half up."""
    points = list(unit.points.values())
    if not points:
        return None
    if how == Accumulating.SUM:
        return sum(points)
    return rounding.points(combine(Combining.MEAN, [(Fraction(p), Fraction(1)) for p in points]))


# --- findings -------------------------------------------------------------------------------------


def _standards(rounds: Sequence[Round]) -> Iterator[Finding]:
    """Report rounds that were scored by different standards (D040)."""
    by_digest: dict[str, list[str]] = {}
    for each in rounds:
        by_digest.setdefault(each.standard.digest, []).append(each.name)
    if len(by_digest) > 1:
        told = (f"{'、'.join(names)}是{digest}" for digest, names in by_digest.items())
        yield finding("D040", which="，".join(told))


def _ungraded(grades: Sequence[Grade]) -> Iterator[Finding]:
    """Report that the year has no 等次, because some ask about single items (D062)."""
    if asking := _asking_about_items(grades):
        yield finding("D062", Place(TEMPLATE, SHEET), names="、".join(each.name for each in asking))


def _strangers(year: Assessment, rounds: Sequence[Round]) -> Iterator[Finding]:
    """Report units of a round that the year's roster does not have (D044)."""
    for each in rounds:
        strangers = [
            f"{result.branch.code} {result.branch.name}"
            for result in each.outcome.results
            if code_key(result.branch.code) not in year.roster.by_code
        ]
        if strangers:
            place = Place(f"{each.folder}/{ROSTER}")
            yield finding("D044", place, period=each.name, names="、".join(strangers))


def _not_followed(rounds: Sequence[Round]) -> Iterator[Finding]:
    """Yield the errors in the rounds' decisions of the meeting, with their files as seen here."""
    for each in rounds:
        for found in each.outcome.not_followed:
            place = found.place._replace(file=f"{each.folder}/{found.place.file}")
            yield replace(found, place=place)


def _told(units: Sequence[_Unit], year: Assessment) -> Iterator[Finding]:
    """Report rounds in which a unit has another name (D039), or no total (D038)."""
    for unit in units:
        code, name = unit.branch.code, unit.branch.name
        for each, other in unit.other_names:
            place = Place(f"{each.folder}/{ROSTER}")
            facts = {"period": each.name, "code": code, "name": name, "other": other}
            yield finding("D039", place, branch=code, value=other, **facts)
        if unit.branch.takes_part and unit.lacking:
            how = year.settings.accumulating
            rest = f"按其余{len(unit.points)}期{how}"
            effect = rest if unit.standing is Status.QUALIFIED else "还没有全年的分数"
            facts = {"name": name, "missing": "、".join(unit.lacking), "effect": effect}
            yield finding("D038", branch=code, **facts)
