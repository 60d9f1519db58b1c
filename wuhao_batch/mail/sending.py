"""wuhao send: the forms to every branch; and the clerk's word on messages in doubt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wuhao_batch.assessment import Assessment
from wuhao_batch.forms.issue import form_names, make_form
from wuhao_batch.forms.issuing import issue_forms
from wuhao_batch.mail.delivering import message_id_of
from wuhao_batch.mail.dispatch import Dispatched, Order, dispatch, refuse_unknown
from wuhao_batch.mail.ledger import (
    Entry,
    State,
    ask_again,
    claim,
    conclude,
    load_ledger,
    settle_as_sent,
)
from wuhao_batch.mail.parcels import Enclosure, Kind, Parcel
from wuhao_batch.reading.files import digest
from wuhao_batch.roster import Branch
from wuhao_batch.sheets import fold
from wuhao_batch.workspace import ImpossibleError, Workspace

SENT, RESEND = "sent", "resend"
BY_HAND = "承办人记下"


def send_forms(
    assessment: Assessment,
    workspace: Workspace,
    order: Order,
    track: Callable[[Iterable[Branch]], Iterable[Branch]] = lambda branches: branches,
) -> Dispatched:
    """Make the forms of all branches, and send them to those that have not got theirs yet.

    Args:
        assessment: Template and roster.
        workspace: Where forms, mails and ledger are.
        order: To whom and how.
        track: Passes the branches on while their forms are made; for showing progress.

    Raises:
        ImpossibleError: ``only`` names a branch that gets no form.
        OSError: Something cannot be written.
    """
    branches = assessment.roster.taking_part
    names = form_names(branches, assessment.settings.year)
    made = Dispatched()
    forms: dict[str, bytes] = {}
    if order.dry_run:
        for branch in track(branches):
            forms[branch.code] = make_form(assessment.template, branch, assessment.settings)
    else:
        issued = issue_forms(assessment, workspace, track)
        forms = {code: path.read_bytes() for code, path in issued.forms.items()}
        made = Dispatched(findings=issued.findings)
    enclosures = [
        Enclosure(branch, names[branch.code], data, digest(data))
        for branch in branches
        if (data := forms.get(branch.code)) is not None
    ]
    refuse_unknown(enclosures, assessment, order)
    return made.and_then(dispatch(Kind.FORM, enclosures, assessment, workspace, order))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled: whose messages, of which kinds."""

    code: str
    name: str
    kinds: tuple[Kind, ...]


def settle(assessment: Assessment, workspace: Workspace, code: str, how: str) -> Settled:
    """Write down what the clerk has found out about a branch's messages.

    ``sent``: those in doubt have gone; where none is, the form was sent by other ways.
    ``resend``: those in doubt have not gone; where none is, the form is wanted once more. Messages
    in doubt can be settled of a branch that has left the roster.

    Raises:
        ImpossibleError: No such branch or word, or nothing to settle.
    """
    if how not in (SENT, RESEND):
        raise ImpossibleError(f"--settle 的第二个词是 {SENT}（已发出）或 {RESEND}（要重发）。")
    records, year = workspace.records, assessment.settings.year
    branch = assessment.roster.by_code.get(fold(code))
    code = branch.code if branch else code
    entries = load_ledger(records, year).of_branch(code)
    in_doubt = [entry for entry in entries if entry.in_doubt]
    if in_doubt:
        if how == SENT:
            settle_as_sent(records, in_doubt)
        else:
            ask_again(records, [(entry.number, each) for entry in in_doubt for each in entry.about])
        return Settled(code, branch.name if branch else code, tuple(_kinds(in_doubt)))
    if branch is None:
        raise ImpossibleError(f"名单里没有编号“{code}”。请核对 roster.xlsx。")
    own = [each for each in entries if each.kind is Kind.FORM and each.address == branch.address]
    forms = [entry for entry in own if entry.holds(code)]
    if how == RESEND and not forms:
        raise ImpossibleError(f"“{branch.name}”没有发出过的评分表邮件，不用重发。")
    if how == SENT and forms:
        raise ImpossibleError(f"“{branch.name}”的评分表已经记为发出。")
    if how == RESEND:
        ask_again(records, [(entry.number, code) for entry in forms])
    else:
        _note_as_sent(assessment, workspace, branch)
    return Settled(code, branch.name, (Kind.FORM,))


def _kinds(entries: Iterable[Entry]) -> Iterable[Kind]:
    return dict.fromkeys(entry.kind for entry in entries)


def _note_as_sent(assessment: Assessment, workspace: Workspace, branch: Branch) -> None:
    """The form went by hand or on paper: that is noted as a message of its own."""
    settings, records = assessment.settings, workspace.records
    form = make_form(assessment.template, branch, settings)
    enclosure = Enclosure(branch, "", b"", digest(form))
    parcel = Parcel(Kind.FORM, branch.address, (enclosure,))
    ledger = load_ledger(records, settings.year)
    number = claim(records, settings.year, parcel, message_id_of(parcel, ledger, settings))
    if number is not None:
        conclude(records, number, State.SENT, BY_HAND)
