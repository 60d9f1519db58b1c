"""Mailboxes whose servers refuse, lie, flood, dribble or hang up: a finding, and the rest is in."""

import base64
import time
import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import loaded, small_template, workspace
from tests.support.faults import returned
from tests.support.imap_server import Imap, imap_server, literal
from tests.support.mail_servers import DROP, HERE, SECRET, USER
from tests.support.mailing import mail
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs import collect as collecting
from wuhao_batch.jobs.collect import collect_from_mailbox
from wuhao_batch.mail.arriving import Collected
from wuhao_batch.mail.fetching import IN_A_ROW
from wuhao_batch.mail.mailbox import Mailbox
from wuhao_batch.mail.server import Patience, Security, Server, UnreachableError
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.reading.limits import MIB
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import unwatched

PATIENT = Patience(connect=20, answer=20, message=20, whole=60)
QUICK = Patience(connect=1, answer=1, message=1, whole=3)
SOON = 10.0
"""Seconds in which each of these ends, on a busy computer too."""

ROWS = [["01", "甲党总支", "", "", "a@example.cn"]]


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """What the forms are held against, in all of these tests."""
    return loaded(workspace(tmp_path_factory.mktemp("w"), ROWS, small_template()))


@dataclass(frozen=True)
class Office:
    """An empty workspace, and the assessment that stands for its template and roster."""

    place: Workspace
    assessment: Assessment


@pytest.fixture
def office(tmp_path: Path, assessment: Assessment) -> Office:
    return Office(Workspace(tmp_path), assessment)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mails are the tests' own: no child is started for them."""
    monkeypatch.setattr(collecting, "ChildProcesses", lambda: nullcontext(InProcess()))


def mails(*uids: int) -> dict[int, bytes]:
    """Mails without a form, which cost little."""
    return {uid: mail("a@example.cn", f"第{uid}封", number=str(uid)) for uid in uids}


def collect(
    office: Office, imap: Imap, security: Security = Security.PLAIN, *, mark: bool = False,
    secret: str = SECRET, folder: str = "INBOX", patience: Patience = PATIENT,
) -> Collected:  # fmt: skip
    with imap_server(imap) as port:
        server = Server(HERE, port, USER, security)
        with Mailbox(server, lambda: secret, patience, folder, mark=mark) as mailbox:
            return collect_from_mailbox(office.assessment, office.place, mailbox, unwatched)


def subjects(done: Collected) -> list[str]:
    return [arrival.subject for arrival in done.arrivals]


def told(done: Collected, code: str) -> list[str]:
    return [found.message for found in done.findings if found.code == code]


def at(command: str, action: Any) -> Callable[[str, str], Any]:
    """Do that at a command."""
    return lambda now, _rest: action if now == command else None


def at_messages(bad: set[int], action: Any) -> Callable[[str, str], Any]:
    """Do that where the body of one of these is asked for."""

    def plan(command: str, rest: str) -> Any:
        is_one = command == "UID FETCH" and int(rest.split(maxsplit=1)[0]) in bad
        return action if is_one and "BODY" in rest else None

    return plan


# --- one message is one message -------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", [{1}, {5}, {9}, {1, 9}, {1, 2, 3}, {7, 8, 9}, {1, 2, 3, 4, 6, 7, 8, 9}], ids=str
)
def test_a_message_at_which_the_server_hangs_up_holds_up_no_other(
    office: Office, bad: set[int]
) -> None:
    imap = Imap(mails(*range(1, 10)), at_messages(bad, DROP))
    done = collect(office, imap)
    good = {f"第{uid}封" for uid in range(1, 10) if uid not in bad}
    if len(bad) < IN_A_ROW:
        assert set(subjects(done)) == good
        assert len(told(done, "D028")) == len(bad)
        assert all(f"编号为{uid}的邮件" in "".join(told(done, "D028")) for uid in bad)
        assert not done.stopped
    else:
        assert done.stopped
        assert told(done, "D024")
    imap.plan = lambda _command, _rest: None
    rest = collect(office, imap)
    assert sorted((*subjects(done), *subjects(rest))) == [f"第{uid}封" for uid in range(1, 10)]
    assert rest.known == ()


