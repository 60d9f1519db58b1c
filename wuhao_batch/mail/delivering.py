"""Send letters one by one, with the intent on disk before each and the outcome after it."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.mail.fate import Fate
from wuhao_batch.mail.letters import Letter, write_letter
from wuhao_batch.mail.message import to_bytes
from wuhao_batch.mail.parcels import SEND
from wuhao_batch.mail.server import UnreachableError
from wuhao_batch.mail.smtp import Delivered, Outgoing
from wuhao_batch.records import sending
from wuhao_batch.records.ledger import Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import Claim, load_ledger
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import CHINA
from wuhao_batch.workspace.progress import Track

TRIES = 2
"""A message that the server puts off is tried once more at the end."""
IN_A_ROW = 3
"""The run stops after so many messages in a row without an answer."""

RECORDS_LOST = "记录丢失"
"""Said of a mail that may have gone before the records were lost."""

_STATES = {Fate.SENT: State.SENT, Fate.DOUBTFUL: State.DOUBTFUL}
_PASSING = frozenset((Fate.DEFERRED, Fate.LOST))
_GONE = frozenset((Fate.SENT, Fate.DOUBTFUL, Fate.ELSEWHERE))
_SILENT = frozenset((Fate.LOST, Fate.DOUBTFUL))
_CODES = {
    Fate.REFUSED: "D014",
    Fate.TOO_LARGE: "D015",
    Fate.DEFERRED: "D016",
    Fate.LOST: "D017",
}


class Pace:
    """A limit on messages a minute."""

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap, self._clock, self._sleep = 60 / per_minute, clock, sleep
        self._next: float | None = None

    def wait(self) -> None:
        """Wait until the next message may go."""
        if self._next is not None:
            self._sleep(max(0.0, self._next - self._clock()))
        self._next = self._clock() + self._gap


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcomes: address → what became of the message to it.

    ``stopped`` means that the run ended early because of the server or the network.
    """

    outcomes: dict[str, Delivered] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    stopped: bool = False

    @property
    def gone(self) -> frozenset[str]:
        """The addresses to which a message has gone, or may have."""
        return frozenset(to for to, outcome in self.outcomes.items() if outcome.fate in _GONE)


class _StopError(Exception):
    """Nothing more can be sent now; the text says why."""


class Sender:
    """Sends letters and keeps the ledger."""

    def __init__(self, workspace: Workspace, settings: Settings, outgoing: Outgoing, pace: Pace):
        self._records, self._settings = workspace.records, settings
        self._templates = workspace.templates
        self._outgoing, self._pace = outgoing, pace
        self._silent = 0
        self._outcomes: dict[str, Delivered] = {}

    def send(self, letters: Sequence[Letter], track: Track) -> Delivery:
        """Send all letters; a refused one does not hold up the others."""
        stop: str | None = None
        self._outcomes = {}
        left = list(letters)
        try:
            for _ in range(TRIES):
                for letter in track(left, "发送邮件"):
                    self._send_one(letter)
                left = [letter for letter in left if self._may_be_tried_again(letter)]
        except (_StopError, UnreachableError) as fault:
            stop = str(fault)
        return Delivery(
            self._outcomes, tuple(self._findings(letters, stop)), stopped=stop is not None
        )

    def _may_be_tried_again(self, letter: Letter) -> bool:
        outcome = self._outcomes.get(letter.parcel.address)
        return outcome is not None and outcome.fate in _PASSING

    def _send_one(self, letter: Letter) -> None:
        self._outgoing.connect()  # before the intent: what fails here has nothing to do with it
        self._pace.wait()
        parcel, period = letter.parcel, str(self._settings.period)
        claim = sending.claim(self._records, period, parcel.intent, domain_of(self._settings))
        if claim is None:
            self._send_rest(letter)
            return
        outcome = self._deliver(parcel.address, self._written(letter, claim), claim.number)
        state = _STATES.get(outcome.fate, State.FAILED)
        sending.conclude(self._records, claim.number, state, outcome.said)
        self._outcomes[parcel.address] = outcome
        self._silent = self._silent + 1 if outcome.fate in _SILENT else 0
        if outcome.fate is Fate.TOO_OFTEN:
            raise _StopError(f"服务器嫌发得太快（{outcome.said}），请过一刻钟再接着发")
        if outcome.fate is Fate.SENDER_REFUSED:
            raise _StopError(
                f"服务器不收这个发件邮箱的信（{outcome.said}），请核对“发件邮箱”和“SMTP用户名”"
            )
        if self._silent == IN_A_ROW:
            raise _StopError(f"连续{IN_A_ROW}封没有得到服务器的回答")

    def _send_rest(self, letter: Letter) -> None:
        """Send what is left of a mail that another run has begun meanwhile."""
        parcel = letter.parcel
        held = load_ledger(self._records, str(self._settings.period)).held(
            parcel.intent, datetime.now(UTC)
        )
        rest = parcel.without(held)
        self._outcomes[parcel.address] = Delivered(Fate.ELSEWHERE)
        if held and rest.enclosures:
            written = write_letter(rest, self._settings, self._templates)
            if isinstance(written, Letter):
                self._send_one(written)

    def _written(self, letter: Letter, claim: Claim) -> bytes:
        try:
            return to_bytes(letter, self._settings, claim.message_id, datetime.now(CHINA))
        except OSError:  # a file that was to go with it is gone, or another one by now
            sending.conclude(self._records, claim.number, State.FAILED, "")
            raise

    def _deliver(self, address: str, message: bytes, number: int) -> Delivered:
        try:
            return self._outgoing.deliver(self._settings.sender_email or "", address, message)
        except UnreachableError:
            sending.conclude(self._records, number, State.FAILED, "")
            raise

    def _findings(self, letters: Sequence[Letter], stop: str | None) -> Iterable[Finding]:
        for letter in letters:
            parcel = letter.parcel
            outcome = self._outcomes.get(parcel.address)
            if outcome is not None and outcome.fate in _CODES:
                yield finding(
                    _CODES[outcome.fate],
                    branch=parcel.branch,
                    address=parcel.address,
                    said=outcome.said,
                )
        if stop is not None:
            gone = Delivery(self._outcomes).gone
            left = sum(letter.parcel.address not in gone for letter in letters)
            yield finding("D019", reason=stop, count=str(left))


def domain_of(settings: Settings) -> str:
    """Return the domain in which an office's Message-IDs are unique."""
    return (settings.sender_email or "wuhao.invalid").rpartition("@")[2]


def doubts(entries: Iterable[Message]) -> list[Finding]:
    """Return a finding for each address to which mails may or may not have gone (D018, D035).

    What is settled together is told together: all mails about one paper of the same recipients.
    """
    told: dict[tuple[str, str, Kind, tuple[str, ...]], list[str]] = {}
    for entry in entries:
        if entry.in_doubt:
            code = "D035" if entry.said == RECORDS_LOST else "D018"
            key = (code, entry.address, entry.kind.subject, tuple(entry.about))
            told.setdefault(key, []).append(entry.kind.label)
    return [
        finding(
            code,
            branch=None if subject.to_panel else next(iter(about), None),
            kind="、".join(dict.fromkeys(kinds)),
            address=address,
            code=next(iter(about), ""),
            names="、".join(about),
            send=SEND[subject],
        )
        for (code, address, subject, about), kinds in told.items()
    ]
