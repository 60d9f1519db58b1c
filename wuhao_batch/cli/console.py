"""Speech of the commands: results on stdout, talk on stderr, Chinese help, readable everywhere."""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar
from unicodedata import east_asian_width

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds of work before progress is shown."""

_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "note": "dim"}


def prepare_streams() -> None:
    """Replace what a console cannot show (a GBK one, say) instead of failing on it.

    A stream that is closed swallows what is said to it.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  stays open
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def out() -> "Console":
    """Return the console for results, stdout."""
    return _console(sys.stdout)


def err() -> "Console":
    """Return the console for talk and progress, stderr."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    # Into a pipe or a file lines are not broken at 80 columns.
    width = None if stream.isatty() else 10_000
    return Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


def say(text: str) -> None:
    """Print one line of talk."""
    err().print(text)


def print_json(value: Any) -> None:
    """Print one JSON object on stdout, in pure ASCII if the console is no UTF-8."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not unicode, indent=2) + "\n")


def progress(items: Sequence[T], label: str, /) -> Iterator[T]:
    """Pass items on; on a terminal a bar appears on stderr once they take over a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TextColumn("{task.fields[pace]}"), console=err(), transient=True)
    task = bar.add_task(label, total=len(items), pace="")
    started = time.monotonic()
    try:
        for done, item in enumerate(items, start=1):
            yield item
            taken = time.monotonic() - started
            if taken > PATIENCE:
                bar.update(task, completed=done, pace=pace(done, len(items), taken))
                if not bar.live.is_started:
                    bar.start()
    finally:
        if bar.live.is_started:
            bar.stop()


def pace(done: int, wanted: int, seconds: float) -> str:
    """Return how many are done in a second, and how long the rest takes at that rate."""
    rate = done / seconds
    minutes, rest = divmod(ceil((wanted - done) / rate), 60)
    left = f"{minutes}分{rest}秒" if minutes else f"{rest}秒"
    return f"每秒{rate:.0f}个，还要{left}" if rate >= 1 else f"还要{left}"


def safe(text: object) -> str:
    """Return a text that cannot move the cursor or break a line of its own in the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))


def print_findings(findings: Iterable[Any]) -> None:
    """Print findings: severity, code and file on one line, rule and remedy below."""
    for found in findings:
        _print_finding(found)


def print_concerns(findings: Iterable[Any], names: Mapping[str, str]) -> None:
    """Print findings by branch and cause: the first of each kind in full, of the rest the places.

    Args:
        findings: All of them.
        names: 编号 → name of a branch, in the order of the roster.
    """
    from wuhao_batch.findings.grouping import by_branch

    for number, concern in enumerate(by_branch(findings, names)):
        if number:
            out().print()
        code = concern.branch
        whose = "本次考核" if code is None else f"{code} {names.get(code, '')}".rstrip()
        out().print(f"{safe(whose)}（{concern.counts}）", style="bold")
        for cause in concern.causes:
            times = f"（共{cause.count}处）" if cause.others else ""
            also = f"另见{cause.elsewhere}。" if cause.elsewhere else ""
            _print_finding(cause.first, times, also)


def _print_finding(found: Any, times: str = "", also: str = "") -> None:
    from rich.padding import Padding

    console, style = out(), _SEVERITY_STYLE[found.severity]
    console.print(f"{found.severity.label} {found.code}{times}", style=style, end=" ")
    console.print(safe(found.place.file or ""), style="cyan")
    told = f"{safe(found.message)}{safe(also)}{safe(found.remedy)}"
    console.print(Padding(told, (0, 0, 0, 4), expand=False), soft_wrap=False)


# --- help in Chinese --------------------------------------------------------------------------


class UnknownCommandError(Exception):
    """The command does not exist; the text is one Chinese sentence (exit code 2)."""


class ExtraArgumentError(Exception):
    """There are more arguments than the command takes (exit code 2)."""

    def __init__(self, arguments: Sequence[str]) -> None:
        told = "、".join(f"“{each}”" for each in arguments)
        super().__init__(f"多出了参数{told}。名称里有空格的，请用英文双引号括起来。")


class ChineseCommand(TyperCommand):
    """A command whose --help is Chinese."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; those left over are named."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if ctx.args:
            raise ExtraArgumentError(ctx.args)
        return left

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print usage, purpose, arguments and options."""
        _print_help(self, ctx)


class ChineseGroup(TyperGroup):
    """The command group whose --help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print usage, purpose and the commands."""
        _print_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; an unknown one is named together with the nearest."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=1)
            hint = f"是否想用 {near[0]}？" if near else ""
            raise UnknownCommandError(f"没有命令“{args[0]}”。{hint}用 wuhao --help 查看全部命令。")
        return super().resolve_command(ctx, args)


def _print_help(command: TyperCommand | TyperGroup, ctx: Any) -> None:
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    options = [p for p in command.get_params(ctx) if not isinstance(p, TyperArgument)]
    commands = list(getattr(command, "commands", {}).items())
    usage = " ".join(f"{_shown(p)}{'…' if p.nargs == -1 else ''}" for p in arguments)
    tail = "命令 …" if commands else f"[选项] {usage}"
    typer.echo(f"用法：{ctx.command_path} {tail}".rstrip())
    typer.echo(f"\n{(command.help or '').strip()}")
    _print_rows("命令", [(name, sub.help or "") for name, sub in commands])
    _print_rows("参数", [(_shown(p), p.help or "") for p in arguments])
    _print_rows(
        "选项",
        [("、".join(p.opts), getattr(p, "help", None) or "") for p in options if p.name != "help"]
        + [("--help", "显示这段说明")],
    )


def _shown(argument: TyperArgument) -> str:
    return str(argument.metavar or argument.name)


def _print_rows(title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    width = max(_cells(name) for name, _ in rows)
    typer.echo(f"\n{title}：")
    for name, text in rows:
        gap = " " * (width - _cells(name) + 2)
        typer.echo(f"  {name}{gap}{text}")


def _cells(text: str) -> int:
    """Return the width of a text on a terminal."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
