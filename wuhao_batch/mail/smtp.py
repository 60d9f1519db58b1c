"""Hand one message to an SMTP server, and report exactly what became of it.

The steps are taken one by one, because the point of no return decides what may be done again: as
long as the line with the single dot has not been given to the system whole, the server cannot have
taken the message; from then on until it answers, nobody can tell (docs/mail.md).
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

from wuhao_batch.mail.fate import Fate
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

_LINE_WITH_DOT = re.compile(rb"(?m)^\.")
_END = b".\r\n"
_TOO_OFTEN = re.compile(r"(?i)frequen|too many|too often|\brate\b|throttl")
_OF_THE_MAILBOX = re.compile(r"(?i)\b[45]\.2\.\d|mailbox")
_TOO_LARGE = re.compile(r"(?i)5\.2\.3|5\.3\.4|too (large|big)|\bsize\b")
_DONE, _MORE, _TEMPORARY, _PERMANENT = 200, 300, 400, 500
_CLOSING, _NO_ROOM = 421, 552
_GO_ON = 354
_LIMIT = re.compile(r"[0-9]{1,15}")
"""A size that a server may state; what else it says there means nothing."""
_LONGEST_ANSWER = 64 * 1024
MAIL_FAULTS = (smtplib.SMTPException, OSError, ValueError)
"""Faults of a conversation; a ValueError is an answer that makes no sense."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message's fate, and the server's words."""

    fate: Fate
    said: str = ""


class Outgoing:
    """A connection to an SMTP server, made on demand and again when it is lost."""

    def __init__(self, server: Server, password: Ask, patience: Patience) -> None:
        self._server, self._password, self._patience = server, password, patience
        self._smtp: _Patient | None = None

    def __enter__(self) -> "Outgoing":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._smtp is not None and kind is None:
            with suppress(*MAIL_FAULTS):
                self._wait_at_most(self._smtp, self._patience.connect)
                self._smtp.quit()
        self._drop()

    def connect(self) -> "_Patient":
        """Return the connection, encrypted and logged in.

        Raises:
            UnreachableError: It cannot be had.
        """
        if self._smtp is not None and not self._is_alive(self._smtp):
            self._drop()
        if self._smtp is None:
            self._smtp = self._opened()
        return self._smtp

    def _is_alive(self, smtp: "_Patient") -> bool:
        try:
            code, _ = smtp.noop()
        except MAIL_FAULTS:
            return False
        return code != _CLOSING

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    # --- opening ---------------------------------------------------------------------------------

    def _opened(self) -> "_Patient":
        try:
            smtp = self._greeted()
        except smtplib.SMTPConnectError as fault:
            said = fault.smtp_error
            text = _text(fault.smtp_code, said if isinstance(said, bytes) else said.encode())
            raise UnreachableError(f"{self._server} 现在不接受连接：{text}") from None
        except MAIL_FAULTS as fault:
            raise why_unreachable(self._server, _real(fault)) from None
        try:
            self._secure(smtp)
            self._log_in(smtp)
        except UnreachableError:
            smtp.close()
            raise
        except MAIL_FAULTS as fault:
            smtp.close()
            raise why_unreachable(self._server, _real(fault)) from None
        return smtp

    def _greeted(self) -> "_Patient":
        host, port, patience = self._server.host, self._server.port, self._patience.connect
        if self._server.security is Security.TLS:
            smtp: _Patient = _PatientTLS(
                host, port, patience, context=trusted(self._patience.answer)
            )
        else:
            smtp = _Patient(host, port, patience)
        self._wait_at_most(smtp, self._patience.answer)
        return smtp

    def _secure(self, smtp: "_Patient") -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.security is not Security.STARTTLS:
            return
        if not smtp.has_extn("starttls"):
            raise not_secured(self._server, "SMTP加密")
        try:
            smtp.starttls(context=trusted(self._patience.answer))
        except smtplib.SMTPResponseException as fault:
            raise UnreachableError(f"{self._server} 不肯加密（{fault.smtp_code}）") from None
        smtp.ehlo()

    def _log_in(self, smtp: "_Patient") -> None:
        if not smtp.has_extn("auth"):
            return
        secret = self._password()
        try:
            smtp.login(self._server.user, secret)
        except smtplib.SMTPAuthenticationError as fault:
            raise not_let_in(self._server, fault.smtp_code) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise UnreachableError(f"{self._server} 的登录方式，本程序都不支持") from None
        except UnicodeEncodeError:
            raise not_ascii() from None
        except ValueError:
            raise UnreachableError(f"{self._server} 要求登录的话看不懂") from None

    # --- handing over ----------------------------------------------------------------------------

    def deliver(self, sender: str, recipient: str, message: bytes) -> Delivered:
        """Hand one message over for one recipient.

        The envelope names that one address, whatever the headers say (docs/mail.md, G26).

        Raises:
            UnreachableError: There is no connection; nothing was said about the message.
        """
        smtp = self.connect()
        stated = _LIMIT.fullmatch(smtp.esmtp_features.get("size", ""))
        limit = int(stated[0]) if stated else 0
        if 0 < limit < len(message):
            return Delivered(Fate.TOO_LARGE, f"服务器最多收{limit // 1000}KB")
        with deadline(lambda: smtp.sock, self._patience.whole):
            outcome = self._handed_over(smtp, sender, recipient, message)
        if outcome.fate in (Fate.LOST, Fate.DOUBTFUL):
            self._drop()
        return outcome

    def _handed_over(
        self, smtp: "_Patient", sender: str, recipient: str, message: bytes
    ) -> Delivered:
        size = [f"SIZE={len(message)}"] if smtp.has_extn("size") else []
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            partial(smtp.mail, sender, size),
            partial(smtp.rcpt, recipient),
            partial(smtp.docmd, "DATA"),
        )
        try:
            for number, step in enumerate(steps):
                code, said = step()
                if code >= _TEMPORARY or code < 0:
                    refused = self._refused(smtp, code, said)
                    of_sender = number == 0 and refused.fate is Fate.REFUSED
                    return replace(refused, fate=Fate.SENDER_REFUSED) if of_sender else refused
            if code != _GO_ON:
                return self._refused(smtp, _PERMANENT, said)
            self._wait_at_most(smtp, self._patience.message)
            smtp.send(_LINE_WITH_DOT.sub(b"..", message))
            smtp.send(_END)
        except MAIL_FAULTS as fault:
            return Delivered(Fate.LOST, _reason(fault))
        try:
            code, said = smtp.getreply()
        except MAIL_FAULTS as fault:
            return Delivered(Fate.DOUBTFUL, _reason(fault))
        self._wait_at_most(smtp, self._patience.answer)
        if code >= _TEMPORARY:
            return self._refused(smtp, code, said)
        taken = _DONE <= code < _MORE
        return Delivered(Fate.SENT if taken else Fate.DOUBTFUL, _text(code, said))

    def _wait_at_most(self, smtp: "_Patient", seconds: float) -> None:
        smtp.patience = seconds
        if smtp.sock is not None:
            smtp.sock.settimeout(seconds)

    def _refused(self, smtp: "_Patient", code: int, said: bytes) -> Delivered:
        text = _text(code, said)
        try:
            if code == _CLOSING:
                self._drop()
            else:
                smtp.rset()
        except MAIL_FAULTS:
            self._drop()
        if _TOO_OFTEN.search(text) and not _OF_THE_MAILBOX.search(text):
            return Delivered(Fate.TOO_OFTEN, text)
        if code < _PERMANENT:
            return Delivered(Fate.DEFERRED, text)
        large = code == _NO_ROOM and _TOO_LARGE.search(text)
        return Delivered(Fate.TOO_LARGE if large else Fate.REFUSED, text)