def test_a_server_that_hangs_up_again_and_again_is_left_alone(office: Office) -> None:
    imap = Imap(mails(*range(1, 30)), at_messages(set(range(30)), DROP))
    done = collect(office, imap)
    assert [found.code for found in done.findings] == ["D024"]
    assert "还有29封没有收" in done.findings[0].message
    assert imap.asked_for("CONNECT") == IN_A_ROW


def test_a_connection_lost_once_costs_nothing(office: Office) -> None:
    once = [DROP]
    plan = at_messages({2}, DROP)
    imap = Imap(
        mails(1, 2, 3),
        lambda command, rest: once.pop() if once and plan(command, rest) else None,
    )
    done = collect(office, imap)
    assert sorted(subjects(done)) == ["第1封", "第2封", "第3封"]
    assert {found.code for found in done.findings} == {"D021"}


def test_a_folder_made_anew_in_between_is_not_gone_on_with(office: Office) -> None:
    imap = Imap(mails(1, 2, 3))

    def plan(command: str, rest: str) -> Any:
        if command == "EXAMINE" and imap.asked_for("EXAMINE") > 1:
            return b"* OK [UIDVALIDITY 8] ok\r\nTAG OK done\r\n"
        return at_messages({1}, DROP)(command, rest)

    imap.plan = plan
    assert "换过" in told(collect(office, imap), "D024")[0]


@pytest.mark.parametrize("size", ["300000000", "3000000000", "9" * 30, "9" * 5000])
def test_a_message_larger_than_it_may_be_is_not_taken_into_memory(
    office: Office, size: str
) -> None:
    imap = Imap(mails(1, 2, 3))
    imap.plan = at_messages({2}, imap.flood(b"x" * MIB, literal(2, b"", size)))
    tracemalloc.start()
    done = collect(office, imap)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sorted(subjects(done)) == ["第1封", "第3封"]
    assert len(told(done, "D028")) == 1
    assert imap.sent < 64 * MIB
    assert peak < 64 * MIB


@pytest.mark.slow
def test_a_message_that_never_ends_holds_up_no_other(office: Office) -> None:
    imap = Imap(mails(1, 2, 3))
    imap.plan = at_messages({2}, imap.dribble(literal(2, b"x" * 10_000)))
    begun = time.monotonic()
    done = collect(office, imap, patience=QUICK)
    assert time.monotonic() - begun < 2 * SOON
    assert sorted(subjects(done)) == ["第1封", "第3封"]
    assert "答得太慢" in told(done, "D028")[0]


# --- nothing is waited for without end, nothing is held without end -------------------------------

STEPS = ["CONNECT", "CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", [b"* OK wait\r\n", b"* OK still waiting for it "])
def test_a_server_that_dribbles_is_told_as_slow(office: Office, step: str, text: bytes) -> None:
    imap = Imap({})
    imap.plan = at(step, imap.dribble(text))
    begun = time.monotonic()
    with pytest.raises(UnreachableError, match="答得太慢"):
        collect(office, imap, patience=QUICK)
    assert time.monotonic() - begun < SOON


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "text",
    [
        (b"* OK " + b"x" * 90 + b"\r\n") * 100,
        b"* OK " + b"x" * 100_000,
        b"* 5 FETCH {1000}\r\n" + b"y" * 1000,
    ],
    ids=["lines", "one line", "literals"],
)
def test_a_server_that_floods_is_told_and_not_held(office: Office, step: str, text: bytes) -> None:
    imap = Imap({})
    imap.plan = at(step, imap.flood(text))
    with pytest.raises(UnreachableError, match="给出的太多"):
        collect(office, imap)
    assert imap.sent < 32 * MIB


@pytest.mark.parametrize("step", STEPS)
def test_a_literal_is_refused_before_it_is_read(office: Office, step: str) -> None:
    imap = Imap({}, at(step, b"* OK {3000000000}\r\n"))
    begun = time.monotonic()
    with pytest.raises(UnreachableError, match="给出的太多"):
        collect(office, imap)
    assert time.monotonic() - begun < PATIENT.answer, "nobody waits for it"


