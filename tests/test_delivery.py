"""Sending: what becomes of each message, what the ledger keeps, whom it keeps from being sent."""

import contextlib
import json
import signal
import smtplib
import socketserver
import sqlite3
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import ACT, SIGNED
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import loaded, small_template, workspace
from tests.support.mail_servers import (
    DROP,
    SECRET,
    SILENCE,
    USER,
    Certificate,
    Plan,
    Post,
    attachments,
    begin,
    environment,
    finish,
    free_port,
    make_certificate,
    serving,
    smtp_server,
    smtp_sink,
)
from tests.support.offices import BRANCHES, SMALL, office, through
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.jobs.settling import settle
from wuhao_batch.mail.delivering import Pace, Sender
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.mail.server import Patience, Security, Server, UnreachableError
from wuhao_batch.mail.server import smtp_server as server_of
from wuhao_batch.mail.smtp import Outgoing
from wuhao_batch.records.mail_kinds import State
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import unwatched

QUICK = Patience(connect=5, answer=2, message=2, whole=6)

pytestmark = [
    pytest.mark.usefixtures("trusting"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd"),
]


@pytest.fixture
def trusting(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))


def deliver(place: Workspace, *only: str, resend: bool = False, secret: str = SECRET) -> Dispatched:
    """Send the forms, in this process."""
    assessment = loaded(place)
    server = server_of(assessment.settings, plain=False)
    with Outgoing(server, lambda: secret, QUICK) as outgoing:
        sender = Sender(place, assessment.settings, outgoing, Pace(60_000))
        order = Order(only, resend, deliver=lambda letters: sender.send(letters, unwatched))
        return send_forms(assessment, place, order)


def codes(done: Dispatched) -> list[str]:
    return [found.code for found in done.findings]


def states(place: Workspace) -> dict[str, str]:
    """Address → the state of the newest message to it."""
    return {
        entry.address: entry.state.value for entry in load_ledger(place.records, "2026").entries
    }


def at(step: str, address: str, action: Any, times: int = 1000) -> Plan:
    """Do that at a step of the conversation about an address, so many times."""
    left = [times]

    def plan(now: str, recipient: str) -> Any:
        if (now, recipient) != (step, address) or not left[0]:
            return None
        left[0] -= 1
        return action

    return plan


# --- what becomes of a message --------------------------------------------------------------------


