"""SMTP servers that talk nonsense: no traceback, and nothing left in doubt where nothing went."""

import base64
import contextlib
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.drawing import loaded
from tests.support.mail_servers import HERE, SECRET, USER, serving
from tests.support.offices import office
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.mail.delivering import Pace, Sender
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.mail.server import Patience, Security, Server, UnreachableError
from wuhao_batch.mail.smtp import Outgoing
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched

PATIENT = Patience(connect=20, answer=20, message=20, whole=60)
QUICK = Patience(connect=1, answer=1, message=1, whole=2)


@contextmanager
def server(
    ehlo: bytes, answers: dict[str, bytes] | None = None, flood: bytes = b""
) -> Iterator[int]:
    """A server that greets with those extensions; a flood follows its greeting."""
    said = {"EHLO": ehlo, "DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n", **(answers or {})}

    class Talking(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self._talk()

        def _talk(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                command = line.decode().strip().partition(" ")[0].upper()
                while flood and command == "EHLO":
                    self.wfile.write(flood)
                self.wfile.write(said.get(command, b"250 ok\r\n"))
                if command == "DATA":
                    while self.rfile.readline() != b".\r\n":
                        pass
                    self.wfile.write(b"250 taken\r\n")

    with serving(Talking) as port:
        yield port


def deliver(place: Workspace, port: int) -> Dispatched:
    assessment = loaded(place)
    plain = Server(HERE, port, USER, Security.PLAIN)
    with Outgoing(plain, lambda: SECRET, PATIENT) as outgoing:
        sender = Sender(place, assessment.settings, outgoing, Pace(60_000))
        order = Order(deliver=lambda letters: sender.send(letters, unwatched))
        return send_forms(assessment, place, order)


def in_doubt(place: Workspace) -> list[str]:
    entries = load_ledger(place.records, "2026").entries
    return [entry.address for entry in entries if entry.in_doubt]


@pytest.mark.parametrize(
    "size", ["²", "9" * 5000, "-1", "0x10", "1e9", "", "٣", "1_000_000", "9" * 15, "10 20"]
)
def test_a_size_that_is_none_is_no_limit(tmp_path: Path, size: str) -> None:
    place = office(tmp_path, 25)
    with server(b"250-here\r\n250 SIZE " + size.encode("latin-1", "replace") + b"\r\n") as port:
        done = deliver(place, port)
    assert [mail.fate for mail in done.mails] == ["sent"] * 4
    assert in_doubt(place) == []


CHALLENGES = [
    b"334 abc\r\n",
    b"334 \xff\xfe\r\n",
    b"334 ===\r\n",
    b"334\r\n",
    b"334 " + b"a" * 9 + b"\r\n",
]


@pytest.mark.parametrize("challenge", CHALLENGES)
@pytest.mark.parametrize("way", [b"CRAM-MD5", b"LOGIN", b"PLAIN", b"CRAM-MD5 LOGIN PLAIN"])
def test_a_login_that_makes_no_sense_is_told(tmp_path: Path, challenge: bytes, way: bytes) -> None:
    place = office(tmp_path, 25)
    secret = base64.b64encode(SECRET.encode()).decode()
    with server(b"250-here\r\n250 AUTH " + way + b"\r\n", {"AUTH": challenge}) as port:
        done = deliver(place, port)
    assert "D019" in {found.code for found in done.findings} or {
        mail.fate for mail in done.mails
    } == {"sent"}
    assert in_doubt(place) == []
    assert not any(secret in found.message or SECRET in found.message for found in done.findings)


def test_broken_words_of_a_login_name_the_server(tmp_path: Path) -> None:
    with server(b"250-here\r\n250 AUTH CRAM-MD5\r\n", {"AUTH": b"334 abc\r\n"}) as port:
        done = deliver(office(tmp_path, 25), port)
    (found,) = (found for found in done.findings if found.code == "D019")
    assert f"{HERE}:{port} 要求登录的话看不懂" in found.message


@pytest.mark.parametrize("flood", [b"250-more\r\n" * 1000, b"250-" + b"x" * 50_000])
def test_an_answer_that_never_ends_is_not_held(flood: bytes) -> None:
    begun = time.monotonic()
    with server(b"", flood=flood) as port:
        plain = Server(HERE, port, USER, Security.PLAIN)
        with pytest.raises(UnreachableError), Outgoing(plain, str, PATIENT) as out:
            out.connect()
    assert time.monotonic() - begun < PATIENT.answer, "its length ended it, not the clock"


def test_a_greeting_of_tls_that_dribbles_is_told_as_slow() -> None:
    class Dribbling(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                for byte in b"\x16\x03\x03\x40\x00" + bytes(600):
                    self.request.sendall(bytes([byte]))
                    time.sleep(0.1)

    with serving(Dribbling) as port:
        begun = time.monotonic()
        with (
            pytest.raises(UnreachableError, match="答得太慢"),
            Outgoing(Server(HERE, port, USER, Security.TLS), str, QUICK) as out,
        ):
            out.connect()
        assert time.monotonic() - begun < 20