@pytest.mark.parametrize("text", [b"\x16", b"\x16\x03\x03\x40\x00"])
def test_a_greeting_of_tls_that_never_ends_is_not_waited_for(office: Office, text: bytes) -> None:
    imap = Imap({})
    imap.plan = at("CONNECT", imap.dribble(text + bytes(100)))
    begun = time.monotonic()
    with pytest.raises(UnreachableError):
        collect(office, imap, Security.TLS, patience=QUICK)
    assert time.monotonic() - begun < SOON


def test_a_server_that_dribbles_before_it_encrypts_is_told_as_slow(office: Office) -> None:
    imap = Imap({})
    for action in (imap.dribble(b"* OK x\r\n"), lambda line, tag: greeted(line, tag, imap)):
        imap.plan = at("STARTTLS", action)
        begun = time.monotonic()
        with pytest.raises(UnreachableError, match="答得太慢"):
            collect(office, imap, Security.STARTTLS, patience=QUICK)
        assert time.monotonic() - begun < SOON
        assert "LOGIN" not in imap.seen


def greeted(line: Any, tag: bytes, imap: Imap) -> None:
    """Agree to encrypt, and then say one byte of it after the other."""
    line.sendall(tag + b" OK go ahead\r\n")
    time.sleep(0.3)  # what came with it would be thrown away
    imap.dribble(b"\x16\x03\x03\x40\x00" + bytes(1000))(line, tag)


# --- what is optional may be refused --------------------------------------------------------------

OPTIONAL: dict[str, Callable[[str, str], Any]] = {
    "ID": at("ID", b"TAG BAD what\r\n"),
    "EXAMINE": at("EXAMINE", b"TAG NO only SELECT\r\n"),
    "EXAMINE as unknown": at("EXAMINE", b"TAG BAD unknown command\r\n"),
    "CAPABILITY": at("CAPABILITY", b"TAG BAD unknown command\r\n"),
    "CAPABILITY without an answer": at("CAPABILITY", b"TAG OK nothing to tell\r\n"),
    "CAPABILITY of an older kind": at("CAPABILITY", b"* CAPABILITY IMAP4\r\nTAG OK done\r\n"),
    "LIST": at("LIST", b"TAG NO not connected\r\n"),
    "LOGOUT": at("LOGOUT", b"TAG BAD stay\r\n"),
    "UIDVALIDITY": at("EXAMINE", b"* 3 EXISTS\r\nTAG OK done\r\n"),
    "RFC822.SIZE": lambda command, rest: (
        b"TAG OK done\r\n" if command == "UID FETCH" and "SIZE" in rest else None
    ),
}


@pytest.mark.parametrize("refused", OPTIONAL)
def test_what_is_optional_may_be_refused(office: Office, refused: str) -> None:
    imap = Imap(mails(1, 2), OPTIONAL[refused])
    done = collect(office, imap)
    assert subjects(done) == ["第1封", "第2封"]
    again = collect(office, imap)
    assert again.arrivals == ()
    assert len(again.known) == (2 if refused == "UIDVALIDITY" else 0), (
        "unsure numbers are not known"
    )


def test_a_refused_mark_is_told_once(office: Office) -> None:
    imap = Imap(mails(1, 2, 3), at("UID STORE", b"TAG NO read only, sorry\r\n"))
    done = collect(office, imap, mark=True)
    assert len(done.arrivals) == 3
    (message,) = told(done, "D036")
    assert "有3封" in message
    assert "read only, sorry" in message