def test_each_branch_gets_its_own_form_and_nobody_gets_it_twice(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        again = deliver(place)
    assert post.copies() == {f"b{number}@example.cn": 1 for number in "1234"}
    for address, mail in post.taken:
        ((name, data),) = attachments(mail).items()
        assert name.startswith(f"0{address[1]}_第{address[1]}党总支")
        assert data == (place.forms / name).read_bytes()
    assert {mail.fate for mail in done.mails} == {"sent"}
    assert (done.findings, again.mails, again.held) == ((), (), ("01", "02", "03", "04"))


@pytest.mark.parametrize(
    ("step", "reply", "expected"),
    [
        ("RCPT", "550 5.1.1 no such user", ("D014", "refused")),
        ("RCPT", "452 4.2.2 mailbox full", ("D016", "deferred")),
        ("DATA", "554 5.7.1 no", ("D014", "refused")),
        ("TAKEN", "552 5.3.4 message size exceeds limit", ("D015", "too large")),
        ("RCPT", "421 4.3.2 closing", ("D016", "deferred")),
    ],
)
def test_a_message_that_is_refused_costs_no_other_one(
    tmp_path: Path, certificate: Certificate, step: str, reply: str, expected: tuple[str, str]
) -> None:
    code, state = expected
    post = Post(at(step, "b2@example.cn", reply))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
    assert codes(done) == [code]
    found = done.findings[0]
    assert "b2@example.cn" in found.message
    assert found.branch == "02"
    assert [mail.fate for mail in done.mails] == ["sent", state, "sent", "sent"]
    assert states(place) == {
        "b1@example.cn": "sent",
        "b2@example.cn": "failed",
        "b3@example.cn": "sent",
        "b4@example.cn": "sent",
    }


def test_what_is_put_off_is_tried_once_more_in_the_same_run(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("RCPT", "b1@example.cn", "450 4.2.0 greylisted", times=1))
    with smtp_server(post, certificate) as port:
        done = deliver(office(tmp_path, port))
    assert done.findings == ()
    assert set(post.copies().values()) == {1}
    assert post.taken[-1][0] == "b1@example.cn"


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_message_is_made_good(
    tmp_path: Path, certificate: Certificate, step: str
) -> None:
    address = "" if step == "MAIL" else "b2@example.cn"
    post = Post(at(step, address, DROP, times=1))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
    assert done.findings == ()
    assert set(post.copies().values()) == {1}
    assert len(post.copies()) == 4


def test_a_connection_that_is_always_lost_at_one_address_is_told_there(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("RCPT", "b2@example.cn", DROP))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        assert codes(done) == ["D017"]
        assert "b2@example.cn" not in post.copies()
        post.plan = lambda _step, _recipient: None
        assert deliver(place).findings == ()
    assert set(post.copies().values()) == {1}


def test_a_drop_within_the_message_never_leads_to_two_copies(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("IN DATA", "b2@example.cn", DROP))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        post.plan = lambda _step, _recipient: None
        deliver(place)
        if "D018" in codes(done):
            assert "b2@example.cn" not in post.copies()
            settle(place, "02", "resend", act=ACT)
            deliver(place)
    assert set(codes(done)) <= {"D017", "D018"}
    assert len(codes(done)) == 1
    assert post.copies() == {f"b{number}@example.cn": 1 for number in "1234"}


@pytest.mark.parametrize("action", [DROP, SILENCE])
def test_without_an_answer_to_the_message_the_clerk_is_asked(
    tmp_path: Path, certificate: Certificate, action: object
) -> None:
    post = Post(at("TAKEN", "b3@example.cn", action))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        assert codes(done) == ["D018"]
        found = done.findings[0]
        assert found.severity.value == "error"
        assert "b3@example.cn" in found.message
        assert "wuhao send --settle 03 sent" in found.remedy
        post.plan = lambda _step, _recipient: None
        assert codes(deliver(place)) == ["D018"]
        assert set(post.copies().values()) == {1}
        settle(place, "03", "sent", act=ACT)
        assert deliver(place).findings == ()
        assert set(post.copies().values()) == {1}


def test_settled_as_not_sent_it_goes_once_more_under_the_same_number(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("TAKEN", "b3@example.cn", DROP))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        deliver(place)
        settle(place, "03", "resend", act=ACT)
        post.plan = lambda _step, _recipient: None
        assert deliver(place).findings == ()
    first, second = (mail for address, mail in post.taken if address == "b3@example.cn")
    numbers = {
        line for mail in (first, second) for line in mail.splitlines() if b"Message-ID" in line
    }
    assert len(numbers) == 1
    entries = load_ledger(place.records, "2026").of_branch("03")
    assert [entry.state for entry in entries] == [State.DOUBTFUL, State.SENT]
    assert list(entries[0].resend) == ["03"]


def test_a_server_that_is_pressed_is_left_alone(tmp_path: Path, certificate: Certificate) -> None:
    post = Post(at("MAIL", "", "550 5.7.1 too many messages, frequency limited"))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
    assert (codes(done), done.stopped) == (["D019"], True)
    assert "还有4封没有发出" in done.findings[0].message
    assert len([step for step, _ in post.seen if step == "MAIL"]) == 1


@pytest.mark.parametrize(
    "step",
    [
        "CONNECT",
        pytest.param("EHLO", marks=pytest.mark.slow),
        pytest.param("AUTH", marks=pytest.mark.slow),
        "MAIL",
    ],
)
def test_a_server_that_never_answers_ends_the_run_and_is_told(
    tmp_path: Path, certificate: Certificate, step: str
) -> None:
    post = Post(at(step, "", SILENCE))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        assert done.stopped
        assert codes(done)[-1] == "D019"
        assert "D018" not in codes(done)
        assert post.taken == []
        post.plan = lambda _step, _recipient: None
        assert deliver(place).findings == ()
    assert set(post.copies().values()) == {1}


def test_a_message_larger_than_the_server_takes_is_not_begun(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate, limit=9_000) as port:
        done = deliver(office(tmp_path, port))
    assert codes(done) == ["D015"] * 4
    assert "最多收9KB" in done.findings[0].message
    assert not [step for step, _ in post.seen if step == "MAIL"]


# --- the connection -------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    post = Post()
    for starttls in (False, True):
        with smtp_server(post, certificate, starttls=starttls) as port:
            security = "STARTTLS" if starttls else "SSL"
            place = office(tmp_path / security, port, SMTP加密=security)
            done = deliver(place)
        assert (codes(done), done.stopped) == (["D019"], True)
        assert "证书不可信" in done.findings[0].message
    assert (post.taken, post.secrets) == ([], [])


def test_a_certificate_for_another_host_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_certificate(tmp_path, "mail.example.cn")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    post = Post()
    with smtp_server(post, other) as port:
        done = deliver(office(tmp_path / "w", port))
    assert "证书不可信" in done.findings[0].message
    assert post.secrets == []


@pytest.mark.parametrize("security", ["SSL", "STARTTLS"])
def test_a_server_without_encryption_is_not_spoken_to(tmp_path: Path, security: str) -> None:
    post = Post()
    with smtp_server(post, None) as port:
        done = deliver(office(tmp_path, port, SMTP加密=security))
    assert (codes(done), done.stopped) == (["D019"], True)
    assert (post.taken, post.secrets) == ([], [])


def test_a_wrong_password_is_told_without_repeating_it(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        done = deliver(office(tmp_path, port), secret="falsch-7")  # noqa: S106
    text = done.findings[0].message
    assert "授权码" in text
    assert "falsch-7" not in text


def test_where_no_login_is_offered_no_password_is_wanted(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate, auth=False) as port:
        place = office(tmp_path, port)
        done = finish(
            begin(place.root, "send", "--deliver", "--rate", "6000", env=environment(certificate))
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(post.copies().values()) == {1}


def test_without_terminal_and_password_the_command_says_what_to_set(
    tmp_path: Path, certificate: Certificate
) -> None:
    with smtp_server(Post(), certificate) as port:
        place = office(tmp_path, port)
        done = finish(begin(place.root, "send", "--deliver", env=environment(certificate)))
    assert done.returncode == 3
    assert "WUHAO_SMTP_PASSWORD" in done.stdout


def test_plain_is_for_this_machine_alone(tmp_path: Path) -> None:
    place = office(tmp_path, 25, SMTP服务器="192.0.2.1")
    done = wuhao("send", "--deliver", "--plain", cwd=place.root)
    assert done.returncode == 2
    assert "不是本机" in done.stderr
    assert not place.records.exists()


def test_a_port_decides_how_it_is_encrypted_where_nothing_else_does(tmp_path: Path) -> None:
    def security(**settings: str) -> Security:
        place = office(tmp_path, 1, **{"SMTP加密": "", **settings})
        return server_of(loaded(place).settings, plain=False).security

    assert security(SMTP端口="465") is security(SMTP端口="") is Security.TLS
    assert security(SMTP端口="587") is security(SMTP端口="25") is Security.STARTTLS
    assert security(SMTP端口="25", SMTP加密="SSL") is Security.TLS


def test_nothing_listens(tmp_path: Path) -> None:
    done = deliver(office(tmp_path, free_port()))
    assert (codes(done), done.stopped) == (["D019"], True)
    assert "服务器拒绝连接" in done.findings[0].message
    assert "还有4封没有发出" in done.findings[0].message


def test_passwords_are_nowhere_to_be_found(tmp_path: Path, certificate: Certificate) -> None:
    post = Post(at("AUTH", "", f"535 5.7.8 {SECRET} is wrong", times=1))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
        heard = []
        for _ in range(2):
            process = begin(place.root, "send", "--deliver", "--json", "--rate", "6000", env=env)
            heard.append(Path(f"/proc/{process.pid}/cmdline").read_bytes().decode())
            done = finish(process)
            heard += [done.stdout, done.stderr]
    assert set(post.copies().values()) == {1}
    assert all(SECRET not in text for text in heard)
    assert all(SECRET.encode() not in data for data in snapshot(place.root).values())


# --- asking for it again --------------------------------------------------------------------------


def test_a_second_copy_goes_only_on_demand_and_is_recorded(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        deliver(place)
        deliver(place, "02", resend=True)
        deliver(place)
    assert post.copies() == {
        "b1@example.cn": 1, "b2@example.cn": 2, "b3@example.cn": 1, "b4@example.cn": 1,
    }  # fmt: skip
    first, second = load_ledger(place.records, "2026").of_branch("02")
    assert list(first.resend) == ["02"]
    assert first.message_id != second.message_id


def test_a_demand_that_was_cut_short_is_gone_on_with_and_not_begun_again(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        deliver(place)
        post.plan = at("RCPT", "b3@example.cn", "451 too many, slow down")
        assert deliver(place, resend=True).stopped
        post.plan = lambda _step, _recipient: None
        deliver(place, resend=True)
    assert set(post.copies().values()) == {2}


def test_a_demand_that_one_address_refused_does_not_stand_in_the_way_of_the_next(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        deliver(place)
        post.plan = at("RCPT", "b2@example.cn", "550 5.1.1 no such user")
        for _ in range(2):
            deliver(place, resend=True)
    assert post.copies() == {
        "b1@example.cn": 3, "b2@example.cn": 1, "b3@example.cn": 3, "b4@example.cn": 3,
    }  # fmt: skip


def test_what_one_branch_wants_again_another_at_the_same_address_does_not_get(
    tmp_path: Path, certificate: Certificate
) -> None:
    rows = [["01", "甲", "", "", "a@example.cn"], ["02", "乙", "", "", "a@example.cn"]]
    post = Post()
    with smtp_server(post, certificate) as port:
        place = workspace(tmp_path, rows, small_template(), **through(port))
        deliver(place)
        deliver(place, "01", resend=True)
        assert deliver(place).mails == ()
    names = [sorted(attachments(mail)) for _, mail in post.taken]
    assert [[name[:2] for name in each] for each in names] == [["01", "02"], ["01"]]


@pytest.mark.parametrize("answer", ["garbage", "354 go on", "199 wait"])
def test_an_answer_that_means_nothing_leaves_the_message_in_doubt(
    tmp_path: Path, certificate: Certificate, answer: str
) -> None:
    post = Post(at("TAKEN", "b2@example.cn", answer))
    with smtp_server(post, certificate) as port:
        done = deliver(office(tmp_path, port))
    assert codes(done) == ["D018"]
    assert [mail.fate for mail in done.mails] == ["sent", "doubtful", "sent", "sent"]


def test_a_full_mailbox_is_its_owners_matter_alone(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("RCPT", "b1@example.cn", "552 5.2.2 mailbox full: too many messages"))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        done = deliver(place)
        again = deliver(place)
    assert (codes(done), done.stopped) == (["D014"], False)
    assert len(post.copies()) == 3
    assert codes(again) == ["D014"]


def test_a_refused_sender_is_the_offices_matter_and_ends_the_run(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("MAIL", "", "553 Mail from must equal authorized user"))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        send_forms(loaded(place), place, Order())
        done = deliver(place)
    assert (codes(done), done.stopped) == (["D019"], True)
    assert "发件邮箱" in done.findings[0].message
    assert len(list(place.mail.glob("*.eml"))) == 4


def test_composing_once_more_asks_for_nothing_to_be_sent(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        deliver(place)
        assert len(send_forms(loaded(place), place, Order(resend=True)).mails) == 4
        assert deliver(place).mails == ()
    assert list(place.mail.glob("*.eml")) == []


def test_those_that_failed_keep_nobody_waiting_in_the_next_run(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(lambda step, to: DROP if step == "RCPT" and to < "b4" else None)
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        assert deliver(place).stopped
        assert post.taken == []
        deliver(place)
    assert list(post.copies()) == ["b4@example.cn"]


def test_a_message_in_doubt_can_be_settled_after_its_branch_has_left(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("TAKEN", "b2@example.cn", DROP))
    with smtp_server(post, certificate) as port:
        deliver(office(tmp_path, port))
        rest = [row for row in BRANCHES if row[0] != "02"]
        place = workspace(tmp_path, rest, small_template(), **through(port))
        assert codes(deliver(place)) == ["D005", "D018"]
        settle(place, "02", "sent", act=ACT)
        assert codes(deliver(place)) == ["D005"]


def test_a_form_noted_for_an_old_address_can_be_noted_for_the_new_one(tmp_path: Path) -> None:
    place = office(tmp_path, 1)
    settle(place, "01", "sent", act=ACT)
    moved = [["01", "第1党总支", "", "", "new@example.cn"]]
    place = workspace(tmp_path, moved, small_template(), **through(1))
    settle(place, "01", "sent", act=ACT)
    assert send_forms(loaded(place), place, Order()).mails == ()


def test_mails_that_were_sent_meanwhile_do_not_lie_ready_any_more(
    tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    rows = [["01", "甲", "", "", "a@example.cn"], ["02", "乙", "", "", "a@example.cn"]]
    with smtp_server(Post(), certificate) as port:
        place = workspace(tmp_path, rows, small_template(), **through(port))
        send_forms(loaded(place), place, Order())
        assert len(list(place.mail.glob("*.eml"))) == 1
        deliver(place, "01")
    assert list(place.mail.glob("*.eml")) == []


def test_a_server_that_dribbles_is_not_waited_for(tmp_path: Path) -> None:
    waited_for = threading.Event()

    class Dribbling(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                for _ in range(300):
                    self.request.sendall(b"220-wait\r\n")
                    time.sleep(0.2)
                waited_for.set()

    with serving(Dribbling) as port:
        patience = Patience(connect=1, answer=1, message=1, whole=1)
        plain = Server("localhost", port, USER, Security.PLAIN)
        with pytest.raises(UnreachableError), Outgoing(plain, str, patience) as out:
            out.connect()
        assert not waited_for.is_set()


@pytest.mark.parametrize("host", ["smtp..cn", "a" * 70 + ".cn", "服务器" * 30])
def test_a_slip_in_the_servers_name_is_told(tmp_path: Path, host: str) -> None:
    place = office(tmp_path, 465, SMTP服务器=host)
    done = deliver(place)
    assert "服务器" in done.findings[0].message
    assert done.stopped
    assert wuhao("send", "--deliver", "--plain", cwd=place.root).returncode == 2


@pytest.mark.parametrize("text", ["'\xff\xfe'", "'no time'"])
def test_damaged_records_are_told_as_such(tmp_path: Path, text: str) -> None:
    place = office(tmp_path, 1)
    settle(place, "01", "sent", act=ACT)
    with sqlite3.connect(place.records) as records:
        blob = "CAST(x'fffe' AS TEXT)" if "xff" in text else text
        records.execute(f"UPDATE sent SET begun = {blob}")  # noqa: S608
    records.close()
    done = wuhao("send", cwd=place.root)
    assert done.returncode == 2
    assert "已损坏" in done.stderr


def test_a_mended_address_is_written_to(tmp_path: Path, certificate: Certificate) -> None:
    post = Post(at("RCPT", "b2@example.cn", "550 5.1.1 no such user"))
    with smtp_server(post, certificate) as port:
        deliver(office(tmp_path, port))
        changed = [[*row[:4], "new@example.cn"] if row[0] == "02" else row for row in BRANCHES]
        done = deliver(workspace(tmp_path, changed, small_template(), **through(port)))
    assert [mail.letter.parcel.address for mail in done.mails] == ["new@example.cn"]
    assert set(post.copies().values()) == {1}


def test_a_form_that_has_changed_since_is_told_and_not_sent(
    tmp_path: Path, certificate: Certificate
) -> None:
    changed = {"标题": "新的评分表", "报送截止日期": "2026-12-31"}
    post, template = Post(), small_template(说明=[["请于{报送截止日期}前报送。"]])
    with smtp_server(post, certificate) as port:
        deliver(workspace(tmp_path, BRANCHES, template, **through(port)))
        done = deliver(workspace(tmp_path, BRANCHES, template, **(through(port) | changed)))
    told = next(found for found in done.findings if found.code == "D020")
    assert "第1党总支（01）、第2党总支（02）、第3党总支（03）、第4党总支（04）" in told.message
    assert set(post.copies().values()) == {1}


def test_branches_that_share_an_address_share_a_mail(
    tmp_path: Path, certificate: Certificate
) -> None:
    rows = [["01", "甲", "", "", "A@example.cn"], ["02", "乙", "", "", "a@example.cn"]]
    post = Post()
    with smtp_server(post, certificate) as port:
        deliver(workspace(tmp_path, rows, small_template(), **through(port)))
        more = [*rows, ["03", "丙", "", "", "a@example.cn"]]
        done = deliver(workspace(tmp_path, more, small_template(), **through(port)))
    assert [len(attachments(mail)) for _, mail in post.taken] == [2, 1]
    assert done.held == ("01", "02")


def test_what_was_sent_by_hand_can_be_noted(tmp_path: Path) -> None:
    place = office(tmp_path, 1)
    done = wuhao("send", "--settle", "01、03", "sent", *SIGNED, "--json", cwd=place.root)
    assert json.loads(done.stdout)["decision"] == {
        "branches": ["01", "03"], "settled": "sent", "kinds": ["form"],
    }  # fmt: skip
    mails = json.loads(wuhao("send", "--json", cwd=place.root).stdout)
    assert [mail["branches"] for mail in mails["mails"]] == [["02"], ["04"]]
    assert mails["already"] == ["01", "03"]
    mails = json.loads(
        wuhao("send", "--only", "02,03", "--dry-run", "--json", cwd=place.root).stdout
    )
    assert [mail["branches"] for mail in mails["mails"]] == [["02"]]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--settle", "99", "sent", *SIGNED], "没有编号“99”"),
        (["--settle", "、", "sent", *SIGNED], "没有写编号"),
        (["--settle", "01", "maybe", *SIGNED], "sent（已发出）或 resend"),
        (["--settle", "01", "resend", *SIGNED], "没有发出过"),
        (["--settle", "01", "sent", "--dry-run"], "分两次运行"),
        (["--only", "99"], "没有编号“99”"),
        (["--rate", "0"], "--rate"),
    ],
)
def test_wrong_wishes_are_told(tmp_path: Path, args: list[str], words: str) -> None:
    place = office(tmp_path, 1)
    done = wuhao("send", *args, cwd=place.root)
    assert done.returncode == 2
    assert words in done.stderr
    assert not place.mail.exists()


def test_a_dry_run_writes_and_sends_nothing(tmp_path: Path) -> None:
    place = office(tmp_path, 1)
    before = snapshot(place.root)
    done = wuhao("send", "--deliver", "--dry-run", "--json", cwd=place.root)
    assert done.returncode == 0
    assert [mail["state"] for mail in json.loads(done.stdout)["mails"]] == ["planned"] * 4
    assert snapshot(place.root) == before


def test_no_more_than_so_many_a_minute() -> None:
    moment, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    pace = Pace(20, lambda: moment[0], sleep)
    for took in (0.0, 1.0, 5.0, 0.0):
        pace.wait()
        moment[0] += took
    assert slept == [3.0, 2.0, 0.0]


# --- Postfix's own test server --------------------------------------------------------------------


@pytest.fixture
def sink(request: pytest.FixtureRequest) -> Iterator[tuple[int, Path]]:
    options = getattr(request, "param", [])
    with smtp_sink("-a", *options) as running:  # -a: without a login
        yield running


@pytest.mark.program("smtp-sink")
def test_smtp_sink_takes_every_mail_once(sink: tuple[int, Path], tmp_path: Path) -> None:
    port, folder = sink
    place = office(tmp_path / "w", port)
    for _ in range(2):
        done = wuhao("send", "--deliver", "--plain", "--rate", "6000", cwd=place.root)
        assert done.returncode == 0, done.stdout + done.stderr
    dumped = [path.read_bytes() for path in folder.iterdir()]
    assert len(dumped) == 4
    assert len({name for mail in dumped for name in attachments(mail)}) == 4


@pytest.mark.program("smtp-sink")
@pytest.mark.parametrize(
    ("sink", "found"),
    [(["-r", "RCPT"], "D016"), (["-f", "RCPT"], "D014"), (["-f", "."], "D014")],
    indirect=["sink"],
)
def test_smtp_sink_that_refuses_takes_nothing(
    sink: tuple[int, Path], tmp_path: Path, found: str
) -> None:
    place = office(tmp_path / "w", sink[0])
    done = wuhao("send", "--deliver", "--plain", "--rate", "6000", "--json", cwd=place.root)
    assert done.returncode == 1
    codes = [each["code"] for each in json.loads(done.stdout)["findings"]]
    assert [code for code in codes if code != SMALL] == [found] * 4


def test_the_library_tells_what_the_system_said() -> None:
    with pytest.raises(UnreachableError, match="找不到这个服务器"):
        Outgoing(
            Server("no-such-host.invalid", 465, USER, Security.TLS), lambda: SECRET, QUICK
        ).connect()
    assert issubclass(ssl.SSLError, OSError)
    assert issubclass(smtplib.SMTPServerDisconnected, smtplib.SMTPException)


def test_two_runs_at_once_never_write_to_the_same_branch(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
        runs = [begin(place.root, "send", "--deliver", "--rate", "6000", env=env) for _ in range(3)]
        ends = [finish(run) for run in runs]
    assert set(post.copies().values()) == {1}
    assert len(post.copies()) == 4
    assert all("Traceback" not in end.stderr for end in ends)


def test_the_ledger_of_an_older_program_is_taken_over(tmp_path: Path) -> None:
    place = office(tmp_path, 1)
    with sqlite3.connect(place.records) as old:
        old.executescript(
            "CREATE TABLE assigned (sha256 TEXT PRIMARY KEY, branch TEXT, decided TEXT);"
            "CREATE TABLE set_aside"
            " (sha256 TEXT PRIMARY KEY, chosen TEXT, branch TEXT, decided TEXT);"
            "INSERT INTO set_aside VALUES ('a', 'b', '01', '2026-01-01');"
            "PRAGMA application_id = 2004183137; PRAGMA user_version = 1;"
        )
    before = place.records.read_bytes()
    assert load_ledger(place.records, "2026").entries == ()
    assert place.records.read_bytes() == before
    settle(place, "01", "sent", act=ACT)
    assert [entry.state for entry in load_ledger(place.records, "2026").entries] == [State.SENT]
    with sqlite3.connect(place.records) as now:
        assert now.execute("SELECT chosen FROM set_aside").fetchall() == [("b",)]


def test_a_branch_without_address_whose_form_went_by_hand_is_not_told_again(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"], ["02", "乙"]], small_template())
    settle(place, "01", "sent", act=ACT)
    done = send_forms(loaded(place), place, Order())
    assert [(found.code, found.branch) for found in done.findings] == [("D013", "02")]


def test_forms_of_one_address_are_noted_together(tmp_path: Path) -> None:
    rows = [["01", "甲", "", "", "a@x.cn"], ["02", "乙", "", "", "a@x.cn"], ["03", "丙"]]
    place = workspace(tmp_path, [*rows, ["04", "丁", "", "", "d@x.cn", "", "否"]], small_template())
    assert settle(place, "02", "已发", act=ACT).names == {"01": "甲", "02": "乙"}
    assert send_forms(loaded(place), place, Order()).mails == ()
    with pytest.raises(ImpossibleError, match="不参评"):
        settle(place, "04", "sent", act=ACT)


def test_an_interrupted_run_says_so_and_leaves_the_message_in_doubt(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post(at("TAKEN", "b2@example.cn", SILENCE))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path, port)
        env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
        running = begin(place.root, "send", "--deliver", "--rate", "6000", env=env)
        while ("TAKEN", "b2@example.cn") not in post.seen:
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        done = finish(running)
    assert done.returncode == 130
    assert "已中断" in done.stderr
    assert "Traceback" not in done.stderr
    assert states(place)["b2@example.cn"] == "sending"


def test_settling_twice_is_said(tmp_path: Path) -> None:
    place = office(tmp_path, 1)
    settle(place, "01", "sent", act=ACT)
    with pytest.raises(ImpossibleError, match="已经记为发出"):
        settle(place, "02,01", "sent", act=ACT)
    mails = send_forms(loaded(place), place, Order()).mails
    assert [mail.letter.parcel.codes for mail in mails] == [("02",), ("03",), ("04",)]
