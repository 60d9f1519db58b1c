"""A small IMAP server on loopback that answers as a test wants, however badly."""

import contextlib
import re
import socket
import socketserver
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.mail_servers import DROP, SECRET, serving

Act = Callable[[socket.socket, bytes], None]


@dataclass
class Imap:
    """A folder of messages, and what is answered otherwise.

    ``plan`` takes a command's name (CONNECT at the beginning) and the rest of its line; it gives
    None, the bytes to answer (TAG stands for the command's tag), DROP, or a function that has the
    connection, and the command's tag, for itself and ends it.
    """

    mails: dict[int, bytes]
    plan: Callable[[str, str], Any] = lambda _command, _rest: None
    seen: list[str] = field(default_factory=list)
    sent: int = 0
    """Bytes that were taken off a function of the plan."""

    def asked_for(self, command: str) -> int:
        return self.seen.count(command)

    def flood(self, data: bytes, head: bytes = b"") -> Act:
        """Send this, behind a head, until nobody takes it any more."""

        def act(line: socket.socket, _tag: bytes) -> None:
            line.sendall(head)
            while True:
                line.sendall(data)
                self.sent += len(data)

        return act

    def dribble(self, data: bytes, gap: float = 0.1) -> Act:
        """Send this byte by byte, for a minute."""

        def act(line: socket.socket, _tag: bytes) -> None:
            for number in range(600):
                line.sendall(data[number % len(data)].to_bytes(1, "big"))
                time.sleep(gap)

        return act

    def answer(self, command: str, rest: str) -> bytes:
        """What a good server says."""
        if command == "UID FETCH":
            return self._fetched(rest)
        if command == "LOGIN" and SECRET not in rest:
            return f"TAG NO not {rest}\r\n".encode()
        found = " ".join(map(str, self.mails))
        opened = f"* {len(self.mails)} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n"
        said = {
            "CAPABILITY": "* CAPABILITY IMAP4rev1 ID STARTTLS\r\n",
            "LIST": '* LIST () "/" INBOX\r\n* LIST () "/" "&i8RSBoho-"\r\n',
            "SELECT": opened,
            "EXAMINE": opened,
            "UID SEARCH": f"* SEARCH {found}\r\n",
            "LOGOUT": "* BYE bye\r\n",
        }
        if command == "CONNECT":
            return b"* OK ready\r\n"
        return f"{said.get(command, '')}TAG OK done\r\n".encode()

    def _fetched(self, rest: str) -> bytes:
        uid = int(rest.split(maxsplit=1)[0])
        data = self.mails[uid]
        if "RFC822.SIZE" in rest:
            return f"* 1 FETCH (UID {uid} RFC822.SIZE {len(data)})\r\nTAG OK done\r\n".encode()
        part = re.findall(r"BODY\.PEEK(\[.*\])", rest)[0]
        return literal(uid, data, part=part) + b"TAG OK done\r\n"


def literal(uid: int, data: bytes, size: str = "", part: str = "[]") -> bytes:
    """The answer that gives a message out, with that for its size."""
    head = f"* 1 FETCH (UID {uid} BODY{part} {{{size or len(data)}}}\r\n".encode()
    return head + data + b")\r\n"


class _Conversation(socketserver.StreamRequestHandler):
    imap: Imap

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            going_on = self._does("CONNECT", "", b"")
            while going_on and (line := self.rfile.readline()):
                tag, _, text = line.decode("utf-8", "replace").strip().partition(" ")
                command, _, rest = text.partition(" ")
                if command == "UID":
                    second, _, rest = rest.partition(" ")
                    command = f"UID {second}"
                going_on = self._does(command, rest, tag.encode())

    def _does(self, command: str, rest: str, tag: bytes) -> bool:
        self.imap.seen.append(command)
        action = self.imap.plan(command, rest)
        if action is DROP:
            return False
        if callable(action):
            action(self.connection, tag)
            return False
        said = action if action is not None else self.imap.answer(command, rest)
        self.connection.sendall(said.replace(b"TAG", tag))
        return command != "LOGOUT"


@contextmanager
def imap_server(imap: Imap) -> Iterator[int]:
    """Serve it without encryption; gives the port."""
    handler = type("Handler", (_Conversation,), {"imap": imap})
    with serving(handler) as port:
        yield port
