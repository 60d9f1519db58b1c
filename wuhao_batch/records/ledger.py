"""Messages sent, as values: to whom, about what, and what is known of each.

Nobody is written to twice unasked, and whoever may or may not have been written to is listed for
the clerk (docs/mail.md, G28). :mod:`.sending` keeps them.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from wuhao_batch.reading.mail import OWN_NUMBER
from wuhao_batch.records.mail_kinds import IN_DOUBT, Kind, State

AGAIN_AFTER = timedelta(hours=12)
"""A branch is reminded at most once within this time."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Purpose, address and branches (or evaluators) of a message that is to be sent.

    ``about`` is their code → a digest of what the message is about: the paper, or what was filled
    into the return that goes back. ``deadline`` is the date that it tells, "" if there is none; its
    kind may tell none at all.
    """

    kind: Kind
    address: str
    about: Mapping[str, str]
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the ledger; times are UTC. ``about`` is code → what it was about.

    ``period`` is the year, with its round as 识别码 have it; ``resend`` is code → when the clerk
    asked for it to be sent once more; ``deadline`` is the date that it told, None where that is not
    known.
    """

    number: int
    kind: Kind
    period: str
    address: str
    message_id: str
    state: State
    said: str
    begun: datetime
    ended: datetime | None
    about: Mapping[str, str] = field(default_factory=dict)
    resend: Mapping[str, datetime] = field(default_factory=dict)
    deadline: str | None = None

    @property
    def in_doubt(self) -> bool:
        """True if nobody has settled yet whether it has gone."""
        return self.state in IN_DOUBT and not self.resend

    def is_past(self, moment: datetime) -> bool:
        """True if it is so old that a 催交 may follow.

        A time far ahead is that of a clock that was wrong: nobody waits until it has come.
        """
        return not self.in_doubt and abs(moment - self.begun) >= AGAIN_AFTER

    def holds(self, code: str) -> bool:
        """True if it covers the branch, so that the program must not mail it again unasked."""
        return code not in self.resend and self.state is not State.FAILED


Demand = tuple[int, str]
"""A message to be sent once more, and the branch that it is for."""


@dataclass(frozen=True)
class Ledger:
    """All messages so far of one period, in their order."""

    period: str
    entries: tuple[Message, ...] = ()

    @cached_property
    def _by_recipient(self) -> Mapping[tuple[str, str], list[Message]]:
        """Address and code → the messages there about it."""
        found: dict[tuple[str, str], list[Message]] = {}
        for entry in self.entries:
            for code in entry.about:
                found.setdefault((entry.address, code), []).append(entry)
        return found

    @cached_property
    def _by_code(self) -> Mapping[str, list[Message]]:
        """Code → the messages about a branch or an evaluator of that code."""
        found: dict[str, list[Message]] = {}
        for entry in self.entries:
            for code in entry.about:
                found.setdefault(code, []).append(entry)
        return found

    @cached_property
    def _gone(self) -> Mapping[tuple[Kind, str], int]:
        """Kind and address → how many such messages have gone there."""
        gone = (each for each in self.entries if each.state is State.SENT)
        return Counter((each.kind, each.address) for each in gone)

    def about(self, intent: Intent, code: str, moment: datetime) -> Iterator[Message]:
        """Yield the messages of this kind to this address about this code, the newest first.

        A 退回 counts for the return that it sent back, a 改期 for the move that it told, a 催交 or
        催评 for a while, a 催交 also where a 改期 has just gone.
        """
        content = intent.about[code]
        for entry in reversed(self._by_recipient.get((intent.address, code), ())):
            if entry.kind not in intent.kind.stands_for:
                continue
            if intent.kind.is_of_its_content and entry.about[code] != content:
                continue
            if intent.kind.reminds and entry.is_past(moment):
                continue
            yield entry

    def last(self, intent: Intent, code: str, moment: datetime) -> Message | None:
        """Return the newest of these, if any."""
        return next(self.about(intent, code, moment), None)

    def is_asked_for(self, intent: Intent, code: str, moment: datetime) -> bool:
        """True if the clerk wants it once more and it has not been tried since."""
        last = self.last(intent, code, moment)
        return last is not None and code in last.resend

    def has_failed(self, intent: Intent, moment: datetime) -> bool:
        """True if it was tried and not taken."""
        last = (self.last(intent, code, moment) for code in intent.about)
        return any(entry is not None and entry.state is State.FAILED for entry in last)

    def held(self, intent: Intent, moment: datetime) -> dict[str, Message]:
        """Return code → message for the branches that have, or may have, been written to."""
        last = {code: self.last(intent, code, moment) for code in intent.about}
        return {
            code: entry for code, entry in last.items() if entry is not None and entry.holds(code)
        }

    def asked_again(self, demands: Collection["Demand"], moment: datetime) -> "Ledger":
        """Return the ledger as it is once these have been asked for again."""
        asked: dict[int, dict[str, datetime]] = {}
        for number, code in demands:
            asked.setdefault(number, {})[code] = moment

        def changed(entry: Message) -> Message:
            codes = asked.get(entry.number, {})
            return replace(entry, resend={**entry.resend, **codes})

        return Ledger(self.period, tuple(map(changed, self.entries)))

    def of_branch(self, code: str) -> list[Message]:
        """Return the messages to one branch; an evaluator may have the same code."""
        return [entry for entry in self._by_code.get(code, ()) if not entry.kind.to_panel]

    def last_told(self, code: str) -> Message | None:
        """Return the last mail from which a branch knows the deadline, as far as that is known."""
        told = (
            entry
            for entry in reversed(self.of_branch(code))
            if entry.state is State.SENT and entry.deadline is not None
        )
        return next(told, None)

    def on(self, subject: Kind, code: str) -> list[Message]:
        """Return the messages about one paper of a branch or of an evaluator."""
        return [entry for entry in self._by_code.get(code, ()) if entry.kind.subject is subject]

    def message_id(self, intent: Intent, domain: str) -> str:
        """Return the Message-ID, which stays the same until the message has gone.

        A server that was given it before the answer got lost can then recognise it.
        """
        gone = self._gone.get((intent.kind, intent.address), 0)
        about = [f"{code} {content}" for code, content in intent.about.items()]
        text = "\n".join((self.period, intent.kind, intent.address, str(gone), *about))
        return f"{OWN_NUMBER}{hashlib.sha256(text.encode()).hexdigest()[:32]}@{domain}>"
