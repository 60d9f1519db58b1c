"""Read new messages from a folder of an IMAP mailbox, which is left as it is."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imapclient.exceptions import LoginError

from wuhao_batch import __version__
from wuhao_batch.mail.imap import TALK, Client, Lost, Refused, TooMuchError
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
    words_of,
)
from wuhao_batch.reading.limits import MAX_CARRIER, MIB
from wuhao_batch.workspace.folders import ImpossibleError

_LAST_UID = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it came; only its head if it is too large."""

    data: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Withheld:
    """A message that the server does not give out, and why."""

    why: str = ""


class Mailbox:
    """One folder, opened read only unless messages are to be marked as read."""

    def __init__(
        self, server: Server, password: Ask, patience: Patience, folder: str, *, mark: bool = False
    ) -> None:
        self._server, self._password, self._patience = server, password, patience
        self._mark, self.folder = mark, folder
        self._secret = ""
        self._lasting = True
        self._client: Client | None = None
        self.name = self._opened()

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def again(self) -> None:
        """Open it once more, after the connection was lost.

        Raises:
            UnreachableError: It cannot be had, or is not the same folder any more.
        """
        self._end()
        if self._opened() != self.name:
            raise UnreachableError(f"邮箱文件夹“{self.folder}”刚刚换过，请再运行一次")

    def _end(self) -> None:
        if self._client is not None:
            with suppress(Exception), self._in_time(self._patience.connect):
                self._client.logout()
            with suppress(Exception):
                self._client.shutdown()
        self._client = None

    # --- opening ---------------------------------------------------------------------------------

    def _opened(self) -> str:
        """Connect, log in and open the folder; return the name under which its UIDs are known."""
        try:
            with self._heard():
                self._client = Client(self._server, self._patience)
                self._secure(self._client)
            self._secret = self._password()
            with self._heard(), self._in_time(self._patience.answer):
                self._log_in(self._client)
            with self._heard(), self._in_time(self._patience.answer):
                return self._selected(self._client)
        except (UnreachableError, ImpossibleError):
            self._end()
            raise

    def _secure(self, client: Client) -> None:
        if self._server.security is not Security.STARTTLS:
            return
        if not client.has_capability("STARTTLS"):
            raise not_secured(self._server, "IMAP加密")
        with self._in_time(self._patience.answer):
            try:
                client.starttls(trusted(self._patience.answer))
            except Lost:
                raise
            except Refused:
                raise not_secured(self._server, "IMAP加密") from None

    def _log_in(self, client: Client) -> None:
        client.room_for(TALK)
        try:
            client.login(self._server.user, self._secret)
        except LoginError as fault:
            if isinstance(fault.__context__, Lost):
                raise fault.__context__ from None
            raise not_let_in(self._server) from None
        except UnicodeEncodeError:
            raise not_ascii() from None

    def _selected(self, client: Client) -> str:
        client.room_for(TALK)
        if client.has_capability("ID"):  # some providers refuse who does not say who it is
            with _optional():
                client.id_({"name": "wuhao", "version": __version__})
        try:
            valid = client.open_folder(self.folder, readonly=not self._mark)
        except Lost:
            raise
        except Refused as fault:
            said = self._said(fault)
            names = client.folder_names()
            if names and self.folder not in names:
                raise ImpossibleError(
                    f"邮箱里没有文件夹“{self.folder}”，有：{'、'.join(names)}。请核对“IMAP文件夹”。"
                ) from None
            raise UnreachableError(
                f"{self._server} 不让打开邮箱文件夹“{self.folder}”{said}"
            ) from None
        self._lasting = bool(valid)
        return f"{self._server.user} {self._server.host} {self.folder} {valid}"

    # --- faults ----------------------------------------------------------------------------------

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Turn any fault of the connection into UnreachableError, in Chinese."""
        try:
            yield
        except (UnreachableError, ImpossibleError):
            raise
        except TooMuchError:
            raise UnreachableError(
                f"{self._server} 一次给出的太多，没有读；邮箱里邮件很多的，请填“IMAP起始日期”"
            ) from None
        except Lost:
            raise self._lost() from None
        except Refused as fault:
            raise UnreachableError(f"{self._server} 拒绝了请求{self._said(fault)}") from None
        except (OSError, UnicodeError) as fault:
            if isinstance(fault, UnicodeError) and self._client is not None:
                raise UnreachableError(f"{self._server} 的回答看不懂") from None
            raise why_unreachable(self._server, fault) from None
        except Exception:  # noqa: BLE001  the library raises whatever an odd answer causes
            raise UnreachableError(f"{self._server} 的回答看不懂") from None

    def _lost(self) -> UnreachableError:
        """Return the error for a lost connection, with the server's last words."""
        words = self._quoted(self._client.farewell() if self._client else "")
        if words:
            return UnreachableError(f"{self._server} 断开了连接{words}")
        return why_unreachable(self._server, Lost())

    def _said(self, fault: Exception) -> str:
        return self._quoted(self._client.refusal() if self._client else str(fault))

    def _quoted(self, words: str) -> str:
        """Return a server's words in brackets, unless they hold the password."""
        secret = self._secret.encode("utf-8", "replace")
        hidden = (self._secret, base64.b64encode(secret).decode())
        if not words or (secret and any(each in words for each in hidden)):
            return ""
        return f"（服务器说：{words_of(words)}）"

    @contextmanager
    def _in_time(self, seconds: float) -> Iterator[None]:
        client = self._client
        with deadline(lambda: client.socket() if client else None, seconds):
            yield

    @contextmanager
    def _asking(self, room: int = TALK) -> Iterator[Client]:
        """Give the client for one question, within the time that a message may take."""
        client = self._client
        if client is None:
            raise UnreachableError(f"没有连上 {self._server}")
        client.room_for(room)
        with self._heard(), self._in_time(self._patience.whole):
            yield client

    # --- reading ---------------------------------------------------------------------------------

    def new(self, known: Iterable[int], since: date | None) -> list[int]:
        """Return the UIDs that are not known yet, from that day on.

        Where the server does not say whether its UIDs last, none is taken for known.

        Raises:
            UnreachableError: The connection is lost, or the server refuses.
        """
        with self._asking() as client:
            found = client.search(["SINCE", since] if since else "ALL")
            if not all(0 < uid <= _LAST_UID for uid in found):
                raise ValueError
        return sorted(set(found) - set(known)) if self._lasting else sorted(set(found))

    def fetch(self, uid: int) -> Fetched | Withheld:
        """Fetch a message, which stays unread.

        Raises:
            UnreachableError: The connection is lost.
        """
        with self._asking() as client:
            try:
                size = _item(client, uid, "RFC822.SIZE", b"RFC822.SIZE")
                whole = not isinstance(size, int) or size <= MAX_CARRIER
                part = "" if whole else "HEADER"
                client.room_for(MAX_CARRIER + MIB)
                data = _item(client, uid, f"BODY.PEEK[{part}]", f"BODY[{part}]".encode())
            except Lost:
                raise
            except Refused as fault:  # this one message, the others may be had
                return Withheld(self._said(fault))
        return Fetched(data, whole) if isinstance(data, bytes) else Withheld()

    def mark_as_read(self, uid: int) -> Withheld | None:
        """Mark a message as read, if this mailbox was opened for that; the reason if it cannot be.

        Nothing hangs on it: a lost connection shows at the next message.
        """
        if not self._mark:
            return None
        try:
            with self._asking() as client:
                client.add_flags([uid], ["\\Seen"], silent=True)
        except UnreachableError as fault:
            return Withheld(f"（{fault}）")
        return None


@contextmanager
def _optional() -> Iterator[None]:
    """Go on where the server refuses something that it need not do."""
    try:
        yield
    except Lost:
        raise
    except Refused:
        return


def _item(client: Client, uid: int, asked: str, answered: bytes) -> Any:
    return client.fetch([uid], [asked]).get(uid, {}).get(answered)
