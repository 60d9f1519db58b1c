"""Several workbooks of one owner → the one that counts, and reasons for the others.

Equal inputs are one version, whatever the bytes. A version is superseded if the clerk chose another
or a correction replaced it, or if it was not read whole and a good one came later. If one version
remains, it counts; if several remain, all wait for the clerk. A file that cannot be used is a
finished matter once a good one counts (docs/forms.md).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Generic

from wuhao_batch.findings.finding import Place, finding
from wuhao_batch.records.decisions import Decisions
from wuhao_batch.returns.case import Case, F
from wuhao_batch.returns.state import ReturnState


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
    return _finish([settled.get(case.file, case) for case in cases])


def _finish(cases: list[Case[F]]) -> list[Case[F]]:
    """Put aside what cannot be used where a good version of its owner has come in its place."""
    good = {case.owner: case for case in cases if case.state is ReturnState.ACCEPTED}
    return [
        case.aside(ReturnState.SUPERSEDED, "I026", good[case.owner])
        if case.owner in good and _is_past(case, good[case.owner])
        else case
        for case in cases
    ]


def _is_past(case: Case[F], good: Case[F]) -> bool:
    """True if it cannot be used, and is of the past: outdated, never saved or before the good."""
    if case.state not in (ReturnState.NOT_ACCEPTED, ReturnState.BLANK):
        return False
    as_issued = case.state is ReturnState.BLANK and case.saved is None
    return case.outdated or as_issued or _is_before(case.saved, good.saved)


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


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

    @property
    def saved(self) -> datetime | None:
        """The last time at which one of its files was sent or saved; None if one has none."""
        times = [case.saved for case in self.cases if case.saved]
        return max(times) if len(times) == len(self.cases) else None

    @property
    def is_whole(self) -> bool:
        """True if nothing of its layout kept an input from being read."""
        return all(case.checked is not None and case.checked.is_whole for case in self.cases)

    def is_chosen_over(self, other: "_Version[F]", set_aside: Mapping[str, str]) -> bool:
        """True if the clerk chose this one instead of the other."""
        return any(set_aside.get(sha256) in self.hashes for sha256 in other.hashes)

    def corrects(self, other: "_Version[F]") -> bool:
        """True if one of its files was made to replace the other."""
        return any(case.replaces in other.hashes for case in self.cases)

    def all_aside(self, state: ReturnState, code: str, other: "_Version[F]") -> list[Case[F]]:
        return [case.aside(state, code, other.first) for case in self.cases]


def _settle_owner(cases: list[Case[F]], decisions: Decisions) -> list[Case[F]]:
    left = _versions(cases)
    done: list[Case[F]] = []
    for state, code, beaten in (
        (ReturnState.SET_ASIDE, "I017", partial(_beaten_by_choice, decisions.set_aside)),
        (ReturnState.CORRECTED, "I015", _beaten_by_correction),
        (ReturnState.SUPERSEDED, "I026", _beaten_by_a_good_one),
        (ReturnState.SET_ASIDE, "I018", _beaten_by_age if decisions.latest else _unbeaten),
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
"""A superseded version → the one that counts instead."""


def _beaten_by_choice(set_aside: Mapping[str, str], left: list[_Version[F]]) -> Beaten[F]:
    return _beaten(left, lambda one, other: one.is_chosen_over(other, set_aside))


def _beaten_by_correction(left: list[_Version[F]]) -> Beaten[F]:
    return _beaten(left, _Version.corrects)


def _beaten_by_a_good_one(left: list[_Version[F]]) -> Beaten[F]:
    """Let a version without faults beat those before it that were not read whole.

    What was read whole is for the clerk, whatever its faults: it says something else.
    """
    good = [version for version in left if version.first.state is ReturnState.ACCEPTED]
    return _beaten(
        left,
        lambda one, other: (
            [one] == good and not other.is_whole and _is_before(other.saved, one.saved)
        ),
    )


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
    """Group files by what was filled in; an unchanged correction comes behind its original."""
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
    """Keep the first file as it is; the others are its copies."""
    first, *others = version.cases
    told = [first]
    for case in others:
        unchanged = case.replaces in version.hashes
        told.append(case.aside_as_copy("I016" if unchanged else "I008", first))
    return told


def _reopened(case: Case[F]) -> Case[F]:
    """Report a version that counts again because the chosen one is gone."""
    if not case.is_version:
        return case
    lapsed = finding("I020", Place(case.file), branch=case.branch)
    return replace(case, findings=(lapsed, *case.findings))


def _disputed(first: Case[F], cases: list[Case[F]]) -> list[Case[F]]:
    return [_in_doubt(case, first) if case.is_version else case for case in cases]


def _in_doubt(case: Case[F], first: Case[F]) -> Case[F]:
    doubt = finding("I007", Place(case.file), branch=case.branch, other=first.file)
    told = case.findings if case.file == first.file else (*case.findings, doubt)
    return replace(case, state=ReturnState.DISPUTED, findings=told)
