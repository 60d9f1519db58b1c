"""Mails that bring a paper: one row a mailbox, drafts, sending, and the clerk's word on them.

Three steps send papers by mail, each another one; a step adds these addresses below its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from wuhao_batch.jobs.mailboxes import Drafts, MailTo, drafts_in, mailboxes
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.send import send
from wuhao_batch.jobs.settling import Settled, Word, settle
from wuhao_batch.jobs.transport import RATE, Transport
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.mail.parcels import Recipient
from wuhao_batch.mail.server import Server, smtp_server
from wuhao_batch.outputs.stale.letters import letter_papers
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Download, Next
from wuhao_batch.page.call import Call
from wuhao_batch.page.work import Told
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mailboxes of one paper, as a page shows them.

    ``below`` is the address of the step, ``server`` the mail server of the settings, None if they
    name none.
    """

    below: str
    rows: tuple[MailTo, ...]
    server: Server | None
    knows_password: bool

    @property
    def to_send(self) -> list[MailTo]:
        """Those with an address that have not been written to."""
        return [each for each in self.rows if each.address and not each.held]

    @property
    def by_hand(self) -> list[MailTo]:
        """Those without an address that nobody has noted as served."""
        return [each for each in self.rows if not each.address and not each.held]

    @property
    def in_doubt(self) -> list[MailTo]:
        """Those of which nobody knows whether their mail has gone."""
        return [each for each in self.rows if each.in_doubt]

    @property
    def drafts(self) -> int:
        """The number of mails that lie ready."""
        return sum(each.draft is not None for each in self.rows)


def mailing(
    call: Call, known: Known, kind: Kind, below: str, people: Iterable[Recipient]
) -> Mailing:
    """Return the mailboxes of these people."""
    drafts = _standing(known, call.desk.workspace)
    rows = mailboxes(kind, known.ledger, drafts, people)
    server = server_of(known)
    return Mailing(below, rows, server, bool(server and call.desk.knows_password(server)))


def _standing(known: Known, place: Workspace) -> Drafts:
    """Return the drafts without those that enclose another paper than the one that lies there."""
    letters = letter_papers(known.outcome, place, After(Plan()), known.ledger)
    stale = {each.path.name for each in letters if each.is_stale}
    return {to: name for to, name in drafts_in(place).items() if name not in stale}


def next_mail(sending: Mailing, stick: str) -> Next | None:
    """Return the next thing to do about mails, None if nothing is left.

    Args:
        sending: The mailboxes.
        stick: The address of the papers in one package.
    """
    count, below = len(sending.to_send), sending.below
    if sending.in_doubt:
        return Next(f"有{len(sending.in_doubt)}封邮件不知道发出了没有，请先问清楚，记下来。")
    if count and sending.server is not None:
        told = f"{count}个邮箱还没有发。填好密码（授权码）就可以发送。"
        return Next(told, "去发送", "#deliver")
    if count > sending.drafts:
        told = f"{count}个邮箱还没有发。先生成邮件，再一封一封打开草稿发出。"
        return Next(told, "生成邮件", f"{below}/compose", does=True)
    if count:
        return Next("请打开每一封草稿发出去，发一封，点一下它的“已发出”。")
    if sending.by_hand:
        told = f"{len(sending.by_hand)}个没有邮箱，请把表拷给他们，再点“已发出”。"
        return Next(told, "拷到U盘", stick)
    return None


def server_of(known: Known) -> Server | None:
    """Return the mail server of the settings, None if they name none."""
    try:
        return smtp_server(known.assessment.settings, plain=False)
    except ImpossibleError:
        return None


def transport(call: Call, known: Known) -> Transport:
    """Return the way out for mails, and keep the password that was typed.

    Raises:
        ImpossibleError: The settings name no server.
    """
    server = smtp_server(known.assessment.settings, plain=False)
    call.desk.keep_password(server, call.one("password"))
    return Transport(call.desk.ask_for, _rate(call.one("rate")))


def _rate(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() else RATE


def codes_of(call: Call) -> tuple[str, ...]:
    """Return the codes that were chosen; none means all."""
    return tuple(code for text in call.every("only") for code in text.split(",") if code)


def add_mailing(own: Addresses, kind: Kind, below: str) -> None:
    """Add the addresses of mails that bring a paper below that of a step."""

    @own.does(f"{below}/compose")
    def compose(call: Call) -> Answer:
        """Write the mails as files, to be opened as drafts."""
        order = Order(codes_of(call), call.has("resend"), what=kind)
        return call.begin(
            "生成邮件", lambda place, track: send(place, order, track=track), told_of_mails
        )

    @own.does(f"{below}/send")
    def deliver(call: Call) -> Answer:
        """Send the mails through the server of the settings."""
        order = Order(codes_of(call), call.has("resend"), what=kind)
        way = transport(call, call.desk.known())
        return call.begin(
            "发送邮件", lambda place, track: send(place, order, way, track=track), told_of_mails
        )

    @own.does(f"{below}/settle")
    def note(call: Call) -> Answer:
        """Write down that mails have gone, or are to go once more."""
        codes, word, act = call.one("only"), call.one("word"), call.act()
        return call.told(
            told_of_settled(settle(call.desk.workspace, codes, word, act=act, what=kind))
        )

    @own.shows(f"{below}/draft/{{name}}")
    def draft(call: Call) -> Answer:
        """Give a mail to be opened in a mail program."""
        return draft_named(call)


def draft_named(call: Call) -> Answer:
    """Return the mail of that name that lies ready; only names that lie there are looked up.

    Raises:
        ImpossibleError: None of that name lies there.
    """
    name, place = call.path["name"], call.desk.workspace
    if name not in drafts_in(place).values():
        raise ImpossibleError("没有这封邮件了，可能已经发出。请重新生成。")
    return Download(name, place.mail / name)


def told_of_mails(done: Dispatched) -> Told:
    """Return what became of mails, for people."""
    counts: dict[str, int] = {}
    for mail in done.mails:
        words = f"{mail.letter.parcel.kind.label}邮件{mail.fate.label}"
        counts[words] = counts.get(words, 0) + 1
    told = "，".join(f"{words}{count}封" for words, count in counts.items()) or "没有要发的邮件"
    held = f"；{len(done.held)}个以前发过，没有重发" if done.held else ""
    return Told(f"{told}{held}。", done.findings, good=not done.stopped)


def told_of_settled(settled: Settled) -> Told:
    """Return what was written down, for people."""
    again = "再点一次“生成邮件”或“发送”，就会再发。" if settled.how is Word.RESEND else ""
    return Told(f"已记下：{settled.told}。{again}", settled.findings)