# --- the reason is the right one, in the server's words -------------------------------------------


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            lambda command, _: (
                b"TAG NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n"
                if command in ("SELECT", "EXAMINE") else None
            ),
            "Unsafe Login. Please contact kefu@188.com",
        ),
        (
            lambda command, _: (
                b"TAG BAD User is authenticated but not connected.\r\n"
                if command in ("SELECT", "EXAMINE", "LIST") else None
            ),
            "User is authenticated but not connected",
        ),
        (at("UID SEARCH", b"TAG NO try after midnight\r\n"), "try after midnight"),
        (at("UID SEARCH", b"TAG BAD no such criteria\r\n"), "no such criteria"),
        (at("UID SEARCH", "TAG NO 请稍后。再试\r\n".encode()), "请稍后；再试"),
        (at("CONNECT", b"* BYE too many connections\r\n"), "too many connections"),
        (at("UID SEARCH", b"* BYE going down\r\n"), "going down"),
        (at("CONNECT", b"HTTP/1.1 400 Bad Request\r\n"), "断开"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_the_servers_words(
    office: Office, plan: Callable[[str, str], Any], words: str
) -> None:
    with pytest.raises(UnreachableError) as fault:
        collect(office, Imap(mails(1), plan))
    assert words in str(fault.value)


def test_a_message_is_withheld_in_the_servers_words(office: Office) -> None:
    done = collect(office, Imap(mails(1, 2), at_messages({1}, b"TAG NO [EXPIRED] no more\r\n")))
    assert "[EXPIRED] no more" in told(done, "D028")[0]
    assert subjects(done) == ["第2封"]


@pytest.mark.parametrize("step", ["LOGIN", "EXAMINE", "UID SEARCH"])
def test_words_that_might_hold_the_password_are_not_passed_on(office: Office, step: str) -> None:
    for held in (SECRET, base64.b64encode(SECRET.encode()).decode()):
        commands = {step} | ({"SELECT"} if step == "EXAMINE" else set())
        refusal = f"TAG NO you said {held}\r\n".encode()
        plan = lambda now, _, to=commands, said=refusal: said if now in to else None  # noqa: E731
        with pytest.raises(UnreachableError) as fault:
            collect(office, Imap({}, plan))
        assert held not in str(fault.value)


@pytest.mark.parametrize(
    "action",
    [DROP, b"* BYE bad day\r\n", lambda _line, _tag: time.sleep(3)],
    ids=["drop", "bye", "silent"],
)
def test_what_ends_a_login_is_no_wrong_password(office: Office, action: Any) -> None:
    with pytest.raises(UnreachableError) as fault:
        collect(office, Imap({}, at("LOGIN", action)), patience=QUICK)
    assert "授权码" not in str(fault.value)
    with pytest.raises(UnreachableError, match="授权码"):
        collect(office, Imap({}), secret="falsch")  # noqa: S106


def test_more_messages_than_a_line_may_list_are_told_as_that(office: Office) -> None:
    numbers = b" ".join(b"%d" % uid for uid in range(1_000_000, 1_200_000))
    imap = Imap({}, at("UID SEARCH", b"* SEARCH " + numbers + b"\r\nTAG OK done\r\n"))
    with pytest.raises(UnreachableError, match="IMAP起始日期"):
        collect(office, imap)


@pytest.mark.parametrize("name", [b"&zzz", b"&AAA-\xff", b"&2D0-", b"\xe8\xaf\x84"])
def test_an_unreadable_folder_name_is_no_missing_server(office: Office, name: bytes) -> None:
    listed = b'* LIST () "/" INBOX\r\n* LIST () "/" "' + name + b'"\r\nTAG OK done\r\n'
    plan = {"LIST": listed, "EXAMINE": b"TAG NO no such\r\n", "SELECT": b"TAG NO no such\r\n"}
    with pytest.raises(ImpossibleError, match="没有文件夹“评分表”，有：INBOX、"):
        collect(office, Imap({}, lambda now, _: plan.get(now)), folder="评分表")
    imap = Imap(mails(1), lambda now, _: listed if now == "LIST" else None)
    assert subjects(collect(office, imap)) == ["第1封"]


def test_a_form_comes_in_from_such_servers_too(office: Office) -> None:
    form = mail("a@example.cn", files={"表.xlsx": returned(office.assessment)})
    imap = Imap({1: mail("a@example.cn"), 2: form}, at_messages({1}, DROP))
    done = collect(office, imap)
    assert [bool(arrival.files) for arrival in done.arrivals] == [True]
