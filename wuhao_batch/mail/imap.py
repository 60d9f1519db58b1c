"""A connection to an IMAP server that holds no more than it may, and no longer than it may.

The library takes whatever a server announces into memory, and waits for it as long as a byte comes
now and then; and it ends where a server refuses what it could do without (docs/mail.md, G31).
"""

import imaplib
import socket
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError
from imapclient.imap_utf7 import decode

from wuhao_batch.mail.server import Patience, Security, Server, deadline, trusted
from wuhao_batch.reading.limits import MIB

TALK = 2 * MIB
"""Bytes of the answers to a command that fetches no message."""

Lost = imaplib.IMAP4.abort
"""The connection cannot be used any more."""
Refused = imaplib.IMAP4.error
"""The server does not do it; Lost is one of these."""

_OLDEST = "IMAP4REV1"


class TooMuchError(Exception):
    """The server sends more than there is room for; it was not read, the connection is of no use.

    None of the library's own errors: it would make a plain loss of this.
    """


class _Line(imaplib.IMAP4):
    """The library's connection within bounds."""

    def __init__(self, server: Server, patience: Patience) -> None:
        self._server, self._patience = server, patience
        self.left, self.refusal = TALK, b""
        with deadline(lambda: vars(self).get("sock"), patience.answer):
            super().__init__(server.host, server.port, patience.connect)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        host, port = self._server.host, self._server.port
        self.sock = line = socket.create_connection((host, port), timeout)
        if self._server.security is Security.TLS:
            context = trusted(self._patience.answer)
            self.sock = line = context.wrap_socket(line, server_hostname=host)
        return line

    def _connect(self) -> None:
        """Hear the greeting; a refusal is raised in the server's words."""
        try:
            super()._connect()  # type: ignore[misc]
        except Lost:
            raise
        except Refused:
            raise Refused(_text(bytes(self.welcome)).removeprefix("* BYE ")) from None

    def _get_tagged_response(self, *args: Any, **options: Any) -> Any:
        """Return the answer that ends a command, and keep the words of a refusal."""
        kind, said = super()._get_tagged_response(*args, **options)  # type: ignore[misc]
        self.refusal = b"" if kind == "OK" else bytes(said[-1])
        return kind, said

    def _get_capabilities(self) -> None:
        """Ask what the server can do; one that does not say may be able to do all of it."""
        try:
            super()._get_capabilities()  # type: ignore[misc]
        except Lost:
            raise
        except Refused:
            self.capabilities: tuple[str, ...] = ("STARTTLS",)
        self.capabilities = (*self.capabilities, _OLDEST)

    def read(self, size: int) -> bytes:
        """Return the next bytes of a message.

        Raises:
            TooMuchError: There is no room for so many; nothing is read.
        """
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Return the next line.

        Raises:
            TooMuchError: It is too long.
        """
        try:
            line = super().readline()
        except Lost:
            raise
        except Refused:
            raise TooMuchError from None
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        if size > self.left:
            raise TooMuchError
        self.left -= size


class Client(IMAPClient):  # type: ignore[misc]  # it has no types
    """The library's client over such a connection; what is optional may be refused."""

    def __init__(self, server: Server, patience: Patience) -> None:
        self._server, self._patience = server, patience
        waiting = SocketTimeout(connect=patience.connect, read=patience.answer)
        at_once = server.security is Security.TLS
        super().__init__(server.host, server.port, ssl=at_once, timeout=waiting)
        self._imap.debug = 0  # the library would have every line written down

    def _create_IMAP4(self) -> _Line:  # noqa: N802  the library's own name
        return _Line(self._server, self._patience)

    def room_for(self, size: int) -> None:
        """Let the answers to the next command be so many bytes."""
        self._imap.left = size

    def capabilities(self) -> tuple[bytes, ...]:
        """Return what the server says it can do."""
        try:
            said: tuple[bytes, ...] = super().capabilities()
        except Lost:
            raise
        except (Refused, AttributeError):  # the latter where it says that it has none to tell
            said = ()
            self._cached_capabilities = (_OLDEST.encode(),)  # it is not asked again
        return said

    def farewell(self) -> str:
        """Return the words with which the server has ended the connection, if any."""
        words: list[bytes] = self._imap.untagged_responses.get("BYE", [])
        return _text(words[-1]) if words else ""

    def refusal(self) -> str:
        """Return the words with which the server has refused the last command, if it has."""
        return _text(self._imap.refusal)

    def open_folder(self, folder: str, *, readonly: bool) -> str:
        """Open a folder, the other way where the server refuses this one; return its UIDVALIDITY.

        Nothing here changes a folder that is open for writing, but marking as read on demand.

        Raises:
            Refused: It cannot be opened.
        """
        try:
            answer = self.select_folder(folder, readonly=readonly)
        except (IMAPClientError, imaplib.IMAP4.readonly) as fault:
            if isinstance(fault, Lost) and not isinstance(fault, imaplib.IMAP4.readonly):
                raise
            answer = self.select_folder(folder, readonly=not readonly)
        return str(answer.get(b"UIDVALIDITY", ""))

    def folder_names(self) -> list[str]:
        """Return the names of all folders, as far as the server tells them."""
        self.folder_encode = False
        try:
            listed = self.list_folders()
        except Lost:
            raise
        except Refused:
            return []
        finally:
            self.folder_encode = True
        return [_readable(name) for *_, name in listed]


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")


def _readable(name: bytes | str) -> str:
    """Return a folder's name, as it stands there if it is no name in IMAP's encoding."""
    try:
        return str(decode(name))
    except ValueError:
        return str(name, "ascii", "backslashreplace") if isinstance(name, bytes) else name
