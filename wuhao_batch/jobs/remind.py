"""``wuhao remind``: 催交 to branches without an acceptable return, 退回 to those with errors.

Where the deadline was moved, 改期 to the first in place of 催交 (:mod:`.rescheduling`).
With ``--panel`` 催评 to the evaluators who have not scored everything yet.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.forms.names import form_names, form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import judge, read
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.issue import no_forms
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.made import made_panel
from wuhao_batch.jobs.rescheduling import new_deadline, otherwise_told
from wuhao_batch.jobs.settling import NOTE, Planned, Settled, by_hand, carry_out
from wuhao_batch.jobs.transport import Transport, deliverer
from wuhao_batch.mail.came import came_letter, mails_without_form
from wuhao_batch.mail.delivering import Delivery
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.parcels import Attachment, Enclosure, Parcel, named, recipient
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.corrections.corrections import Returned, make_corrections
from wuhao_batch.panel.agreeing import EvaluatorProgress
from wuhao_batch.records.acts import Act
from wuhao_batch.records.ledger import Ledger
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.received import Arrival, load_journal
from wuhao_batch.records.sending import load_ledger
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
    """Write to the branches, or evaluators, of whom not all is right yet (``wuhao remind``).

    Args:
        workspace: Where returns, mails and ledger are.
        wanted: About which paper (FORM or PANEL) to whom, and whether once more or only to see;
            codes as a clerk writes them.
        transport: How to deliver; without it mails are composed as files.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: An unknown code, or one that is not written to; no server is set.
        UnreachableError: The server cannot be reached, trusted or logged in to.
        OSError: Something cannot be written.
    """
    with nullcontext() if wanted.dry_run else exclusive(workspace, "remind"):
        assessment = load(workspace)
        way = None if wanted.dry_run else transport
        with deliverer(assessment, workspace, way, track) as deliver:
            handed_in = read(assessment, workspace, latest=latest, track=track)
            only = named(wanted.what, assessment, wanted.only)
            order = replace(wanted, only=only, deliver=deliver)
            if wanted.what is Kind.PANEL:
                done = remind_panel(assessment, workspace, handed_in, order)
            else:
                done = remind_branches(judge(assessment, handed_in), workspace, order)
        return Dispatched(findings=assessment.findings).and_then(done)


def remind_branches(outcome: Outcome, workspace: Workspace, order: Order) -> Dispatched:
    """Write to the branches whose forms are not all right yet.

    Whoever handed in several versions waits for the clerk's choice (D025); where only the 考评组
    has to correct, nobody else is written to (D027). No form is due where none went out (S019).

    Raises:
        ImpossibleError: ``only`` names a branch that is not written to.
        OSError: Something cannot be written.
    """
    if not outcome.assessment.asks_branches:
        return Dispatched(findings=(no_forms(outcome.assessment),))
    back = make_corrections(outcome, form_stems(outcome.assessment))
    assessment = outcome.assessment
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    enclosures = due(outcome, back, load_journal(workspace.records).arrivals, ledger)
    people = [each.to for some in enclosures.values() for each in some]
    refuse_unknown(Kind.REMINDER, people, assessment, order)
    told = tuple(_left_out(outcome, back))
    done = Dispatched(findings=told)
    for kind, some in enclosures.items():
        if done.stopped:
            order = replace(order, deliver=lambda _letters: Delivery(stopped=True))
        done = done.and_then(dispatch(kind, some, assessment, workspace, order))
    return done


def remind_panel(
    assessment: Assessment, workspace: Workspace, handed_in: HandedIn, order: Order
) -> Dispatched:
    """Write to the evaluators who have not scored everything yet, with their workbook once more.

    Raises:
        ImpossibleError: ``only`` names an evaluator who is not written to.
        OSError: Something cannot be read or written.
    """
    late = late_evaluators(handed_in)
    people = [each.to for each in late]
    refuse_unknown(Kind.PANEL_REMINDER, people, assessment, order)
    made = made_panel(assessment, workspace, handed_in).only_to(order.chosen(people))
    told = Dispatched(findings=made.told)
    letters = {each.to.code: each.letter for each in late}
    enclosures = [replace(each, letter=letters[each.to.code]) for each in made.enclosures]
    sent = dispatch(Kind.PANEL_REMINDER, enclosures, assessment, workspace, order)
    return told.and_then(sent)


def late_evaluators(handed_in: HandedIn) -> list[Enclosure]:
    """Return what is to be said to the evaluators who have not scored everything yet.

    No workbook is with it.
    """
    return [
        Enclosure(each.evaluator, None, "", _still_to_do(each))
        for each in handed_in.panel.progress
        if each.scored < each.assigned
    ]


def _still_to_do(progress: EvaluatorProgress) -> str:
    name = progress.evaluator.name
    if progress.file is None:
        return f"到目前还没有收到{name}填好的复核表。"
    return f"{name}交来的复核表还有{progress.assigned - progress.scored}项没有评。"


@alone("remind")
def note_reminded(
    workspace: Workspace, codes: str, *, act: Act, panel: bool = False, latest: bool = False
) -> Settled:
    """Record that the clerk has sent by hand what is due now (``remind --sent``).

    Args:
        workspace: Where returns and ledger are.
        codes: Codes of one or several branches or evaluators, as a clerk writes them.
        act: Who says so, and why.
        panel: They are evaluators.
        latest: The newest of several versions counts where nothing else decides.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: Nothing is due to one of them, or it has been noted before; nothing is
            written then.
    """
    assessment = load(workspace)
    handed_in = read(assessment, workspace, latest=latest)
    ledger = load_ledger(workspace.records, str(assessment.settings.period))
    if panel:
        enclosures = {Kind.PANEL_REMINDER: late_evaluators(handed_in)}
    else:
        outcome = judge(assessment, handed_in)
        arrivals = load_journal(workspace.records).arrivals
        back = make_corrections(outcome, form_stems(assessment))
        enclosures = due(outcome, back, arrivals, ledger)
    first = next(iter(enclosures))
    planned: list[Planned] = []
    for code in named(first, assessment, [codes]):
        key = code_key(recipient(first, assessment, code).code)
        parcels = [
            Parcel(kind, each.to.address, (each,), assessment.settings.deadline)
            for kind, some in enclosures.items()
            for each in some
            if code_key(each.to.code) == key
        ]
        unsent = [each for each in parcels if not ledger.held(each.intent, datetime.now(UTC))]
        if not unsent:
            raise ImpossibleError(
                f"编号“{code}”现在没有要发的{_words(enclosures)}邮件，或者已经记过了。"
            )
        planned += [by_hand(assessment, each, NOTE, act) for each in unsent]
    return carry_out(workspace, planned)


def _words(kinds: Iterable[Kind]) -> str:
    return "或".join(kind.label for kind in kinds)


def due(
    outcome: Outcome, back: dict[str, Returned], arrivals: Sequence[Arrival], ledger: Ledger
) -> dict[Kind, list[Enclosure]]:
    """Return the enclosures to send to branches now, by purpose.

    Args:
        outcome: What is known of the returns.
        back: The corrections to it.
        arrivals: All mails that came.
        ledger: All mails that went.
    """
    told = otherwise_told(outcome.assessment, ledger)
    deadline = outcome.assessment.settings.deadline
    reminders = list(_reminders(outcome, arrivals))
    return {
        Kind.NEW_DEADLINE: [
            new_deadline(each, told[each.to.code], deadline)
            for each in reminders
            if each.to.code in told
        ],
        Kind.REMINDER: [each for each in reminders if each.to.code not in told],
        Kind.CORRECTION: list(_corrections(outcome.results, back)),
    }


def _to_remind(outcome: Outcome) -> Iterator[Result]:
    waiting = outcome.disputed
    for result in outcome.results:
        unread = result.status is Status.NEEDS_CORRECTION and result.checked is None
        nothing = result.status is Status.MISSING or unread
        if nothing and result.branch.code not in waiting:
            yield result


def _reminders(outcome: Outcome, arrivals: Iterable[Arrival]) -> Iterator[Enclosure]:
    """Yield the blank form once more, with what came in its place and cannot be used."""
    assessment = outcome.assessment
    names = form_names(assessment.roster.taking_part, assessment.settings.period)
    apart = assessment.panel_apart()
    armed = arm(assessment.template, assessment.settings, panel_apart=apart)
    mails = mails_without_form(assessment.roster, arrivals)
    for result in _to_remind(outcome):
        form = partial(stamp, armed, result.branch)
        file = Attachment(names[result.branch.code], form)
        own = mails.get(result.branch.code, ())
        letter = came_letter(outcome.unused(result.branch), own)
        yield Enclosure(result.branch, file, digest(form()), letter)


def _corrections(results: Iterable[Result], back: dict[str, Returned]) -> Iterator[Enclosure]:
    for result in results:
        own = back.get(result.branch.code)
        if own is not None and not own.of_the_panel:
            file = Attachment(own.name, own.form)
            yield Enclosure(result.branch, file, own.content, own.letter)


def _left_out(outcome: Outcome, back: dict[str, Returned]) -> Iterator[Finding]:
    waiting = outcome.disputed
    for result in outcome.results:
        code, name = result.branch.code, result.branch.name
        if code in waiting:
            yield finding("D025", branch=code, name=name)
        elif code in back and back[code].of_the_panel:
            yield finding("D027", branch=code, name=name, **outcome.assessment.words.facts)
