"""Write the help of all commands into README.md and docs/commands.zh.md.

Run as ``python -m tools.write_help``.
"""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from wuhao_batch.cli.commands import run_command
from wuhao_batch.workspace.plan import write_atomically

ROOT = Path(__file__).resolve().parent.parent
README, COMMANDS = ROOT / "README.md", ROOT / "docs" / "commands.zh.md"

_BLOCK = re.compile(r"(?<=<!-- wuhao --help -->\n```\n).*?(?=```\n)", re.DOTALL)
_COMMAND = re.compile(r"^  ([a-z]+)  ", re.MULTILINE)


def readme(text: str) -> str:
    """Return the README's text with today's list of commands."""
    return _BLOCK.sub(lambda _: help_of(), text, count=1)


def commands() -> str:
    """Return the document with the help of each command."""
    source = "由 `python -m tools.write_help` 生成；怎样用见[参考手册](reference.zh.md)。"
    return "\n".join(["# 命令", "", source, "", *_sections()])


def _sections() -> Iterator[str]:
    for name in _COMMAND.findall(help_of()):
        yield f"## wuhao {name}\n\n```\n{help_of(name)}```\n"


def help_of(*command: str) -> str:
    """Return what ``wuhao COMMAND --help`` prints."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        run_command([*command, "--help"])
    return printed.getvalue().strip() + "\n"


if __name__ == "__main__":
    write_atomically(README, readme(README.read_text("utf-8")).encode())
    write_atomically(COMMANDS, commands().encode())
