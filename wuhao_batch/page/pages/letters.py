"""催交 and 退回: each letter with its true reason, to be changed before it goes."""

from datetime import UTC, datetime

from wuhao_batch.jobs.mailboxes import drafts_in
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.remind import note_reminded, remind, remind_branches
from wuhao_batch.mail.dispatch import Dispatched, Mail, Order
from wuhao_batch.mail.letters import Said, has_subject
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Next, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.mailing import (
    codes_of,
    draft_named,
    server_of,
    told_of_mails,
    told_of_settled,
    transport,
)
from wuhao_batch.page.steps import YearStep
from wuhao_batch.workspace.folders import ImpossibleError

own = Addresses(YearStep.COLLECT)

BELOW = f"/{YearStep.COLLECT}/letters"


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show the letters that are due now."""
    known = call.desk.known()
    due = _due(call, known)
    again = call.has("resend")
    drafts = drafts_in(call.desk.workspace)
    server = server_of(known)
    values = {
        "mails": due.mails,
        "findings": due.findings,
        "held": due.held,
        "again": again,
        "drafts": drafts,
        "server": server,
        "knows_password": bool(server and call.desk.knows_password(server)),
        "names": {each.code: each.name for each in known.assessment.roster.branches},
    }
    return View("letters.html", _next(due), values)


@own.does(f"{BELOW}/compose")
def compose(call: Call) -> Answer:
    """Write the letters as files, to be opened as drafts."""
    order = Order(codes_of(call), call.has("resend"), said=_said(call))
    return call.begin(
        "生成催交和退回的邮件",
        lambda place, track: remind(place, order, track=track),
        told_of_mails,
    )


@own.does(f"{BELOW}/send")
def deliver(call: Call) -> Answer:
    """Send the letters through the server of the settings."""
    order = Order(codes_of(call), call.has("resend"), said=_said(call))
    way = transport(call, call.desk.known())
    return call.begin(
        "发送催交和退回的邮件",
        lambda place, track: remind(place, order, way, track=track),
        told_of_mails,
    )


@own.does(f"{BELOW}/note")
def note(call: Call) -> Answer:
    """Write down that letters have gone by hand."""
    settled = note_reminded(call.desk.workspace, call.one("only"), act=call.act())
    return call.told(told_of_settled(settled))


@own.shows(f"{BELOW}/draft/{{name}}")
def draft(call: Call) -> Answer:
    """Give a letter to be opened in a mail program."""
    return draft_named(call)


def _due(call: Call, known: Known) -> Dispatched:
    """Return the letters that are due; a branch that was reminded may be due again in an hour."""
    order = Order(resend=call.has("resend"), dry_run=True)
    this_hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return call.desk.once(
        ("letters", order.resend, this_hour),
        lambda: remind_branches(known.outcome, call.desk.workspace, order),
    )


def field_of(mail: Mail) -> str:
    """Return the name of the field with the text of a letter."""
    parcel = mail.letter.parcel
    return f"said {parcel.kind.value} {parcel.address}"


def _said(call: Call) -> Said:
    """Return the letters that the clerk has changed.

    Raises:
        ImpossibleError: One has lost its subject.
    """
    said = {}
    for mail in _due(call, call.desk.known()).mails:
        parcel, text = mail.letter.parcel, call.text(field_of(mail))
        if text and text.strip() != mail.letter.whole.strip():
            if not has_subject(text):
                names = "、".join(each.to.name for each in parcel.enclosures)
                raise ImpossibleError(f"给{names}的信没有主题。第一行请写“主题：…”。")
            said[parcel.kind, parcel.address] = text
    return said


def _next(due: Dispatched) -> Next:
    if not due.mails:
        return Next("现在没有要催交、退回的信。", "回到收表", f"/{YearStep.COLLECT}")
    return Next(f"有{len(due.mails)}封信。请看一看，可以改，再生成草稿或直接发送。")
