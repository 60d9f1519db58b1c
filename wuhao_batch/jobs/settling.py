"""The clerk's word on mails: which of those in doubt have gone, and what went by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.digests import form_digests
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.made import known
from wuhao_batch.mail.delivering import domain_of
from wuhao_batch.mail.parcels import Enclosure, Parcel, R, Recipient, named, recipient, recipients
from wuhao_batch.records.acts import Act, Deed
from wuhao_batch.records.ledger import Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import Elsewhere, load_ledger
from wuhao_batch.records.settling import Settlement, record
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
SETTLE, NOTE = "send --settle", "remind --sent"
"""The commands that settle mails, as they are recorded."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Messages that were settled: recipients, kinds, and whether they went or are to go.

    ``names`` is code → the recipient's name.
    """

    names: Mapping[str, str]
    kinds: tuple[Kind, ...]
    how: Word
    findings: tuple[Finding, ...] = ()

    @property
    def told(self) -> str:
        """The word on the mails, for people."""
        what = "、".join(kind.label for kind in self.kinds)
        told = "已经发出" if self.how is Word.SENT else "要再发一次"
        return f"{'、'.join(self.names.values())}的{what}邮件{told}"

    def deed(self, command: str, assessment: Assessment, act: Act) -> Deed:
        """Return it as it is recorded."""
        period = str(assessment.settings.period)
        return Deed(command, "、".join(self.names), f"记下{self.told}", period, act)

    def and_then(self, more: "Settled") -> "Settled":
        """Return both as one."""
        kinds = dict.fromkeys((*self.kinds, *more.kinds))
        findings = (*self.findings, *more.findings)
        return Settled({**self.names, **more.names}, tuple(kinds), self.how, findings)


Planned = tuple[Settled, Settlement]
"""The messages to settle, as they are told and as they are to be recorded."""


@alone("send")
def settle(
    workspace: Workspace, codes: str, how: str, *, act: Act, what: Kind = Kind.FORM
) -> Settled:
    """Write down what the clerk has found out about mails (``wuhao send --settle``).

    ``sent``: those in doubt have gone; where none is, the paper was sent by other ways.
    ``resend``: those in doubt have not gone; where none is, the paper is wanted once more. Messages
    in doubt can be settled of whoever has left the roster.

    Args:
        workspace: Where the ledger is.
        codes: Codes of one or several branches or evaluators, as a clerk writes them.
        how: ``sent`` or ``resend``, or their Chinese words.
        act: Who says so, and why.
        what: The paper that the mails are about: FORM, PANEL or FEEDBACK.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: No such recipient or word, or nothing to settle; nothing is written then.
    """
    word = _WORDS.get(how)
    if word is None:
        raise ImpossibleError(
            f"--settle 的第二个词是 {Word.SENT}（已发出）或 {Word.RESEND}（要重发）。"
        )
    assessment = load(workspace)
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    settling = _Settling(assessment, workspace, ledger, what, act)
    planned = [settling.settlement(code, word) for code in named(what, assessment, [codes])]
    settled = carry_out(workspace, planned)
    return replace(settled, findings=assessment.findings)


def carry_out(workspace: Workspace, planned: Sequence[Planned]) -> Settled:
    """Write down all of it, or nothing.

    Raises:
        ImpossibleError: There is nothing.
    """
    if not planned:
        raise ImpossibleError("没有写编号。请写明是哪一个单位，如 01。")
    record(workspace.records, (settlement for _, settlement in planned))
    return reduce(Settled.and_then, (settled for settled, _ in planned))


@dataclass(frozen=True, slots=True)
class _Settling:
    """Settles the mails about one paper; ``what`` is the first of them."""

    assessment: Assessment
    workspace: Workspace
    ledger: Ledger
    what: Kind
    act: Act

    def settlement(self, code: str, word: Word) -> Planned:
        """Return what the clerk's word on the owner of a code comes to."""
        what, key = self.what, code_key(code)
        people = recipients(what, self.assessment)
        code, name = next(
            ((each.code, each.name) for each in people if code_key(each.code) == key), (code, code)
        )
        entries = self.ledger.on(what, code)
        in_doubt = [entry for entry in entries if entry.in_doubt]
        if in_doubt:
            kinds = tuple(dict.fromkeys(entry.kind for entry in in_doubt))
            settled = Settled({code: name}, kinds, word)
            deed = settled.deed(SETTLE, self.assessment, self.act)
            if word is Word.SENT:
                return settled, Settlement(deed, gone=tuple(in_doubt))
            wanted = tuple((entry.number, each) for entry in in_doubt for each in entry.about)
            return settled, Settlement(deed, wanted=wanted)
        to = recipient(what, self.assessment, code)
        own = [each for each in entries if each.kind is what and each.address == to.address]
        gone = [entry for entry in own if entry.holds(code)]
        if word is Word.SENT:
            return self._sent_by_hand(to, gone)
        if not gone:
            raise ImpossibleError(f"“{to.name}”没有发出过的{what.paper}邮件，不用重发。")
        wanted = tuple((entry.number, code) for entry in gone)
        settled = Settled({code: to.name}, (what,), word)
        return settled, Settlement(settled.deed(SETTLE, self.assessment, self.act), wanted=wanted)

    def _sent_by_hand(self, to: Recipient, gone: list[Message]) -> Planned:
        paper = self.what.paper
        if gone:
            raise ImpossibleError(f"“{to.name}”的{paper}已经记为发出。")
        if isinstance(to, Branch) and not to.takes_part:
            raise ImpossibleError(f"“{to.name}”不参评，没有要发的表。")
        deadline = self.assessment.settings.deadline
        parcel = Parcel(self.what, to.address, self._at_one_address(to), deadline)
        if to.code not in parcel.codes:
            raise ImpossibleError(f"“{to.name}”的{paper}还没有生成，不能记为发出。")
        return by_hand(self.assessment, parcel, SETTLE, self.act)

    def _at_one_address(self, to: Recipient) -> tuple[Enclosure, ...]:
        """Return the papers of a recipient and of those that share its address and mail."""
        if self.what is Kind.FORM:
            return forms_for(self.assessment, _sharing(to, self.assessment.roster.taking_part))
        people = _sharing(to, recipients(self.what, self.assessment))
        lying = known(self.what, self.assessment, self.workspace, people)
        return tuple(each for each in lying if each.file is not None)


def _sharing(to: Recipient, people: Iterable[R]) -> list[R]:
    """Return somebody and all that have the same address."""
    return [each for each in people if each == to or (to.address and each.address == to.address)]


def forms_for(assessment: Assessment, branches: Iterable[Branch]) -> tuple[Enclosure, ...]:
    """Return the forms of these branches as the ledger knows them, without their files."""
    branches = tuple(branches)
    digests = form_digests(assessment, branches)
    return tuple(Enclosure(each, None, digests[each.code]) for each in branches)


def by_hand(assessment: Assessment, parcel: Parcel, command: str, act: Act) -> Planned:
    """Return messages sent by hand or on paper, without those recorded before."""
    names = {each.to.code: each.to.name for each in parcel.enclosures}
    settled = Settled(names, (parcel.kind,), Word.SENT)
    mail = Elsewhere(parcel.intent, domain_of(assessment.settings), State.SENT, BY_HAND)
    return settled, Settlement(settled.deed(command, assessment, act), elsewhere=(mail,))
