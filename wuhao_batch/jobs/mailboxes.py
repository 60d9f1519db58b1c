"""Mailboxes that a paper goes to: who is behind each, and whether it has been written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wuhao_batch.mail.outbox import addressee, of_ours
from wuhao_batch.mail.parcels import Recipient
from wuhao_batch.records.ledger import Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import in_china

_HEAD = 4096

Drafts = Mapping[tuple[Kind, str], str]
"""Kind and address of a mail → the name of its file."""


@dataclass(frozen=True, slots=True)
class MailTo:
    """One mailbox, "" for whoever has none, and how far its mail is.

    ``message`` is the newest mail to it about this paper, None if there is none; ``held`` tells
    that nothing is left to send. ``draft`` is the name of the mail that lies ready.
    """

    address: str
    people: tuple[Recipient, ...]
    message: Message | None
    held: bool
    draft: str | None

    @property
    def codes(self) -> str:
        """The codes of the people behind it."""
        return ",".join(each.code for each in self.people)

    @property
    def names(self) -> str:
        """Their names."""
        return "、".join(each.name for each in self.people)

    @property
    def in_doubt(self) -> bool:
        """True if nobody knows whether its mail has gone."""
        return self.message is not None and self.message.in_doubt

    @property
    def has_failed(self) -> bool:
        """True if the server has not taken its mail."""
        return self.message is not None and self.message.state is State.FAILED

    @property
    def at(self) -> datetime | None:
        """The time of its mail, in China."""
        return in_china(self.message.ended or self.message.begun) if self.message else None


def mailboxes(
    kind: Kind, ledger: Ledger, drafts: Drafts, people: Iterable[Recipient]
) -> tuple[MailTo, ...]:
    """Return the mailboxes of these people, each once, in their order; those without one alone.

    Args:
        kind: The paper, as the kind of the first mail about it.
        ledger: All mails so far.
        drafts: What lies ready.
        people: Branches or evaluators.
    """
    groups: dict[str, list[Recipient]] = {}
    for each in people:
        groups.setdefault(each.address or f"\0{each.code}", []).append(each)
    return tuple(_mailbox(kind, own, ledger, drafts) for own in groups.values())


def _mailbox(kind: Kind, people: list[Recipient], ledger: Ledger, drafts: Drafts) -> MailTo:
    address = people[0].address
    newest = [_newest(kind, each, ledger) for each in people]
    told = [each for each in newest if each is not None]
    doubtful = next((each for each in told if each.in_doubt), None)
    return MailTo(
        address,
        tuple(people),
        doubtful or max(told, key=lambda each: each.number, default=None),
        all(
            entry is not None and entry.holds(each.code)
            for each, entry in zip(people, newest, strict=True)
        ),
        drafts.get((kind, address)) if address else None,
    )


def _newest(kind: Kind, person: Recipient, ledger: Ledger) -> Message | None:
    own = (each for each in reversed(ledger.on(kind, person.code)) if each.kind is kind)
    return next((each for each in own if each.address == person.address), None)


def drafts_in(workspace: Workspace) -> Drafts:
    """Return kind and address → the name of the mail that lies ready in ``output/mail``."""
    found: dict[tuple[Kind, str], str] = {}
    for path in sorted(workspace.mail.glob("*.eml")):
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if (ours := of_ours(head)) is not None:
            found[ours[0], addressee(head)] = path.name
    return found
