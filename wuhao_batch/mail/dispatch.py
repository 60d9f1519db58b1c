"""Parcels → mails that are composed or sent, to recipients not written to yet."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.mail.delivering import Delivery, domain_of, doubts
from wuhao_batch.mail.fate import Fate
from wuhao_batch.mail.letters import Letter, Said, lacking, write_letters
from wuhao_batch.mail.message import to_bytes
from wuhao_batch.mail.outbox import ANY, outbox_names, plan_outbox
from wuhao_batch.mail.parcels import (
    Enclosure,
    Parcel,
    R,
    Recipient,
    addressed,
    paper_stems,
    recipient,
)
from wuhao_batch.records.ledger import AGAIN_AFTER, Demand, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import ask_again, load_ledger
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.plan import apply

Deliver = Callable[[Sequence[Letter]], Delivery]
"""Send letters through a server."""


@dataclass(frozen=True, slots=True)
class Order:
    """The clerk's request.

    ``only`` are the codes to write to, all where it is empty; ``resend`` writes once more to those
    written to already; ``dry_run`` only reports; without ``deliver`` mails are composed as files.
    ``what`` is the paper that it is about, as the kind of the first mail; ``said`` is what some of
    the mails are to say in place of the office's template.
    """

    only: tuple[str, ...] = ()
    resend: bool = False
    dry_run: bool = False
    deliver: Deliver | None = None
    what: Kind = Kind.FORM
    said: Said = field(default_factory=dict)

    def chosen(self, people: Iterable[R]) -> list[R]:
        """Return those to be written to."""
        wanted = {code_key(code) for code in self.only}
        return [each for each in people if not wanted or code_key(each.code) in wanted]


EVERYBODY = Order()
"""Write to all that have not been written to."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it is reported; ``file`` is relative to the workspace, None if there is none."""

    letter: Letter
    fate: Fate
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Dispatched:
    """The mails, the findings, and whether server or network ended the run early.

    ``held`` are the codes of those that are not written to, because they have been already.
    """

    mails: tuple[Mail, ...] = ()
    findings: tuple[Finding, ...] = ()
    held: tuple[str, ...] = ()
    stopped: bool = False

    def and_then(self, more: "Dispatched") -> "Dispatched":
        """Join both; a finding of both is reported once."""
        return Dispatched(
            (*self.mails, *more.mails),
            tuple(dict.fromkeys((*self.findings, *more.findings))),
            (*self.held, *more.held),
            self.stopped or more.stopped,
        )


def dispatch(
    kind: Kind,
    enclosures: Sequence[Enclosure],
    assessment: Assessment,
    workspace: Workspace,
    order: Order,
) -> Dispatched:
    """Write to the recipients of these enclosures that have not been written to about them.

    Args:
        kind: Why.
        enclosures: What each of them gets.
        assessment: The settings, for the letters.
        workspace: Templates, ledger, ``output/mail``.
        order: Which of them and how.

    Raises:
        OSError: Something cannot be written.
    """
    settings, moment = assessment.settings, datetime.now(UTC)
    wanted = {each.code for each in order.chosen([each.to for each in enclosures])}
    chosen = [each for each in enclosures if each.to.code in wanted]
    parcels, unreached = addressed(kind, chosen, assessment)
    ledger = load_ledger(workspace.records, str(settings.period))
    again = demanded(ledger, parcels, moment) if order.resend else ()
    if again and order.deliver is not None and not order.dry_run:
        ask_again(workspace.records, again)
    ledger = ledger.asked_again(again, moment)
    held = {parcel.address: ledger.held(parcel.intent, moment) for parcel in parcels}
    left = [parcel.without(held[parcel.address]) for parcel in parcels]
    left.sort(
        key=lambda parcel: ledger.has_failed(parcel.intent, moment)
    )  # they keep nobody else waiting
    letters, faults = write_letters(
        [parcel for parcel in left if parcel.enclosures],
        settings,
        workspace.templates,
        order.said,
    )
    touched = {parcel.address for parcel in parcels} if order.only else ANY
    told = (*_unreached(unreached, kind, ledger), *faults, *_told(kind, parcels, held))
    if letters:
        told = (*told, *lacking(kind, settings))
    sent = tuple(code for codes in held.values() for code in codes)
    if order.deliver is not None and not order.dry_run:
        done = order.deliver(letters)
        left_over = {letter.parcel.address for letter in letters} - done.gone
        gone = {parcel.address for parcel in parcels} - left_over
        apply(plan_outbox(workspace, kind, (), gone))  # a copy there might be sent by hand as well
        mails = _delivered(letters, done)
        told, stopped = (*told, *done.findings), done.stopped
    elif order.dry_run:
        mails, stopped = [Mail(letter, Fate.PLANNED) for letter in letters], False
    else:
        names = outbox_names([each.parcel for each in letters], paper_stems(kind, assessment))
        paths = {address: workspace.mail / name for address, name in names.items()}
        stale = plan_outbox(workspace, kind, names.values(), touched)
        apply(stale, _compose(letters, paths, ledger, settings))
        mails, stopped = _composed(letters, paths, workspace), False
    in_doubt = doubts(load_ledger(workspace.records, str(settings.period)).entries)
    return Dispatched(tuple(mails), (*told, *in_doubt), sent, stopped)


