"""``wuhao init``: a clean workspace with templates, roster and a start by double click."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.outputs.blank_decisions import blank_decisions
from wuhao_batch.outputs.blank_roster import blank_roster
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.bundle import bundled_program
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import (
    DECISIONS,
    PANEL_FOLDER,
    RETURNED_FOLDER,
    ROSTER,
    TEMPLATE,
    UnusableWorkspaceError,
    Workspace,
)
from wuhao_batch.workspace.plan import Plan, apply, is_passing
from wuhao_batch.workspace.shipped import shipped_templates

_FOLDERS = (RETURNED_FOLDER, PANEL_FOLDER, "output")

LAUNCHERS = {"windows": "打开.bat", "macos": "打开.command", "linux": "打开.sh"}
"""System → the file that opens the pages there by a double click."""


def init(directory: Path, like: Workspace | None = None) -> list[str]:
    """Make a workspace in a new or empty folder, or complete one that was broken off.

    Args:
        directory: Where.
        like: The workspace whose templates and roster it gets; None gives our own and a blank one.

    Returns:
        The files made, relative to the folder.

    Raises:
        UnusableWorkspaceError: The folder holds something already, or is a file.
        OSError: It cannot be written.
    """
    if directory.exists() and not directory.is_dir():
        raise UnusableWorkspaceError(f"“{directory}”是一个文件。请换一个文件夹名。")
    shipped = {f"templates/{name}": data for name, data in shipped_templates().items()}
    templates = {**shipped, **_templates_of(like)} if like else shipped
    files = {
        **templates,
        ROSTER: like.roster.read_bytes() if like else blank_roster(),
        DECISIONS: _decisions(templates[TEMPLATE], shipped[TEMPLATE]),
        **launchers(bundled_program()),
    }
    if directory.is_dir() and any(directory.iterdir()) and not _is_broken_off(directory, files):
        raise UnusableWorkspaceError(f"“{directory}”里已有内容。请换一个新的或空的文件夹。")
    apply(Plan({directory / name: data for name, data in files.items()}))
    for name in (LAUNCHERS["macos"], LAUNCHERS["linux"]):
        (directory / name).chmod(_STARTS)
    for folder in _FOLDERS:
        (directory / folder).mkdir(parents=True, exist_ok=True)
    return sorted(files)


def _is_broken_off(directory: Path, files: Mapping[str, bytes]) -> bool:
    """True if a part of a workspace lies there as it would be made now, and nothing else."""
    if all((directory / name).exists() for name in (*files, *_FOLDERS)):
        return False
    there = (path for path in files_below(directory) if not is_passing(path.name))
    return all(
        path.is_file() and path.read_bytes() == files.get(path.relative_to(directory).as_posix())
        for path in there
    )


def launchers(program: Path | None = None) -> dict[str, bytes]:
    """Return the files that open the pages by a double click: name → bytes.

    Args:
        program: The program that runs without Python; None if it is Python's.
    """
    windows = [
        "@echo off",
        "chcp 65001 >nul",
        'cd /d "%~dp0"',
        "set start=wuhao",
        "where wuhao >nul 2>nul || set start=py -m wuhao_batch",
        "where wuhao >nul 2>nul || where py >nul 2>nul || set start=python -m wuhao_batch",
        *_found_there(program),
        "%start% open",
        "if errorlevel 1 pause",
    ]
    unix = "\n".join(
        (
            "#!/bin/sh",
            'cd "$(dirname "$0")" || exit 1',
            *_first_of(program),
            "else python3 -m wuhao_batch open; fi",
            "status=$?",
            'if [ "$status" -ne 0 ]; then printf "按回车键关闭。"; read -r _; fi',
            'exit "$status"\n',
        )
    ).encode()
    return {
        LAUNCHERS["windows"]: ("\r\n".join(windows) + "\r\n").encode(),
        LAUNCHERS["macos"]: unix,
        LAUNCHERS["linux"]: unix,
    }


def _first_of(program: Path | None) -> list[str]:
    """Return the lines that start the program from its own folder, or by its name."""
    own = shlex.quote(str(program))
    ways = [(f"[ -x {own} ]", own)] if program else []
    ways.append(("command -v wuhao >/dev/null 2>&1", "wuhao"))
    words = ("if", *["elif"] * len(ways))
    return [
        f"{word} {test}; then {start} open"
        for word, (test, start) in zip(words, ways, strict=False)
    ]


def _found_there(program: Path | None) -> list[str]:
    """Return the line that starts the program from its own folder while it is there."""
    if program is None:
        return []
    path = str(program).replace("%", "%%")
    return [f'if exist "{path}" set start="{path}"']


_STARTS = 0o755
"""Permissions of a file that may be started."""


def _templates_of(workspace: Workspace) -> dict[str, bytes]:
    there = (path for path in workspace.templates.iterdir() if path.is_file())
    return {f"templates/{path.name}": path.read_bytes() for path in there if _is_meant(path)}


def _is_meant(path: Path) -> bool:
    """True if a file is no trace of a program that has it open."""
    return not path.name.startswith((".", "~"))


def _decisions(template: bytes, shipped: bytes) -> bytes:
    """Return the workbook for decisions with the codes of a template, of ours if it has faults."""
    standard = _standard(template) or _standard(shipped)
    assert standard is not None  # noqa: S101  our own file
    return blank_decisions(standard, (), USUAL)


def _standard(template: bytes) -> Standard | None:
    book = read_book(template)
    return read_standard(book, TEMPLATE)[0] if isinstance(book, Book) else None
