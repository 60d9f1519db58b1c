"""The door: who may ask at all, and what a browser may do with the answer.

Any page of the web can send requests to a port of this computer; a name of theirs can be made to
lead here, too. So a request has to name this very address, to come from no other page, and to carry
the cookie that only the first address gives, which holds a random token.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wuhao_batch.page.presence import Presence

HOST = "127.0.0.1"
_METHODS = ("GET", "HEAD", "POST")
_OWN = ("same-origin", "none")
_REFUSED = "请从程序打开的窗口进入：双击“打开”，或运行 wuhao open。"

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
PAPER_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'"
)
"""For papers of our own making: they bring their styles along, and nothing in them runs.

They keep our origin: a frame of another one has a process of its own, and Chromium gives it presses
that are meant for the page below it while that has just been scrolled.
"""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Door:
    """The secrets of one run: the token of the first address, and the cookie that it gives."""

    port: int
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """The first address."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def name(self) -> str:
        """The name of the cookie: cookies do not tell ports apart."""
        return f"wuhao-{self.port}"

    def answer(self, scope: Scope) -> Response | None:
        """Return the answer to whoever may not come in, or comes for the first time, else None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse(_REFUSED, 403)
        if scope["method"] not in _METHODS:
            return PlainTextResponse("不接受这样的请求。", 405)
        if not _is_own(headers, host, post=scope["method"] == "POST"):
            return PlainTextResponse(_REFUSED, 403)
        if scope["path"] == "/" and (sent := _token(scope)) and compare_digest(sent, self.token):
            return self._let_in()
        if not any(compare_digest(sent, self.cookie) for sent in self._cookies(headers)):
            return PlainTextResponse(_REFUSED, 403)
        return None

    @property
    def _hosts(self) -> tuple[str, ...]:
        return f"{HOST}:{self.port}", f"localhost:{self.port}"

    def _let_in(self) -> Response:
        into = RedirectResponse("/", 303)
        into.set_cookie(self.name, self.cookie, httponly=True, samesite="strict", path="/")
        return into

    def _cookies(self, headers: Headers) -> Iterator[str]:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.name)
        except CookieError:
            return
        if found is not None and found.value.isascii():
            yield found.value


def _is_own(headers: Headers, host: str, *, post: bool) -> bool:
    """True if no page of another origin is behind the request."""
    origin = headers.get("origin")
    if origin is not None or post:
        return origin == f"http://{host}"
    return headers.get("sec-fetch-site", "none") in _OWN


def _token(scope: Scope) -> str:
    sent = parse_qs(scope["query_string"].decode("ascii", "replace")).get("token", [""])[0]
    return sent if sent.isascii() else ""


class Guarded:
    """An application behind the door; its answers say what a browser may do with them."""

    def __init__(self, app: ASGIApp, door: Door, presence: Presence) -> None:
        self._app, self._door, self._presence = app, door, presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._door.answer(scope)
        if refused is None:
            self._presence.asked()
        await (refused or self._app)(scope, receive, with_headers)
