"""``wuhao init``: a clean workspace with the templates, a blank roster and a double-click start."""

from pathlib import Path

from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.outputs.blank_decisions import blank_decisions
from wuhao_batch.outputs.blank_roster import blank_roster
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import (
    DECISIONS,
    PANEL_FOLDER,
    RETURNED_FOLDER,
    ROSTER,
    TEMPLATE,
    UnusableWorkspaceError,
)
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.shipped import shipped_templates

BATCH_FILE = "运行.bat"


def init(directory: Path) -> list[str]:
    """Make a workspace in a new or empty folder.

    Returns:
        The files made, relative to the folder.

    Raises:
        UnusableWorkspaceError: The folder holds something already, or is a file.
        OSError: It cannot be written.
    """
    if directory.exists() and not directory.is_dir():
        raise UnusableWorkspaceError(f"“{directory}”是一个文件。请换一个文件夹名。")
    if directory.is_dir() and any(directory.iterdir()):
        raise UnusableWorkspaceError(f"“{directory}”里已有内容。请换一个新的或空的文件夹。")
    templates = {f"templates/{name}": data for name, data in shipped_templates().items()}
    files = {
        **templates,
        ROSTER: blank_roster(),
        DECISIONS: _decisions(templates[TEMPLATE]),
        BATCH_FILE: _batch_file(),
    }
    apply(Plan({directory / name: data for name, data in files.items()}))
    for folder in (RETURNED_FOLDER, PANEL_FOLDER, "output"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    return sorted(files)


def _decisions(template: bytes) -> bytes:
    """Return the workbook for decisions with the codes of our own template."""
    book = read_book(template)
    standard = read_standard(book, TEMPLATE)[0] if isinstance(book, Book) else None
    assert standard is not None  # noqa: S101  our own file
    return blank_decisions(standard, (), USUAL)


def _batch_file() -> bytes:
    """Return a batch file for Windows: a double click runs ``wuhao run`` and leaves the window."""
    lines = (
        "@echo off",
        "chcp 65001 >nul",
        'cd /d "%~dp0"',
        "set start=wuhao",
        "where wuhao >nul 2>nul || set start=py -m wuhao_batch",
        "where wuhao >nul 2>nul || where py >nul 2>nul || set start=python -m wuhao_batch",
        "%start% run",
        "if errorlevel 2 echo 没有运行成功，请看上面的提示。",
        "pause",
    )
    return ("\r\n".join(lines) + "\r\n").encode()
