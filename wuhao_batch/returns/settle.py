"""Several workbooks of one branch or evaluator → the one that counts, and why the others do not.

Equal inputs are one version, whatever the bytes. A version stands aside where the clerk chose
another one, or where a correction took its place; what then is left over is the one that counts,
and where more than one is left, all of them wait for a decision (design.md, Command line).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Generic, Protocol, TypeVar

from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.records.decisions import Decisions

ACCEPTED, TO_CORRECT, DISPUTED = "已采用", "需更正", "内容不同，待选定"


IDENTICAL, CORRECTED, SET_ASIDE = "内容相同，未重复采用", "已由更正表代替", "另有选定，未采用"


VERSIONS = frozenset((ACCEPTED, TO_CORRECT, DISPUTED, IDENTICAL, CORRECTED, SET_ASIDE))
"""The states of filled workbooks of their owner."""


BLANK_FORM, EXEMPT = "空白表", "不参评，未采用"


NOT_ACCEPTED, NOT_A_FORM = "不能采用", "非评分表"


UNCHECKED = "未检查"
"""Whose it is, is known; what is in it has still to be looked at."""


class Filled(Protocol):
    """What was filled into a workbook, as far as versions are compared."""

    @property
    def content(self) -> object:
        """Equal for equal inputs, whatever the bytes or the spelling."""

    @property
    def replaces(self) -> str | None:
        """The SHA-256 of the file that it corrects."""


F = TypeVar("F", bound=Filled)


@dataclass(frozen=True)
class Case(Generic[F]):
    """One file under examination, as far as it has come.

    ``owner`` is the code of the branch or evaluator, ``branch`` the 编号 that findings name (none
    for an evaluator's). ``saved`` is when it was sent or saved, in China; ``modified`` the file
    system's time.
    """

    file: str
    sha256: str | None
    state: str
    findings: tuple[Finding, ...]
    owner: str | None = None
    branch: str | None = None
    checked: F | None = None
    saved: datetime | None = None
    modified: float = 0.0

    @property
    def is_version(self) -> bool:
        """A filled workbook of its owner."""
        return self.checked is not None and self.state in (ACCEPTED, TO_CORRECT)

    @property
    def replaces(self) -> str | None:
        """The SHA-256 of the file that it corrects."""
        return self.checked.replaces if self.checked else None

    @property
    def age(self) -> tuple[datetime, float]:
        """By its own saved time, then by the file's."""
        return self.saved or datetime.min, self.modified

    def aside(self, state: str, code: str, other: "Case[F]") -> "Case[F]":
        """The same file, not counting; of its findings only the reason is left."""
        reason = finding(code, Place(self.file), branch=self.branch, other=other.file)
        return replace(self, state=state, findings=(reason,))


def settle(cases: Iterable[Case[F]], decisions: Decisions) -> list[Case[F]]:
    """Compare the versions of each owner; the order of the files is kept."""
    cases = list(cases)
    by_owner: dict[str, list[Case[F]]] = {}
    for case in cases:
        if case.is_version and case.owner is not None:
            by_owner.setdefault(case.owner, []).append(case)
    settled = {
        case.file: case
        for versions in by_owner.values()
        for case in _settle_owner(versions, decisions)
    }
    return [settled.get(case.file, case) for case in cases]


@dataclass(frozen=True, eq=False)
class _Version(Generic[F]):
    """Files with equal inputs; the first stands for them."""

    cases: tuple[Case[F], ...]

    @property
    def first(self) -> Case[F]:
        return self.cases[0]

    @property
    def hashes(self) -> set[str]:
        return {case.sha256 for case in self.cases if case.sha256}

    @property
    def age(self) -> tuple[datetime, float]:
        return max(case.age for case in self.cases)

    def is_chosen_over(self, other: "_Version[F]", set_aside: Mapping[str, str]) -> bool:
        """The clerk chose this one instead of the other."""
        return any(set_aside.get(sha256) in self.hashes for sha256 in other.hashes)

    def corrects(self, other: "_Version[F]") -> bool:
        """One of its files was made to take the other's place."""
        return any(case.replaces in other.hashes for case in self.cases)

    def all_aside(self, state: str, code: str, other: "_Version[F]") -> list[Case[F]]:
        return [case.aside(state, code, other.first) for case in self.cases]


def _settle_owner(cases: list[Case[F]], decisions: Decisions) -> list[Case[F]]:
    left = _versions(cases)
    done: list[Case[F]] = []
    for state, code, beaten in (
        (SET_ASIDE, "I017", partial(_beaten_by_choice, decisions.set_aside)),
        (CORRECTED, "I015", _beaten_by_correction),
        (SET_ASIDE, "I018", _beaten_by_age if decisions.latest else _unbeaten),
    ):
        losers = beaten(left)
        left = [version for version in left if version not in losers]
        for loser, winner in losers.items():
            done += loser.all_aside(state, code, winner)
    told = [case for version in left for case in _told_apart(version)]
    hashes = {case.sha256 for case in cases}
    lapsed = {loser for loser, winner in decisions.set_aside.items() if winner not in hashes}
    told = [_reopened(case) if case.sha256 in lapsed else case for case in told]
    return [*done, *(told if len(left) <= 1 else _disputed(left[0].first, told))]


Beaten = dict[_Version[F], _Version[F]]
"""A version that stands aside → the one that counts instead."""


def _beaten_by_choice(set_aside: Mapping[str, str], left: list[_Version[F]]) -> Beaten[F]:
    return _beaten(left, lambda one, other: one.is_chosen_over(other, set_aside))


def _beaten_by_correction(left: list[_Version[F]]) -> Beaten[F]:
    return _beaten(left, _Version.corrects)


def _beaten_by_age(left: list[_Version[F]]) -> Beaten[F]:
    newest = max(left, key=lambda version: version.age, default=None)
    return _beaten(left, lambda one, _other: one is newest)


def _unbeaten(_left: list[_Version[F]]) -> Beaten[F]:
    return {}


def _beaten(
    left: list[_Version[F]], beats: Callable[[_Version[F], _Version[F]], bool]
) -> Beaten[F]:
    pairs = ((one, other) for other in left for one in left if one is not other)
    return {other: one for one, other in pairs if beats(one, other)}


def _versions(cases: list[Case[F]]) -> list[_Version[F]]:
    """Files grouped by what was filled in; an unchanged correction comes behind its original."""
    groups: dict[object, list[Case[F]]] = {}
    for case in cases:
        if case.checked is not None:
            groups.setdefault(case.checked.content, []).append(case)
    hashes = {case.sha256 for case in cases}
    return [
        _Version(tuple(sorted(group, key=lambda case: case.replaces in hashes)))
        for group in groups.values()
    ]


def _told_apart(version: _Version[F]) -> list[Case[F]]:
    """The first file as it is, the others as its copies."""
    first, *others = version.cases
    told = [first]
    for case in others:
        unchanged = case.replaces in version.hashes
        told.append(case.aside(IDENTICAL, "I016" if unchanged else "I008", first))
    return told


def _reopened(case: Case[F]) -> Case[F]:
    """A version that had been set aside, but the one chosen instead is not there any more."""
    if not case.is_version:
        return case
    lapsed = finding("I020", Place(case.file), branch=case.branch)
    return replace(case, findings=(lapsed, *case.findings))


def _disputed(first: Case[F], cases: list[Case[F]]) -> list[Case[F]]:
    return [_in_doubt(case, first) if case.is_version else case for case in cases]


def _in_doubt(case: Case[F], first: Case[F]) -> Case[F]:
    doubt = finding("I007", Place(case.file), branch=case.branch, other=first.file)
    told = case.findings if case.file == first.file else (*case.findings, doubt)
    return replace(case, state=DISPUTED, findings=told)


def state_of(*, found: bool, blank: bool, findings: Iterable[Finding]) -> str:
    """What becomes of a workbook, before others of its owner are looked at.

    Args:
        found: At least some of it is there.
        blank: It is there whole, and nothing was filled in.
        findings: What is wrong with it.
    """
    if not found:
        return NOT_ACCEPTED
    if blank:
        return BLANK_FORM
    return TO_CORRECT if has_errors(findings) else ACCEPTED


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. ``saved`` is when it was sent or saved, in China."""

    owner: str | None
    state: str
    file: str
    sha256: str | None
    saved: datetime | None

    def is_late(self, deadline: date | None) -> bool:
        """It was sent or saved after the last day, in China."""
        return bool(deadline and self.saved and self.saved.date() > deadline)


def receipt(case: Case[F]) -> Receipt:
    """The case as it is told."""
    return Receipt(case.owner, case.state, case.file, case.sha256, case.saved)


def in_order_of(cases: Iterable[Case[F]], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their files."""
    order = {case.file: number for number, case in enumerate(cases)}
    return tuple(sorted(findings, key=lambda found: order.get(found.place.file or "", len(order))))