class _Patient(smtplib.SMTP):
    """A connection with limits on each whole answer: its size, and its time however it comes."""

    def __init__(self, host: str, port: int, patience: float, **options: Any) -> None:
        self.patience = patience
        super().__init__(host, port, timeout=patience, **options)

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer."""
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock.makefile("rb"))
        if isinstance(self.file, _Answers):
            self.file.left = _LONGEST_ANSWER
        try:
            with deadline(lambda: self.sock, self.patience):
                return super().getreply()
        except MAIL_FAULTS:
            self.close()
            raise


class _Answers:
    """The lines that a server sends; no answer is longer than what is left of its allowance."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines, self.left = lines, 0

    def readline(self, limit: int) -> bytes:
        """Return a line, or its beginning.

        Raises:
            SMTPServerDisconnected: The answer is too long; what follows is not read.
        """
        line = self._lines.readline(min(limit, self.left + 1))
        self.left -= len(line)
        if self.left < 0:
            raise smtplib.SMTPServerDisconnected
        return line

    def close(self) -> None:
        """Close it."""
        self._lines.close()


class _PatientTLS(_Patient, smtplib.SMTP_SSL):
    """The same, encrypted from its start."""


def _real(fault: Exception) -> Exception:
    """Return the network's fault behind one of the library."""
    behind = fault.__cause__ or fault.__context__
    if isinstance(behind, OSError) and not isinstance(fault, TimeoutError):
        return behind
    return fault


def _reason(fault: Exception) -> str:
    return "服务器没有回答" if isinstance(_real(fault), TimeoutError) else "连接断开"


def _text(code: int, said: bytes) -> str:
    """Return a server's words as one short line."""
    return words_of(f"{code} {said.decode('utf-8', 'replace')}")
