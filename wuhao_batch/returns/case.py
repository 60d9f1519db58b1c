"""One returned file under examination, and its receipt for people."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from wuhao_batch.findings.finding import Finding, Place, Severity, finding, has_errors
from wuhao_batch.reading.papers import PaperKind
from wuhao_batch.returns.state import UNUSED, ReturnState


class Filled(Protocol):
    """The inputs of a workbook, as far as versions are compared."""

    @property
    def content(self) -> object:
        """A value that is equal for equal inputs, whatever the bytes or the spelling."""

    @property
    def replaces(self) -> str | None:
        """The SHA-256 of the file that it corrects."""

    @property
    def is_whole(self) -> bool:
        """True if nothing of its layout kept an input from being read."""


F = TypeVar("F", bound=Filled)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is no table but may belong to a branch's form.

    One that is not ``meant`` is in a mail for its looks. ``senders`` are of the mail that brought
    it, ``why`` tells why it was not read.
    """

    kind: PaperKind
    meant: bool = True
    senders: frozenset[str] = frozenset()
    why: Finding | None = None


@dataclass(frozen=True)
class Case(Generic[F]):
    """One file under examination, as far as it has come.

    ``owner`` is the code of the branch or evaluator, ``branch`` the 编号 that findings name (none
    for an evaluator's). ``saved`` is when it was sent or saved, in China; ``modified`` the file
    system's time. ``elsewhere`` means that it is a workbook of ours that belongs into another
    folder, ``outdated`` that it is of another period or by another standard.
    """

    file: str
    sha256: str | None
    state: ReturnState
    findings: tuple[Finding, ...] = ()
    owner: str | None = None
    branch: str | None = None
    checked: F | None = None
    saved: datetime | None = None
    modified: float = 0.0
    elsewhere: bool = False
    outdated: bool = False
    paper: Paper | None = None

    @property
    def is_version(self) -> bool:
        """True for a filled workbook of its owner that has not been put aside."""
        return self.checked is not None and self.state.may_count

    @property
    def replaces(self) -> str | None:
        """The SHA-256 of the file that it corrects."""
        return self.checked.replaces if self.checked else None

    @property
    def age(self) -> tuple[datetime, float]:
        """Its own saved time, then the file's, to compare by."""
        return self.saved or datetime.min, self.modified

    def of(self, owner: str | None) -> "Case[F]":
        """Return the same file as that branch's, its findings too; the same where it is nobody."""
        if owner is None:
            return self
        told = tuple(found.of_branch(owner) for found in self.findings)
        return replace(self, owner=owner, branch=owner, findings=told)

    def put_away(self) -> "Case[F]":
        """Return the same file as one that the clerk does not take, whatever is in it."""
        told = (finding("I031", Place(self.file)),)
        return Case(self.file, self.sha256, ReturnState.NOT_A_FORM, told, modified=self.modified)

    @property
    def reason(self) -> Finding | None:
        """The finding that keeps it from use: the gravest, of these the first."""
        return min(self.findings, key=lambda found: _GRAVITY.index(found.severity), default=None)

    def aside(self, state: ReturnState, code: str, other: "Case[F]") -> "Case[F]":
        """Return the same file, not counting; of its findings only the reason is left."""
        why = self.reason.rule.removesuffix("。") if self.reason else self.state.label
        facts = {"other": other.file, "why": why}
        reason = finding(code, Place(self.file), branch=self.branch, **facts)
        return replace(self, state=state, findings=(reason,))

    def aside_as_copy(self, code: str, other: "Case[F]") -> "Case[F]":
        """Return the same file, not counting, with what it alone has to be told."""
        told = Counter(map(_said, other.findings))
        own = []
        for found in self.findings:
            told[_said(found)] -= 1
            if told[_said(found)] < 0:
                own.append(found)
        copy = self.aside(ReturnState.IDENTICAL, code, other)
        return replace(copy, findings=(*copy.findings, *own))


_GRAVITY = tuple(Severity)


def _said(found: Finding) -> Hashable:
    """Return what a finding says, wherever: rows may stand elsewhere in another file."""
    return found.code, found.value, found.rule


def state_of(*, found: bool, blank: bool, findings: Iterable[Finding]) -> ReturnState:
    """Return the state of a workbook before others of its owner are looked at.

    Args:
        found: At least some of it is there.
        blank: It is there whole, and nothing was filled in.
        findings: What is wrong with it.
    """
    if not found:
        return ReturnState.NOT_ACCEPTED
    if blank:
        return ReturnState.BLANK
    return ReturnState.TO_CORRECT if has_errors(findings) else ReturnState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Receipt:
    """The verdict on one file.

    ``saved`` is when it was sent or saved, in China; ``reason`` is what keeps a file from use that
    cannot be used; ``modified`` the file system's time, in seconds since 1970; ``paper`` the kind
    of one that is no table but may belong to a form.
    """

    owner: str | None
    state: ReturnState
    file: str
    sha256: str | None
    saved: datetime | None
    reason: Finding | None = None
    modified: float = 0.0
    paper: PaperKind | None = None

    def is_late(self, deadline: date | None) -> bool:
        """True if it was sent or saved after the last day, in China."""
        return bool(deadline and self.saved and self.saved.date() > deadline)


def receipt(case: Case[F]) -> Receipt:
    """Return a case's receipt."""
    kept = case.paper if case.state is ReturnState.ENCLOSED else None
    unused = case.reason if case.state in UNUSED else None
    return Receipt(
        owner=case.owner,
        state=case.state,
        file=case.file,
        sha256=case.sha256,
        saved=case.saved,
        reason=kept.why if kept else unused,
        modified=case.modified,
        paper=case.paper.kind if case.paper else None,
    )


def in_order_of(cases: Iterable[Case[F]], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of their files."""
    order = {case.file: number for number, case in enumerate(cases)}
    return tuple(sorted(findings, key=lambda found: order.get(found.place.file or "", len(order))))
