"""Read new messages from a folder of an IMAP mailbox, which is left as it is."""

import imaplib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from wuhao_batch import __version__
from wuhao_batch.mail.server import (
    Ask,
    Patience,
    Security,
    Server,
    UnreachableError,
    deadline,
    not_ascii,
    not_let_in,
    not_secured,
    trusted,
    why_unreachable,
)
from wuhao_batch.reading.limits import MAX_CARRIER
from wuhao_batch.workspace.folders import ImpossibleError

_LAST_UID = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it came; only its head if it is too large."""

    data: bytes
    whole: bool = True


class Mailbox:
    """One folder, opened read only unless messages are to be marked as read."""

    def __init__(
        self, server: Server, password: Ask, patience: Patience, folder: str, *, mark: bool = False
    ) -> None:
        self._server, self._patience, self._mark = server, patience, mark
        with self._heard():
            self._client = self._connected()
        self.folder = folder
        try:
            secret = password()
            with self._answered():
                self._log_in(secret)
                self.name = self._selected(folder)
        except (UnreachableError, ImpossibleError):
            self._end()
            raise

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        with suppress(Exception), deadline(self._client.socket(), self._patience.connect):
            self._client.logout()

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Turn any fault of the connection into UnreachableError, in Chinese."""
        try:
            yield
        except (UnreachableError, ImpossibleError):
            raise
        except UnicodeEncodeError:
            raise not_ascii() from None
        except (imaplib.IMAP4.abort, OSError, UnicodeError) as fault:
            raise why_unreachable(self._server, fault) from None
        except imaplib.IMAP4.error:
            raise UnreachableError(f"{self._server} 拒绝了请求") from None
        except Exception:  # noqa: BLE001  the library raises whatever an odd answer causes
            raise UnreachableError(f"{self._server} 的回答看不懂") from None

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Like :meth:`_heard`, within the time that one message may take."""
        with self._heard(), deadline(self._client.socket(), self._patience.whole):
            yield

    def _connected(self) -> IMAPClient:
        server, patience = self._server, self._patience
        secure = server.security is Security.TLS
        client = IMAPClient(
            server.host,
            server.port,
            ssl=secure,
            ssl_context=trusted() if secure else None,
            timeout=SocketTimeout(connect=patience.connect, read=patience.answer),
        )
        if server.security is Security.STARTTLS:
            if not client.has_capability("STARTTLS"):
                raise not_secured(server, "IMAP加密")
            client.starttls(trusted())
        return client

    def _log_in(self, secret: str) -> None:
        try:
            self._client.login(self._server.user, secret)
        except LoginError:
            raise not_let_in(self._server) from None
        if self._client.has_capability("ID"):  # some providers refuse who does not say who it is
            self._client.id_({"name": "wuhao", "version": __version__})

    def _selected(self, folder: str) -> str:
        if not self._client.folder_exists(folder):
            names = "、".join(name for *_, name in self._client.list_folders())
            raise ImpossibleError(f"邮箱里没有文件夹“{folder}”，有：{names}。请核对“IMAP文件夹”。")
        answer: dict[bytes, Any] = self._client.select_folder(folder, readonly=not self._mark)
        return f"{self._server.user} {self._server.host} {folder} {answer[b'UIDVALIDITY']}"

    def new(self, known: Iterable[int], since: date | None) -> list[int]:
        """Return the UIDs that are not known yet, from that day on.

        Raises:
            UnreachableError: The connection is lost.
        """
        with self._answered():
            found = self._client.search(["SINCE", since] if since else "ALL")
            if not all(0 < uid <= _LAST_UID for uid in found):
                raise ValueError
        return sorted(set(found) - set(known))

    def fetch(self, uid: int) -> Fetched | None:
        """Fetch a message, which stays unread; None if the server does not give it out.

        Raises:
            UnreachableError: The connection is lost.
        """
        with self._answered():
            size = self._item(uid, "RFC822.SIZE", b"RFC822.SIZE")
            whole = not isinstance(size, int) or size <= MAX_CARRIER
            part = "" if whole else "HEADER"
            data = self._item(uid, f"BODY.PEEK[{part}]", f"BODY[{part}]".encode())
        return Fetched(data, whole) if isinstance(data, bytes) else None

    def _item(self, uid: int, asked: str, answered: bytes) -> Any:
        try:
            return self._client.fetch([uid], [asked]).get(uid, {}).get(answered)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:  # this one message is refused, the others may be had
            return None

    def mark_as_read(self, uid: int) -> None:
        """Mark a message as read, if this mailbox was opened for that.

        Raises:
            UnreachableError: The connection is lost.
        """
        if self._mark:
            with self._answered():
                self._client.add_flags([uid], ["\\Seen"], silent=True)
