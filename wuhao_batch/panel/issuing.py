"""Writing the workbooks of the 考评组 into ``output/panel/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment import Assessment
from wuhao_batch.evaluators import Evaluator
from wuhao_batch.findings import Finding, Place, finding
from wuhao_batch.forms.issue import file_names
from wuhao_batch.forms.layout import META_PROPERTY
from wuhao_batch.handed_in import Track, files_of, look_at
from wuhao_batch.packages import was_never_saved
from wuhao_batch.panel.entries import PanelReturn, read_panel
from wuhao_batch.panel.open_cells import OpenCells, open_cells_of, to_be_issued
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book
from wuhao_batch.workspace import Workspace, write_atomically


@dataclass(frozen=True)
class IssuedPanel:
    """评委编号 → the workbook that was written; how many branches handed in, of how many."""

    workbooks: Mapping[str, Path]
    returned: int
    expected: int
    findings: tuple[Finding, ...]


def issue_panel(
    assessment: Assessment, workspace: Workspace, *, latest: bool, track: Track
) -> IssuedPanel:
    """Write one workbook for each evaluator, with what the last one that came back held.

    A workbook that somebody has filled in where it lies is not written over if anything in it
    would be lost (D004); a file that is no evaluator's is left alone and listed (D005).

    Raises:
        OSError: The folder cannot be written.
    """
    files = files_of(workspace)
    handed_in = look_at(assessment, workspace, files, latest=latest, track=track)
    examined, books = handed_in.examined, handed_in.books
    folder, names = workspace.panel_forms, panel_names(assessment)
    written: dict[str, Path] = {}
    findings = list(books.findings)
    for evaluator in assessment.panel:
        path = folder / names[evaluator.code]
        checked = books.accepted.get(evaluator.code)
        last = checked.source if checked else None
        content = to_be_issued(evaluator, last, examined.accepted.values())
        if _would_lose(assessment, evaluator, path, content):
            findings.append(finding("D004", Place(workspace.relative(path))))
            continue
        write_atomically(path, make_workbook(assessment, evaluator, examined, content))
        written[evaluator.code] = path
    known = {folder / name for name in names.values()}
    findings += [
        finding("D005", Place(workspace.relative(path)))
        for path in sorted(folder.glob("*.xlsx"))
        if path not in known
    ]
    expected = len(assessment.roster.taking_part)
    return IssuedPanel(written, len(examined.accepted), expected, tuple(findings))


def panel_names(assessment: Assessment) -> dict[str, str]:
    """评委编号 → file name, ``{评委编号}_{姓名}.xlsx``; 考评组.xlsx for the agreed one."""
    return file_names(
        {
            each.code: each.name if each.alone else f"{each.code}_{each.name}"
            for each in assessment.panel
        }
    )


def _would_lose(assessment: Assessment, evaluator: Evaluator, path: Path, new: OpenCells) -> bool:
    """Whether the file there was worked on and holds what the new one would not."""
    if not path.is_file() or was_never_saved(path.read_bytes(), META_PROPERTY):
        return False
    there = _read(assessment, evaluator, path)
    return there is None or not new.holds(open_cells_of(there))


def _read(assessment: Assessment, evaluator: Evaluator, path: Path) -> PanelReturn | None:
    """A workbook of ours as it lies there, with nothing in it that would not be read."""
    book = read_book(path.read_bytes())
    if not isinstance(book, Book):
        return None
    source = read_panel(book, path.name, evaluator, assessment.standard, assessment.roster)
    return None if source.findings else source
