"""The holder of a workspace, as its lock file names it."""

import json
import re
import secrets
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from platform import node

from wuhao_batch.workspace.moments import in_china
from wuhao_batch.workspace.processes import Process, process_of, this_process

LOCK = ".wuhao.lock"

_TOKEN_BYTES = 8
_TOKEN = re.compile(rf"[0-9a-f]{{{2 * _TOKEN_BYTES}}}")
_LONGEST = 80  # characters of a text that others wrote

BUSY = "另一个 wuhao 命令正在使用这个工作文件夹。请稍后再试。"
"""The sentence where the file does not say who has it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A command at work; ``since`` is China's time, ``token`` random and hexadecimal.

    ``process`` is None if the lock file has no name of a process there.
    """

    computer: str
    process: Process | None
    since: str
    command: str
    token: str

    def renewed(self) -> "Holder":
        """Return the same holder with a fresh token."""
        return replace(self, token=secrets.token_hex(_TOKEN_BYTES))

    def as_bytes(self) -> bytes:
        """Return the content of a lock file."""
        told = asdict(self) | {"process": str(self.process or "")}
        return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")

    def __str__(self) -> str:
        here = self.process is not None and self.process.is_here
        hint = "" if here else f"；确知它已经不在运行的，删除文件 {LOCK} 再试"
        return (
            f"电脑“{self.computer}”从 {self.since} 起在这个工作文件夹里运行 wuhao {self.command}，"
            f"还没有结束。请等它结束后再试{hint}。"
        )


def holder_here(command: str) -> Holder:
    """Return this process, about to begin the command."""
    since = f"{in_china(datetime.now(UTC)):%Y-%m-%d %H:%M}"
    return Holder(node(), this_process(), since, command, "").renewed()


def holder_in(data: bytes) -> Holder | None:
    """Return the holder that a lock file names, or None where it is not of our writing."""
    try:
        told = json.loads(data)
        texts = {field.name: _clean(told[field.name]) for field in fields(Holder)}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not _TOKEN.fullmatch(texts["token"]):
        return None
    process = process_of(texts.pop("process"))
    return Holder(**texts, process=process)


def _clean(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError
    return "".join(sign for sign in text if sign.isprintable())[:_LONGEST]
