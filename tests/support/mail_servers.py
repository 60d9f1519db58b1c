"""Real mail servers on loopback: aiosmtpd with faults on demand, Postfix's smtp-sink, Dovecot."""

import asyncio
import contextlib
import datetime
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, AnyStr

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.drawing import ROOT

USER, SECRET = "office@example.cn", "q7-Geheim-x9"
HERE = "127.0.0.1"


@contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    """Answer every connection by that handler, in a thread of its own; gives the port."""
    with socketserver.ThreadingTCPServer((HERE, 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
        return port


# --- certificates -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """A certificate that is its own authority, and its key, as PEM files."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


def make_certificate(folder: Path, host: str = "localhost") -> Certificate:
    """For that host and for 127.0.0.1; good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    moment = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(IPv4Address(HERE)))  # type: ignore[arg-type]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - datetime.timedelta(hours=1))
        .not_valid_after(moment + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / f"{host}.pem", folder / f"{host}.key")
    made.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


# --- aiosmtpd, with faults ----------------------------------------------------------------------

STEPS = ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "IN DATA", "TAKEN", "ANSWERED")
"""The moments of a conversation; TAKEN is after the message, before the answer to it."""

Plan = Callable[[str, str], Any]
"""(step, recipient so far) → None, a reply to give instead, DROP, or SILENCE."""

DROP, SILENCE = object(), object()


@dataclass
class Post:
    """What a server has taken, and what it does at which step."""

    plan: Plan = lambda _step, _recipient: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[tuple[bytes, bytes]] = field(default_factory=list)
    is_open: bool = False
    connections: list[asyncio.BaseTransport] = field(default_factory=list)

    def ask(self, step: str, recipient: str) -> Any:
        """What to do at a step, which is written down; the starting server's own test apart."""
        if not self.is_open:
            return None
        self.seen.append((step, recipient))
        return self.plan(step, recipient)

    def copies(self) -> dict[str, int]:
        """Address → messages taken for it."""
        counts: dict[str, int] = {}
        for address, _ in self.taken:
            counts[address] = counts.get(address, 0) + 1
        return counts

    def log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.secrets.append((given.login, given.password))
        right = (given.login.decode(), given.password.decode()) == (USER, SECRET)
        return AuthResult(success=right, handled=False)


class _Scripted(SMTP):
    """A server that follows the plan of its post."""

    post: Post

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.post.connections.append(transport)
        super().connection_made(transport)

    async def _act(self, step: str, recipient: str = "") -> bool:
        """Whether the step was answered otherwise."""
        if self.envelope and self.envelope.rcpt_tos:
            recipient = self.envelope.rcpt_tos[0]
        action = self.post.ask(step, recipient)
        if action is DROP:
            self.transport.abort()  # type: ignore[union-attr]
            raise asyncio.CancelledError
        if action is SILENCE:
            await asyncio.sleep(3600)
        if isinstance(action, str):
            await self.push(action)
        return action is not None

    async def _handle_client(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            if not await self._act("CONNECT"):
                await super()._handle_client()

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        if not await self._act("EHLO"):
            await super().smtp_EHLO(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._act("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if not await self._act("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        address = arg.partition("<")[2].partition(">")[0]
        if not await self._act("RCPT", address):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._act("DATA"):
            return
        recipients = self.envelope.rcpt_tos if self.envelope else []
        await super().smtp_DATA(arg)
        await self._act("ANSWERED", recipients[0] if recipients else "")

    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        if str(status).startswith("354"):
            await self._act("IN DATA")


class _Handler:
    def __init__(self, post: Post) -> None:
        self._post = post

    async def handle_DATA(self, server: _Scripted, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        reply = self._post.plan("TAKEN", envelope.rcpt_tos[0])
        if isinstance(reply, str):
            return reply
        self._post.taken += [(address, content) for address in envelope.rcpt_tos]
        await server._act("TAKEN")
        return "250 2.0.0 queued"


class _Controller(Controller):
    def __init__(self, post: Post, **options: Any) -> None:
        self._post = post
        super().__init__(_Handler(post), hostname=HERE, port=free_port(), **options)

    def factory(self) -> SMTP:
        server = _Scripted(self.handler, **self.SMTP_kwargs)
        server.post = self._post
        return server


@contextmanager
def smtp_server(
    post: Post,
    certificate: Certificate | None = None,
    *,
    starttls: bool = False,
    auth: bool = True,
    limit: int = 33554432,
    **options: Any,
) -> Iterator[int]:
    """A server that follows a plan; gives its port. Without a certificate it speaks plainly."""
    if auth:
        options["authenticator"] = post.log_in
        options["auth_require_tls"] = certificate is not None and starttls
    if certificate is not None and starttls:
        options |= {"tls_context": certificate.context(), "require_starttls": True}
    elif certificate is not None:
        options |= {"ssl_context": certificate.context()}
    controller = _Controller(post, data_size_limit=limit, **options)
    controller.start()
    post.is_open = True
    try:
        yield controller.port
    finally:
        for connection in post.connections:  # those that were kept in silence
            controller.loop.call_soon_threadsafe(connection.close)
        controller.stop(no_assert=True)


# --- Postfix's smtp-sink ------------------------------------------------------------------------


@contextmanager
def smtp_sink(*options: str) -> Iterator[tuple[int, Path]]:
    """Debian's smtp-sink, which dumps each message into a file: its port and that folder."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="wuhao-sink-"))  # it writes as another user
    folder.chmod(0o777)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    sink = subprocess.Popen(
        [*sink_command(), *user, *options, "-d", f"{folder}/mail.", f"{HERE}:{port}", "50"],
        env={**os.environ, "LD_LIBRARY_PATH": str(SINK.parent.parent / "lib/postfix")},
    )
    try:
        wait_for(port)
        yield port, folder
    finally:
        sink.terminate()
        sink.wait(20)
        shutil.rmtree(folder)


SINK = ROOT / ".venv" / "postfix" / "usr" / "sbin" / "smtp-sink"


def sink_command() -> list[str]:
    """smtp-sink as it is installed, or as tools/system_programs.sh has unpacked it."""
    return [shutil.which("smtp-sink") or str(SINK)]


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


# --- Dovecot ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mailboxes:
    """A running Dovecot: its ports with TLS from the start and with STARTTLS."""

    imaps: int
    imap: int
    certificate: Certificate

    def client(self, user: str = USER) -> imaplib.IMAP4_SSL:
        """An independent client, logged in."""
        context = ssl.create_default_context(cafile=str(self.certificate.file))
        client = imaplib.IMAP4_SSL("localhost", self.imaps, ssl_context=context)
        client.login(user, SECRET)
        return client

    def put(self, *mails: bytes, folder: str = "INBOX", user: str = USER) -> None:
        """Lay mails into a folder."""
        with self.client(user) as client:
            client.create(f'"{folder}"')
            for mail in mails:
                status, answer = client.append(f'"{folder}"', "", "", mail)
                assert status == "OK", answer

    def found(self, which: str, folder: str = "INBOX", user: str = USER) -> list[int]:
        """The numbers of the messages that are so."""
        with self.client(user) as client:
            client.select(f'"{folder}"', readonly=True)
            (numbers,) = client.search(None, which)[1]
        return [int(number) for number in numbers.split()]


@contextmanager
def dovecot() -> Iterator[Mailboxes]:
    """Debian's Dovecot on loopback, with a configuration and folders of its own."""
    folder = Path(tempfile.mkdtemp(prefix="wuhao-imap-"))  # its workers are another user
    try:
        with _running(folder) as mailboxes:
            yield mailboxes
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[Mailboxes]:
    folder.chmod(0o755)
    certificate = make_certificate(folder)
    imaps, imap = free_port(), free_port()
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    account = pwd.getpwnam(user)
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    os.chown(folder / "mail", account.pw_uid, account.pw_gid)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{SECRET}:::\n")
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = {HERE}
default_internal_user = {user}
default_internal_group = {grp.getgrgid(account.pw_gid).gr_name}
default_login_user = {user}
ssl = yes
ssl_cert = <{certificate.file}
ssl_key = <{certificate.key}
disable_plaintext_auth = yes
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={account.pw_uid} gid={account.pw_gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
    )
    server = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", configuration])
    try:
        wait_for(imaps)
        yield Mailboxes(imaps, imap, certificate)
    finally:
        server.terminate()
        server.wait(20)


# --- the program as its users run it ------------------------------------------------------------


def environment(certificate: Certificate | None, **more: str) -> dict[str, str]:
    """As of a user whose system trusts that certificate."""
    trust = {"SSL_CERT_FILE": str(certificate.file)} if certificate else {}
    return {**os.environ, "PYTHONPATH": str(ROOT), **trust, **more}


def begin(folder: Path, *args: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a command in a session of its own, without a terminal."""
    with heeding_interrupts():
        return subprocess.Popen(
            [sys.executable, "-m", "wuhao_batch", *args],
            cwd=folder,
            env={**env, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Let programs started in the block end at Ctrl-C, also where ``nohup make test &`` runs this.

    A signal that is ignored stays ignored in a new program; one with a handler gets its default.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def finish(process: "subprocess.Popen[str]") -> subprocess.CompletedProcess[str]:
    """Wait for it."""
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def kill(process: "subprocess.Popen[str]") -> None:
    """kill -9."""
    os.kill(process.pid, signal.SIGKILL)


def attachments(mail: bytes) -> dict[str, bytes]:
    """Name → bytes of what is attached, as the standard library reads it."""
    message = message_from_bytes(mail, policy=default)
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in message.walk()
        if part.get_content_disposition() == "attachment"
    }
