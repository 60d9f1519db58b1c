"""``wuhao remind``: 催交 to branches without an acceptable return, 退回 to those with errors."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.forms.names import form_names, form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess, judged
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.settling import Settled, Settlement, by_hand, carry_out
from wuhao_batch.jobs.transport import Transport, deliverer
from wuhao_batch.mail.came import came_letter, mails_without_form
from wuhao_batch.mail.delivering import Delivery
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.parcels import Enclosure, Parcel
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.corrections.corrections import Returned, make_corrections
from wuhao_batch.records.ledger import Kind, load_ledger
from wuhao_batch.records.received import Arrival, load_journal
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.progress import Track, unwatched


def remind(
    workspace: Workspace,
    wanted: Order = EVERYBODY,
    transport: Transport | None = None,
    *,
    latest: bool = False,
    track: Track = unwatched,
) -> Dispatched:
    """Write to the branches whose forms are not all right yet (``wuhao remind``).

    Args:
        workspace: Where returns, mails and ledger are.
        wanted: To whom, and whether once more or only to see; 编号 as a clerk writes them.
        transport: How to deliver; without it mails are composed as files.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: An unknown 编号, or a branch that is not written to; no server is set.
        UnreachableError: The server cannot be reached, trusted or logged in to.
        OSError: Something cannot be written.
    """
    with nullcontext() if wanted.dry_run else exclusive(workspace, "remind"):
        assessment = load(workspace)
        way = None if wanted.dry_run else transport
        with deliverer(assessment, workspace, way, track) as deliver:
            outcome = judged(assessment, workspace, latest=latest, track=track)
            order = replace(wanted, only=assessment.roster.codes(wanted.only), deliver=deliver)
            done = remind_branches(outcome, workspace, order)
        return Dispatched(findings=assessment.findings).and_then(done)


def remind_branches(outcome: Outcome, workspace: Workspace, order: Order) -> Dispatched:
    """Write to the branches whose forms are not all right yet.

    Whoever handed in several versions waits for the clerk's choice (D025); where only the 考评组
    has to correct, nobody else is written to (D027).

    Raises:
        ImpossibleError: ``only`` names a branch that is not written to.
        OSError: Something cannot be written.
    """
    back = make_corrections(outcome, form_stems(outcome.assessment))
    enclosures = due(outcome, back, load_journal(workspace.records).arrivals)
    assessment = outcome.assessment
    refuse_unknown(
        [each.branch for some in enclosures.values() for each in some], assessment, order
    )
    told = tuple(_left_out(outcome, back))
    done = Dispatched(findings=told)
    for kind, some in enclosures.items():
        if done.stopped:
            order = replace(order, deliver=lambda _letters: Delivery(stopped=True))
        done = done.and_then(dispatch(kind, some, assessment, workspace, order))
    return done


@alone("remind")
def note_reminded(workspace: Workspace, codes: str, *, latest: bool = False) -> Settled:
    """Record that the clerk has sent by hand what is due now (``remind --sent``).

    Args:
        workspace: Where returns and ledger are.
        codes: 编号 of one or several branches, as a clerk writes them.
        latest: The newest of several versions counts where nothing else decides.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Nothing is due to one of them, or it has been noted before; nothing is
            written then.
    """
    outcome = assess(workspace, latest=latest)
    assessment = outcome.assessment
    back = make_corrections(outcome, form_stems(assessment))
    ledger = load_ledger(workspace.records, assessment.settings.year)
    arrivals = load_journal(workspace.records).arrivals
    settlements: list[Settlement] = []
    for code in assessment.roster.codes([codes]):
        parcels = (
            Parcel(kind, own[0].branch.address, tuple(own))
            for kind, own in due(outcome, back, arrivals, code).items()
            if own
        )
        unsent = [each for each in parcels if not ledger.held(each.intent, datetime.now(UTC))]
        if not unsent:
            raise ImpossibleError(f"编号“{code}”现在没有要发的催交或退回邮件，或者已经记过了。")
        settlements += [by_hand(assessment, workspace, each) for each in unsent]
    return carry_out(settlements)


def due(
    outcome: Outcome,
    back: dict[str, Returned],
    arrivals: Sequence[Arrival],
    code: str | None = None,
) -> dict[Kind, list[Enclosure]]:
    """Return the enclosures to send now, by purpose, for all branches or for one.

    Args:
        outcome: What is known of the returns.
        back: The corrections to it.
        arrivals: All mails that came.
        code: 编号 of the one branch.
    """
    results = [
        result
        for result in outcome.results
        if code is None or code_key(result.branch.code) == code_key(code)
    ]
    return {
        Kind.REMINDER: list(_reminders(outcome, results, arrivals)),
        Kind.CORRECTION: list(_corrections(results, back)),
    }


def _to_remind(outcome: Outcome, results: Iterable[Result]) -> Iterator[Result]:
    waiting = outcome.disputed
    for result in results:
        unread = result.status is Status.NEEDS_CORRECTION and result.checked is None
        nothing = result.status is Status.MISSING or unread
        if nothing and result.branch.code not in waiting:
            yield result


def _reminders(
    outcome: Outcome, results: Iterable[Result], arrivals: Iterable[Arrival]
) -> Iterator[Enclosure]:
    """Yield the blank form once more, with what came in its place and cannot be used."""
    assessment = outcome.assessment
    names = form_names(assessment.roster.taking_part, assessment.settings.year)
    apart = assessment.panel_apart()
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    for result in _to_remind(outcome, results):
        form = stamp(armed, result.branch)
        mails = mails_without_form(result.branch, assessment.roster, arrivals)
        letter = came_letter(result.branch, outcome.unused(result.branch), mails)
        yield Enclosure(result.branch, names[result.branch.code], form, digest(form), letter)


def _corrections(results: Iterable[Result], back: dict[str, Returned]) -> Iterator[Enclosure]:
    for result in results:
        own = back.get(result.branch.code)
        if own is not None and not own.of_the_panel:
            yield Enclosure(result.branch, own.name, own.form, own.content, own.letter)


def _left_out(outcome: Outcome, back: dict[str, Returned]) -> Iterator[Finding]:
    waiting = outcome.disputed
    for result in outcome.results:
        code, name = result.branch.code, result.branch.name
        if code in waiting:
            yield finding("D025", branch=code, name=name)
        elif code in back and back[code].of_the_panel:
            yield finding("D027", branch=code, name=name)
