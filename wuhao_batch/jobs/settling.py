"""The clerk's word on mails: which of those in doubt have gone, and what went by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial, reduce

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import load
from wuhao_batch.mail.delivering import domain_of
from wuhao_batch.mail.parcels import Enclosure, Parcel
from wuhao_batch.records.ledger import (
    Kind,
    Ledger,
    Message,
    State,
    ask_again,
    claim,
    conclude,
    load_ledger,
    settle_as_sent,
)
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


class Word(StrEnum):
    """The clerk's word on a mail: it has gone, or it is to go once more."""

    SENT = "sent"
    RESEND = "resend"


_WORDS = {
    Word.SENT: Word.SENT,
    Word.RESEND: Word.RESEND,
    "已发": Word.SENT,
    "已发出": Word.SENT,
    "重发": Word.RESEND,
}
"""Spellings that the clerk may use."""

BY_HAND = "承办人记下"


@dataclass(frozen=True, slots=True)
class Settled:
    """Messages that were settled: branches, kinds, and whether they went or are to go.

    ``names`` is 编号 → the branch's name.
    """

    names: Mapping[str, str]
    kinds: tuple[Kind, ...]
    how: Word
    findings: tuple[Finding, ...] = ()

    def and_then(self, more: "Settled") -> "Settled":
        """Return both as one."""
        kinds = dict.fromkeys((*self.kinds, *more.kinds))
        findings = (*self.findings, *more.findings)
        return Settled({**self.names, **more.names}, tuple(kinds), self.how, findings)


Settlement = tuple[Settled, Callable[[], object]]
"""The messages to settle, and the function that records them."""


@alone("send")
def settle(workspace: Workspace, codes: str, how: str) -> Settled:
    """Write down what the clerk has found out about mails (``wuhao send --settle``).

    Args:
        workspace: Where the ledger is.
        codes: 编号 of one or several branches, as a clerk writes them.
        how: ``sent`` or ``resend``, or their Chinese words.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: No such branch or word, or nothing to settle; nothing is written then.
    """
    assessment = load(workspace)
    settled = settle_mails(assessment, workspace, codes, how)
    return replace(settled, findings=assessment.findings)


def settle_mails(assessment: Assessment, workspace: Workspace, codes: str, how: str) -> Settled:
    """Write down what the clerk has found out about the messages of one or several branches.

    ``sent``: those in doubt have gone; where none is, the form was sent by other ways.
    ``resend``: those in doubt have not gone; where none is, the form is wanted once more. Messages
    in doubt can be settled of a branch that has left the roster.

    Raises:
        ImpossibleError: No such branch or word, or nothing to settle; nothing is written then.
    """
    word = _WORDS.get(how)
    if word is None:
        raise ImpossibleError(
            f"--settle 的第二个词是 {Word.SENT}（已发出）或 {Word.RESEND}（要重发）。"
        )
    ledger = load_ledger(workspace.records, assessment.settings.year)
    return carry_out(
        [
            _settlement(assessment, workspace, ledger, code, word)
            for code in assessment.roster.codes([codes])
        ]
    )


def carry_out(settlements: Sequence[Settlement]) -> Settled:
    """Write down all of it.

    Raises:
        ImpossibleError: There is nothing.
    """
    if not settlements:
        raise ImpossibleError("没有写编号。请写明是哪一个党总支，如 01。")
    for _, write in settlements:
        write()
    return reduce(Settled.and_then, (settled for settled, _ in settlements))


def _settlement(
    assessment: Assessment, workspace: Workspace, ledger: Ledger, code: str, word: Word
) -> Settlement:
    records = workspace.records
    branch = assessment.roster.by_code.get(code_key(code))
    code = branch.code if branch else code
    entries = ledger.of_branch(code)
    in_doubt = [entry for entry in entries if entry.in_doubt]
    if in_doubt:
        kinds = tuple(dict.fromkeys(entry.kind for entry in in_doubt))
        settled = Settled({code: branch.name if branch else code}, kinds, word)
        if word is Word.SENT:
            return settled, partial(settle_as_sent, records, in_doubt)
        wanted = [(entry.number, each) for entry in in_doubt for each in entry.about]
        return settled, partial(ask_again, records, wanted)
    branch = assessment.roster.branch(code)
    own = [each for each in entries if each.kind is Kind.FORM and each.address == branch.address]
    forms = [entry for entry in own if entry.holds(code)]
    if word is Word.SENT:
        return _sent_by_hand(assessment, workspace, branch, forms)
    if not forms:
        raise ImpossibleError(f"“{branch.name}”没有发出过的评分表邮件，不用重发。")
    wanted = [(entry.number, code) for entry in forms]
    return Settled({code: branch.name}, (Kind.FORM,), Word.RESEND), partial(
        ask_again, records, wanted
    )


def _sent_by_hand(
    assessment: Assessment, workspace: Workspace, branch: Branch, forms: list[Message]
) -> Settlement:
    if forms:
        raise ImpossibleError(f"“{branch.name}”的评分表已经记为发出。")
    if not branch.takes_part:
        raise ImpossibleError(f"“{branch.name}”不参评，没有要发的表。")
    return by_hand(assessment, workspace, _at_one_address(assessment, branch))


def _at_one_address(assessment: Assessment, branch: Branch) -> Parcel:
    """Return the forms of a branch and of those that share its address and mail."""
    forms = forms_for(
        assessment,
        (
            each
            for each in assessment.roster.taking_part
            if each == branch or (branch.address and each.address == branch.address)
        ),
    )
    return Parcel(Kind.FORM, branch.address, forms)


def forms_for(assessment: Assessment, branches: Iterable[Branch]) -> tuple[Enclosure, ...]:
    """Return the forms of these branches as the ledger knows them, without their bytes."""
    apart = assessment.panel_apart()
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    return tuple(Enclosure(each, "", b"", digest(stamp(armed, each))) for each in branches)


def by_hand(assessment: Assessment, workspace: Workspace, parcel: Parcel) -> Settlement:
    """Return messages sent by hand or on paper, without those recorded before."""
    names = {each.branch.code: each.branch.name for each in parcel.enclosures}
    settled = Settled(names, (parcel.kind,), Word.SENT)
    return settled, partial(note, assessment, workspace, parcel, State.SENT, BY_HAND)


def note(
    assessment: Assessment, workspace: Workspace, parcel: Parcel, state: State, said: str
) -> None:
    """Record what became of a mail that this program did not send, but for what is known of it."""
    settings, records = assessment.settings, workspace.records
    known = load_ledger(records, settings.year).held(parcel.intent, datetime.now(UTC))
    new = parcel.without(known)
    claimed = claim(records, settings.year, new.intent, domain_of(settings)) if new.codes else None
    if claimed is not None:
        conclude(records, claimed.number, state, said)
