"""Passwords for the mail servers: from the environment, or asked for once at the terminal."""

import os
import sys
from collections.abc import Callable
from getpass import getpass

from wuhao_batch.mail.server import Ask, Server, UnreachableError

SMTP_PASSWORD, IMAP_PASSWORD = "WUHAO_SMTP_PASSWORD", "WUHAO_IMAP_PASSWORD"


class Password:
    """A password from the environment or the terminal, never shown.

    It is taken out of the environment of this program, so that no child process has it.
    """

    def __init__(self, variable: str, server: Server) -> None:
        self._variable, self._server = variable, server
        self._known = os.environ.pop(variable, None)

    def __call__(self) -> str:
        """Return the password.

        Raises:
            UnreachableError: There is none, and no terminal to ask at.
        """
        if self._known is None:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise UnreachableError(
                    f"服务器要登录，没有密码；请把密码（授权码）设在环境变量 {self._variable} 里"
                )
            self._known = getpass(f"{self._server.user} 的密码（授权码，不显示）：", sys.stderr)
        return self._known


def asking(variable: str) -> Callable[[Server], Ask]:
    """Return a function: server → its password, which an environment variable may hold."""
    return lambda server: Password(variable, server)
