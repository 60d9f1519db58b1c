"""The mail servers of the settings, and the time limits for them."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum

from wuhao_batch.assessment.choices import Encryption
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import shorten
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.writing.plain_text import without_controls

_SECURE_AT_ONCE = (465, 993, 994)
_LONGEST_REPLY = 120

Ask = Callable[[], str]
"""Return the password; called when a server asks for one."""


class Security(Enum):
    """Encryption of a connection: from its start, by STARTTLS, or none."""

    TLS = Encryption.AT_ONCE
    STARTTLS = Encryption.LATER
    PLAIN = "--plain"


@dataclass(frozen=True, slots=True)
class Server:
    """Host, port, user and encryption of a server."""

    host: str
    port: int
    user: str
    security: Security

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


AskFor = Callable[[Server], Ask]
"""Return, for a server, the function that gives its password on demand."""


def no_password() -> str:
    """Give an empty password, where nobody has said how to get one."""
    return ""


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits in seconds: connecting, an answer, the answer to a message, all of a message.

    A server that sends a byte now and then would keep the first three waiting for ever
    (docs/mail.md, G27).
    """

    connect: float = 15
    answer: float = 60
    message: float = 300
    whole: float = 600


PATIENCE = Patience()


class UnreachableError(Exception):
    """The server cannot be reached, trusted or logged in to; the text is Chinese."""


def smtp_server(settings: Settings, *, plain: bool) -> Server:
    """Return the server for outgoing mail.

    Raises:
        ImpossibleError: The settings name none, or ``plain`` is asked of one that is not here.
    """
    if not settings.smtp_server or not settings.sender_email:
        raise ImpossibleError(
            "发信要在设置里填“SMTP服务器”和“发件邮箱”。不发信的，去掉 --deliver，只生成邮件。"
        )
    host, port = settings.smtp_server, settings.smtp_port
    user = settings.smtp_user or settings.sender_email
    return Server(host, port, user, _security(host, port, settings.smtp_security, plain=plain))


def imap_server(settings: Settings, *, plain: bool) -> Server:
    """Return the server for incoming mail.

    Raises:
        ImpossibleError: As for :func:`smtp_server`.
    """
    user = settings.imap_user or settings.sender_email
    if not settings.imap_server or not user:
        raise ImpossibleError(
            "收信要在设置里填“IMAP服务器”，和“IMAP用户名”或“发件邮箱”。"
            "不从邮箱收的，在命令后面写上放着邮件或评分表的文件夹。"
        )
    host, port = settings.imap_server, settings.imap_port
    return Server(host, port, user, _security(host, port, settings.imap_security, plain=plain))


def _security(host: str, port: int, chosen: str | None, *, plain: bool) -> Security:
    if not plain:
        return Security(
            chosen or (Encryption.AT_ONCE if port in _SECURE_AT_ONCE else Encryption.LATER)
        )
    if not _is_here(host):
        raise ImpossibleError(
            f"--plain 不加密，只能用于本机上的服务器，“{host}”不是本机。请去掉 --plain。"
        )
    return Security.PLAIN


def _is_here(host: str) -> bool:
    """True if all addresses of the host are this machine's own."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(address[0]).is_loopback for *_, address in found)


def trusted(seconds: float) -> ssl.SSLContext:
    """Return a TLS context that checks certificates and host names, and greets within that time."""

    class Patient(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            with deadline(lambda: self, seconds):
                super().do_handshake(block)

    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = Patient
    return context


def not_secured(server: Server, setting: str) -> UnreachableError:
    """Return the error for a server without STARTTLS; ``setting`` is the 设置项 to check."""
    return UnreachableError(
        f"{server} 不提供 STARTTLS 加密，没有登录；请核对端口和设置项“{setting}”"
    )


def not_let_in(server: Server, code: int | None = None) -> UnreachableError:
    """Return the error for a refused login.

    The server's words are not passed on: they might hold what was sent.
    """
    told = f"（{code}）" if code else ""
    return UnreachableError(
        f"{server} 不接受用户名“{server.user}”和密码{told}；多数邮箱要用授权码，不是登录网页的密码"
    )


def not_ascii() -> UnreachableError:
    """Return the error for a user name or password that cannot be sent."""
    return UnreachableError("用户名或密码里有不是英文、数字和半角符号的字")


def why_unreachable(server: Server, fault: Exception) -> UnreachableError:
    """Return the error for a failed connection, with its reason in Chinese."""
    match fault:
        case ssl.SSLCertVerificationError():
            why = f"证书不可信（{_of_certificate(fault)}），请问信息中心"
        case ssl.SSLError():
            why = "加密连接建立不起来，请核对端口和加密方式"
        case TimeoutError():
            why = "服务器没有回答，或答得太慢，请核对端口和加密方式"
        case socket.gaierror() | UnicodeError():
            why = "找不到这个服务器，请核对名称和网络"
        case ConnectionRefusedError():
            why = "服务器拒绝连接，请核对端口"
        case _:
            why = "连接断开，或连不上"
    return UnreachableError(f"连接 {server}：{why}")


def _of_certificate(fault: ssl.SSLCertVerificationError) -> str:
    said = fault.verify_message.lower()
    known = (text for sign, text in _CERTIFICATES.items() if sign in said)
    return next(known, fault.verify_message)


_CERTIFICATES = {
    "self-signed": "是自签的，或签发它的机构不受信任",
    "self signed": "是自签的，或签发它的机构不受信任",
    "unable to get": "签发它的机构不受信任",
    "expired": "已经过期",
    "not yet valid": "还没有生效，请核对电脑的日期",
    "mismatch": "不是这个服务器的，请核对服务器名称",
    "not valid for": "不是这个服务器的，请核对服务器名称",
}
"""Part of OpenSSL's message → its meaning in Chinese."""


def words_of(said: str) -> str:
    """Return a server's words as one short line that may stand in a sentence of ours."""
    return shorten(without_controls(said).replace("。", "；").strip("； "), _LONGEST_REPLY)


@contextmanager
def deadline(connection: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
    """Shut the connection down when the time is up, so that a waiting reader hears its end.

    Args:
        connection: Gives what is to be shut down, once there is something.
        seconds: The time for the whole block.

    Raises:
        TimeoutError: The time was up, whatever the end looked like inside.
    """
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        line = connection()
        with suppress(OSError):  # it has ended meanwhile
            if line is not None:
                line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as fault:
        if is_over.is_set():
            raise TimeoutError from fault
        raise
    finally:
        timer.cancel()