def refuse_unknown(
    kind: Kind, people: Iterable[Recipient], assessment: Assessment, order: Order
) -> None:
    """Check the codes that were asked for against the roster and the mail to be sent.

    Raises:
        ImpossibleError: A code is none of the roster, or its owner gets nothing.
    """
    theirs = {each.code for each in people}
    for code in order.only:
        own = recipient(kind, assessment, code)
        if own.code not in theirs:
            raise ImpossibleError(f"“{own.name}”（{code}）现在没有要发的邮件。")


def demanded(ledger: Ledger, parcels: Iterable[Parcel], moment: datetime) -> tuple[Demand, ...]:
    """Return the messages that are to be sent once more.

    Nothing where an earlier demand for one of them has not been tried yet: that one is gone on
    with, so that a run that was cut short does not write to the first ones a third time.
    """
    each = [(parcel, code) for parcel in parcels for code in parcel.codes]
    if any(ledger.is_asked_for(parcel.intent, code, moment) for parcel, code in each):
        return ()
    last = ((code, ledger.last(parcel.intent, code, moment)) for parcel, code in each)
    return tuple(
        (entry.number, code)
        for code, entry in last
        if entry is not None and entry.state is State.SENT
    )


def _unreached(findings: Mapping[str, Finding], kind: Kind, ledger: Ledger) -> Iterator[Finding]:
    """Yield why there is no mail, except for those that have got their paper another way."""
    for code, found in findings.items():
        firsts = (entry for entry in ledger.on(kind.subject, code) if entry.kind is kind.subject)
        if not (kind.is_first and any(entry.holds(code) for entry in firsts)):
            yield found


def _told(
    kind: Kind, parcels: Iterable[Parcel], held: dict[str, dict[str, Message]]
) -> Iterator[Finding]:
    """Yield what the clerk should know of those that are skipped: D020, D026, D050."""
    changed, reminded = [], []
    for parcel in parcels:
        for each in parcel.enclosures:
            entry = held[parcel.address].get(each.to.code)
            if entry is None or entry.state is not State.SENT:
                continue
            if kind.is_first and entry.about[each.to.code] not in ("", each.content, *each.same):
                changed.append(each.to)
            if kind.reminds:
                reminded.append(each.to)
    if changed:
        code = "D020" if kind is Kind.FORM else "D050"
        yield finding(code, names=_listed(changed), paper=kind.paper)
    if reminded:
        hours = str(int(AGAIN_AFTER.total_seconds() // 3600))
        yield finding("D026", names=_listed(reminded), hours=hours)


def _listed(people: Iterable[Recipient]) -> str:
    return "、".join(f"{each.name}（{each.code}）" for each in people)


def _delivered(letters: Sequence[Letter], done: Delivery) -> list[Mail]:
    fates = {address: outcome.fate for address, outcome in done.outcomes.items()}
    return [Mail(letter, fates.get(letter.parcel.address, Fate.WAITING)) for letter in letters]


def _composed(
    letters: Sequence[Letter], paths: Mapping[str, Path], workspace: Workspace
) -> list[Mail]:
    return [
        Mail(letter, Fate.COMPOSED, workspace.relative(paths[letter.parcel.address]))
        for letter in letters
    ]


def _compose(
    letters: Iterable[Letter], paths: Mapping[str, Path], ledger: Ledger, settings: Settings
) -> Iterator[tuple[Path, bytes]]:
    """Write one mail after the other, to be let go of before the next."""
    domain = domain_of(settings)
    for letter in letters:
        parcel = letter.parcel
        message_id = ledger.message_id(parcel.intent, domain)
        yield paths[parcel.address], to_bytes(letter, settings, message_id)
